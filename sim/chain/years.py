"""What was spent in a year, by four-week periods: this one and twelve before it.

Most contracts and firms spend nothing of most kinds, so each has a row only from the first time on; -1 until then.
"""

import numpy as np

from sim.chain.tables import PERIODS, YEAR_ROOM, give_row, take_row
from sim.core.compiled import kernel


@kernel
def begin_period(w, period):
    """What was spent a year ago is forgotten."""
    for row in range(w.room.top[YEAR_ROOM]):
        w.years.fen[row, period] = 0


@kernel
def add_to_year(w, row, fen):
    """Count `fen` in the present period; returns the row, a new one if there was none."""
    if row < 0:
        row = take_row(w, w.years, YEAR_ROOM)
        for period in range(PERIODS):
            w.years.fen[row, period] = 0
    w.years.fen[row, w.now.period[0]] += fen
    return row


@kernel
def spent_in_year(w, row):
    """What was spent in the present period and the twelve before it, in fen."""
    fen = np.int64(0)
    for period in range(PERIODS if row >= 0 else 0):
        fen += w.years.fen[row, period]
    return fen


@kernel
def end_year(w, row):
    """Give the row back, if there is one: nobody will ask."""
    if row >= 0:
        give_row(w, w.years, YEAR_ROOM, row)
