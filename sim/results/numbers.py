"""One number per run, outcome and group: what comparisons are made of."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from sim.results.spread import one_number
from sim.running.records import Declared, DeclaredOutcome, Record


@dataclass(frozen=True)
class Numbers:
    """The numbers of all runs of one scenario.

    Attributes
    ----------
    replicates : ndarray of int [run]
        In ascending order.
    values : ndarray of float [run, outcome, group]
        As `summary` counts them: the mean over weeks of a stock, the sum of a flow, the ratio of sums of a rate; not a
        number where there is none.
    """

    replicates: np.ndarray
    values: np.ndarray


def numbers_of(records: Iterable[Record], declared: Declared) -> dict[str, Numbers]:
    """The numbers of runs by scenario; of a record only its values are read."""
    found: dict[str, list[tuple[int, np.ndarray]]] = {}
    for record in records:
        found.setdefault(record.scenario, []).append((record.replicate, run_numbers(record, declared)))
    sorted_runs = {name: sorted(runs, key=lambda run: run[0]) for name, runs in found.items()}
    return {
        name: Numbers(np.array([k for k, _ in runs], np.int64), np.array([numbers for _, numbers in runs]))
        for name, runs in sorted_runs.items()
    }


def run_numbers(record: Record, declared: Declared) -> np.ndarray:
    """The numbers of one run, float [outcome, group]."""
    found = np.full((len(declared.outcomes), len(declared.groups)), np.nan)
    for row, outcome in enumerate(declared.outcomes):
        if outcome.grouped:
            found[row] = _by_group(record, declared, outcome)
        else:
            found[row, 0] = one_number(record, declared, outcome.name)
    return found


def _by_group(record: Record, declared: Declared, outcome: DeclaredOutcome) -> np.ndarray:
    if outcome.ratio_of is None:
        block = _block(record, declared, outcome)
        if not len(block):
            return np.full(len(declared.groups), np.nan)
        return block.sum(axis=0) if outcome.kind == "flow" else block.mean(axis=0)
    above, below = (_block(record, declared, declared.by_name[part]) for part in outcome.ratio_of)
    there = below > 0
    sums = np.where(there, below, 0.0).sum(axis=0)
    with np.errstate(invalid="ignore", divide="ignore"):
        ratio = outcome.scale * np.where(there, above, 0.0).sum(axis=0) / sums
    return np.where(sums > 0, ratio, np.nan)


def _block(record: Record, declared: Declared, outcome: DeclaredOutcome) -> np.ndarray:
    """Float [recorded week, group]."""
    return record.values[1:, outcome.column : outcome.column + len(declared.groups)].astype(np.float64)
