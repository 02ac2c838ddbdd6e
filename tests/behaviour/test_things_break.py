"""Failure, downturn, complaints and the inspectorate: rules by hand, directions in the county."""

from dataclasses import replace
from datetime import date
from functools import cache

import numpy as np
import pytest

from sim.agents.authority.cases import can_be_filed
from sim.agents.authority.complaints import complains
from sim.agents.contractors import amount_to_pay_out, drawable, gap_still_funded
from sim.agents.estates import fails, gives_up
from sim.agents.evidence import conceded, evidence_of, proven_share
from sim.agents.market import least_equity
from sim.agents.subcontractors import tempted
from sim.chain.contracts import credit_line, equity_for_growth, share_done
from sim.chain.events import EVENT_KINDS
from sim.chain.tables import BOSS_FIRM, CONTRACTOR_FIRM
from sim.outcomes import COLUMN
from sim.running.one import run
from sim.scenario import Population, Scenario, Shock, load_scenario

PAIRS = 12


@cache
def runs(scenario: str = "baseline", settings: tuple[tuple[str, str], ...] = ()) -> list:
    chosen = load_scenario(scenario)
    if settings:
        chosen = chosen.with_settings(dict(settings))
    return [run(chosen, k) for k in range(PAIRS)]


def mean(found: list, outcome: str) -> np.ndarray:
    return np.array([r.values[1:, COLUMN[outcome]].mean() for r in found])


def happened(found: list, kind: str) -> int:
    return sum(int((r.events["kind"] == EVENT_KINDS.index(kind)).sum()) for r in found)


def happened_in(played, kind: str, weeks: range) -> int:
    return int(((played.events["kind"] == EVENT_KINDS.index(kind)) & np.isin(played.events["week"], weeks)).sum())


def test_a_firm_fails_after_its_weeks_and_a_boss_never():
    assert [fails(CONTRACTOR_FIRM, weeks, 13) for weeks in (0, 12, 13, 14)] == [False, False, True, True]
    assert not fails(BOSS_FIRM, 99, 13)
    assert [gives_up(weeks, 26) for weeks in (25, 26)] == [False, True]


def test_what_cannot_be_proved_is_conceded_when_accounts_are_settled():
    assert conceded(10_000, 0.0, 0.03) == 300
    assert conceded(10_000, 0.5, 0.03) == 150
    assert conceded(10_000, 1.0, 0.03) == 0


def test_working_capital():
    assert credit_line(1_000, 400, 0.6, 0) == 600  # own funds and credit make 1,000
    assert credit_line(1_000, 700, 0.6, 0) == 300
    assert credit_line(1_000, 1_200, 0.6, 0) == 0
    assert credit_line(1_000, 100, 0.6, 0) == 600  # lost equity is not lent
    assert credit_line(1_000, -300, 1.0, 0) == 1_000  # never more than the whole
    assert credit_line(1_000, 400, 0.6, 700) == 700  # what is drawn is not called
    assert [share_done(week, 10, 40) for week in (5, 10, 20, 50, 60)] == [0.0, 0.0, 0.25, 1.0, 1.0]


def test_shareholders_fund_growth_and_no_losses():
    assert equity_for_growth(1_000, 1_000, 0, 0.6) == 400  # an entrant's first contract
    assert equity_for_growth(1_500, 500, 400, 0.6) == 200  # 600 of 1,500, of which 400 are there
    assert equity_for_growth(1_500, 500, 550, 0.6) == 50
    assert equity_for_growth(1_500, 500, 100, 0.6) == 200  # 300 were lost: only the growth is funded
    assert equity_for_growth(1_500, 0, -50, 0.6) == 0
    assert equity_for_growth(1_500, 500, 900, 0.6) == 0


def test_a_payout_lowers_what_counts_as_funded_by_what_was_paid():
    # shareholders brought 400 for a gap of 1,000
    assert gap_still_funded(1_000, 100, 360, 0.4) == 100  # all they take back, but for what the present gap needs
    assert gap_still_funded(1_000, 100, 1, 0.4) == 998  # 359 were lost, and 1 paid out: the loss is not brought again
    assert gap_still_funded(1_000, 1_000, 50, 0.4) == 1_000
    assert gap_still_funded(1_000, 100, 50, 0.0) == 1_000


def test_least_equity():
    assert [least_equity(50_000, kappa) for kappa in (0.0, 0.2, 1.0, 5.0)] == [0, 10_000, 50_000, 50_000]


def test_a_line_cut_below_the_debt_lends_nothing_until_the_debt_lies_within_it():
    assert drawable(-100, 250, 0.0) == 150
    assert drawable(-100, 250, 0.4) == 50  # a downturn leaves 150
    assert drawable(-100, 60, 0.0) == 0  # 40 beyond the line: nothing is called, nothing lent
    assert [drawable(-100 + came_in, 60, 0.0) for came_in in (30, 40, 50)] == [0, 0, 10]
    assert drawable(70, 0, 1.0) == 70


def test_shareholders_take_what_exceeds_a_quarters_cost_and_the_floor():
    assert amount_to_pay_out(1_000, 600, 5_000, 1_000) == 400
    assert amount_to_pay_out(1_000, 600, 1_100, 1_000) == 100
    assert amount_to_pay_out(500, 600, 5_000, 0) == 0


def test_a_boss_is_tempted_when_he_holds_cash_and_owes_more_than_he_holds_and_has_billed():
    assert tempted(100, 501, 400)
    assert not tempted(100, 500, 400)
    assert not tempted(0, 900, 400)


def test_what_a_worker_can_prove():
    nothing = evidence_of(0.9, 0.9, 0.9, 0.5, 0.5, 0.5)
    contract = evidence_of(0.1, 0.9, 0.9, 0.5, 0.5, 0.5)
    attendance = evidence_of(0.9, 0.9, 0.1, 0.5, 0.5, 0.5)
    assert [proven_share(e, 0.4) for e in (nothing, contract, attendance)] == [0.0, 0.4, 1.0]
    assert can_be_filed(500, 1_000, 0.5)
    assert not can_be_filed(499, 1_000, 0.5)
    assert not can_be_filed(0, 0, 0.0)


def test_who_still_works_complains_less():
    # owed five weeks' wages, patience four; a draw of 0.01 lies between the two chances, and below both in winter
    owed = (5_000, 1_000, 4.0)
    assert complains(0.01, *owed, False, 0.002, 0.02, 1.0)
    assert not complains(0.01, *owed, True, 0.002, 0.02, 1.0)
    assert complains(0.01, *owed, True, 0.002, 0.02, 8.0)
    assert not complains(0.0, 4_000, 1_000, 4.0, False, 0.002, 0.02, 1.0)


def test_complaints_peak_before_the_festival():
    found = runs()
    complaints = np.array([r.values[1:, COLUMN["complaints"]] for r in found]).sum(axis=0)
    for week in (58, 109):  # festivals of 2015 and 2016
        assert complaints[week - 8 : week].sum() > 5 * complaints[week + 1 : week + 9].sum()


def test_found_and_recorded_are_less_than_true():
    for r in runs():
        unpaid = r.values[1:, COLUMN["unpaid"]].sum()
        assert 0 < r.values[1:, COLUMN["recorded"]].sum() < unpaid
        assert 0 < r.values[1:, COLUMN["found"]].sum() < unpaid


def test_more_officers_record_more_and_leave_less_unpaid():
    many = runs("baseline", (("authority.officers_per_1000_workers", "5.0"),))
    assert np.mean(mean(many, "recorded") > mean(runs(), "recorded")) == 1.0
    assert np.mean(mean(many, "overdue") < mean(runs(), "overdue")) >= 0.75


def test_a_downturn_brings_failures_and_arrears():
    base, down = runs(), runs("downturn")
    # From its start to a quarter after its end 177 against 107 fail in these pairs, 1.65 times as many; by leaving out
    # one pair at a time the standard error is 0.10.
    weeks = range(27, 27 + 78 + 13)
    few, many = (np.array([happened_in(r, "failure", weeks) for r in found]) for found in (base, down))
    without = (many.sum() - many) / (few.sum() - few)
    error = np.sqrt((PAIRS - 1) * without.var())
    assert many.sum() / few.sum() - 2 * error > 1.3
    assert np.mean(many > few) >= 0.75
    assert happened(down, "owner_failure") > 0
    assert np.mean(mean(down, "overdue") > mean(base, "overdue")) >= 0.75
    before = slice(0, 26)  # the downturn strikes in week 26
    assert all(np.array_equal(a.values[1:][before], b.values[1:][before]) for a, b in zip(base, down, strict=True))


@pytest.mark.parametrize(("cause", "kind"), [("insolvency", "failure"), ("flight_and_refusal", "flight")])
def test_a_cause_that_is_off_does_not_happen(cause, kind):
    assert happened(runs(), kind) > 0
    assert happened(runs("baseline", ((f"causes.{cause}", "off"),)), kind) == 0


def test_tables_have_room_in_worlds_at_the_edge():
    """Many layers and all projects with one contractor that flees; crews of one worker in large projects."""
    deep = load_scenario("baseline").with_settings(
        {"weeks": 30, "warmup_weeks": 20, "firms.projects_per_contractor": 66.0, "chains.leaf_tier": 6.0,
         "chains.price_floor": 0.1}
    )  # fmt: skip
    shock = Shock(kind="flight", date=date(2014, 1, 20), target="firm:1")
    assert run(replace(deep, shocks=(shock,)), 0).broken == ()
    small = Scenario(
        name="small", title="small", why="", start=date(2014, 3, 3), weeks=20, warmup_weeks=0,
        population=Population(projects=2, government_projects=1, workers=2000),
        parameters={"crews.size": ((None, (1.0,) * 8),), "crews.smallest": ((None, 1),)},
    )  # fmt: skip
    assert run(small, 0).broken == ()
