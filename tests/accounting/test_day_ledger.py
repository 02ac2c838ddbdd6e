"""Claims against a ledger of single days that the test keeps itself, see `day_ledger`; `test_identities` has more worlds."""

from datetime import date

import pytest
from audit import audit

from sim.scenario import Population, Scenario, load_scenario


@pytest.mark.parametrize("replicate", range(3))
def test_claims_agree_with_single_days_in_the_toy_chain(replicate):
    ledger = audit(load_scenario("toy_chain"), replicate).ledger
    assert ledger.days.sum() > 2000
    assert ledger.settled["paid_fen"].sum() > 0


PLAIN = Scenario(
    name="plain", title="plain", why="", start=date(2014, 3, 3), weeks=45, warmup_weeks=0,
    population=Population(projects=2, government_projects=1, workers=40),
)  # fmt: skip


@pytest.mark.parametrize("replicate", range(5))
def test_packages_cut_off_by_flights(replicate):
    """Hung-on shells flee at the end of a week; the crews of bosses below them have 30 days from that Sunday."""
    flights = {
        "chains.leaf_tier": 6.0, "chains.fee_share": 0.02, "chains.boss_share": 1.0, "firms.flight_chance": 0.1,
        "wages.project_end_share": 1.0, "wages.monthly_share": 0.0, "wages.piece_share": 0.0,
        "wages.allowance_share": 0.1, "owners.pay_chance_other": 0.2, "firms.kappa": 0.2, "crews.package_weeks": 20.0,
    }  # fmt: skip
    ledger = audit(PLAIN.with_parameters(flights), replicate).ledger
    assert any(crew.ended is not None and crew.fled is None for crew in ledger.crews.values())


@pytest.mark.parametrize("replicate", range(3))
def test_who_left_before_new_year_did_not_work_in_the_new_year(replicate):
    """Unpaid workers leave their crews around New Year; the survey of the second December asks who worked then."""
    leaving = {
        "workers.patience_weeks": 0.0, "workers.leave_chance": 0.3, "workers.persons_per_job": 2.0,
        "workers.slow_after_weeks": 100, "projects.duration_weeks": 40.0, "projects.opening_age": 0.0,
        "projects.gap_weeks": 500.0, "wages.monthly_share": 1.0, "wages.project_end_share": 0.0,
        "wages.piece_share": 0.0, "crews.package_weeks": 30.0, "crews.smallest": 10,
        "chains.workers_per_branch": 100, "owners.pay_chance_other": 0.0, "owners.pay_chance_government": 0.0,
        "firms.kappa": 0.0, "firms.least_equity_fen": 0,
    }  # fmt: skip
    later = PLAIN.with_settings({"start": date(2014, 9, 1), "weeks": 70})
    audit(later.with_parameters(leaving), replicate)
