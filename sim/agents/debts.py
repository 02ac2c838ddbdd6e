"""What falls due this week, listed by the firm that has to pay it: one pass through bills and crews in order.

A firm's debts hang on its contracts by links over scattered memory. In a large region a step along a link waits for
memory some fifty times as long as a step to the next row, so looking at every bill in order is the cheaper way.
"""

from sim.chain.bills import bill_due, list_unpaid
from sim.chain.tables import CREW_ROOM, FIRM_ROOM, FREE, MATERIAL_BILL
from sim.core.compiled import kernel
from sim.core.scratch import borrow, give_back
from sim.ledger.claims import crew_unpaid_to, days_due

WAGES, SUBCONTRACTS, MATERIALS = 0, 1, 2  # classes of creditors that are listed
CLASSES = 3


@kernel
def list_debts(w, calendar, week, every_crew):
    """List crews and bills with something due by firm and class, at month end every crew; cells are borrowed.

    Returns the first cell; `debts_of` reads the lists.
    """
    lists = w.room.top[FIRM_ROOM] * CLASSES
    first = borrow(w, lists + 2)
    w.scratch[first : first + lists + 2] = 0
    found = borrow(w, 0)
    _find_bills(w, week)
    _find_crews(w, calendar, week, every_crew)
    pairs = w.scratch[found : borrow(w, 0)]
    _sort(w, first, lists, pairs)
    return first


@kernel
def debts_of(w, debts, firm_row, which):
    """First cell of one list of a firm, and the cell after its last: rows of bills, or of crews."""
    at = debts + firm_row * CLASSES + which
    return w.scratch[at], w.scratch[at + 1]


@kernel
def has_debts(w, debts, firm_row):
    """Whether anything is listed of a firm."""
    at = debts + firm_row * CLASSES
    return w.scratch[at] < w.scratch[at + CLASSES]


@kernel
def _find_bills(w, week):
    """Borrow two cells, list and row, for each bill of which a firm must pay something."""
    room = 2 * w.bills.size
    first = borrow(w, room)
    lists, rows = w.scratch[first : first + room : 2], w.scratch[first + 1 : first + room : 2]
    found = 0
    unpaid = list_unpaid(w, week, False, rows)
    for bill_row in rows[:unpaid]:
        bill = w.bills[bill_row]
        # what passes money on in the week it comes may be due by the time its payer's turn has come
        at_once = bill.parent >= 0 and w.contracts.pass_on_weeks[bill.contract] == 0
        if at_once or bill_due(w, bill_row, week) > 0:
            lists[found] = bill.payer * CLASSES + (MATERIALS if bill.kind == MATERIAL_BILL else SUBCONTRACTS)
            rows[found] = bill_row  # over one that was looked at
            found += 1
    give_back(w, first + 2 * found)


@kernel
def _find_crews(w, calendar, week, every_crew):
    """Borrow two cells, list and row, for each crew with wages due."""
    for crew_row in range(w.room.top[CREW_ROOM]):
        crew = w.crews[crew_row]
        if crew.state == FREE:
            continue
        if not every_crew:
            day = days_due(w, crew_row, week, calendar.due_month[week])
            if day == 0 or crew_unpaid_to(w, crew_row, day) == 0:
                continue
        cell = borrow(w, 2)
        w.scratch[cell] = w.contracts.firm[crew.contract] * CLASSES + WAGES
        w.scratch[cell + 1] = crew_row


@kernel
def _sort(w, first, lists, pairs):
    """Sort pairs by list: count, add up, put down. In the end cell k holds where list k begins, and k + 1 where it ends."""
    ends = w.scratch[first : first + lists + 2]
    n = pairs.size // 2
    for k in range(n):
        ends[pairs[2 * k] + 2] += 1
    ends[0] = ends[1] = borrow(w, n)
    for k in range(2, lists + 2):
        ends[k] += ends[k - 1]
    for k in range(n):
        which = pairs[2 * k] + 1
        w.scratch[ends[which]] = pairs[2 * k + 1]
        ends[which] += 1
