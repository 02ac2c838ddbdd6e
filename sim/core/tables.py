"""Tables: record arrays for what is few and wide, NamedTuples of columns for what is many and narrow.

A record array is one argument to a kernel where a tuple of columns is a dozen, which is what makes
kernels compile and call quickly; a sweep over one column of millions of rows wants columns.
"""

from typing import Any, TypeVar

import numpy as np

T = TypeVar("T", bound=Any)


def rows_of(dtype: np.dtype, rows: int) -> np.recarray:
    """A record table of `rows` zero rows."""
    return np.zeros(rows, dtype).view(np.recarray)


def allocate_columns(cls: type[T], dtypes: dict[str, Any], rows: int) -> T:
    """A table of columns with `rows` zero rows; `dtypes` has the dtype of each column."""
    return cls(*(np.zeros(rows, dtypes[name]) for name in cls._fields))


def _longer(old: np.ndarray, rows: int) -> np.ndarray:
    new = np.zeros((rows, *old.shape[1:]), old.dtype)
    new[: len(old)] = old
    return new


def grow(table: T, rows: int) -> T:
    """The same table with room for `rows` rows; old rows keep their places."""
    if isinstance(table, np.ndarray):
        return _longer(table, rows).view(np.recarray)
    return type(table)(*(_longer(column, rows) for column in table))


def copy_table(table: T) -> T:
    """A table that shares nothing with the old one."""
    if isinstance(table, np.ndarray):
        return table.copy()
    return type(table)(*(column.copy() for column in table))


def nbytes_of(table: Any) -> int:
    """Bytes of a table."""
    if isinstance(table, np.ndarray):
        return table.nbytes
    return sum(column.nbytes for column in table)
