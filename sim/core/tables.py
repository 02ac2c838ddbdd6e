"""Tables: record arrays, one row per thing.

A record array is one argument to a kernel where a tuple of columns is a dozen, and what a rule
reads of one crew or contract lies together in memory.
"""

from typing import Any

import numpy as np

LINE = 64  # bytes the processor fetches from memory at a time


def in_lines(columns: list[tuple[Any, ...]]) -> np.dtype:
    """A row of these columns, as long as whole lines of memory.

    Rows are found by following links, each from somewhere else: what such a walk needs stands at the
    beginning of a row and comes with one line.
    """
    row = np.dtype(columns, align=True)
    names = row.names or ()
    offsets = [row.fields[name][1] for name in names]  # type: ignore[index]
    size = -(-row.itemsize // LINE) * LINE
    return np.dtype(
        {"names": names, "formats": [row[name] for name in names], "offsets": offsets, "itemsize": size}, align=True
    )


def rows_of(dtype: np.dtype, rows: int) -> np.recarray:
    """A table of `rows` zero rows, the first at the beginning of a line of memory."""
    room = np.zeros(rows * dtype.itemsize + LINE, np.uint8)
    first = -room.ctypes.data % LINE
    return room[first : first + rows * dtype.itemsize].view(dtype).view(np.recarray)


def grow(table: np.recarray, rows: int) -> np.recarray:
    """The same table with room for `rows` rows; old rows keep their places."""
    new = rows_of(table.dtype, rows)
    new[: table.size] = table
    return new
