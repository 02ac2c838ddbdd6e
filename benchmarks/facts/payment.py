"""Wage account, direct payment, monthly pay: each alone and together."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from facts.played import FIRST, MILLION_YUAN, START, Played, differences, play
from sim.outcomes import COLUMN, GROUPS
from sim.places import PLACE_NAMES, PLACES
from sim.policies import Coverage, DedicatedAccount, DirectPayment, MonthlyPay, Policy, RealName
from sim.scenario import Scenario, load_scenario

KINDS = (RealName, DedicatedAccount, DirectPayment, MonthlyPay)
GOVERNMENT = GROUPS.index("owner_kind:government")
LAST_YEAR = 104  # recorded week from which all crews were formed under the measures


def package(*kinds: type[Policy], **settings: float | Coverage) -> Scenario:
    """The baseline with some measures, all covering and complied with alike."""
    return replace(load_scenario("baseline"), policies=tuple(kind(start=START, **settings) for kind in kinds))


def direct_payment(pairs: int) -> None:
    """Direct payment on covered projects, on paper only, and each part of it alone."""
    base = play(load_scenario("baseline"), pairs)
    government = Coverage(owner_kinds=("government",))
    arms = {
        "4 + 5 + 6 + 7 on all projects": package(*KINDS),
        "4 + 5 + 6 + 7, compliance 0.9": package(*KINDS, compliance=0.9),
        "4 + 5 + 6 + 7 on paper, compliance 0.1": package(*KINDS, compliance=0.1),
        "4 + 5 + 6 + 7 on government projects": package(*KINDS, coverage=government),
        "4 + 7": package(RealName, MonthlyPay),
        "4 + 6 + 7": package(RealName, DirectPayment, MonthlyPay),
        "4 + 5 + 6": package(RealName, DedicatedAccount, DirectPayment),
        "7 alone": package(MonthlyPay),
        "4 + 6": package(RealName, DirectPayment),
        "5 alone": package(DedicatedAccount),
        "5 alone, compliance 0.9": package(DedicatedAccount, compliance=0.9),
        "5 alone on paper, compliance 0.1": package(DedicatedAccount, compliance=0.1),
        "6 alone": package(DirectPayment),
    }
    print("Two years from 2015-01-05, million yuan: mean of the baseline, paired difference")
    for name, scenario in arms.items():
        print(name)
        played = play(scenario, pairs)
        for outcome, group in (("unpaid_over_30_days", 0), ("unpaid_over_30_days", GOVERNMENT), ("overdue", 0)):
            means = [[_mean(p, outcome, group) for p in side] for side in (base, played)]
            differences(f"{outcome}{', government' if group else ''}", *means)
            if group:
                others = [[_mean(p, outcome, 0) - _mean(p, outcome, group) for p in side] for side in (base, played)]
                differences(f"{outcome}, other owners", *others)
        differences("firms that failed", *([len(p.happened("failure")) for p in side] for side in (base, played)))
        _say_where("baseline", base)
        _say_where(name, played)


def _mean(played: Played, outcome: str, group: int) -> float:
    return float(played.run.values[1:][FIRST:, COLUMN[outcome] + group].mean()) / MILLION_YUAN


def _say_where(name: str, played: Sequence[Played]) -> None:
    """Where the headline is stuck in the last year: all of it, the owner's link, the largest places."""
    recorded = [p.run.places[LAST_YEAR:, 1][p.run.places_recorded[LAST_YEAR:]].mean(axis=0).sum(axis=0) for p in played]
    stuck = np.mean(recorded, axis=0) / MILLION_YUAN  # tier, place
    first, last = PLACE_NAMES.index("disputed"), PLACE_NAMES.index("part_payment_and_retention")
    owners = stuck[0].sum() + stuck[1, first : last + 1].sum()
    order = np.argsort(-stuck, axis=None)[:4]
    largest = [f"{PLACE_NAMES[i % PLACES]} at tier {i // PLACES} {stuck.flat[i]:.2f}" for i in order]
    fled = stuck[:, PLACE_NAMES.index("fled")].sum()
    print(f"  {name}, last year: {stuck.sum():.2f}, at the owner's link {owners:.2f}, with the fled {fled:.3f};")
    print(f"    {', '.join(largest)}")
