"""Failure in the toy chain, worked out by hand: a subcontractor and its estate, and an owner who defaults.

Wages are agreed monthly: March's are due in week 9, April's in 13, May's in 18, June's in 22, July's in 26. Month ends are
weeks 4, 8, 12, 17, 21, 26, 30 and 34.
"""

from dataclasses import replace
from datetime import date

import pytest
from toy import FIXED, MONTHLY, TOY, WAGES, Story, progress_bill, value

from sim.chain.events import EVENT_KINDS
from sim.chain.tables import BILL_ROOM, BOSS_FIRM, FAILED, LICENSED_FIRM
from sim.ledger.accounts import (
    BANKS,
    ESTATE_COSTS,
    GENERAL_CONTRACTOR,
    LOAN_LOSS,
    LOAN_REPAYMENT,
    OWNERS_INCOME,
    PROGRESS_PAYMENT,
    SUBCONTRACTOR,
    TREASURY,
)
from sim.policies import DirectPayment
from sim.running.one import Playing
from sim.scenario import Shock


def weeks_of(told: Story, kind: str) -> list[int]:
    """The weeks of the events of one kind."""
    events = told.playing.world.events
    return [int(e.week) for e in events if e.week and e.kind == EVENT_KINDS.index(kind)]


# ---- Story 1: a failed subcontractor -------------------------------------------------------------------------------

HALF = WAGES // 2  # each of two crews of five earns 300,000 a week
LINE = 2_730_000
TWO_PACKAGES = {
    "authority.coordination_chance": 1.0, "authority.coordination_weeks": 52, "authority.officers_per_1000_workers": 1000.0,
    "chains.boss_share": 0.5, "chains.labour_price_ratio": 1.0, "chains.leaf_tier": [2.0] * 5 + [3.0] * 5, "chains.workers_per_branch": 5,
    "contracts.advance_share": 1 / 16, "crews.size": 5.0,
    "evidence.attendance_share": 0.0, "evidence.contract_share": 0.0, "evidence.roster_share": 0.0,
    "firms.credit_share": 1.0, "firms.estate_cost_share": 0.1, "firms.failure_weeks": 4, "firms.interest_per_year": 0.12,
    "firms.kappa": 0.4, "firms.replacement_weeks": 104,
    "owners.pay_chance_other": [0.0] * 20 + [1.0] * 33,  # it pays when its oldest bill is 20 weeks overdue
    "voice.after_weeks": 4.0, "voice.chance_after": 1.0,
}  # fmt: skip


def two_packages() -> Story:
    """Played in a replicate in which one subcontractor has both packages: one with a crew of its own, one let to a boss."""
    scenario = replace(TOY.with_parameters(FIXED | MONTHLY | TWO_PACKAGES), weeks=47)
    for replicate in range(200):
        world = Playing(scenario, replicate).world
        chain = sorted((c for c in world.contracts if c.state), key=lambda c: c.tier)
        kinds = [int(world.firms.kind[c.firm]) for c in chain[1:]]
        tiers = [int(c.tier) for c in chain]
        alike = tiers == [1, 2, 2, 3] and kinds == [LICENSED_FIRM, LICENSED_FIRM, BOSS_FIRM]
        if alike and chain[1].firm == chain[2].firm:
            return Story(scenario, replicate)
    raise AssertionError("no replicate has such a chain")


def test_a_failed_subcontractor():
    """The owner pays nothing until week 30. The subcontractor and its boss live from the bank until their lines are drawn.

    The line: at contract terms a package of 15,600,000 of wages has its deepest gap at the end of its 52 weeks, when 39
    weeks are billed and 3/4 of them paid: 15,600,000 x (1 - 3/4 x 39/52) = 6,825,000; kappa 0.4 of it is lent. The
    package that is let on needs nothing, and the contractor, which is paid more than it passes on, gets no line.
    """
    told = two_packages()
    world = told.playing.world
    # Each of both firms pays March, 1,500,000, in week 9, 1 % interest on it in week 12, April, 1,200,000, in week 13,
    # and has 15,000 left for the 27,150 of interest of week 17. The firm then owes interest for four weeks, and fails.
    assert LINE - 1_500_000 - 15_000 - 1_200_000 == 15_000
    assert weeks_of(told, "failure") == [20]
    flows = world.flows_fen.sum(axis=0)
    assert flows[BANKS, SUBCONTRACTOR, LOAN_LOSS] == LINE
    claim = LINE + 27_150 - 15_000
    # Its crew's 21 weeks fall due at once; the boss's crew is owed May, then June in week 22 and three weeks of July.
    owed = 21 * HALF - 2_700_000
    assert told.column("overdue")[18:21] == [2 * 1_200_000, 2 * 1_200_000, owed + 1_200_000]
    assert owed == 3_600_000

    # Week 21: the crew complains. An estate cannot be ordered, so the contractor is talked into paying what it has: its
    # advance, 2,600,000. Set-off: the subcontractor's bills of March, April and part of May are paid by it.
    advance = 41_600_000 // 16
    assert told.events("bills_paid", 2)[21] == advance == 2_600_000
    still_open = {"own package": 325_000 + 1_125_000, "let on": 1_125_000 + 900_000 + 900_000 + 1_125_000}
    assert 1_125_000 + 900_000 + 900_000 - advance == 325_000
    # Week 23: the boss's crew complains in vain, the contractor has nothing left.
    assert told.events("cases_coordinated") == {21: 1, 23: 1}

    # Week 30: the owner pays all bills, 11/16 of 21 weeks of 800,000; a week later the estate collects what it is owed.
    assert told.events("bills_paid", 1) == {0: advance, 30: 11 * 21 * 800_000 // 16}
    collected = sum(still_open.values())
    assert told.events("bills_paid", 2) == {21: advance, 31: collected}
    assert flows[:, SUBCONTRACTOR, PROGRESS_PAYMENT].sum() == collected == 5_500_000

    # Week 33, a quarter after the failure, costs come first, then wages, then all others pro rata: the boss's four bills
    # (3/4 of 290,625 a week, cut to the fen) and the bank. 3,950,000 for claims of 6,665,586.
    costs, wages = 550_000, owed - advance
    left = collected - costs - wages
    bills = [1_089_843, 871_875, 871_875, 1_089_843]
    assert (wages, left, sum(bills) + claim) == (1_000_000, 3_950_000, 6_665_586)
    shares = [x * left // 6_665_586 for x in (*bills, claim)]
    assert shares == [645_836, 516_669, 516_669, 645_836, 1_624_987]
    boss_gets = left - 1_624_987  # the 3 fen that are left go to the largest remainders, which are all the boss's
    assert boss_gets == sum(shares[:4]) + 3 == 2_325_013
    assert flows[SUBCONTRACTOR, TREASURY, ESTATE_COSTS] == costs
    assert told.events("bills_paid", 3) == {33: boss_gets}
    assert flows[SUBCONTRACTOR, BANKS, LOAN_REPAYMENT] == left - boss_gets
    # The boss pays his crew with it a week later. The quarter after brings nothing: there is nothing more to collect.
    assert told.events("wages_paid") == {9: 3_000_000, 13: 2_400_000, 21: advance, 33: wages, 34: boss_gets}
    assert told.column("overdue")[46] == owed - boss_gets
    failed = world.firms[world.firms.state == FAILED]
    assert failed.loan_claim_fen.tolist() == [claim - (left - boss_gets)]
    assert world.accounts.balance_fen[failed.account].tolist() == [0]


# ---- Story 2: bills that are kept back for workers -----------------------------------------------------------------


def test_a_contractor_fails_with_bills_it_keeps_back_for_workers():
    """A contractor pre-finances, pays directly, and has nothing: what is due on its subcontract is all kept for workers.

    That is a debt like any other: after four weeks it fails, and its estate pays the bills when the owner has paid it.
    """
    changes = MONTHLY | {
        "contracts.pre_finance_share": 1.0, "evidence.roster_share": 1.0, "firms.estate_cost_share": 0.1,
        "firms.failure_weeks": 4, "firms.replacement_weeks": 104,
        "owners.pay_chance_other": [0.0] * 10 + [1.0] * 43,  # it pays when its oldest bill is ten weeks overdue
    }  # fmt: skip
    direct = DirectPayment(start=TOY.start)
    scenario = replace(TOY.with_parameters(FIXED | changes), weeks=30, policies=(direct,))
    before = Story(replace(scenario, weeks=13))
    world = before.playing.world
    march, april, may = (progress_bill(2, month) for month in range(3))
    # March's bill is certified in week 6 and due in week 10 whether the owner pays or not: all of it is kept
    assert (world.bills.kept_fen.sum(), march) == (2_531_250, 2_531_250)
    told = Story(scenario)
    # weeks 10 to 13; in week 20 the owner pays March to May, which a quarter after the failure go the way of all estates
    assert weeks_of(told, "failure") == [13]
    collected = 3_375_000 + 2_700_000 + 2_700_000
    assert told.events("bills_paid", 1) == {20: collected}
    flows = told.playing.world.flows_fen.sum(axis=0)
    assert flows[GENERAL_CONTRACTOR, TREASURY, ESTATE_COSTS] == collected // 10
    assert told.events("bills_paid", 2) == {26: march + april + may} == {26: 6_581_250}
    # down to the boss it is passed on tier by tier, a week each; his workers' wages are long due
    assert told.events("wages_paid") == {28: sum(progress_bill(4, month) for month in range(3))} == {28: 6_176_347}
    estate = told.playing.world.firms[told.playing.world.firms.state == FAILED]
    left = collected - collected // 10 - 6_581_250
    assert told.playing.world.accounts.balance_fen[estate.account].tolist() == [left] == [1_316_250]


# ---- Story 3: an owner's default -----------------------------------------------------------------------------------


def test_an_owners_default():
    """From week 1 on the private owner sells nothing. Its first bill falls due in week 10; after five weeks without money
    it gives the project up. Nobody tenders another one in the downturn."""
    shock = Shock(kind="downturn", date=date(2014, 3, 3), weeks=60, depth=1.0)
    fails = {"owners.failure_weeks": 5, "wages.write_off_weeks": 26}
    told = Story(replace(TOY.with_parameters(MONTHLY | fails), weeks=43, shocks=(shock,)))
    assert weeks_of(told, "owner_failure") == [14]
    assert told.column("wages_earned") == [WAGES] * 15 + [0] * 28
    assert told.events("bills_paid", 1) == {}
    # wages fall due as agreed: March, April, May, and the two weeks of June
    due = {9: 3_000_000, 13: 5_400_000, 18: 7_800_000, 22: 9_000_000}
    assert [told.column("overdue")[week] for week in due] == list(due.values())
    # Week 14: March, April and May are billed and due below the contractor (6,176,347 at the boss), March and April
    # (6,075,000) at the owner: all that is overdue passes up to the owner that failed.
    at_boss = sum(progress_bill(4, month) for month in range(3))
    assert at_boss == 6_176_347
    assert told.places(14) == {(0, "owner_failed"): 5_400_000}
    # All that was not billed is billed at the next month end, week 17, and certified in week 19.
    assert told.events("billed", 4)[17] == value(4, 15) - at_boss
    assert told.places(18) == {(0, "owner_failed"): at_boss, (4, "uncertified_or_milestone"): 7_800_000 - at_boss}
    # At the owner that bill is due in week 23; from then on it owes all of it.
    assert told.places(23) == {(0, "owner_failed"): 9_000_000}
    # Half a year after the end of the package the wages are written off, and with the last claim the bills are void.
    assert told.events("written_off") == {40: 9_000_000}
    world = told.playing.world
    assert world.contracts.state.sum() == 0
    assert world.room.free[BILL_ROOM] == world.bills.size
    assert not world.owners.failed.any()  # who has settled starts afresh
    assert told.column("projects_active")[13:16] == [1, 0, 0]


# ---- Story 4: an owner stops paying --------------------------------------------------------------------------------


def test_an_owner_stops_paying_and_the_site_works_on_for_a_quarter():
    """It pays nothing in weeks 9 to 34. The crew works on up to week 21; then the site stands still until week 35.

    March's bill would be paid in week 10. All 22 weeks' bills are paid in week 35, and come down a tier a week.
    """
    stop = Shock(kind="owner_stops", date=date(2014, 4, 28), target="project:1", weeks=26)
    told = Story(replace(TOY.with_parameters(MONTHLY), weeks=40, shocks=(stop,)))
    assert told.column("wages_earned") == [WAGES] * 22 + [0] * 13 + [WAGES] * 5
    assert told.events("projects_stopped") == dict.fromkeys(range(22, 35), 1)
    owner_paid = sum(progress_bill(1, month) for month in range(5))
    assert told.events("bills_paid", 1) == {35: owner_paid} == {35: 3 * value(1, 22) // 4}
    boss_got = sum(progress_bill(4, month) for month in range(5))
    assert told.events("wages_paid") == {38: boss_got}
    assert told.column("overdue")[37] == 22 * WAGES
    assert told.column("overdue")[38] == 22 * WAGES - boss_got  # his price does not cover their wages


def test_an_owner_that_stops_again_has_not_paid_in_between():
    """A second stop in week 18, while the first lasts until week 34: short or long, the site stands still from week 22."""
    scenario = replace(TOY.with_parameters(MONTHLY), weeks=50)
    first = Shock(kind="owner_stops", date=date(2014, 4, 28), target="project:1", weeks=26)
    for weeks, paid_again in ((2, 35), (26, 44)):
        second = Shock(kind="owner_stops", date=date(2014, 6, 30), target="project:1", weeks=weeks)
        told = Story(replace(scenario, shocks=(first, second)))
        assert min(told.events("bills_paid", 1)) == paid_again
        assert told.events("projects_stopped") == dict.fromkeys(range(22, paid_again), 1)


def test_an_owner_receives_nothing_for_bills_it_does_not_pay():
    stop = Shock(kind="owner_stops", date=date(2014, 4, 28), target="project:1", weeks=26)
    told = Story(replace(TOY.with_parameters(MONTHLY), weeks=35, shocks=(stop,)))
    assert told.playing.world.flows_fen.sum(axis=0)[OWNERS_INCOME].sum() == 0


STOP = Shock(kind="owner_stops", date=date(2014, 4, 28), target="project:1", weeks=26)


def stopped(works_on_weeks: int, *others: Shock) -> Story:
    """The owner pays nothing in weeks 9 to 34, and the site works on for so many of them."""
    changes = MONTHLY | {"projects.works_on_weeks": works_on_weeks}
    return Story(replace(TOY.with_parameters(changes), weeks=40, shocks=(STOP, *others)))


def test_a_site_that_does_not_work_on_stands_still_from_the_week_of_the_stop():
    told = stopped(0)
    assert told.column("wages_earned") == [WAGES] * 9 + [0] * 26 + [WAGES] * 5
    assert told.events("projects_stopped") == dict.fromkeys(range(9, 35), 1)
    meanwhile = replace(told.playing.scenario, weeks=34)
    assert Story(meanwhile).playing.world.crews.start_week.max() == 0  # nobody is hired to stand still
    # nothing is done, so nothing billed, until the month end of week 39
    at_39 = 3 * (value(1, 14) - value(1, 9)) // 4
    assert told.events("billed", 1) == {4: progress_bill(1, 0), 8: progress_bill(1, 1), 39: at_39}
    assert told.events("bills_paid", 1) == {35: 3 * value(1, 9) // 4}


@pytest.mark.parametrize(("works_on_weeks", "still"), [(25, [34]), (26, []), (27, []), (520, [])])
def test_a_site_that_works_on_for_as_long_as_the_stop_never_stands_still(works_on_weeks, still):
    """What was billed by week 26 is due by week 35 and paid then; August's bill follows a week later, as agreed."""
    told = stopped(works_on_weeks)
    assert told.column("wages_earned") == [0 if week in still else WAGES for week in range(40)]
    assert told.events("projects_stopped") == dict.fromkeys(still, 1)
    bills = [progress_bill(1, month) for month in range(7)]
    assert told.events("bills_paid", 1) == {35: sum(bills[:6]), 36: bills[6]}


@pytest.mark.parametrize(
    ("works_on_weeks", "day", "gone", "let", "works"),
    [
        # let again in week 21, too late to begin before the standstill of weeks 22 to 34
        (13, date(2014, 6, 9), 15, 21, range(35, 40)),
        # let again in week 21, at work in weeks 22 to 28, still in 29 to 34
        (20, date(2014, 6, 9), 15, 21, (*range(22, 29), *range(35, 40))),
        # the boss flees while the site stands still; the work is let again in the standstill too
        (13, date(2014, 8, 11), 24, 30, range(35, 40)),
        # let again in the last week of the stop
        (13, date(2014, 9, 8), 28, 34, range(35, 40)),
    ],
)
def test_work_that_is_let_again_during_a_stop_waits_for_its_end(works_on_weeks, day, gone, let, works):
    told = stopped(works_on_weeks, Shock(kind="flight", date=day, target="project:1"))
    assert (weeks_of(told, "flight"), weeks_of(told, "re_let")) == ([gone], [let])
    before = range(min(gone, 9 + works_on_weeks))
    assert told.column("wages_earned") == [WAGES if week in (*before, *works) else 0 for week in range(40)]
    assert min(told.events("bills_paid", 1)) == 35  # the owner has stopped paying whoever does the work
    assert told.events("projects_stopped") == dict.fromkeys(range(9 + works_on_weeks, 35), 1)


def test_a_general_contractor_that_comes_during_a_stop_is_not_paid_before_its_end():
    """The contractor flees in week 15; another has the work from week 22 on, and the site stands still from week 29."""
    told = stopped(20, Shock(kind="flight", date=date(2014, 6, 9), target="firm:1"))
    assert weeks_of(told, "re_let") == [21]
    assert told.column("wages_earned")[15:36] == [0] * 7 + [WAGES] * 7 + [0] * 6 + [WAGES]
    assert min(told.events("bills_paid", 1)) == 35
