"""Which measure heals which blow."""

from dataclasses import replace
from datetime import date
from typing import NamedTuple

import numpy as np

from facts.payment import KINDS, package
from facts.played import MILLION_YUAN, interval, side_by_side
from sim.chain.tables import FREE
from sim.model.measure import OVER_30, OVERDUE, measure_unpaid
from sim.policies import WrittenContracts
from sim.running.one import Playing
from sim.scenario import Scenario, Shock
from sim.world import World

DAY = date(2015, 8, 3)
WEEKS = 74  # from the blow to the end
STRUCK = range(1, 67, 3)  # N of "project:N"


class There(NamedTuple):
    """What is seen on the struck projects from the blow on: means, and wages earned, in million yuan."""

    overdue: float
    over_30: float
    earned: float


def healing(pairs: int) -> None:
    """A labour boss's flight is healed by direct payment, not by contracts; an owner's stop is healed by neither.

    What a blow to 22 projects adds there to unpaid wages, on average over the 74 weeks after 2015-08-03: in million
    yuan, and as a share of what it adds without a measure. Work stands still where an owner stops, so fewer wages are
    earned too.
    """
    blows = {
        "the bosses flee": [Shock(kind="flight", date=DAY, target=f"project:{n}") for n in STRUCK],
        "the owners stop": [Shock(kind="owner_stops", date=DAY, target=f"project:{n}", weeks=70) for n in STRUCK],
    }
    arms = {"no measure": package(), "1 written contracts": package(WrittenContracts), "4 + 5 + 6 + 7": package(*KINDS)}
    print(f"{len(STRUCK)} projects are struck; million yuan there: without the blow, what it adds, of that unhealed")
    for label, shocks in blows.items():
        alone = None
        for name, scenario in arms.items():
            both = side_by_side(lambda k, s=scenario, b=tuple(shocks): _with_and_without(s, k, b), pairs)
            before, after = (np.array([pair[side] for pair in both]) for side in (0, 1))
            alone = after - before if alone is None else alone
            for i, field in enumerate(There._fields):
                added = (after - before)[:, i]
                rest = added.sum() / alone[:, i].sum()
                print(f"  {label}, {name:20s} {field:8s} {before[:, i].mean():8.3f}  {interval(added)}  {rest:6.0%}")


def _with_and_without(scenario: Scenario, replicate: int, blow: tuple[Shock, ...]) -> tuple[There, There]:
    """Both futures of one past on the projects that the blow strikes."""
    past = Playing(scenario, replicate)
    past.play(scenario.warmup_weeks + (DAY - scenario.start).days // 7)
    slots = past.world.projects.slot
    struck = past.world.projects.uid[np.isin(slots + 1, STRUCK)].copy()
    hit = past.branch(replace(scenario, shocks=blow))
    return _there(past, struck), _there(hit, struck)


def _there(playing: Playing, projects: np.ndarray) -> There:
    """Play to the end and look at some projects every second week."""
    before = _earned(playing.world, projects)
    seen, earned = [], before.copy()
    last = playing.week + WEEKS
    while playing.week < last:
        playing.play(playing.week + 2)
        world = playing.world
        crews = np.zeros((world.crews.size, 3), np.int64)
        measure_unpaid(world, playing.calendar, playing.week - 1, crews, np.zeros((world.claims.size, 3), np.int64))
        there = np.isin(world.projects.uid[world.contracts.project[world.crews.contract]], projects)
        seen.append(crews[there & (world.crews.state != FREE)].sum(axis=0) / MILLION_YUAN)
        earned |= _earned(world, projects)
    means = np.mean(seen, axis=0)
    return There(means[OVERDUE], means[OVER_30], (sum(earned.values()) - sum(before.values())) / MILLION_YUAN)


def _earned(world: World, projects: np.ndarray) -> dict[int, int]:
    """Own wages in fen of each contract of some projects since it began."""
    contracts = world.contracts
    there = (contracts.state != FREE) & np.isin(world.projects.uid[contracts.project], projects)
    return dict(zip(contracts.uid[there].tolist(), contracts.wages_fen[there].tolist(), strict=True))
