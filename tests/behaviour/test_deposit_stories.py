"""The wage deposit: its rules, and the toy chain with it, worked out by hand.

The chain is that of `test_toy_chain`, with wages agreed monthly, but the owner never pays. The contractor has an
advance, of which it locks the deposit in week 0. All workers can prove all they are owed, a crew complains in the week after
it is owed more than four weeks' wages, and the office orders at once; the boss does not keep orders.

    week  9  March falls due: 3,000,000, more than 4 x 600,000
    week 10  the crew complains; the boss is ordered to pay all of its 11 weeks, 6,600,000, within 3 weeks
    week 13  April falls due; the order is not met: the deposit is drawn
    week 19  coordination, which brings nothing, is over after 6 weeks
    week 20  the crew complains again and the boss is ordered to pay what is unpaid
    week 23  that order is not met either
"""

from dataclasses import replace
from datetime import timedelta

import numpy as np
import pytest
from toy import FIXED, MONTHLY, TOY, WAGES, Story

from sim.chain.events import EVENT_KINDS
from sim.chain.systems import CONTRACTORS_BEAR, WAGE_DEPOSIT
from sim.ledger.accounts import (
    BANKS,
    DEPOSIT_LOCKED,
    GENERAL_CONTRACTOR,
    GUARANTEE_CALLED,
    GUARANTEE_FEE,
    GUARANTEE_REPAID,
    HOUSEHOLDS,
    WAGE,
)
from sim.ledger.accounts import WAGE_DEPOSIT as DEPOSIT_ACCOUNT
from sim.mechanisms.wage_deposit import deposit_required, is_exempt, may_be_drawn, surcharge, weeks_clean, yearly_fee
from sim.policies import Coverage, WageDeposit
from sim.scenario import Scenario, Shock
from sim.world import open_claims

ORDERS = {
    "authority.coordination_chance": 0.0, "authority.coordination_weeks": 6, "authority.officers_per_1000_workers": 1000.0,
    "authority.order_kept_chance": 0.0, "authority.order_weeks": 3,
    "evidence.attendance_share": 1.0, "evidence.contract_share": 1.0, "evidence.roster_share": 1.0,
    "firms.interest_per_year": 0.052, "owners.pay_chance_other": 0.0,
    "voice.after_weeks": 4.0, "voice.chance_working": 1.0, "voice.dismissal_chance": 0.0,
}  # fmt: skip
UNPAID = TOY.with_parameters(FIXED | MONTHLY | ORDERS | {"contracts.advance_share": 1 / 16})
ADVANCE = 46_800_000 // 16
DEPOSIT = 2_340_007


def deposit(**settings) -> WageDeposit:
    """A deposit of 2,340,007 fen in cash (5 % of the price, cut by the cap), from the first week on."""
    usual = {
        "rate": 0.06,
        "cap_fen": DEPOSIT,
        "floor_fen": 0,
        "exempt_below_fen": 0,
        "guarantee_share": 0.0,
        "setup_weeks": 0,
    }
    return WageDeposit(start=TOY.start, **(usual | settings))


def story(scenario: Scenario, *measures: WageDeposit, weeks: int = 26) -> Story:
    return Story(replace(scenario, policies=measures, weeks=weeks))


def noted(told: Story, kind: str) -> dict[int, int]:
    """Fen of the events of one kind by week."""
    events = told.playing.world.events
    return {int(e.week): int(e.fen) for e in events if e.week and e.kind == EVENT_KINDS.index(kind)}


def general(told: Story) -> tuple:
    """The general contract, its deposit and its firm."""
    world = told.playing.world
    c = next(c for c in range(world.contracts.size) if world.contracts.state[c] and world.contracts.tier[c] == 1)
    return world.contracts[c], world.deposits[c], world.firms[world.contracts.firm[c]]


# ---- Rules -------------------------------------------------------------------------------------------------------


def test_what_a_contract_has_to_deposit():
    # 2 % of 100,000,000 between a floor of 500,000 and a cap of 3,000,000
    assert deposit_required(100_000_000, 0.02, 500_000, 3_000_000, 0.0, 0.0) == 2_000_000
    assert deposit_required(100_000_000, 0.02, 500_000, 3_000_000, 0.5, 0.0) == 1_000_000  # clean for two years
    assert deposit_required(10_000_000, 0.02, 500_000, 3_000_000, 0.5, 0.0) == 500_000
    assert (
        deposit_required(900_000_000, 0.02, 500_000, 3_000_000, 0.0, 0.5) == 4_500_000
    )  # the surcharge is above the cap
    assert deposit_required(100_000_000, 0.0, 500_000, 3_000_000, 0.0, 1.0) == 0


def test_the_record_of_a_contractor():
    assert weeks_clean(300, 0, 250) == 50  # an order was not met in week 250
    assert weeks_clean(300, 280, 250) == 20  # it entered later
    assert [surcharge(draws, 10, 104, 0.5, 1.0) for draws in (0, 1, 2, 7)] == [0.0, 0.5, 1.0, 1.0]
    assert surcharge(3, 105, 104, 0.5, 1.0) == 0.0  # forgotten
    assert is_exempt(1_000, 2_000, 52, 156, False)  # small, and no order was left unmet for a year
    assert not is_exempt(1_000, 2_000, 51, 156, False)
    assert is_exempt(9_000, 2_000, 156, 156, True)
    assert not is_exempt(9_000, 2_000, 156, 156, False)  # the systems are not kept


def test_what_a_case_may_draw():
    assert may_be_drawn(500, 800, 100, True) == 500  # what was ordered
    assert may_be_drawn(500, 300, 100, True) == 300  # what is still unpaid
    assert may_be_drawn(500, 800, 700, False) == 100  # earned since the deposit came
    assert yearly_fee(2_340_007, 0.01) == 23_400


# ---- Story 1: a draw -------------------------------------------------------------------------------------------


def test_a_draw_past_three_links():
    """The deposit pays what it holds of the order: 234,000 to each of ten workers, and one fen more to seven of them."""
    told = story(UNPAID, deposit(), weeks=14)
    assert told.events("complaints") == {10: 1}
    assert told.events("cases_filed") == {10: 1}
    assert noted(told, "order") == {10: 11 * WAGES}
    assert told.events("orders_unmet") == {13: 1}
    assert noted(told, "order_missed") == {13: 14 * WAGES}
    assert noted(told, "deposit_drawn") == {13: DEPOSIT}
    assert told.events("wages_paid") == {13: DEPOSIT}
    world = told.playing.world
    by_uid = sorted((int(c.person), int(c.paid_fen)) for c in world.claims[open_claims(world)])
    assert [fen for _, fen in by_uid] == [234_001] * 7 + [234_000] * 3
    # the oldest wages: March, and of April what is left
    assert told.column("overdue")[9:] == [3_000_000] * 4 + [3_000_000 + 2_400_000 - DEPOSIT]
    # Set-off: every link below the contractor owed more than that (V4 of 14 weeks is 8,868,603), so each is discharged
    # by all of it; the oldest bill of March, 2,375,518 at the boss, takes it, and there is no recourse.
    for tier in (2, 3, 4):
        assert told.events("bills_paid", tier) == {13: DEPOSIT}
    assert told.playing.world.contracts.recourse_fen.sum() == 0
    # the contractor has spent it on its project; the bank has nothing to do with it
    contract, locked, firm = general(told)
    assert contract.spent_fen == DEPOSIT
    # in the same week it locks what is left of the advance, and has nothing any more
    assert locked.cash_fen == ADVANCE - DEPOSIT == 584_993
    assert told.playing.world.accounts.balance_fen[firm.account] == 0
    flows = told.playing.world.flows_fen.sum(axis=0)
    assert flows[GENERAL_CONTRACTOR, DEPOSIT_ACCOUNT, DEPOSIT_LOCKED] == ADVANCE
    assert flows[DEPOSIT_ACCOUNT, HOUSEHOLDS, WAGE] == DEPOSIT
    report = told.playing.world.measures[WAGE_DEPOSIT]
    assert (report.money_fen, report.cases) == (DEPOSIT, 1)
    # interest lost, weeks 0 to 12 and week 13: 5.2 % a year is a thousandth a week, cut to the fen
    assert report.cost_fen[CONTRACTORS_BEAR] == 13 * 2_340 + 584


def test_nothing_is_drawn_from_the_week_of_the_stop_on():
    told = story(UNPAID, deposit(stop=TOY.start + timedelta(weeks=13)), weeks=14)
    assert told.events("orders_unmet") == {13: 1}
    assert noted(told, "deposit_drawn") == {}
    assert told.events("wages_paid") == {}


def test_two_cases_of_one_week_are_one_draw():
    """Covered from April on, ten workers in two crews get what one crew of ten gets: all earned since, nine weeks, once."""
    rich = UNPAID.with_parameters({"contracts.advance_share": 0.5})
    measure = deposit(rate=0.2, cap_fen=20_000_000, coverage=Coverage(open_claims=False))
    measure = measure.model_copy(update={"start": TOY.start + timedelta(weeks=5)})
    one = story(rich, measure, weeks=14)
    two = story(rich.with_parameters({"crews.size": 5.0}), measure, weeks=14)
    assert two.events("orders_unmet") == {13: 2}
    assert one.events("wages_paid") == {13: 9 * WAGES}
    assert two.events("wages_paid") == one.events("wages_paid")
    assert general(one)[2].draws == general(two)[2].draws == 1


def test_topped_up_as_far_as_there_is_money_and_drawn_again():
    """The contractor has 584,993 left. They are locked in the week of the draw; after two weeks it is short for good."""
    told = story(UNPAID, deposit(top_up_weeks=2))
    # weeks 10 to 22: 13 more weeks were worked, and the second order is for all that was unpaid in week 20
    assert noted(told, "order") == {10: 11 * WAGES, 20: 21 * WAGES - DEPOSIT}
    assert noted(told, "deposit_drawn") == {13: DEPOSIT, 23: ADVANCE - DEPOSIT}
    assert noted(told, "deposit_short") == {16: DEPOSIT - (ADVANCE - DEPOSIT)}
    assert told.events("wages_paid") == {13: DEPOSIT, 23: ADVANCE - DEPOSIT}
    assert told.column("unpaid")[25] == 26 * WAGES - ADVANCE
    _, locked, firm = general(told)
    assert (locked.required_fen, locked.cash_fen, locked.short) == (DEPOSIT, 0, True)
    assert (firm.draws, firm.drawn_week, firm.unmet_week) == (2, 23, 23)


def test_nothing_without_an_order():
    """Without proof the office coordinates: the deposit stays where it is."""
    told = story(
        UNPAID.with_parameters(
            {"evidence.attendance_share": 0.0, "evidence.contract_share": 0.0, "evidence.roster_share": 0.0}
        ),
        deposit(),
    )
    assert told.events("cases_coordinated") == {10: 1, 17: 1, 24: 1}
    assert told.events("wages_paid") == {}
    assert general(told)[1].cash_fen == DEPOSIT


@pytest.mark.parametrize(
    "measures", [(deposit(compliance=0.0),), (deposit(rate=0.0),), (deposit(coverage=Coverage(share=0.0)),)]
)
def test_on_paper_only_neutral_and_uncovered_pay_nothing(measures):
    told, without = story(UNPAID, *measures), story(UNPAID)
    assert told.events("wages_paid") == {}
    for name in ("unpaid", "overdue", "firms_cash", "recorded"):
        assert told.column(name) == without.column(name)
    assert np.array_equal(told.playing.world.accounts.balance_fen, without.playing.world.accounts.balance_fen)
    recorded = general(told)[1].required_fen
    assert recorded == (DEPOSIT if measures[0].compliance == 0 else 0)


def held(told: Story) -> int:
    world = told.playing.world
    return int(world.accounts.balance_fen[world.accounts.kind == DEPOSIT_ACCOUNT].sum())


def test_given_back_when_the_measure_ends():
    """The window closes in week 12, before the order of week 10 is unmet: the deposit is the contractor's cash again."""
    ends = deposit(stop=TOY.start + timedelta(weeks=12))
    assert [held(story(UNPAID, ends, weeks=weeks)) for weeks in (12, 13)] == [DEPOSIT, 0]
    told = story(UNPAID, ends)
    assert told.events("wages_paid") == {}
    assert told.playing.world.accounts.balance_fen[general(told)[2].account] == ADVANCE


def test_given_back_after_completion_wages_and_notice():
    """Twelve weeks of work for 10,800,000, by the contractor's own crew, and an owner who pays each month's value at once.

    6 % is 648,000. The work is over in week 11, but the wages of May (three weeks) are paid in week 18, when they are due.
    Five weeks of notice follow.
    """
    prompt = {
        "chains.leaf_tier": 1.0, "contracts.certification_weeks": 0, "contracts.part_share_other": 1.0,
        "contracts.retention_share": 0.0, "contracts.term_weeks": 0, "owners.pay_chance_other": 1.0,
        "projects.duration_weeks": 12.0, "projects.gap_weeks": 52.0, "voice.chance_working": 0.0,
    }  # fmt: skip
    scenario = UNPAID.with_parameters(prompt)
    told = story(scenario, deposit(), weeks=23)
    assert told.column("projects_active")[10:12] == [1, 0]
    assert told.events("wages_paid") == {9: 5 * WAGES, 13: 4 * WAGES, 18: 3 * WAGES}
    assert held(told) == 648_000
    assert held(story(scenario, deposit(), weeks=24)) == 0
    assert held(story(scenario, deposit(notice_weeks=0), weeks=19)) == 0


@pytest.mark.parametrize(("tier", "target"), [(4.0, "project:1"), (1.0, "firm:1")])
def test_the_deposit_answers_for_an_employer_who_is_gone(tier, target):
    """The boss, or the contractor with a crew of its own, flees in week 5: 3,000,000 fall due at once. The crew complains in
    week 6, the order that nobody can keep is not met in week 9."""
    gone = Shock(kind="flight", date=TOY.start + timedelta(weeks=5), target=target)
    scenario = UNPAID.with_parameters({"chains.leaf_tier": tier, "voice.chance_after": 1.0})
    told = Story(replace(scenario, policies=(deposit(),), weeks=10, shocks=(gone,)))
    assert noted(told, "order") == {6: 5 * WAGES}
    assert told.events("wages_paid") == {9: DEPOSIT}
    # without a deposit an employer who is gone is not ordered to anything
    assert Story(replace(scenario, weeks=10, shocks=(gone,))).events("cases_filed") == {}


def test_left_to_the_workers_when_the_contractor_flees():
    """It flees in week 12, after the order: the deposit is drawn all the same, and not topped up."""
    gone = Shock(kind="flight", date=TOY.start + timedelta(weeks=12), target="firm:1")
    told = Story(replace(UNPAID, policies=(deposit(),), weeks=14, shocks=(gone,)))
    assert noted(told, "flight") == {12: 0}
    assert told.events("wages_paid") == {13: DEPOSIT}
    assert held(told) == 0


# ---- Story 2: more than the links owe ------------------------------------------------------------------------------


def test_what_the_links_did_not_owe_is_recourse():
    """At half the labour price the links owe less than the wages. The deposit pays the whole order, 6,600,000.

    tier 2  15,600,000    300,000 a week, V of 14 weeks 4,200,000
    tier 3  15,112,500    x 31/32, 4,068,750
    tier 4  14,640,234    x 31/32, 3,941,601
    """
    cheap = UNPAID.with_parameters(
        {"chains.labour_price_ratio": 0.5, "chains.price_floor": 0.1, "contracts.advance_share": 0.4}
    )
    told = story(cheap, deposit(cap_fen=6_600_000, floor_fen=6_600_000, top_up_weeks=0), weeks=22)
    owed = {2: 15_600_000 * 14 // 52, 3: 15_112_500 * 14 // 52, 4: 14_640_234 * 14 // 52}
    assert owed == {2: 4_200_000, 3: 4_068_750, 4: 3_941_601}
    paid = 11 * WAGES
    assert told.events("wages_paid") == {13: paid}
    # What was billed by then (3/4 of 13 weeks) is paid. The rest of what was owed, 1,275,000 at tier 2, is netted from
    # June's bill (5 weeks, 1,125,000) and 150,000 of July's (4 weeks, 900,000); then comes the recourse of 2,400,000:
    # July's bill takes 750,000 of it, and counts as received.
    assert 4_200_000 - 3 * 3_900_000 // 4 == 1_275_000
    assert told.events("billed", 2)[17] == 1_125_000
    assert told.events("billed", 2)[21] == 900_000
    assert told.events("bills_paid", 2) == {13: 4_200_000, 21: 750_000}
    recourse = {int(c.tier): int(c.recourse_fen) for c in told.playing.world.contracts if c.state}
    assert recourse[2] == paid - 4_200_000 - 750_000 == 1_650_000
    # tier 3: bills of 1,089,843 + 871,875 + 871,875 are paid, 1,089,843 of June and 145,314 of July are netted; the other
    # 726,561 of July go against the recourse of 2,531,250. Tier 4 likewise: 703,857 against 2,658,399.
    for tier, price in ((3, 15_112_500), (4, 14_640_234)):
        bills = [
            3 * (price * end // 52 - price * first // 52) // 4
            for first, end in ((0, 5), (5, 9), (9, 13), (13, 18), (18, 22))
        ]
        left = owed[tier] - sum(bills[:3]) - bills[3]  # netted from July's bill before the recourse
        assert recourse[tier] == paid - owed[tier] - (bills[4] - left)
    assert (recourse[3], recourse[4]) == (1_804_689, 1_954_542)


# ---- Story 3: a bank guarantee -------------------------------------------------------------------------------------


def test_a_guarantee_is_called_and_taken_back():
    """The contractor pays the fee of a year, keeps its cash, and owes the bank what it paid as drawn credit."""
    told = story(UNPAID, deposit(guarantee_share=1.0, top_up_weeks=2), weeks=14)
    flows = told.playing.world.flows_fen.sum(axis=0)
    fee = 23_400
    # called in week 13; in that week the guarantee is full again, for another fee on all of it
    assert flows[GENERAL_CONTRACTOR, BANKS, GUARANTEE_FEE] == 2 * fee
    assert flows[BANKS, DEPOSIT_ACCOUNT, GUARANTEE_CALLED] == DEPOSIT
    assert flows[GENERAL_CONTRACTOR, BANKS, GUARANTEE_REPAID] == DEPOSIT
    assert told.events("wages_paid") == {13: DEPOSIT}
    _, locked, firm = general(told)
    assert (locked.cash_fen, locked.guarantee_fen) == (0, DEPOSIT)
    assert told.playing.world.accounts.balance_fen[firm.account] == ADVANCE - 2 * fee - DEPOSIT
    assert told.playing.world.measures.cost_fen[WAGE_DEPOSIT, CONTRACTORS_BEAR] == 0
