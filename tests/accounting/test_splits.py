"""Splits of short money against big integers: bills, crews of one firm, members of one crew."""

from dataclasses import replace
from datetime import date
from fractions import Fraction

import numpy as np
from hand_made import CALENDAR, WEEK, HandMade
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.agents.evidence import ROSTER_BIT
from sim.agents.payments import pay_in_order
from sim.agents.wages import ALL, pay_wages
from sim.chain.tables import FINAL_BILL, PROGRESS_BILL
from sim.core.compiled import rule
from sim.core.lend import lend
from sim.core.money import mul_div, split_pro_rata
from sim.core.scratch import borrow
from sim.ledger.accounts import HOUSEHOLDS, OUTSIDE, WAGE
from sim.ledger.claims import members_unpaid_to, pay_crew
from sim.mechanisms.direct_payment import pay_directly
from sim.policies import DirectPayment
from sim.scenario import load_scenario

PARAMS = load_scenario("toy_chain").week_records().view(np.recarray)[0]
YUAN = 100
LARGE = 30_000_000 * YUAN  # a normal project: its square does not fit 64 bits
AMOUNTS = st.one_of(st.integers(0, 5), st.integers(0, LARGE), st.sampled_from([LARGE, LARGE - 1]))


def split_exactly(total: int, weights: list[int], uids: list[int]) -> list[int]:
    """Pro rata, largest remainder, ties by uid, in fractions."""
    whole = sum(weights)
    if whole == 0:
        return [0] * len(weights)
    exact = [Fraction(total * weight, whole) for weight in weights]
    shares = [int(part) for part in exact]
    order = sorted(range(len(weights)), key=lambda i: (shares[i] - exact[i], uids[i]))
    for i in order[: total - sum(shares)]:
        shares[i] += 1
    return shares


@settings(max_examples=2000, deadline=None)
@given(a=st.integers(0, 2**50), b=st.integers(0, 2**50), c=st.integers(1, 2**50))
def test_products_and_quotients(a, b, c):
    if a * b // c < 2**50:
        assert mul_div(a, b, c) == a * b // c


def test_thirty_million_times_thirty_million():
    assert mul_div(LARGE, LARGE, LARGE) == LARGE
    assert mul_div(LARGE, LARGE - 1, LARGE) == LARGE - 1
    assert mul_div(LARGE - 1, LARGE - 1, LARGE) == LARGE - 2  # (n - 1)^2 / n = n - 2 + 1/n


@st.composite
def claims_on_money(draw: st.DrawFn, most: int = 12):
    """What each of several is owed, their uids, and money for all of them or less."""
    weights = draw(st.lists(AMOUNTS, min_size=1, max_size=most))
    uids = draw(st.permutations(range(1, len(weights) + 1)))
    return weights, list(uids), draw(st.integers(0, sum(weights)))


@settings(max_examples=500, deadline=None)
@given(case=claims_on_money())
def test_pro_rata_with_largest_remainder(case):
    weights, uids, total = case
    shares = np.zeros(len(weights), np.int64)
    split_pro_rata(total, np.array(weights, np.int64), np.array(uids, np.int64), len(weights), shares)
    assert shares.tolist() == split_exactly(total, weights, uids)
    assert sum(shares.tolist()) == total


def test_ties_go_to_the_smaller_uid():
    # 100 fen over three alike: 33 each, the last fen to uid 2; of 101, uid 2 and uid 5 get one each
    for total, expected in ((100, [33, 33, 34]), (101, [33, 34, 34])):
        shares = np.zeros(3, np.int64)
        split_pro_rata(total, np.full(3, LARGE), np.array([9, 5, 2]), 3, shares)
        assert shares.tolist() == expected


# ---- Bills of one payer ------------------------------------------------------------------------------------


@rule
def pay_bills(w, rows, week, cash_fen):
    w = lend(w)
    listed = borrow(w, 0)
    for row in rows:
        w.scratch[borrow(w, 1)] = row
    return pay_in_order(w, OUTSIDE, -1, listed, week, cash_fen)


@settings(max_examples=200, deadline=None)
@given(
    bills=st.lists(st.tuples(AMOUNTS.filter(bool), st.integers(0, 3), st.booleans()), min_size=1, max_size=12),
    share=st.floats(0, 1.1),
)
def test_bills_oldest_due_date_first_then_pro_rata(bills, share):
    """A payer's bills: each due date in full before the next, the last one reached pro rata; ties by uid."""
    world = HandMade()
    w = world.world
    cash = int(sum(fen for fen, _, _ in bills) * share)
    rows = []
    for number, (fen, due, final) in enumerate(bills):
        row = world.bill(world.contract(number % 4), fen, due=due)
        w.bills.kind[row] = FINAL_BILL if final else PROGRESS_BILL
        rows.append(row)
    expected = [0] * len(bills)
    left = cash
    for week in sorted({due for _, due, _ in bills}):
        layer = [i for i, (_, due, _) in enumerate(bills) if due == week]
        owed = [bills[i][0] for i in layer]
        shares = split_exactly(min(left, sum(owed)), owed, layer)  # contracts have rising uids
        left -= sum(shares)
        for i, part in zip(layer, shares, strict=True):
            expected[i] = part
    paid = pay_bills(w, np.array(rows), WEEK, cash)
    assert w.bills.paid_fen[rows].tolist() == expected
    assert paid == sum(expected) == -w.accounts.balance_fen[OUTSIDE]
    assert w.contracts.received_fen[: len(bills)].tolist() == expected


# ---- Wages -------------------------------------------------------------------------------------------------

DAY_WAGES = st.lists(st.integers(1, 2**31 - 1), min_size=1, max_size=8)


@rule
def pay_one_crew(w, crew_row, fen):
    w = lend(w)
    crew = w.crews[crew_row]
    room = borrow(w, crew.hands)
    weights = w.scratch[room : room + crew.hands]
    owed = members_unpaid_to(w, crew_row, crew.days_worked, weights)
    pay_crew(w, crew_row, weights, owed, fen, w.firms.account[0], WAGE)


@settings(max_examples=200, deadline=None)
@given(wages=DAY_WAGES, parts=st.lists(st.floats(0, 1), min_size=1, max_size=3))
def test_a_crew_shares_each_partial_payment(wages, parts):
    """Every payment is split over what each member is still owed."""
    world = HandMade()
    crew = world.owe(world.contract(0), *wages)
    paid = [0] * len(wages)
    for part in parts:
        owed = [wage - done for wage, done in zip(wages, paid, strict=True)]
        fen = int(sum(owed) * part)
        pay_one_crew(world.world, crew, fen)
        shares = split_exactly(fen, owed, list(range(len(wages))))
        paid = [done + share for done, share in zip(paid, shares, strict=True)]
        assert world.world.claims.paid_fen[: len(wages)].tolist() == paid
    assert world.world.crews.discharged_fen[crew] == sum(paid) == world.world.accounts.balance_fen[HOUSEHOLDS]


@rule
def pay_all_crews(w, calendar, p, week, cash):
    return pay_wages(lend(w), calendar, week, 0, cash, ALL)


@settings(max_examples=200, deadline=None)
@given(crews=st.lists(st.tuples(DAY_WAGES, st.integers(0, WEEK)), min_size=1, max_size=6), share=st.floats(0, 1.1))
def test_wages_oldest_due_date_first_then_pro_rata(crews, share):
    """A firm's crews: each due date in full before the next; equal dates pro rata, then split within each crew."""
    world = HandMade()
    for wages, due in crews:
        world.owe(world.contract(0), *wages, due_week=due)
    cash = int(sum(sum(wages) for wages, _ in crews) * share)
    expected = [[0] * len(wages) for wages, _ in crews]
    left = cash
    for week in sorted({due for _, due in crews}):
        layer = [i for i, (_, due) in enumerate(crews) if due == week]
        owed = [sum(crews[i][0]) for i in layer]
        shares = split_exactly(min(left, sum(owed)), owed, layer)
        left -= sum(shares)
        for i, part in zip(layer, shares, strict=True):
            expected[i] = split_exactly(part, crews[i][0], list(range(len(crews[i][0]))))
    paid = pay_all_crews(world.world, CALENDAR, PARAMS, WEEK, cash)
    flat = [fen for members in expected for fen in members]
    assert world.world.claims.paid_fen[: len(flat)].tolist() == flat
    assert paid == sum(flat)


# ---- Payrolls ----------------------------------------------------------------------------------------------

ORDERED_TO_PAY = replace(
    load_scenario("toy_chain"), policies=(DirectPayment(start=date(2014, 2, 24), lag_weeks=0),)
).week_records().view(np.recarray)[WEEK]  # fmt: skip


@rule
def play_payroll(w, calendar, p, week):
    pay_directly(lend(w), calendar, p, week)


@st.composite
def crews_on_links(draw: st.DrawFn):
    """Crews below a general contract: day wages, who stands on the roster, due week, the link it hangs on (0 to 2)."""
    found = []
    for _ in range(draw(st.integers(1, 6))):
        wages = draw(DAY_WAGES)
        registered = draw(st.lists(st.booleans(), min_size=len(wages), max_size=len(wages)))
        found.append((wages, registered, draw(st.integers(0, WEEK + 3)), draw(st.integers(0, 2))))
    return found


def chain_of(crews) -> tuple[HandMade, list[int]]:
    """A general contractor with three subcontracts and the crews on them; he has used direct payment from the start."""
    world = HandMade()
    top = world.contract(0)
    links = [world.contract(1 + k, top, value_fen=1 << 40) for k in range(3)]
    world.world.claims.evidence[:] = 0
    for wages, registered, due, link in crews:
        crew = world.owe(links[link], *wages, due_week=due)
        first = world.world.crews.first_claim[crew]
        world.world.claims.evidence[first : first + len(wages)] = np.where(registered, ROSTER_BIT, 0)
    world.world.projects.in_use[0] = 1 << DirectPayment.number
    return world, links


def listed(crews) -> list[list[int]]:
    """What a payroll lists: due wages of those on the roster."""
    return [
        [wage if there and due <= WEEK else 0 for wage, there in zip(wages, registered, strict=True)]
        for wages, registered, due, _ in crews
    ]


@settings(max_examples=200, deadline=None)
@given(crews=crews_on_links(), share=st.floats(0, 1.1))
def test_a_short_account_pays_the_oldest_due_date_first(crews, share):
    """Pro rata between crews of one date and their registered members; each link is discharged of it."""
    world, links = chain_of(crews)
    w = world.world
    owed = listed(crews)
    cash = int(sum(map(sum, owed)) * share)
    w.accounts.balance_fen[w.projects.wage_account[0]] = cash
    expected, left = [[0] * len(members) for members in owed], cash
    for week in sorted({due for _, _, due, _ in crews}):
        layer = [i for i, crew in enumerate(crews) if crew[2] == week]
        sums = [sum(owed[i]) for i in layer]
        shares = split_exactly(min(left, sum(sums)), sums, layer)
        left -= sum(shares)
        for i, part in zip(layer, shares, strict=True):
            expected[i] = split_exactly(part, owed[i], list(range(len(owed[i]))))
    play_payroll(w, CALENDAR, ORDERED_TO_PAY, WEEK)
    flat = [fen for members in expected for fen in members]
    assert w.claims.paid_fen[: len(flat)].tolist() == flat
    assert w.accounts.balance_fen[w.projects.wage_account[0]] == cash - sum(flat)
    for number, link in enumerate(links):
        passed = sum(sum(part) for part, crew in zip(expected, crews, strict=True) if crew[3] == number)
        assert w.contracts.received_fen[link] == w.contracts.spent_fen[link] == w.contracts.prepaid_fen[link] == passed
    assert w.contracts.spent_fen[0] == sum(flat)


@settings(max_examples=200, deadline=None)
@given(crews=crews_on_links(), due=st.tuples(AMOUNTS, AMOUNTS, AMOUNTS), share=st.floats(0, 1.1))
def test_cash_pays_directly_what_is_due_on_the_bill(crews, due, share):
    """Date by date: each link brings at most what is due on its bill, and short cash is split over what they bring."""
    world, links = chain_of(crews)
    w = world.world
    bills = [world.bill(link, fen) if fen else -1 for link, fen in zip(links, due, strict=True)]
    owed, budgets = listed(crews), list(due)
    cash = left = int(sum(due) * share)
    world.cash(0, cash)
    expected = [[0] * len(members) for members in owed]
    for week in sorted({crew[2] for crew in crews}):
        layer = [i for i, crew in enumerate(crews) if crew[2] == week]
        wanted = [min(budgets[k], sum(sum(owed[i]) for i in layer if crews[i][3] == k)) for k in range(3)]
        brought = split_exactly(min(left, sum(wanted)), wanted, [0, 1, 2])
        left -= sum(brought)
        for k, fen in enumerate(brought):
            budgets[k] -= fen
            below = [i for i in layer if crews[i][3] == k]
            for i, part in zip(below, split_exactly(fen, [sum(owed[i]) for i in below], below), strict=True):
                expected[i] = split_exactly(part, owed[i], list(range(len(owed[i]))))
    play_payroll(w, CALENDAR, ORDERED_TO_PAY, WEEK)
    flat = [fen for members in expected for fen in members]
    assert w.claims.paid_fen[: len(flat)].tolist() == flat
    assert w.accounts.balance_fen[w.firms.account[0]] == cash - sum(flat)
    for k, row in enumerate(bills):
        if row >= 0:
            # of what is still due, all that registered workers below have earned is kept for them
            earned = sum(
                wage
                for wages, registered, _, link in crews
                for wage, there in zip(wages, registered, strict=True)
                if there and link == k
            )
            paid = sum(sum(part) for part, crew in zip(expected, crews, strict=True) if crew[3] == k)
            assert w.bills.paid_fen[row] == paid == due[k] - budgets[k]
            assert w.bills.kept_fen[row] == min(budgets[k], earned - paid)
