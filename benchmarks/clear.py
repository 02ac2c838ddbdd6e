"""How often is a comparison wrong when it calls something clear? Prints the tables of decision 17.

    python benchmarks/clear.py [hundreds of pairs]

Plays five times a hundred pairs of four shipped scenarios with the baseline unless told otherwise: some four minutes of
computing. Then draws samples of n pairs from them, and counts the samples in which a rule makes at least one false claim
among the outcomes of the table: "centred" takes the mean from every difference, so that no claim is true; "wrong way"
leaves them as they are and counts claims against the mean of all pairs; "at 1 %" moves the mean to 1 % of the baseline's
and counts claims that the change is surely smaller ("under 1 %").
"""

import sys
from dataclasses import replace

import numpy as np

from sim.analysis.shown import shown
from sim.results import run_many
from sim.results.paired import LEAST_PAIRS, PRECISION, student
from sim.scenario import load_scenario

NAMES = ("baseline", "direct_payment", "monthly_pay", "wage_deposit", "downturn")
SAMPLES, AT_A_TIME = 4000, 500
SIZES = (3, 5, 10, 20, 50)
FIRST_SEED, PAIRS_OF_SEED = 101, 100  # decision 17 was measured with ten seeds of 50


def differences(hundreds: int) -> dict[str, tuple[np.ndarray, np.ndarray]]:
    """By arm: differences of the table's outcomes to the baseline since they differ, [pair, outcome]; baseline's means."""
    found: dict[str, list[np.ndarray]] = {name: [] for name in NAMES[1:]}
    means: dict[str, list[np.ndarray]] = {name: [] for name in NAMES[1:]}
    for seed in range(FIRST_SEED, FIRST_SEED + hundreds):
        results = run_many([load_scenario(name).with_seed(seed) for name in NAMES], PAIRS_OF_SEED, jobs=2)
        for arm, parts in found.items():
            comparison = results.since_apart(replace(results.compare(), arms=(arm,)))
            both = [comparison.paired_values(arm, name) for name in shown(results.compare())]
            parts.append(np.nan_to_num(np.stack([own - base for base, own in both], axis=1)))
            means[arm].append(np.array([np.nanmean(base) for base, _ in both]))
    return {arm: (np.concatenate(parts), np.mean(means[arm], axis=0)) for arm, parts in found.items()}


def claims(sample: np.ndarray, wide: bool) -> np.ndarray:
    """Sign of what an interval leaves out zero for, else 0: [sample, outcome] of [sample, pair, outcome]."""
    pairs, outcomes = sample.shape[1:]
    mean, deviation = sample.mean(axis=1), sample.std(axis=1, ddof=1)
    reach = student(pairs - 1, outcomes if wide else 1) * deviation / np.sqrt(pairs)
    return np.sign(mean) * (np.abs(mean) > reach) * (deviation > 1e-9 * np.abs(sample).max(axis=1))


def small(sample: np.ndarray, means: np.ndarray, wide: bool) -> np.ndarray:
    """Whether an interval lies within 1 % of the baseline's mean: [sample, outcome]."""
    pairs, outcomes = sample.shape[1:]
    reach = student(pairs - 1, outcomes if wide else 1) * sample.std(axis=1, ddof=1) / np.sqrt(pairs)
    return np.abs(sample.mean(axis=1)) + reach < PRECISION * np.abs(means)


def false_claims(pairs: np.ndarray, means: np.ndarray, n: int, random: np.random.Generator) -> np.ndarray:
    """Share of samples with a false claim, [centred, wrong way or at 1 %, rule]; rules: single, wide, wide and ten differ."""
    counts = np.zeros((3, 3))
    whole = pairs.mean(axis=0)
    edge = np.where(whole < 0, -1, 1) * PRECISION * np.abs(means) - whole
    for _ in range(SAMPLES // AT_A_TIME):
        drawn = pairs[random.integers(0, len(pairs), (AT_A_TIME, n))]
        enough = (np.abs(drawn) > 1e-9).sum(axis=1) >= LEAST_PAIRS
        for row, sample in enumerate((drawn - whole, drawn)):
            single, wide = claims(sample, False), claims(sample, True)
            for rule, said in enumerate((single, wide, wide * enough)):
                false = said != 0 if row == 0 else said * np.sign(whole) < 0
                counts[row, rule] += false.any(axis=1).sum()
        single, wide = (small(drawn + edge, means, wide) for wide in (False, True))
        for rule, said in enumerate((single, wide, wide & enough)):
            counts[2, rule] += said.any(axis=1).sum()
    return counts / SAMPLES


def told(pairs: np.ndarray, n: int, random: np.random.Generator) -> tuple[float, float]:
    """How many outcomes are called clear on average: by single intervals, and by the rule."""
    drawn = pairs[random.integers(0, len(pairs), (AT_A_TIME, n))]
    enough = (np.abs(drawn) > 1e-9).sum(axis=1) >= LEAST_PAIRS
    single, wide = ((claims(drawn, w) != 0) for w in (False, True))
    return float(single.sum(axis=1).mean()), float((wide & enough).sum(axis=1).mean())


def main(hundreds: int) -> None:
    """Print the worst of the four arms for every number of pairs."""
    found = differences(hundreds)
    random = np.random.default_rng(1)
    print(
        f"{100 * hundreds} pairs, {next(iter(found.values()))[0].shape[1]} outcomes; single, wide, wide and ten differ"
    )
    for n in SIZES:
        worst = np.max([false_claims(*pairs, n, random) for pairs in found.values()], axis=0)
        for name, rates in zip(("centred", "wrong way", "at 1 %"), worst, strict=True):
            print(f"{n:>3} pairs, {name:<9}  " + "  ".join(f"{rate:6.1%}" for rate in rates), flush=True)
    for arm, (pairs, _) in found.items():
        single, rule = told(pairs, 20, random)
        print(f"clear in 20 pairs of {arm}: {single:.1f} by single intervals, {rule:.1f} by the rule")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 5)
