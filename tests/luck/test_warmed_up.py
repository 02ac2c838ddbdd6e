"""Replicates of one warmed-up world: the same past, played once, and luck of their own from the start on."""

from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from test_branches import LATE, SMALL, UNLIKE, same

from sim import Model
from sim.outcomes import COLUMN
from sim.running import pasts
from sim.running.branches import play_trunk, trunks
from sim.running.compact import play_record, record_of
from sim.running.many import run_many
from sim.running.one import Playing, run
from sim.scenario import Shock

WARM = {"population.world": "warmed_up"}
WARMED = SMALL.with_settings(WARM)


@pytest.fixture(autouse=True)
def _nothing_kept():
    pasts.forget()
    yield
    pasts.forget()


@pytest.fixture
def weeks(monkeypatch):
    """Weeks that were played, by replicate."""
    played = []
    play = Playing.play
    monkeypatch.setattr(
        Playing, "play", lambda self, until: (played.append((self.replicate, until - self.week)), play(self, until))
    )
    return played


def test_replicates_part_at_the_start():
    own, warmed = [run(SMALL, k) for k in range(3)], [run(WARMED, k) for k in range(3)]
    assert np.array_equal(own[0].values, warmed[0].values)  # replicate 0 has nobody else's luck
    for other in warmed[1:]:
        assert np.array_equal(other.values[0], warmed[0].values[0])  # the opening state
        assert not np.array_equal(other.values[1:], warmed[0].values[1:])
    assert not np.array_equal(own[1].values[0], warmed[1].values[0])
    assert not np.array_equal(warmed[1].values[-1], warmed[2].values[-1])


@pytest.mark.parametrize("settings", [{}, {"population.regions": 2}, {"warmup_weeks": 0}])
def test_a_kept_past_gives_the_bytes_of_a_run_by_itself(settings):
    scenario = WARMED.with_settings(settings)
    for region in range(scenario.population.regions):
        for k in (2, 0, 1, 2):
            assert same(play_record(scenario, k, region), record_of(run(scenario, k, region=region)))


def test_the_past_is_played_once_whatever_runs_abreast(weeks):
    records, failures = run_many([WARMED], 4, jobs=2)
    assert not failures
    assert sorted(weeks) == [(0, 30), *((k, 60) for k in range(4))]
    assert not pasts._kept  # the world is let go
    assert all(same(records.store[key], play_record(WARMED, key[2])) for key in records.keys)


def test_scenarios_with_one_past_share_it_too(weeks):
    late = LATE.with_settings(WARM)
    records, _ = run_many([WARMED, late], 2, jobs=2)
    assert sum(n for _, n in weeks) == 30 + 2 * (34 + 2 * 26)  # they part on 1 September, in week 64
    for key in records.keys:
        scenario = WARMED if key[0] == WARMED.fingerprint() else late
        assert same(records.store[key], record_of(run(scenario, key[2])))


def test_scenarios_that_part_before_the_start_have_pasts_of_their_own():
    early = replace(
        WARMED.with_parameters({"contracts.dispute_chance": [{"from": date(2013, 9, 2), "value": 0.0}]}), name="early"
    )
    arms = [WARMED, early, UNLIKE.with_settings(WARM)]
    own = [s.with_settings({"population.world": "replicate"}) for s in arms]
    assert [len(trunk.scenarios) for trunk in trunks(own)] == [2, 1]
    grown = trunks(arms)
    assert [len(trunk.scenarios) for trunk in grown] == [1, 1, 1]
    for trunk in grown:
        for scenario, record in zip(trunk.scenarios, play_trunk(trunk, 1), strict=True):
            assert same(record, record_of(run(scenario, 1))), scenario.name


def test_a_shock_after_the_start_strikes_in_every_replicate():
    flees = Shock(kind="flight", date=date(2014, 2, 3), target="firm:4")
    struck = replace(WARMED, name="struck", shocks=(flees,))
    gone = [play_record(struck, k) for k in range(2)]
    assert [r.struck.tolist() for r in gone] == [run(struck, k).struck.tolist() for k in range(2)]
    assert gone[0].struck.sum() > 0


def test_pasts_are_kept_as_far_as_memory_is_set_aside(monkeypatch, weeks):
    monkeypatch.setattr(pasts, "MOST_BYTES", 0)
    other = WARMED.with_seed(7)
    for scenario in (WARMED, WARMED, other, WARMED):
        pasts.begin(scenario, 1)
    assert len(weeks) == 3  # the second found it, the last came after another had taken its place


def test_a_model_has_the_same_past_also_when_saved(tmp_path):
    model = Model(WARMED, replicate=1)
    model.save(tmp_path / "start.npz")
    again = Model.load(tmp_path / "start.npz")
    for one in (model, again):
        one.run_model()
        assert one.value("unpaid") == run(WARMED, 1).values[-1, COLUMN["unpaid"]] > 0
