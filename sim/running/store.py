"""Where finished runs are kept: in hand, or in the parts of a folder."""

import json
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from pathlib import Path
from typing import Any

from sim.errors import InputError
from sim.running.parts import NAME, SUFFIX, Part, ours, read_part, read_records, sound, sweep, write_part
from sim.running.records import ARRAYS, Declared, Record
from sim.running.regions import total

MADE_BY = "wage-arrears"
STAGING = ".writing."  # start of the name of a folder in which files wait to be whole
PART_SECONDS = 2.0  # of work in one part, so a kill loses no more
PARTS_OPEN = 4  # parts held in memory at least while records are read in order
OPEN_BYTES = 128_000_000  # of records held in memory: every table of a comparison reads them all again

Key = tuple[str, int, int]
Piece = tuple[Key, int]


def claim(folder: Path, fingerprints: Iterable[str]) -> None:
    """See that a command may write into `folder`; nothing is written.

    Raises
    ------
    InputError
        If the folder holds something else: other files, or results of a scenario that is not among those asked for.
    """
    if not folder.exists():
        above = next(p for p in folder.absolute().parents if p.exists())
        if not above.is_dir():
            raise InputError(f"--out = {folder}: {above} is not a folder.")
        return
    if not folder.is_dir():
        raise InputError(f"--out = {folder}: is a file; name a folder.")
    held = _held(folder)
    if held is None:
        raise InputError(f"--out = {folder}: holds something else; name a new folder or one this command wrote.")
    wanted = set(fingerprints)
    for fingerprint, name in held.items():
        if fingerprint not in wanted:
            raise InputError(
                f"--out = {folder}: holds results of another scenario, {name} ({fingerprint[:8]}); name a new folder."
            )


def _held(folder: Path) -> dict[str, str] | None:
    """Scenarios whose results a folder holds, fingerprint -> name; None if it is not ours.

    A damaged part, told by its name, is ours; so is a damaged manifest beside our parts.
    """
    files = [p for p in folder.glob("parts/*") if not p.name.startswith(".")]
    parts = {path: read_part(path) for path in files}
    if any(part is None and not ours(path) for path, part in parts.items()):
        return None
    held = {part.fingerprint: part.scenario for part in parts.values() if part}
    try:
        content = manifest_of(folder)
    except (OSError, ValueError):
        strange = [p for p in folder.iterdir() if p.name != "parts" and not p.name.startswith(STAGING)]
        return None if strange and not files else held
    try:
        return held | {entry["fingerprint"]: entry["name"] for entry in content["scenarios"]}
    except (KeyError, TypeError):
        return None


def manifest_of(folder: Path) -> dict[str, Any]:
    """What a folder of results says about itself.

    Raises
    ------
    OSError, ValueError
        If it says nothing, or nothing that can be read. A manifest that others made is an empty one.
    """
    content = json.loads((folder / "manifest.json").read_text("utf-8"))
    return content if isinstance(content, dict) and content.get("made_by") == MADE_BY else {}


class Store:
    """Finished runs by (fingerprint, seed, replicate); of one with several regions each region by itself.

    Parameters
    ----------
    folder : Path or None
        Folder of the command, whose `parts` keep the records; None keeps them in hand.
    declared : Declared
        What records count.
    engine : str
        Version of the engine; parts of another one are not used.
    regions : mapping of (fingerprint, seed) to int, optional
        Regions of the scenarios that have several.

    Attributes
    ----------
    damaged : list of str
        Names of parts that could not be read and were taken away; their runs are played again.
    """

    def __init__(
        self,
        folder: Path | None,
        declared: Declared,
        engine: str,
        regions: Mapping[tuple[str, int], int] | None = None,
    ) -> None:
        self.folder = folder / "parts" if folder else None
        self.declared = declared
        self.engine = engine
        self._regions = dict(regions or {})
        self._in_hand: dict[Piece, Record] = {}
        self._in_part: dict[Piece, tuple[Path, int]] = {}
        self._open: dict[Path, list[Record]] = {}
        self._sums: dict[Key, Record] = {}
        self._written = time.monotonic()
        self.damaged: list[str] = []
        if self.folder and self.folder.is_dir():
            sweep(self.folder)
            for path in sorted(self.folder.glob(f"*{SUFFIX}")):
                self._find(path)

    def __contains__(self, key: Key) -> bool:
        return not self.missing(key)

    def __getitem__(self, key: Key) -> Record:
        """The record of a whole run: of several regions their sum, which has no events."""
        if key[:2] not in self._regions:
            return self._piece((key, 0))
        if key not in self._sums:
            while self._sums and _nbytes(self._sums.values()) > OPEN_BYTES:
                del self._sums[next(iter(self._sums))]
            self._sums[key] = total(self.pieces(key), self.declared)
        return self._sums[key]

    def regions(self, key: Key) -> range:
        """The regions of a run; most have one."""
        return range(self._regions.get(key[:2], 1))

    def missing(self, key: Key) -> list[int]:
        """The regions of a run that are not there."""
        return [r for r in self.regions(key) if (key, r) not in self._in_hand and (key, r) not in self._in_part]

    def pieces(self, key: Key) -> Iterator[Record]:
        """The records of a run's regions, one after another; that of the run itself where it has one region."""
        return (self._piece((key, region)) for region in self.regions(key))

    def _piece(self, piece: Piece) -> Record:
        if piece in self._in_hand:
            return self._in_hand[piece]
        path, row = self._in_part[piece]
        if piece[0][:2] in self._regions:
            return read_records(path)[row]  # there are many, and the tables need each but twice
        if path not in self._open:
            self._hold(path, read_records(path))
        return self._open[path][row]

    def _hold(self, path: Path, records: list[Record]) -> None:
        """Keep the records of a part at hand, in place of the part held longest if they are many."""
        while len(self._open) >= PARTS_OPEN and sum(map(_nbytes, self._open.values())) > OPEN_BYTES:
            del self._open[next(iter(self._open))]
        self._open[path] = records

    def add(self, record: Record) -> None:
        """Keep a record. A region goes into a part at once, others every two seconds, those in hand together."""
        self._in_hand[record.key, record.region] = record
        if record.key[:2] in self._regions or time.monotonic() - self._written > PART_SECONDS:
            self.flush()

    def flush(self) -> None:
        """Write the records in hand into parts, one per scenario and seed, and per run and region of several."""
        self._written = time.monotonic()
        if self.folder is None:
            return
        for _, same in groupby(sorted(self._in_hand.values(), key=_place), key=self._goes_with):
            batch = list(same)
            by_region = batch[0].key[:2] in self._regions
            part = write_part(self.folder, batch, self.declared, self.engine, by_region=by_region)
            self._enter(part)
            if not by_region:
                self._hold(part.path, batch)  # they are read right away
        self._in_hand.clear()

    def _goes_with(self, record: Record) -> tuple[Any, ...]:
        """What records of one part have in common."""
        return _place(record) if record.key[:2] in self._regions else record.key[:2]

    def _find(self, path: Path) -> None:
        """Enter a part of this engine; take one away that cannot be read, or it would be met again and again."""
        part = read_part(path)
        name = NAME.fullmatch(path.name)
        mine = part.engine == self.engine if part else name is not None and name[2] == self.engine[:8]
        if part and mine and sound(path):
            self._enter(part)
        elif mine:
            path.unlink(missing_ok=True)
            self.damaged.append(path.name)

    def _enter(self, part: Part) -> None:
        for row, replicate in enumerate(part.replicates):
            self._in_part[(part.fingerprint, part.seed, replicate), part.region] = (part.path, row)


def _place(record: Record) -> Piece:
    return record.key, record.region


def _nbytes(batch: Iterable[Record]) -> int:
    return sum(getattr(record, field).nbytes for record in batch for field in ARRAYS)


@dataclass(frozen=True)
class Records(Sequence[Record]):
    """The finished runs of a command, in the order of its scenarios and replicates.

    Attributes
    ----------
    store : Store
        Where they are kept.
    keys : tuple
        Which runs, in order.
    names : mapping of (fingerprint, seed) to str
        The scenario's name in tables.
    reused : int
        How many were found in the folder and not played again.
    regions_reused : int
        Of scenarios with several regions: how many of those were found, also of runs that were not whole.
    """

    store: Store
    keys: tuple[Key, ...]
    names: dict[tuple[str, int], str]
    reused: int = 0
    regions_reused: int = 0

    @property
    def declared(self) -> Declared:
        """What the records count."""
        return self.store.declared

    def __len__(self) -> int:
        return len(self.keys)

    def __getitem__(self, index: int) -> Record:  # type: ignore[override]
        key = self.keys[index]
        return replace(self.store[key], scenario=self.names[key[:2]])

    def pieces(self) -> Iterator[Record]:
        """The records of all regions of all runs, in order, one at a time: events are nowhere else."""
        for key in self.keys:
            yield from (replace(record, scenario=self.names[key[:2]]) for record in self.store.pieces(key))
