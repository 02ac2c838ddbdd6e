"""The files of a folder of results: every one appears whole or not at all."""

import json
import os
import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from itertools import islice
from os import SEEK_END
from pathlib import Path
from typing import Any

import pyarrow as pa  # type: ignore[import-untyped]
import pyarrow.csv as arrow_csv  # type: ignore[import-untyped]
import pyarrow.parquet as parquet  # type: ignore[import-untyped]

from sim.declared.files import RESULT_FILES
from sim.errors import InputError
from sim.results import tables
from sim.running.parts import left_behind
from sim.running.records import Declared, Record
from sim.running.store import STAGING, Records

NAMES = ("series.parquet", "events.parquet", "summary.csv", "places.csv", "flows.csv", "balances.csv", "policies.csv")
FILES = {name.partition(".")[0]: (name, RESULT_FILES[name].doc) for name in NAMES}
RUNS_AT_A_TIME = 20  # or regions, in memory and in a row group: fixed, so the same runs give the same bytes
ROWS_AT_A_TIME = 65_536  # turned into CSV
AGAIN = "repeat the command that manifest.json names, which takes finished runs from parts"
LONGEST_REASON = 120  # characters of a library's own words
EXCEL_MARK = b"\xef\xbb\xbf"  # a byte order mark: without it Excel misreads Chinese


def write_folder(
    folder: Path, records: Records, manifest: dict[str, Any], more: Callable[[Path], list[str]] | None = None
) -> None:
    """Write all tables, then the manifest; `parts` and files that are not ours stay as they are.

    Parameters
    ----------
    folder : Path
        Of the command.
    records : Records
        Finished runs.
    manifest : dict
        Written last; warnings of `more` are added to it.
    more : callable, optional
        Writes further files and figures into the folder it is given, and returns warnings.
    """
    folder.mkdir(parents=True, exist_ok=True)
    for left in filter(left_behind, folder.glob(f"{STAGING}*")):
        shutil.rmtree(left, ignore_errors=True)
    staging = folder / f"{STAGING}{os.getpid()}"
    staging.mkdir(exist_ok=True)
    try:
        for name, (file, _) in FILES.items():
            write_table(staging / file, records, records.declared, name)
        if more is not None:
            manifest["warnings"].extend(more(staging))
        text = json.dumps(manifest, indent=1, ensure_ascii=False)
        (staging / "manifest.json").write_text(text + "\n", "utf-8")
        # a folder without manifest counts as unfinished, so no reader meets old and new files side by side
        (folder / "manifest.json").unlink(missing_ok=True)
        for path in sorted(staging.rglob("*"), key=lambda p: p.name == "manifest.json"):
            if path.is_file():
                target = folder / path.relative_to(staging)
                target.parent.mkdir(exist_ok=True)
                os.replace(path, target)
    finally:
        shutil.rmtree(staging, ignore_errors=True)


def write_table(path: Path, records: Records, declared: Declared, name: str) -> None:
    """Write one table, a few runs at a time."""
    kind = tables.schema(declared, name)
    if name == "summary":
        pieces: Iterator[pa.Table] = iter([tables.gathered(records, declared, name)])
    else:
        several = records.pieces() if name == "events" else iter(records)  # a country's events are not in its sum
        pieces = (tables.gathered(some, declared, name) for some in _batches(several))
    if path.suffix == ".parquet":
        # a dictionary pays for names and uids; weeks and dates repeat so regularly, and fractions so little, that to look
        # for what repeats only takes time
        repeating = [f.name for f in kind if pa.types.is_dictionary(f.type) or f.type == pa.int64()]
        # every row group holds all outcomes, so statistics would tell a reader nothing
        options = {"compression": "zstd", "use_dictionary": repeating, "write_statistics": False}
        with parquet.ParquetWriter(path, kind, **options) as writer:
            for piece in pieces:
                writer.write_table(piece, row_group_size=max(1, len(piece)))
        return
    with path.open("wb") as file:
        file.write(EXCEL_MARK + (",".join(kind.names) + "\n").encode())
        for piece in pieces:
            _write_rows(piece, file)


def _batches(records: Iterator[Record]) -> Iterator[list[Record]]:
    while some := list(islice(records, RUNS_AT_A_TIME)):
        yield some


def _write_rows(piece: pa.Table, file: Any) -> None:
    """Rows without quotation marks, unless a name holds a comma."""
    if not len(piece):
        return
    piece = piece.combine_chunks()  # else each run's rows are a batch of their own
    for quoting in ("none", "needed"):
        written = pa.BufferOutputStream()
        try:
            options = arrow_csv.WriteOptions(include_header=False, quoting_style=quoting, batch_size=ROWS_AT_A_TIME)
            arrow_csv.write_csv(piece, written, options)
        except pa.ArrowInvalid:
            continue
        file.write(written.getvalue())
        return


@contextmanager
def _readable(path: Path) -> Iterator[None]:
    """A file that is not there or is damaged is an input error."""
    try:
        yield
    except FileNotFoundError:
        raise InputError(f"{path}: is missing; {AGAIN}.") from None
    except (OSError, pa.ArrowException, ValueError, KeyError) as error:
        reason = " ".join(str(error).split())[:LONGEST_REASON]
        raise InputError(f"{path}: is damaged and cannot be read ({reason}); {AGAIN}.") from None


def read_table(folder: Path, declared: Declared, name: str) -> pa.Table:
    """Read one table of a folder.

    Raises
    ------
    InputError
        If its file is missing or damaged.
    """
    path = folder / FILES[name][0]
    with _readable(path):
        return parquet.read_table(path) if path.suffix == ".parquet" else _read_csv(path, declared, name)


def _read_csv(path: Path, declared: Declared, name: str) -> pa.Table:
    kind = {field.name: pa.string() if pa.types.is_dictionary(field.type) else field.type for field in
            tables.schema(declared, name)}  # fmt: skip
    with path.open("rb") as file:
        file.seek(-1, SEEK_END)
        if file.read() != b"\n":
            raise ValueError("its last line is cut short")
    options = arrow_csv.ConvertOptions(column_types=kind, strings_can_be_null=False)
    return arrow_csv.read_csv(path, convert_options=options)


def read_values(folder: Path, declared: Declared, openings: Mapping[str, str]) -> Iterator[Record]:
    """Records that hold values alone, a few runs at a time; a run's rows lie in one row group of the series.

    Parameters
    ----------
    folder : Path
        Of a command.
    declared : Declared
        What its records count.
    openings : mapping of str to str
        Scenario -> date of the opening Sunday.

    Raises
    ------
    InputError
        If the file is missing or damaged.
    """
    path = folder / FILES["series"][0]
    with _readable(path), parquet.ParquetFile(path) as file:
        for group in range(file.num_row_groups):
            yield from tables.values_of_series(file.read_row_group(group), declared, openings)


def read_series(folder: Path, wanted: Mapping[str, set[str] | None]) -> pa.Table:
    """Rows of the series whose outcome and group are among those wanted; None asks for all.

    Raises
    ------
    InputError
        If the file is missing or damaged.
    """
    filters = [(column, "in", sorted(names)) for column, names in wanted.items() if names is not None]
    path = folder / FILES["series"][0]
    with _readable(path):
        return parquet.read_table(path, filters=filters or None)
