"""Runs of replicates side by side, and how their differences in pairs are told."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from typing import NamedTuple

import numpy as np

from sim.chain.events import EVENT_KINDS
from sim.outcomes import COLUMN
from sim.running.one import Playing, Run, finish
from sim.scenario import Scenario

MILLION_YUAN = 1e8
START = date(2015, 1, 5)  # of measures: the second recorded year
FIRST = 52  # its first recorded week
YEARS = (156 - FIRST) / 52


class Played(NamedTuple):
    """A run and what its measures did."""

    run: Run
    measures: np.ndarray

    def mean(self, outcome: str, first: int = FIRST, stop: int | None = None) -> float:
        """Mean of a counted outcome over recorded weeks, from the second year on by default."""
        return float(self.run.values[1:][first:stop, COLUMN[outcome]].mean())

    def happened(self, kind: str, first: int = FIRST) -> np.ndarray:
        """The events of one kind after a recorded week."""
        events = self.run.events
        return events[(events["kind"] == EVENT_KINDS.index(kind)) & (events["week"] > first)]


def side_by_side(function: Callable[[int], object], pairs: int) -> list:
    """A function of each replicate, in two threads."""
    with ThreadPoolExecutor(2) as pool:
        return list(pool.map(function, range(pairs)))


def play(scenario: Scenario, pairs: int) -> list[Played]:
    """Replicates 0..pairs-1 of a scenario."""

    def one(replicate: int) -> Played:
        playing = Playing(scenario, replicate)
        playing.play(len(playing.calendar.sunday))
        return Played(finish(playing), playing.world.measures.copy())

    return side_by_side(one, pairs)


def interval(values: Sequence[float] | np.ndarray) -> str:
    """Mean with the half-width of its 95 % interval."""
    given = np.asarray(values, float)
    return f"{given.mean():9.3f} +- {1.96 * given.std(ddof=1) / np.sqrt(len(given)):6.3f}"


def differences(name: str, without: Sequence[float], having: Sequence[float]) -> None:
    """One line: mean without, paired difference, in how many pairs it is lower."""
    d = np.asarray(having, float) - np.asarray(without, float)
    print(f"  {name:44s} {np.mean(without):9.3f}   {interval(d)}   lower in {int((d < 0).sum())} of {len(d)}")
