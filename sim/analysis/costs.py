"""What an avoided yuan-month of unpaid wages costs.

Resources are the outcomes that are flows in fen and whose names begin with `cost_`: what a measure uses up. Advances,
draws and fines are transfers: they stand in the flows and are no cost.
"""

from dataclasses import dataclass
from math import nan

from sim.results.compare import Comparison
from sim.running.records import HEADLINE, Declared

RESOURCES = "cost_"
WEEKS_IN_A_MONTH = 30.4375 / 7
FEN_IN_A_YUAN = 100


@dataclass(frozen=True)
class Cost:
    """What one arm costs and avoids against the baseline, means over pairs.

    Attributes
    ----------
    resources_yuan : float
        Resources used up beyond the baseline's.
    yuan_months_avoided : float
        Of wages unpaid over 30 days; negative if there are more.
    avoided_low, avoided_high : float
        95 % interval of what is avoided; not a number below two pairs.
    """

    resources_yuan: float
    yuan_months_avoided: float
    avoided_low: float = nan
    avoided_high: float = nan

    @property
    def clear(self) -> bool:
        """Whether the interval of what is avoided leaves out zero."""
        return self.avoided_low > 0 or self.avoided_high < 0

    @property
    def nothing(self) -> bool:
        """Whether it is sure that nothing is avoided."""
        return self.avoided_high <= 0

    @property
    def per_yuan_month(self) -> float:
        """Yuan of resources per yuan-month avoided; not a number unless something is clearly avoided."""
        return self.resources_yuan / self.yuan_months_avoided if self.avoided_low > 0 else nan


def resources(declared: Declared) -> list[str]:
    """Outcomes that count resources used up; none in a version whose measures have no costs."""
    return [o.name for o in declared.outcomes if o.name.startswith(RESOURCES) and (o.unit, o.kind) == ("fen", "flow")]


def cost(comparison: Comparison, arm: str, weeks: int) -> Cost:
    """What an arm costs and avoids over so many recorded weeks."""
    used = sum(comparison.pair(arm, name).difference for name in resources(comparison.declared))
    headline = comparison.pair(arm, HEADLINE)
    # what is avoided is what the arm lowers, so the ends of the interval change places
    avoided = (yuan_months(-fen, weeks) for fen in (headline.difference, headline.high, headline.low))
    return Cost(used / FEN_IN_A_YUAN, *avoided)


def yuan_months(mean_fen: float, weeks: int) -> float:
    """Fen that are unpaid on average over so many weeks, in yuan-months of 30.4375 days."""
    return mean_fen * weeks / FEN_IN_A_YUAN / WEEKS_IN_A_MONTH
