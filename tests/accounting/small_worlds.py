"""Small random worlds for the tests of accounting, played week by week."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

from hypothesis import strategies as st

from sim.parameters.causes import CAUSES
from sim.policies import MEASURES_BY_KIND, Coverage, Policy
from sim.running.one import Playing
from sim.scenario import Population, Scenario, Shock

# from each of these days a year holds a Spring Festival, a survey or both
STARTS = (date(2014, 1, 6), date(2014, 3, 3), date(2014, 6, 30), date(2014, 9, 1))
CHANGES = st.fixed_dictionaries(
    {},
    optional={
        "authority.coordination_chance": st.sampled_from([0.0, 0.0, 1.0]),
        "chains.fee_share": st.floats(0, 0.3),
        "chains.leaf_tier": st.floats(1, 6),
        "contracts.advance_share": st.floats(0, 0.4),
        "contracts.dispute_chance": st.floats(0, 1),
        "contracts.part_share_other": st.floats(0.45, 1),
        "contracts.pre_finance_share": st.floats(0, 1),
        "contracts.retention_weeks": st.floats(0, 20),
        "contracts.settlement_weeks": st.floats(1, 20),
        "crews.size": st.floats(3, 30),
        "crews.package_weeks": st.floats(2, 40),
        "contracts.milestone_chance": st.sampled_from([0.0, 1.0]),
        "evidence.roster_share": st.floats(0, 1),
        "firms.flight_chance": st.floats(0, 0.2),
        "firms.kappa": st.floats(0, 2),
        "firms.least_equity_fen": st.sampled_from([0, 7, 100_001]),
        "firms.refusal_chance": st.floats(0, 0.3),
        "owners.pay_chance_other": st.floats(0, 1),
        "owners.sales_share": st.floats(0, 1),
        "projects.duration_weeks": st.floats(8, 120),
        "wages.allowance_share": st.floats(0, 1),
        "wages.measurement_cut_share": st.floats(0, 1),
        "wages.monthly_share": st.floats(0, 0.5),
        "wages.piece_share": st.floats(0, 1),
        "wages.project_end_share": st.floats(0, 0.5),
        "wages.write_off_weeks": st.integers(1, 60),
        "workers.leave_chance": st.floats(0, 1),
        "workers.patience_weeks": st.floats(0, 8),
    },
)


@st.composite
def shocks(draw: st.DrawFn, start: date) -> Shock:
    """A flight, an owner who stops or a dispute in the first 29 weeks."""
    kind = draw(st.sampled_from(["flight", "owner_stops", "dispute"]))
    return Shock(
        kind=kind,
        date=start + timedelta(weeks=draw(st.integers(1, 28))),
        target=f"project:{draw(st.integers(1, 2))}",
        weeks=None if kind == "flight" else draw(st.integers(1, 30)),
        lost_share=draw(st.floats(0, 1)) if kind == "dispute" else 0.0,
    )


@st.composite
def measures(draw: st.DrawFn, start: date) -> tuple[Policy, ...]:
    """None, one or more measures, each from some week of the first 20, some until a later one."""
    found: list[Policy] = []
    for kind in draw(st.sets(st.sampled_from(sorted(OWN_PARAMETERS)))):
        since = start + timedelta(weeks=draw(st.integers(0, 20)))
        until = draw(st.sampled_from([None, since + timedelta(weeks=17)]))
        coverage = Coverage(
            share=draw(st.sampled_from([0.5, 1.0])),
            projects=draw(st.sampled_from(["new", "all"])),
            open_claims=draw(st.booleans()),
        )
        own = draw(st.fixed_dictionaries({}, optional=OWN_PARAMETERS[kind]))
        share = draw(st.sampled_from([0.5, 1.0]))
        found.append(MEASURES_BY_KIND[kind](start=since, stop=until, coverage=coverage, compliance=share, **own))
    return tuple(found)


OWN_PARAMETERS: dict[str, dict[str, st.SearchStrategy]] = {
    "dedicated_account": {
        "base_is_payment": st.booleans(),
        "payment_share": st.floats(0, 1),
        "cycle_months": st.integers(1, 3),
        "float_share": st.floats(0, 3),
        "closing_weeks": st.integers(0, 10),
    },
    "direct_payment": {"lag_weeks": st.integers(0, 6)},
}


@st.composite
def worlds(draw: st.DrawFn) -> Scenario:
    """Two projects, six to sixty workers, 30 to 60 weeks, any causes off, some parameters changed, up to three shocks,
    any measures."""
    start = draw(st.sampled_from(STARTS))
    scenario = Scenario(
        name="random", title="random", why="", start=start, weeks=draw(st.integers(30, 60)), warmup_weeks=0,
        population=Population(projects=2, government_projects=1, workers=draw(st.integers(6, 60))),
        shocks=tuple(draw(st.lists(shocks(start), max_size=3))), seed=draw(st.integers(0, 1000)),
    )  # fmt: skip
    off = draw(st.sets(st.sampled_from(sorted(CAUSES)), max_size=4))
    scenario = scenario.with_parameters(draw(CHANGES)).with_causes(dict.fromkeys(off, False))
    return replace(scenario, policies=draw(measures(start)))


def weeks_of(scenario: Scenario, replicate: int = 0) -> Iterator[tuple[Playing, int]]:
    """Play a scenario; after each week, the run as it stands and the week just closed."""
    playing = Playing(scenario, replicate, record_every=1)
    for week in range(scenario.weeks):
        playing.play(week + 1)
        yield playing, week
