"""Tables are NamedTuples of numpy arrays: allocate, grow, copy."""

from typing import Any, TypeVar

import numpy as np

T = TypeVar("T", bound=tuple)


def allocate(cls: type[T], dtypes: dict[str, Any], rows: int) -> T:
    """A table of `rows` zero rows; `dtypes` maps a column to a dtype or (dtype, width)."""
    columns = []
    for name in cls._fields:  # type: ignore[attr-defined]
        dtype = dtypes[name]
        shape = (rows, *dtype[1:]) if isinstance(dtype, tuple) else (rows,)
        columns.append(np.zeros(shape, dtype[0] if isinstance(dtype, tuple) else dtype))
    return cls(*columns)


def grow(table: T, rows: int) -> T:
    """The same table with room for `rows` rows; old rows keep their places."""
    columns = []
    for old in table:
        new = np.zeros((rows, *old.shape[1:]), old.dtype)
        new[: len(old)] = old
        columns.append(new)
    return type(table)(*columns)


def copy(table: T) -> T:
    """A table that shares nothing with the old one."""
    return type(table)(*(column.copy() for column in table))


def nbytes(table: tuple) -> int:
    """Bytes of all columns."""
    return sum(column.nbytes for column in table)
