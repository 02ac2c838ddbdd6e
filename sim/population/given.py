"""What the tables of a population give: read, checked, in the order of uids, rows of one naming rows of another."""

import hashlib
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from sim.errors import InputError, nearest
from sim.population.checks import check_sheets, rows_of_uids
from sim.population.columns import MISSING, TABLES, Column, nothing_given
from sim.population.problems import Problems
from sim.population.reading import Sheet, read_sheet

KEPT = 4  # populations that stay in memory: the scenarios of a comparison usually share one


class Tables(NamedTuple):
    """All tables as record arrays of `columns.row_type`; what is not given is -1 or nan.

    Sorted by uid, firms by kind and uid, contracts so that each stands behind the one it hangs below and beside its
    like by uid. `contracts.project`, `.parent`, `.firm`, `crews.contract` and `workers.crew` are rows.
    """

    projects: np.recarray
    firms: np.recarray
    contracts: np.recarray
    crews: np.recarray
    workers: np.recarray


class Given(NamedTuple):
    """A population's tables and what is known of their files.

    Attributes
    ----------
    folder : Path
    tables : Tables
    digests : dict of str to str
        SHA-256 of each file that is there, by table.
    columns : dict of str to dict of str to int
        Filled cells of each column of each file.
    """

    folder: Path
    tables: Tables
    digests: dict[str, str]
    columns: dict[str, dict[str, int]]

    def rows(self) -> dict[str, int]:
        """How many rows each file has."""
        return {name: len(getattr(self.tables, name)) for name in self.digests}

    def largest(self) -> tuple[int, int]:
        """The most workers, and the most weeks of work left, that a project or contract has; -1 where none is given."""
        projects, contracts = self.tables.projects, self.tables.contracts
        workers = max(projects.workers.max(), contracts.workers.max(initial=MISSING))
        return int(workers), int(max(projects.weeks_left.max(), contracts.weeks.max(initial=MISSING)))

    def said(self) -> dict[str, Any]:
        """Which tables and columns were given and which drawn, for a manifest.

        Of a column that has empty cells, how many are given.
        """
        given: dict[str, Any] = {}
        drawn: dict[str, Any] = {}
        rows = self.rows()
        for name, columns in TABLES.items():
            if name not in self.digests:
                drawn[name] = "all"
                continue
            filled = self.columns[name]
            given[name] = {"rows": rows[name], "columns": filled}
            drawn[name] = [c.name for c in columns if not self._is_complete(name, c)]
        return {"given": given, "drawn": drawn}

    def _is_complete(self, name: str, column: Column) -> bool:
        """Whether every row that has a column says what it is."""
        if column.kind == "text" or column.name == "uid" or column.empty_says:
            return True
        rows = getattr(self.tables, name)
        there = np.ones(len(rows), bool)
        if column.of:
            there = (rows.parent == MISSING) == (column.of == "general")
        return bool(np.all(rows[column.field][there] >= 0))


def untabled(projects: int) -> Tables:
    """The tables of a population of which only the number of projects is given."""
    return Tables(nothing_given("projects", projects), *(nothing_given(name, 0) for name in Tables._fields[1:]))


def read_population(folder: str | Path) -> Given:
    """Read the tables in a folder; again only when a file has changed.

    Parameters
    ----------
    folder : str or Path
        With at least projects.csv.

    Raises
    ------
    InputError
        With the first twenty errors by file, row and column, and the number of the rest.
    """
    place = Path(folder)
    try:
        if not place.is_dir():
            raise InputError(f"{place}: there is no such folder.")
        stamps = tuple((p.name, p.stat().st_mtime_ns, p.stat().st_size) for p in sorted(place.glob("*.csv")))
    except (OSError, ValueError) as error:
        raise InputError(f"{str(place)[:200]}: cannot be read: {error}.") from None
    return _read(place, stamps)


@lru_cache(KEPT)
def _read(folder: Path, stamps: tuple[tuple[str, int, int], ...]) -> Given:
    problems = Problems(folder)
    sheets: dict[str, Sheet] = {}
    digests: dict[str, str] = {}
    names = [name for name, _, _ in stamps]
    for name in TABLES:
        if f"{name}.csv" not in names:
            continue
        try:
            content = (folder / f"{name}.csv").read_bytes()
        except OSError as error:
            problems.of_file(0, f"{name}.csv", f"cannot be read: {error.strerror or error}.")
            continue
        digests[name] = hashlib.sha256(content).hexdigest()
        sheet = read_sheet(name, content, problems)
        if sheet is not None:
            sheets[name] = sheet
    for file in names:
        missing = [f"{name}.csv" for name in TABLES if name not in digests]
        if file.removesuffix(".csv") not in TABLES and (hint := nearest(file, missing)):
            problems.of_file(len(TABLES), file, f"is no table of a population.{hint}")
    if "projects" not in digests:
        problems.of_file(0, "projects.csv", "is missing; it must be there, the other tables may be left out.")
    elif "projects" in sheets and not len(sheets["projects"].rows):
        problems.of_file(0, "projects.csv", "has no rows.")
    check_sheets(sheets, problems)
    if lines := problems.lines():
        raise InputError(lines)
    filled = {name: sheet.filled for name, sheet in sheets.items()}
    return Given(folder, linked({name: sheet.rows for name, sheet in sheets.items()}), digests, filled)


def linked(rows: Mapping[str, np.recarray]) -> Tables:
    """Tables whose rows name rows of one another, from tables whose rows name uids, in any order."""
    held: dict[str, Any] = {name: rows[name].copy() if name in rows else nothing_given(name, 0) for name in TABLES}
    for name in ("projects", "crews", "workers"):
        held[name] = held[name][np.argsort(held[name].uid, kind="stable")]
    firms = held["firms"] = held["firms"][np.lexsort((held["firms"].uid, held["firms"].kind))]
    contracts = held["contracts"] = held["contracts"][_down_the_chains(held["contracts"])]
    contracts.project = rows_of_uids(held["projects"].uid, contracts.project)
    contracts.parent = rows_of_uids(contracts.uid, contracts.parent)
    contracts.firm = rows_of_uids(firms.uid, contracts.firm)
    _sum_hands(held["projects"], contracts)
    held["crews"].contract = rows_of_uids(contracts.uid, held["crews"].contract)
    held["workers"].crew = rows_of_uids(held["crews"].uid, held["workers"].crew)
    return Tables(**held)


def _sum_hands(projects: np.recarray, contracts: np.recarray) -> None:
    """A project whose table leaves its workers open has those of its contracts, where they all say how many."""
    hands = np.zeros(len(projects), np.int64)
    np.add.at(hands, contracts.project, np.maximum(contracts.workers, 0))
    hands[contracts.project[contracts.workers == MISSING]] = 0
    found = (projects.workers == MISSING) & (hands > 0)
    projects.workers[found] = hands[found]


def _down_the_chains(contracts: np.recarray) -> np.ndarray:
    """The order in which chains are walked: project by project, each contract, then those below it by uid."""
    parents = rows_of_uids(contracts.uid, contracts.parent)
    paths = [np.arange(len(contracts))]  # rows from each contract up to the owner
    while np.any(paths[-1] != MISSING):
        paths.append(np.where(paths[-1] == MISSING, MISSING, parents[paths[-1]]))
    tiers = sum((path != MISSING).astype(np.int64) for path in paths)
    keys = []
    for tier in range(len(paths)):
        steps = tiers - 1 - tier
        at = np.full(len(contracts), MISSING)
        for up, path in enumerate(paths):
            at = np.where(steps == up, path, at)
        keys.append(np.where(at == MISSING, MISSING, contracts.uid[at]))
    return np.lexsort((*reversed(keys), contracts.project))
