"""One run: a pure function of (scenario, replicate)."""

import copy
from dataclasses import dataclass, field
from datetime import date

import numpy as np

from sim import places
from sim import world as worlds
from sim.agents.shocks import SHOCK_KINDS, Shocks
from sim.chain.tables import EVENT_ROOM
from sim.core.calendar import first_monday
from sim.core.draws import replicate_seed
from sim.errors import InputError
from sim.ledger.accounts import KIND_NAMES
from sim.outcomes import COLUMN_COUNT
from sim.policies import MEASURES_BY_KIND
from sim.population.build import build_world
from sim.population.given import untabled
from sim.population.opening import open_world
from sim.population.regions import Numbered, numbered
from sim.recorder import Recording
from sim.rooms import room_for_week
from sim.scenario import Scenario
from sim.week import play_weeks, record_opening
from sim.world import World, check, enlarge

PLACES_EVERY_WEEKS = 4
ELSEWHERE = -1  # week of a shock that strikes another region: it never comes


@dataclass
class Playing:
    """A run under way: the world, what it has written down, and the week it stands before.

    Of a scenario with several regions it is one of them that is played.
    """

    scenario: Scenario
    replicate: int
    record_every: int = PLACES_EVERY_WEEKS
    visit_all: bool = False
    week: int = 0
    region: int = 0
    calendar: np.recarray = field(init=False)
    recording: Recording = field(init=False)
    world: World = field(init=False)

    def __post_init__(self) -> None:
        self.calendar = self.scenario.calendar()
        total = len(self.calendar.sunday)
        population = self.scenario.population
        self.seed = replicate_seed(self.scenario.seed, self.replicate, self.region)
        self.params = self.scenario.week_records().view(np.recarray)
        self.numbered = numbered(population, self.region, self.params[0])
        first = replicate_seed(self.scenario.seed, 0, self.region)
        built_from = self.seed if population.world == "replicate" else first
        self.warmup_seed = first if population.world == "warmed_up" else self.seed
        periods = int(self.calendar.flow_row[-1]) + 1
        people, given = population.of_region(self.region), self.scenario.given()
        tables = given.tables if given else untabled(people.projects)
        if people.opening is None:
            self.world = build_world(people, tables, self.params[0], built_from, periods, self.calendar)
        else:
            self.week = self.scenario.weeks_before
            self.world = open_world(self.scenario.name, people, tables, self.params, built_from, periods, self.calendar)
        self.shocks = shock_table(self.scenario, self.calendar, self.world, self.numbered)
        shape = (total, len(places.CLOCKS), 4, places.TIERS, places.PLACES)
        self.recording = Recording(
            np.zeros((total, COLUMN_COUNT), np.int64), np.zeros(shape, np.int64), np.zeros(total, np.bool_)
        )
        if self.week > 0:
            record_opening(self.world, self.recording, self.calendar, self.params, self.week - 1)

    @property
    def first_recorded(self) -> int:
        """The first week that is written down: the last of the warm-up, at whose close the run opens."""
        return max(0, self.scenario.weeks_before - 1)

    @property
    def switches(self) -> np.ndarray:
        """As `play_weeks` has them."""
        return np.array([self.record_every, int(self.visit_all), self.first_recorded], np.int64)

    def play(self, until: int) -> None:
        """Play up to week `until` (not included); a table that is short is enlarged on the way."""
        before = self.scenario.weeks_before
        while self.week < until:
            seed, last = (self.warmup_seed, min(until, before)) if self.week < before else (self.seed, until)
            self.week = play_weeks(
                self.world,
                self.recording,
                self.calendar,
                self.params,
                self.shocks,
                seed,
                self.week,
                last,
                self.switches,
            )
            if self.week < last:
                short = room_for_week(self.world, self.calendar, self.params[self.week], self.week)
                self.world = enlarge(self.world, short)

    def branch(self, scenario: Scenario, *, keep: bool = True) -> "Playing":
        """Go on with another scenario that has the same past, calendar and population.

        Parameters
        ----------
        scenario : Scenario
            What decides the weeks from here on; nothing is checked.
        keep : bool
            Whether this run goes on too; if not, the branch takes over its tables, which spares a copy.
        """
        other = copy.copy(self)
        other.scenario = scenario
        other.params = scenario.week_records().view(np.recarray)
        other.shocks = shock_table(scenario, self.calendar, self.world, self.numbered)
        _carry_struck(self.shocks, other.shocks)
        if keep:
            other.world = worlds.copy(self.world)
            other.recording = Recording._make(table.copy() for table in self.recording)
        return other

    def with_luck_of(self, replicate: int) -> "Playing":
        """Another replicate that has the same past; this run is left as it is."""
        other = self.branch(self.scenario)
        other.replicate = replicate
        other.seed = replicate_seed(self.scenario.seed, replicate, self.region)
        return other


def shock_table(scenario: Scenario, calendar: np.recarray, opening: World, own: Numbered) -> Shocks:
    """The scenario's shocks as columns, those of other regions among them; a target that does not exist is an error."""
    rows = []
    lines = []
    monday0 = int(calendar.sunday[0]) - 6
    for shock in scenario.shocks:
        if shock.target is None:
            continue  # it acts through the parameters of its weeks
        week = (first_monday(shock.date).toordinal() - monday0) // 7
        of_project = shock.target_kind == "project"
        number = shock.target_number - 1 - (own.first_project if of_project else own.first_firm)
        count = opening.slots.size if of_project else opening.seats.size
        if scenario.population.regions == 1 and number >= count:
            lines.append(f"{scenario.name}: shocks.target = {shock.target}: there are {count} {shock.target_kind}s.")
        if not 0 <= number < count:
            week = number = ELSEWHERE
        rows.append(
            (
                SHOCK_KINDS.index(shock.kind),
                week,
                number if of_project else -1,
                -1 if of_project else number,
                shock.weeks or 0,
                shock.lost_share,
                0,
            )
        )
    if lines:
        raise InputError(lines)
    columns = list(zip(*rows, strict=True)) if rows else [()] * 7
    dtypes = (np.int8, np.int32, np.int32, np.int32, np.int32, np.float64, np.int32)
    return Shocks(*(np.array(column, dtype) for column, dtype in zip(columns, dtypes, strict=True)))


def _carry_struck(before: Shocks, after: Shocks) -> None:
    """What shocks of a common past have hit, for a table that may hold them among others."""
    hit: dict[tuple[object, ...], list[int]] = {}
    for row in zip(*before, strict=True):
        hit.setdefault(row[:-1], []).append(row[-1])
    for number, row in enumerate(zip(*after, strict=True)):
        if hit.get(row[:-1]):
            after.struck[number] = hit[row[:-1]].pop(0)


@dataclass(frozen=True)
class Run:
    """What one run leaves: arrays over the recorded weeks, and the last state of the ledger.

    `values` int64 [week, column]: week 0 is the opening state, the last week of the warm-up.
    `places` int64 [week, clock, owner kind, tier, place], where `places_recorded`.
    `flows` int64 [period, payer kind, payee kind, purpose], `periods` names them: "before" is the warm-up
    with the opening balances, then "2014Q1" and so on. `balances` int64 [kind of account] at the end.
    `events` is a record array of `sim.chain.events.EVENTS`, week 1 = the first recorded week.
    `measures` int64 [declared measure, what it did], as `sim.running.records.Record`.
    `struck` int32 [shock with a target]: how much each has hit, in the order of the scenario.
    """

    scenario: Scenario
    replicate: int
    region: int
    dates: np.ndarray
    values: np.ndarray
    places: np.ndarray
    places_recorded: np.ndarray
    flows: np.ndarray
    periods: tuple[str, ...]
    balances: np.ndarray
    events: np.ndarray
    measures: np.ndarray
    struck: np.ndarray
    broken: tuple[str, ...]


def run(
    scenario: Scenario,
    replicate: int = 0,
    *,
    region: int = 0,
    record_every: int = PLACES_EVERY_WEEKS,
    visit_all: bool = False,
) -> Run:
    """Play one replicate of a scenario, or of one of its regions, from the first week of warm-up to the end."""
    playing = Playing(scenario, replicate, record_every, visit_all, region=region)
    playing.play(len(playing.calendar.sunday))
    return finish(playing)


def _quarters(calendar: np.recarray) -> list[str]:
    sundays = [date.fromordinal(int(s)) for s in calendar.sunday[calendar.flow_row > 0]]
    return list(dict.fromkeys(f"{s.year}Q{(s.month + 2) // 3}" for s in sundays))


def _did(world: World) -> np.ndarray:
    """What each measure did in the recorded weeks, one row per measure of this version."""
    rows = world.measures[[measure.number for measure in MEASURES_BY_KIND.values()]]
    counts = np.stack([rows[name] for name in ("weeks", "projects", "users", "money_fen", "cases")], axis=1)
    return np.concatenate([counts, rows["cost_fen"]], axis=1)


def finish(playing: Playing) -> Run:
    """The recorded part of a finished run."""
    first = max(0, playing.scenario.weeks_before - 1)
    calendar, recording, accounts = playing.calendar, playing.recording, playing.world.accounts
    values = recording.values[first:]
    if playing.scenario.weeks_before == 0:
        values = np.concatenate([np.zeros((1, values.shape[1]), np.int64), values])
    opening = playing.scenario.weeks_before
    balances = np.zeros(len(KIND_NAMES), np.int64)
    np.add.at(balances, accounts.kind, accounts.balance_fen)
    start = int(calendar.sunday[opening]) - 7
    happened = playing.world.events[: playing.world.room.first_free[EVENT_ROOM]].copy()
    happened["week"] -= opening - 1
    for name, before in (("project", playing.numbered.first_project), ("firm", playing.numbered.first_firm)):
        happened[f"{name}_target"][happened[f"{name}_target"] > 0] += before  # as the whole country numbers them
    return Run(
        scenario=playing.scenario,
        replicate=playing.replicate,
        region=playing.region,
        dates=np.array([date.fromordinal(start + 7 * i).isoformat() for i in range(len(values))], "datetime64[D]"),
        values=values,
        places=recording.places[opening:],
        places_recorded=recording.places_recorded[opening:],
        flows=playing.world.flows_fen,
        periods=("before", *_quarters(calendar)),
        balances=balances,
        events=happened,
        measures=_did(playing.world),
        struck=playing.shocks.struck,
        broken=tuple(check(playing.world)),
    )
