"""One number per run, outcome and group: what comparisons are made of."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache

import numpy as np

from sim.results.spread import one_number
from sim.running.records import HEADLINE, Declared, DeclaredOutcome, Record


def _nothing() -> np.ndarray:
    return np.empty((0, 0))


@dataclass(frozen=True)
class Numbers:
    """The numbers of all runs of one scenario.

    Attributes
    ----------
    replicates : ndarray of int [run]
        In ascending order.
    values : ndarray of float [run, outcome, group]
        As `summary` counts them: the mean over weeks of a stock, the sum of a flow, the ratio of sums of a rate; not a
        number where there is none. Of all recorded weeks, or of those from some week on.
    sundays : ndarray of dates [week]
        Ends of the weeks; the first is the opening, which is not recorded.
    marks : ndarray of int [run, week]
        Of all that is counted in a week: weeks with the same numbers have the same mark.
    headline : ndarray of float [run, week]
        Wages unpaid over 30 days.
    """

    replicates: np.ndarray
    values: np.ndarray
    sundays: np.ndarray = field(default_factory=lambda: np.empty(0, "M8[D]"))
    marks: np.ndarray = field(default_factory=_nothing)
    headline: np.ndarray = field(default_factory=_nothing)


def numbers_of(records: Iterable[Record], declared: Declared, first: int = 1) -> dict[str, Numbers]:
    """The numbers of runs by scenario, counted from week `first` on; of a record only its values are read."""
    found: dict[str, list[tuple[int, np.ndarray, np.ndarray, np.ndarray]]] = {}
    sundays = {}
    for record in records:
        weekly = record.outcome(declared, HEADLINE).astype(np.float64)
        run = (record.replicate, run_numbers(record, declared, first), _marks(record, declared), weekly)
        found.setdefault(record.scenario, []).append(run)
        sundays[record.scenario] = record.dates.astype("M8[D]")
    gathered = {}
    for name, runs in found.items():
        replicates, *columns = zip(*sorted(runs, key=lambda run: run[0]), strict=True)
        values, marks, headline = (np.array(column) for column in columns)
        gathered[name] = Numbers(np.array(replicates, np.int64), values, sundays[name], marks, headline)
    return gathered


def _marks(record: Record, declared: Declared) -> np.ndarray:
    """A sum with odd weights that overflows: 64 bits in which two weeks that differ are all but sure to differ."""
    total = np.zeros(len(record.values), np.int64)
    for outcome in declared.outcomes:
        if outcome.ratio_of is None:
            columns = slice(outcome.column, outcome.column + (len(declared.groups) if outcome.grouped else 1))
            total += record.values[:, columns] @ _weights(record.values.shape[1])[columns]
    return total


@cache
def _weights(columns: int) -> np.ndarray:
    return np.random.default_rng(1).integers(-(2**63), 2**63, columns, np.int64) | 1


def run_numbers(record: Record, declared: Declared, first: int = 1) -> np.ndarray:
    """The numbers of one run, counted from week `first` on, float [outcome, group]."""
    found = np.full((len(declared.outcomes), len(declared.groups)), np.nan)
    for row, outcome in enumerate(declared.outcomes):
        if outcome.grouped:
            found[row] = _by_group(record, declared, outcome, first)
        else:
            found[row, 0] = one_number(record, declared, outcome.name, first)
    return found


def _by_group(record: Record, declared: Declared, outcome: DeclaredOutcome, first: int) -> np.ndarray:
    if outcome.ratio_of is None:
        block = _block(record, declared, outcome, first)
        if not len(block):
            return np.full(len(declared.groups), np.nan)
        return block.sum(axis=0) if outcome.kind == "flow" else block.mean(axis=0)
    above, below = (_block(record, declared, declared.by_name[part], first) for part in outcome.ratio_of)
    there = below > 0
    sums = np.where(there, below, 0.0).sum(axis=0)
    with np.errstate(invalid="ignore", divide="ignore"):
        ratio = outcome.scale * np.where(there, above, 0.0).sum(axis=0) / sums
    return np.where(sums > 0, ratio, np.nan)


def _block(record: Record, declared: Declared, outcome: DeclaredOutcome, first: int) -> np.ndarray:
    """Float [week from the first on, group]."""
    return record.values[first:, outcome.column : outcome.column + len(declared.groups)].astype(np.float64)
