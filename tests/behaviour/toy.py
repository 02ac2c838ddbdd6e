"""The toy chain of `test_toy_chain`, fixed so that it can be followed by hand, and a played scenario read week by week."""

import numpy as np

from sim.declared.groups import TIER_GROUP
from sim.outcomes import COLUMN
from sim.places import OVERDUE, PLACE_NAMES
from sim.running.one import Playing
from sim.scenario import load_scenario

WAGES = 600_000  # of the crew, a week
PRICE = {1: 46_800_000, 2: 35_100_000, 3: 34_003_125, 4: 32_940_527}
# weeks of March to November
MONTHS = ((0, 5), (5, 9), (9, 13), (13, 18), (18, 22), (22, 27), (27, 31), (31, 35), (35, 40))
FIXED = {
    "voice.chance_working": 0.0, "voice.chance_after": 0.0,  # nobody complains, no firm fails
    "projects.gap_weeks": 8.0, "firms.failure_weeks": 5200, "firms.boss_quits_weeks": 5200,
    "chains.boss_share": 1.0, "chains.fee_share": 1 / 32, "chains.labour_price_ratio": 1.125, "chains.leaf_tier": 4.0,
    "contracts.certification_weeks": 2, "contracts.dispute_chance": 0.0, "contracts.festival_share_labour": 0.9375,
    "contracts.festival_share_owner": 0.875, "contracts.labour_share": 0.75, "contracts.margin_share": 0.25,
    "contracts.milestone_chance": 0.0, "contracts.part_share_other": 0.75, "contracts.pass_on_weeks": 1,
    "contracts.pre_finance_share": 0.0, "contracts.retention_share": 0.0625, "contracts.settlement_dispute_chance": 0.0,
    "contracts.term_weeks": 4,
    "crews.package_weeks": 52.0, "crews.size": 10.0, "crews.winter_break_weeks": 0.0,
    "firms.flight_chance": 0.0, "firms.kappa": 0.0, "firms.least_equity_fen": 0, "firms.refusal_chance": 0.0,
    "firms.subcontracts_first_share": 0.0, "firms.wages_first_share": 1.0,
    "owners.look_ahead_weeks": 0, "owners.pay_chance_other": 1.0, "owners.promptness": 1.0, "owners.sales_share": 1.0,
    "projects.duration_weeks": 52.0,
    "wages.allowance_share": 0.25, "wages.conceded_share": 0.0, "wages.monthly_share": 0.0, "wages.piece_share": 0.0,
    "wages.project_end_share": 0.0,
    "workers.leave_chance": 0.0, "workers.mean_day_wage_fen": 10_000, "workers.skill_wage": 1.0,
    "workers.slow_after_weeks": 520, "workers.wage_spread": 1.0,
}  # fmt: skip
TOY = load_scenario("toy_chain").with_parameters(FIXED)
MONTHLY = {"wages.monthly_share": 1.0}


def value(tier: int, weeks: int) -> int:
    """V after so many weeks of work."""
    return PRICE[tier] * weeks // 52


def progress_bill(tier: int, month: int) -> int:
    """3/4 of a month's value."""
    first, end = MONTHS[month]
    return 3 * (value(tier, end) - value(tier, first)) // 4


class Story:
    """A played scenario, read week by week."""

    def __init__(self, scenario, replicate: int = 0) -> None:
        self.playing = Playing(scenario, replicate, record_every=1)
        self.playing.play(scenario.weeks)
        self.weeks = scenario.weeks

    def column(self, name: str, tier: int | None = None) -> list[int]:
        """One outcome of every week, or its part of one tier."""
        group = 0 if tier is None else TIER_GROUP + tier - 1
        return self.playing.recording.values[:, COLUMN[name] + group].tolist()

    def events(self, name: str, tier: int | None = None) -> dict[int, int]:
        """The weeks in which an outcome is not zero."""
        return {week: fen for week, fen in enumerate(self.column(name, tier)) if fen}

    def places(self, week: int) -> dict[tuple[int, str], int]:
        """Overdue wages by tier and place."""
        found = self.playing.recording.places[week, OVERDUE].sum(axis=0)
        rows = zip(*np.nonzero(found), strict=True)
        return {(int(tier), PLACE_NAMES[place]): int(found[tier, place]) for tier, place in rows}
