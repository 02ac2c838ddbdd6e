"""Bills: issue, certify, fall due, dispute, pay."""

import numpy as np

from sim.chain.tables import BILL_ROOM, FLED, MATERIAL_BILL, NEVER, PASS_ON_WEEKS, RECEIPT_ROOM, give_row, take_row
from sim.core.compiled import kernel, rule
from sim.core.money import mul_div
from sim.ledger.tally import count_open


@rule
def amount_due(amount_fen, paid_fen, due_week, disputed_until, parent_amount_fen, parent_paid_fen, week):
    """What of a bill must be paid this week, in fen.

    Pay when paid: the share received of the parent's bill makes the same share of this one due
    (domain 6); a bill that waits for nobody has a parent amount of 0.
    """
    if week < due_week or week < disputed_until:
        return np.int64(0)
    ripe = amount_fen
    if parent_amount_fen > 0 and parent_paid_fen < parent_amount_fen:
        ripe = mul_div(amount_fen, parent_paid_fen, parent_amount_fen)
    return max(np.int64(0), min(ripe, amount_fen) - paid_fen)


@kernel
def note_receipt(w, bill_row, fen):
    """Remember in which week a bill brought money, as long as it may matter to those who wait for it."""
    bill = w.bills[bill_row]
    week = w.now.week[0]
    bill.paid_week = week
    if bill.kind == MATERIAL_BILL:
        return  # nobody waits for it
    latest = bill.latest_receipt
    if latest < 0 or w.receipts.week[latest] < week:
        _forget_receipts(w, bill_row, week - PASS_ON_WEEKS)
        latest = take_row(w, w.receipts, RECEIPT_ROOM)
        receipt = w.receipts[latest]
        receipt.fen, receipt.week, receipt.next_free = 0, week, bill.latest_receipt
        bill.latest_receipt = latest
    w.receipts.fen[latest] += fen


@kernel
def _forget_receipts(w, bill_row, until):
    """Give back the receipts of a bill up to a week."""
    bill = w.bills[bill_row]
    at, newer = bill.latest_receipt, -1
    while at >= 0 and w.receipts.week[at] > until:
        at, newer = w.receipts.next_free[at], at
    if newer < 0:
        bill.latest_receipt = -1
    else:
        w.receipts.next_free[newer] = -1
    while at >= 0:
        older = w.receipts.next_free[at]
        give_row(w, w.receipts, RECEIPT_ROOM, at)
        at = older


@kernel
def received_to_pass_on(w, bill_row, pass_on_weeks, week):
    """What a payer received of its own bill at least so many weeks ago, and so owes further down, in fen.

    What was set off is owed at once: the payment went past the links below and settled them too.
    """
    bill = w.bills[bill_row]
    fen, at = bill.paid_fen, bill.latest_receipt
    while at >= 0 and w.receipts.week[at] > week - pass_on_weeks:
        fen -= w.receipts.fen[at]
        at = w.receipts.next_free[at]
    return fen


@kernel
def bill_due(w, bill_row, week):
    """`amount_due` of one row, less what is kept for workers; nobody pays a firm that has fled."""
    bill = w.bills[bill_row]
    if week < bill.due_week or week < bill.disputed_until or bill.paid_fen >= bill.amount_fen:
        return np.int64(0)  # as `amount_due` says, before looking further
    if bill.kind != MATERIAL_BILL and w.firms.state[w.contracts.firm[bill.contract]] == FLED:
        return np.int64(0)
    parent_row = bill.parent
    parent = w.bills[parent_row]
    parent_amount, parent_paid = np.int64(0), np.int64(0)
    if parent_row >= 0:
        parent_amount = parent.amount_fen
        lag = np.int64(w.contracts.pass_on_weeks[bill.contract])
        parent_paid = received_to_pass_on(w, parent_row, lag, week)
    due = amount_due(
        bill.amount_fen, bill.paid_fen, bill.due_week, bill.disputed_until, parent_amount, parent_paid, week
    )
    return max(np.int64(0), due - bill.kept_fen)


@kernel
def list_unpaid(w, week, of_owners, rows):
    """Put down the bills of firms, or of owners, that have fallen due and are not paid; returns how many they are.

    A loop that asks nothing runs at the same speed whatever the bills are like.
    """
    n = np.int64(0)
    for bill_row in range(w.room.top[BILL_ROOM]):
        bill = w.bills[bill_row]
        rows[n] = bill_row
        n += (bill.due_week <= week) & ((bill.payer < 0) == of_owners) & (bill.paid_fen < bill.amount_fen)
    return n


@kernel
def payer_of(w, c, kind):
    """Who pays a bill of a contract: its own firm for materials, else that of the contract above; an owner as -1, -2, ..."""
    contract = w.contracts[c]
    if kind == MATERIAL_BILL:
        return contract.firm
    if contract.parent >= 0:
        return w.contracts.firm[contract.parent]
    return -1 - w.projects.owner[contract.project]


@kernel
def issue_bill(w, contract_row, kind, parent_row, amount_fen, certified_week, due_week):
    """Add a bill to the contract's queue; returns its row."""
    contract = w.contracts[contract_row]
    bill_row = take_row(w, w.bills, BILL_ROOM)
    bill = w.bills[bill_row]
    bill.contract = contract_row
    bill.kind = kind
    bill.parent = parent_row
    bill.payer = payer_of(w, contract_row, kind)
    bill.next = -1
    bill.amount_fen = amount_fen
    bill.paid_fen = 0
    bill.paid_week = 0
    bill.latest_receipt = -1
    bill.value_fen = contract.billed_value_fen
    bill.kept_fen = 0
    bill.certified_week = certified_week
    bill.due_week = due_week
    bill.disputed_until = 0
    bill.children = 0
    if parent_row >= 0:
        w.bills.children[parent_row] += 1
    if kind == MATERIAL_BILL:
        if contract.first_material < 0:
            contract.first_material = bill_row
        else:
            w.bills.next[contract.last_material] = bill_row
        contract.last_material = bill_row
    else:
        if contract.first_bill < 0:
            contract.first_bill = bill_row
        else:
            w.bills.next[contract.last_bill] = bill_row
        contract.last_bill = bill_row
        count_open(w, contract.groups, due_week, amount_fen)
    return bill_row


@kernel
def sweep_queue(w, first):
    """Give back the paid bills at the head of a queue that nobody waits for; returns the new head."""
    bill_row = first
    while (
        bill_row >= 0 and w.bills.paid_fen[bill_row] == w.bills.amount_fen[bill_row] and w.bills.children[bill_row] == 0
    ):
        bill = w.bills[bill_row]
        parent_row = bill.parent
        if parent_row >= 0:
            w.bills.children[parent_row] -= 1
        bill_row = _give_back(w, bill_row)
    return bill_row


@kernel
def void_queue(w, first):
    """Give back every bill of a queue: nobody is left to pay or to be paid. Returns the empty queue."""
    bill_row = first
    while bill_row >= 0:
        bill = w.bills[bill_row]
        if bill.parent >= 0:
            w.bills.children[bill.parent] -= 1
        if bill.kind != MATERIAL_BILL:
            count_open(w, w.contracts.groups[bill.contract], bill.due_week, bill.paid_fen - bill.amount_fen)
        bill.amount_fen = bill.paid_fen
        bill_row = _give_back(w, bill_row)
    return -1


@kernel
def _give_back(w, bill_row):
    """Give a bill's row back; returns the next bill of its queue."""
    bill = w.bills[bill_row]
    _forget_receipts(w, bill_row, NEVER)
    bill.due_week = NEVER
    give_row(w, w.bills, BILL_ROOM, bill_row)
    return bill.next
