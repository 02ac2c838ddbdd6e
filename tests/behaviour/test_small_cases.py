"""Directions and small cases that can be worked out by hand."""

from sim.agents.workers import project_end_due
from sim.chain.bills import amount_due
from sim.chain.contracts import contract_value
from sim.chain.letting import leaf_tier
from sim.ledger.claims import unpaid_to_day
from sim.outcomes import COLUMN
from sim.running.one import run
from sim.scenario import load_scenario


def test_nothing_goes_wrong_leaves_nobody_unpaid_over_thirty_days():
    scenario = load_scenario("nothing_goes_wrong")
    for replicate in range(4):
        assert run(scenario, replicate).values[:, COLUMN["unpaid_over_30_days"]].max() == 0


def test_project_end_wages_wait_thirty_days_or_for_the_next_festival_date():
    assert project_end_due(32, 60) == 37
    assert project_end_due(32, 34) == 34
    assert project_end_due(32, 33) == 33
    assert project_end_due(32, 32) == 37  # that date lies before the Sunday on which the package ended


def test_unpaid_up_to_a_day():
    # 10 days at 100 yuan, 350 yuan paid: the first 3 1/2 days are paid
    assert unpaid_to_day(10_000, 32_767, 35_000, 10) == 65_000
    assert unpaid_to_day(10_000, 32_767, 35_000, 3) == 0
    assert unpaid_to_day(10_000, 5, 35_000, 10) == 15_000


def test_pay_when_paid_makes_the_same_share_due():
    # the parent received 300 of 1,000, so 30 % of this bill of 500 is due, and 100 of it was paid
    assert amount_due(500, 100, 0, 0, 1_000, 300, 5) == 50
    assert amount_due(500, 100, 0, 9, 1_000, 300, 5) == 0  # disputed until week 9
    assert amount_due(500, 100, 6, 0, 0, 0, 5) == 0  # in term


def test_re_letting_stops_at_the_floor():
    # 1.08 (1 - 0.03)^3 = 0.9857: a fifth tier is accepted down to 0.98, a sixth (0.956) is not
    assert leaf_tier(1_000_000, 1_080_000, 0.03, 6, 0.98) == 5
    assert leaf_tier(1_000_000, 1_080_000, 0.03, 6, 0.99) == 4


def test_value_is_work_at_contract_price_less_disputes():
    assert contract_value(1_000, 1, 3, 0) == 333
    assert contract_value(1_000, 5, 3, 100) == 900


def test_unpaid_wages_peak_before_the_festival_and_fall_after_it():
    found = run(load_scenario("baseline"), 0)
    headline = found.values[1:, COLUMN["unpaid_over_30_days"]]
    overdue = found.values[1:, COLUMN["overdue"]]
    # Spring Festival 2015 and 2016 are in recorded weeks 58 and 109
    for week in (58, 109):
        assert headline[week - 8 : week].mean() > 2 * headline[week + 1 : week + 9].mean()
        assert overdue[week] > overdue[week - 4]


def test_an_owner_that_never_pays_leaves_workers_unpaid():
    prompt = {"firms.kappa": 0.0, "owners.pay_chance_other": 1.0}
    scenario = load_scenario("toy_chain").with_parameters(prompt)
    never = scenario.with_parameters({"owners.pay_chance_other": 0.0})
    paid = run(scenario, 0).values[:, COLUMN["wages_paid"]].sum()
    assert run(never, 0).values[:, COLUMN["wages_paid"]].sum() < paid
