"""What measures did: the table, on disk and in hand, and the warnings of those that did nothing."""

from dataclasses import replace

import pytest

import sim
from sim.results import run_many
from sim.running.records import COUNTS
from sim.scenario import load_scenario

SMALL = load_scenario("baseline").with_settings(
    {"weeks": 40, "warmup_weeks": 10, "population.workers": 100, "population.projects": 4,
     "population.government_projects": 2}
)  # fmt: skip
TWO = replace(
    SMALL.with_policies(
        sim.policies.RealName(start="2014-03-03"),
        sim.policies.MonthlyPay(start="2014-02-03", stop="2014-05-05"),
        sim.policies.MonthlyPay(start="2014-05-05", stop="2014-06-02", compliance=0.5),
    ),
    name="two",
)  # fmt: skip
COLUMNS = ["policy", "scenario", "replicate", *COUNTS, *(f"cost_{p}_fen" for p in ("owners", "contractors", "workers", "authority", "banks"))]  # fmt: skip


def test_the_table_is_the_same_in_hand_on_disk_and_after_more_runs(tmp_path):
    in_hand = run_many([SMALL, TWO], 2, out=tmp_path).policies()
    assert list(in_hand.columns) == COLUMNS
    assert list(zip(in_hand["policy"], in_hand["scenario"], in_hand["replicate"], strict=True)) == [
        ("real_name", "two", 0), ("monthly_pay", "two", 0), ("real_name", "two", 1), ("monthly_pay", "two", 1),
    ]  # fmt: skip
    assert in_hand["weeks_in_force"].tolist() == [32, 17, 32, 17]
    assert (in_hand["projects_covered"] >= in_hand["projects_using"]).all()
    assert (in_hand["cost_contractors_fen"] > 0).all()
    opened = sim.open_results(tmp_path).policies()
    assert opened.equals(in_hand)
    more = run_many([SMALL, TWO], 3, out=tmp_path)
    assert more.manifest["runs"]["reused"] == 4
    found = more.policies()
    assert found[found["replicate"] < 2].reset_index(drop=True).equals(in_hand)
    assert sim.run(TWO, 2).policies().equals(found[found["replicate"] == 2].reset_index(drop=True))


def test_no_measure_no_rows(tmp_path):
    assert list(sim.run(SMALL).policies().columns) == COLUMNS
    run_many([SMALL], 1, out=tmp_path)
    assert sim.open_results(tmp_path).policies().empty


@pytest.mark.parametrize(
    ("measure", "said"),
    [
        (sim.policies.MonthlyPay(coverage={"share": 0}),
         "monthly_pay covered no project in its one replicate; its coverage.share is 0."),
        (sim.policies.RealName(compliance=0, ceiling=0),
         "real_name is on paper only: no project used it in its one replicate; its compliance is 0 and its ceiling too."),
        (sim.policies.WageDeposit(rate=0), "wage_deposit asked for nothing: its rate is 0."),
        (sim.policies.WageDeposit(exempt_below_fen=0, guarantee_share=0, setup_weeks=0, start="2014-08-18"),
         "wage_deposit paid nothing to workers in its one replicate (locked 0.0"),
        (sim.policies.WageDeposit(stop="2014-02-03"),
         "no project used it in its one replicate; it was in force in 4 recorded weeks only."),
        (sim.policies.WrittenContracts(stop="2014-01-27"), "written_contracts was in force in 3 recorded weeks only."),
        (sim.policies.DirectPayment(start="2014-02-03"),
         "direct_payment is in force without real_name and dedicated_account: "),
        (sim.policies.WrittenContracts(), ""),
    ],
)  # fmt: skip
def test_a_measure_that_did_nothing_warns(measure, said, tmp_path):
    scenario = replace(SMALL.with_policies(measure), name="idle")
    warned = run_many([scenario], 1, out=tmp_path).warnings
    assert sim.open_results(tmp_path).warnings == warned
    lines = [line for line in warned if line.startswith("idle: ")]
    assert (len(lines) == 1 and said in lines[0]) if said else lines == []


def test_costs_of_outcomes_are_those_of_the_table_and_of_the_inspectorate():
    results = sim.run(TWO, 0)
    table = results.policies()
    flows = {
        name: results.series(name)["value"][1:].sum() for name in ("cost_contractors", "cost_authority", "cost_workers")
    }
    assert flows["cost_contractors"] == table["cost_contractors_fen"].sum()
    hours = results.series("officer_hours")["value"][1:].sum()
    assert abs(flows["cost_authority"] - table["cost_authority_fen"].sum() - 5_700 * hours) <= 5_700 * 20
    assert flows["cost_workers"] == results.series("complaint_cost")["value"][1:].sum()
