"""Who else exists does not change anybody's luck."""

import numpy as np

from sim.core.draws import Stream, uniform
from sim.population.build import build_world
from sim.scenario import load_scenario

BASE = load_scenario("baseline").with_settings(
    {"population.workers": 150, "population.projects": 5, "population.government_projects": 3}
)


def world_of(**population: int):
    scenario = BASE.with_settings({f"population.{name}": value for name, value in population.items()})
    params = scenario.week_records().view(np.recarray)
    return build_world(scenario.population, params[0], 77, 2, 10)


def test_a_draw_knows_only_its_own_uid():
    few = {uid: uniform(9, Stream.HIRE_PERSON, 3, uid) for uid in range(1, 200)}
    many = {uid: uniform(9, Stream.HIRE_PERSON, 3, uid) for uid in range(300, 0, -1)}
    assert all(many[uid] == draw for uid, draw in few.items())


def test_more_workers_leave_all_others_as_they_are():
    few, more = world_of().persons, world_of(workers=160).persons
    assert more.size > few.size
    for column in ("uid", "day_wage_fen", "skill", "patience_weeks"):
        assert np.array_equal(few[column], more[column][: few.size]), column


def test_one_more_project_leaves_the_luck_of_others():
    few, more = world_of(), world_of(projects=6)
    assert more.slots.size == few.slots.size + 1
    row = {int(uid): i for i, uid in enumerate(more.projects.uid) if more.projects.state[i] > 0}
    for i in np.flatnonzero(few.projects.state > 0):
        other = more.projects[row[int(few.projects.uid[i])]]
        for column in ("planned_weeks", "sector", "size_class"):
            assert few.projects[column][i] == other[column], column
    # firms and owners keep their characters
    there = {int(firm.uid): firm for firm in more.firms[more.firms.state > 0]}
    for firm in few.firms[few.firms.state > 0]:
        other = there[int(firm.uid)]
        assert (firm.kappa, firm.order) == (other.kappa, other.order)
    assert np.array_equal(few.owners.promptness[:3], more.owners.promptness[:3])
