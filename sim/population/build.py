"""Build the opening world of a region from tables and parameter cards, keyed by seed."""

from typing import Any

import numpy as np

from sim.agents.market import least_equity
from sim.chain.contracts import set_credit
from sim.chain.letting import MOST_CONTRACTS
from sim.core.compiled import compiled, kernel
from sim.core.draws import Stream, uniform
from sim.core.lend import lend
from sim.ledger.accounts import OPENING, OPENING_BALANCE, transfer
from sim.population.columns import MISSING
from sim.population.crews import hands_given, open_crews
from sim.population.given import Tables
from sim.population.people import draw_people, given_or, owner_kinds, owner_uids, place_kinds, seat_rows, seat_uids
from sim.population.projects import open_projects, open_slots
from sim.population.sizes import person_count, seat_counts
from sim.world import World, allocate


def build_world(population: Any, tables: Tables, p: Any, seed: int, periods: int, calendar: np.recarray) -> World:
    """The opening world: owners, firms, a pool of persons, one project per slot, and crews that are at work.

    Parameters
    ----------
    population : Population of the scenario: projects, government_projects, workers.
    tables : what the user's tables give; `untabled` for a synthetic population.
    p : the parameter record of the first week.
    seed : seed of the replicate, or of the scenario when the world is shared.
    periods : rows of the flows the ledger keeps: the warm-up, then each quarter.
    calendar : of the run.
    """
    w, contracts = lay_out(population, tables, p, seed, periods, calendar)
    open_crews(w, calendar, p, seed, tables.crews, tables.workers, contracts)
    return w


def lay_out(
    population: Any, tables: Tables, p: Any, seed: int, periods: int, calendar: np.recarray
) -> tuple[World, np.ndarray]:
    """The world before crews are at work, and the row of each given contract.

    Each step takes what the tables give and draws the rest.
    """
    projects, workers = population.projects, max(population.workers, population.projects)  # no site stands empty
    population = population.model_copy(update={"workers": workers})
    kinds = owner_kinds(population, tables.projects, p)
    owners = owner_uids(kinds, tables.projects, p)
    seats = seat_uids(seat_counts(projects, p, tables.firms.kind), tables.firms)
    hands = int(hands_given(tables.crews, tables.workers).sum())
    let_here = projects - len(np.unique(tables.contracts.project))
    w = allocate(
        slots=projects, owners=sum(map(len, owners)), seats=sum(map(len, seats)),
        persons=person_count(workers, p, len(tables.workers), hands), periods=periods, projects=2 * projects + 8,
        contracts=max((MOST_CONTRACTS + 2) * projects, len(tables.contracts) + MOST_CONTRACTS * let_here) + 64,
        bills=80 * projects + 128, crews=int(workers * 0.35) + 8 * projects + 64 + len(tables.crews),
        claims=3 * workers + 512 + hands,
    )  # fmt: skip
    place_kinds(w, owners, seats)
    w.now.next_festival[0] = calendar.next_festival_due[0]
    w.now.workers[0] = workers
    open_slots(w, population, tables.projects, kinds, p, seed)
    draw_people(w, p, seed, tables.projects, tables.firms, tables.workers)
    contracts = open_projects(w, p, seed, tables.projects, tables.firms, tables.contracts)
    cash = np.full(w.seats.size, MISSING)
    cash[seat_rows(w, tables.firms)] = tables.firms.cash_fen
    _fund_firms(w, p, seed, cash)
    return w, contracts


@compiled
def _fund_firms(w, p, seed, cash):
    """Opening funds: `cash` of each seat, in fen, or drawn where that is missing.

    A firm whose prices do not cover its cost is found somewhere between full funds and none.
    """
    w = lend(w)
    for seat_row in range(w.seats.size):
        f = w.seats.firm[seat_row]
        firm = w.firms[f]
        kappa = firm.kappa
        least = least_equity(p.firms_least_equity_fen, kappa)
        firm.funded_gap_fen = firm.gap_fen
        if p.projects_opening_age >= 0.5:
            kappa *= 2.0  # opening projects have half their work left: a portfolio of whole ones has twice the gap
            firm.funded_gap_fen *= 2
        funds = max(kappa * firm.gap_fen * (1.0 - p.firms_credit_share), least)
        if p.projects_opening_age >= 0.5 and _at_a_loss(w, p, f):
            funds *= 1.0 - uniform(seed, Stream.FIRM_OPENING, 0, firm.uid)
        transfer(w, OPENING, firm.account, OPENING_BALANCE, given_or(cash[seat_row], np.int64(funds)))
        set_credit(w, p, f)


@kernel
def _at_a_loss(w, p, firm_row):
    """Whether a firm's contracts together cost more than they bring."""
    fen = np.int64(0)
    c = w.firms.first_contract[firm_row]
    while c >= 0:
        contract = w.contracts[c]
        fen += contract.price_fen - contract.passed_fen - contract.materials_plan_fen
        fen -= np.int64(contract.own_work * p.economy_index)
        c = contract.next_of_firm
    return fen < 0
