"""Money is neither created nor lost, in shipped and in random scenarios."""

from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from random_policies import random_policies

from sim.outcomes import COLUMN
from sim.parameters.causes import CAUSES
from sim.running.one import Playing
from sim.scenario import Population, Scenario, Shock, load_scenario, shipped_scenarios
from sim.world import check

START = date(2014, 1, 6)


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


SHOCKS = st.builds(
    lambda kind, weeks, number, length, lost: Shock(
        kind=kind,
        date=START + timedelta(weeks=weeks),
        target=f"project:{number}",
        weeks=None if kind == "flight" else length,
        lost_share=lost if kind == "dispute" else 0.0,
    ),
    st.sampled_from(["flight", "owner_stops", "dispute"]),
    st.integers(1, 35),
    st.integers(1, 3),
    st.integers(1, 30),
    st.floats(0, 1),
)
CHANGES = st.fixed_dictionaries(
    {},
    optional={
        "firms.flight_chance": st.floats(0, 0.2),
        "firms.refusal_chance": st.floats(0, 0.3),
        "contracts.dispute_chance": st.floats(0, 1),
        "contracts.advance_share": st.floats(0, 0.4),
        "contracts.part_share_other": st.floats(0.45, 1),
        "firms.kappa": st.floats(0, 2),
        "owners.pay_chance_other": st.floats(0, 1),
        "wages.allowance_share": st.floats(0, 1),
        "wages.write_off_weeks": st.integers(1, 60),
        "chains.leaf_tier": st.floats(1, 6),
        "crews.size": st.floats(3, 30),
        "projects.duration_weeks": st.floats(8, 120),
    },
)


@settings(max_examples=300, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    workers=st.integers(6, 400),
    weeks=st.integers(40, 60),
    off=st.sets(st.sampled_from(sorted(CAUSES))),
    changes=CHANGES,
    shocks=st.lists(SHOCKS, max_size=3),
    measures=random_policies(START),
    replicate=st.integers(0, 1000),
)
def test_identities_hold_in_random_mixes_of_measures_causes_and_shocks(
    workers, weeks, off, changes, shocks, measures, replicate
):
    scenario = Scenario(
        name="random", title="random", why="", start=START, weeks=weeks, warmup_weeks=0,
        population=Population(projects=3, government_projects=1, workers=workers), shocks=tuple(shocks),
    )  # fmt: skip
    scenario = scenario.with_parameters(changes).with_causes(dict.fromkeys(off, False)).with_policies(*measures)
    assert_identities(play(scenario, replicate))
