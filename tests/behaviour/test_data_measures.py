"""Written contracts, real-name management and monthly pay: by hand on the toy chain, directions in the county."""

from datetime import date, timedelta
from functools import cache

import numpy as np
import pytest

import sim
from sim.agents.evidence import ATTENDANCE_BIT, CONTRACT_BIT, ROSTER_BIT
from sim.ledger.claims import FESTIVAL, MONTHLY
from sim.outcomes import COLUMN
from sim.running.one import Playing, run

# one crew of ten from the first week on; nobody leaves, nobody complains, nobody holds any proof
TOY = sim.load_scenario("toy_chain").with_parameters(
    {"voice.chance_working": 0.0, "voice.chance_after": 0.0, "workers.leave_chance": 0.0, "wages.monthly_share": 0.0,
     "wages.project_end_share": 0.0, "wages.piece_share": 0.0, "evidence.contract_share": 0.0,
     "evidence.roster_share": 0.0, "evidence.attendance_share": 0.0, "firms.flight_chance": 0.0}
)  # fmt: skip
TENTH = date(2014, 5, 5)  # the Monday of week 10


def played(*measures, weeks=20, toy=TOY):
    playing = Playing(toy.with_policies(*measures), 0)
    playing.play(weeks)
    return playing


def costs(playing, party):
    return playing.recording.values[: playing.week, COLUMN[f"cost_{party}"]].tolist()


def held(playing, bit):
    return int(np.sum(playing.world.claims.evidence[:10] & bit > 0))


def test_contracts_are_signed_by_crews_formed_and_by_those_at_work():
    at_once = played(sim.policies.WrittenContracts(signed_share=1.0))
    assert held(at_once, CONTRACT_BIT) == 10
    # ten contracts in the first week: 20 yuan each to the employer, 5 to the worker
    assert costs(at_once, "contractors") == [20_000] + [0] * 19
    assert costs(at_once, "workers") == [5_000] + [0] * 19
    later = sim.policies.WrittenContracts(start=TENTH, signed_share=1.0)
    assert held(played(later, weeks=10), CONTRACT_BIT) == 0
    assert held(played(later, weeks=11), CONTRACT_BIT) == 10
    assert costs(played(later), "contractors") == [0] * 10 + [20_000] + [0] * 9
    new_only = sim.policies.WrittenContracts(start=TENTH, signed_share=1.0, coverage={"open_claims": False})
    assert held(played(new_only), CONTRACT_BIT) == 0
    assert sum(costs(played(new_only), "contractors")) == 0


def test_only_contracts_beyond_the_cards_share_are_the_measures():
    half = TOY.with_parameters({"evidence.contract_share": 0.5})
    before = held(played(toy=half), CONTRACT_BIT)
    assert 0 < before < 10
    found = played(sim.policies.WrittenContracts(signed_share=1.0), toy=half)
    assert held(found, CONTRACT_BIT) == 10
    assert sum(costs(found, "contractors")) == (10 - before) * 2_000
    assert held(played(sim.policies.WrittenContracts(signed_share=0.1), toy=half), CONTRACT_BIT) == before


def test_gates_open_after_their_setup_and_cost_by_week():
    found = played(sim.policies.RealName(start=TENTH, registered_share=1.0))
    assert (held(found, ROSTER_BIT), held(found, ATTENDANCE_BIT)) == (10, 0)
    paper, use = (found.recording.values[:20, COLUMN[f"{what}_real_name"]].tolist() for what in ("on_paper", "in_use"))
    assert paper == [0] * 10 + [1] * 10
    assert use == [0] * 14 + [1] * 6
    # 30,000 yuan of gates once, then 40 yuan a month for each of ten workers: 40 x 10 x 12 / 52 a week, cut to the fen
    assert costs(found, "contractors") == [0] * 14 + [3_009_230] + [9_230] * 5
    assert costs(found, "authority") == [0] * 14 + [461] * 6
    at_once = played(sim.policies.RealName(registered_share=1.0, setup_weeks=0))
    assert (held(at_once, ROSTER_BIT), held(at_once, ATTENDANCE_BIT)) == (10, 10)
    new_only = sim.policies.RealName(start=TENTH, registered_share=1.0, coverage={"open_claims": False})
    assert held(played(new_only), ROSTER_BIT) == 0


def unpaid(measure, weeks, **changes):
    """Overdue wages by week where nobody pays anybody, and the wages earned."""
    nothing = {"firms.kappa": 0.0, "firms.least_equity_fen": 0, "owners.pay_chance_other": 0.0}
    found = played(*measure, weeks=weeks, toy=TOY.with_parameters(nothing | changes))
    values = found.recording.values[:weeks]
    return values[:, COLUMN["overdue"]].tolist(), values[:, COLUMN["wages_earned"]].tolist()


def test_monthly_pay_is_agreed_by_crews_formed_under_it():
    found = played(sim.policies.MonthlyPay())
    assert found.world.crews.regime[0] == MONTHLY
    assert costs(found, "contractors")[:3] == [1_153] * 3  # 5 yuan x 10 x 12 / 52
    assert played(sim.policies.MonthlyPay(start=TENTH)).world.crews.regime[0] == FESTIVAL
    # March is weeks 0 to 4; its wages are due on 30 April, in week 9, those of April (weeks 5 to 8) in week 13
    overdue, earned = unpaid([sim.policies.MonthlyPay()], 14)
    assert overdue[:9] == [0] * 9
    assert overdue[9] == overdue[12] == sum(earned[:5]) > 0
    assert overdue[13] == sum(earned[:9])
    assert unpaid([], 14)[0] == [0] * 14


def test_piece_work_is_measured_monthly_only_where_the_measure_says_so():
    for measured, due in ((True, True), (False, False)):
        overdue, earned = unpaid([sim.policies.MonthlyPay(measured_monthly=measured)], 10, **{"wages.piece_share": 1.0})
        assert overdue[9] == (sum(earned[:5]) if due else 0)


COUNTY = sim.load_scenario("baseline")
MEASURES = {
    "contracts": sim.policies.WrittenContracts(start="2015-01-05"),
    "real_name": sim.policies.RealName(start="2015-01-05"),
    "monthly": sim.policies.MonthlyPay(start="2015-01-05"),
}


@cache
def means(name):
    """Means over the weeks from the measure's start on, [replicate, column]."""
    scenario = COUNTY.with_policies(MEASURES[name]) if name else COUNTY
    return np.array([run(scenario, k).values[53:].mean(axis=0) for k in range(6)])


def changes(name, outcome):
    return means(name)[:, COLUMN[outcome]] - means("")[:, COLUMN[outcome]]


@pytest.mark.parametrize("name", ["contracts", "real_name"])
def test_who_can_prove_more_has_cases_filed_and_gives_up_less(name):
    assert (changes(name, "cases_filed") > 0).all()
    assert (changes(name, "cases_coordinated") < 0).all()
    assert (changes(name, "given_up") < 0).all()
    assert (changes(name, "recorded") > 0).sum() >= 5
    assert (changes(name, "cost_authority") > 0).all()


def test_attendance_proves_more_than_a_contract():
    assert changes("real_name", "given_up").sum() < changes("contracts", "given_up").sum()


def test_monthly_pay_moves_overdue_up_and_the_headline_not():
    assert (changes("monthly", "overdue") > 0).all()
    assert (changes("monthly", "deferred") < 0).all()
    assert (changes("monthly", "unpaid_over_30_days") < 0).all()


def test_outcomes_of_use_lie_between_none_and_paper():
    half = sim.policies.RealName(start="2015-01-05", compliance=0.5)
    values = run(COUNTY.with_policies(half), 0).values[53:]
    paper, use, active = (values[:, COLUMN[n]] for n in ("on_paper_real_name", "in_use_real_name", "projects_active"))
    assert np.array_equal(paper, active)
    assert 0.3 < use[8:].mean() / paper[8:].mean() < 0.7


def test_a_measure_that_began_in_the_warm_up_is_reported_from_the_first_recorded_week():
    since = COUNTY.start - timedelta(weeks=100)
    early = run(COUNTY.with_policies(sim.policies.RealName(start=since)), 0)
    row = early.measures[2]
    assert row[0] == COUNTY.weeks
    assert row[1] >= early.values[1, COLUMN["on_paper_real_name"]]
    contractors = early.values[1:, COLUMN["cost_contractors"]]
    assert row[6] == contractors.sum() > 0
    assert contractors[0] < 60 * 3_000_000  # gates of the warm-up are not bought again
