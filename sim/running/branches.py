"""Scenarios that share a past play it once; then each goes on from a copy of the world and of its recording."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np

from sim.core.calendar import first_monday
from sim.errors import InputError
from sim.parameters.cards import load_cards
from sim.running.compact import record_of
from sim.running.one import Playing, finish
from sim.running.pasts import begin
from sim.running.records import Record
from sim.scenario import Scenario

DATES = ("date", "start")  # keys under which an entry of a list says when it begins to act


@dataclass(frozen=True)
class Trunk:
    """Weeks that scenarios play alike, and what grows from them.

    Attributes
    ----------
    scenarios : tuple of Scenario
        All that go through these weeks.
    until : int
        The first week they do not share, counted from the start of the warm-up; one scenario plays to its end.
    branches : tuple of Trunk
        What follows, that which branches again last, for it takes over the world of its past; none behind a single
        scenario.
    """

    scenarios: tuple[Scenario, ...]
    until: int
    branches: tuple["Trunk", ...] = ()

    @property
    def weeks(self) -> int:
        """Weeks to be played in all, from the start of the warm-up."""
        return self._weeks_from(0)

    @property
    def worlds(self) -> int:
        """The most worlds that are there at one time: the past's, and that of the branch being played."""
        kept = [1 + branch.worlds for branch in self.branches[:-1]]
        return max([1, *kept, *(branch.worlds for branch in self.branches[-1:])])

    def _weeks_from(self, week: int) -> int:
        return self.until - week + sum(branch._weeks_from(self.until) for branch in self.branches)


def trunks(scenarios: Sequence[Scenario]) -> list[Trunk]:
    """How to play scenarios so that no common past is played twice, in the order of their first scenarios."""
    if len(scenarios) == 1:
        return [Trunk(tuple(scenarios), scenarios[0].weeks_before + scenarios[0].weeks)]
    return _grown([_Plan.of(s) for s in scenarios], 0)


def play_trunk(trunk: Trunk, replicate: int, region: int = 0) -> list[Record | Exception]:
    """Play one replicate, or one region of it, of all scenarios of a trunk.

    Returns
    -------
    list of Record or Exception
        In the order of `trunk.scenarios`; an exception where the run failed. A failure in the common past is one of
        every scenario that goes through it.

    Raises
    ------
    InputError
        If a scenario does not fit its world.
    """
    found: dict[Scenario, Record | Exception] = {}
    try:
        for scenario, gave in _played(trunk, begin(trunk.scenarios[0], replicate, region)):
            found[scenario] = gave
    except InputError:
        raise
    except Exception as error:  # building the world failed
        return [found.get(scenario, error) for scenario in trunk.scenarios]
    return [found[scenario] for scenario in trunk.scenarios]


def _played(trunk: Trunk, playing: Playing) -> Iterator[tuple[Scenario, Record | Exception]]:
    try:
        playing.play(trunk.until)
        if not trunk.branches:
            yield trunk.scenarios[0], record_of(finish(playing))
            return
    except InputError:
        raise
    except Exception as error:
        yield from ((scenario, error) for scenario in trunk.scenarios)
        return
    for number, branch in enumerate(trunk.branches, 1):
        yield from _played(branch, playing.branch(branch.scenarios[0], keep=number < len(trunk.branches)))


@dataclass(frozen=True, eq=False)
class _Plan:
    """What decides a run, in the form in which two runs are compared week by week."""

    scenario: Scenario
    whole: tuple[tuple[str, Any], ...]  # what holds for all weeks
    params: np.ndarray  # bytes [week, byte of the record]
    dated: tuple[tuple[int, Any], ...]  # (week, content) of shocks and of whatever else has a date

    @classmethod
    def of(cls, scenario: Scenario) -> "_Plan":
        """The plan of a scenario."""
        cards = load_cards()
        monday0 = int(scenario.calendar().sunday[0]) - 6
        whole, dated = [("seed", scenario.seed)], []
        for key, value in scenario.resolved().items():
            if key.startswith("policies["):
                continue  # measures act through the records of their weeks
            if "[" in key:
                dated.append((_week_of(value, monday0), value))
            elif key not in cards and not key.startswith("causes."):  # both act through the records of the weeks
                whole.append((key, value))
        records = np.ascontiguousarray(scenario.week_records())
        return cls(scenario, tuple(whole), records.view(np.uint8).reshape(len(records), -1), tuple(dated))

    def shared(self, other: "_Plan") -> int:
        """Weeks from the start of the warm-up that both play alike; none where each keeps a warm-up of its own."""
        if self.whole != other.whole:
            return 0
        differ = (self.params != other.params).any(axis=1)
        first = int(np.argmax(differ)) if differ.any() else len(differ)
        rest = [entry for entry in self.dated if entry not in other.dated]
        rest += [entry for entry in other.dated if entry not in self.dated]
        if not rest and self.dated != other.dated:  # the same shocks in another order
            rest = list(self.dated)
        alike = min([first, *(max(0, week) for week, _ in rest)])
        warmed_up = self.scenario.population.world == "warmed_up"
        return 0 if warmed_up and alike < self.scenario.weeks_before else alike


def _week_of(entry: Any, monday0: int) -> int:
    """The week in which an entry of a list begins to act; 0 where it does not say."""
    given = [entry[key] for key in DATES if isinstance(entry, dict) and entry.get(key)]
    days = [date.fromisoformat(day) if isinstance(day, str) else day for day in given]
    return min(((first_monday(day).toordinal() - monday0) // 7 for day in days), default=0)


def _grown(plans: list[_Plan], week: int) -> list[Trunk]:
    """Trunks of plans that are alike before `week`."""
    found: list[Trunk] = []
    left = list(plans)
    while left:
        first = left[0]
        end = len(first.params)
        same = [plan for plan in left if plan is first or first.shared(plan) > week]
        left = [plan for plan in left if not any(plan is one for one in same)]
        scenarios = tuple(plan.scenario for plan in same)
        if len(same) == 1:
            found.append(Trunk(scenarios, end))
            continue
        until = min(first.shared(plan) for plan in same[1:])
        branches = _grown(same, until) if until < end else [Trunk((s,), end) for s in scenarios]
        branches.sort(key=lambda branch: branch.worlds)
        found.append(Trunk(scenarios, until, tuple(branches)))
    return found
