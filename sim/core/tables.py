"""Tables: record arrays, one row per thing.

A record array is one argument to a kernel where a tuple of columns is a dozen, and what a rule
reads of one crew or contract lies together in memory.
"""

import numpy as np


def rows_of(dtype: np.dtype, rows: int) -> np.recarray:
    """A table of `rows` zero rows."""
    return np.zeros(rows, dtype).view(np.recarray)


def grow(table: np.recarray, rows: int, used: int) -> np.recarray:
    """The same table with room for `rows` rows; the first `used` keep their places, the others are empty."""
    new = rows_of(table.dtype, rows)
    new[:used] = table[:used]
    return new
