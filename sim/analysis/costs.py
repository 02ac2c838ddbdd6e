"""What an avoided yuan-month of unpaid wages costs.

Resources are the outcomes that are flows in fen and whose names begin with `cost_`: what a measure uses up. Advances,
draws and fines are transfers: they stand in the flows and are no cost.
"""

from dataclasses import dataclass
from math import nan

import numpy as np

from sim.analysis.shown import resources
from sim.results.compare import Comparison
from sim.results.paired import Paired, paired
from sim.running.records import HEADLINE

WEEKS_IN_A_MONTH = 30.4375 / 7
WEEKS_IN_A_YEAR = 365.25 / 7
FEN_IN_A_YUAN = 100


@dataclass(frozen=True)
class Cost:
    """What one arm costs and avoids against the baseline, means over pairs.

    Attributes
    ----------
    used : Paired
        Fen of resources used up beyond the baseline's.
    headline : Paired
        Fen of wages unpaid over 30 days, mean over weeks.
    weeks : int
        Recorded weeks that these numbers count.
    among : int
        Differences that are told together; see `Paired.clear`.
    """

    used: Paired
    headline: Paired
    weeks: int
    among: int

    @property
    def resources_yuan(self) -> float:
        """Resources used up beyond the baseline's."""
        return self.used.difference / FEN_IN_A_YUAN

    @property
    def fen_a_year(self) -> float:
        """Resources used up beyond the baseline's in a year of these weeks."""
        return self.used.difference * WEEKS_IN_A_YEAR / self.weeks

    @property
    def yuan_months_avoided(self) -> float:
        """Of wages unpaid over 30 days; negative if there are more."""
        return yuan_months(-self.headline.difference, self.weeks)

    @property
    def interval(self) -> tuple[float, float]:
        """95 % interval of what is avoided, by itself; not numbers below two pairs."""
        # what is avoided is what the arm lowers, so the ends change places
        return yuan_months(-self.headline.high, self.weeks), yuan_months(-self.headline.low, self.weeks)

    @property
    def clear(self) -> bool:
        """Whether it is sure that something is avoided, or that more is unpaid."""
        return self.headline.clear(self.among)

    @property
    def per_yuan_month(self) -> float:
        """Yuan of resources per yuan-month avoided; not a number unless something is clearly avoided."""
        avoids = self.clear and self.headline.difference < 0
        return self.resources_yuan / self.yuan_months_avoided if avoids else nan


def cost(comparison: Comparison, arm: str, among: int) -> Cost:
    """What an arm costs and avoids in the weeks of a comparison, told among so many differences."""
    used = [comparison.paired_values(arm, name) for name in resources(comparison.declared)]
    whole = paired(*np.sum(used, axis=0)) if used else paired(np.empty(0), np.empty(0))
    return Cost(whole, comparison.pair(arm, HEADLINE), comparison.weeks, among)


def yuan_months(mean_fen: float, weeks: int) -> float:
    """Fen that are unpaid on average over so many weeks, in yuan-months of 30.4375 days."""
    return mean_fen * weeks / FEN_IN_A_YUAN / WEEKS_IN_A_MONTH
