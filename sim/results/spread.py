"""One number per run and outcome, and their spread over replicates."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from sim.results.columns import named, numbers, table
from sim.running.records import Declared, Record


def summary_table(records: Sequence[Record], declared: Declared) -> Any:
    """One row per scenario and outcome: median and 10-90 % over replicates of one number per run.

    `measured` says which number: for a stock the mean over the recorded weeks (what is counted on one occasion of the
    year: over those weeks), for a flow the sum, for a rate the ratio of its parts' sums over the weeks in which it has
    a value.
    """
    numbers_of: dict[str, list[list[float]]] = {}
    for record in records:
        numbers_of.setdefault(record.scenario, []).append(
            [one_number(record, declared, o.name) for o in declared.outcomes]
        )
    names = list(numbers_of)
    per_run = [np.array(numbers_of[name]) for name in names]
    count = len(declared.outcomes)
    bands = [_band(array) for array in per_run]
    kinds = [outcome.kind for outcome in declared.outcomes] * len(names)
    units = [outcome.unit for outcome in declared.outcomes] * len(names)
    band = np.concatenate(bands, axis=1) if bands else np.empty((3, 0))
    return table(
        {
            "scenario": named(np.repeat(np.arange(len(names)), count), names),
            "outcome": named(np.tile(np.arange(count), len(names)), [o.name for o in declared.outcomes]),
            "unit": _listed(units),
            "kind": _listed(kinds),
            "measured": _listed([_measured(declared, o.name) for o in declared.outcomes] * len(names)),
            "replicates": numbers(np.repeat(np.array([len(a) for a in per_run], np.int32), count)),
            "median": numbers(band[1]),
            "p10": numbers(band[0]),
            "p90": numbers(band[2]),
        }
    )


MEASURED = {"stock": "mean over weeks", "flow": "sum over weeks", "rate": "ratio of sums"}


def _measured(declared: Declared, name: str) -> str:
    outcome = declared.by_name[name]
    return "mean over its weeks" if outcome.occasion and outcome.kind == "stock" else MEASURED[outcome.kind]


def one_number(record: Record, declared: Declared, name: str, first: int = 1) -> float:
    """One number for one run: what `summary_table` takes the median of; not a number where there is none.

    Parameters
    ----------
    record : Record
        The run.
    declared : Declared
        What it counts.
    name : str
        An outcome.
    first : int
        Week from which it is counted; 1 is the first recorded one.
    """
    outcome = declared.by_name[name]
    if outcome.ratio_of is not None:
        there = ~np.isnan(record.outcome(declared, name)[first:])
        above, below = (record.outcome(declared, part)[first:][there].sum() for part in outcome.ratio_of)
        return float(outcome.scale * above / below) if below > 0 else float("nan")
    by_week = record.outcome(declared, name)[first:]
    if outcome.kind == "flow":
        return float(by_week.sum())
    if outcome.occasion:
        by_week = by_week[_held(record, declared, name, first)]
    return float(by_week.sum() / len(by_week)) if len(by_week) else float("nan")


def _held(record: Record, declared: Declared, name: str, first: int) -> np.ndarray:
    """Weeks in which an occasion took place: a rate that `name` is part of has a value."""
    rates = [o.name for o in declared.outcomes if o.ratio_of and name in o.ratio_of]
    found = [~np.isnan(record.outcome(declared, rate)[first:]) for rate in rates]
    return np.any(found, axis=0) if found else record.outcome(declared, name)[first:] != 0


def _band(per_run: np.ndarray) -> np.ndarray:
    """The 10th, 50th and 90th percentile of each column over the runs that have a value; one run has no spread."""
    found = np.full((3, per_run.shape[1]), np.nan)
    for column in range(per_run.shape[1]):
        there = per_run[~np.isnan(per_run[:, column]), column]
        if len(there):
            found[:, column] = np.percentile(there, [10, 50, 90])
    if len(per_run) == 1:
        found[[0, 2]] = np.nan
    return found


def _listed(words: list[str]) -> Any:
    known = list(dict.fromkeys(words))
    return named(np.array([known.index(word) for word in words], np.int32), known)
