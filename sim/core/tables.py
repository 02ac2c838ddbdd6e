"""Tables: record arrays, one row per thing.

A record array is one argument to a kernel where a tuple of columns is a dozen, and what a rule
reads of one crew or contract lies together in memory.
"""

import mmap
from contextlib import suppress

import numpy as np

LARGE = 1 << 20  # bytes from which on a table gets pages of its own: those nobody writes to take no memory


def rows_of(dtype: np.dtype, rows: int) -> np.recarray:
    """A table of `rows` zero rows."""
    size = dtype.itemsize * rows
    table = np.zeros(rows, dtype) if size < LARGE else np.frombuffer(_pages(size), dtype, rows)
    return table.view(np.recarray)


def _pages(size: int) -> mmap.mmap:
    if not hasattr(mmap, "MAP_ANONYMOUS"):
        return mmap.mmap(-1, size)
    # private: what is shared, as it is unless one asks, never gets large pages
    pages = mmap.mmap(-1, size, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS)
    with suppress(AttributeError, OSError):  # not every system has large pages
        pages.madvise(mmap.MADV_HUGEPAGE)  # random rows are found sooner
    return pages


def grow(table: np.recarray, rows: int, used: int) -> np.recarray:
    """The same table with room for `rows` rows; the first `used` keep their places, the others are empty."""
    new = rows_of(table.dtype, rows)
    new[:used] = table[:used]
    return new
