"""Build the opening world of a region from parameter cards, keyed by seed."""

import numpy as np

from sim.agents.market import enter, least_equity
from sim.agents.workers import day_wage
from sim.chain.contracts import set_credit
from sim.chain.letting import MOST_CONTRACTS
from sim.chain.projects import start_project
from sim.chain.tables import GOVERNMENT, PARTNERSHIP, PRIVATE, STATE_OWNED
from sim.chain.uids import PROJECTS_OF_SLOT
from sim.core.compiled import compiled, kernel
from sim.core.draws import Stream, uniform
from sim.core.lend import lend
from sim.core.quantiles import quantile
from sim.ledger.accounts import (
    DEVELOPER_GOVERNMENT,
    DEVELOPER_OTHER,
    OPENING,
    OPENING_BALANCE,
    OUTSIDE,
    transfer,
)
from sim.population.sizes import seat_counts
from sim.world import World, allocate

LATER = np.int64(1 << 60)  # a gap no firm has: the opening contracts are funded together, by `_fund_firms`


def build_world(population, p, seed: int, periods: int, next_festival: int) -> World:
    """The opening world: owners, firms, a pool of persons, and one project per slot.

    Parameters
    ----------
    population : Population of the scenario: projects, government_projects, workers.
    p : the parameter record of the first week.
    seed : seed of the replicate, or of the scenario when the world is shared.
    next_festival : week in which festival wages next fall due.
    periods : rows of the flows the ledger keeps: the warm-up, then each quarter.
    """
    projects, workers = population.projects, population.workers
    owner_kinds = _owner_kinds_of_slots(population, p)
    owner_counts = [max(1, int(np.sum(owner_kinds == k) / p.owners_projects_per_owner + 0.5)) for k in range(4)]
    firm_counts = seat_counts(projects, p)
    persons = int(workers * p.workers_persons_per_job + 0.5)
    w = allocate(
        slots=projects, owners=sum(owner_counts), seats=sum(firm_counts), persons=persons, periods=periods,
        projects=2 * projects + 8, contracts=(MOST_CONTRACTS + 2) * projects + 64, bills=80 * projects + 128,
        crews=int(workers * 0.35) + 8 * projects + 64, claims=3 * workers + 512,
    )  # fmt: skip
    _place_kinds(w, owner_counts, firm_counts)
    w.now.next_festival[0] = next_festival
    w.now.workers[0] = workers
    w.slots.uid[:] = np.arange(1, projects + 1)
    w.slots.owner_kind[:] = owner_kinds
    w.slots.project[:] = -1
    sizes = p.projects_size
    mean_size = (sizes.sum() - (sizes[0] + sizes[-1]) / 2) / (len(sizes) - 1) if len(sizes) > 1 else sizes[0]
    w.slots.mean_workers[:] = workers / projects / mean_size  # so that later projects are as large as the first
    _draw_people(w, p, seed)
    _opening_sizes(w, p, seed, workers)
    _open_projects(w, p, seed)
    _fund_firms(w, p, seed)
    return w


def _owner_kinds_of_slots(population, p) -> np.ndarray:
    others = population.projects - population.government_projects
    state = int(others * p.projects_state_owned_share + 0.5)
    partner = int(others * p.projects_partnership_share + 0.5)
    counts = [population.government_projects, state, others - state - partner, partner]
    return np.repeat(np.array([GOVERNMENT, STATE_OWNED, PRIVATE, PARTNERSHIP], np.int8), counts)


def _place_kinds(w: World, owner_counts: list[int], firm_counts: list[int]) -> None:
    w.kinds.owner_count[:], w.kinds.seat_count[:] = owner_counts, firm_counts
    w.kinds.owner_start[1:] = np.cumsum(owner_counts)[:-1]
    w.kinds.seat_start[1:] = np.cumsum(firm_counts)[:-1]
    owners = sum(owner_counts)
    w.owners.uid[:] = _uids(owner_counts)
    w.owners.kind[:] = np.repeat(np.arange(4), owner_counts)
    w.owners.account[:] = OUTSIDE + np.arange(owners)
    w.owners.first_contract[:] = -1
    w.seats.uid[:] = _uids(firm_counts)
    w.seats.kind[:] = np.repeat(np.arange(4), firm_counts)
    w.accounts.kind[OUTSIDE : OUTSIDE + owners] = np.where(
        w.owners.kind == GOVERNMENT, DEVELOPER_GOVERNMENT, DEVELOPER_OTHER
    )


def _uids(counts: list[int]) -> np.ndarray:
    """Numbered within each kind, the kinds in turn, so that one more of a kind leaves the luck of all others as it is."""
    return np.concatenate([np.arange(count) * len(counts) + kind + 1 for kind, count in enumerate(counts)])


@compiled
def _draw_people(w, p, seed):
    w = lend(w)
    for o in range(w.owners.size):
        owner = w.owners[o]
        owner.promptness = quantile(p.owners_promptness, uniform(seed, Stream.OWNER_TYPE, 0, owner.uid))
    for seat_row in range(w.seats.size):
        firm_row = enter(w, p, seed, seat_row)
        w.firms.funded_gap_fen[firm_row] = LATER
    for i in range(w.persons.size):
        person = w.persons[i]
        person.uid = i + 1
        person.claim = -1
        skill_u, skill = uniform(seed, Stream.PERSON_SKILL, 0, person.uid), 0
        while skill < 2 and skill_u >= p.workers_skill_shares[skill]:
            skill_u -= p.workers_skill_shares[skill]
            skill += 1
        person.skill = skill
        spread = quantile(p.workers_wage_spread, uniform(seed, Stream.PERSON_WAGE, 0, person.uid))
        person.day_wage_fen = day_wage(p.workers_mean_day_wage_fen * p.workers_skill_wage[skill], spread)
        u = uniform(seed, Stream.PATIENCE, 0, person.uid)
        person.patience_weeks = np.int16(quantile(p.workers_patience_weeks, u))


def _opening_sizes(w: World, p, seed: int, workers: int) -> None:
    """Workers of each opening project: drawn sizes scaled so that together they are `workers`."""
    uids = w.slots.uid * PROJECTS_OF_SLOT  # as of their first projects
    drawn = np.empty(len(uids))
    _draw_sizes(p, seed, uids, drawn)
    drawn = np.maximum(drawn, 0.05)
    exact = drawn * (workers / drawn.sum())
    whole = np.maximum(1, exact.astype(np.int64))
    for i in np.argsort(-(exact - whole), kind="stable"):
        if whole.sum() >= workers:
            break
        whole[i] += 1
    while whole.sum() > workers and whole.max() > 1:
        whole[np.argmax(whole)] -= 1
    w.slots.opening_workers[:] = whole


@compiled
def _draw_sizes(p, seed, uids, drawn):
    for i in range(len(uids)):
        drawn[i] = quantile(p.projects_size, uniform(seed, Stream.PROJECT_SIZE, 0, uids[i]))


@compiled
def _open_projects(w, p, seed):
    w = lend(w)
    for slot_row in range(w.slots.size):
        # ages are uniform over the duration, so the first projects have a uniform share of work left
        left = 1.0 - uniform(seed, Stream.OPENING_AGE, 0, w.slots.uid[slot_row])
        if p.projects_opening_age < 0.5:
            left = 1.0
        start_project(w, p, seed, 0, slot_row, left)


@compiled
def _fund_firms(w, p, seed):
    """Opening funds. A firm whose prices do not cover its cost is found somewhere between full funds and none."""
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
        transfer(w, OPENING, firm.account, OPENING_BALANCE, np.int64(funds))
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
