"""The toy chain worked out by hand, week by week: as agreed, then with a diverted payment, a partial payment
with odd fen, a dispute and a flight.

Ten workers earn 100 yuan a day on six days: 600,000 fen a week. The project is planned for 52 such weeks,
31,200,000 fen of wages. The labour price is 9/8 of that, and labour is 3/4 of the general contract; each
re-letting keeps 1/32. So the links of the chain are worth

    tier 1  general contractor   46,800,000     900,000 a week
    tier 2  subcontractor        35,100,000     675,000 a week
    tier 3  its subcontractor    34,003,125     x 31/32
    tier 4  labour boss          32,940,527     x 31/32, cut to the fen

At each month end every link bills 3/4 of the month's value. A bill takes 2 weeks to certify; the owner has 4
more weeks; below it everybody is paid one week after his payer was. Nobody has money of his own. Week 0 ends on
2 March 2014, and months end in weeks 4, 8, 12, 17 and 21.
"""

from dataclasses import replace
from datetime import date

import pytest
from toy import MONTHLY, MONTHS, PRICE, TOY, WAGES, Story, progress_bill, value

from sim.chain.tables import ACTIVE, BOSS_FIRM, CONTRACTOR_FIRM, FLED, IN_BUSINESS, LICENSED_FIRM, SHELL_FIRM
from sim.ledger.accounts import FLIGHT
from sim.running.one import Playing
from sim.scenario import Shock, load_scenario
from sim.world import open_claims


def test_prices_of_the_links():
    assert PRICE[2] * 4 == PRICE[1] * 3
    assert [PRICE[tier] * 31 // 32 for tier in (2, 3)] == [PRICE[3], PRICE[4]]
    assert [progress_bill(4, month) for month in range(4)] == [2_375_518, 1_900_415, 1_900_414, 2_375_519]


@pytest.mark.parametrize("replicate", range(5))
def test_the_shipped_toy_chain_is_one_chain_of_four_links(replicate):
    """Owner, general contractor, two subcontractors, a boss, and the boss's crew of ten."""
    playing = Playing(load_scenario("toy_chain"), replicate)
    playing.play(1)
    world = playing.world
    chain = sorted((c for c in world.contracts if c.state), key=lambda c: c.tier)
    kinds = [CONTRACTOR_FIRM, LICENSED_FIRM, SHELL_FIRM, BOSS_FIRM]
    assert [world.firms.kind[c.firm] for c in chain] == kinds
    assert [c.tier for c in chain] == [1, 2, 3, 4]
    assert [(crew.hands, world.contracts.tier[crew.contract]) for crew in world.crews if crew.state] == [(10, 4)]


# ---- As agreed ---------------------------------------------------------------------------------------------


def test_as_agreed_until_the_festival():
    """Wages are agreed for the festival; the boss pays an allowance of a quarter as soon as he was paid himself."""
    story = Story(TOY)
    # work from week 0 to week 48, two weeks before the festival of 19 February 2015 (week 51); again from week 55,
    # until the 52 weeks of the plan are done
    assert story.column("wages_earned") == [WAGES] * 49 + [0] * 6 + [WAGES] * 3 + [0] * 2
    # bills, and their payment: the owner after 2 + 4 weeks, each link a week after the one above it
    for tier in PRICE:
        billed, paid = story.events("billed", tier), story.events("bills_paid", tier)
        for month in range(4):
            bill = progress_bill(tier, month)
            week = MONTHS[month][1] - 1
            assert billed[week] == bill
            assert paid[week + 6 + tier - 1] == bill
    # the first money reaches the boss in week 13; the allowance of June, 30 days of ten workers x 25 yuan, is paid
    # at its month end in week 17, July's (24 days) in week 21
    paid = story.events("wages_paid")
    assert {week: paid[week] for week in paid if week < 26} == {17: 750_000, 21: 600_000}
    assert story.column("overdue")[:50] == [0] * 50
    assert story.column("deferred")[:22] == [
        WAGES * (k + 1) - 750_000 * (k >= 17) - 600_000 * (k >= 21) for k in range(22)
    ]


def test_as_agreed_at_the_festival():
    """The month end of week 47 is the last that can be certified before the festival date (week 50): its bills bring
    what is paid up to 7/8 for the contractor and 15/16 for labour, due in week 49. The money is one link short of the
    boss when the festival date comes."""
    story = Story(TOY)
    at_44 = {1: 3 * value(1, 44) // 4, 2: 3 * value(2, 44) // 4}
    assert story.column("billed", 1)[43] == at_44[1] - 3 * value(1, 40) // 4 == 2_700_000
    assert story.column("billed", 2)[43] == at_44[2] - 3 * value(2, 40) // 4 == 2_025_000
    assert story.column("billed", 1)[47] == 7 * value(1, 48) // 8 - at_44[1] == 8_100_000
    assert story.column("billed", 2)[47] == 15 * value(2, 48) // 16 - at_44[2] == 8_100_000
    # December's bill falls due in week 49 as well (43 + 2 + 4): the owner pays both
    assert story.column("bills_paid", 1)[49] == 2_700_000 + 8_100_000
    assert story.column("bills_paid", 2)[50] == 2_025_000 + 8_100_000
    # allowances of June to January, each with the boss's money in hand
    allowances = 750_000 + 600_000 + 750_000 + 600_000 + 600_000 + 750_000 + 600_000 + 600_000
    assert sum(story.column("wages_paid")[:50]) == allowances == 5_250_000
    # by week 48 the boss had received the nine bills of March to November; he pays out all he has in week 50
    received = sum(progress_bill(4, month) for month in range(9))
    assert received == 19_004_146 == sum(story.column("bills_paid", 4)[:51])
    assert story.column("wages_paid")[50] == received - allowances == 13_754_146
    owed = 49 * WAGES - received
    assert story.column("overdue")[50] == owed == 10_395_854
    assert story.column("deferred")[50] == 0
    # He is owed even more, V - P = 12,035,965 > 10,395,854. The festival bills are due and pass up; 3/4 of the week
    # worked since wait for the next bill, the rest for the settlement.
    due = 15 * value(4, 48) // 16 - received
    waiting = 3 * (value(4, 49) - value(4, 48)) // 4
    assert value(4, 49) - received == 12_035_965
    assert (due, waiting, owed - due - waiting) == (9_502_079, 475_103, 418_672)
    # His payer is one week behind: it has no bill open but the two it will be paid next week, so all 9,502,079 pass
    # on to tier 2, which was paid this very week: V - P = 33,075,000 - 30,375,000 = 2,700,000 is the payer's part
    # (506,250 unbilled progress), and the other 6,802,079 lie in its cash.
    assert story.places(50) == {
        (2, "uncertified_or_milestone"): 506_250,
        (2, "part_payment_and_retention"): 2_700_000 - 506_250,
        (2, "held"): due - 2_700_000,
        (4, "uncertified_or_milestone"): waiting,
        (4, "part_payment_and_retention"): owed - due - waiting,
    }
    # Two weeks later the money has arrived and all but what waits for the settlement is paid.
    assert story.column("wages_paid")[52] == due
    assert story.column("overdue")[52] == owed - due


# ---- Story 1: a diverted payment ---------------------------------------------------------------------------


def test_a_diverted_payment():
    """The same boss has two crews: one at a government project that never pays, one at a private one that pays in
    full and at once. He pays both crews from the one project's money."""
    changes = {
        "contracts.certification_weeks": 0, "contracts.part_share_other": 1.0, "contracts.pass_on_weeks": 0,
        "contracts.retention_share": 0.0, "contracts.term_weeks": 0, "firms.bosses_per_project": 1.0,
        "owners.pay_chance_government": 0.0, "projects.size": 1.0,
    }  # fmt: skip
    two = {"population.projects": 2, "population.government_projects": 1, "population.workers": 20, "weeks": 19}
    story = Story(TOY.with_settings(two).with_parameters(changes | MONTHLY), replicate=2)
    world = story.playing.world
    assert len({int(c.firm) for c in world.contracts if c.state and c.tier == 4}) == 1

    # The boss is paid the whole month's value at each month end: weeks 4, 8, 12 and 17.
    received = {end - 1: value(4, end) - value(4, first) for first, end in MONTHS[:4]}
    assert story.events("bills_paid", 4) == received == {4: 3_167_358, 8: 2_533_887, 12: 2_533_886, 17: 3_167_359}
    # Week 9 contains 30 April, when March is due: 3,000,000 to each crew. He has 5,701,245, an odd sum; both crews are
    # owed the same, so the odd fen goes to the crew with the smaller uid, at the government project.
    assert story.events("wages_paid")[9] == 3_167_358 + 2_533_887 == 5_701_245
    crew_paid = {"government": 2_850_623, "private": 2_850_622}
    unpaid = {kind: 5 * WAGES - fen for kind, fen in crew_paid.items()}
    assert story.column("overdue")[9] == sum(unpaid.values()) == 298_755
    # The private owner owes 633,471 for this week's work, more than is unpaid there; the government owner owes all.
    assert story.places(9) == {(0, "owner_no_budget_or_sales"): 149_377, (4, "uncertified_or_milestone"): 149_378}
    # The rest follows in week 12. Week 13 contains 31 May, when April is due: 2,400,000 each. 2,533,886 - 298,755 are
    # left, again odd.
    assert story.events("wages_paid")[12] == 298_755
    assert story.events("wages_paid")[13] == 2_533_886 - 298_755 == 1_117_566 + 1_117_565
    left = 4 * WAGES - 1_117_565
    assert story.column("overdue")[13] == left + left - 1
    # At the private project U is the week since the last bill; the boss has received 8,235,131 for it and spent
    # 3,000,000 + 1,117,565 on it. He has no cash, so the rest was diverted, all of it to the other project.
    owed_by_owner = value(4, 14) - value(4, 13)
    assert owed_by_owner == 633_472
    assert left - owed_by_owner < 8_235_131 - 4_117_565
    assert story.places(13) == {
        (0, "owner_could_pay"): left - 1,  # the government's budget came in week 13 and stays in its account
        (4, "uncertified_or_milestone"): owed_by_owner,
        (4, "diverted_other_projects"): left - owed_by_owner,
    }
    # A week later another week of work is owed for, and less of the same debt counts as diverted.
    assert story.places(14)[4, "diverted_other_projects"] == left - (value(4, 15) - value(4, 13)) == 15_491


# ---- Story 2: a partial payment with odd fen ---------------------------------------------------------------


def test_a_partial_payment_with_odd_fen():
    """The owner's sales bring 5/16 of what it needs each week. What it pays goes down link by link, always the same
    share of the bill below, cut to the fen; ten workers share the last of it."""
    story = Story(TOY.with_settings({"weeks": 14}).with_parameters(MONTHLY | {"owners.sales_share": 5 / 16}))
    bill = {tier: progress_bill(tier, 0) for tier in PRICE}
    assert bill == {1: 3_375_000, 2: 2_531_250, 3: 2_452_148, 4: 2_375_518}
    # March's bill is due in week 10; from then on the owner pays 5/16 of what is still open
    owner_paid, open_fen = {}, bill[1]
    for week in range(10, 14):
        owner_paid[week] = 5 * open_fen // 16
        open_fen -= owner_paid[week]
    assert owner_paid == {10: 1_054_687, 11: 725_097, 12: 498_505, 13: 342_722}
    assert story.events("bills_paid", 1) == owner_paid
    # a link's receipts, cumulated, make the same share of the next bill due a week later
    above = owner_paid
    for tier in (2, 3, 4):
        here, all_above, all_here = {}, 0, 0
        for week, fen in above.items():
            all_above += fen
            share = bill[tier] * all_above // bill[tier - 1]
            if week + 1 < 14:
                here[week + 1] = share - all_here
            all_here = share
        assert story.events("bills_paid", tier) == here
        above = here
    assert story.events("bills_paid", 2) == {11: 791_015, 12: 543_823, 13: 373_878}
    assert story.events("bills_paid", 3) == {12: 766_295, 13: 526_829}
    # March has been due since week 9, so the boss pays on all he gets: 742,348 fen in week 13
    assert story.events("bills_paid", 4) == story.events("wages_paid") == {13: 742_348}
    # ten workers are owed 300,000 each: 74,234.8, so the eight smallest uids get 74,235 and two get 74,234
    world = story.playing.world
    by_uid = sorted((int(c.person), int(c.paid_fen)) for c in world.claims[open_claims(world)])
    assert [fen for _, fen in by_uid] == [74_235] * 8 + [74_234] * 2
    # week 13 contains 31 May as well: April, 2,400,000, is due on top of what is left of March
    assert story.column("overdue")[8:] == [0] + [3_000_000] * 4 + [5_400_000 - 742_348]
    # In week 10 March's 3,000,000 pass up to tier 1: March's and April's bills are due at tiers 2 to 4. There V - P is
    # due for what is open of March's bill, and April's is in term.
    assert story.places(10) == {
        (0, "owner_no_budget_or_sales"): bill[1] - 1_054_687,
        (1, "in_term"): 3_000_000 - (bill[1] - 1_054_687),
    }


# ---- Story 3: a dispute ------------------------------------------------------------------------------------


def test_a_dispute():
    """In week 6 the owner disputes March's bill for ten weeks; a quarter of it is lost in the end."""
    shock = Shock(kind="dispute", date=date(2014, 4, 7), target="project:1", weeks=10, lost_share=0.25)
    story = Story(replace(TOY.with_parameters(MONTHLY), weeks=20, shocks=(shock,)))
    lost = 3_375_000 // 4
    assert story.events("billed", 1) == {
        4: 3_375_000, 6: -lost, 8: progress_bill(1, 1), 12: progress_bill(1, 2), 17: progress_bill(1, 3),
    }  # fmt: skip
    # the loss is the contractor's: bills below it stand
    assert story.events("billed", 2) == {MONTHS[m][1] - 1: progress_bill(2, m) for m in range(4)}
    assert story.column("work_done", 1)[6] == value(1, 7) - lost
    # April's and May's bills are paid on time; March's rest comes when the dispute ends in week 16
    assert story.events("bills_paid", 1) == {14: 2_700_000, 16: 3_375_000 - lost, 18: 2_700_000}
    # the share received of what the bill came to is all of it, so the whole bills below fall due, a week per link
    assert story.events("bills_paid", 2) == {15: 2_025_000, 17: 2_531_250, 19: 2_025_000}
    assert story.events("bills_paid", 3) == {16: progress_bill(3, 1), 18: progress_bill(3, 0)}
    assert story.events("bills_paid", 4) == {17: progress_bill(4, 1), 19: progress_bill(4, 0)}
    # March is due in week 9, April in 13, May in 18; the boss passes on what he gets, oldest days first
    paid = {17: 1_900_415, 19: 2_375_518}
    assert story.events("wages_paid") == paid
    assert story.column("overdue") == [
        WAGES * (5 * (week >= 9) + 4 * (week >= 13) + 4 * (week >= 18)) - sum(f for w, f in paid.items() if w <= week)
        for week in range(20)
    ]
    # Week 9: 2,375,518 of March are in bills that are due all the way up to the frozen one. The boss's April bill is
    # certified in week 10 and takes the other 624,482.
    assert story.places(9) == {(1, "disputed"): 2_375_518, (4, "uncertified_or_milestone"): 3_000_000 - 2_375_518}
    # Weeks 10 to 12: April's bills are due too, so all of March passes up. The frozen bill takes what is left of it,
    # April's, in term until week 14, the rest.
    frozen = 3_375_000 - lost
    for week in (10, 11, 12):
        assert story.places(week) == {(1, "disputed"): frozen, (1, "in_term"): 3_000_000 - frozen}
    # Week 16: the dispute is over and the bill paid; nothing is disputed any more.
    assert (1, "disputed") not in story.places(16)


# ---- Story 4: a flight -------------------------------------------------------------------------------------


def test_a_flight():
    """The boss flees on Monday of week 19. His workers were to be paid at the festival and had one allowance."""
    shock = Shock(kind="flight", date=date(2014, 7, 7), target="project:1")
    story = Story(replace(TOY, weeks=23, shocks=(shock,)))
    # until then all is as agreed: he received the bills of March and April and paid June's allowance
    march, april, may, june = (progress_bill(4, month) for month in range(4))
    assert story.events("bills_paid", 4) == {13: march, 17: april}
    assert story.events("wages_paid") == {17: 750_000}
    taken = march + april - 750_000
    assert taken == 3_525_933
    cash = story.column("firms_cash")
    # tier 2 is paid 2,025,000 by tier 1 in that week, which moves cash between firms only
    assert cash[18] - cash[19] == taken
    flows = story.playing.world.flows_fen.sum(axis=0)
    assert flows[:, :, FLIGHT].sum() == taken
    # everything is due at once: 19 weeks of wages less the allowance, until the work is let again in week 25
    owed = 19 * WAGES - 750_000
    assert story.column("wages_earned") == [WAGES] * 19 + [0] * 4
    assert story.column("deferred")[18:] == [owed, 0, 0, 0, 0]
    assert story.column("overdue")[18:] == [0, owed, owed, owed, owed]
    assert story.column("overdue_0_30_days")[19:] == [owed] * 4
    # his contract: V - P is the payer's part, what exceeds it went with him
    payers = value(4, 19) - march - april
    assert payers == 7_760_028
    gone = owed - payers
    # bills of May and June are due and pass up; the week since June's bill waits for the next, the rest for the settlement
    due = may + june
    waiting = 3 * (value(4, 19) - value(4, 18)) // 4
    assert (gone, due, waiting) == (2_889_972, 4_275_933, 475_103)
    # Tier 3 owes May and June as well and passes all of it up. Tier 2 was just paid for May: it passes June's bill,
    # 2,531,250, up and keeps 1,744,683: 506,250 of the last week's progress, the rest part payment. At tier 1 June's
    # bill is in term until week 23.
    assert story.places(19) == {
        (1, "in_term"): 2_531_250,
        (2, "uncertified_or_milestone"): 506_250,
        (2, "part_payment_and_retention"): due - 2_531_250 - 506_250,
        (4, "uncertified_or_milestone"): waiting,
        (4, "part_payment_and_retention"): payers - due - waiting,
        (4, "fled"): gone,
    }
    # A week later tier 3 was paid for May, so the same money waits there; nobody pays the boss who is gone.
    bill_3 = progress_bill(3, 3)
    progress_3 = 3 * (value(3, 19) - value(3, 18)) // 4
    assert story.places(20) == {
        (1, "in_term"): bill_3,
        (3, "uncertified_or_milestone"): progress_3,
        (3, "part_payment_and_retention"): due - bill_3 - progress_3,
        (4, "uncertified_or_milestone"): waiting,
        (4, "part_payment_and_retention"): payers - due - waiting,
        (4, "fled"): gone,
    }
    assert 20 not in story.events("bills_paid", 4)


def test_the_work_goes_to_a_firm_that_is_there():
    """The only contractor employs the crew himself and flees: somebody else takes the work over in week 10."""
    shock = Shock(kind="flight", date=date(2014, 3, 24), target="firm:1")
    story = Story(replace(TOY.with_parameters({"chains.leaf_tier": 1.0}), weeks=12, shocks=(shock,)))
    world = story.playing.world
    (open_contract,) = (c for c in world.contracts if c.state == ACTIVE)
    assert (world.firms.state[0], world.firms.gone_week[0]) == (FLED, 4)
    assert world.firms.state[open_contract.firm] == IN_BUSINESS
    assert story.column("wages_earned") == [WAGES] * 4 + [0] * 7 + [WAGES]
