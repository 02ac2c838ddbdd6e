"""Links of the chain: what was received ripens week by week, every contract is billed, no two share a uid."""

from collections import Counter
from dataclasses import replace
from datetime import date, timedelta

import numpy as np
from hand_made import CALENDAR, HandMade
from hypothesis import given, settings
from hypothesis import strategies as st
from small_worlds import weeks_of
from year_sums import year_sums

from sim.agents.payments import pay_bill
from sim.chain.billing import bill_projects
from sim.chain.bills import bill_due
from sim.chain.setoff import pay_past
from sim.chain.tables import FREE, NEVER
from sim.chain.uids import CONTRACTS_OF_PROJECT, contract_uid, crew_uid, project_uid
from sim.core.compiled import rule
from sim.core.lend import lend
from sim.ledger.accounts import OUTSIDE
from sim.parameters.cards import load_cards
from sim.scenario import Population, Scenario, Shock, load_scenario
from sim.scenario.parts import MOST_PROJECTS, MOST_WEEKS

PARAMS = load_scenario("toy_chain").week_records().view(np.recarray)[0]


@rule
def receive(w, week, bill_row, fen):
    """The owner pays some of a bill in a week."""
    w = lend(w)
    w.now.week[0] = week
    pay_bill(w, OUTSIDE, -1, bill_row, fen)


@rule
def due_in(w, week, bill_row):
    return bill_due(lend(w), bill_row, week)


@settings(max_examples=200, deadline=None)
@given(
    pass_on=st.integers(*(int(bound) for bound in load_cards()["contracts.pass_on_weeks"].bounds)),
    receipts=st.lists(st.tuples(st.integers(0, 12), st.integers(1, 1000)), min_size=1, max_size=12),
)
def test_every_receipt_ripens_in_its_own_week(pass_on, receipts):
    """A bill of the same amount waits for one that is paid in parts, at any distances."""
    world = HandMade()
    whole = sum(fen for _, fen in receipts)
    top = world.contract(0)
    above = world.bill(top, whole)
    waiting = world.bill(world.contract(1, top, pass_on_weeks=pass_on), whole)
    world.world.bills.parent[waiting] = above
    week, received = 20, []
    for gap, fen in receipts:
        for then in range(week, week + gap + 1):
            ripe = sum(fen for when, fen in received if when + pass_on <= then)
            assert due_in(world.world, then, waiting) == ripe, then
        week += gap
        receive(world.world, week, above, fen)
        received.append((week, fen))
    for then in range(week, week + pass_on + 1):
        assert due_in(world.world, then, waiting) == sum(fen for when, fen in received if when + pass_on <= then)
    assert due_in(world.world, week + pass_on, waiting) == whole


@rule
def pay_crew_past(w, payer, crew_row, fen, account):
    pay_past(lend(w), payer, crew_row, fen, account)


def test_a_payment_past_two_links_by_hand():
    """The general contractor pays 500 of wages past a subcontractor, whom it owes 800 (a bill of 450 is open), and a boss,
    whom the subcontractor owes 300, nothing of it billed. The other 200 the subcontractor claims back from the boss."""
    world = HandMade()
    w = world.world
    top = world.contract(0, value_fen=2_000)
    middle = world.contract(1, top, value_fen=1_000, received_fen=200, billed_value_fen=450, billed_fen=450)
    leaf = world.contract(2, middle, value_fen=300, settlement_week=NEVER, retention_week=NEVER)
    bill = world.bill(middle, 450)
    crew = world.owe(leaf, 600)
    world.cash(0, 500)
    pay_crew_past(w, top, crew, 500, w.firms.account[0])
    assert w.claims.paid_fen[0] == 500
    columns = ("received_fen", "prepaid_fen", "recourse_fen", "spent_fen")
    assert [w.contracts[name][middle] for name in columns] == [700, 50, 0, 500]
    assert [w.contracts[name][leaf] for name in columns] == [300, 300, 200, 500]
    assert (w.contracts.spent_fen[top], w.contracts.received_fen[top]) == (500, 0)
    assert w.bills.paid_fen[bill] == 450
    assert year_sums(w, w.firms.outflow_years).sum(axis=1).tolist()[:3] == [500, 0, 0]
    # the boss works for another 400; his next bill of 700 is reduced by the 300 prepaid and the 200 claimed back
    w.contracts.value_fen[leaf] = 700
    w.contracts.settlement_week[[top, middle]] = w.contracts.retention_week[[top, middle]] = NEVER
    bill_all(w, CALENDAR, PARAMS, 4)
    fresh = w.contracts.first_bill[leaf]
    assert (w.bills.amount_fen[fresh], w.bills.paid_fen[fresh]) == (700, 500)
    assert [w.contracts[name][leaf] for name in columns] == [500, 0, 0, 500]


@rule
def bill_all(w, calendar, p, week):
    bill_projects(lend(w), calendar, p, 1, week)


@settings(max_examples=20, deadline=None)
@given(parents=st.lists(st.integers(0, 400), min_size=1, max_size=400))
def test_every_contract_of_a_project_is_billed(parents):
    """Trees of any shape, also of hundreds of subcontracts side by side: all bill, and wait for their payer's bill."""
    world = HandMade(contracts=512)
    w = world.world
    rows = [world.contract(0, value_fen=1_000, settlement_week=NEVER, retention_week=NEVER)]
    for drawn in parents:
        above = rows[drawn % len(rows)]
        rows.append(world.contract(drawn % 4, above, value_fen=500, settlement_week=NEVER, retention_week=NEVER))
    bill_all(w, CALENDAR, PARAMS, 4)
    for c in rows:
        bill, parent = w.contracts.first_bill[c], w.contracts.parent[c]
        assert w.bills.amount_fen[bill] == w.contracts.value_fen[c]
        assert w.bills.contract[bill] == c
        assert w.bills.parent[bill] == (w.contracts.first_bill[parent] if parent >= 0 else -1)


def test_the_last_uid_fits():
    project = project_uid(MOST_PROJECTS, 10**9)
    last = int(crew_uid(contract_uid(project, CONTRACTS_OF_PROJECT - 1), 2 * MOST_WEEKS, 1023))
    assert 2**62 < last < 2**63
    assert [project_uid(s, g) for s, g in ((1, 2047), (2, 0))] == [4095, 4096]


def test_a_project_let_a_thousand_times_has_no_uid_twice():
    """The only contractor flees every week and its work is let again at once, down chains of six tiers."""
    start, weeks = date(2014, 3, 3), 120
    flights = [Shock(kind="flight", date=start + timedelta(weeks=week), target="firm:1") for week in range(1, weeks)]
    often = Scenario(
        name="often", title="often", why="", start=start, weeks=weeks, warmup_weeks=0,
        population=Population(projects=2, government_projects=1, workers=200),
    ).with_parameters(
        {"chains.leaf_tier": 6.0, "chains.price_floor": 0.1, "firms.replacement_weeks": 0,
         "projects.duration_weeks": 400.0, "firms.projects_per_contractor": 5.0, "projects.opening_age": 0.0}
    )  # fmt: skip
    made = 0
    for playing, week in weeks_of(replace(often, shocks=tuple(flights))):
        world = playing.world
        for table in (world.projects, world.contracts, world.crews):
            uids = Counter(table.uid[table.state != FREE].tolist())
            assert max(uids.values(), default=1) == 1, week
        made = max(made, int(world.projects.contracts_made.max()))
    assert CONTRACTS_OF_PROJECT - 16 < made <= CONTRACTS_OF_PROJECT
