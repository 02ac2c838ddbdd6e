"""What every measure has: a window, whom it covers, how far it is complied with, what it costs."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any, ClassVar, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator

from sim.declared.kinds import OWNER_KINDS, SECTORS, SIZES
from sim.errors import InputError, nearest, problem, shown, told

DATES = ("start", "stop")
GRAND = 10_000_000  # fen: no cost of one project, worker or payment is above


class Part(BaseModel):
    """A frozen piece of a measure; what is wrong with one made in Python is told as in a file."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, allow_inf_nan=False)

    if not TYPE_CHECKING:  # type checkers and editors read the fields

        def __init__(self, **given: Any) -> None:
            for key in DATES:
                if isinstance(given.get(key), str):
                    given[key] = _day(given[key])
            try:
                super().__init__(**given)
            except ValidationError as error:
                raise InputError(told(error, type(self), type(self).__name__)) from None

        __init__.__pydantic_base_init__ = True  # a file's entry is validated without it


def _day(text: str) -> date | str:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return text


def parameter(
    default: float | int | bool,
    *,
    unit: str,
    label_en: str,
    label_zh: str,
    law: str,
    doc: str,
    least: float | None = None,
    most: float | None = None,
) -> Any:
    """A parameter of a measure, with all that `arrears explain` says about it.

    Parameters
    ----------
    default : float, int or bool
        Its value when a scenario does not give one; it says whether the parameter is a number, a whole number or
        a switch.
    unit : str
        Of the value.
    label_en, label_zh : str
        Labels for tables and figures.
    law : str
        Article, paper or row of the evidence it comes from.
    doc : str
        What it means.
    least, most : float, optional
        Bounds, both allowed; a switch has none.
    """
    if isinstance(default, bool):
        allowed = "must be true or false"
    else:
        kind = "a whole number" if isinstance(default, int) else "a number"
        allowed = f"must be {kind} from {least:.15g} to {most:.15g}"
    said: dict[str, Any] = {"unit": unit, "label_en": label_en, "label_zh": label_zh, "law": law, "doc": doc}
    return Field(default, ge=least, le=most, description=allowed, json_schema_extra=said)


class Coverage(Part):
    """Which projects a measure covers.

    Attributes
    ----------
    owner_kinds, sectors, sizes : tuple of str
        A project is covered if each of its three is named; all by default.
    share : float
        Share of these projects, drawn once per project and measure: a larger share covers the same ones and more.
    projects : {"new", "all"}
        Only projects that start while the measure is in force, or ongoing ones too.
    open_claims : bool
        Whether what was agreed, or earned, before the measure reached the project counts as well.
    """

    owner_kinds: tuple[str, ...] = Field(default=OWNER_KINDS, description=f"must be a list of {', '.join(OWNER_KINDS)}")
    sectors: tuple[str, ...] = Field(default=SECTORS, description=f"must be a list of {', '.join(SECTORS)}")
    sizes: tuple[str, ...] = Field(default=SIZES, description=f"must be a list of {', '.join(SIZES)}")
    share: float = Field(default=1.0, ge=0, le=1, description="must be a number from 0 to 1")
    projects: Literal["new", "all"] = Field(default="all", description='must be "new" or "all"')
    open_claims: bool = Field(default=True, description="must be true or false")

    @field_validator("owner_kinds", mode="before")
    @classmethod
    def _kinds(cls, given: Any) -> Any:
        return _chosen(given, OWNER_KINDS)

    @field_validator("sectors", mode="before")
    @classmethod
    def _sectors(cls, given: Any) -> Any:
        return _chosen(given, SECTORS)

    @field_validator("sizes", mode="before")
    @classmethod
    def _sizes(cls, given: Any) -> Any:
        return _chosen(given, SIZES)

    def meets(self, other: "Coverage") -> bool:
        """Whether some project may be covered by both."""
        pairs = ((self.owner_kinds, other.owner_kinds), (self.sectors, other.sectors), (self.sizes, other.sizes))
        return all(set(mine) & set(theirs) for mine, theirs in pairs)


def _chosen(given: Any, names: Sequence[str]) -> Any:
    """Names in the order of their codes, each once; anything else is told."""
    if not isinstance(given, list | tuple):
        return given
    if not given:
        raise ValueError(f"must name at least one of {', '.join(names)}")
    for name in given:
        if name not in names:
            raise ValueError(f"must be a list of {', '.join(names)}{nearest(str(name), names)}")
    return tuple(name for name in names if name in given)


class Policy(Part):
    """A measure of a scenario: one entry of `[[policies]]`.

    Attributes
    ----------
    start : datetime.date, optional
        It is in force from the first Monday on or after it; from the first recorded week if not given.
    stop : datetime.date, optional
        It is no longer in force from the first Monday on or after it; to the end if not given.
    coverage : Coverage
        Which projects.
    compliance : float
        Share of covered projects that really use it at the start: a project complies while its draw is below it.
    floor : float, optional
        Where compliance falls when nobody has looked for a year; the compliance itself if not given.
    ceiling : float, optional
        Where compliance rises for a year on a project where the authority has ordered somebody to pay; the
        compliance itself if not given.
    """

    kind: ClassVar[str]
    number: ClassVar[int]  # of sim.declared.measures
    label_en: ClassVar[str]
    label_zh: ClassVar[str]
    acts_on: ClassVar[tuple[str, ...]] = ()  # quantities of sim.policies.combination that others act on too
    open_claims: ClassVar[str] = ""  # what `coverage.open_claims` means for it
    moves_money: ClassVar[bool] = True  # one that moved none did nothing

    start: date | None = Field(default=None, description="must be a date like 2015-01-05")
    stop: date | None = Field(default=None, description="must be a date like 2016-12-26")
    coverage: Coverage = Field(default_factory=lambda: Coverage(), description="must be a table")
    compliance: float = Field(default=1.0, ge=0, le=1, description="must be a number from 0 to 1")
    floor: float | None = Field(default=None, ge=0, le=1, description="must be a number from 0 to the compliance")
    ceiling: float | None = Field(default=None, ge=0, le=1, description="must be a number from the compliance to 1")

    @model_validator(mode="after")
    def _fits_together(self) -> "Policy":
        said = {name: getattr(self, name) for name in ("start", "stop", "compliance", "floor", "ceiling")}
        if found := self.misfits(said):
            raise ValueError("\n".join(f"{key} = {shown(value)}: {words}" for key, value, words in found))
        return self

    @staticmethod
    def misfits(given: Mapping[str, Any]) -> list[tuple[str, Any, str]]:
        """What does not go together in a measure as it stands in a file: key, value, and what is allowed."""
        found: list[tuple[str, Any, str]] = []
        start, stop = given.get("start"), given.get("stop")
        if isinstance(start, date) and isinstance(stop, date) and not start < stop:
            found.append(("stop", stop, f"must be later than start, {start}"))
        share = given.get("compliance", 1.0)
        floor, ceiling = given.get("floor"), given.get("ceiling")
        if not _is_share(share):
            return found
        if _is_share(floor) and floor > share:
            found.append(("floor", floor, f"must be a number from 0 to the compliance, {share:.15g}"))
        if _is_share(ceiling) and ceiling < share:
            found.append(("ceiling", ceiling, f"must be a number from the compliance, {share:.15g}, to 1"))
        return found

    @classmethod
    def parameters(cls) -> dict[str, Any]:
        """The measure's own parameters: name -> pydantic's field."""
        return {name: field for name, field in cls.model_fields.items() if name not in Policy.model_fields}

    def content(self, begin: date | None = None) -> dict[str, Any]:
        """All that this measure says, as plain values; `begin` stands for a start that is not given."""
        said: dict[str, Any] = {"kind": self.kind, "start": self.start or begin}
        if self.stop is not None:
            said["stop"] = self.stop
        cover = self.coverage
        said["coverage"] = {
            "owner_kinds": list(cover.owner_kinds),
            "sectors": list(cover.sectors),
            "sizes": list(cover.sizes),
            "share": cover.share,
            "projects": cover.projects,
            "open_claims": cover.open_claims,
        }
        said |= {"compliance": self.compliance, "floor": self.lowest, "ceiling": self.highest}
        return said | {name: getattr(self, name) for name in self.parameters()}

    def written(self) -> dict[str, Any]:
        """What a file must say for the same measure: `content` without what was not given."""
        return {key: value for key, value in self.content().items() if getattr(self, key) is not None}

    @property
    def lowest(self) -> float:
        """Compliance where nobody has looked for a year."""
        return self.compliance if self.floor is None else self.floor

    @property
    def highest(self) -> float:
        """Compliance after an order."""
        return self.compliance if self.ceiling is None else self.ceiling


def read_policy(
    measure: type[Policy], given: Mapping[str, Any], file: str, prefix: str
) -> tuple[Policy | None, list[str]]:
    """A measure from an entry of a file, or None and all that is wrong with it, one line each.

    Parameters
    ----------
    measure : type of Policy
        What kind it is.
    given : mapping
        The entry without its kind.
    file, prefix : str
        Stand before every key.
    """
    try:
        return measure.model_validate(dict(given)), []
    except ValidationError as error:
        lines = [line for line in told(error, measure, file, prefix) if not line.startswith(f"{file}: {prefix[:-1]}: ")]
    return None, lines + [problem(file, prefix + key, value, words) for key, value, words in Policy.misfits(given)]


def _is_share(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value <= 1
