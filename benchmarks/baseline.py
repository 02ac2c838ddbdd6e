"""Is the baseline plausible, stationary and seasonal, and what does each cause do? Prints its tables.

    python benchmarks/baseline.py [plausible] [causes] [stationary]

All when no name is given. Plausible: 40 replicates of the shipped baseline. Causes: 40 pairs under the
same luck. Stationary: 160 replicates of eight further years (domain 6 asks for 20: too few to tell 15 % from noise). Some three minutes on two cores.
"""

import sys
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

import numpy as np

from sim.chain.events import EVENT_KINDS
from sim.outcomes import COLUMN, GROUPS
from sim.parameters.causes import CAUSES
from sim.places import PLACE_NAMES
from sim.running.one import Run, run
from sim.scenario import Scenario, load_scenario

MILLION_YUAN = 1e8
LEVELS = ("unpaid_over_30_days", "overdue", "lost", "failures")
TIER_1 = GROUPS.index("tier:1")


def play(scenario: Scenario, replicates: int) -> list[Run]:
    """Replicates 0..n-1 in two threads."""
    with ThreadPoolExecutor(2) as pool:
        return list(pool.map(lambda k: run(scenario, k), range(replicates)))


def columns(runs: Sequence[Run], name: str, group: int = 0) -> np.ndarray:
    """One counted outcome as [replicate, recorded week]."""
    return np.array([r.values[1:, COLUMN[name] + group] for r in runs]).astype(float)


def survey(runs: Sequence[Run]) -> tuple[np.ndarray, np.ndarray]:
    """Share owed and months of debt per victim, over the surveys of each replicate."""
    owed = columns(runs, "survey_owed_persons").sum(axis=1)
    months = columns(runs, "survey_debt_thousandths").sum(axis=1) / 1000
    with np.errstate(invalid="ignore", divide="ignore"):
        return owed / columns(runs, "survey_persons").sum(axis=1), months / owed


def level(runs: Sequence[Run], name: str) -> np.ndarray:
    """Mean of a stock, or "lost": wages given up and written off in a year; in million yuan by replicate. Failures a year."""
    if name == "failures":
        failed = [(r.events["kind"] == EVENT_KINDS.index("failure")).sum() for r in runs]
        return np.array(failed) * 52 / (len(runs[0].values) - 1)
    if name == "lost":
        weekly = columns(runs, "given_up") + columns(runs, "written_off")
        return weekly.sum(axis=1) * 52 / weekly.shape[1] / MILLION_YUAN
    return columns(runs, name).mean(axis=1) / MILLION_YUAN


def plausible() -> None:
    """Survey share and debt against 0.5-6 % and 2-5 months; season; days to pay; places."""
    runs = play(load_scenario("baseline"), 40)
    share, debt = survey(runs)
    print("Plausible: median of 40 replicates over three surveys [10-90 %]")
    print(
        f"  survey share        {np.median(share):7.2%} [{np.percentile(share, 10):.2%}, {np.percentile(share, 90):.2%}]"
    )
    print(f"  debt per victim     {np.nanmedian(debt):7.2f} months")
    late = columns(runs, "bills_paid_late", TIER_1).sum()
    after, paid = (columns(runs, n, TIER_1).sum() for n in ("bills_paid_after_due", "bills_paid"))
    print(
        f"  owners pay late     {after / paid:7.0%} of the money, {7 * late / after:.0f} days (evidence: 40-53 % of firms, 65-95)"
    )
    dates = runs[0].dates[1:]
    for name in ("unpaid_over_30_days", "overdue"):
        data = columns(runs, name).mean(axis=0) / MILLION_YUAN
        for festival in (np.datetime64("2015-02-19"), np.datetime64("2016-02-08")):
            week = int(np.searchsorted(dates, festival))
            before, after = data[week - 8 : week].mean(), data[week + 1 : week + 9].mean()
            print(f"  {name:20s} 8 weeks before {festival}: {before:6.2f}, after: {after:6.2f} million yuan")
    stuck = np.mean([r.places[:, 0].sum(axis=(0, 1, 2)) for r in runs], axis=0)
    for i in np.argsort(-stuck):
        if stuck[i] / stuck.sum() >= 0.01:
            print(f"  {PLACE_NAMES[i]:28s} {stuck[i] / stuck.sum():6.1%}")


def causes() -> None:
    """What each cause changes when it is switched off under the same luck, in 40 pairs."""
    baseline = load_scenario("baseline")
    base = play(baseline, 40)
    share, _ = survey(base)
    print("Causes switched off, 40 pairs: mean of the baseline in million yuan, then paired differences off - on")
    heads = ("unpaid > 30 days (lower in)", "overdue", "lost a year", "firms that fail a year")
    print(f"{'cause':18s}" + "".join(f"{head:28s}" for head in heads) + "survey share")
    means = [level(base, name) for name in LEVELS]
    print(f"{'(baseline)':18s}" + "".join(f"{mean.mean():8.2f}{'':20s}" for mean in means) + f"{share.mean():.2%}")
    for name in CAUSES:
        if name != "downturn":
            _switch_off(name, name, baseline, base)
    downturn = load_scenario("downturn")  # the baseline has none, so it is judged where there is one
    _switch_off("downturn", "downturn (there)", downturn, play(downturn, 40))


def _switch_off(cause: str, label: str, scenario: Scenario, base: Sequence[Run]) -> None:
    """One row: paired differences of a scenario without a cause to its runs with it."""
    off = play(scenario.with_causes({cause: False}), len(base))
    texts = []
    for outcome in LEVELS:
        difference = level(off, outcome) - level(base, outcome)
        half = 1.96 * difference.std(ddof=1) / np.sqrt(len(difference))
        texts.append(f"{difference.mean():8.2f} +- {half:5.2f} ({np.mean(difference < 0):4.0%})")
    print(
        f"{label:18s}" + "".join(f"{text:28s}" for text in texts) + f"{(survey(off)[0] - survey(base)[0]).mean():.2%}"
    )


def stationary() -> None:
    """Drift over eight further years: mean of the last two less the first two, against the mean."""
    runs = play(load_scenario("baseline").with_settings({"weeks": 416}), 160)
    print("Stationary: last two years less first two over their mean, 160 replicates (+-15 % stocks, +-5 % firms)")
    for name in (
        "unpaid_over_30_days", "overdue", "unpaid", "bills_overdue", "work_done", "workers_on_site", "firms",
        "firms_cash", "firms_drawn", "firms_credit", "projects_active",
    ):  # fmt: skip
        data = columns(runs, name)
        drift = (data[:, -104:].mean(axis=1) - data[:, :104].mean(axis=1)) / data.mean()
        half = 1.96 * drift.std(ddof=1) / np.sqrt(len(drift))
        print(f"  {name:22s} {drift.mean():8.1%} +- {half:.1%}")


STUDIES = {"plausible": plausible, "causes": causes, "stationary": stationary}

if __name__ == "__main__":
    for wanted in sys.argv[1:] or STUDIES:
        STUDIES[wanted]()
