"""Money in wage deposits: identities in random worlds."""

from dataclasses import replace
from datetime import timedelta

import numpy as np
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from small_worlds import weeks_of, worlds
from test_identities import assert_identities

from sim.chain.systems import WAGE_DEPOSIT
from sim.ledger.accounts import (
    DEPOSIT_LOCKED,
    DEPOSIT_RETURNED,
    GUARANTEE_CALLED,
    HOUSEHOLDS,
    KIND_NAMES,
    PURPOSE_NAMES,
    WAGE,
)
from sim.policies import Coverage, WageDeposit
from sim.scenario import Scenario
from sim.world import check

ACCOUNT = KIND_NAMES.index("wage_deposit")


@st.composite
def deposits(draw: st.DrawFn, scenario: Scenario) -> WageDeposit:
    """A wage deposit with any parameters in a window of the scenario."""
    start = scenario.start + timedelta(weeks=draw(st.integers(0, 12)))
    return WageDeposit(
        start=start,
        stop=draw(st.sampled_from([None, start + timedelta(weeks=26)])),
        compliance=draw(st.sampled_from([1.0, 1.0, 0.5])),
        coverage=Coverage(
            share=draw(st.sampled_from([1.0, 1.0, 0.5])),
            projects=draw(st.sampled_from(["all", "all", "new"])),
            open_claims=draw(st.booleans()),
        ),
        rate=draw(st.floats(0, 0.2)),
        floor_fen=draw(st.sampled_from([0, 10_001])),
        setup_weeks=draw(st.sampled_from([0, 0, 3])),
        exempt_below_fen=0,
        guarantee_share=draw(st.sampled_from([0.0, 0.5, 1.0])),
        guarantee_fee_per_year=draw(st.floats(0, 0.2)),
        top_up_weeks=draw(st.integers(0, 8)),
        notice_weeks=draw(st.integers(0, 8)),
        exempt_after_weeks=draw(st.integers(30, 200)),
        exempt_needs_systems=draw(st.booleans()),
    )


ON = {"evidence_and_voice": True, "pre_financing": True, "thin_authority": True}
# most crews complain, most orders are not met, and contractors have money to lock
CHANGES = {
    "voice.chance_working": 0.3, "voice.chance_after": 0.5, "voice.after_weeks": 0.5, "authority.filing_share": 0.0,
    "authority.officers_per_1000_workers": 100.0, "authority.order_kept_chance": 0.3, "authority.order_weeks": 1,
    "firms.kappa": 4.0, "firms.least_equity_fen": 5_000_000,
}  # fmt: skip


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data(), replicate=st.integers(0, 1000))
def test_identities_hold_every_week_with_deposits(data, replicate):
    scenario = data.draw(worlds(60)).with_causes(ON).with_parameters(CHANGES)
    scenario = replace(scenario, policies=(data.draw(deposits(scenario)),))
    for playing, _ in weeks_of(scenario, replicate):
        world = playing.world
        assert check(world) == []
        assert world.accounts.balance_fen[world.accounts.kind == ACCOUNT].min() >= 0
    assert_identities(playing)
    flows = playing.world.flows_fen.sum(axis=0)
    paid_in = flows[:, ACCOUNT].sum(axis=0)
    paid_out = flows[ACCOUNT].sum(axis=0)
    names = [PURPOSE_NAMES[i] for i in np.flatnonzero(paid_in)]
    assert set(names) <= {"deposit_locked", "guarantee_called"}
    held = world.accounts.balance_fen[world.accounts.kind == ACCOUNT].sum()
    assert paid_in[DEPOSIT_LOCKED] + paid_in[GUARANTEE_CALLED] - paid_out[WAGE] - paid_out[DEPOSIT_RETURNED] == held
    assert flows[ACCOUNT, HOUSEHOLDS, WAGE] == world.measures.money_fen[WAGE_DEPOSIT]
