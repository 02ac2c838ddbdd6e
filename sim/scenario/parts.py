"""The parts of a scenario and what each of their keys allows."""

import datetime as dt
from collections.abc import Iterator, Mapping
from typing import Any, Literal, TypeVar, get_args

from pydantic import BaseModel, ConfigDict, Field, ValidationInfo, field_validator, model_validator

from sim.population.regions import share

V = TypeVar("V")

MOST_PROJECTS = 2_000_000
MOST_WORKERS = 100_000_000
MOST_REGIONS = 10_000
MOST_WEEKS = 5_200
MOST_UNPAID_YUAN = 1e12


class Settings(Mapping[str, V]):
    """A mapping that never changes, can be hashed and pickled, and keeps its order.

    Parameters
    ----------
    items : mapping, optional
        What it holds; values must be hashable.
    """

    __slots__ = ("_items",)

    def __init__(self, items: Mapping[str, V] | None = None) -> None:
        self._items = dict(items or {})

    def __getitem__(self, key: str) -> V:
        return self._items[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._items)

    def __len__(self) -> int:
        return len(self._items)

    def __hash__(self) -> int:
        return hash(frozenset(self._items.items()))

    def __repr__(self) -> str:
        return f"Settings({self._items!r})"


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, populate_by_name=True)

    @classmethod
    def names(cls) -> list[str]:
        """The keys as files write them."""
        return [field.alias or name for name, field in cls.model_fields.items()]


class Unpaid(_Part):
    """What is unpaid on one project at the start.

    Attributes
    ----------
    project : int
        Its uid in projects.csv.
    unpaid_yuan : float
        All unpaid wages, due or not, met to the fen.
    workers_owed : int
        To how many; first those on site, others have left before the last winter break.
    oldest_month : str
        Month of the oldest unpaid day, such as "2019-03".
    """

    project: int = Field(ge=1, description="must be the uid of a row of projects.csv")
    unpaid_yuan: int | float = Field(
        gt=0, le=MOST_UNPAID_YUAN, allow_inf_nan=False, description="must be an amount in yuan, at most two decimals"
    )
    workers_owed: int = Field(ge=1, le=MOST_WORKERS, description=f"must be a whole number from 1 to {MOST_WORKERS}")
    oldest_month: str = Field(pattern=r"^[0-9]{4}-(0[1-9]|1[0-2])\z", description='must be a month like "2019-03"')

    @field_validator("unpaid_yuan")
    @classmethod
    def _whole_fen(cls, value: float) -> float:
        if round(value * 100) / 100 != value:
            raise ValueError("must be an amount in yuan, at most two decimals")
        return value

    @property
    def unpaid_fen(self) -> int:
        """In fen."""
        return round(self.unpaid_yuan * 100)


class Opening(_Part):
    """A known state at the start.

    Attributes
    ----------
    arrears : list of table
        One row per project with unpaid wages to be met; elsewhere they are paid up to the last month that ended more
        than 30 days ago.
    """

    arrears: tuple[Unpaid, ...] = Field((), strict=False, description="must be a list of tables")


class Population(_Part):
    """How large the population is, and the tables that give it, if any do.

    Attributes
    ----------
    from : str, optional
        Folder with tables of the population: projects.csv, and firms.csv, contracts.csv, crews.csv, workers.csv as far as
        there are any. What they leave out is drawn from the cards, and the numbers below follow from them.
    projects : int
        Projects under construction.
    government_projects : int
        How many of them a government owner pays for.
    workers : int
        Jobs on site: what the projects of the opening have together when fully manned, and later ones on average. Workers on
        site differ from week to week; the pool of persons, idle ones included, is `workers.persons_per_job` times as large.
    world : {"replicate", "shared", "warmed_up"}
        Whether each replicate draws its own world, all share one, or all share one and its warm-up too, which has the luck
        of replicate 0 and is played once: they part at the start. A world given by tables is shared or warmed up.
    regions : int
        Regions that the population is shared out over, evenly: each with owners, firms and workers of its own.
    opening : table, optional
        A known state at the start: what is unpaid on which project, in `arrears`. The tables then describe the start, and
        there is no warm-up.
    """

    from_: str | None = Field(
        None,
        alias="from",
        description="must be a folder, by its path from this file, or one shipped with the scenarios",
    )
    projects: int = Field(ge=1, le=MOST_PROJECTS, description=f"must be a whole number from 1 to {MOST_PROJECTS}")
    government_projects: int = Field(
        ge=0, le=MOST_PROJECTS, description="must be a whole number from 0 to the number of projects"
    )
    workers: int = Field(ge=1, le=MOST_WORKERS, description=f"must be a whole number from 1 to {MOST_WORKERS}")
    world: Literal["replicate", "shared", "warmed_up"] = Field(
        "replicate", description='must be "replicate", "shared" or "warmed_up"'
    )
    regions: int = Field(
        1,
        ge=1,
        le=MOST_REGIONS,
        description=f"must be a whole number from 1 to {MOST_REGIONS}, no more than projects or workers",
    )
    opening: Opening | None = Field(None, description="must be a table")

    @field_validator("government_projects")
    @classmethod
    def _at_most_all(cls, value: int, info: ValidationInfo) -> int:
        projects = info.data.get("projects")
        if projects is not None and value > projects:
            raise ValueError(f"must be a whole number from 0 to the number of projects, {projects}")
        return value

    @field_validator("regions")
    @classmethod
    def _none_is_empty(cls, value: int, info: ValidationInfo) -> int:
        if value > 1 and info.data.get("from_") is not None:
            raise ValueError("must be 1 where tables give the population: they hold one region")
        for what in ("projects", "workers"):
            most = info.data.get(what)
            if most is not None and value > most:
                raise ValueError(f"must be a whole number from 1 to the number of {what}, {most}: no region is empty")
        return value

    def of_region(self, region: int) -> "Population":
        """What lives in one region, from 0 up; what cannot be shared evenly goes to the first ones."""
        totals = {what: getattr(self, what) for what in ("projects", "government_projects", "workers")}
        shares = {what: share(total, self.regions, region) for what, total in totals.items()}
        return self.model_copy(update=shares | {"regions": 1})

    def content(self) -> dict[str, Any]:
        """What it says, by its keys; one region is not mentioned: a scenario of before there were regions is the same."""
        return self.model_dump(by_alias=True, exclude_none=True, exclude={"regions"} if self.regions == 1 else None)


class Shock(_Part):
    """Something that happens on a given day to one project or firm.

    Attributes
    ----------
    kind : {"flight", "owner_stops", "dispute", "downturn"}
        A firm flees; an owner stops paying for its project, and if that lasts the site stands still; bills are
        disputed; sales, credit and tenders fall.
    date : datetime.date
        Takes effect on the first Monday on or after it.
    target : str
        "project:N" or "firm:N". Flight takes a firm, or a project: the firm that employs its crews. A downturn
        strikes everybody and takes none.
    weeks : int, optional
        How long an owner pays nothing or a dispute lasts; flight has none.
    lost_share : float
        Share of the disputed bill that is lost in the end; disputes only.
    depth : float, optional
        Share by which sales, credit lines and tenders fall; downturns only.
    """

    kind: Literal["flight", "owner_stops", "dispute", "downturn"] = Field(
        description="must be flight, owner_stops, dispute or downturn"
    )
    date: dt.date = Field(description="must be a date like 2015-11-02")
    target: str | None = Field(
        None,
        pattern=r"^(project|firm):[1-9][0-9]{0,8}\z",
        description='must be "project:N" or "firm:N" with N from 1 up',
    )
    weeks: int | None = Field(None, ge=1, le=520, description="must be a whole number from 1 to 520")
    lost_share: float = Field(0.0, ge=0, le=1, allow_inf_nan=False, description="must be a number from 0 to 1")
    depth: float | None = Field(None, gt=0, le=1, allow_inf_nan=False, description="must be a number above 0, up to 1")

    @model_validator(mode="before")
    @classmethod
    def _only_a_downturn_has_no_target(cls, given: Any) -> Any:
        """A missing target is told together with all other errors."""
        if isinstance(given, Mapping) and given.get("kind") != "downturn" and given.get("target") is None:
            return {**given, "target": ""}
        return given

    @field_validator("target")
    @classmethod
    def _fits_kind(cls, value: str | None, info: ValidationInfo) -> str | None:
        kind = info.data.get("kind")
        if value is not None and kind in ("owner_stops", "dispute") and not value.startswith("project:"):
            raise ValueError(f'{kind} takes a project, "project:N"')
        if value is not None and kind == "downturn":
            raise ValueError("a downturn strikes everybody and takes no target")
        return value

    @model_validator(mode="after")
    def _weeks_and_share_fit(self) -> "Shock":
        if found := self.misfits(self.model_dump()):
            raise ValueError("\n".join(found))
        return self

    @staticmethod
    def misfits(given: Mapping[str, Any]) -> list[str]:
        """What does not go together in a shock as it stands in a file; nothing while its kind is unknown."""
        kind, weeks, depth = (given.get(key) for key in ("kind", "weeks", "depth"))
        if kind not in get_args(Shock.model_fields["kind"].annotation):
            return []
        lines = []
        if kind == "flight" and weeks is not None:
            lines.append("flight takes no `weeks`")
        if kind != "flight" and weeks is None:
            lines.append(f"{kind} needs `weeks`, a whole number from 1 to 520")
        if (kind == "downturn") != (depth is not None):
            lines.append("a downturn, and only a downturn, takes `depth`, a number above 0, up to 1")
        if kind != "dispute" and given.get("lost_share"):
            lines.append("only a dispute takes `lost_share`")
        return lines

    @property
    def target_kind(self) -> Literal["project", "firm"]:
        """What is hit."""
        return "firm" if (self.target or "").startswith("firm:") else "project"

    @property
    def target_number(self) -> int:
        """Number of the project or firm, from 1 up."""
        return int((self.target or ":0").partition(":")[2])

    def content(self) -> dict[str, Any]:
        """What this shock says, without what does not apply to its kind; the date as a date."""
        said: dict[str, Any] = {"kind": self.kind, "date": self.date}
        if self.target is not None:
            said["target"] = self.target
        if self.depth is not None:
            said["depth"] = self.depth
        if self.weeks is not None:
            said["weeks"] = self.weeks
        if self.kind == "dispute":
            said["lost_share"] = self.lost_share
        return said


class Head(_Part):
    """The keys of a scenario outside `[parameters]`, `[causes]` and `[[shocks]]`."""

    title: str = Field(min_length=1, max_length=200, description="must be a text of 1 to 200 characters")
    title_zh: str = Field("", max_length=200, description="must be a text of at most 200 characters")
    why: str = Field("", description="must be a text")
    start: dt.date = Field(description="must be a date like 2014-01-06")
    weeks: int = Field(ge=1, le=MOST_WEEKS, description=f"must be a whole number from 1 to {MOST_WEEKS}")
    warmup_weeks: int = Field(260, ge=0, le=MOST_WEEKS, description=f"must be a whole number from 0 to {MOST_WEEKS}")
    population: Population = Field(description="must be a table")
