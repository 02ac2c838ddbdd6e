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
from sim.core.compiled import compiled
from sim.core.draws import Stream, uniform
from sim.core.quantiles import quantile
from sim.ledger.accounts import ADVANCE, transfer


@compiled
def choose_row(u, start, count):
    """One of `count` rows from `start`, all alike."""
    return start + min(count - 1, int(u * count))


@compiled
def choose_firm(w, kind, seed, uid):
    """A firm of one kind that has not fled; the next one if the drawn one has."""
    start, count = w.kinds.firm_start[kind], w.kinds.firm_count[kind]
    row = choose_row(uniform(seed, Stream.CHAIN_FIRM, 0, uid), start, count)
    for _ in range(count):
        if w.firms.fled_week[row] == NEVER:
            return row
        row = start + (row + 1 - start) % count
    return row


@compiled
def leaf_tier(planned_wages_fen, labour_price_fen, fee_share, drawn_tier, price_floor):
    """Tier that employs the crews: re-letting goes on while the price stays above a boss's floor."""
    tier = min(drawn_tier, 2)
    price = np.float64(labour_price_fen)
    while tier < drawn_tier and price * (1.0 - fee_share) >= price_floor * planned_wages_fen:
        price *= 1.0 - fee_share
        tier += 1
    return tier


@compiled
def take_on(w, contract, firm, gap_fen):
    """A firm takes a contract: its gap is replayed and the credit line follows (domain 6)."""
    w.contracts.gap_fen[contract] = gap_fen
    w.firms.gap_fen[firm] += gap_fen
    set_credit(w, firm)


@compiled
def set_credit(w, firm):
    """Equity and credit make kappa times the deepest gap of the firm's contracts."""
    wanted = np.int64(w.firms.kappa[firm] * np.float64(w.firms.gap_fen[firm]))
    w.firms.credit_fen[firm] = max(np.int64(0), wanted - w.firms.equity_fen[firm])


@compiled
def let_labour(w, p, seed, week, project, general, planned_work, labour_price_fen, workers, tier_wanted, branch, weeks):
    """Let one labour package below the general contractor, layer by layer, down to the leaf."""
    fee = quantile(p.chains_fee_share, uniform(seed, Stream.CHAIN_FEE, 0, w.projects.uid[project] * 8 + branch))
    last = leaf_tier(planned_work, labour_price_fen, fee, tier_wanted, p.chains_price_floor)
    parent, price, passed = general, labour_price_fen, np.int64(0)
    first_price = labour_price_fen
    for tier in range(2, last + 1):
        key = (w.projects.uid[project] * 64 + w.projects.contracts_made[project]) * 2
        kind = LICENSED_FIRM if tier == 2 else SHELL_FIRM
        if tier == last:
            boss = uniform(seed, Stream.FIRM_KIND, 0, key) < p.chains_boss_share
            kind = BOSS_FIRM if boss else LICENSED_FIRM
        firm = choose_firm(w, kind, seed, key)
        c = let_contract(w, project, parent, firm, tier)
        price = first_price if tier == 2 else np.int64(np.float64(price) * (1.0 - fee))
        w.contracts.price_fen[c] = price
        w.contracts.planned_work[c] = planned_work
        w.contracts.part_share[c] = w.contracts.part_share[general]
        w.contracts.retention_share[c] = w.contracts.retention_share[general]
        w.contracts.certification_weeks[c] = p.contracts_certification_weeks
        w.contracts.term_weeks[c] = p.contracts_term_weeks
        passed = np.int64(0)
        if tier < last:
            passed = np.int64(np.float64(price) * (1.0 - fee))
        own = planned_work if tier == last else np.int64(0)
        lag = 5 + w.contracts.certification_weeks[c] + w.contracts.term_weeks[c]
        take_on(w, c, firm, cash_gap(own, 0, price, passed, w.contracts.part_share[c], lag, weeks))
        parent = c
    w.contracts.target_workers[parent] += workers
    return parent


@compiled
def start_project(w, p, seed, week, slot, remaining_share):
    """Tender the next project of a slot, choose its owner and firms, and let its chains."""
    project = take_row(w, w.projects, PROJECT_ROOM)
    uid = w.slots.uid[slot] * 1024 + w.slots.generation[slot]
    w.slots.generation[slot] += 1
    w.slots.project[slot] = project
    w.projects.uid[project] = uid
    w.projects.state[project] = ACTIVE
    w.projects.slot[project] = slot
    kind = w.slots.owner_kind[slot]
    owner = choose_row(
        uniform(seed, Stream.PROJECT_OWNER, 0, uid), w.kinds.owner_start[kind], w.kinds.owner_count[kind]
    )
    w.projects.owner[project] = owner
    rank = uniform(seed, Stream.PROJECT_SIZE, 0, uid)
    w.projects.size_class[project] = min(2, int(rank * 3))
    sector_u, sector = uniform(seed, Stream.PROJECT_SECTOR, 0, uid), 0
    while sector < 4 and sector_u >= p.projects_sector_shares[sector]:
        sector_u -= p.projects_sector_shares[sector]
        sector += 1
    w.projects.sector[project] = sector
    w.projects.start_week[project] = week
    duration = quantile(p.projects_duration_weeks, uniform(seed, Stream.PROJECT_DURATION, 0, uid))
    weeks = max(8, int(duration * remaining_share))
    w.projects.planned_weeks[project] = weeks
    w.projects.complete_week[project] = NEVER
    w.projects.stopped_until[project] = 0
    w.projects.first_contract[project] = -1
    w.projects.contracts_made[project] = 0
    workers = w.slots.opening_workers[slot]
    if w.slots.generation[slot] > 1:
        workers = max(4, int(quantile(p.projects_size, rank) * w.slots.mean_workers[slot]))
    season = weeks * (52.0 - p.crews_winter_break_weeks) / 52.0
    week_wage = p.workers_mean_day_wage_fen * p.crews_days_per_week
    planned = np.int64(workers * season * week_wage)
    labour = np.int64(planned * p.chains_labour_price_ratio)
    price = np.int64(labour / p.contracts_labour_share[sector])
    firm = choose_firm(w, CONTRACTOR_FIRM, seed, uid)
    general = let_contract(w, project, -1, firm, 1)
    public = kind == GOVERNMENT
    w.contracts.price_fen[general] = price
    w.contracts.planned_work[general] = planned
    w.contracts.materials_plan_fen[general] = np.int64(price * p.contracts_material_share)
    w.contracts.part_share[general] = p.contracts_part_share_government if public else p.contracts_part_share_other
    w.contracts.retention_share[general] = p.contracts_retention_share
    w.contracts.advance_share[general] = p.contracts_advance_share
    w.contracts.certification_weeks[general] = p.contracts_certification_weeks
    w.contracts.term_weeks[general] = p.contracts_term_weeks
    if uniform(seed, Stream.MILESTONE, 0, uid) < p.contracts_milestone_chance:
        w.contracts.milestone_share[general] = p.contracts_milestone_step
    branches = max(1, min(3, workers // p.chains_workers_per_branch))
    own, passed = np.int64(0), np.int64(0)
    for b in range(branches):
        share = workers // branches + (1 if b < workers % branches else 0)
        work = np.int64(share * season * week_wage)
        pay = np.int64(work * p.chains_labour_price_ratio)
        tier = int(quantile(p.chains_leaf_tier, uniform(seed, Stream.CHAIN_DEPTH, 0, uid * 8 + b)) + 0.5)
        if tier <= 1:
            w.contracts.target_workers[general] += share
            own += work
            continue
        passed += pay
        let_labour(w, p, seed, week, project, general, work, pay, share, tier, b, weeks)
    lag = 5 + w.contracts.certification_weeks[general] + w.contracts.term_weeks[general]
    take_on(
        w,
        general,
        firm,
        cash_gap(
            own, w.contracts.materials_plan_fen[general], price, passed, w.contracts.part_share[general], lag, weeks
        ),
    )
    advance = np.int64(price * p.contracts_advance_share)
    if advance > 0 and remaining_share == 1.0:
        transfer(w, w.owners.account[owner], w.firms.account[firm], ADVANCE, advance)
        w.contracts.received_fen[general] += advance
        w.contracts.billed_fen[general] += advance
    else:
        w.contracts.advance_share[general] = 0.0
    return project


@compiled
def tender_projects(w, p, seed, week):
    """Every slot whose pause is over lets its next project, so that work in hand stays constant."""
    for slot in range(w.slots.size):
        if w.slots.project[slot] < 0 and w.slots.start_week[slot] <= week:
            start_project(w, p, seed, week, slot, 1.0)


@compiled
def complete_projects(w, p, seed, week):
    """A project whose work is done goes into settlement and leaves its slot to the next one."""
    for project in range(w.projects.size):
        if w.projects.state[project] != ACTIVE or not _work_done(w, project):
            continue
        w.projects.state[project] = COMPLETE
        w.projects.complete_week[project] = week
        uid = w.projects.uid[project]
        drag = quantile(p.contracts_settlement_weeks, uniform(seed, Stream.SETTLEMENT_WEEKS, 0, uid))
        keep = quantile(p.contracts_retention_weeks, uniform(seed, Stream.RETENTION_WEEKS, 0, uid))
        c = w.projects.first_contract[project]
        while c >= 0:
            if w.contracts.state[c] == ACTIVE:
                w.contracts.state[c] = COMPLETE
            w.contracts.settlement_week[c] = week + max(1, int(drag))
            w.contracts.retention_week[c] = week + max(int(drag), int(keep)) + 1
            c = w.contracts.next_of_project[c]
        slot = w.projects.slot[project]
        w.slots.project[slot] = -1
        gap = quantile(p.projects_gap_weeks, uniform(seed, Stream.PROJECT_GAP, 0, uid))
        w.slots.start_week[slot] = week + 1 + int(gap)


@compiled
def _work_done(w, project):
    c = w.projects.first_contract[project]
    while c >= 0:
        if w.contracts.target_workers[c] > 0 or w.contracts.release_week[c] != NEVER:
            return False
        c = w.contracts.next_of_project[c]
    return True


@compiled
def bill_projects(w, p, seed, week):
    """Month end: every contract bills the month's work; at a milestone, or not at all, where so agreed."""
    for project in range(w.projects.size):
        if w.projects.state[project] == FREE:
            continue
        general = _general_contract(w, project)
        if general >= 0:
            _bill_tree(w, p, seed, week, general, w.projects.state[project])


@compiled
def _general_contract(w, project):
    c = w.projects.first_contract[project]
    while c >= 0 and w.contracts.tier[c] > 1:
        c = w.contracts.next_of_project[c]
    return c


@compiled
def milestone_reached(value_fen, billed_value_fen, price_fen, milestone_share):
    """True when enough work stands unbilled to claim the next milestone (0 = every month)."""
    return value_fen - billed_value_fen >= milestone_share * price_fen


@compiled
def _bill_tree(w, p, seed, week, general, state):
    ripe = state != ACTIVE or milestone_reached(
        w.contracts.value_fen[general],
        w.contracts.billed_value_fen[general],
        w.contracts.price_fen[general],
        w.contracts.milestone_share[general],
    )
    if not ripe:
        return
    stack = np.empty(64, np.int32)
    waits = np.empty(64, np.int32)
    stack[0], waits[0] = general, -1
    n = 1
    while n:
        n -= 1
        c, parent_bill = stack[n], waits[n]
        made = _bill_contract(w, p, seed, week, c, parent_bill)
        child = w.contracts.first_child[c]
        while child >= 0 and n < 64:
            stack[n], waits[n] = child, made
            n += 1
            child = w.contracts.next_sibling[child]


@compiled
def _bill_contract(w, p, seed, week, c, parent_bill):
    """Progress, final or retention bill of one contract; returns its row or -1."""
    value = w.contracts.value_fen[c]
    kind, wanted = PROGRESS_BILL, np.int64(0)
    if week >= w.contracts.retention_week[c]:
        kind, wanted = RETENTION_BILL, value - w.contracts.billed_fen[c]
    elif week >= w.contracts.settlement_week[c]:
        kind = FINAL_BILL
        wanted = np.int64(value * (1.0 - w.contracts.retention_share[c])) - w.contracts.billed_fen[c]
    elif w.contracts.state[c] != ENDED:
        fresh = value - w.contracts.billed_value_fen[c]
        wanted = np.int64(fresh * (w.contracts.part_share[c] - w.contracts.advance_share[c]))
    if wanted <= 0:
        return -1
    w.contracts.billed_value_fen[c] = value
    w.contracts.billed_fen[c] += wanted
    certified = week + w.contracts.certification_weeks[c]
    due = certified + (w.contracts.term_weeks[c] if parent_bill < 0 else 0)
    bill = issue_bill(w, c, kind, parent_bill, wanted, certified, due)
    _dispute_bill(w, p, seed, week, c, bill)
    return bill


@compiled
def _dispute_bill(w, p, seed, week, c, bill):
    """Cause 7: a disputed bill is frozen for some weeks, and part of it may be lost."""
    uid = w.contracts.uid[c]
    if uniform(seed, Stream.BILL_DISPUTED, week, uid) >= p.contracts_dispute_chance:
        return
    span = quantile(p.contracts_dispute_weeks, uniform(seed, Stream.DISPUTE_WEEKS, week, uid))
    lost = quantile(p.contracts_dispute_lost_share, uniform(seed, Stream.DISPUTE_LOST, week, uid))
    freeze_bill(w, c, bill, w.bills.certified_week[bill] + max(1, int(span)), lost)


@compiled
def freeze_bill(w, c, bill, until, lost_share):
    """Freeze the open part of a bill until a week; the lost part leaves the bill and the value."""
    open_fen = w.bills.amount_fen[bill] - w.bills.paid_fen[bill]
    lost = np.int64(open_fen * lost_share)
    if lost >= w.bills.amount_fen[bill]:
        lost = max(np.int64(0), w.bills.amount_fen[bill] - 1)
    w.bills.disputed_until[bill] = max(w.bills.disputed_until[bill], until)
    w.bills.amount_fen[bill] -= lost
    w.contracts.billed_fen[c] -= lost
    w.contracts.billed_value_fen[c] -= lost
    w.contracts.lost_fen[c] += lost
    w.contracts.value_fen[c] -= lost


@compiled
def bill_materials(w, p, week):
    """Month end: suppliers bill the month's materials on credit."""
    for project in range(w.projects.size):
        if w.projects.state[project] == FREE:
            continue
        c = _general_contract(w, project)
        if c >= 0:
            fresh = w.contracts.materials_fen[c] - w.contracts.materials_billed_fen[c]
            if fresh > 0:
                w.contracts.materials_billed_fen[c] += fresh
                issue_bill(w, c, MATERIAL_BILL, -1, fresh, week, week + p.contracts_supplier_credit_weeks)


@compiled
def close_contracts(w, week):
    """Give back contracts whose bills are paid, whose claims are closed and which have no children."""
    for project in range(w.projects.size):
        if w.projects.state[project] == FREE:
            continue
        c = w.projects.first_contract[project]
        while c >= 0:
            following = w.contracts.next_of_project[c]
            w.contracts.first_bill[c] = sweep_queue(w, w.contracts.first_bill[c])
            w.contracts.first_material[c] = sweep_queue(w, w.contracts.first_material[c])
            over = week > w.contracts.retention_week[c] + 5 and w.contracts.first_crew[c] < 0
            over = over and w.contracts.first_child[c] < 0 and w.projects.state[project] != ACTIVE
            if over and w.contracts.first_bill[c] < 0 and w.contracts.first_material[c] < 0:
                firm = w.contracts.firm[c]
                w.firms.gap_fen[firm] -= w.contracts.gap_fen[c]
                set_credit(w, firm)
                drop_contract(w, c)
            c = following
        if w.projects.first_contract[project] < 0 and w.projects.state[project] == COMPLETE:
            w.projects.state[project] = FREE
            give_row(w, w.projects, PROJECT_ROOM, project)
