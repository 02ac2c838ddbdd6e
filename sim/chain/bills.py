"""Bills: issue, certify, fall due, dispute, pay."""

import numpy as np

from sim.chain.tables import BILL_ROOM, MATERIAL_BILL, give_row, take_row
from sim.core.compiled import compiled


@compiled
def amount_due(amount_fen, paid_fen, due_week, disputed_until, parent_amount_fen, parent_paid_fen, week):
    """What of a bill must be paid this week, in fen.

    Pay when paid: the share received of the parent's bill makes the same share of this one due
    (domain 6); a bill that waits for nobody has a parent amount of 0.
    """
    if week < due_week or week < disputed_until:
        return np.int64(0)
    ripe = amount_fen
    if parent_amount_fen > 0 and parent_paid_fen < parent_amount_fen:
        ripe = np.int64(np.float64(amount_fen) * (np.float64(parent_paid_fen) / np.float64(parent_amount_fen)))
    return max(np.int64(0), min(ripe, amount_fen) - paid_fen)


@compiled
def bill_due(w, bill, week):
    """`amount_due` of one row."""
    parent = w.bills.parent[bill]
    parent_amount, parent_paid = np.int64(0), np.int64(0)
    if parent >= 0:
        parent_amount, parent_paid = w.bills.amount_fen[parent], w.bills.paid_fen[parent]
    return amount_due(
        w.bills.amount_fen[bill],
        w.bills.paid_fen[bill],
        w.bills.due_week[bill],
        w.bills.disputed_until[bill],
        parent_amount,
        parent_paid,
        week,
    )


@compiled
def issue_bill(w, contract, kind, parent, amount_fen, certified_week, due_week):
    """Add a bill to the contract's queue; returns its row."""
    bill = take_row(w, w.bills, BILL_ROOM)
    w.bills.contract[bill] = contract
    w.bills.kind[bill] = kind
    w.bills.parent[bill] = parent
    w.bills.next[bill] = -1
    w.bills.amount_fen[bill] = amount_fen
    w.bills.paid_fen[bill] = 0
    w.bills.certified_week[bill] = certified_week
    w.bills.due_week[bill] = due_week
    w.bills.disputed_until[bill] = 0
    w.bills.children[bill] = 0
    if parent >= 0:
        w.bills.children[parent] += 1
    if kind == MATERIAL_BILL:
        if w.contracts.first_material[contract] < 0:
            w.contracts.first_material[contract] = bill
        else:
            w.bills.next[w.contracts.last_material[contract]] = bill
        w.contracts.last_material[contract] = bill
    else:
        if w.contracts.first_bill[contract] < 0:
            w.contracts.first_bill[contract] = bill
        else:
            w.bills.next[w.contracts.last_bill[contract]] = bill
        w.contracts.last_bill[contract] = bill
    return bill


@compiled
def sweep_queue(w, first):
    """Give back the paid bills at the head of a queue that nobody waits for; returns the new head."""
    bill = first
    while bill >= 0 and w.bills.paid_fen[bill] == w.bills.amount_fen[bill] and w.bills.children[bill] == 0:
        parent = w.bills.parent[bill]
        if parent >= 0:
            w.bills.children[parent] -= 1
        following = w.bills.next[bill]
        give_row(w, w.bills, BILL_ROOM, bill)
        bill = following
    return bill
