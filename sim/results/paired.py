"""Differences of pairs that met the same luck: mean, interval, better pairs, when they are clear, pairs that precision
needs."""

from dataclasses import dataclass
from functools import cache
from math import ceil, isnan, nan, sqrt
from statistics import NormalDist

import numpy as np

CONFIDENCE = 0.95
PRECISION = 0.01  # of the baseline: half the width of the interval that a 1 % answer has
LEAST_PAIRS = 10  # so many must differ before anything is called clear: docs/decisions/0017


@dataclass(frozen=True)
class Spread:
    """Median, 10th and 90th percentile over runs."""

    median: float
    p10: float
    p90: float


@dataclass(frozen=True)
class Paired:
    """What one arm does to one number, against the baseline under the same luck.

    Attributes
    ----------
    pairs : int
        Replicates in which both have a value.
    baseline_mean : float
        Of the baseline in these pairs.
    difference : float
        Mean of arm minus baseline.
    low, high : float
        95 % interval of that mean (Student's t), by itself; not a number below two pairs.
    lower, higher : int
        Pairs in which the arm's number is lower or higher than the baseline's; equal ones are neither.
    pairs_needed : float
        Pairs for which half the interval is at most 1 % of the baseline's mean; not a number where that is unknown.
    """

    pairs: int
    baseline_mean: float
    difference: float
    low: float
    high: float
    lower: int
    higher: int
    pairs_needed: float

    @property
    def relative(self) -> float:
        """The difference as a share of the baseline's mean; not a number where that is zero."""
        return self.difference / abs(self.baseline_mean) if self.baseline_mean else nan

    @property
    def equal(self) -> int:
        """Pairs in which both have the same number."""
        return self.pairs - self.lower - self.higher

    @property
    def enough(self) -> bool:
        """Whether enough pairs differ to call anything clear."""
        return self.lower + self.higher >= LEAST_PAIRS

    def clear(self, among: int) -> bool:
        """Whether the direction is sure: enough pairs differ, and the interval among so many leaves out zero."""
        low, high = self.interval(among)
        return self.enough and (low > 0 or high < 0)

    def under(self, among: int) -> bool:
        """Whether the change is surely below 1 % of the baseline's mean: the interval among so many lies within."""
        low, high = self.interval(among)
        return self.enough and max(-low, high) < PRECISION * abs(self.baseline_mean)

    def interval(self, among: int) -> tuple[float, float]:
        """The interval of the mean, so wide that `among` of them hold together with 95 %."""
        if self.pairs < 2:
            return nan, nan
        half = (self.high - self.low) / 2 * student(self.pairs - 1, among) / student(self.pairs - 1)
        return self.difference - half, self.difference + half

    @property
    def same_sign(self) -> float:
        """Share of pairs whose difference has the sign of the mean; zero when the mean is zero."""
        if not self.pairs:
            return nan
        return (self.lower if self.difference < 0 else self.higher if self.difference > 0 else 0) / self.pairs

    def better(self, sign: int) -> int:
        """Pairs in which the arm is better: lower for a sign of -1, higher for 1."""
        return self.lower if sign < 0 else self.higher


def spread(numbers: np.ndarray) -> Spread:
    """The spread over the runs that have a value."""
    there = numbers[~np.isnan(numbers)]
    if not len(there):
        return Spread(nan, nan, nan)
    low, middle, high = (float(x) for x in np.percentile(there, [10, 50, 90]))
    return Spread(middle, low, high)


def paired(baseline: np.ndarray, arm: np.ndarray) -> Paired:
    """Compare numbers of the same replicates; pairs in which one has no value are left out."""
    there = ~(np.isnan(baseline) | np.isnan(arm))
    before, differences = baseline[there], arm[there] - baseline[there]
    n = len(differences)
    if n == 0:
        return Paired(0, nan, nan, nan, nan, 0, 0, nan)
    mean, base = float(differences.mean()), float(before.mean())
    deviation = float(differences.std(ddof=1)) if n > 1 else nan
    half = student(n - 1) * deviation / sqrt(n) if n > 1 else nan
    lower, higher = int((differences < 0).sum()), int((differences > 0).sum())
    needed = pairs_needed(deviation, PRECISION * abs(base))
    return Paired(n, base, mean, mean - half, mean + half, lower, higher, needed)


def pairs_needed(deviation: float, half_width: float) -> float:
    """Pairs for which half the 95 % interval of the mean difference is at most `half_width`.

    Parameters
    ----------
    deviation : float
        Standard deviation of the paired differences.
    half_width : float
        What is asked for, in the same unit.

    Returns
    -------
    float
        A whole number from 2 up; not a number if the deviation is unknown or no width is allowed.
    """
    if isnan(deviation) or not half_width > 0:
        return nan
    normal = NormalDist().inv_cdf((1 + CONFIDENCE) / 2)
    n = max(2, ceil((normal * deviation / half_width) ** 2))
    while student(n - 1) * deviation / sqrt(n) > half_width:
        n += 1
    return float(n)


@cache
def student(freedom: int, among: int = 1) -> float:
    """How many standard errors a 95 % interval of a mean reaches either way.

    Parameters
    ----------
    freedom : int
        Degrees of freedom: pairs less one.
    among : int
        So many intervals hold together with 95 % (Bonferroni: each leaves out its share of the 5 %).
    """
    from scipy.special import stdtrit  # late: it takes 0.3 s

    return float(stdtrit(freedom, 1 - (1 - CONFIDENCE) / (2 * among)))
