"""Tables of fen by run and cell: sums per run and cell, and paired differences of each cell between scenarios."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from sim.results import Results
from sim.results.paired import Paired, paired


@dataclass(frozen=True)
class Cells:
    """Sums by run and cell.

    Attributes
    ----------
    names : tuple of tuple of str
        The cells, in order.
    replicates : mapping of str to ndarray of int
        By scenario: its finished runs.
    sums : mapping of str to ndarray of float [run, cell]
        By scenario.
    """

    names: tuple[tuple[str, ...], ...]
    replicates: Mapping[str, np.ndarray]
    sums: Mapping[str, np.ndarray]

    def mean(self, scenario: str) -> np.ndarray:
        """Mean over the runs of a scenario, by cell; zeros where none finished."""
        sums = self.sums[scenario]
        return sums.mean(axis=0) if len(sums) else np.zeros(sums.shape[1])

    def paired(self, baseline: str, arm: str) -> list[Paired]:
        """The paired difference of each cell."""
        _, before, after = np.intersect1d(self.replicates[baseline], self.replicates[arm], return_indices=True)
        base, other = self.sums[baseline][before], self.sums[arm][after]
        return [paired(base[:, cell], other[:, cell]) for cell in range(len(self.names))]


def gathered(
    results: Results,
    keys: Sequence[tuple[np.ndarray, list[str]]],
    run: tuple[tuple[np.ndarray, list[str]], np.ndarray],
    amount: np.ndarray,
) -> Cells:
    """Sum amounts by run and by the cells that keys name.

    Parameters
    ----------
    results : Results
        Says which runs there are.
    keys : sequence of (places in a list, the list)
        Columns that together name a cell.
    run : (scenario column, replicates)
        Whose amounts they are.
    amount : ndarray
        What is summed.
    """
    (which, scenarios), replicate = run
    shape = tuple(max(1, len(names)) for _, names in keys)
    flat = np.ravel_multi_index([codes for codes, _ in keys], shape) if len(amount) else np.zeros(0, np.int64)
    cells, cell = np.unique(flat, return_inverse=True)
    places = np.stack(np.unravel_index(cells, shape), axis=1) if len(cells) else np.zeros((0, len(keys)), np.int64)
    order = sorted(range(len(cells)), key=lambda c: places[c].tolist())
    names = tuple(tuple(keys[k][1][places[c, k]] for k in range(len(keys))) for c in order)
    replicates, sums = {}, {}
    for entry in results.manifest["scenarios"]:
        mine = which == (scenarios.index(entry["name"]) if entry["name"] in scenarios else -1)
        there = np.array(entry["replicates"], np.int64)
        found = np.zeros((len(there), len(cells)))
        np.add.at(found, (np.searchsorted(there, replicate[mine]), cell[mine]), amount[mine].astype(np.float64))
        replicates[entry["name"]], sums[entry["name"]] = there, found[:, order]
    return Cells(names, replicates, sums)
