"""One interface to results, wherever they are kept."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, Protocol

import numpy as np
import pyarrow as pa  # type: ignore[import-untyped]

from sim.errors import InputError, nearest, shown
from sim.results import tables
from sim.results.columns import codes, values
from sim.results.compare import Comparison, world_of
from sim.results.files import read_series, read_table, read_values
from sim.results.numbers import Numbers, numbers_of
from sim.running.records import Declared, Record
from sim.running.store import Records

if TYPE_CHECKING:
    import pandas as pd


class Source(Protocol):
    """Where tables come from."""

    def table(self, name: str) -> pa.Table:
        """A whole table."""

    def series(self, outcomes: set[str] | None, groups: set[str] | None) -> pa.Table:
        """Some rows of the series; None asks for all."""

    def runs(self) -> Iterable[Record]:
        """Records of all runs; only their values are sure to be there."""


@dataclass(frozen=True)
class InHand:
    """Tables of runs that have just been played."""

    records: Records

    def table(self, name: str) -> pa.Table:
        """A whole table."""
        whose = self.records.pieces() if name == "events" else self.records
        return tables.gathered(whose, self.records.declared, name)

    def series(self, outcomes: set[str] | None, groups: set[str] | None) -> pa.Table:
        """Some rows of the series; None asks for all."""
        return tables.series_table(self.records, self.records.declared, outcomes, groups)

    def runs(self) -> Iterable[Record]:
        """Records of all runs."""
        return self.records


@dataclass(frozen=True)
class Folder:
    """Tables of a folder on disk, read when asked for."""

    path: Path
    declared: Declared
    openings: Mapping[str, str]

    def table(self, name: str) -> pa.Table:
        """A whole table."""
        return read_table(self.path, self.declared, name)

    def series(self, outcomes: set[str] | None, groups: set[str] | None) -> pa.Table:
        """Some rows of the series; None asks for all."""
        return read_series(self.path, {"outcome": outcomes, "group": groups})

    def runs(self) -> Iterable[Record]:
        """Records that hold values alone."""
        return read_values(self.path, self.declared, self.openings)


class Results:
    """What runs gave: tidy tables, money in fen, dates are Sundays.

    Attributes
    ----------
    manifest : dict
        Versions, scenarios, seeds, machine, command and what the tables declare.
    declared : Declared
        Names, units and labels of everything counted.
    """

    def __init__(self, source: Source, manifest: dict[str, Any], declared: Declared) -> None:
        self._source = source
        self.manifest = manifest
        self.declared = declared
        self._later: dict[int, dict[str, Numbers]] = {}  # counted from some week on, by the weeks left out

    def __repr__(self) -> str:
        runs = self.manifest["runs"]
        return f"Results({', '.join(self.scenarios)}: {runs['finished']} runs, {runs['failed']} failed)"

    @property
    def scenarios(self) -> list[str]:
        """Names of the scenarios, as in the tables."""
        return [entry["name"] for entry in self.manifest["scenarios"]]

    @property
    def world(self) -> str:
        """Whether replicates have worlds of their own or share one; see `Comparison.world`."""
        return world_of(self.manifest["scenarios"])

    @property
    def warnings(self) -> list[str]:
        """What a reader should know, one line each."""
        return list(self.manifest["warnings"])

    @property
    def failures(self) -> list[dict[str, Any]]:
        """Failed runs: scenario, replicate, seed, error, traceback."""
        return list(self.manifest["failures"])

    def series(self, outcome: str | None = None, by: str | None = None) -> "pd.DataFrame":
        """Outcomes by week; week 0 is the opening state.

        Parameters
        ----------
        outcome : str, optional
            One outcome; all if not given.
        by : str, optional
            owner_kind, sector, tier or size: one row per group, named in a column of that name. Outcomes that are
            not counted by group are left out. Totals if not given.

        Returns
        -------
        DataFrame
            scenario, replicate, week, date, outcome, (group), value.

        Raises
        ------
        InputError
            If there is no such outcome or grouping.
        """
        groups = self._groups(by)
        self._check(outcome, by)
        table = self._source.series({outcome} if outcome else None, groups)
        frame = _frame(table)
        if by is None:
            return frame.drop(columns="group")
        frame["group"] = frame["group"].str.partition(":")[2]
        return frame.rename(columns={"group": by})

    def _groups(self, by: str | None) -> set[str]:
        if by is None:
            return {self.declared.groups[0]}
        kinds = list(dict.fromkeys(g.partition(":")[0] for g in self.declared.groups if ":" in g))
        if by not in kinds:
            raise InputError(f"by = {shown(by)}: must be one of {', '.join(kinds)}.{nearest(by, kinds)}")
        return {group for group in self.declared.groups if group.startswith(f"{by}:")}

    def _check(self, outcome: str | None, by: str | None) -> None:
        known = self.declared.by_name
        if outcome is None:
            return
        if outcome not in known:
            raise InputError(f"{shown(outcome)}: no outcome has this name.{nearest(outcome, known)}")
        if by is not None and not known[outcome].grouped:
            raise InputError(f"{outcome}: is not counted by {by}.")

    def places(self) -> "pd.DataFrame":
        """Where unpaid wages are stuck: week, date, clock, owner_kind, tier, place, fen, yuan_weeks."""
        return _frame(self._source.table("places"))

    def flows(self) -> "pd.DataFrame":
        """Who paid whom for what: period, payer, payee, purpose, fen."""
        return _frame(self._source.table("flows"))

    def balances(self) -> "pd.DataFrame":
        """By period and kind of holder: opening, inflow, outflow, closing; closing = opening + inflow - outflow."""
        return _frame(self._source.table("balances"))

    def policies(self) -> "pd.DataFrame":
        """What each measure did in the recorded weeks; no rows where none was in force.

        Returns
        -------
        DataFrame
            policy, scenario, replicate, weeks_in_force, projects_covered (on paper, at some time), projects_using,
            money_moved_fen (to workers through it), cases_touched, and cost_<party>_fen: real resources, no transfers.
        """
        return _frame(self._source.table("policies"))

    def summary(self) -> "pd.DataFrame":
        """One row per scenario and outcome: median and 10-90 % over replicates."""
        return _frame(self._source.table("summary"))

    @cached_property
    def numbers(self) -> dict[str, Numbers]:
        """One number per run, outcome and group, by scenario."""
        return numbers_of(self._source.runs(), self.declared)

    def compare(self, to: str | None = None, weeks: Literal["all", "since"] = "all") -> Comparison:
        """Paired differences of every other scenario to one of them: replicate k has the same luck in all.

        Parameters
        ----------
        to : str, optional
            The baseline; the first scenario if not given.
        weeks : {"all", "since"}
            All recorded weeks, as in `compare.csv`, or those since arms differ, as the command prints them and in
            `compare_since.csv`.

        Raises
        ------
        InputError
            If there is no such scenario, nothing to compare it with, or seeds or recorded weeks differ.
        """
        if weeks not in ("all", "since"):
            raise InputError(f"weeks = {shown(weeks)}: must be all, since.{nearest(str(weeks), ('all', 'since'))}")
        whole = Comparison.of(self.manifest["scenarios"], self.numbers, self.declared, to)
        return whole if weeks == "all" else self.since_apart(whole)

    def since_apart(self, whole: Comparison) -> Comparison:
        """A comparison over the weeks since arms differ: what they do, not watered down by the past they share."""
        before = whole.weeks_alike
        if not before:
            return whole
        if before not in self._later:
            self._later[before] = numbers_of(self._source.runs(), self.declared, before + 1)
        return replace(whole, numbers=self._later[before], before=before)

    def events(self, kind: str | None = None) -> "pd.DataFrame":
        """What happened: week, date, kind, and the project, contract, firm, workers and fen concerned.

        `project_uid`, `contract_uid` and `firm_uid` number them among all of the run; what a shock of a scenario writes
        to strike them is another thing: `project_target`, "project:3", and `firm_target`, "firm:12". Uids repeat between
        the regions of a country; there a column `region` stands beside them.

        Raises
        ------
        InputError
            If there is no such kind.
        """
        if kind is not None and kind not in self.declared.event_kinds:
            hint = nearest(kind, self.declared.event_kinds)
            raise InputError(f"{shown(kind)}: no event has this kind.{hint}")
        frame = _frame(self._source.table("events"))
        return frame if kind is None else frame[frame["kind"] == kind].reset_index(drop=True)

    def bands(self, scenario: str | None = None) -> dict[str, tuple[float, float, float]]:
        """Median, 10th and 90th percentile over replicates, by outcome, as in `summary`; without pandas."""
        table = self._source.table("summary")
        which = _rows_of(table, scenario or self.scenarios[0])
        outcome, names = codes(table["outcome"])
        numbers = np.stack([values(table[column])[which] for column in ("median", "p10", "p90")], axis=1)
        rows = zip(outcome[which], numbers.tolist(), strict=True)
        return {names[o]: (median, low, high) for o, (median, low, high) in rows}

    def arrays(self, table: str) -> dict[str, Any]:
        """A table as columns, names as (places in a list, the list); for what does without pandas."""
        found = self._source.table(table)
        return {
            name: codes(found[name]) if _holds_names(found[name].type) else values(found[name])
            for name in found.column_names
            if not pa.types.is_date(found[name].type)
        }

    def stuck(self, clock: str, scenario: str | None = None) -> list[tuple[str, float]]:
        """Places by their share of what is unpaid on a clock, in yuan-weeks over all runs, the largest first."""
        table = self._source.table("places")
        clocks, clock_names = codes(table["clock"])
        place, names = codes(table["place"])
        if clock not in clock_names:
            return []
        mine = _rows_of(table, scenario or self.scenarios[0]) & (clocks == clock_names.index(clock))
        weight = np.bincount(place[mine], values(table["yuan_weeks"])[mine], minlength=len(names))
        order = np.argsort(-weight, kind="stable")
        return [(names[i], float(weight[i] / weight.sum())) for i in order if weight[i] > 0]

    def by_week(self, outcome: str, scenario: str | None = None) -> tuple[np.ndarray, np.ndarray]:
        """An outcome of one scenario as an array: (dates, values [run, week]); for figures, without pandas."""
        self._check(outcome, None)
        table = self._source.series({outcome}, {self.declared.groups[0]})
        return _by_week(table, scenario or self.scenarios[0])

    def places_by_week(self, clock: str, scenario: str | None = None) -> tuple[np.ndarray, np.ndarray]:
        """What is stuck where, one scenario: (dates, fen [run, recorded week, place]); for figures, without pandas."""
        name = scenario or self.scenarios[0]
        entry = next(entry for entry in self.manifest["scenarios"] if entry["name"] == name)
        runs, weeks = np.array(entry["replicates"]), np.array(entry["places_recorded"], np.int64)
        found = np.zeros((len(runs), len(weeks), len(self.declared.places)))
        table = self._source.table("places")
        clocks, clock_names = codes(table["clock"])
        place, place_names = codes(table["place"])
        order = np.array([self.declared.places.index(p) for p in place_names], np.int64)
        if clock in clock_names:
            mine = _rows_of(table, name) & (clocks == clock_names.index(clock))
            run = np.searchsorted(runs, values(table["replicate"])[mine])
            week = np.searchsorted(weeks, values(table["week"])[mine])
            np.add.at(found, (run, week, order[place[mine]]), values(table["fen"])[mine])
        return np.datetime64(entry["opening"]) + 7 * weeks, found


def _frame(table: pa.Table) -> "pd.DataFrame":
    """A table for pandas; names as plain strings, the same wherever the table comes from."""
    plain = pa.schema([(f.name, pa.string() if pa.types.is_dictionary(f.type) else f.type) for f in table.schema])
    return table.cast(plain).to_pandas(date_as_object=False)


def _holds_names(kind: Any) -> bool:
    return pa.types.is_dictionary(kind) or pa.types.is_string(kind)


def _rows_of(table: pa.Table, scenario: str) -> np.ndarray:
    which, names = codes(table["scenario"])
    return which == (names.index(scenario) if scenario in names else -1)


def _by_week(table: pa.Table, scenario: str) -> tuple[np.ndarray, np.ndarray]:
    mine = _rows_of(table, scenario)
    runs, run = np.unique(values(table["replicate"])[mine], return_inverse=True)
    week = values(table["week"])[mine]
    weeks, place = np.unique(week, return_inverse=True)
    dates = np.empty(len(weeks), "M8[ms]")
    dates[place] = values(table["date"])[mine]
    found = np.full((len(runs), len(weeks)), np.nan)
    found[run, place] = values(table["value"])[mine]
    return dates.astype("M8[D]"), found
