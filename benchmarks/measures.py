"""What must be seen to be true of failure and of the measures: one function per fact, each prints its table.

    python benchmarks/measures.py [FACT ...] [--pairs N]

Every fact when none is named, 50 pairs by default. A pair is one replicate played with and without something under
the same luck; differences are given with the 95 % interval of their mean. To add a fact, write a function of the number
of pairs and add it to FACTS.
"""

import argparse
import itertools
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from typing import NamedTuple

import numpy as np

from sim.chain.events import EVENT_KINDS
from sim.chain.systems import CONTRACTORS_BEAR, WAGE_DEPOSIT
from sim.chain.tables import ACTIVE, EVENT_ROOM, FREE
from sim.model.measure import OVERDUE, measure_unpaid
from sim.outcomes import COLUMN, GROUPS
from sim.parameters.cards import load_cards
from sim.places import PLACE_NAMES, PLACES
from sim.policies import (
    Coverage,
    DedicatedAccount,
    DirectPayment,
    MonthlyPay,
    Policy,
    RealName,
    WageDeposit,
    WrittenContracts,
)
from sim.running.one import Playing, Run, finish
from sim.scenario import Scenario, Shock, load_scenario
from sim.world import World

MILLION_YUAN = 1e8
START = date(2015, 1, 5)  # of measures: the second recorded year
FIRST = 52  # its first recorded week
STOP = date(2014, 7, 7)  # of shocks
LARGE_CASE = 100_000_00  # fen
YEARS = (156 - FIRST) / 52
INTEREST = load_cards()["firms.interest_per_year"].value[0][1]


class Played(NamedTuple):
    """A run and what its measures did."""

    run: Run
    measures: np.ndarray

    def mean(self, outcome: str, first: int = FIRST, stop: int | None = None) -> float:
        """Mean of a counted outcome over recorded weeks, from the second year on by default."""
        return float(self.run.values[1:][first:stop, COLUMN[outcome]].mean())

    def happened(self, kind: str, first: int = FIRST) -> np.ndarray:
        """The events of one kind after a recorded week."""
        events = self.run.events
        return events[(events["kind"] == EVENT_KINDS.index(kind)) & (events["week"] > first)]


def side_by_side(function: Callable[[int], object], pairs: int) -> list:
    """A function of each replicate, in two threads."""
    with ThreadPoolExecutor(2) as pool:
        return list(pool.map(function, range(pairs)))


def play(scenario: Scenario, pairs: int) -> list[Played]:
    """Replicates 0..pairs-1 of a scenario."""

    def one(replicate: int) -> Played:
        playing = Playing(scenario, replicate)
        playing.play(len(playing.calendar.sunday))
        return Played(finish(playing), playing.world.measures.copy())

    return side_by_side(one, pairs)


def interval(values: Sequence[float] | np.ndarray) -> str:
    """Mean with the half-width of its 95 % interval."""
    given = np.asarray(values, float)
    return f"{given.mean():9.3f} +- {1.96 * given.std(ddof=1) / np.sqrt(len(given)):6.3f}"


def differences(name: str, without: Sequence[float], having: Sequence[float]) -> None:
    """One line: mean without, paired difference, in how many pairs it is lower."""
    d = np.asarray(having, float) - np.asarray(without, float)
    print(f"  {name:44s} {np.mean(without):9.3f}   {interval(d)}   lower in {int((d < 0).sum())} of {len(d)}")


def deposit(rate: float = 0.02, **settings: float | bool) -> Scenario:
    """The baseline with a wage deposit in cash, so that all of it is locked money."""
    measure = WageDeposit(start=START, rate=rate, guarantee_share=0.0, **settings)
    return replace(load_scenario("baseline"), policies=(measure,))


# ---- The wage deposit --------------------------------------------------------------------------------------


def deposit_by_size(pairs: int) -> None:
    """The deposit pays small early cases in full, large ones in part; nothing without an order."""
    print("Orders missed from half a year after the start on, for a deposit does not pay what was owed before it:")
    print("share of what was ordered and still unpaid that it paid")
    print("                          small, first of a project      small, later                   large")
    print(
        "rate    arm               number  mean share  in full   number  mean share  in full   number  mean share  in full"
    )
    for arm, settings in (("as shipped", {}), ("all proven", {"evidence.attendance_share": 1.0})):
        for rate in (0.001, 0.005, 0.02):
            sizes, firsts, shares = _case_shares(play(deposit(rate).with_parameters(settings), pairs))
            small = sizes < LARGE_CASE
            cells = []
            for chosen in (small & firsts, small & ~firsts, ~small):
                found = shares[chosen]
                cells.append(f"{len(found):7d} {found.mean():11.2f} {(found > 0.999).mean():8.0%}")
            print(f"{rate:6.1%}  {arm:18s}{'  '.join(cells)}")
    without = play(deposit(), pairs)
    missed = sum(len(p.happened("order_missed")) for p in without)
    drawn = sum(int(p.measures["cases"][WAGE_DEPOSIT]) for p in without)
    settings = {
        "authority.filing_share": [{"from": START, "value": 1.0}],
        "authority.officers_per_1000_workers": [{"from": START, "value": 0.0}],
    }
    never = play(deposit().with_parameters(settings), pairs)
    orders = sum(len(p.happened("order", FIRST + 4)) for p in never)
    paid = sum(int(p.measures["cases"][WAGE_DEPOSIT]) for p in never)
    print(
        f"  {missed} missed orders with those where no deposit is asked for, {drawn} draws; "
        f"with no officer from the start on {orders} new orders and {paid} draws"
    )


def _case_shares(played: Sequence[Played]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Per contract and week of missed orders: fen ordered and unpaid, whether the project's first, the share paid."""
    since = FIRST + 26
    weeks = load_cards()["authority.order_weeks"].value[0][1]
    sizes, firsts, shares = [], [], []
    for p in played:
        paid, ordered = _fen_by_case(p, "deposit_drawn", 0), _fen_by_case(p, "order", weeks)
        project = {int(e["contract_uid"]): int(e["project_uid"]) for e in p.happened("order_missed")}
        seen = set()
        for (week, contract), unpaid in sorted(_fen_by_case(p, "order_missed", 0).items()):
            demanded = min(unpaid, ordered[week, contract])
            if demanded and week > since:
                sizes.append(demanded)
                firsts.append(project[contract] not in seen)
                shares.append(paid.get((week, contract), 0) / demanded)
                seen.add(project[contract])
    return np.array(sizes), np.array(firsts), np.array(shares)


def _fen_by_case(played: Played, kind: str, weeks_later: int) -> dict[tuple[int, int], int]:
    """Sums of an event's fen by contract and week, some weeks later."""
    sums: dict[tuple[int, int], int] = {}
    for event in played.happened(kind, FIRST - weeks_later):
        key = (int(event["week"]) + weeks_later, int(event["contract_uid"]))
        sums[key] = sums.get(key, 0) + int(event["fen"])
    return sums


def deposit_rates(pairs: int) -> None:
    """A higher rate recovers more, up to the size of the debts, and locks more cash."""
    base = play(load_scenario("baseline"), pairs)
    print("Two years with a deposit in cash; million yuan, differences to the baseline in pairs")
    print("rate     paid to workers      cases   locked on average    interest lost    draws not topped up")
    arms = {rate: play(deposit(rate), pairs) for rate in (0.005, 0.01, 0.02, 0.03, 0.05)}
    for rate, played in arms.items():
        money = [_drawn(p) for p in played]
        cases = np.mean([p.measures["cases"][WAGE_DEPOSIT] for p in played])
        locked = np.array([_locked(p) for p in played])
        short = np.mean([len(p.happened("deposit_short")) for p in played])
        lost = locked * YEARS * INTEREST
        print(f"{rate:5.1%} {interval(money)} {cases:8.1f}   {interval(locked)} {interval(lost)} {short:10.2f}")
    print("From one rate to the next, in pairs: million yuan paid to workers, and locked on average")
    rates = list(arms)
    for low, high in itertools.pairwise(rates):
        for label, of in (("paid", _drawn), ("locked", _locked)):
            sides = [[of(p) for p in arms[rate]] for rate in (low, high)]
            differences(f"{label}, from {low:.1%} to {high:.1%}", *sides)
    arms |= {0.02001: play(replace(deposit(), policies=(WageDeposit(start=START, guarantee_share=1.0),)), pairs)}
    for rate, played in arms.items():
        print("all by guarantee, 2.0%" if rate == 0.02001 else f"{rate:.1%}")
        for outcome in ("unpaid_over_30_days", "overdue", "wages_earned", "firms_drawn"):
            means = [[p.mean(outcome) / MILLION_YUAN for p in group] for group in (base, played)]
            differences(outcome, *means)
        differences("firms that failed", *([len(p.happened("failure")) for p in group] for group in (base, played)))


def _drawn(played: Played) -> float:
    """What deposits paid to workers, in million yuan."""
    return played.measures["money_fen"][WAGE_DEPOSIT] / MILLION_YUAN


def _locked(played: Played) -> float:
    """Cash locked on average, in million yuan, from the interest it does not earn."""
    return played.measures["cost_fen"][WAGE_DEPOSIT, CONTRACTORS_BEAR] / MILLION_YUAN / YEARS / INTEREST


def officers(pairs: int) -> None:
    """More officers: recorded arrears rise first, true ones fall later."""
    base = play(load_scenario("baseline"), pairs)
    many = [{"from": START, "value": 1.0}]
    more = play(load_scenario("baseline").with_parameters({"authority.officers_per_1000_workers": many}), pairs)
    print(
        "Four times the officers from 2015-01-05, million yuan: the baseline and differences to it, by weeks since then"
    )
    for outcome in ("recorded", "found", "overdue", "unpaid_over_30_days"):
        for first, last in ((0, 2), (2, 4), (4, 6), (6, 13), (13, 26), (26, 52), (52, 104)):
            weeks = (FIRST + first, FIRST + last)
            means = [[p.mean(outcome, *weeks) / MILLION_YUAN for p in group] for group in (base, more)]
            differences(f"{outcome}, weeks {first + 1}-{last}", *means)


# ---- Failure spreads ---------------------------------------------------------------------------------------


class Elsewhere(NamedTuple):
    """What is seen on other projects than those an owner stops: means over two years, and counts."""

    overdue: float  # million yuan
    crews_overdue: float
    overdue_by_its_firms: float  # owed by firms that work, or through firms that work, for the stopped projects too
    crews_overdue_by_its_firms: float
    failed: int  # firms, anywhere
    failed_of_its_firms: int


def owner_stops(pairs: int) -> None:
    """One owner's stop spreads: failed firms and unpaid crews on other projects, more with commingling than without.

    Eight times the pairs, for an owner has three projects of 66 and the difference between two differences is wanted.
    """
    weeks = 78
    for label, whole in (("its largest project", False), ("all projects of the owner of the largest", True)):
        print(f"An owner stops {label} for {weeks} weeks from {STOP}: the other projects in the two years after")
        spread = {}
        for mixed in (True, False):
            chosen = load_scenario("baseline").with_causes({"commingling": mixed})
            found = side_by_side(lambda k, s=chosen, w=whole: _with_and_without_stop(s, k, weeks, w), 8 * pairs)
            for name in Elsewhere._fields:
                sides = [[getattr(side, name) for side in column] for column in zip(*found, strict=True)]
                differences(f"{name}, commingling {'on' if mixed else 'off'}", *sides)
                spread[mixed, name] = np.array(sides[1], float) - np.array(sides[0], float)
        for name in Elsewhere._fields:
            more = interval(spread[True, name] - spread[False, name])
            print(f"  {name + ', more with than without':44s}             {more}")


def _with_and_without_stop(scenario: Scenario, replicate: int, weeks: int, whole: bool) -> tuple[Elsewhere, Elsewhere]:
    """Both futures of one past, apart from the projects that stop."""
    past = Playing(scenario, replicate)
    stop = scenario.warmup_weeks + (STOP - scenario.start).days // 7
    past.play(stop)
    world = past.world
    used = world.contracts.state != FREE
    sizes = np.zeros(world.projects.size, np.int64)
    np.add.at(sizes, world.contracts.project[used], world.contracts.target_workers[used])
    rows = [int(np.argmax(sizes))]
    if whole:
        rows = np.flatnonzero(
            (world.projects.state == ACTIVE) & (world.projects.owner == world.projects.owner[rows[0]])
        )
    targets = [f"project:{world.projects.slot[row] + 1}" for row in rows]
    shocks = tuple(Shock(kind="owner_stops", date=STOP, target=target, weeks=weeks) for target in targets)
    concerned = used & np.isin(world.contracts.project, rows)
    chains = np.unique(world.firms.uid[world.contracts.firm[concerned]])
    stopped, slots = past.branch(replace(scenario, shocks=shocks)), world.projects.slot[rows].copy()
    return _outside(past, slots, chains, stop), _outside(stopped, slots, chains, stop)


def _outside(playing: Playing, slots: np.ndarray, chains: np.ndarray, stop: int) -> Elsewhere:
    """Play two more years and look at all projects but those in some slots, every four weeks.

    Slots, because without the stop other projects follow in them.
    """
    seen = []
    while playing.week < stop + 104:
        playing.play(playing.week + 4)
        world = playing.world
        crews = np.zeros((world.crews.size, 3), np.int64)
        measure_unpaid(world, playing.calendar, playing.week - 1, crews, np.zeros((world.claims.size, 3), np.int64))
        project = world.contracts.project[world.crews.contract]
        other = (world.crews.state != FREE) & ~np.isin(world.projects.slot[project], slots)
        its = other & _below(world, chains)[world.crews.contract]
        overdue = crews[:, OVERDUE]
        seen.append(
            [part for rows in (other, its) for part in (overdue[rows].sum() / MILLION_YUAN, (overdue[rows] > 0).sum())]
        )
    events = playing.world.events[: int(playing.world.room.first_free[EVENT_ROOM])]
    failed = events["firm_uid"][(events["week"] >= stop) & (events["kind"] == EVENT_KINDS.index("failure"))]
    return Elsewhere(*np.mean(seen, axis=0), len(failed), int(np.isin(failed, chains).sum()))


def _below(world: World, uids: np.ndarray) -> np.ndarray:
    """Of each contract: whether it is held by one of some firms, or hangs below one that is."""
    held = (world.contracts.state != FREE) & np.isin(world.firms.uid[world.contracts.firm], uids)
    for c in np.argsort(world.contracts.tier, kind="stable"):
        if world.contracts.state[c] != FREE and world.contracts.parent[c] >= 0:
            held[c] |= held[world.contracts.parent[c]]
    return held


# ---- Wage account and direct payment -----------------------------------------------------------------------


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


def healing(pairs: int) -> None:
    """A labour boss's flight is healed by direct payment, not by contracts; an owner's stop is healed by neither.

    What the shocks add to overdue wages of the county in the 74 weeks after 2015-08-03, under each measure.
    """
    day, first = date(2015, 8, 3), 82
    shocks = {
        "flight of the bosses of 22 projects": [
            Shock(kind="flight", date=day, target=f"project:{n}") for n in range(1, 67, 3)
        ],
        "owners of 22 projects stop": [
            Shock(kind="owner_stops", date=day, target=f"project:{n}", weeks=70) for n in range(1, 67, 3)
        ],
    }
    arms = {"no measure": package(), "1 written contracts": package(WrittenContracts), "4 + 5 + 6 + 7": package(*KINDS)}
    print("Overdue wages, million yuan: without the shocks, what the shocks add")
    for name, scenario in arms.items():
        without = [p.mean("overdue", first) / MILLION_YUAN for p in play(scenario, pairs)]
        for label, struck in shocks.items():
            played = play(replace(scenario, shocks=tuple(struck)), pairs)
            differences(f"{name}: {label}", without, [p.mean("overdue", first) / MILLION_YUAN for p in played])


FACTS: dict[str, Callable[[int], None]] = {
    "direct_payment": direct_payment,
    "deposit_by_size": deposit_by_size,
    "deposit_rates": deposit_rates,
    "healing": healing,
    "officers": officers,
    "owner_stops": owner_stops,
}

if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("facts", nargs="*", choices=[*FACTS, []], default=[])
    parser.add_argument("--pairs", type=int, default=50)
    given = parser.parse_args()
    for wanted in given.facts or FACTS:
        FACTS[wanted](given.pairs)
