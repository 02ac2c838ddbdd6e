"""What an analyst is told first, as facts; words are put to them in `sim.report.answer`."""

from dataclasses import dataclass

from sim.analysis.shown import shown, told_together
from sim.declared.directions import better_sign
from sim.results.compare import Comparison
from sim.results.paired import LEAST_PAIRS, Paired
from sim.running.records import HEADLINE

WORTH_TELLING = 0.005  # of the baseline: smaller changes for the worse are not told in a sentence
MOST_TOLD = 3


@dataclass(frozen=True)
class Answer:
    """The facts of the three sentences.

    Attributes
    ----------
    arm : str
        The arm that changes the headline most.
    headline : Paired
        What it does to it.
    among : int
        So many differences are told together: what is called clear holds for all of them at once.
    equal : tuple of str
        Arms with the same headline in every pair.
    near : tuple of str
        Arms that change the headline the same way and not clearly less.
    worse : tuple of (outcome, Paired)
        What clearly gets worse in it, the largest relative change first.
    others : int
        Further outcomes of the table that clearly get worse.
    """

    arm: str
    headline: Paired
    among: int
    equal: tuple[str, ...]
    near: tuple[str, ...]
    worse: tuple[tuple[str, Paired], ...]
    others: int

    @property
    def clear(self) -> bool:
        """Whether it is sure in which direction the headline changes."""
        return self.headline.clear(self.among)


def answer(comparison: Comparison) -> Answer | None:
    """What changes the headline most, and what gets worse then; None where no pair finished."""
    headlines = {arm: comparison.pair(arm, HEADLINE) for arm in comparison.arms if comparison.pairs(arm)}
    if not headlines:
        return None
    arm = max(headlines, key=lambda name: abs(headlines[name].difference))
    among = told_together(comparison)
    same_way = [
        name for name, pair in headlines.items() if name != arm and pair.difference * headlines[arm].difference > 0
    ]
    # the distance of each of these arms to the one that changes most, under the same luck
    distances = {name: comparison.to(arm).pair(name, HEADLINE) for name in same_way}
    equal = tuple(name for name, pair in distances.items() if pair.equal == pair.pairs)
    near = tuple(
        name
        for name, pair in distances.items()
        if name not in equal and pair.pairs >= LEAST_PAIRS and not pair.clear(among)
    )
    beside = [(outcome, pair) for outcome, pair in worse(comparison, arm, among) if outcome != HEADLINE]
    return Answer(arm, headlines[arm], among, equal, near, tuple(beside[:MOST_TOLD]), len(beside[MOST_TOLD:]))


def worse(comparison: Comparison, arm: str, among: int) -> list[tuple[str, Paired]]:
    """Outcomes of the table that clearly get worse in an arm, the largest relative change first.

    Parameters
    ----------
    comparison : Comparison
        Of which it is an arm.
    arm : str
        Its name.
    among : int
        Differences that are told together; see `Paired.clear`.
    """
    found = []
    for outcome in shown(comparison):
        pair, sign = comparison.pair(arm, outcome), better_sign(outcome)
        if sign and pair.clear(among) and pair.difference * sign < 0:
            size = abs(pair.relative) if pair.baseline_mean else float("inf")
            if size >= WORTH_TELLING:
                found.append((size, outcome, pair))
    found.sort(key=lambda entry: -entry[0])
    return [(outcome, pair) for _, outcome, pair in found]
