"""Claims against a ledger of single days that the test keeps itself; see `day_ledger`."""

import numpy as np
import pytest
from day_ledger import DayLedger
from hypothesis import HealthCheck, given, settings
from small_worlds import weeks_of, worlds

from sim.model.measure import measure_unpaid
from sim.outcomes import COLUMN
from sim.running.one import Playing
from sim.scenario import load_scenario


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
    if playing.calendar.festival[week]:
        assert (row[COLUMN["festival_persons"]], row[COLUMN["festival_paid_persons"]]) == ledger.festival(week)
    if playing.calendar.survey[week]:
        names = ("survey_persons", "survey_owed_persons", "survey_debt_thousandths")
        assert tuple(int(row[COLUMN[name]]) for name in names) == ledger.survey(week)


def play_and_compare(scenario, replicate: int = 0) -> DayLedger:
    ledger = None
    for playing, week in weeks_of(scenario, replicate):
        ledger = ledger or DayLedger(playing)
        compare(playing, ledger, week)
    return ledger


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(scenario=worlds())
def test_claims_agree_with_single_days_in_random_worlds(scenario):
    play_and_compare(scenario)


@pytest.mark.parametrize("replicate", range(3))
def test_claims_agree_with_single_days_in_the_toy_chain(replicate):
    ledger = play_and_compare(load_scenario("toy_chain"), replicate)
    assert sum(len(book.days) for book in ledger.books.values()) > 2000
    assert sum(book.paid_fen for book in ledger.books.values()) > 0
