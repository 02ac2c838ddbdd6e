"""The wage deposit: what it pays of which orders, and what a higher rate brings."""

import itertools
from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

import numpy as np

from facts.played import FIRST, MILLION_YUAN, START, YEARS, Played, differences, interval, play, side_by_side
from sim.agents.authority.tables import ORDERED
from sim.chain.events import EVENT_KINDS
from sim.chain.systems import CONTRACTORS_BEAR, WAGE_DEPOSIT
from sim.chain.tables import EVENT_ROOM, FREE
from sim.mechanisms.wage_deposit import REQUIRED
from sim.parameters.cards import load_cards
from sim.policies import WageDeposit
from sim.running.one import Playing
from sim.scenario import Scenario, load_scenario
from sim.world import World

INTEREST = load_cards()["firms.interest_per_year"].value[0][1]
LARGE_CASE = 100_000_00  # fen


def deposit(rate: float = 0.02, **settings: float | bool) -> Scenario:
    """The baseline with a wage deposit in cash, so that all of it is locked money."""
    measure = WageDeposit(start=START, rate=rate, guarantee_share=0.0, **settings)
    return replace(load_scenario("baseline"), policies=(measure,))


# ---- The wage deposit --------------------------------------------------------------------------------------


class Missed(NamedTuple):
    """An order whose deadline passed, and what stood behind it."""

    general: int  # uid of the general contract above
    fen: int  # ordered and still unpaid, by the crews of one contract
    paid: int  # by the deposit, in fen
    asked: bool  # whether a deposit had been asked for
    full: bool  # whether all of it was there when the week began
    drawn_before: bool


def deposit_by_size(pairs: int) -> None:
    """The deposit pays small early cases in full, large ones in part; nothing without an order.

    Nobody deposits for a general contract whose work was over, or whose firm was gone, when the measure came.
    """
    print(
        "Orders missed in the two years from 2015-01-05, by what was ordered and still unpaid (large: from 100,000 yuan);"
    )
    print(
        "first: the first of its general contract. Of those with a deposit: share paid, share paid in full, and why not"
    )
    print(f"rate   arm          orders                   {'without':>8s} {'with':>6s} {'paid':>6s} {'in full':>8s}   "
          " never filled   drawn before      too small")  # fmt: skip
    for arm, settings in (("as shipped", {}), ("all proven", {"evidence.attendance_share": 1.0})):
        for rate in (0.001, 0.005, 0.02):
            scenario = deposit(rate).with_parameters(settings)
            found = side_by_side(lambda k, s=scenario: _missed(s, k), pairs)
            for label, chosen in _by_size(found).items():
                _say(f"{rate:5.1%}  {arm:11s}  {label:22s}", chosen)
    _say_nothing_without_order(pairs)


def _by_size(found: Sequence[Sequence[Missed]]) -> dict[str, list[Missed]]:
    """Missed orders of each run in three kinds."""
    kinds: dict[str, list[Missed]] = {"small, first": [], "small, later": [], "large": []}
    for run in found:
        seen = set()
        for order in run:
            early = "small, later" if order.general in seen else "small, first"
            kinds[early if order.fen < LARGE_CASE else "large"].append(order)
            seen.add(order.general)
    return kinds


def _say(label: str, orders: Sequence[Missed]) -> None:
    """One line: orders without a deposit and with one, what it paid, why not all."""
    having = [order for order in orders if order.asked]
    short = [order for order in having if order.paid < order.fen]
    reasons = [_reason(order) for order in short]
    paid = np.mean([order.paid / order.fen for order in having])
    full = 1 - len(short) / len(having)
    counts = "".join(f"{reasons.count(r):15d}" for r in ("never filled", "drawn before", "too small"))
    print(f"{label}   {len(orders) - len(having):8d} {len(having):6d} {paid:6.2f} {full:8.0%}{counts}")


def _reason(order: Missed) -> str:
    """Why a deposit did not pay an order in full."""
    if order.full:
        return "too small"
    return "drawn before" if order.drawn_before else "never filled"


def _missed(scenario: Scenario, replicate: int) -> list[Missed]:
    """Every order missed while the deposit was in force, week by week."""
    playing = Playing(scenario, replicate)
    playing.play(scenario.warmup_weeks + FIRST)
    drawn: set[int] = set()  # uids of general contracts
    found: list[Missed] = []
    while playing.week < len(playing.calendar.sunday):
        orders = _missed_this_week(playing, drawn)
        drawn |= {order.general for order in orders if order.paid}
        found += orders
    return found


def _missed_this_week(playing: Playing, drawn: set[int]) -> list[Missed]:
    """Play a week; the orders missed in it by contract, with the deposits as they were when it began."""
    world = playing.world
    ordered = _still_ordered(world, playing.week)
    contracts, deposits = world.contracts.copy(), world.deposits.copy()
    events = int(world.room.first_free[EVENT_ROOM])
    playing.play(playing.week + 1)
    new = playing.world.events[events : int(playing.world.room.first_free[EVENT_ROOM])]
    paid = _fen_by_contract(new, "deposit_drawn")
    missed = {uid: min(fen, ordered.get(uid, 0)) for uid, fen in _fen_by_contract(new, "order_missed").items()}
    tops = {uid: _general_row(contracts, _row(contracts, uid)) for uid, fen in missed.items() if fen}
    found = []
    for uid, top in tops.items():
        held = deposits.cash_fen[top] + deposits.guarantee_fen[top]
        general = int(contracts.uid[top])
        asked, full = deposits.state[top] == REQUIRED, held >= deposits.required_fen[top]
        order = Missed(general, missed[uid], paid.get(uid, 0), asked, full, general in drawn)
        found.append(order)
    return found


def _still_ordered(world: World, week: int) -> dict[int, int]:
    """What is still open of the orders whose deadline is this week, in fen, by uid of the contract."""
    found: dict[int, int] = {}
    for case in world.cases[(world.cases.state == ORDERED) & (world.cases.deadline_week <= week)]:
        crew = world.crews[case.crew]
        uid = int(world.contracts.uid[crew.contract])
        fen = max(0, int(case.proven_fen) - int(crew.discharged_fen - case.discharged_fen))
        found[uid] = found.get(uid, 0) + fen
    return found


def _row(contracts: np.recarray, uid: int) -> int:
    """The row of a contract."""
    return int(np.flatnonzero((contracts.state != FREE) & (contracts.uid == uid))[0])


def _general_row(contracts: np.recarray, row: int) -> int:
    """The row of the general contract above a contract."""
    while contracts.parent[row] >= 0:
        row = int(contracts.parent[row])
    return row


def _fen_by_contract(events: np.recarray, kind: str) -> dict[int, int]:
    """Sums of one kind of event by uid of the contract."""
    sums: dict[int, int] = {}
    for event in events[events["kind"] == EVENT_KINDS.index(kind)]:
        uid = int(event["contract_uid"])
        sums[uid] = sums.get(uid, 0) + int(event["fen"])
    return sums


def _say_nothing_without_order(pairs: int) -> None:
    """Without missed orders there are no draws: with no officer from the start on."""
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
    called = replace(deposit(), policies=(WageDeposit(start=START, rate=0.02, guarantee_share=1.0),))
    named = {f"{rate:.1%}": played for rate, played in arms.items()} | {"2.0%, all by guarantee": play(called, pairs)}
    for name, played in named.items():
        print(name)
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
