"""Who else exists does not change anybody's luck."""

import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np

from sim.core.draws import Stream, uniform
from sim.population.build import build_world
from sim.population.given import untabled
from sim.running.one import Playing, finish
from sim.scenario import load_scenario

BASE = load_scenario("baseline").with_settings(
    {"population.workers": 150, "population.projects": 5, "population.government_projects": 3}
)


def world_of(**population: int):
    scenario = BASE.with_settings({f"population.{name}": value for name, value in population.items()})
    params = scenario.week_records().view(np.recarray)
    tables = untabled(scenario.population.projects)
    return build_world(scenario.population, tables, params[0], 77, 2, scenario.calendar())


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


def test_a_person_who_never_takes_work_changes_nothing_in_a_played_run():
    """To the fen, in every week: hiring, draws, room for tables."""
    played = []
    for persons_per_job in (1.25, 1.3):
        scenario = BASE.with_settings(
            {"weeks": 80, "warmup_weeks": 0, "workers.persons_per_job": persons_per_job, "firms.flight_chance": 0.05}
        )
        playing = Playing(scenario, 4)
        persons = playing.world.persons
        persons.barred_until[188:] = 32767
        playing.play(80)
        played.append((persons.size, finish(playing), playing.world.persons[:188]))
    (few, mine, people), (more, theirs, others) = played
    assert (few, more) == (188, 195)
    for name in ("values", "places", "flows", "balances", "events"):
        assert getattr(mine, name).tobytes() == getattr(theirs, name).tobytes(), name
    assert people.tobytes() == others.tobytes()
    assert mine.values.any()


def test_one_more_changes_nobody_elses_draws_in_a_played_run():
    """One more person in the pool, or one more worker on the projects: see `drawn`, which checks each draw."""
    script = Path(__file__).with_name("drawn.py")
    environment = os.environ | {"ARREARS_NO_JIT": "1", "PYTHONPATH": str(script.parents[2])}
    done = subprocess.run([sys.executable, str(script)], env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert told.pop("streams") > 40
    assert min(told.values()) > 0.9, told  # most of what was drawn, and of who was there, is in both runs
