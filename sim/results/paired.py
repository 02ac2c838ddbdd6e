"""Differences of pairs that met the same luck: mean, interval, share of better pairs, pairs that a sure answer needs."""

from dataclasses import dataclass
from functools import cache
from math import ceil, cos, isnan, nan, pi, sin, sqrt
from statistics import NormalDist

import numpy as np

CONFIDENCE = 0.95
PRECISION = 0.01  # of the baseline: half the width of the interval that a 1 % answer has
EXACT_UP_TO = 200  # degrees of freedom for which Student's distribution is summed; a series does for more


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
        95 % interval of that mean (Student's t); not a number below two pairs.
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
    def clear(self) -> bool:
        """Whether the interval leaves out zero."""
        return self.low > 0 or self.high < 0

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
def student(freedom: int) -> float:
    """The 97.5 % quantile of Student's t: what a 95 % interval multiplies the standard error with."""
    wanted = CONFIDENCE
    if freedom > EXACT_UP_TO:
        return _by_series(NormalDist().inv_cdf((1 + wanted) / 2), freedom)
    low, high = 0.0, pi / 2  # the angle atan(t / sqrt(freedom))
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if _within(middle, freedom) < wanted else (low, middle)
    return sqrt(freedom) * sin(low) / cos(low)


def _within(angle: float, freedom: int) -> float:
    """Chance of a smaller |t| (Abramowitz and Stegun 26.7.3 and 26.7.4)."""
    term, total = cos(angle) if freedom % 2 else 1.0, 0.0
    for k in range(3 if freedom % 2 else 2, freedom + 1, 2):
        total += term
        term *= cos(angle) ** 2 * (k - 1) / k
    if freedom % 2:
        return 2 / pi * (angle + sin(angle) * total)
    return sin(angle) * total


def _by_series(z: float, n: int) -> float:
    """Abramowitz and Stegun 26.7.5."""
    first = (z**3 + z) / 4
    second = (5 * z**5 + 16 * z**3 + 3 * z) / 96
    third = (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / 384
    return z + first / n + second / n**2 + third / n**3
