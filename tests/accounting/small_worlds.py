"""Small random worlds for the tests of accounting, played week by week.

A world changes any cards within the cards' own bounds, on the bounds in half of the draws; what a scenario file
would refuse is no world. Only the size is ours: few projects and workers, up to 60 weeks.
"""

from collections.abc import Callable, Iterator
from datetime import date, timedelta

from hypothesis import HealthCheck, assume, given, seed, settings
from hypothesis import strategies as st

from sim.errors import InputError
from sim.parameters.cards import Card, load_cards
from sim.parameters.causes import CAUSES
from sim.running.one import Playing
from sim.scenario import Population, Scenario, Shock
from sim.scenario.limits import WHOLES

# from each of these days a year holds a Spring Festival, a survey or both
STARTS = (date(2014, 1, 6), date(2014, 3, 3), date(2014, 6, 30), date(2014, 9, 1))
MOST_WEEKS = 60
FEWEST_FIRMS = 7  # of any world: a contractor and two of each other kind
# By themselves most cards on their bounds make a world in which little happens in 60 weeks. Half of the worlds start
# from some of these instead of the cards' values: short projects and packages, money that comes and does not.
LIVELY = st.fixed_dictionaries(
    {"projects.duration_weeks": st.floats(8, 60), "crews.package_weeks": st.floats(2, 30)},
    optional={
        "authority.officers_per_1000_workers": st.floats(1, 1000),
        "chains.leaf_tier": st.floats(1, 6),
        "contracts.dispute_chance": st.floats(0, 0.5),
        "contracts.retention_weeks": st.floats(0, 20),
        "contracts.settlement_weeks": st.floats(1, 20),
        "firms.flight_chance": st.floats(0, 0.2),
        "firms.kappa": st.floats(0, 2),
        "firms.least_equity_fen": st.sampled_from([0, 7, 100_001]),
        "owners.pay_chance_other": st.floats(0, 1),
        "owners.sales_share": st.floats(0, 1),
        "voice.chance_after": st.floats(0, 1),
        "wages.allowance_share": st.floats(0, 1),
    },
)

# What seldom comes about by itself, made frequent: worlds may lean one way.
TILTS: dict[str, dict[str, object]] = {
    "any": {},
    "silent": {"voice.chance_working": 0.0, "voice.chance_after": 0.0},  # nobody complains, so nothing is set off
    "brisk": {  # money comes soon and in full, and many are on the roster
        "contracts.certification_weeks": 1, "contracts.term_weeks": 1, "contracts.pass_on_weeks": 1,
        "contracts.part_share_government": 1.0, "contracts.part_share_other": 1.0, "contracts.advance_share": 0.1,
        "evidence.roster_share": 0.7, "projects.duration_weeks": 20.0, "projects.gap_weeks": 2.0,
        "crews.package_weeks": 10.0, "wages.allowance_share": 0.1,
    },
    "heard": {  # most crews complain, most orders are not met; contractors have money to lock, those below them have none
        "voice.chance_working": 0.5, "voice.chance_after": 0.8, "voice.after_weeks": 0.5, "authority.filing_share": 0.0,
        "authority.officers_per_1000_workers": 500.0, "authority.order_kept_chance": 0.3, "authority.order_weeks": 1,
        "firms.kappa": [0.0] * 5 + [6.0] * 5, "contracts.settlement_weeks": 2.0, "contracts.retention_weeks": 3.0,
        "contracts.pass_on_weeks": 8, "wages.monthly_share": 0.7, "projects.duration_weeks": 25.0,
    },
    "poor": {  # long chains without own funds, which others pay past
        "firms.kappa": 0.0, "firms.least_equity_fen": 0, "chains.fee_share": 0.07, "chains.leaf_tier": 4.0,
        "chains.price_floor": 0.5, "wages.monthly_share": 0.7, "voice.chance_working": 0.3, "voice.after_weeks": 0.5,
        "authority.officers_per_1000_workers": 100.0, "authority.coordination_chance": 1.0,
        "wages.write_off_weeks": 26, "projects.duration_weeks": 40.0,
    },
    "pre-financed": {  # contractors that pay their subcontracts before they are paid, and cannot for long
        "contracts.pre_finance_share": 1.0, "firms.kappa": 0.1, "firms.least_equity_fen": 100_000,
        "firms.failure_weeks": 3, "firms.estate_cost_share": 0.1, "owners.pay_chance_government": 0.05,
        "owners.pay_chance_other": 0.05, "chains.leaf_tier": 3.0, "evidence.roster_share": 0.7,
        "wages.monthly_share": 0.7, "projects.duration_weeks": 60.0,
    },
    "failing": {  # owners pay a part or give up, firms draw on their lines and fail soon
        "owners.sales_share": [0.0] * 3 + [0.3] * 3 + [1.0] * 2, "owners.failure_weeks": 8, "firms.failure_weeks": 4, "firms.kappa": 1.5,
        "firms.credit_share": 1.0, "firms.estate_cost_share": 0.3, "wages.monthly_share": 0.7,
        "projects.duration_weeks": 60.0,
    },
}  # fmt: skip


def values(card: Card) -> st.SearchStrategy[object]:
    """Any value that a card allows: every second number is one of its bounds."""
    low, high = card.bounds
    if card.kind == "integer":
        return st.one_of(st.sampled_from([int(low), int(high)]), st.integers(int(low), int(high)))
    number = st.one_of(st.sampled_from([low, high]), st.floats(low, high))
    if card.kind == "number":
        return number
    length = len(card.value[0][1])
    table = st.lists(number, min_size=length, max_size=length)
    if (card.name,) in WHOLES:  # shares that make 1
        return table.filter(lambda shares: sum(shares) > 1e-6).map(lambda shares: [s / sum(shares) for s in shares])
    return st.one_of(number, table)


@st.composite
def settings_of(draw: st.DrawFn, card: Card, first: date) -> object:
    """A value for the whole run, or one that another follows on some day."""
    value = draw(values(card))
    if draw(st.integers(0, 3)) > 0:
        return value
    later = first + timedelta(weeks=draw(st.integers(1, MOST_WEEKS)))
    return [{"value": value}, {"from": later, "value": draw(values(card))}]


@st.composite
def shocks(draw: st.DrawFn, start: date, weeks: int, projects: int) -> Shock:
    """Any shock that strikes in the run."""
    kind = draw(st.sampled_from(["flight", "owner_stops", "dispute", "downturn"]))
    target = f"project:{draw(st.integers(1, projects))}"
    if kind == "flight" and draw(st.booleans()):
        target = f"firm:{draw(st.integers(1, FEWEST_FIRMS))}"
    return Shock(
        kind=kind,
        date=start + timedelta(weeks=draw(st.integers(0, weeks - 1))),
        target=None if kind == "downturn" else target,
        weeks=None if kind == "flight" else draw(st.one_of(st.integers(1, 30), st.integers(1, 520))),
        lost_share=draw(st.floats(0, 1)) if kind == "dispute" else 0.0,
        depth=draw(st.floats(0.01, 1)) if kind == "downturn" else None,
    )


@st.composite
def worlds(
    draw: st.DrawFn, most_workers: int, most_projects: int = 3, always: dict[str, object] | None = None
) -> Scenario:
    """A world of any causes, any shocks and any cards; `always` holds cards that are set in every one."""
    start = draw(st.sampled_from(STARTS))
    total = draw(st.integers(30, MOST_WEEKS))
    warmup = draw(st.sampled_from([0, 0, 0, 20]))
    projects = draw(st.integers(1, most_projects))
    off = draw(st.sets(st.sampled_from(sorted(CAUSES)), max_size=4))
    scenario = Scenario(
        name="random", title="random", why="", start=start, weeks=total - warmup, warmup_weeks=warmup,
        population=Population(
            projects=projects, government_projects=draw(st.integers(0, projects)),
            workers=draw(st.integers(1, most_workers)),
        ),
        causes=dict.fromkeys(off, False), seed=draw(st.integers(0, 1000)),
        shocks=tuple(draw(st.lists(shocks(start, total - warmup, projects), max_size=3))),
    )  # fmt: skip
    cards = [card for card in load_cards().values() if card.cause not in off]
    chosen = draw(st.lists(st.sampled_from(cards), unique_by=lambda card: card.name, max_size=8))
    first = start - timedelta(weeks=warmup)
    changes: dict[str, object] = dict(draw(LIVELY)) if draw(st.booleans()) else {}
    changes |= {card.name: draw(settings_of(card, first)) for card in chosen}
    changes |= always or {}
    names = {card.name for card in cards}
    try:
        return scenario.with_parameters({name: value for name, value in changes.items() if name in names})
    except InputError:
        assume(False)
        raise


def each(count: int, which: st.SearchStrategy[Scenario], luck: str, play: Callable[[Scenario], None]) -> None:
    """Play so many scenarios of a strategy; where the profile plays the same ones every time, `luck` says which."""

    @settings(max_examples=count, suppress_health_check=list(HealthCheck))
    @given(scenario=which)
    def play_each(scenario: Scenario) -> None:
        play(scenario)

    (seed(luck)(play_each) if settings().derandomize else play_each)()


class WholePlaying(Playing):
    """A run that writes down its warm-up too."""

    first_recorded = 0  # type: ignore[assignment]


def weeks_of(
    scenario: Scenario, replicate: int = 0, ready: Callable[[Playing], None] | None = None
) -> Iterator[tuple[Playing, int]]:
    """Play a scenario; after each week, the run as it stands and the week just closed."""
    playing = WholePlaying(scenario, replicate, record_every=1)
    if ready:
        ready(playing)
    for week in range(len(playing.calendar.sunday)):
        playing.play(week + 1)
        yield playing, week
