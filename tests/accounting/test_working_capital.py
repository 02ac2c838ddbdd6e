"""Working capital by hand: a firm grows, loses, pays out and grows again; what firms of an opening county hold."""

import numpy as np
import pytest
from hand_made import HandMade

from sim.agents.contractors import pay_out_profits
from sim.agents.market import least_equity
from sim.chain.contracts import take_on
from sim.chain.tables import FIRM_KINDS
from sim.core.compiled import rule
from sim.core.draws import Stream, uniform
from sim.core.lend import lend
from sim.ledger.accounts import EQUITY, OPENING, OPENING_BALANCE, SHAREHOLDERS
from sim.running.one import Playing
from sim.scenario import load_scenario

# Wages are paid as they are earned; 3/4 of the value is paid 13 weeks after the work: 5 until it is billed, 2 to certify
# it, 4 of term, 1 to pass it on, and 1 because a week has begun.
PARAMS = load_scenario("toy_chain").with_parameters(
    {"wages.monthly_share": 1.0, "wages.project_end_share": 0.0, "wages.piece_share": 0.0,
     "crews.winter_break_weeks": 0.0, "economy.index": 1.0, "firms.credit_share": 0.5, "firms.commingling": 1.0}
).week_records().view(np.recarray)[0]  # fmt: skip
PACKAGE = 15_600_000
# After 52 weeks all wages are paid and 3/4 of 39 weeks have come in.
GAP = 6_825_000


@rule
def take(w, p, firm_row):
    take_on(lend(w), p, firm_row, 0)


@rule
def pay_out(w, p):
    pay_out_profits(lend(w), p, 61)


class Firm:
    """A boss with a kappa of 3/4 on a market with nobody else; a bank lends half of what he needs."""

    def __init__(self) -> None:
        self.made = HandMade()
        self.world = self.made.world
        self.world.firms.kappa[:] = 0.75
        self.world.projects.complete_week[0] = 1 << 30
        # accounts of the hand-made world are rows of their own
        self.account = int(self.world.firms.account[0])

    def contract(self) -> int:
        """Another package of a year, all of it by own crews, at the price of its wages."""
        return self.made.contract(
            0, own_work=PACKAGE, price_fen=PACKAGE, weeks=52, part_share=0.75, certification_weeks=2, term_weeks=4,
            pass_on_weeks=1,
        )  # fmt: skip

    def take_on(self) -> None:
        take(self.world, PARAMS, 0)

    def earn(self, fen: int) -> None:
        self.world.accounts.balance_fen[self.account] += fen

    def stands(self) -> tuple[int, int, int, int]:
        """Gap, funded gap, own money, credit line."""
        firm = self.world.firms[0]
        return int(firm.gap_fen), int(firm.funded_gap_fen), self.cash, int(firm.credit_fen)

    @property
    def cash(self) -> int:
        return int(self.world.accounts.balance_fen[self.account])


def test_a_firm_grows_loses_pays_out_and_grows_again():
    firm = Firm()
    world = firm.world
    assert GAP == PACKAGE - 3 * PACKAGE * 39 // (4 * 52)
    # Growth: 3/4 of the gap, 5,118,750, is working capital; shareholders bring half of it and the bank lends the other.
    first = firm.contract()
    firm.take_on()
    assert firm.stands() == (GAP, GAP, 2_559_375, 2_559_375)
    # Loss: a million is gone, and the gap doubles. Capital is 10,237,500, of which half, 5,118,750, is to be equity:
    # 3,559,375 lack, of which shareholders bring the half of the growth and not what was lost; nor does the bank.
    firm.earn(-1_000_000)
    firm.contract()
    firm.take_on()
    assert firm.stands() == (2 * GAP, 2 * GAP, 1_559_375 + 2_559_375, 5_118_750)
    # Shrinking: the first package is over. Own money of 4,118,750 leaves 1,000,000 to be lent; what was funded stays.
    world.contracts.own_work[first] = world.contracts.price_fen[first] = 0
    firm.take_on()
    assert firm.stands() == (GAP, 2 * GAP, 4_118_750, 1_000_000)
    # Payout: all above the half of 5,118,750, that is 1,559,375. By 3/8 of equity per fen of gap that had funded
    # 4,158,333 of the gap, which count as funded no more; the bank takes its place.
    pay_out(world, PARAMS)
    assert firm.stands() == (GAP, 2 * GAP - 4_158_333, 2_559_375, 2_559_375)
    # Growth again: from 9,491,667 to 13,650,000. Half of 3,118,749, 3/4 of it, is brought, and not the lost million.
    world.contracts.own_work[first] = world.contracts.price_fen[first] = PACKAGE
    firm.take_on()
    assert firm.stands() == (2 * GAP, 2 * GAP, 2_559_375 + 1_559_374, 5_118_750)
    # Over all this shareholders brought three sums and took one.
    brought = world.flows_fen[0, SHAREHOLDERS, :, EQUITY].sum()
    assert brought == 2_559_375 + 2_559_375 + 1_559_374


def at_a_loss(world, firm_row: int) -> bool:
    """Whether what a firm keeps of its prices is less than its own wages and materials."""
    mine = world.contracts[(world.contracts.state > 0) & (world.contracts.firm == firm_row)]
    return bool((mine.price_fen - mine.passed_fen - mine.own_work - mine.materials_plan_fen).sum() < 0)


@pytest.mark.parametrize("opening_age", [0.0, 1.0])
def test_what_firms_of_an_opening_county_hold(opening_age):
    """The equity share of kappa times the gap, twice that where projects are half done, never less than the least; where
    prices do not cover the cost a share of it by luck."""
    settings = {"population.projects": 12, "population.government_projects": 4, "population.workers": 600}
    changes = {
        "projects.opening_age": opening_age,
        "chains.leaf_tier": 4.0,
        "chains.fee_share": 0.07,
        "chains.price_floor": 0.5,
    }
    playing = Playing(load_scenario("baseline").with_settings(settings).with_parameters(changes), 0)
    world, p = playing.world, playing.params[0]
    seen = set()
    for row in np.flatnonzero(world.firms.state > 0):
        firm = world.firms[row]
        times = 2.0 if opening_age else 1.0
        funds = max(
            times * firm.kappa * firm.gap_fen * (1.0 - p.firms_credit_share),
            least_equity(p.firms_least_equity_fen, firm.kappa),
        )
        lossy = at_a_loss(world, row)
        if opening_age and lossy:
            funds *= 1.0 - uniform(playing.seed, Stream.FIRM_OPENING, 0, firm.uid)
        assert world.accounts.balance_fen[firm.account] == int(funds), row
        assert firm.funded_gap_fen == times * firm.gap_fen
        seen.add((FIRM_KINDS[firm.kind], bool(firm.gap_fen), lossy))
    assert {kind for kind, _, _ in seen} == set(FIRM_KINDS)
    assert {(gap, lossy) for _, gap, lossy in seen} >= {(True, False), (True, True), (False, False)}
    opened = world.flows_fen[0, OPENING, :, OPENING_BALANCE].sum()
    assert opened == -world.accounts.balance_fen[OPENING]
