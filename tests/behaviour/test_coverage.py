"""Whom measures cover, against the same rules told once more in Python; orders move compliance."""

from datetime import date, timedelta

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

import sim
from sim.chain.events import ORDER_ISSUED
from sim.chain.tables import EVENT_ROOM, FREE, OWNER_KINDS, SECTORS
from sim.core.draws import Stream, uniform_plain
from sim.declared.kinds import SIZES
from sim.declared.measures import MONTHLY_PAY, REAL_NAME, WRITTEN_CONTRACTS
from sim.running.one import Playing

NUMBERS = {"written_contracts": WRITTEN_CONTRACTS, "real_name": REAL_NAME, "monthly_pay": MONTHLY_PAY}
SMALL = sim.load_scenario("baseline").with_settings(
    {"weeks": 90, "warmup_weeks": 0, "population.workers": 240, "population.projects": 30,
     "population.government_projects": 12}
).with_parameters({"projects.duration_weeks": 40.0})  # fmt: skip


class Told:
    """The masks of all projects as the scenario asks for them, kept week by week."""

    def __init__(self, playing, policies):
        self.playing, self.policies = playing, policies
        self.since = {}  # (project uid, number) -> week
        self.ordered = {}  # project uid -> week
        self.seen = 0

    def of_week(self, week):
        """Project uid -> (numbers on paper, numbers in use), for the week being played."""
        world = self.playing.world
        found = {}
        for row in np.flatnonzero(world.projects.state != FREE):
            project = world.projects[row]
            uid = int(project.uid)
            paper, use = set(), set()
            for policy in self.policies:
                if not self.covers(policy, project, week):
                    self.since.pop((uid, policy.number), None)
                    continue
                paper.add(policy.number)
                covered = week - self.since.setdefault((uid, policy.number), week)
                recently = week - self.ordered.get(uid, -(10**6)) < 52
                c = policy.highest if recently else policy.compliance if covered < 52 else policy.lowest
                u = uniform_plain(self.playing.seed, Stream.COMPLIES, 0, uid)
                if u < c and covered >= getattr(policy, "setup_weeks", 0):
                    use.add(policy.number)
            found[uid] = (paper, use)
        events = world.events[self.seen : world.room.first_free[EVENT_ROOM]]
        self.seen += len(events)
        for event in events[events.kind == ORDER_ISSUED]:
            self.ordered[int(event.project_uid)] = week
        return found

    def covers(self, policy, project, week):
        start, stop = policy.start, policy.stop
        monday = SMALL.start + timedelta(weeks=week)
        if monday < start or (stop is not None and monday >= stop):
            return False
        cover, uid = policy.coverage, int(project.uid)
        first = (start - SMALL.start).days // 7
        late = cover.projects == "new" and project.start_week < first
        complete = project.complete_week < week  # before this week's coverage was set
        if (late or complete) and (uid, policy.number) not in self.since:
            return False
        named = (
            OWNER_KINDS[self.playing.world.owners.kind[project.owner]] in cover.owner_kinds
            and SECTORS[project.sector] in cover.sectors
            and SIZES[project.size_class] in cover.sizes
        )
        return named and uniform_plain(self.playing.seed, Stream.COVERED, policy.number, uid) < cover.share


def numbers(mask):
    return {n for n in range(32) if mask >> n & 1}


def some(names):
    return st.sets(st.sampled_from(names), min_size=1).map(lambda chosen: tuple(n for n in names if n in chosen))


@st.composite
def policies(draw):
    found = []
    for kind in draw(st.sets(st.sampled_from(sorted(NUMBERS)), min_size=1)):
        start = draw(st.integers(0, 30))
        low, middle, high = sorted(draw(st.tuples(*[st.floats(0, 1)] * 3)))
        coverage = sim.policies.Coverage(
            owner_kinds=draw(some(OWNER_KINDS)), sectors=draw(some(SECTORS)), sizes=draw(some(SIZES)),
            share=draw(st.floats(0, 1)), projects=draw(st.sampled_from(["new", "all"])),
        )  # fmt: skip
        found.append(
            sim.policies.MEASURES_BY_KIND[kind](
                start=SMALL.start + timedelta(weeks=start),
                stop=draw(st.sampled_from([None, SMALL.start + timedelta(weeks=start + 20)])),
                coverage=coverage, floor=low, compliance=middle, ceiling=high,
            )
        )  # fmt: skip
    return tuple(found)


@settings(max_examples=40)
@given(policies(), st.integers(0, 100))
def test_masks_are_what_the_scenario_says(measures, replicate):
    playing = Playing(SMALL.with_policies(*measures), replicate)
    told = Told(playing, measures)
    ever = {measure.number: (set(), set()) for measure in measures}
    for week in range(SMALL.weeks):
        playing.play(week + 1)
        expected = told.of_week(week)
        projects = playing.world.projects
        for row in np.flatnonzero(projects.state != FREE):
            uid = int(projects.uid[row])
            masks = (numbers(projects.on_paper[row]), numbers(projects.in_use[row]))
            assert masks == expected[uid], (week, uid)
            for number in ever:
                for which in (0, 1):
                    if number in masks[which]:
                        ever[number][which].add(uid)
    report = playing.world.measures
    for number, (paper, use) in ever.items():
        assert (report.projects[number], report.users[number]) == (len(paper), len(use))


def test_what_stays_covered_when_a_measure_for_new_projects_is_followed_by_another():
    first = sim.policies.MonthlyPay(stop="2014-06-02", coverage={"projects": "new"})
    second = sim.policies.MonthlyPay(start="2014-06-02", coverage={"projects": "new"})
    late = sim.policies.MonthlyPay(start="2014-06-09", coverage={"projects": "new"})
    covered = []
    for follows in (second, late):
        playing = Playing(SMALL.with_policies(first, follows), 3)
        playing.play((date(2014, 6, 9) - SMALL.start).days // 7 + 1)
        projects = playing.world.projects
        covered.append(set(projects.uid[(projects.on_paper >> MONTHLY_PAY) & 1 == 1].tolist()))
    assert len(covered[0]) >= 30  # the opening projects start in the first week of the first measure
    assert len(covered[1]) < 10


def test_orders_raise_use_where_they_fall_and_nowhere_else():
    measure = sim.policies.WrittenContracts(compliance=0.0, ceiling=1.0)
    playing = Playing(sim.load_scenario("baseline").with_settings({"warmup_weeks": 0}).with_policies(measure), 0)
    playing.play(100)
    projects = playing.world.projects
    used = (projects.in_use >> WRITTEN_CONTRACTS) & 1 == 1
    there = projects.state != FREE
    recent = there & (99 - projects.ordered_week < 52)
    # an order of this very week is seen by the next one
    assert np.array_equal(used[there & (projects.ordered_week < 99)], recent[there & (projects.ordered_week < 99)])
    assert 0 < used.sum() < there.sum()
