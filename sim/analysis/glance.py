"""Every arm at a glance: what it holds, what it does to wages unpaid over 30 days and overdue, its price, what gets worse."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sim.analysis.answer import worse
from sim.analysis.costs import Cost, cost
from sim.analysis.holds import Held, Other, measures_held, others_held
from sim.analysis.shown import told_together
from sim.results.compare import Comparison
from sim.results.paired import Paired
from sim.running.records import HEADLINE, OVERDUE


@dataclass(frozen=True)
class Glance:
    """One arm in short.

    Attributes
    ----------
    arm : str
        Its name.
    measures : tuple of Held
        Its measures.
    others : tuple of Other
        In what else it differs from the baseline.
    headline, overdue : Paired
        What it does to wages unpaid over 30 days, and to overdue ones.
    cost : Cost
        What it uses up and avoids.
    worse : tuple of (outcome, Paired)
        What clearly gets worse, wages unpaid over 30 days included, the largest relative change first.
    among : int
        Differences that are told together; see `Paired.clear`.
    """

    arm: str
    measures: tuple[Held, ...]
    others: tuple[Other, ...]
    headline: Paired
    overdue: Paired
    cost: Cost
    worse: tuple[tuple[str, Paired], ...]
    among: int


def glances(comparison: Comparison, entries: Sequence[Mapping[str, Any]]) -> list[Glance]:
    """Every arm in short, in the order of the command.

    Parameters
    ----------
    comparison : Comparison
        Over the weeks since arms differ, so that nothing is watered down.
    entries : sequence of mapping
        The scenarios of the manifest.
    """
    among = told_together(comparison)
    measures, others = measures_held(entries), others_held(entries, comparison.baseline)
    return [
        Glance(
            arm,
            measures[arm],
            others[arm],
            comparison.pair(arm, HEADLINE),
            comparison.pair(arm, OVERDUE),
            cost(comparison, arm, among),
            tuple(worse(comparison, arm, among)),
            among,
        )
        for arm in comparison.arms
    ]
