"""Claims against a ledger of single days that the test keeps itself; see `day_ledger`."""

from datetime import date

import numpy as np
import pytest
from day_ledger import DayLedger
from hypothesis import HealthCheck, given, settings
from small_worlds import weeks_of, worlds

from sim.model.measure import measure_unpaid
from sim.outcomes import COLUMN
from sim.running.one import Playing
from sim.scenario import Population, Scenario, load_scenario


def compare(playing: Playing, ledger: DayLedger, week: int) -> None:
    """The engine's week against the ledger's."""
    world, row = playing.world, playing.recording.values[week]
    present = ledger.observe(playing, week)
    totals, claims = ledger.expected(week)
    found = {name: int(row[COLUMN[name]]) for name in totals}
    assert found == totals, f"week {week}"
    by_engine = np.zeros((world.claims.size, 3), np.int64)
    measure_unpaid(world, playing.calendar, week, np.zeros((world.crews.size, 3), np.int64), by_engine)
    for i in range(world.claims.size):
        if world.claims.crew[i] >= 0:
            key = (int(world.crews.uid[world.claims.crew[i]]), int(world.persons.uid[world.claims.person[i]]))
            assert tuple(by_engine[i].tolist()) == claims[key], f"week {week}, claim {key}"
    for key, book in ledger.books.items():
        unpaid, overdue, _ = claims[key]
        accrued = book.wage_fen * len(book.days)
        settled = book.paid_fen + book.given_up_fen + book.written_off_fen
        assert accrued == settled + (unpaid - overdue) + overdue
        assert key in present or unpaid == 0, f"week {week}: claim {key} is gone but {unpaid} fen were owed"
    assert ledger.paid_out_of_order(week) == [], f"week {week}"
    if playing.calendar.festival[week]:
        assert (row[COLUMN["festival_persons"]], row[COLUMN["festival_paid_persons"]]) == ledger.festival(week), week
    if playing.calendar.survey[week]:
        names = ("survey_persons", "survey_owed_persons", "survey_debt_thousandths")
        assert tuple(int(row[COLUMN[name]]) for name in names) == ledger.survey(week), week


def play_and_compare(scenario, replicate: int = 0) -> DayLedger:
    ledger = None
    for playing, week in weeks_of(scenario, replicate):
        ledger = ledger or DayLedger(playing)
        compare(playing, ledger, week)
    return ledger


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(scenario=worlds(60))
def test_claims_agree_with_single_days_in_random_worlds(scenario):
    play_and_compare(scenario)


@pytest.mark.parametrize("replicate", range(3))
def test_claims_agree_with_single_days_in_the_toy_chain(replicate):
    ledger = play_and_compare(load_scenario("toy_chain"), replicate)
    assert sum(len(book.days) for book in ledger.books.values()) > 2000
    assert sum(book.paid_fen for book in ledger.books.values()) > 0


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
    ledger = play_and_compare(PLAIN.with_parameters(flights), replicate)
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
    play_and_compare(later.with_parameters(leaving), replicate)
