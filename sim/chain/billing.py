"""Month end: what owners withhold, what is billed up the chain, what is disputed, what suppliers bill."""

import numpy as np

from sim.chain.bills import issue_bill
from sim.chain.contracts import labour_cost, next_in_tree
from sim.chain.events import DISPUTE, note
from sim.chain.tables import (
    ACTIVE,
    CONTRACT_ROOM,
    ENDED,
    FINAL_BILL,
    FREE,
    MATERIAL_BILL,
    PROGRESS_BILL,
    PROJECT_ROOM,
    RETENTION_BILL,
)
from sim.core.compiled import kernel, rule
from sim.core.draws import Stream, uniform
from sim.core.quantiles import quantile
from sim.core.scratch import borrow, give_back
from sim.ledger.tally import BILLED, BILLS_PAID, WORK_DONE, count, count_open


@rule
def milestone_reached(value_fen, billed_value_fen, price_fen, milestone_share):
    """True when enough work stands unbilled to claim the next milestone (0 = every month)."""
    return value_fen - billed_value_fen >= milestone_share * price_fen


@kernel
def withhold(w):
    """Owners with milestones withhold until the next one is reached: nothing of the chain is billed."""
    for project_row in range(w.room.top[PROJECT_ROOM]):
        project = w.projects[project_row]
        if project.state == FREE:
            continue
        project.withheld = False
        c = general_contract(w, project_row)
        if c >= 0 and project.state == ACTIVE:
            contract = w.contracts[c]
            project.withheld = not milestone_reached(
                contract.value_fen, contract.billed_value_fen, contract.price_fen, contract.milestone_share
            )


@kernel
def general_contract(w, project_row):
    """The newest contract with the owner that has not been cut off; else the newest; -1 if none is left."""
    c = w.projects.first_contract[project_row]
    newest = -1
    while c >= 0:
        contract = w.contracts[c]
        if contract.tier == 1:
            if contract.state != ENDED:
                return c
            if newest < 0:
                newest = c
        c = contract.next_of_project
    return newest


@kernel
def bill_projects(w, calendar, p, seed, week):
    """Every contract of a project bills the month's work, from the owner's link down.

    At the last month end that leaves time to certify before the festival, whatever was withheld is
    billed too, up to the higher share that owners settle before it, and is due by the festival date.
    """
    last_due = calendar.next_festival_due[week] - 1
    certified = week + p.contracts_certification_weeks
    festival_near = certified <= last_due < calendar.next_month_end[week] + p.contracts_certification_weeks
    for project_row in range(w.room.top[PROJECT_ROOM]):
        project = w.projects[project_row]
        if project.state == FREE:
            continue
        withheld = project.withheld and not festival_near
        c = project.first_contract
        while c >= 0:
            contract = w.contracts[c]
            if contract.tier == 1:
                labour = withheld and labour_is_billed(calendar.month[week], contract.labour_months)
                if labour or not withheld or contract.pre_finances:
                    _bill_tree(w, p, seed, week, c, festival_near, last_due, withheld, labour)
            c = contract.next_of_project


@rule
def labour_is_billed(month, every_months):
    """Whether labour cost alone is billed this month although the milestone is not reached (Order 724, Art. 24)."""
    return every_months > 0 and month % every_months == 0


@kernel
def _bill_tree(w, p, seed, week, general_row, festival_near, last_due, withheld, labour):
    """Bill a contract and all below it; of one whose owner withholds only what is below it, and maybe its labour."""
    room = borrow(w, w.contracts.size)
    waits = w.scratch[room : room + w.contracts.size]  # of each contract: the bill that those below it wait for
    c = general_row
    while c >= 0:
        parent_row = w.contracts.parent[c]
        parent_bill = waits[parent_row] if parent_row >= 0 else -1
        made = -1
        if not (withheld and c == general_row):
            made = _bill_contract(w, p, seed, week, c, parent_bill, festival_near, last_due)
        elif labour:
            made = _bill_labour(w, p, seed, week, c)
        if w.contracts.pre_finances[c]:
            made = -1  # the bills below do not wait for this one
        elif made < 0 and w.contracts.first_bill[c] >= 0:
            made = w.contracts.last_bill[c]  # nothing new to bill here: they wait for the newest open bill
        waits[c] = made
        c = next_in_tree(w, general_row, c)
    give_back(w, room)


@kernel
def _bill_contract(w, p, seed, week, c, parent_bill, festival_near, last_due):
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
        if contract.labour_months > 0:  # never less than the labour in it
            wanted = max(wanted, labour_cost(w, c, fresh, p.economy_index)) - contract.ahead_fen
        if festival_near and contract.festival_share > contract.part_share:
            wanted = max(wanted, np.int64(value * contract.festival_share) - contract.billed_fen)
    if wanted <= 0:
        return -1
    contract.billed_value_fen = value
    contract.ahead_fen = 0
    contract.billed_fen += wanted
    count(w, BILLED, contract.groups, wanted)
    certified = week + np.int64(contract.certification_weeks)
    due = certified + (np.int64(contract.term_weeks) if parent_bill < 0 else 0)
    if festival_near and kind == PROGRESS_BILL:
        due = min(due, last_due)
    bill_row = issue_bill(w, c, kind, parent_bill, wanted, certified, due)
    _net(w, c, bill_row)
    chance = p.contracts_settlement_dispute_chance if kind == FINAL_BILL else p.contracts_dispute_chance
    _dispute_bill(w, p, seed, week, c, bill_row, chance)
    return bill_row


@kernel
def _bill_labour(w, p, seed, week, c):
    """Short of the milestone the labour cost of the work done since the last bill is billed ahead; its row or -1."""
    contract = w.contracts[c]
    fresh = contract.value_fen - contract.billed_value_fen
    wanted = labour_cost(w, c, fresh, p.economy_index) - contract.ahead_fen
    if wanted <= 0 or contract.state != ACTIVE:
        return -1
    contract.ahead_fen += wanted
    contract.billed_fen += wanted
    count(w, BILLED, contract.groups, wanted)
    certified = week + np.int64(contract.certification_weeks)
    bill_row = issue_bill(w, c, PROGRESS_BILL, -1, wanted, certified, certified + contract.term_weeks)
    w.bills.value_fen[bill_row] = contract.value_fen
    _net(w, c, bill_row)
    _dispute_bill(w, p, seed, week, c, bill_row, p.contracts_dispute_chance)
    return bill_row


@kernel
def _net(w, c, bill_row):
    """What was paid past this link before is netted from the new bill: first prepaid value, then recourse."""
    contract = w.contracts[c]
    bill = w.bills[bill_row]
    x = min(contract.prepaid_fen, bill.amount_fen)
    contract.prepaid_fen -= x
    y = min(contract.recourse_fen, bill.amount_fen - x)
    contract.recourse_fen -= y
    contract.received_fen += y
    bill.paid_fen = x + y
    count(w, BILLS_PAID, contract.groups, y)
    count_open(w, contract.groups, bill.due_week, -(x + y))


@kernel
def _dispute_bill(w, p, seed, week, c, bill_row, chance):
    """Cause 7: a disputed bill is frozen for some weeks, and part of it may be lost."""
    uid = w.contracts.uid[c]
    if uniform(seed, Stream.BILL_DISPUTED, week, uid) >= chance:
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
    count_open(w, contract.groups, bill.due_week, -open_fen)
    bill.disputed_until = max(bill.disputed_until, until)
    bill.due_week = max(bill.due_week, until)  # it ages from the end of the dispute
    bill.amount_fen -= lost
    count_open(w, contract.groups, bill.due_week, bill.amount_fen - bill.paid_fen)
    contract.billed_fen -= lost
    count(w, BILLED, contract.groups, -lost)
    contract.billed_value_fen -= lost
    contract.lost_fen += lost
    contract.value_fen -= lost
    count(w, WORK_DONE, contract.groups, -lost)
    note(w, DISPUTE, contract.project, c, contract.firm, 0, open_fen)


@kernel
def bill_materials(w, p, week):
    """Suppliers bill the month's materials on credit."""
    for c in range(w.room.top[CONTRACT_ROOM]):
        contract = w.contracts[c]
        if contract.state == FREE:
            continue
        fresh = contract.materials_fen - contract.materials_billed_fen
        if fresh > 0:
            contract.materials_billed_fen += fresh
            issue_bill(w, c, MATERIAL_BILL, -1, fresh, week, week + p.contracts_supplier_credit_weeks)
