"""What an analyst is told first, as facts; words are put to them in `sim.report.answer`."""

from dataclasses import dataclass

from sim.analysis.costs import resources
from sim.declared.directions import better_sign
from sim.results.compare import Comparison
from sim.results.paired import Paired
from sim.running.records import HEADLINE

# What an analyst reads in the table; everything else is in compare.csv.
SHOWN = (
    "unpaid_over_30_days",
    "overdue",
    "deferred",
    "survey_share",
    "survey_debt_months",
    "debt_per_claim",
    "paid_before_festival",
    "wages_earned",
    "wages_paid",
    "given_up",
    "written_off",
    "bills_overdue",
    "days_to_pay",
    "firms_failed",
    "firms_fled",
    "project_delay",
    "complaints",
    "recorded",
    "closing_time",
    "officer_hours",
)
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
    worse : tuple of (outcome, Paired)
        What clearly gets worse in it, the largest relative change first.
    others : int
        Further outcomes of the table that clearly get worse.
    """

    arm: str
    headline: Paired
    worse: tuple[tuple[str, Paired], ...]
    others: int


def shown(comparison: Comparison) -> list[str]:
    """Outcomes of the table: those declared, and every one that counts a cost which somebody bears."""
    declared = comparison.declared.by_name
    arms = (comparison.baseline, *comparison.arms)
    borne = [name for name in resources(comparison.declared) if any(comparison.values(arm, name).any() for arm in arms)]
    return [name for name in SHOWN if name in declared] + borne


def answer(comparison: Comparison) -> Answer | None:
    """What changes the headline most, and what gets worse then; None where no pair finished."""
    headlines = {arm: comparison.pair(arm, HEADLINE) for arm in comparison.arms if comparison.pairs(arm)}
    if not headlines:
        return None
    arm = max(headlines, key=lambda name: abs(headlines[name].difference))
    worse = []
    for outcome in shown(comparison):
        pair, sign = comparison.pair(arm, outcome), better_sign(outcome)
        if outcome != HEADLINE and sign and pair.clear and pair.difference * sign < 0:
            size = abs(pair.relative) if pair.baseline_mean else float("inf")
            if size >= WORTH_TELLING:
                worse.append((size, outcome, pair))
    worse.sort(key=lambda entry: -entry[0])
    told = tuple((outcome, pair) for _, outcome, pair in worse[:MOST_TOLD])
    return Answer(arm, headlines[arm], told, len(worse) - len(told))
