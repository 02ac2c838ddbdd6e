"""Reading one table of a population: a CSV file into typed columns."""

from io import BytesIO
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from sim.errors import nearest
from sim.population.columns import SWITCH, TABLES, Column, nothing_given
from sim.population.problems import Problems

if TYPE_CHECKING:
    import pyarrow as pa

WHOLE = r"^[0-9]{1,18}$"
NUMBER = r"^[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]{1,3})?$"
YUAN = r"^[0-9]{1,16}(\.[0-9]{1,2})?$"
PLACE = {name: place for place, name in enumerate(TABLES)}


class Sheet(NamedTuple):
    """One table as its file holds it.

    Attributes
    ----------
    rows : recarray of `columns.row_type`
        What was read; cells that are empty or wrong are missing.
    numbers : ndarray of int
        The row of the file that each is from; the head is row 1.
    columns : tuple of str
        Columns that the file has.
    filled : dict of str to int
        How many cells of each are filled.
    sound : set of str
        Columns without a wrong cell, and those that the file may leave out and does. Uids are not known where a head
        is unknown: it may be theirs.
    """

    rows: np.recarray
    numbers: np.ndarray
    columns: tuple[str, ...]
    filled: dict[str, int]
    sound: set[str]


def read_sheet(name: str, content: bytes, problems: Problems) -> Sheet | None:
    """Read a table; None if nothing of it can be read.

    Parameters
    ----------
    name : str
        Of the table.
    content : bytes
        Of its file.
    problems : Problems
        Receives what is wrong with it.
    """
    file, place = f"{name}.csv", PLACE[name]
    try:
        content.decode("utf-8")
    except UnicodeDecodeError as error:
        row = content.count(b"\n", 0, error.start) + 1
        problems.of_file(place, file, "is not text in UTF-8; save the table as CSV UTF-8.", row)
        return None
    raw = _cells(name, content, problems)
    if raw is None:
        return None
    table, numbers = raw
    heads = [head.strip() for head in table.column_names]
    wrong = _wrong_heads(name, heads)
    for words in wrong:
        problems.of_file(place, file, words, 1)
    rows = nothing_given(name, table.num_rows)
    filled, sound = {}, {column.name for column in TABLES[name]}
    for column in TABLES[name]:
        if heads.count(column.name) != 1:
            if column.needed or wrong and column.name == "uid":
                sound.discard(column.name)
            if column.needed and column.name not in heads:
                problems.of_file(place, file, f"has no column {column.name}; it {column.allowed}.", 1)
            continue
        text = _trimmed(table.column(heads.index(column.name)))
        before = problems.count
        filled[column.name] = _read_column(name, column, text, rows, numbers, problems)
        if problems.count > before:
            sound.discard(column.name)
    return Sheet(rows, numbers, tuple(c.name for c in TABLES[name] if c.name in heads), filled, sound)


def _cells(name: str, content: bytes, problems: Problems) -> "tuple[pa.Table, np.ndarray] | None":
    """The cells of a file as text, and the row of the file each row is from; empty rows are left out."""
    import pyarrow as pa
    import pyarrow.compute as pc
    from pyarrow import csv

    short: list[Any] = []

    def skipped(row: Any) -> str:
        short.append(row)
        return "skip"

    def read(threads: bool) -> "pa.Table":
        head = content[:100_000].removeprefix(b"\xef\xbb\xbf").splitlines()[0]
        heads = csv.read_csv(BytesIO(head + b"\n")).column_names
        return csv.read_csv(
            BytesIO(content),
            csv.ReadOptions(use_threads=threads),
            csv.ParseOptions(invalid_row_handler=skipped, ignore_empty_lines=False),
            csv.ConvertOptions(
                column_types=dict.fromkeys(heads, pa.string()), strings_can_be_null=True, null_values=[""]
            ),
        )

    try:
        table = read(True)
        if short:  # only one thread counts the rows
            short.clear()
            table = read(False)
    except (pa.ArrowInvalid, IndexError) as error:
        said = "is empty" if not content.strip() else " ".join(str(error).split())
        problems.of_file(PLACE[name], f"{name}.csv", f"cannot be read: {said}.")
        return None
    left_out = np.array([row.number for row in short], np.int64)
    for row in short:
        words = f"has {row.actual_columns} cells where the head has {row.expected_columns}."
        problems.of_file(PLACE[name], f"{name}.csv", words, row.number)
    numbers = np.setdiff1d(np.arange(2, 2 + table.num_rows + len(left_out)), left_out)
    empty = np.ones(table.num_rows, bool)
    for column in table.columns:
        empty &= pc.is_null(column).to_numpy()
    if empty.any():
        table, numbers = table.filter(pa.array(~empty)), numbers[~empty]
    return table, numbers


def _wrong_heads(name: str, heads: list[str]) -> list[str]:
    known = [column.name for column in TABLES[name]]
    lines = [f"has the column {head} twice." for head in dict.fromkeys(heads) if heads.count(head) > 1]
    for head in dict.fromkeys(heads):
        if head not in known:
            there = [table for table, columns in TABLES.items() if any(c.name == head for c in columns)]
            hint = nearest(head, known) or (f" It belongs in {there[0]}.csv." if there else "")
            lines.append(f"there is no column {head or '(without a name)'}.{hint}")
    return lines


def _trimmed(text: "pa.ChunkedArray") -> "pa.ChunkedArray":
    import pyarrow as pa
    import pyarrow.compute as pc

    trimmed = pc.utf8_trim_whitespace(text)
    return pc.if_else(pc.equal(trimmed, ""), pa.scalar(None, pa.string()), trimmed)


def _read_column(
    name: str, column: Column, text: "pa.ChunkedArray", rows: np.recarray, numbers: np.ndarray, problems: Problems
) -> int:
    """Write a column into `rows`, and tell cells that cannot be used; returns how many cells are filled."""
    import pyarrow.compute as pc

    empty = pc.is_null(text).to_numpy()
    if column.kind == "text":
        return int((~empty).sum())
    values = _values(column, text)
    held = rows[column.field]
    scale = 100 if column.kind == "yuan" else 1
    wrong = ~empty & ~((values >= column.lowest * scale) & (values <= column.highest * scale))
    if column.kind in ("word", "switch"):
        wrong = ~empty & (values < 0)
    held[:] = np.where(wrong | empty, np.nan if column.kind == "number" else -1, values)
    needed = column.needed or (column.kind == "uid" and column.name == "uid")
    bad = np.flatnonzero(wrong | (empty & needed))

    def given(k: int) -> object:
        return text[int(bad[k])].as_py()

    def allowed(k: int) -> str:
        return f"is empty; it {column.allowed}" if empty[bad[k]] else column.allowed

    def hint(held: object) -> str:
        return nearest(str(held), column.words) if column.words and held is not None else ""

    problems.of_cells(PLACE[name], f"{name}.csv", column.name, numbers[bad], given, allowed, hint)
    return int((~empty).sum())


def _values(column: Column, text: "pa.ChunkedArray") -> np.ndarray:
    """The cells of a column as numbers; of a cell that is none, -1 or nan."""
    import pyarrow as pa
    import pyarrow.compute as pc

    if column.kind in ("word", "switch"):
        words = list(column.words) if column.kind == "word" else list(SWITCH)
        codes = np.array([*(range(len(words)) if column.kind == "word" else SWITCH.values()), -1], np.int64)
        found = pc.index_in(pc.utf8_lower(text), value_set=pa.array(words)).fill_null(len(words))
        return codes[found.to_numpy()]
    pattern = {"number": NUMBER, "yuan": YUAN}.get(column.kind, WHOLE)
    fits = pc.fill_null(pc.match_substring_regex(text, pattern), False)
    sound = pc.if_else(fits, text, pa.scalar(None, pa.string()))
    if column.kind == "number":
        return pc.fill_null(pc.cast(sound, pa.float64()), np.nan).to_numpy()
    if column.kind == "yuan":
        fen = pc.multiply(pc.cast(sound, pa.decimal128(18, 2)), pa.scalar(100, pa.decimal128(3, 0)))
        return pc.fill_null(pc.cast(fen, pa.int64()), -1).to_numpy()
    return pc.fill_null(pc.cast(sound, pa.int64()), -1).to_numpy()
