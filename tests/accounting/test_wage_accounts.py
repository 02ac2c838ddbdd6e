"""Money in wage accounts and paid past the layers: claims, flows, links, places and identities in random worlds."""

from dataclasses import replace
from datetime import timedelta

import numpy as np
from day_ledger import DayLedger
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from small_worlds import weeks_of, worlds
from test_day_ledger import compare
from test_flows import Contracts, check_flows
from test_identities import assert_identities
from test_places import Chains, check_week

from sim.chain.tables import FREE
from sim.ledger.accounts import KIND_NAMES, PURPOSE_NAMES
from sim.policies import Coverage, DedicatedAccount, DirectPayment, Policy
from sim.running.one import Playing
from sim.scenario import Scenario
from sim.world import check

ACCOUNT = KIND_NAMES.index("wage_account")
PAYS = {"wage", "living_allowance", "progress_payment", "settlement", "retention", "account_closed"}
OWN: dict[type[Policy], dict[str, st.SearchStrategy]] = {
    DedicatedAccount: {
        "base_is_payment": st.booleans(),
        "payment_share": st.floats(0, 1),
        "cycle_months": st.integers(1, 3),
        "float_share": st.floats(0, 12),
        "closing_weeks": st.integers(0, 10),
    },
    DirectPayment: {"lag_weeks": st.integers(0, 13)},
}
# money comes soon, and many are on the roster
BRISK = {
    "contracts.certification_weeks": 1, "contracts.term_weeks": 1, "contracts.pass_on_weeks": 1,
    "evidence.roster_share": 0.7, "projects.duration_weeks": 30.0,
}  # fmt: skip


@st.composite
def with_measures(draw: st.DrawFn, world: st.SearchStrategy[Scenario]) -> Scenario:
    """A world with an account, direct payment or both, each in its own window, coverage and compliance."""
    scenario = draw(world)
    found: list[Policy] = []
    for kind in draw(st.sampled_from([(DedicatedAccount,), (DirectPayment,), (DedicatedAccount, DirectPayment)])):
        start = scenario.start + timedelta(weeks=draw(st.integers(0, 20)))
        cover = Coverage(
            share=draw(st.sampled_from([1.0, 1.0, 0.5])),
            projects=draw(st.sampled_from(["all", "all", "new"])),
            open_claims=draw(st.booleans()),
        )
        found.append(
            kind(
                start=start,
                stop=draw(st.sampled_from([None, None, start + timedelta(weeks=17)])),
                coverage=cover,
                compliance=draw(st.sampled_from([1.0, 1.0, 0.5])),
                **draw(st.fixed_dictionaries({}, optional=OWN[kind])),
            )
        )
    return replace(scenario, policies=tuple(found))


def check_accounts(playing: Playing) -> None:
    """Never overdrawn, empty where there is no project, and only labour of a project is paid from its account."""
    world = playing.world
    assert check(world) == []
    assert world.accounts.balance_fen[world.accounts.kind == ACCOUNT].min() >= 0
    assert not world.accounts.balance_fen[world.projects.wage_account[world.projects.state == FREE]].any()
    paid = np.flatnonzero(world.flows_fen[:, ACCOUNT].sum(axis=(0, 1)))
    assert {PURPOSE_NAMES[purpose] for purpose in paid} <= PAYS


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(scenario=with_measures(worlds(60) | worlds(60, always=BRISK)))
def test_everything_adds_up_every_week_with_accounts_and_direct_payment(scenario):
    ledger, contracts, chains, before = None, Contracts(), Chains(), np.zeros(0)
    for playing, week in weeks_of(scenario):
        if ledger is None:
            ledger, before = DayLedger(playing), np.zeros_like(playing.world.flows_fen)
            before[0] = Playing(scenario, 0).world.flows_fen[0]
        check_accounts(playing)
        compare(playing, ledger, week)
        check_flows(playing, before, week)
        contracts.check(playing, ledger)
        check_week(playing, ledger, chains, week)
        before = playing.world.flows_fen.copy()
    assert_identities(playing)
