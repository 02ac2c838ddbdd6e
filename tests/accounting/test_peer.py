"""The engine against the peer of `benchmarks`: the same rules as ordinary Mesa objects agree to the fen, every week."""

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "benchmarks"))

from agree import CORE, Comparison, compare  # noqa: E402
from peer.facts import CASH, TO_WORKERS  # noqa: E402

from sim.scenario import Scenario, load_scenario  # noqa: E402

# Short projects, measures from the ninth month on, and enough luck of every kind for all causes to be seen in 80 weeks.
SEEDS = range(1, 9)
SMALL = {
    "weeks": 80,
    "population.projects": 5,
    "population.government_projects": 2,
    "population.workers": 70,
    "projects.duration_weeks": 60.0,
    "crews.size": 4.0,
    "contracts.settlement_weeks": 4.0,
    "contracts.retention_weeks": 8.0,
    "contracts.dispute_chance": 0.1,
    "firms.flight_chance": 0.05,
    "firms.refusal_chance": 0.02,
    **{f"policies.{kind}.start": "2014-09-01" for kind in ("real_name", "dedicated_account", "direct_payment")},
    "policies.monthly_pay.start": "2014-06-02",
}
# Several months of piece work fall due in one week, that of their measurement, and money is short.
MEASURED_LATE = {
    "wages.monthly_share": 1.0,
    "wages.project_end_share": 0.0,
    "wages.piece_share": 0.5,
    "wages.allowance_share": 0.1,
    "firms.kappa": 0.2,
    "policies.monthly_pay.measured_monthly": False,
    "policies.direct_payment.lag_weeks": 6,
}


def small(seed: int) -> Scenario:
    return load_scenario(CORE).with_settings(SMALL).with_seed(seed)


@pytest.mark.parametrize(("seed", "weeks"), [*((seed, 80) for seed in SEEDS), (1, 52), (2, 52)])
def test_both_agree_to_the_fen_in_every_week(seed, weeks):
    found = compare(
        small(seed).with_settings({"weeks": weeks})
    )  # a run of 52 ends between a month end and the festival
    assert not found.first, found.table()
    assert found.weeks.pop("survey") == 1
    assert set(found.weeks.values()) == {weeks}


@pytest.mark.parametrize("seed", SEEDS)
def test_months_that_are_measured_together_are_paid_together(seed):
    found = compare(small(seed).with_settings(MEASURED_LATE))
    assert not found.first, found.table()


def test_the_small_case_has_what_is_compared():
    peers = [compare(small(seed)).peer for seed in SEEDS]
    flows = sum((peer.ledger.flows for peer in peers), start=type(peers[0].ledger.flows)())
    paid = {(payer, purpose) for payer, _, purpose in flows if purpose in TO_WORKERS}
    for payer in ("wage_account", "general_contractor", "subcontractor", "labour_boss"):
        assert {(payer, "wage"), (payer, "living_allowance")} <= paid
    assert {"flight", "labour_cost", "settlement", "retention", "interest"} <= {purpose for _, _, purpose in flows}
    firms = [firm for peer in peers for firm in peer.firms()]
    assert any(firm.refuses_until for firm in firms)
    assert any(c.lost_fen for firm in firms for c in firm.contracts)


def test_a_fen_too_much_is_found():
    comparison = Comparison(small(1))
    boss = next(firm for firm in comparison.peer.firms() if firm.kind == "labour_boss")
    boss.account.fen += 1
    comparison.step()
    week, who, engine, peer = comparison.first[CASH]
    assert (week, who, peer - engine) == (0, boss.account.name, 1)
