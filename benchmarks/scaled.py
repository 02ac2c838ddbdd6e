"""Scenarios at other sizes."""

from pathlib import Path

from sim.scenario import Scenario, load_scenario

CORE = Path(__file__).parent / "bench_core.toml"


def scaled(scenario: Scenario, workers: int) -> Scenario:
    """The scenario with that many workers, and projects in proportion; firms and owners follow the projects."""
    scale = workers / scenario.population.workers
    projects = max(1, round(scenario.population.projects * scale))
    government = min(projects, round(scenario.population.government_projects * scale))
    numbers = {"workers": workers, "projects": projects, "government_projects": government}
    return scenario.with_settings({f"population.{key}": value for key, value in numbers.items()})


def baseline(workers: int) -> Scenario:
    """The shipped baseline with that many workers."""
    return scaled(load_scenario("baseline"), workers)


def core(workers: int) -> Scenario:
    """The closed region that engine and peer both play, with that many workers."""
    return scaled(load_scenario(CORE), workers)
