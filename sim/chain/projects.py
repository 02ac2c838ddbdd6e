"""Projects: tendered, let down a chain, billed month by month, settled, closed."""

import numpy as np

from sim.chain.bills import issue_bill, sweep_queue
from sim.chain.contracts import cash_gap, drop_contract, let_contract
from sim.chain.tables import (
    ACTIVE,
    BOSS_FIRM,
    COMPLETE,
    CONTRACTOR_FIRM,
    ENDED,
    FINAL_BILL,
    FREE,
    GOVERNMENT,
    LICENSED_FIRM,
    MATERIAL_BILL,
    NEVER,
    PROGRESS_BILL,
    PROJECT_ROOM,
    RETENTION_BILL,
    SHELL_FIRM,
    give_row,
    take_row,
)
from sim.core.compiled import kernel, rule
from sim.core.draws import Stream, uniform
from sim.core.quantiles import quantile
from sim.core.scratch import borrow, give_back
from sim.ledger.accounts import ADVANCE, transfer


@rule
def choose_row(u, start, count):
    """One of `count` rows from `start`, all alike."""
    return start + min(count - 1, int(u * count))


@kernel
def choose_firm(w, kind, seed, uid):
    """A firm of one kind that has not fled; the next one if the drawn one has."""
    start, count = w.kinds.firm_start[kind], w.kinds.firm_count[kind]
    row = choose_row(uniform(seed, Stream.CHAIN_FIRM, 0, uid), start, count)
    for _ in range(count):
        if w.firms.fled_week[row] == NEVER:
            return row
        row = start + (row + 1 - start) % count
    return row


@rule
def leaf_tier(planned_wages_fen, labour_price_fen, fee_share, drawn_tier, price_floor):
    """Tier that employs the crews: re-letting goes on while the price stays above a boss's floor."""
    tier = min(drawn_tier, 2)
    price = np.float64(labour_price_fen)
    while tier < drawn_tier and price * (1.0 - fee_share) >= price_floor * planned_wages_fen:
        price *= 1.0 - fee_share
        tier += 1
    return tier


@kernel
def take_on(w, contract_row, firm_row, gap_fen):
    """A firm takes a contract: its gap is replayed and the credit line follows (domain 6)."""
    w.contracts.gap_fen[contract_row] = gap_fen
    w.firms.gap_fen[firm_row] += gap_fen
    set_credit(w, firm_row)


@kernel
def set_credit(w, firm_row):
    """Equity and credit make kappa times the deepest gap of the firm's contracts."""
    firm = w.firms[firm_row]
    wanted = np.int64(firm.kappa * np.float64(firm.gap_fen))
    firm.credit_fen = max(np.int64(0), wanted - firm.equity_fen)


@kernel
def let_labour(
    w, p, seed, week, project_row, general_row, planned_work, labour_price_fen, workers, tier_wanted, branch, weeks
):
    """Let one labour package below the general contractor, layer by layer, down to the leaf."""
    project = w.projects[project_row]
    general = w.contracts[general_row]
    fee = quantile(p.chains_fee_share, uniform(seed, Stream.CHAIN_FEE, 0, project.uid * 8 + branch))
    last = leaf_tier(planned_work, labour_price_fen, fee, tier_wanted, p.chains_price_floor)
    parent_row, price, passed = general_row, labour_price_fen, np.int64(0)
    first_price = labour_price_fen
    for tier in range(2, last + 1):
        key = (project.uid * 64 + project.contracts_made) * 2
        kind = LICENSED_FIRM if tier == 2 else SHELL_FIRM
        if tier == last:
            boss = uniform(seed, Stream.FIRM_KIND, 0, key) < p.chains_boss_share
            kind = BOSS_FIRM if boss else LICENSED_FIRM
        firm_row = choose_firm(w, kind, seed, key)
        c = let_contract(w, project_row, parent_row, firm_row, tier)
        contract = w.contracts[c]
        price = first_price if tier == 2 else np.int64(np.float64(price) * (1.0 - fee))
        contract.price_fen = price
        contract.planned_work = planned_work
        contract.part_share = general.part_share
        contract.retention_share = general.retention_share
        contract.certification_weeks = p.contracts_certification_weeks
        contract.term_weeks = p.contracts_term_weeks
        passed = np.int64(0)
        if tier < last:
            passed = np.int64(np.float64(price) * (1.0 - fee))
        own = planned_work if tier == last else np.int64(0)
        lag = 5 + contract.certification_weeks + contract.term_weeks
        take_on(w, c, firm_row, cash_gap(own, 0, price, passed, contract.part_share, lag, weeks))
        parent_row = c
    w.contracts.target_workers[parent_row] += workers
    return parent_row


@kernel
def start_project(w, p, seed, week, slot_row, remaining_share):
    """Tender the next project of a slot, choose its owner and firms, and let its chains."""
    slot = w.slots[slot_row]
    project_row = take_row(w, w.projects, PROJECT_ROOM)
    project = w.projects[project_row]
    uid = slot.uid * 1024 + slot.generation
    slot.generation += 1
    slot.project = project_row
    project.uid = uid
    project.state = ACTIVE
    project.slot = slot_row
    kind = slot.owner_kind
    owner_row = choose_row(
        uniform(seed, Stream.PROJECT_OWNER, 0, uid), w.kinds.owner_start[kind], w.kinds.owner_count[kind]
    )
    project.owner = owner_row
    rank = uniform(seed, Stream.PROJECT_SIZE, 0, uid)
    project.size_class = min(2, int(rank * 3))
    sector_u, sector = uniform(seed, Stream.PROJECT_SECTOR, 0, uid), 0
    while sector < 4 and sector_u >= p.projects_sector_shares[sector]:
        sector_u -= p.projects_sector_shares[sector]
        sector += 1
    project.sector = sector
    project.start_week = week
    duration = quantile(p.projects_duration_weeks, uniform(seed, Stream.PROJECT_DURATION, 0, uid))
    weeks = max(8, int(duration * remaining_share))
    project.planned_weeks = weeks
    project.complete_week = NEVER
    project.stopped_until = 0
    project.first_contract = -1
    project.contracts_made = 0
    workers = slot.opening_workers
    if slot.generation > 1:
        workers = max(4, int(quantile(p.projects_size, rank) * slot.mean_workers))
    season = weeks * (52.0 - p.crews_winter_break_weeks) / 52.0
    week_wage = p.workers_mean_day_wage_fen * p.crews_days_per_week
    planned = np.int64(workers * season * week_wage)
    labour = np.int64(planned * p.chains_labour_price_ratio)
    price = np.int64(labour / p.contracts_labour_share[sector])
    firm_row = choose_firm(w, CONTRACTOR_FIRM, seed, uid)
    general_row = let_contract(w, project_row, -1, firm_row, 1)
    general = w.contracts[general_row]
    public = kind == GOVERNMENT
    general.price_fen = price
    general.planned_work = planned
    general.materials_plan_fen = np.int64(price * p.contracts_material_share)
    general.part_share = p.contracts_part_share_government if public else p.contracts_part_share_other
    general.retention_share = p.contracts_retention_share
    general.advance_share = p.contracts_advance_share
    general.certification_weeks = p.contracts_certification_weeks
    general.term_weeks = p.contracts_term_weeks
    if uniform(seed, Stream.MILESTONE, 0, uid) < p.contracts_milestone_chance:
        general.milestone_share = p.contracts_milestone_step
    branches = max(1, min(3, workers // p.chains_workers_per_branch))
    own, passed = np.int64(0), np.int64(0)
    for b in range(branches):
        share = workers // branches + (1 if b < workers % branches else 0)
        work = np.int64(share * season * week_wage)
        pay = np.int64(work * p.chains_labour_price_ratio)
        tier = int(quantile(p.chains_leaf_tier, uniform(seed, Stream.CHAIN_DEPTH, 0, uid * 8 + b)) + 0.5)
        if tier <= 1:
            general.target_workers += share
            own += work
            continue
        passed += pay
        let_labour(w, p, seed, week, project_row, general_row, work, pay, share, tier, b, weeks)
    lag = 5 + general.certification_weeks + general.term_weeks
    take_on(
        w,
        general_row,
        firm_row,
        cash_gap(own, general.materials_plan_fen, price, passed, general.part_share, lag, weeks),
    )
    advance = np.int64(price * p.contracts_advance_share)
    if advance > 0 and remaining_share == 1.0:
        transfer(w, w.owners.account[owner_row], w.firms.account[firm_row], ADVANCE, advance)
        general.received_fen += advance
        general.billed_fen += advance
    else:
        general.advance_share = 0.0
    return project_row


@kernel
def tender_projects(w, p, seed, week):
    """Every slot whose pause is over lets its next project, so that work in hand stays constant."""
    for slot_row in range(w.slots.size):
        slot = w.slots[slot_row]
        if slot.project < 0 and slot.start_week <= week:
            start_project(w, p, seed, week, slot_row, 1.0)


@kernel
def complete_projects(w, p, seed, week):
    """A project whose work is done goes into settlement and leaves its slot to the next one."""
    for project_row in range(w.projects.size):
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
        slot_row = project.slot
        slot = w.slots[slot_row]
        slot.project = -1
        gap = quantile(p.projects_gap_weeks, uniform(seed, Stream.PROJECT_GAP, 0, uid))
        slot.start_week = week + 1 + int(gap)


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
def bill_projects(w, p, seed, week):
    """Month end: every contract bills the month's work; at a milestone, or not at all, where so agreed."""
    for project_row in range(w.projects.size):
        project = w.projects[project_row]
        if project.state == FREE:
            continue
        general_row = _general_contract(w, project_row)
        if general_row >= 0:
            _bill_tree(w, p, seed, week, general_row, project.state)


@kernel
def _general_contract(w, project_row):
    c = w.projects.first_contract[project_row]
    while c >= 0 and w.contracts.tier[c] > 1:
        c = w.contracts.next_of_project[c]
    return c


@rule
def milestone_reached(value_fen, billed_value_fen, price_fen, milestone_share):
    """True when enough work stands unbilled to claim the next milestone (0 = every month)."""
    return value_fen - billed_value_fen >= milestone_share * price_fen


@kernel
def _bill_tree(w, p, seed, week, general_row, state):
    general = w.contracts[general_row]
    ripe = state != ACTIVE or milestone_reached(
        general.value_fen, general.billed_value_fen, general.price_fen, general.milestone_share
    )
    if not ripe:
        return
    room = borrow(w, 128)
    stack, waits = w.scratch[room : room + 64], w.scratch[room + 64 : room + 128]
    stack[0], waits[0] = general_row, -1
    n = 1
    while n:
        n -= 1
        c, parent_bill = stack[n], waits[n]
        made = _bill_contract(w, p, seed, week, c, parent_bill)
        child_row = w.contracts.first_child[c]
        while child_row >= 0 and n < 64:
            stack[n], waits[n] = child_row, made
            n += 1
            child_row = w.contracts.next_sibling[child_row]
    give_back(w, room)


@kernel
def _bill_contract(w, p, seed, week, c, parent_bill):
    """Progress, final or retention bill of one contract; returns its row or -1."""
    contract = w.contracts[c]
    value = contract.value_fen
    kind, wanted = PROGRESS_BILL, np.int64(0)
    if week >= contract.retention_week:
        kind, wanted = RETENTION_BILL, value - contract.billed_fen
    elif week >= contract.settlement_week:
        kind = FINAL_BILL
        wanted = np.int64(value * (1.0 - contract.retention_share)) - contract.billed_fen
    elif contract.state != ENDED:
        fresh = value - contract.billed_value_fen
        wanted = np.int64(fresh * (contract.part_share - contract.advance_share))
    if wanted <= 0:
        return -1
    contract.billed_value_fen = value
    contract.billed_fen += wanted
    certified = week + contract.certification_weeks
    due = certified + (contract.term_weeks if parent_bill < 0 else 0)
    bill_row = issue_bill(w, c, kind, parent_bill, wanted, certified, due)
    _dispute_bill(w, p, seed, week, c, bill_row)
    return bill_row


@kernel
def _dispute_bill(w, p, seed, week, c, bill_row):
    """Cause 7: a disputed bill is frozen for some weeks, and part of it may be lost."""
    uid = w.contracts.uid[c]
    if uniform(seed, Stream.BILL_DISPUTED, week, uid) >= p.contracts_dispute_chance:
        return
    span = quantile(p.contracts_dispute_weeks, uniform(seed, Stream.DISPUTE_WEEKS, week, uid))
    lost = quantile(p.contracts_dispute_lost_share, uniform(seed, Stream.DISPUTE_LOST, week, uid))
    freeze_bill(w, c, bill_row, w.bills.certified_week[bill_row] + max(1, int(span)), lost)


@kernel
def freeze_bill(w, c, bill_row, until, lost_share):
    """Freeze the open part of a bill until a week; the lost part leaves the bill and the value."""
    contract = w.contracts[c]
    bill = w.bills[bill_row]
    open_fen = bill.amount_fen - bill.paid_fen
    lost = np.int64(open_fen * lost_share)
    if lost >= bill.amount_fen:
        lost = max(np.int64(0), bill.amount_fen - 1)
    bill.disputed_until = max(bill.disputed_until, until)
    bill.amount_fen -= lost
    contract.billed_fen -= lost
    contract.billed_value_fen -= lost
    contract.lost_fen += lost
    contract.value_fen -= lost


@kernel
def bill_materials(w, p, week):
    """Month end: suppliers bill the month's materials on credit."""
    for project_row in range(w.projects.size):
        if w.projects.state[project_row] == FREE:
            continue
        c = _general_contract(w, project_row)
        contract = w.contracts[c]
        if c >= 0:
            fresh = contract.materials_fen - contract.materials_billed_fen
            if fresh > 0:
                contract.materials_billed_fen += fresh
                issue_bill(w, c, MATERIAL_BILL, -1, fresh, week, week + p.contracts_supplier_credit_weeks)


@kernel
def close_contracts(w, week):
    """Give back contracts whose bills are paid, whose claims are closed and which have no children."""
    for project_row in range(w.projects.size):
        project = w.projects[project_row]
        if project.state == FREE:
            continue
        c = project.first_contract
        while c >= 0:
            contract = w.contracts[c]
            following = contract.next_of_project
            contract.first_bill = sweep_queue(w, contract.first_bill)
            contract.first_material = sweep_queue(w, contract.first_material)
            over = week > contract.retention_week + 5 and contract.first_crew < 0
            over = over and contract.first_child < 0 and project.state != ACTIVE
            if over and contract.first_bill < 0 and contract.first_material < 0:
                firm_row = contract.firm
                w.firms.gap_fen[firm_row] -= contract.gap_fen
                set_credit(w, firm_row)
                drop_contract(w, c)
            c = following
        if project.first_contract < 0 and project.state == COMPLETE:
            project.state = FREE
            give_row(w, w.projects, PROJECT_ROOM, project_row)
