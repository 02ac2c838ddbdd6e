"""Money is neither created nor lost, in shipped and in random scenarios."""

from datetime import date

import numpy as np
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from random_policies import random_policies
from small_worlds import weeks_of, worlds

from sim.errors import InputError
from sim.outcomes import COLUMN
from sim.running.one import Playing
from sim.scenario import Population, Scenario, load_scenario, shipped_scenarios
from sim.world import check


def assert_identities(playing: Playing) -> None:
    """Accounts sum to zero; accrued = paid + open + given up + written off; places add up."""
    assert check(playing.world) == []
    recording, week = playing.recording, playing.week
    values = recording.values[:week]
    flow = {n: values[:, COLUMN[n]].cumsum() for n in ("wages_earned", "wages_paid", "given_up", "written_off")}
    still_open = values[:, COLUMN["deferred"]] + values[:, COLUMN["overdue"]]
    settled = flow["wages_paid"] + flow["given_up"] + flow["written_off"]
    assert np.array_equal(flow["wages_earned"], settled + still_open)
    ages = sum(values[:, COLUMN[f"overdue_{a}_days"]] for a in ("0_30", "31_90", "91_180", "over_180"))
    assert np.array_equal(ages, values[:, COLUMN["overdue"]])
    recorded = recording.places_recorded[:week]
    for clock, name in enumerate(("overdue", "unpaid_over_30_days")):
        total = recording.places[:week, clock].sum(axis=(1, 2, 3))
        assert np.array_equal(total[recorded], values[recorded, COLUMN[name]])
    for name in ("overdue", "unpaid_over_30_days", "wages_paid", "workers_on_site"):
        by_kind = values[:, COLUMN[name] + 1 : COLUMN[name] + 5].sum(axis=1)
        assert np.array_equal(by_kind, values[:, COLUMN[name]])


def play(scenario: Scenario, replicate: int = 0) -> Playing:
    playing = Playing(scenario, replicate, record_every=1)
    playing.play(len(playing.calendar.sunday))
    return playing


@pytest.mark.parametrize("name", sorted(shipped_scenarios()))
def test_identities_hold_in_every_shipped_scenario(name):
    assert_identities(play(load_scenario(name)))


def test_cash_sums_to_zero_every_week():
    playing = Playing(load_scenario("toy_chain"), 0)
    for week in range(1, 60):
        playing.play(week)
        assert playing.world.accounts.balance_fen.sum() == 0


@st.composite
def mixes(draw: st.DrawFn) -> Scenario:
    """A random world with a random mix of measures."""
    scenario = draw(worlds(400, most_projects=8))
    try:
        return scenario.with_policies(*draw(random_policies(scenario.start)))
    except InputError:  # a window outside the run
        assume(False)
        raise


@settings(max_examples=300, deadline=None, suppress_health_check=list(HealthCheck))
@given(scenario=mixes())
def test_identities_hold_every_week_in_random_mixes_of_measures_causes_and_shocks(scenario):
    for playing, week in weeks_of(scenario):
        assert check(playing.world) == [], week
    assert_identities(playing)


def test_the_most_money_that_a_scenario_may_hold_is_counted_exactly():
    """Everything dear, and prices as high as a scenario file allows with it."""
    dear = {
        "chains.labour_price_ratio": 3.0, "contracts.advance_share": 0.5, "contracts.labour_share": 0.05,
        "crews.days_per_week": 7, "firms.kappa": 100.0, "projects.duration_weeks": 1040.0, "projects.opening_age": 0.0,
        "workers.mean_day_wage_fen": 1_000_000, "workers.skill_wage": 20.0, "workers.wage_spread": 20.0,
    }  # fmt: skip
    scenario = Scenario(
        name="dear", title="dear", why="", start=date(2014, 3, 3), weeks=60, warmup_weeks=0,
        population=Population(projects=2, government_projects=1, workers=100),
    )  # fmt: skip
    with pytest.raises(InputError, match="trillion yuan can be counted") as error:
        scenario.with_parameters(dear | {"economy.index": 10.0})
    assert len(error.value.lines) == 1
    low, high = 0.1, 10.0
    for _ in range(20):
        try:
            dearest = scenario.with_parameters(dear | {"economy.index": (low + high) / 2})
            low = (low + high) / 2
        except InputError:
            high = (low + high) / 2
    for playing, week in weeks_of(dearest):
        assert check(playing.world) == [], week
    assert playing.world.contracts.price_fen.max() > 2**45
    assert_identities(playing)
