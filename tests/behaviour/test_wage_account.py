"""Wage account and direct payment: their rules, and the toy chain with them, worked out by hand.

The chain is that of `test_toy_chain`: wages of 600,000 fen a week, labour is 3/4 of the general contract, and the owner
pays 3/4 of the value. So all it pays is labour cost: 675,000 fen for each week of work. It pays the bills of March to
June in weeks 10, 14, 18 and 23:

    March 3,375,000     April 2,700,000     May 2,700,000     June 3,375,000

Wages are paid monthly here: those of March (3,000,000) are due in week 9, of April (2,400,000) in week 13, of May
(2,400,000) in week 18, of June (3,000,000) in week 22. All workers stand on the roster. Month ends are weeks 4, 8, 12,
17 and 21, payrolls two weeks later: 6, 10, 14, 19 and 23.
"""

from dataclasses import replace
from datetime import date

import pytest
from test_toy_chain import MONTHLY, TOY, WAGES, Story, progress_bill, value

from sim.agents.payments import labour_part
from sim.chain.billing import labour_is_billed
from sim.ledger.accounts import (
    ACCOUNT_CLOSED,
    ACCOUNT_FLOAT,
    FLIGHT,
    GENERAL_CONTRACTOR,
    LABOUR_COST,
    SUBCONTRACTOR,
    WAGE_ACCOUNT,
)
from sim.mechanisms.dedicated_account import labour_paid_before, opening_float
from sim.mechanisms.payrolls import is_payroll, last_payroll, listed_month
from sim.outcomes import COLUMN
from sim.policies import Coverage, DedicatedAccount, DirectPayment, Policy, WrittenContracts
from sim.running.one import run
from sim.scenario import Scenario, Shock, load_scenario
from sim.world import open_claims

REGISTERED = TOY.with_parameters(MONTHLY | {"evidence.roster_share": 1.0})
FLIGHT_OF_THE_BOSS = Shock(kind="flight", date=date(2014, 7, 7), target="project:1")
ACCOUNT = DedicatedAccount(start=TOY.start)
DIRECT = DirectPayment(start=TOY.start)
CONTRACTS = WrittenContracts(start=TOY.start)
PAID_IN = {10: 3_375_000, 14: 2_700_000, 18: 2_700_000, 23: 3_375_000}


def played(scenario: Scenario, *policies: Policy, weeks: int, shocks: tuple[Shock, ...] = ()) -> Story:
    return Story(replace(scenario, policies=policies, weeks=weeks, shocks=shocks))


def account_fen(story: Story) -> int:
    world = story.playing.world
    return int(world.accounts.balance_fen[world.accounts.kind == WAGE_ACCOUNT].sum())


def contract(story: Story, tier: int):
    return next(c for c in story.playing.world.contracts if c.state and c.tier == tier)


# ---- Rules -------------------------------------------------------------------------------------------------------


def test_what_of_a_payment_is_labour_cost():
    assert labour_part(1_000, 250, 0.0) == 250  # the account is filled up first
    assert labour_part(1_000, 4_000, 0.0) == 1_000
    assert labour_part(1_001, 0, 0.3) == 300  # a share of each payment


def test_the_float_is_a_months_labour_cost_as_far_as_there_is_money():
    assert opening_float(5_200, 52, 0.5, 10**9) == 216  # 5,200 x 52 / 12 / 52 x 0.5
    assert opening_float(5_200, 52, 0.5, 100) == 100
    assert opening_float(5_200, 52, 0.5, -7) == 0


def test_what_was_paid_before_an_account_was_opened_is_not_paid_in_again():
    assert labour_paid_before(1_000, 300, 400) == 750
    assert labour_paid_before(1_000, 400, 400) == 1_000
    assert labour_paid_before(1_000, 0, 400) == 0


def test_labour_is_billed_every_so_many_months():
    assert [labour_is_billed(month, 2) for month in (10, 11, 12)] == [True, False, True]
    assert not labour_is_billed(12, 0)


def test_payrolls_follow_month_ends_and_the_festival():
    calendar = TOY.calendar()
    march, april = calendar.month[4], calendar.month[8]
    # 50 is the week of the festival date; January ends in week 48, February in week 52
    assert [week for week in range(52) if is_payroll(calendar, week, 2)] == [
        6,
        10,
        14,
        19,
        23,
        28,
        32,
        36,
        41,
        45,
        49,
        50,
    ]
    assert [last_payroll(calendar, week, 2) for week in (5, 6, 9, 10)] == [-1, 6, 6, 10]
    assert [listed_month(calendar, week, 2) for week in (6, 9, 10)] == [march, march, april]
    assert listed_month(calendar, 50, 2) == calendar.month[47]


# ---- The toy chain with both measures -----------------------------------------------------------------------------


def test_wages_past_three_links():
    """Owner to account to workers: the layers between hold no fen of it."""
    story = played(REGISTERED, ACCOUNT, DIRECT, weeks=24)
    flows = story.playing.world.flows_fen.sum(axis=0)
    assert flows[:, WAGE_ACCOUNT, LABOUR_COST].sum() == sum(PAID_IN.values()) == 12_150_000
    # Week 10: March in full, and 375,000 of April, which the payroll of that week lists. Week 14: the rest of April,
    # 2,025,000, and 675,000 of May. Week 18: the rest of May, 1,725,000; June is listed a week later, when the 975,000
    # left are paid. Week 23: 2,025,000 of June, 1,350,000 of July.
    paid = {10: 3_375_000, 14: 2_700_000, 18: 1_725_000, 19: 975_000, 23: 3_375_000}
    assert story.events("wages_paid") == paid
    assert story.events("overdue") == {9: 3_000_000, 13: 2_400_000 - 375_000, 22: 3_000_000 - 975_000}
    # set-off: each link receives and spends as much
    for tier in (2, 3, 4):
        assert story.events("bills_paid", tier) == paid
        here = contract(story, tier)
        assert here.received_fen == here.spent_fen == 12_150_000
        # the bills of March to July are discharged, and more, to be netted from the next ones
        assert here.prepaid_fen == 12_150_000 - sum(progress_bill(tier, month) for month in range(5))
        assert here.recourse_fen == 0
    assert account_fen(story) == 0
    assert flows[:, :, :].sum() == flows[0].sum() + flows[:, WAGE_ACCOUNT].sum() + 12_150_000  # income, in, out


def test_odd_fen_among_ten_workers():
    """The owner pays 1,054,687 in week 10 and 725,097 in week 11: each time 7 of 10 get a fen more."""
    story = played(REGISTERED.with_parameters({"owners.sales_share": 5 / 16}), ACCOUNT, DIRECT, weeks=11)
    world = story.playing.world
    assert sorted(world.claims.paid_fen[open_claims(world)]) == [105_468] * 3 + [105_469] * 7
    longer = played(REGISTERED.with_parameters({"owners.sales_share": 5 / 16}), ACCOUNT, DIRECT, weeks=12)
    world = longer.playing.world
    # 1,945,313 of March are left, 194,532 each to the three, 194,531 to the seven. 725,097 of it: 72,509.96 and
    # 72,509.59 to the fen below; the seven fen missing go to the three first, then to four of the seven.
    assert sorted(world.claims.paid_fen[open_claims(world)]) == [177_978] * 6 + [177_979] * 4


def test_a_bosss_flight_is_healed():
    """By direct payment, not by contracts. He flees in week 19 as in the fourth story of the toy chain, but he holds nothing to take along."""
    story = played(REGISTERED, ACCOUNT, DIRECT, weeks=25, shocks=(FLIGHT_OF_THE_BOSS,))
    without = played(REGISTERED, weeks=25, shocks=(FLIGHT_OF_THE_BOSS,))
    contracts = played(REGISTERED, CONTRACTS, weeks=25, shocks=(FLIGHT_OF_THE_BOSS,))
    assert contracts.column("overdue") == without.column("overdue")
    assert contracts.column("overdue")[24] > story.column("overdue")[24] == 0
    assert story.playing.world.flows_fen[..., FLIGHT].sum() == 0
    # By week 18 all of March to May is paid: 13 weeks. Now six more weeks are due at once; that week's payroll lists
    # them, and the account has 975,000. June's bill brings the rest.
    due = 6 * WAGES - 975_000
    assert story.column("overdue")[18:] == [0, due, due, due, due, 0, 0]
    assert story.events("wages_paid")[23] == due == 2_625_000
    assert account_fen(story) == 3_375_000 - due
    # In between the payer of the fled boss has settled all he billed: of the rest 3/4 of the last week wait for the
    # next bill, the others for settlement.
    waiting = 3 * (value(4, 19) - value(4, 18)) // 4
    assert story.places(20) == {
        (4, "uncertified_or_milestone"): waiting,
        (4, "part_payment_and_retention"): due - waiting,
    }


def test_an_owners_stop_is_not_healed():
    """The owner pays nothing in weeks 9 to 24: what it owes is in no account. The crew works on up to week 21.

    By week 23 the wages of March to June are due.
    """
    stop = (Shock(kind="owner_stops", date=date(2014, 4, 28), target="project:1", weeks=16),)
    with_both = played(REGISTERED, ACCOUNT, DIRECT, weeks=24, shocks=stop)
    without = played(REGISTERED, weeks=24, shocks=stop)
    contracts = played(REGISTERED, CONTRACTS, weeks=24, shocks=stop)
    assert with_both.column("overdue") == without.column("overdue") == contracts.column("overdue")
    assert with_both.column("overdue")[23] == 18 * WAGES


def test_a_recourse_claim():
    """Each layer keeps a quarter: the boss has a price of 19,743,750 for wages of 31,200,000.

    By week 14 the account has paid 6,075,000 and he has earned 15 weeks of it, 5,695,312. The rest is his payer's
    claim on him.
    """
    skimmed = REGISTERED.with_parameters({"chains.fee_share": 0.25, "chains.price_floor": 0.1})
    story = played(skimmed, ACCOUNT, DIRECT, weeks=15)
    boss, above = contract(story, 4), contract(story, 3)
    assert (boss.price_fen, boss.value_fen) == (19_743_750, 5_695_312)
    assert boss.received_fen == 5_695_312
    assert boss.recourse_fen == 6_075_000 - 5_695_312 == 379_688
    assert boss.spent_fen == above.spent_fen == above.received_fen == 6_075_000
    # in week 23 he has earned 9,112,500 and 12,150,000 were paid; nobody ever pays him more than his price
    later = played(skimmed, ACCOUNT, DIRECT, weeks=24)
    assert contract(later, 4).recourse_fen == 12_150_000 - 9_112_500


def test_without_an_account_the_contractor_pays_what_is_due_on_the_bill():
    """The subcontractor's bills fall due a week after the owner paid: weeks 11, 15 and 19. They go to the workers."""
    story = played(REGISTERED, DIRECT, weeks=22)
    bills = {11: progress_bill(2, 0), 15: progress_bill(2, 1), 19: progress_bill(2, 2)}
    assert bills == {11: 2_531_250, 15: 2_025_000, 19: 2_025_000}
    assert story.events("wages_paid") == story.events("bills_paid", 2) == bills
    # without it they take two weeks more, and the fees of two layers are gone
    assert played(REGISTERED, weeks=22).events("wages_paid") == {13: 2_375_518, 17: 1_900_415, 21: 1_900_414}


def test_only_who_stands_on_the_roster_is_paid_directly():
    """Nobody does: the bill goes down the chain as ever."""
    nobody = REGISTERED.with_parameters({"evidence.roster_share": 0.0})
    assert played(nobody, DIRECT, weeks=22).events("wages_paid") == played(nobody, weeks=22).events("wages_paid")


@pytest.mark.parametrize(("open_claims", "paid"), [(True, 975_000 + 1_725_000), (False, 0)])
def test_wages_earned_before_the_measure_came(open_claims, paid):
    """Both measures start in week 16. With open claims May's bill, which was open, fills the account in week 18."""
    cover = Coverage(open_claims=open_claims)
    policies = [kind(start=date(2014, 6, 16), coverage=cover) for kind in (DedicatedAccount, DirectPayment)]
    story = played(REGISTERED, *policies, weeks=21)
    assert story.playing.world.measures.money_fen[DirectPayment.number] == paid


# ---- The account alone ----------------------------------------------------------------------------------------------


def test_an_account_alone():
    """The money goes down the chain as before, only not through the contractor's cash; the boss flees with it."""
    story = played(TOY, ACCOUNT, weeks=23, shocks=(FLIGHT_OF_THE_BOSS,))
    without = played(TOY, weeks=23, shocks=(FLIGHT_OF_THE_BOSS,))
    assert story.playing.world.flows_fen[..., FLIGHT].sum() == 3_525_933
    assert story.column("overdue") == without.column("overdue")
    # 8,775,000 came in by week 18; the subcontractor's bills of March to May went out in weeks 11, 15 and 19
    assert account_fen(story) == 8_775_000 - 2_531_250 - 2_025_000 - 2_025_000 == 2_193_750
    assert story.column("firms_cash")[14] == without.column("firms_cash")[14] - (3_375_000 + 2_700_000 - 2_531_250)


def test_a_share_of_the_payment_underfunds():
    """A quarter of each payment is a third of the labour cost; the contractor pays the rest from his cash."""
    small = DedicatedAccount(start=TOY.start, base_is_payment=True, payment_share=0.25)
    story = played(REGISTERED, small, DIRECT, weeks=11)
    assert story.events("wages_paid") == {10: 3_375_000 // 4}
    assert played(REGISTERED, small, DIRECT, weeks=12).events("wages_paid") == {10: 843_750, 11: 2_531_250 - 843_750}


def test_the_float_pays_the_first_payroll():
    """A month's labour cost is 2,925,000. The contractor has 1,000,000 and pays it in; in week 6 it goes to the workers."""
    rich = REGISTERED.with_parameters({"firms.least_equity_fen": 1_000_000, "firms.kappa": 1.0})
    story = played(rich, ACCOUNT, DIRECT, weeks=7)
    assert story.playing.world.flows_fen[..., ACCOUNT_FLOAT].sum() == 1_000_000
    assert story.events("wages_paid") == {6: 1_000_000}


def test_the_account_is_closed_after_completion():
    """The work ends in week 57; the payroll of week 62 pays its last wages, five weeks later: the account is closed.

    In week 62 the owner has paid for 51 weeks. Of that all wages were paid, and in week 50 the subcontractor: its bills
    came to 15/16 of 48 weeks, 48 weeks of wages were set off, and what workers had earned since was kept for them.
    """
    paid_in, wages = 51 * 675_000, 52 * WAGES
    to_subcontractor = 15 * 48 * 675_000 // 16 - 48 * WAGES - WAGES
    story = played(REGISTERED, ACCOUNT, DIRECT, weeks=63)
    flows = story.playing.world.flows_fen.sum(axis=0)
    assert flows[:, WAGE_ACCOUNT].sum() == paid_in
    assert flows[WAGE_ACCOUNT, SUBCONTRACTOR].sum() == to_subcontractor == 975_000
    assert account_fen(story) == paid_in - wages - to_subcontractor == 2_250_000
    story = played(REGISTERED, ACCOUNT, DIRECT, weeks=64)
    flows = story.playing.world.flows_fen.sum(axis=0)
    assert flows[WAGE_ACCOUNT, GENERAL_CONTRACTOR, ACCOUNT_CLOSED] == 2_250_000
    assert account_fen(story) == 0


def test_labour_cost_is_billed_before_the_milestone():
    """The owner pays by milestones of half the contract. With an account labour is billed and paid every month."""
    far = REGISTERED.with_parameters({"contracts.milestone_chance": 1.0, "contracts.milestone_step": 0.5})
    assert played(far, weeks=20).events("bills_paid", 1) == {}
    story = played(far, ACCOUNT, DIRECT, weeks=20)
    assert story.events("billed", 1) == {4: 3_375_000, 8: 2_700_000, 12: 2_700_000, 17: 3_375_000}
    assert story.events("wages_paid") == {10: 3_375_000, 14: 2_700_000, 18: 1_725_000, 19: 975_000}
    every_other = DedicatedAccount(start=TOY.start, cycle_months=2)  # March, then April with May
    assert played(far, every_other, DIRECT, weeks=20).events("billed", 1) == {4: 3_375_000, 12: 5_400_000}


@pytest.mark.parametrize("policies", [(ACCOUNT,), (DIRECT,), (ACCOUNT, DIRECT)])
def test_solvent_firms_stay_solvent(policies):
    """Where nothing goes wrong, nobody is unpaid over 30 days with the measures either."""
    scenario = load_scenario("nothing_goes_wrong")
    dated = tuple(type(policy)(start=date(2014, 6, 2)) for policy in policies)
    small = scenario.with_settings(
        {"population.projects": 8, "population.government_projects": 4, "population.workers": 480}
    )
    for replicate in range(2):
        found = run(replace(small, policies=dated), replicate)
        assert not found.values[:, COLUMN["unpaid_over_30_days"]].any()


def test_a_contractors_own_crew_keeps_its_allowance():
    """There is nobody to pay past: with direct payment the contractor pays its own crew as ever, and not twice."""
    own = REGISTERED.with_parameters({"chains.leaf_tier": 1.0})
    without = played(own, weeks=30)
    assert sum(without.events("wages_paid")) > 0
    assert played(own, DIRECT, weeks=30).events("wages_paid") == without.events("wages_paid")
