"""An exported world, read back with its rows in any order, gives the same run to the fen."""

import numpy as np
import pytest
from folders import played, scenario_of, world_bytes, write_tables
from hypothesis import given, settings
from hypothesis import strategies as st
from test_worlds import TABLES

from sim.errors import InputError
from sim.parameters.cards import load_cards
from sim.population.export import world_tables
from sim.population.export import write_tables as write_world
from sim.running.one import Playing
from sim.scenario import load_scenario

SMALL = {"weeks": 40, "warmup_weeks": 30, "population.world": "shared"}
CARDS = {
    "projects.opening_age": [0.0, 1.0],
    "contracts.advance_share": [0.0, 0.137],
    "chains.workers_per_branch": [3, 25],
    "economy.index": [0.83, 1.0, 1.7],
    "owners.projects_per_owner": [0.5, 2.5, 40.0],
    "workers.persons_per_job": [1.0, 1.25],
}


def shuffled(source, target, seed):
    """The same tables with their rows in another order."""
    rng = np.random.default_rng(seed)
    target.mkdir()
    for path in source.glob("*.csv"):
        head, *rows = path.read_text().splitlines()
        (target / path.name).write_text("\n".join([head, *(rows[i] for i in rng.permutation(len(rows)))]) + "\n")
    return target


def read_back(folder, scenario):
    """A scenario that is another one but for its population, which is that of a folder."""
    (folder.parent / "original.toml").write_text(scenario.to_toml())
    path = folder.parent / "back.toml"
    path.write_text(f'extends = "original.toml"\n[population]\nfrom = "{folder.name}"\n')
    return load_scenario(path).with_seed(scenario.seed)


@st.composite
def scenarios(draw):
    projects = draw(st.integers(1, 7))
    sizes = {
        "population.projects": projects,
        "population.government_projects": draw(st.integers(0, projects)),
        "population.workers": draw(st.one_of(st.integers(1, 7), st.integers(projects, 200))),
    }
    cards = {name: draw(st.sampled_from(values)) for name, values in CARDS.items()}
    causes = {f"causes.{cause}": draw(st.booleans()) for cause in ("chains", "commingling")}
    if not causes["causes.chains"]:
        cards["projects.opening_age"] = 0.0
    return load_scenario("baseline").with_settings(SMALL | sizes | cards | causes).with_seed(draw(st.integers(0, 9999)))


@settings(max_examples=15)
@given(scenario=scenarios(), order=st.integers(0, 9999))
def test_a_world_read_back_gives_the_same_run(tmp_path_factory, scenario, order):
    folder = tmp_path_factory.mktemp("export")
    world = Playing(scenario, 0).world
    write_world(world_tables(world), folder / "written")
    back = read_back(shuffled(folder / "written", folder / "shuffled", order), scenario)
    assert back.population.model_dump(exclude={"from_"}) == scenario.population.model_dump(exclude={"from_"}) | {
        "workers": max(scenario.population.workers, scenario.population.projects)
    }
    assert world_bytes(Playing(back, 0).world) == world_bytes(world)
    for replicate in (0, 2):
        assert played(back, replicate) == played(scenario, replicate)


@pytest.mark.parametrize("workers", [1, 3, 6])
def test_fewer_workers_than_projects_are_one_on_each(tmp_path, workers):
    sizes = {"population.projects": 7, "population.government_projects": 4, "population.workers": workers}
    scenario = load_scenario("baseline").with_settings(SMALL | sizes)
    world = Playing(scenario, 0).world
    write_world(world_tables(world), tmp_path / "written")
    back = read_back(tmp_path / "written", scenario)
    assert (world.slots.opening_workers == 1).all()
    assert world.persons.size == round(7 * load_cards()["workers.persons_per_job"].value[0][1])
    assert played(back, 1) == played(scenario, 1)


@pytest.mark.parametrize("order", range(4))
def test_a_world_from_tables_with_crews_at_work_is_written_and_read_back(tmp_path, order):
    scenario = scenario_of(write_tables(tmp_path / "county", **TABLES), workers=90)
    write_world(world_tables(Playing(scenario, 0).world), tmp_path / "written")
    back = read_back(shuffled(tmp_path / "written", tmp_path / "shuffled", order), scenario)
    assert (tmp_path / "written" / "crews.csv").read_text().count("\n") == 4
    first, second = (Playing(s, 0).world for s in (scenario, back))
    for column in ("uid", "hands", "day_wages_fen", "end_week", "regime"):
        assert np.array_equal(first.crews[column], second.crews[column]), column
    assert played(back, 1) == played(scenario, 1)


def test_what_is_drawn_per_replicate_is_that_of_replicate_0(tmp_path):
    scenario = load_scenario("baseline").with_settings(
        SMALL
        | {
            "population.projects": 5,
            "population.government_projects": 3,
            "population.workers": 150,
            "population.world": "replicate",
        }
    )
    write_world(world_tables(Playing(scenario, 0).world), tmp_path / "written")
    back = read_back(tmp_path / "written", scenario)
    assert played(back, 0) == played(scenario, 0)
    assert played(back, 1) != played(scenario, 1)


def test_a_folder_that_holds_something_is_refused(tmp_path):
    tables = world_tables(Playing(load_scenario("toy_chain"), 0).world)
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "mine.txt").write_text("x")
    with pytest.raises(InputError, match="holds something already"):
        write_world(tables, tmp_path / "full")
    assert [path.name for path in (tmp_path / "full").iterdir()] == ["mine.txt"]
    (tmp_path / "empty").mkdir()
    write_world(tables, tmp_path / "empty")
    assert len(list((tmp_path / "empty").iterdir())) == 5
    assert {path.name for path in tmp_path.iterdir()} == {"full", "empty"}
