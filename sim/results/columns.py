"""Columns of tables, built from arrays.

`pyarrow.array` would import pandas to look at what it is given, half a second that a single run can spare.
"""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

import numpy as np
import pyarrow as pa  # type: ignore[import-untyped]

TYPES = {
    np.dtype("i4"): pa.int32(),
    np.dtype("i8"): pa.int64(),
    np.dtype("f8"): pa.float64(),
    np.dtype("M8[ms]"): pa.timestamp("ms"),  # dates in Parquet files: pandas reads them as dates
}
NAMES = pa.dictionary(pa.int32(), pa.string())


def texts(names: Sequence[str]) -> Any:
    """Strings as an Arrow array; the same few lists of names are asked for over and over."""
    return _texts(tuple(names))


@lru_cache(maxsize=128)
def _texts(names: tuple[str, ...]) -> Any:
    written = [name.encode() for name in names]
    ends = np.cumsum([0, *map(len, written)]).astype(np.int32)
    buffers = [None, pa.py_buffer(ends), pa.py_buffer(b"".join(written))]
    return pa.Array.from_buffers(pa.string(), len(written), buffers)


def numbers(array: np.ndarray) -> Any:
    """Numbers or dates as an Arrow array; what is not a number is nothing, an empty cell in CSV."""
    if array.dtype.kind == "M":
        array = array.astype("M8[ms]")
    whole = np.ascontiguousarray(array)
    there = None
    if whole.dtype.kind == "f" and np.isnan(whole).any():
        there = pa.py_buffer(np.packbits(~np.isnan(whole), bitorder="little"))
    return pa.Array.from_buffers(TYPES[whole.dtype], len(whole), [there, pa.py_buffer(whole)])


def days(dates: np.ndarray) -> Any:
    """Dates as an Arrow array of days: dates in CSV files have no time of day."""
    whole = dates.astype("M8[D]").astype(np.int32)
    return pa.Array.from_buffers(pa.date32(), len(whole), [None, pa.py_buffer(whole)])


def named(codes: np.ndarray, names: Sequence[str]) -> Any:
    """Names given by their place in a list, as an Arrow dictionary array."""
    return coded(codes, texts(names))


def coded(codes: np.ndarray, names: Any) -> Any:
    """The same, where the list is an Arrow array already."""
    return pa.DictionaryArray.from_arrays(numbers(codes.astype(np.int32, copy=False)), names)


def table(columns: Mapping[str, Any]) -> pa.Table:
    """A table of Arrow arrays."""
    return pa.Table.from_arrays(
        list(columns.values()), schema=pa.schema([(name, array.type) for name, array in columns.items()])
    )


def values(column: Any) -> np.ndarray:
    """Numbers of a table's column, without pandas; nothing is not a number."""
    found = [_values_of(chunk) for chunk in column.chunks if len(chunk)]
    return np.concatenate(found) if found else np.empty(0, _numpy_of(column.type))


def _values_of(chunk: Any) -> np.ndarray:
    here = slice(chunk.offset, chunk.offset + len(chunk))
    there, data = chunk.buffers()
    found = np.frombuffer(data, _numpy_of(chunk.type))[here]
    if chunk.null_count:
        known = np.unpackbits(np.frombuffer(there, np.uint8), bitorder="little")[here]
        found = np.where(known == 1, found, np.nan)
    return found


def codes(column: Any) -> tuple[np.ndarray, list[str]]:
    """A column of names as places in a list, and the list, without pandas."""
    if not pa.types.is_dictionary(column.type):
        column = column.dictionary_encode()
    names: dict[str, int] = {}
    found = []
    for chunk in column.chunks:
        here = np.array([names.setdefault(name.as_py(), len(names)) for name in chunk.dictionary], np.int32)
        found.append(here[values(pa.chunked_array([chunk.indices]))])
    return (np.concatenate(found) if found else np.empty(0, np.int32)), list(names)


def _numpy_of(kind: Any) -> Any:
    for dtype, arrow in TYPES.items():
        if arrow == kind:
            return dtype
    raise TypeError(f"no column of numbers: {kind}")
