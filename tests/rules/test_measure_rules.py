"""Rules of the frame of measures, by hand."""

import pytest

from sim.agents.hiring import is_measured_monthly, pay_regime
from sim.agents.registration import share_held
from sim.ledger.claims import FESTIVAL, MONTHLY, PROJECT_END
from sim.mechanisms.costs import week_of_months
from sim.mechanisms.coverage import MEMORY_WEEKS, compliance_now, is_covered, is_used

LONG = 1 << 20


@pytest.mark.parametrize(
    ("weeks_covered", "weeks_since_order", "expected"),
    [
        (0, LONG, 0.6),  # it starts as the scenario says
        (MEMORY_WEEKS - 1, LONG, 0.6),
        (MEMORY_WEEKS, LONG, 0.2),  # nobody has looked for a year
        (MEMORY_WEEKS, 0, 0.9),  # an order is given
        (0, 10, 0.9),  # one before the measure came counts as well
        (LONG, MEMORY_WEEKS - 1, 0.9),
        (LONG, MEMORY_WEEKS, 0.2),  # it is forgotten after a year
        (10, MEMORY_WEEKS, 0.6),  # but not below the start while the measure is new
    ],
)
def test_compliance_is_start_floor_or_ceiling(weeks_covered, weeks_since_order, expected):
    assert compliance_now(0.6, 0.2, 0.9, weeks_covered, weeks_since_order) == expected


def test_a_project_is_covered_if_all_three_are_named_and_it_is_drawn():
    assert is_covered(0b0001, 0b00100, 0b010, 0, 2, 1, 0.4, 0.5)
    for owner, sector, size, u in ((1, 2, 1, 0.4), (0, 1, 1, 0.4), (0, 2, 2, 0.4), (0, 2, 1, 0.5)):
        assert not is_covered(0b0001, 0b00100, 0b010, owner, sector, size, u, 0.5)


def test_a_project_uses_what_it_complies_with_once_it_is_set_up():
    assert is_used(0.4, 0.5, 4, 4)
    assert not is_used(0.4, 0.5, 3, 4)
    assert not is_used(0.5, 0.5, 9, 4)
    assert not is_used(0.0, 0.0, 9, 0)


def test_a_measure_never_takes_proofs_away():
    assert share_held(0.3, 0.9, True) == 0.9
    assert share_held(0.3, 0.1, True) == 0.3
    assert share_held(0.3, 0.9, False) == 0.3


def test_monthly_pay_sets_the_date_and_measures_piece_work():
    assert [pay_regime(u, 0.28, 0.28, False) for u in (0.1, 0.3, 0.7)] == [MONTHLY, PROJECT_END, FESTIVAL]
    assert {pay_regime(u, 0.28, 0.28, True) for u in (0.1, 0.3, 0.7)} == {MONTHLY}
    assert is_measured_monthly(1.0, True, 1)
    assert is_measured_monthly(0.0, False, 0)  # by custom
    assert not is_measured_monthly(1.0, True, 0)
    assert not is_measured_monthly(1.0, False, 1)


def test_a_week_is_twelve_fifty_seconds_of_a_month():
    # 40 yuan a month for ten workers: 480,000 fen a year and worker, 52 weeks
    assert week_of_months(4_000, 10) == 9_230
    assert week_of_months(0, 10) == 0
