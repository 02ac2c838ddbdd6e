"""Measures and luck: neutral ones change nothing, none changes what was before it, runs share their past."""

from dataclasses import replace

import numpy as np
import pytest

import sim
from sim.outcomes import COLUMN
from sim.policies import MEASURES_BY_KIND
from sim.policies.outcomes import ON_PAPER
from sim.running.branches import play_trunk, trunks
from sim.running.compact import play_record
from sim.running.one import run
from sim.running.records import ARRAYS
from sim.scenario import load_scenario

SMALL = load_scenario("baseline").with_settings(
    {"weeks": 60, "warmup_weeks": 30, "population.workers": 150, "population.projects": 5,
     "population.government_projects": 3}
)  # fmt: skip
START, FIRST = "2014-06-02", 22  # the first week in which it acts, as results count
ARRAYS_OF_A_RUN = ("values", "places", "places_recorded", "flows", "balances", "events")
PAPER = [column for name, column in COLUMN.items() if name.startswith(ON_PAPER)]


def free(measure):
    """The parameters of a measure that are costs, all zero."""
    return dict.fromkeys((name for name in measure.parameters() if "_fen_per_" in name), 0)


@pytest.fixture(scope="module")
def baseline():
    return run(SMALL, 1)


@pytest.mark.parametrize("kind", MEASURES_BY_KIND)
def test_covering_nothing_changes_nothing(kind, baseline):
    found = run(SMALL.with_policies(MEASURES_BY_KIND[kind](start=START, coverage={"share": 0})), 1)
    for name in ARRAYS_OF_A_RUN:
        assert getattr(found, name).tobytes() == getattr(baseline, name).tobytes(), name


@pytest.mark.parametrize("kind", MEASURES_BY_KIND)
def test_what_nobody_complies_with_is_on_paper_only(kind, baseline):
    measure = MEASURES_BY_KIND[kind]
    found = run(SMALL.with_policies(measure(start=START, compliance=0, **free(measure))), 1)
    assert found.values[FIRST:, COLUMN[f"{ON_PAPER}{kind}"]].min() > 0
    values = found.values.copy()
    values[:, PAPER] = 0
    assert np.array_equal(values, baseline.values)
    for name in ARRAYS_OF_A_RUN[1:]:
        assert getattr(found, name).tobytes() == getattr(baseline, name).tobytes(), name


@pytest.mark.parametrize("kind", MEASURES_BY_KIND)
def test_before_it_starts_nothing_differs(kind, baseline):
    found = run(SMALL.with_policies(MEASURES_BY_KIND[kind](start=START)), 1)
    assert np.array_equal(found.values[:FIRST], baseline.values[:FIRST])
    assert not np.array_equal(found.values[FIRST], baseline.values[FIRST])


def test_a_measure_without_effect_in_its_parameters_moves_no_money(baseline):
    nothing = (
        sim.policies.WrittenContracts(start=START, signed_share=0.0),
        sim.policies.RealName(start=START, registered_share=0.0),
    )
    found = run(SMALL.with_policies(*nothing), 1)
    for name in ("places", "flows", "balances", "events"):
        assert getattr(found, name).tobytes() == getattr(baseline, name).tobytes(), name


def test_arms_share_their_past_until_their_measures_differ():
    early = replace(SMALL.with_policies(sim.policies.MonthlyPay(start=START)), name="early")
    stopped = replace(SMALL.with_policies(sim.policies.MonthlyPay(start=START, stop="2014-09-01")), name="stopped")
    wider = replace(SMALL.with_policies(sim.policies.MonthlyPay(start=START, compliance=0.5)), name="wider")
    arms = (SMALL, early, stopped, wider)
    (trunk,) = trunks(arms)
    assert trunk.until == 30 + FIRST - 1
    assert [(set(branch.scenarios), branch.until) for branch in trunk.branches] == [
        ({SMALL}, 90), ({wider}, 90), ({early, stopped}, 30 + 34),
    ]  # fmt: skip
    for scenario, record in zip(trunk.scenarios, play_trunk(trunk, 2), strict=True):
        alone = play_record(scenario, 2)
        assert record.key == alone.key
        assert all(np.array_equal(getattr(record, field), getattr(alone, field)) for field in ARRAYS), scenario.name


def test_a_saved_model_goes_on_with_another_future_but_not_with_another_past(tmp_path):
    model = sim.Model(SMALL, 1)
    model.play(FIRST - 1)
    model.save(tmp_path / "branch.npz")
    later = SMALL.with_policies(sim.policies.MonthlyPay(start=START))
    branch = sim.Model.load(tmp_path / "branch.npz", scenario=later)
    branch.run_model()
    whole = run(later, 1)
    assert branch.series("overdue").tolist() == whole.values[:, COLUMN["overdue"]].tolist()
    assert "monthly_pay" in set(branch.table("projects")["in_use"])
    earlier = SMALL.with_policies(sim.policies.MonthlyPay(start="2014-05-05", compliance=0.5))
    with pytest.raises(sim.InputError, match=r"first in week 18 .*policies, monthly_pay: in_force = 1"):
        sim.Model.load(tmp_path / "branch.npz", scenario=earlier)
