"""How the stop of an owner spreads to other projects."""

from dataclasses import replace
from datetime import date
from typing import NamedTuple

import numpy as np

from facts.played import MILLION_YUAN, differences, interval, side_by_side
from sim.chain.events import EVENT_KINDS
from sim.chain.tables import ACTIVE, EVENT_ROOM, FREE
from sim.model.measure import OVERDUE, measure_unpaid
from sim.running.one import Playing
from sim.scenario import Scenario, Shock, load_scenario
from sim.world import World

STOP = date(2014, 7, 7)


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
