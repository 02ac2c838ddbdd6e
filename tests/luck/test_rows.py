"""Where the row of a contract, bill or crew lies decides nothing; only the order of the firms' rows does (decision 19)."""

import numpy as np
import pytest

from sim.chain.tables import CONTRACT_ROOM
from sim.chain.tidy import TIDY_WEEKS, tidy_rows
from sim.core.compiled import compiled
from sim.core.lend import lend
from sim.running.one import Playing, finish
from sim.scenario import load_scenario

MANY_END = {
    "firms.flight_chance": 0.05,
    "firms.failure_weeks": 2,
    "firms.boss_quits_weeks": 2,
    "firms.replacement_weeks": 0,
}
MANY_COMPLAIN = {
    "voice.after_weeks": 0.0,
    "voice.chance_after": 1.0,
    "voice.chance_working": 0.5,
    "authority.officers_per_1000_workers": 100.0,
}


@compiled
def tidy(w):
    """Tidy now."""
    tidy_rows(lend(w))


@pytest.mark.parametrize(
    ("name", "settings"),
    [
        ("baseline", {}),
        ("deposit_and_direct_payment", {}),
        ("baseline", MANY_END),
        ("baseline", MANY_COMPLAIN | {"authority.order_kept_chance": 1.0}),
        ("baseline", MANY_COMPLAIN | {"authority.order_kept_chance": 0.5}),
    ],
)
def test_it_does_not_matter_where_rows_lie(name, settings):
    scenario = load_scenario(name).with_settings({"warmup_weeks": 52, "weeks": 104} | settings)
    left, tidied = Playing(scenario, 0), Playing(scenario, 0)
    moved = 0
    for week in range(1, len(left.calendar.sunday) + 1):
        left.play(week)
        tidied.play(week)
        tidy(tidied.world)
        assert np.array_equal(left.recording.values, tidied.recording.values), week
        moved += not np.array_equal(left.world.contracts.uid, tidied.world.contracts.uid)
    assert moved > 100
    one, other = finish(left), finish(tidied)
    assert one.places.tobytes() == other.places.tobytes()
    assert one.flows.tobytes() == other.flows.tobytes()
    assert np.array_equal(np.sort(one.events), np.sort(other.events))
    assert one.broken == other.broken == ()


def test_each_quarter_rows_of_one_project_lie_together():
    playing = Playing(load_scenario("baseline"), 0)
    tidied = 8 * TIDY_WEEKS
    playing.play(tidied + 1)
    contracts = playing.world.contracts
    project = contracts.project[: playing.world.room.top[CONTRACT_ROOM]]
    kept = project[contracts.start_week[: len(project)] < tidied]
    assert (np.diff(kept) >= 0).all()
