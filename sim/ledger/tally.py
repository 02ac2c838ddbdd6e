"""What is counted when it happens: the week's flows, and stocks that events change, each by group.

So nobody has to be visited to be counted. What only time changes is put down for its week in advance: a bill that
falls due waits in the row of that week, in a ring.
"""

import numpy as np

from sim.core.compiled import kernel, rule
from sim.declared.groups import GROUP_COUNT, OWNER_GROUP, SECTOR_GROUP, SIZE_GROUP, TIER_GROUP

(
    WAGES_EARNED,
    WAGES_PAID,
    GIVEN_UP,
    WRITTEN_OFF,
    BILLED,
    BILLS_PAID,
    BILLS_PAID_LATE,
    BILLS_PAID_AFTER_DUE,
    BILLS_OVERDUE,
    WORK_DONE,
) = range(10)
FLOWS = BILLS_OVERDUE  # so many of them start at zero each week; the others are stocks
TALLIES = 10
TALLY_NAMES = (
    "wages_earned",
    "wages_paid",
    "given_up",
    "written_off",
    "billed",
    "bills_paid",
    "bills_paid_late",
    "bills_paid_after_due",
    "bills_overdue",
    "work_done",
)
DUE_WEEKS = (
    1024  # of the ring: more than certification, term and dispute last at most, by their cards and shocks (tested)
)


@rule
def groups_of(owner_kind, sector, tier, size):
    """The cells of the four groups of a contract in one number, a byte each."""
    cells = OWNER_GROUP + owner_kind
    cells |= (SECTOR_GROUP + sector) << 8
    cells |= (TIER_GROUP + min(6, np.int64(tier)) - 1) << 16
    return cells | (SIZE_GROUP + size) << 24


@kernel
def add_groups(cells, first, groups, amount):
    """Add an amount to the total in cell `first` and to each of its groups behind it."""
    cells[first] += amount
    cells[first + (groups & 255)] += amount
    cells[first + (groups >> 8 & 255)] += amount
    cells[first + (groups >> 16 & 255)] += amount
    cells[first + (groups >> 24)] += amount


@kernel
def count(w, which, groups, amount):
    """Something has happened."""
    add_groups(w.tally, which * GROUP_COUNT, groups, amount)


@kernel
def count_open(w, groups, due_week, fen):
    """What is open of bills due in a week has changed; a bill is overdue from the close of its week."""
    if due_week <= w.now.week[0]:
        count(w, BILLS_OVERDUE, groups, fen)
    else:
        add_groups(w.coming_due_fen, due_week % DUE_WEEKS * GROUP_COUNT, groups, fen)


@kernel
def fall_due(w, week):
    """The bills whose week has come are due."""
    ring, stock = week % DUE_WEEKS * GROUP_COUNT, BILLS_OVERDUE * GROUP_COUNT
    for k in range(GROUP_COUNT):
        w.tally[stock + k] += w.coming_due_fen[ring + k]
        w.coming_due_fen[ring + k] = 0
