"""Money is neither created nor lost, in shipped and in random scenarios."""

from datetime import date

import pytest
from audit import assert_identities, audit
from hypothesis import strategies as st
from random_policies import SMALL_DEPOSITS, with_policies
from small_worlds import TILTS, each, weeks_of, worlds

from sim.errors import InputError
from sim.running.one import Playing
from sim.scenario import Population, Scenario, load_scenario, shipped_scenarios
from sim.world import check


def play(scenario: Scenario, replicate: int = 0) -> Playing:
    playing = Playing(scenario, replicate, record_every=1)
    playing.play(len(playing.calendar.sunday))
    return playing


@pytest.mark.parametrize("name", sorted(shipped_scenarios()))
def test_identities_hold_in_every_shipped_scenario(name):
    scenario = load_scenario(name)
    if scenario.population.of_region(0).workers > 100_000:  # minutes, otherwise
        scenario = scenario.with_settings({"weeks": 30, "warmup_weeks": 10})
    assert_identities(play(scenario))


def test_cash_sums_to_zero_every_week():
    playing = Playing(load_scenario("toy_chain"), 0)
    for week in range(1, 60):
        playing.play(week)
        assert playing.world.accounts.balance_fen.sum() == 0


# what worlds that lean one way are for; measures that are always in force there, and what they are for then
REACHED: dict[str, set[str]] = {
    "any": {"dispute", "given_up", "complaint"},
    "silent": {"refusal", "flight", "in_term"},
    "brisk": {"advance", "owner_could_pay", "held"},
    "heard": {"order_missed", "coordination", "failed", "retention", "disputed"},
    "poor": {"written_off", "recourse", "price", "slow_down", "workers_left", "boss_quit"},
    "pre-financed": {"failure", "owner_could_pay"},
    "failing": {"diverted_bank", "interest"},
}
MEASURES: dict[str, dict[str, dict[str, st.SearchStrategy]]] = {
    "brisk": {"dedicated_account": {}, "direct_payment": {}},
    "pre-financed": {"direct_payment": {"lag_weeks": st.integers(0, 3)}},
    "heard": {"wage_deposit": SMALL_DEPOSITS},
}
REACHED_WITH_MEASURES: dict[str, set[str]] = {
    "brisk": {"labour_cost", "account_closed", "paid by direct_payment"},
    "heard": {"deposit_drawn", "deposit_locked", "deposit_returned"},
    "pre-financed": {"kept back at failure", "paid by direct_payment"},
    "failing": {"loan_repayment", "estate_costs"},
}


BATCHES = 5


def audit_all(count: int, which: st.SearchStrategy[Scenario], luck: str, reached: set[str]) -> None:
    """Check so many worlds in every week, and more of them until together they have had what they are for.

    Which worlds are drawn depends on which modules are loaded: the library that draws them looks for constants there.
    """
    seen: set[str] = set()
    for more in range(BATCHES):
        each(count, which, f"{luck}{more or ''}", lambda scenario: seen.update(audit(scenario).seen()))
        if reached <= seen:
            return
    assert reached <= seen


@pytest.mark.parametrize("tilt", TILTS)
def test_identities_hold_every_week_in_random_worlds(tilt):
    """238 worlds."""
    audit_all(34, worlds(400, most_projects=8, always=TILTS[tilt]), f"worlds_{tilt}", REACHED[tilt])


@pytest.mark.parametrize("tilt", TILTS)
def test_identities_hold_every_week_in_random_mixes_of_measures_causes_and_shocks(tilt):
    """350 worlds."""
    which = with_policies(worlds(400, most_projects=8, always=TILTS[tilt]), MEASURES.get(tilt))
    audit_all(50, which, f"mixes_{tilt}", REACHED_WITH_MEASURES.get(tilt, set()))


def test_the_most_money_that_a_scenario_may_hold_is_counted_exactly():
    """Everything dear, and prices as high as a scenario file allows with it."""
    dear = {
        "chains.labour_price_ratio": 3.0, "contracts.advance_share": 0.5, "contracts.labour_share": 0.05,
        "crews.days_per_week": 7, "firms.kappa": 100.0, "projects.duration_weeks": 1040.0, "projects.opening_age": 0.0,
        "workers.mean_day_wage_fen": 1_000_000, "workers.skill_wage": 20.0, "workers.wage_spread": 20.0,
    }  # fmt: skip
    scenario = Scenario(
        name="dear", title="dear", why="", start=date(2014, 3, 3), weeks=60, warmup_weeks=0,
        population=Population(projects=2, government_projects=1, workers=100),
    )  # fmt: skip
    with pytest.raises(InputError, match="trillion yuan can be counted") as error:
        scenario.with_parameters(dear | {"economy.index": 10.0})
    assert len(error.value.lines) == 1
    low, high = 0.1, 10.0
    for _ in range(20):
        try:
            dearest = scenario.with_parameters(dear | {"economy.index": (low + high) / 2})
            low = (low + high) / 2
        except InputError:
            high = (low + high) / 2
    for playing, week in weeks_of(dearest):
        assert check(playing.world) == [], week
    assert playing.world.contracts.price_fen.max() > 2**45
    assert_identities(playing)
