"""Projects and their chains at the opening: those that tables give, and the others drawn."""

from typing import Any

import numpy as np

from sim.chain.contracts import let_contract, take_on
from sim.chain.events import PROJECT_STARTED, note
from sim.chain.letting import choose_firm, pay_advance
from sim.chain.projects import let_project, new_project, planned_wages, usual_price
from sim.chain.tables import BOSS_FIRM, CONTRACTOR_FIRM, GOVERNMENT, LICENSED_FIRM, SHELL_FIRM
from sim.chain.uids import PROJECTS_OF_SLOT, contract_uid
from sim.core.compiled import compiled, kernel
from sim.core.draws import Stream, uniform
from sim.core.lend import lend
from sim.core.money import mul_div
from sim.core.quantiles import quantile
from sim.population.columns import MISSING
from sim.population.people import given_or, owner_rows, seat_rows
from sim.world import World


def open_slots(w: World, population: Any, given: np.recarray, kinds: np.ndarray, p: Any, seed: int) -> None:
    """One slot per project, with the workers of its first one."""
    w.slots.uid[:] = given.uid
    w.slots.owner_kind[:] = kinds
    w.slots.project[:] = -1
    sizes = p.projects_size
    mean_size = (sizes.sum() - (sizes[0] + sizes[-1]) / 2) / (len(sizes) - 1) if len(sizes) > 1 else sizes[0]
    # so that later projects are as large as the first
    w.slots.mean_workers[:] = population.workers / population.projects / mean_size
    w.slots.opening_workers[:] = given.workers
    left = np.flatnonzero(given.workers == MISSING)
    if len(left):
        rest = population.workers - int(given.workers[given.workers != MISSING].sum())
        w.slots.opening_workers[left] = _sizes(given.uid[left], p, seed, rest)


def _sizes(uids: np.ndarray, p: Any, seed: int, workers: int) -> np.ndarray:
    """Workers of each opening project: drawn sizes scaled so that together they are `workers`."""
    drawn = np.empty(len(uids))
    _draw_sizes(p, seed, uids * PROJECTS_OF_SLOT, drawn)  # as of their first projects
    drawn = np.maximum(drawn, 0.05)
    exact = drawn * (workers / drawn.sum())
    whole = np.maximum(1, exact.astype(np.int64))
    for i in np.argsort(-(exact - whole), kind="stable"):
        if whole.sum() >= workers:
            break
        whole[i] += 1
    while whole.sum() > workers and whole.max() > 1:
        whole[np.argmax(whole)] -= 1
    return whole


@compiled
def _draw_sizes(p, seed, uids, drawn):
    for i in range(len(uids)):
        drawn[i] = quantile(p.projects_size, uniform(seed, Stream.PROJECT_SIZE, 0, uids[i]))


def open_projects(
    w: World, p: Any, seed: int, given: np.recarray, firms: np.recarray, contracts: np.recarray
) -> np.ndarray:
    """One project per slot, and its contracts; returns the row of each contract of the table."""
    first = np.searchsorted(contracts.project, np.arange(len(given) + 1))
    seats = np.append(seat_rows(w, firms), MISSING)[contracts.firm]
    work = np.zeros((6, len(contracts)), np.int64)
    rows = np.zeros(len(contracts), np.int64)
    _open_projects(w, p, seed, given, owner_rows(w, given), contracts, first, seats, work, rows)
    return rows


@compiled
def _open_projects(w, p, seed, given, owners, contracts, first, seats, work, rows):
    w = lend(w)
    for slot_row in range(w.slots.size):
        # ages are uniform over the duration, so the first projects have a uniform share of work left
        left = 1.0 - uniform(seed, Stream.OPENING_AGE, 0, w.slots.uid[slot_row])
        if p.projects_opening_age < 0.5:
            left = 1.0
        project_row = new_project(w, p, seed, 0, slot_row, left)
        _take_given(w, p, given, owners, slot_row, project_row)
        workers = w.slots.opening_workers[slot_row]
        planned = planned_wages(w, p, project_row, workers)
        price = given_or(given.price_fen[slot_row], usual_price(w, p, project_row, planned))
        start, stop = first[slot_row], first[slot_row + 1]
        if start == stop:
            let_project(w, p, seed, 0, project_row, planned, price, workers, left == 1.0)
        else:
            share_out(contracts, start, stop, planned, workers, work)
            for i in range(start, stop):
                rows[i] = _let_given(w, p, seed, project_row, contracts, rows, seats[i], work, i, price)
            _begin(w, p, rows, contracts, start, stop, workers, left == 1.0)


@kernel
def _take_given(w, p, given, owners, slot_row, project_row):
    """What the table says of a project, in place of what was drawn."""
    project, told = w.projects[project_row], given[slot_row]
    project.owner = given_or(owners[slot_row], project.owner)
    project.sector = given_or(told.sector, project.sector)
    project.planned_weeks = given_or(told.weeks_left, project.planned_weeks)
    if told.workers >= 0:  # as large as projects of so many workers are
        mean = w.slots.mean_workers[slot_row]
        middle = told.workers >= quantile(p.projects_size, 1.0 / 3.0) * mean
        large = told.workers >= quantile(p.projects_size, 2.0 / 3.0) * mean
        project.size_class = int(middle) + int(large)
    project.size_class = given_or(told.size_class, project.size_class)


@kernel
def share_out(contracts, start, stop, planned, workers, work):
    """Hands, planned wages and own wages (rows 0 to 2 of `work`) of the contracts of a project, where not given.

    Hands left go to those at the ends of chains. Planned wages that are left of those above go by hands. Own wages are
    what is not passed on.
    """
    wages, own = work[1], work[2]
    _share_hands(contracts, start, stop, workers, work[0])
    _sum_up(contracts, start, stop, work)
    least, hands_below, said_below, open_hands = work[1], work[3], work[4], work[5]
    wages[start] = given_or(contracts.planned_wages_fen[start], max(least[start], planned))
    for i in range(start + 1, stop):
        if contracts.planned_wages_fen[i] < 0:
            above = contracts.parent[i]
            left = wages[above] - said_below[above] - max(np.int64(0), contracts.own_wages_fen[above])
            wages[i] = least[i] + mul_div(left, hands_below[i], max(np.int64(1), open_hands[above]))
    for i in range(start, stop):
        own[i] = wages[i]
    for i in range(start + 1, stop):
        own[contracts.parent[i]] -= wages[i]
    for i in range(start, stop):
        own[i] = given_or(contracts.own_wages_fen[i], own[i] if work[0, i] > 0 else 0)


@kernel
def _share_hands(contracts, start, stop, workers, hands):
    ends, free = 0, workers
    for i in range(start, stop):
        hands[i] = contracts.workers[i]
        if hands[i] >= 0:
            free -= hands[i]
        elif _is_end(contracts, i, stop):
            ends += 1
        else:
            hands[i] = 0
    share, more = max(0, free) // max(1, ends), max(0, free) % max(1, ends)
    for i in range(start, stop):
        if hands[i] < 0:
            hands[i] = share + (1 if more > 0 else 0)
            more -= 1


@kernel
def _sum_up(contracts, start, stop, work):
    """From the ends of chains up: the least that each plans (row 1 of `work`), hands of it and below (3), the least of
    all right below (4), hands among which the rest is shared (5)."""
    for i in range(start, stop):
        work[1, i] = max(np.int64(0), contracts.own_wages_fen[i])
        work[3, i] = work[0, i]
        work[4, i] = 0
        work[5, i] = work[0, i] if contracts.own_wages_fen[i] < 0 else 0
    for i in range(stop - 1, start - 1, -1):
        work[1, i] = given_or(contracts.planned_wages_fen[i], work[1, i] + work[4, i])
        if i > start:
            above = contracts.parent[i]
            work[3, above] += work[3, i]
            work[4, above] += work[1, i]
            if contracts.planned_wages_fen[i] < 0:
                work[5, above] += work[3, i]


@kernel
def _is_end(contracts, i, stop):
    """Whether nothing hangs below a contract: those below would follow it."""
    return i + 1 == stop or contracts.parent[i + 1] != i


@kernel
def _let_given(w, p, seed, project_row, contracts, rows, seat_row, work, i, project_price):
    """A contract of the table; what it leaves out is as of others that are let. Returns its row."""
    project, told = w.projects[project_row], contracts[i]
    is_general = told.parent < 0
    parent_row = np.int64(-1) if is_general else rows[told.parent]
    tier = 1 if is_general else w.contracts.tier[parent_row] + 1
    uid = contract_uid(project.uid, project.contracts_made)
    if seat_row >= 0:
        firm_row = w.seats.firm[seat_row]
    else:
        firm_row = _drawn_firm(w, p, seed, contracts, i, uid, parent_row, tier)
    c = let_contract(w, project_row, parent_row, firm_row, tier)
    contract = w.contracts[c]
    contract.weeks = given_or(told.weeks, project.planned_weeks)
    contract.target_workers = work[0, i]
    contract.planned_work = work[1, i]
    contract.own_work = work[2, i]
    contract.retention_share = given_or(told.retention_share, p.contracts_retention_share)
    contract.certification_weeks = given_or(told.certification_weeks, p.contracts_certification_weeks)
    contract.term_weeks = given_or(told.term_weeks, p.contracts_term_weeks)
    if is_general:
        contract.price_fen = project_price
        _general_terms(w, p, seed, told, c)
    else:
        parent = w.contracts[parent_row]
        contract.pass_on_weeks = given_or(told.pass_on_weeks, p.contracts_pass_on_weeks)
        contract.festival_share = given_or(told.festival_share, p.contracts_festival_share_labour)
        contract.part_share = given_or(told.part_share, parent.part_share)
        usual = np.int64(contract.planned_work * p.chains_labour_price_ratio * p.economy_index)
        if tier > 2:
            fee = quantile(p.chains_fee_share, uniform(seed, Stream.CHAIN_FEE, 0, uid))
            usual = np.int64(np.float64(parent.price_fen) * (1.0 - fee))
        contract.price_fen = given_or(told.price_fen, usual)
        parent.passed_fen += contract.price_fen
    return c


@kernel
def _drawn_firm(w, p, seed, contracts, i, uid, parent_row, tier):
    """The firm that gets a contract of which the table does not say it: a boss or a licensed firm at the end of a chain."""
    if tier == 1:
        return choose_firm(w, CONTRACTOR_FIRM, seed, uid, -1)
    kind = LICENSED_FIRM if tier == 2 else SHELL_FIRM
    if _is_end(contracts, i, contracts.size):
        boss = uniform(seed, Stream.FIRM_KIND, 0, uid) < p.chains_boss_share
        kind = BOSS_FIRM if boss else LICENSED_FIRM
    return choose_firm(w, kind, seed, uid, w.contracts.firm[parent_row])


@kernel
def _general_terms(w, p, seed, told, c):
    """Terms that only a general contract has."""
    contract = w.contracts[c]
    project = w.projects[contract.project]
    labour_share = p.contracts_labour_share[project.sector]
    usual = np.int64(contract.price_fen * max(0.0, 1.0 - labour_share - p.contracts_margin_share))
    contract.materials_plan_fen = given_or(told.materials_fen, usual)
    public = w.owners.kind[project.owner] == GOVERNMENT
    part = p.contracts_part_share_government if public else p.contracts_part_share_other
    contract.part_share = given_or(told.part_share, part)
    contract.festival_share = given_or(told.festival_share, p.contracts_festival_share_owner)
    drawn = uniform(seed, Stream.MILESTONE, 0, project.uid) < p.contracts_milestone_chance
    contract.milestone_share = given_or(told.milestone_share, p.contracts_milestone_step if drawn else 0.0)
    pre_finances = uniform(seed, Stream.PRE_FINANCES, 0, project.uid) < p.contracts_pre_finance_share
    contract.pre_finances = given_or(told.pre_finances, int(pre_finances)) > 0


@kernel
def _begin(w, p, rows, contracts, start, stop, workers, is_new):
    """Firms take on the contracts of a project, and its general contractor gets the advance."""
    for i in range(start + 1, stop):
        take_on(w, p, w.contracts.firm[rows[i]], 0)
    c = rows[start]
    contract = w.contracts[c]
    contract.advance_share = p.contracts_advance_share  # its need of capital is reckoned as that of any contract let
    take_on(w, p, contract.firm, 0)
    contract.advance_share = given_or(contracts.advance_share[start], p.contracts_advance_share if is_new else 0.0)
    pay_advance(w, c)
    note(w, PROJECT_STARTED, contract.project, c, contract.firm, workers, contract.price_fen)
