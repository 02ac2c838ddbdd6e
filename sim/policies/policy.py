"""What every measure has: a window, whom it covers, how far it is complied with, what it costs."""

from datetime import date
from typing import Any, ClassVar, Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator

from sim.chain.tables import OWNER_KINDS, SECTORS

SIZES = ("small", "middle", "large")


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, allow_inf_nan=False)


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
        Its value when a scenario does not give one.
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
    allowed = f"must be a number from {least} to {most}"
    if isinstance(default, bool):
        allowed = "must be true or false"
    elif isinstance(default, int):
        allowed = f"must be a whole number from {least} to {most}"
    said = {"unit": unit, "label_en": label_en, "label_zh": label_zh, "law": law, "doc": doc}
    return Field(default, ge=least, le=most, description=allowed, json_schema_extra=said)


class Coverage(_Part):
    """Which projects a measure covers.

    Attributes
    ----------
    owner_kinds, sectors, sizes : tuple of str
        A project is covered if each of its three is named; all by default.
    share : float
        Share of these projects, drawn once per project.
    projects : {"new", "all"}
        Only projects that start while the measure is in force, or ongoing ones too.
    open_claims : bool
        Whether wages earned before the measure reached the project count as well.
    """

    owner_kinds: tuple[str, ...] = OWNER_KINDS
    sectors: tuple[str, ...] = SECTORS
    sizes: tuple[str, ...] = SIZES
    share: float = Field(1.0, ge=0, le=1, description="must be a number from 0 to 1")
    projects: Literal["new", "all"] = Field("all", description='must be "new" or "all"')
    open_claims: bool = Field(True, description="must be true or false")


class Policy(_Part):
    """A measure of a scenario: one entry of `[[policies]]`.

    Attributes
    ----------
    start, stop : datetime.date
        It is in force from the first Monday on or after `start` until the one on or after `stop`.
    coverage : Coverage
        Which projects.
    compliance : float
        Share of covered projects that really use it at the start: a project complies while its draw is below it.
    floor, ceiling : float, optional
        Where compliance goes when nobody looks for a year, and where the authority moves it on a project it
        has ordered to pay; both are the compliance itself if not given.
    """

    kind: ClassVar[str]
    number: ClassVar[int]
    label_en: ClassVar[str]
    label_zh: ClassVar[str]

    start: date = Field(description="must be a date like 2015-01-05")
    stop: date | None = Field(None, description="must be a date like 2016-12-26")
    coverage: Coverage = Field(default_factory=Coverage, description="must be a table")
    compliance: float = Field(1.0, ge=0, le=1, description="must be a number from 0 to 1")
    floor: float | None = Field(None, ge=0, le=1, description="must be a number from 0 to the compliance")
    ceiling: float | None = Field(None, ge=0, le=1, description="must be a number from the compliance to 1")

    @field_validator("start", "stop", mode="before")
    @classmethod
    def _date_of_text(cls, given: Any) -> Any:
        """In Python a date may be a text such as "2015-01-05"; TOML has dates of its own."""
        return date.fromisoformat(given) if isinstance(given, str) else given

    @classmethod
    def parameters(cls) -> dict[str, Any]:
        """The measure's own parameters: name -> pydantic's field."""
        return {name: field for name, field in cls.model_fields.items() if name not in Policy.model_fields}
