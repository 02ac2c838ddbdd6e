"""What one run leaves, small enough to be kept by the thousand. Reading it needs no engine."""

from dataclasses import asdict, dataclass, fields
from datetime import date
from functools import cached_property
from typing import Any

import numpy as np

HEADLINE = "unpaid_over_30_days"  # the outcome shown while people wait, and of every answer
OVERDUE = "overdue"
ARRAYS = ("values", "place_weeks", "place_cells", "place_fen", "flow_cells", "flow_fen", "events", "measures", "struck")
REGION = "region"  # field of events in a folder that holds several
WHOLE = -1  # in place of a region's number: the sum of all
COUNTS = ("weeks_in_force", "projects_covered", "projects_using", "money_moved_fen", "cases_touched")  # then costs


@dataclass(frozen=True)
class DeclaredOutcome:
    """An outcome as a folder of results declares it.

    `column` in the values, -1 for a rate; a rate is `scale` times the ratio of two counted columns. `occasion`:
    counted in few weeks (a survey, a festival) and zero in all others.
    """

    name: str
    unit: str
    kind: str
    grouped: bool
    label_en: str
    label_zh: str
    ratio_of: tuple[str, str] | None
    scale: float
    column: int
    occasion: bool


@dataclass(frozen=True)
class Declared:
    """The names of everything that a record counts, in the order of its columns and cells."""

    outcomes: tuple[DeclaredOutcome, ...]
    groups: tuple[str, ...]
    clocks: tuple[str, ...]
    owner_kinds: tuple[str, ...]
    tiers: int
    places: tuple[str, ...]
    holders: tuple[str, ...]
    purposes: tuple[str, ...]
    measures: tuple[str, ...]
    parties: tuple[str, ...]
    event_kinds: tuple[str, ...]
    event_fields: tuple[str, ...]

    @cached_property
    def by_name(self) -> dict[str, DeclaredOutcome]:
        """Outcomes by name."""
        return {outcome.name: outcome for outcome in self.outcomes}

    @property
    def by_region(self) -> bool:
        """Whether events say in which of several regions they happened."""
        return REGION in self.event_fields

    @property
    def place_shape(self) -> tuple[int, int, int, int]:
        """Cells of one week's places: clock, owner kind, tier, place."""
        return len(self.clocks), len(self.owner_kinds), self.tiers, len(self.places)

    def blank(self) -> "Record":
        """A record of nothing: what it gives are tables without rows."""
        none = np.zeros(0, np.int64)
        columns = 1 + max(o.column for o in self.outcomes) + len(self.groups)
        return Record(
            scenario="",
            fingerprint="",
            seed=0,
            replicate=0,
            region=0,
            opening=date(2000, 1, 2),
            periods=(),
            broken=(),
            values=np.zeros((0, columns), np.int64),
            place_weeks=none.astype(np.int32),
            place_cells=none,
            place_fen=none,
            flow_cells=none,
            flow_fen=none,
            events=np.zeros(0, [(name, "i8") for name in self.event_fields]),
            measures=np.zeros((0, len(COUNTS) + len(self.parties)), np.int64),
            struck=np.zeros(0, np.int32),
        )

    @cached_property
    def content(self) -> dict[str, Any]:
        """As plain values for JSON; every part holds them."""
        return asdict(self)

    @classmethod
    def read(cls, content: dict[str, Any]) -> "Declared":
        """From what `content` is, after a journey through JSON."""
        outcomes = tuple(
            DeclaredOutcome(**{**entry, "ratio_of": tuple(entry["ratio_of"]) if entry["ratio_of"] else None})
            for entry in content["outcomes"]
        )
        content = {"measures": (), "parties": ()} | content  # folders of before there were measures
        names = {f.name: tuple(content[f.name]) for f in fields(cls) if f.name not in ("outcomes", "tiers")}
        return cls(outcomes=outcomes, tiers=int(content["tiers"]), **names)  # type: ignore[arg-type]


@dataclass(frozen=True)
class Record:
    """The arrays of one run; of places and flows only the cells that are not zero.

    Attributes
    ----------
    scenario : str
        Name in tables.
    fingerprint, seed, replicate : str, int, int
        What makes this run the run it is, apart from the engine.
    region : int
        Which of the scenario's regions this is, from 0 up; `WHOLE` for the sum of several, which has no events.
    opening : datetime.date
        The Sunday of week 0.
    periods : tuple of str
        "before" (the warm-up and the opening balances), then quarters like "2014Q1".
    broken : tuple of str
        Identities of the accounting that do not hold; empty in a sound run.
    values : ndarray, int64 [week, column]
        Week 0 is the opening state.
    place_weeks : ndarray, int32 [n]
        Weeks in which places were recorded.
    place_cells, place_fen : ndarray, int64
        Index into [n, clock, owner kind, tier, place], and what is stuck there.
    flow_cells, flow_fen : ndarray, int64
        Index into [period, payer kind, payee kind, purpose], and what flowed.
    events : ndarray, records of `sim.chain.events.EVENTS`
        What happened in the recorded weeks.
    measures : ndarray, int64 [declared measure, count]
        What each measure did in the recorded weeks: `COUNTS`, then its cost by party in fen; zeros if it was not in
        force.
    struck : ndarray, int32 [shock with a target]
        What each shock of the scenario has hit: contracts, projects or bills; 0 for nothing.
    """

    scenario: str
    fingerprint: str
    seed: int
    replicate: int
    region: int
    opening: date
    periods: tuple[str, ...]
    broken: tuple[str, ...]
    values: np.ndarray
    place_weeks: np.ndarray
    place_cells: np.ndarray
    place_fen: np.ndarray
    flow_cells: np.ndarray
    flow_fen: np.ndarray
    events: np.ndarray
    measures: np.ndarray
    struck: np.ndarray

    @property
    def key(self) -> tuple[str, int, int]:
        """What makes this run the run it is."""
        return self.fingerprint, self.seed, self.replicate

    @property
    def dates(self) -> np.ndarray:
        """The Sundays of weeks 0, 1, ... as datetime64[D]."""
        return np.datetime64(self.opening) + 7 * np.arange(len(self.values))

    def places(self, declared: Declared) -> np.ndarray:
        """Unpaid fen, int64 [recorded week, clock, owner kind, tier, place]."""
        dense = np.zeros((len(self.place_weeks), *declared.place_shape), np.int64)
        dense.reshape(-1)[self.place_cells] = self.place_fen
        return dense

    def flows(self, declared: Declared) -> np.ndarray:
        """Money moved in fen, int64 [period, payer kind, payee kind, purpose]."""
        holders = len(declared.holders)
        dense = np.zeros((len(self.periods), holders, holders, len(declared.purposes)), np.int64)
        dense.reshape(-1)[self.flow_cells] = self.flow_fen
        return dense

    def outcome(self, declared: Declared, name: str, group: int = 0) -> np.ndarray:
        """An outcome of a group by week; a rate is not a number where its denominator is zero."""
        outcome = declared.by_name[name]
        if outcome.ratio_of is None:
            return self.values[:, outcome.column + group].astype(np.float64)
        above, below = (self.outcome(declared, part, group) for part in outcome.ratio_of)
        return ratio(above, below, outcome.scale)


def ratio(above: np.ndarray, below: np.ndarray, scale: float | np.ndarray) -> np.ndarray:
    """Rates from their two counted columns; not a number where the denominator is zero."""
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.where(below > 0, scale * above / below, np.nan)
