"""Places: chains worked out by hand, one per place, and the toy chain against the text; `test_identities` has more worlds."""

import numpy as np
import pytest
from audit import audit
from hand_made import CALENDAR, PRIVATE, WEEK, HandMade

from sim.agents.tables import BANK_OUT, PAID_OUT, PROJECTS_OUT, SUPPLIERS_OUT
from sim.chain.tables import FAILED, FLED, NEVER
from sim.core.compiled import rule
from sim.core.lend import lend
from sim.ledger.accounts import OUTSIDE
from sim.places import CLOCKS, HEADLINE, OVERDUE, PLACE_NAMES, PLACES, TIERS, locate
from sim.scenario import load_scenario


@rule
def locate_in(w, calendar, week, places):
    locate(lend(w), calendar, week, places)


def places_of(hand_made: HandMade, clock: int = OVERDUE) -> dict[tuple[int, str], int]:
    """fen by tier and place."""
    clocks = np.zeros((len(CLOCKS), 4, TIERS, PLACES), np.int64)
    locate_in(hand_made.world, CALENDAR, WEEK, clocks)
    found = clocks[clock]
    assert not np.delete(found, PRIVATE, axis=0).any()
    rows = zip(*np.nonzero(found[PRIVATE]), strict=True)
    return {(int(tier), PLACE_NAMES[place]): int(found[PRIVATE, tier, place]) for tier, place in rows}


def agreed_later(world: HandMade):
    """1,000 fen of March are unpaid; 400 of them are due. The payer owes a due bill, so these pass to the owner."""
    c = world.contract(0, value_fen=5_000, billed_value_fen=5_000)
    world.bill(c, 5_000)
    world.owe(c, 400)
    world.owe(c, 600, due_week=NEVER)
    return {(1, "agreed_later"): 600, (0, "owner_no_budget_or_sales"): 400}


def disputed(world: HandMade):
    """The owner owes 500 that are due, 300 frozen until week 31 and 400 in term. Of 700 unpaid, 500 pass up."""
    c = world.contract(0, value_fen=1_200, billed_value_fen=1_200)
    world.bill(c, 400, due=WEEK + 1)
    world.bill(c, 300, disputed=WEEK + 1)
    world.bill(c, 500)
    world.owe(c, 700)
    return {(1, "disputed"): 200, (0, "owner_no_budget_or_sales"): 500}


def in_term(world: HandMade):
    """A certified bill is due next week, the dispute about it ends this week; another waits for certification."""
    c = world.contract(0, value_fen=1_100, billed_value_fen=1_100)
    world.bill(c, 300, certified=WEEK + 1, due=WEEK + 2)
    world.bill(c, 800, due=WEEK + 1, disputed=WEEK)
    world.owe(c, 700)
    return {(1, "in_term"): 700}


def uncertified_or_milestone(world: HandMade):
    """A bill of 200 waits for certification and 1,000 are not billed, of which 80 % will be paid as progress."""
    c = world.contract(0, value_fen=1_250, billed_value_fen=250, part_share=0.8)
    world.bill(c, 200, certified=WEEK + 1, due=WEEK + 5)
    world.owe(c, 1_100)
    # 200 + 800 uncertified; the other 100 lie in the 250 that are paid at settlement
    return {(1, "uncertified_or_milestone"): 1_000, (1, "part_payment_and_retention"): 100}


def part_payment_and_retention(world: HandMade):
    """75 % of 1,000 were billed and paid; the 250 that wait for settlement exceed the 120 unpaid."""
    c = world.contract(0, value_fen=1_000, billed_value_fen=1_000, received_fen=750, spent_fen=750)
    world.owe(c, 120)
    return {(1, "part_payment_and_retention"): 120}


def in_account(world: HandMade):
    """Two general contracts of one project: 90 fen in its account are for the 60 left at the older one, then for the
    newer one. That contractor received 400, of which 100 were spent, 30 lie in the account and 20 in its cash:
    350 - 30 - 20 = 300 are left, of which 400 - 100 - 20 - 30 = 250 were diverted, more than a year ago."""
    old = world.contract(1, value_fen=500, billed_value_fen=500, received_fen=500, spent_fen=500)
    new = world.contract(0, value_fen=400, billed_value_fen=400, received_fen=400, spent_fen=100)
    world.owe(old, 60)
    world.owe(new, 350)
    world.world.accounts.balance_fen[world.world.projects.wage_account[0]] = 90
    world.world.firms.state[1] = FAILED
    world.cash(0, 20)
    return {
        (1, "in_account"): 90,
        (1, "held"): 20,
        (1, "diverted_before_start"): 250,
        (1, "no_own_funds"): 50,
    }


def fled(world: HandMade):
    """The boss fled; 300 of his 1,000 unpaid are owed to him by a due bill, which passes up the whole chain."""
    top = world.contract(0, value_fen=900, billed_value_fen=900)
    leaf = world.contract(1, top, value_fen=700, billed_value_fen=700, received_fen=400)
    world.bill(top, 900)
    world.bill(leaf, 300)
    world.owe(leaf, 1_000)
    world.world.firms.state[1] = FLED
    world.cash(1, 5_000)  # cannot be: he took it; first event counts all the same
    return {(2, "fled"): 700, (0, "owner_no_budget_or_sales"): 300}


def failed(world: HandMade):
    """The boss's firm is wound up; its estate waits for 300, which pass up; what is left is the estate's."""
    top = world.contract(0, value_fen=900, billed_value_fen=900)
    leaf = world.contract(1, top, value_fen=700, billed_value_fen=700, received_fen=400)
    world.bill(top, 900)
    world.bill(leaf, 300)
    world.owe(leaf, 1_000)
    world.world.firms.state[1] = FAILED
    return {(2, "failed"): 700, (0, "owner_no_budget_or_sales"): 300}


def held(world: HandMade):
    """100 fen of cash over what is left at two contracts, 250 and 51, in the order of uids.

    floor(100 x 250 / 301) = 83, then 17 fen over the last 51: floor(17 x 51 / 51) = 17.
    """
    for fen in (250, 51):
        c = world.contract(0, value_fen=500, billed_value_fen=500, received_fen=500, spent_fen=500)
        world.owe(c, fen)
    world.cash(0, 100)
    return {(1, "held"): 100, (1, "no_own_funds"): 201}


def diverted(world: HandMade, outflows: tuple[int, int, int, int]):
    """The contract received 1,000 and spent 400 on itself; 700 are unpaid, 100 of them held in cash.

    Diverted = min(600, 1,000 - 400 - 100) = 500; the last 100 are own funds. In the last year 200 were spent
    on wages and 50 on materials of this very contract.
    """
    c = world.contract(0, value_fen=1_000, billed_value_fen=1_000, received_fen=1_000, spent_fen=400)
    world.owe(c, 700)
    world.cash(0, 100)
    world.world.contracts.wages_year[c] = world.year(3, 200)
    world.world.contracts.material_year[c] = world.year(4, 50)
    for kind, fen in zip((PROJECTS_OUT, SUPPLIERS_OUT, BANK_OUT, PAID_OUT), outflows, strict=True):
        world.world.firms.outflow_years[0, kind] = world.year(5, fen)
    return {(1, "held"): 100, (1, "no_own_funds"): 100}


def diverted_other_projects(world: HandMade):
    """All that was spent elsewhere, 900 - 200, went to other contracts."""
    return diverted(world, (900, 50, 0, 0)) | {(1, "diverted_other_projects"): 500}


def diverted_suppliers(world: HandMade):
    """Elsewhere: 100 on wages, 200 on materials; 500 x 100 / 300 = 166, 500 x 200 / 300 = 333, the rest of the
    division, 1 fen, falls to the last bucket."""
    return diverted(world, (300, 250, 0, 0)) | {
        (1, "diverted_other_projects"): 166,
        (1, "diverted_suppliers"): 333,
        (1, "diverted_paid_out"): 1,
    }


def diverted_bank(world: HandMade):
    """Elsewhere nothing but interest."""
    return diverted(world, (200, 50, 7, 0)) | {(1, "diverted_bank"): 500}


def diverted_paid_out(world: HandMade):
    """Elsewhere 100 to the bank and 300 to the shareholder."""
    return diverted(world, (200, 50, 100, 300)) | {(1, "diverted_bank"): 125, (1, "diverted_paid_out"): 375}


def diverted_before_start(world: HandMade):
    """All outflows of the last year were for this contract."""
    return diverted(world, (200, 50, 0, 0)) | {(1, "diverted_before_start"): 500}


def price(world: HandMade):
    """A boss received all his work is worth, 900, and spent it; his own wages 1,000, a subcontract of 50 and
    materials of 20 cost 1,070, 170 more than V. Of 200 unpaid the last 30 are own funds."""
    c = world.contract(0, value_fen=900, billed_value_fen=900, received_fen=900, spent_fen=900)
    world.contract(1, c, value_fen=50, billed_value_fen=50, received_fen=50)
    world.world.contracts.wages_fen[c], world.world.contracts.materials_fen[c] = 1_000, 20
    world.owe(c, 200)
    return {(1, "price"): 170, (1, "no_own_funds"): 30}


def no_own_funds(world: HandMade):
    """Pay when paid does not help who pre-finances: what the payer owes, 100, is due; the other 900 are not earned."""
    top = world.contract(0, value_fen=2_000, billed_value_fen=2_000, received_fen=2_000, spent_fen=2_000)
    leaf = world.contract(1, top, value_fen=1_000, billed_value_fen=1_000, received_fen=900, spent_fen=900)
    world.bill(leaf, 100)
    world.owe(leaf, 400)
    return {(2, "no_own_funds"): 300, (1, "no_own_funds"): 100}


def owner_could_pay(world: HandMade):
    """Three links, all bills due: 600 unpaid at the leaf pass through to the owner, who has 450 in cash."""
    top = world.contract(0, value_fen=1_000, billed_value_fen=1_000)
    middle = world.contract(1, top, value_fen=900, billed_value_fen=900)
    leaf = world.contract(2, middle, value_fen=800, billed_value_fen=800)
    for c, fen in ((top, 1_000), (middle, 900), (leaf, 800)):
        world.bill(c, fen)
    world.owe(leaf, 600)
    world.world.accounts.balance_fen[OUTSIDE] = 450
    return {(0, "owner_could_pay"): 450, (0, "owner_no_budget_or_sales"): 150}


def owner_no_budget_or_sales(world: HandMade):
    """An overdrawn owner has nothing; two subcontracts pass up 100 and 250, of which its own bill carries 300."""
    top = world.contract(0, value_fen=1_000, billed_value_fen=400, received_fen=0, part_share=0.5)
    world.bill(top, 300)
    for firm, fen in ((1, 100), (2, 250)):
        leaf = world.contract(firm, top, value_fen=400, billed_value_fen=400)
        world.bill(leaf, 400)
        world.owe(leaf, fen)
    world.world.accounts.balance_fen[OUTSIDE] = -5
    # of the 350 that arrive at tier 1, 300 are due; 600 unbilled x 50 % wait for the next bill
    return {(0, "owner_no_budget_or_sales"): 300, (1, "uncertified_or_milestone"): 50}


def owner_failed(world: HandMade):
    """The owner has given up its projects: all that reaches it is lost with it, whatever cash is left."""
    c = world.contract(0, value_fen=900, billed_value_fen=900)
    world.bill(c, 900)
    world.owe(c, 300)
    world.world.owners.failed[0] = True
    world.world.accounts.balance_fen[OUTSIDE] = 100
    return {(0, "owner_failed"): 300}


CASES = (
    agreed_later, disputed, in_term, uncertified_or_milestone, part_payment_and_retention, in_account, fled, failed, held,
    diverted_other_projects, diverted_suppliers, diverted_bank, diverted_paid_out, diverted_before_start, price,
    no_own_funds, owner_failed, owner_could_pay, owner_no_budget_or_sales,
)  # fmt: skip


def test_there_is_a_case_for_each_place():
    assert tuple(case.__name__ for case in CASES) == PLACE_NAMES


@pytest.mark.parametrize("case", CASES)
def test_chains_worked_out_by_hand(case):
    world = HandMade()
    expected = case(world)
    clock = HEADLINE if case is agreed_later else OVERDUE
    assert places_of(world, clock) == expected


def test_places_agree_with_the_text_in_the_toy_chain():
    poor = {"firms.kappa": 0.0, "firms.least_equity_fen": 0, "chains.fee_share": 0.07}
    seen = np.zeros(PLACES, np.int64)
    for replicate in range(3):
        playing = audit(load_scenario("toy_chain").with_parameters(poor), replicate).playing
        seen += playing.recording.places.sum(axis=(0, 1, 2, 3))
    assert (seen > 0).sum() >= 8  # the comparison is about money in many places
