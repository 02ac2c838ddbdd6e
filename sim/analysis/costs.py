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
    """

    resources_yuan: float
    yuan_months_avoided: float

    @property
    def per_yuan_month(self) -> float:
        """Yuan of resources per yuan-month avoided; not a number where nothing is avoided."""
        return self.resources_yuan / self.yuan_months_avoided if self.yuan_months_avoided > 0 else nan


def resources(declared: Declared) -> list[str]:
    """Outcomes that count resources used up; none in a version whose measures have no costs."""
    return [o.name for o in declared.outcomes if o.name.startswith(RESOURCES) and (o.unit, o.kind) == ("fen", "flow")]


def cost(comparison: Comparison, arm: str, weeks: int) -> Cost:
    """What an arm costs and avoids over so many recorded weeks."""
    used = sum(comparison.pair(arm, name).difference for name in resources(comparison.declared))
    return Cost(used / FEN_IN_A_YUAN, yuan_months(-comparison.pair(arm, HEADLINE).difference, weeks))


def yuan_months(mean_fen: float, weeks: int) -> float:
    """Fen that are unpaid on average over so many weeks, in yuan-months of 30.4375 days."""
    return mean_fen * weeks / FEN_IN_A_YUAN / WEEKS_IN_A_MONTH
