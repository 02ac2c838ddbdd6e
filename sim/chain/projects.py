"""Projects: tendered, completed, let again, closed."""

import numpy as np

from sim.chain.bills import sweep_queue, void_queue
from sim.chain.contracts import drop_contract
from sim.chain.events import PROJECT_COMPLETED, PROJECT_STARTED, RE_LET, note
from sim.chain.letting import MOST_CONTRACTS, choose_row, let_general, let_labour, pay_advance
from sim.chain.tables import (
    ACTIVE,
    COMPLETE,
    CONTRACT_ROOM,
    ENDED,
    FLED,
    FREE,
    IN_BUSINESS,
    NEVER,
    PROJECT_ROOM,
    give_row,
    open_account,
    take_row,
)
from sim.chain.uids import CONTRACTS_OF_PROJECT, contract_uid, project_uid
from sim.core.compiled import kernel
from sim.core.draws import Stream, uniform
from sim.core.quantiles import quantile
from sim.core.scratch import borrow, give_back
from sim.ledger.accounts import WAGE_ACCOUNT, WAGE_DEPOSIT


@kernel
def tender_projects(w, p, seed, week):
    """Every slot whose pause is over lets its next project, so that work in hand stays constant."""
    for slot_row in range(w.slots.size):
        slot = w.slots[slot_row]
        if slot.project < 0 and slot.start_week <= week:
            if uniform(seed, Stream.TENDER, 0, project_uid(slot.uid, slot.generation)) < p.economy_downturn:
                continue  # the tender waits for better times
            start_project(w, p, seed, week, slot_row)


@kernel
def start_project(w, p, seed, week, slot_row):
    """Tender the next project of a slot: its owner, sector, size and duration, then its chains."""
    project_row = new_project(w, p, seed, week, slot_row, 1.0)
    rank = uniform(seed, Stream.PROJECT_SIZE, 0, w.projects.uid[project_row])
    workers = max(4, int(quantile(p.projects_size, rank) * w.slots.mean_workers[slot_row]))
    planned = planned_wages(w, p, project_row, workers)
    price = usual_price(w, p, project_row, planned)
    let_project(w, p, seed, week, project_row, planned, price, workers, True)


@kernel
def planned_wages(w, p, project_row, workers):
    """Wages that the work left of a project takes by plan, at an index of 1, in fen."""
    season = w.projects.planned_weeks[project_row] * (52.0 - p.crews_winter_break_weeks) / 52.0
    return np.int64(workers * season * p.workers_mean_day_wage_fen * p.crews_days_per_week)


@kernel
def usual_price(w, p, project_row, planned):
    """Price of a project whose labour costs so much at an index of 1, in fen."""
    wages = planned * p.economy_index
    return np.int64(wages * p.chains_labour_price_ratio / p.contracts_labour_share[w.projects.sector[project_row]])


@kernel
def let_project(w, p, seed, week, project_row, planned, price, workers, is_new):
    """Let the work of a project down its chains; the advance on work that was under way is long used up."""
    c = let_general(w, p, seed, week, project_row, planned, price, workers, w.projects.planned_weeks[project_row])
    if is_new:
        pay_advance(w, c)
    else:
        w.contracts.advance_share[c] = 0.0
    note(w, PROJECT_STARTED, project_row, c, w.contracts.firm[c], workers, price)


@kernel
def new_project(w, p, seed, week, slot_row, remaining_share):
    """The next project of a slot, with a share of its work left, still without contracts; returns its row."""
    slot = w.slots[slot_row]
    project_row = take_row(w, w.projects, PROJECT_ROOM)
    project = w.projects[project_row]
    uid = project_uid(slot.uid, slot.generation)
    slot.generation += 1
    slot.project = project_row
    project.uid = uid
    project.state = ACTIVE
    if project.wage_account == 0:  # nobody had this row before
        project.wage_account = open_account(w, WAGE_ACCOUNT)
        project.deposit_account = open_account(w, WAGE_DEPOSIT)
    project.slot = slot_row
    kind = slot.owner_kind
    first, count = w.kinds.owner_start[kind], w.kinds.owner_count[kind]
    owner_row = choose_row(uniform(seed, Stream.PROJECT_OWNER, 0, uid), first, count)
    for _ in range(count):
        if w.owners.failed[owner_row]:
            owner_row = first + (owner_row + 1 - first) % count
    project.owner = owner_row
    project.size_class = min(2, int(uniform(seed, Stream.PROJECT_SIZE, 0, uid) * 3))
    sector_u, sector = uniform(seed, Stream.PROJECT_SECTOR, 0, uid), 0
    while sector < 4 and sector_u >= p.projects_sector_shares[sector]:
        sector_u -= p.projects_sector_shares[sector]
        sector += 1
    project.sector = sector
    project.start_week = week
    duration = quantile(p.projects_duration_weeks, uniform(seed, Stream.PROJECT_DURATION, 0, uid))
    project.planned_weeks = max(8, int(duration * remaining_share))
    project.complete_week = NEVER
    project.stopped_until = 0
    project.halted_from = 0
    project.withheld = False
    project.first_contract = -1
    project.contracts_made = 0
    project.account_open = False
    project.pays_past = False
    project.on_paper = 0
    project.in_use = 0
    project.ever_on_paper = 0
    project.ever_in_use = 0
    project.equipped = 0
    project.covered_week[:] = 0
    project.ordered_week = -NEVER
    return project_row


@kernel
def complete_projects(w, p, seed, week):
    """A project whose work is done goes into settlement and leaves its slot to the next one."""
    for project_row in range(w.room.top[PROJECT_ROOM]):
        project = w.projects[project_row]
        if project.state != ACTIVE or not _work_done(w, project_row):
            continue
        project.state = COMPLETE
        project.complete_week = week
        uid = project.uid
        drag = quantile(p.contracts_settlement_weeks, uniform(seed, Stream.SETTLEMENT_WEEKS, 0, uid))
        keep = quantile(p.contracts_retention_weeks, uniform(seed, Stream.RETENTION_WEEKS, 0, uid))
        c = project.first_contract
        while c >= 0:
            contract = w.contracts[c]
            if contract.state == ACTIVE:
                contract.state = COMPLETE
            contract.settlement_week = week + max(1, int(drag))
            contract.retention_week = week + max(int(drag), int(keep)) + 1
            c = contract.next_of_project
        slot = w.slots[project.slot]
        slot.project = -1
        gap = quantile(p.projects_gap_weeks, uniform(seed, Stream.PROJECT_GAP, 0, uid))
        slot.start_week = week + 1 + int(gap)
        note(w, PROJECT_COMPLETED, project_row, -1, -1, 0, 0)


@kernel
def stands_still(w, project_row, week):
    """Whether the site has stopped work because its owner has stopped paying."""
    return w.projects.stopped_until[project_row] > week >= w.projects.halted_from[project_row]


@kernel
def _work_done(w, project_row):
    c = w.projects.first_contract[project_row]
    while c >= 0:
        contract = w.contracts[c]
        if contract.target_workers > 0 or contract.release_week != NEVER:
            return False
        c = contract.next_of_project
    return True


@kernel
def let_again(w, p, seed, week):
    """The work left by firms that are gone is let again some weeks later, project by project."""
    projects = w.room.top[PROJECT_ROOM]
    room = borrow(w, projects)
    waiting = w.scratch[room : room + projects]
    waiting[:] = 0
    for c in range(w.room.top[CONTRACT_ROOM]):
        contract = w.contracts[c]
        if contract.state == ENDED and contract.release_week <= week:
            waiting[contract.project] += 1
    for project_row in range(projects):
        c = w.projects.first_contract[project_row]
        while waiting[project_row] > 0:
            contract = w.contracts[c]
            if contract.state == ENDED and contract.release_week <= week:
                _let_rest(w, p, seed, week, c)
                waiting[project_row] -= 1
            c = contract.next_of_project
    give_back(w, room)


@kernel
def _let_rest(w, p, seed, week, c):
    """What is left of the work of a contract that was cut off is let again at the price that is left, if it can be."""
    contract = w.contracts[c]
    contract.release_week = NEVER
    workers = max(3, contract.target_workers)
    contract.target_workers = 0
    left = contract.planned_work - contract.done_work
    project = w.projects[contract.project]
    parent_row = contract.parent
    if left <= 0 or project.state != ACTIVE or (parent_row >= 0 and w.contracts.state[parent_row] != ACTIVE):
        return
    if project.contracts_made + MOST_CONTRACTS > CONTRACTS_OF_PROJECT:
        return  # it was let so often that the owner does without the rest
    price = np.int64(np.float64(contract.price_fen) * left / contract.planned_work)
    weeks = max(8, project.start_week + project.planned_weeks - week)
    if parent_row < 0:
        fresh = let_general(w, p, seed, week, contract.project, left, price, workers, weeks)
        w.contracts.advance_share[fresh] = 0.0
    else:
        key = contract_uid(project.uid, project.contracts_made) * 8 + 7
        w.contracts.passed_fen[parent_row] -= price
        let_labour(w, p, seed, week, parent_row, left, price, workers, 2, key, weeks)
    note(w, RE_LET, contract.project, c, contract.firm, workers, price)


@kernel
def close_contracts(w, week):
    """Give back contracts whose bills are paid, whose claims are closed and which have no children."""
    for project_row in range(w.room.top[PROJECT_ROOM]):
        project = w.projects[project_row]
        if project.state == FREE:
            continue
        c = project.first_contract
        while c >= 0:
            contract = w.contracts[c]
            following = contract.next_of_project
            contract.first_bill = sweep_queue(w, contract.first_bill)
            contract.first_material = sweep_queue(w, contract.first_material)
            if contract.first_crew < 0 and contract.first_child < 0 and _is_over(w, week, c):
                if _never_paid(w, c):
                    contract.first_bill = void_queue(w, contract.first_bill)
                if w.firms.state[contract.firm] != IN_BUSINESS:
                    contract.first_material = void_queue(w, contract.first_material)
                if contract.first_bill < 0 and contract.first_material < 0:
                    drop_contract(w, c)
            c = following
        if project.first_contract < 0 and project.state == COMPLETE:
            project.state = FREE
            give_row(w, w.projects, PROJECT_ROOM, project_row)


@kernel
def _is_over(w, week, c):
    """Whether the retention of a contract is released and no money is kept for it: its wage account, its deposit."""
    contract = w.contracts[c]
    project = w.projects[contract.project]
    if week <= contract.retention_week + 5 or project.state == ACTIVE or holds_deposit(w, c):
        return False
    return contract.tier != 1 or w.accounts.balance_fen[project.wage_account] == 0


@kernel
def holds_deposit(w, c):
    """Whether a wage deposit of a general contract has not been given back."""
    return w.deposits.cash_fen[c] > 0 or w.deposits.guarantee_fen[c] > 0


@kernel
def _never_paid(w, c):
    """Whether the firm that would be paid has fled, or a firm or owner above, for whose money it waits, is gone."""
    contract = w.contracts[c]
    if w.firms.state[contract.firm] == FLED or w.owners.failed[w.projects.owner[contract.project]]:
        return True
    above = contract.parent
    while above >= 0:
        if w.firms.state[w.contracts.firm[above]] != IN_BUSINESS:
            return True
        above = w.contracts.parent[above]
    return False
