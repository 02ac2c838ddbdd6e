"""Cards: what a parameter means, its value by date, bounds, off value, status and source."""

import math
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal, TypeAlias

from sim.errors import InputError, nearest, problem
from sim.parameters.causes import CAUSES
from sim.parameters.values import KINDS, Dated, Form, Kind, Value, read_dated, read_value

Status: TypeAlias = Literal["law", "measured", "estimated", "calibrated", "assumed"]

STATUSES: tuple[Status, ...] = ("law", "measured", "estimated", "calibrated", "assumed")
TEXTS = ("label_en", "label_zh", "unit", "doc")
REQUIRED = ("label_en", "label_zh", "unit", "kind", "value", "bounds", "status", "doc")
OPTIONAL = ("off", "cause", "source")
FOLDER = Path(__file__).parent / "cards"


@dataclass(frozen=True)
class Card:
    """One parameter.

    Attributes
    ----------
    name : str
        Full name, `<subject>.<key>`.
    subject : str
        The file it stands in.
    label_en, label_zh : str
        Labels for tables and figures.
    unit : str
        Unit in words.
    kind : {"number", "integer", "table"}
        A table is a fixed number of numbers.
    value : tuple of (date or None, value)
        Value by date, ascending; the first entry also holds for all earlier weeks.
    bounds : tuple of float
        Lowest and highest value allowed, both included, for every entry of a table.
    off : value or None
        Value when its cause is switched off.
    cause : str or None
        The cause that switches it.
    status : {"law", "measured", "estimated", "calibrated", "assumed"}
        Where the value comes from.
    source : str
        Reference; may be empty for an assumed value only.
    doc : str
        What it means and what was assumed.
    """

    name: str
    subject: str
    label_en: str
    label_zh: str
    unit: str
    kind: Kind
    value: Dated
    bounds: tuple[float, float]
    off: Value | None
    cause: str | None
    status: Status
    source: str
    doc: str

    @property
    def field(self) -> str:
        """Name of its field in a weekly record."""
        return self.name.replace(".", "_")

    @property
    def form(self) -> Form:
        """What a value of this card must look like."""
        first = self.value[0][1]
        length = len(first) if isinstance(first, tuple) else None
        return Form(self.kind, *self.bounds, length)


@cache
def load_cards() -> dict[str, Card]:
    """All cards of this version by full name, by file and then in the order of the file.

    Raises
    ------
    InputError
        With every error of every card file, each naming file and key.
    """
    return read_cards(FOLDER)


def read_cards(folder: Path) -> dict[str, Card]:
    """Read the card files of one folder; see `load_cards`."""
    cards: dict[str, Card] = {}
    fields: dict[str, str] = {}
    lines: list[str] = []
    for path in sorted(folder.glob("*.toml")):
        for key, raw in _read_tables(path, lines).items():
            card = _read_card(path.name, path.stem, key, raw, lines)
            if card is None:
                continue
            other = fields.setdefault(card.field, card.name)
            if other != card.name:
                lines.append(f"{path.name}: {key}: gives the same record field {card.field} as {other}.")
            cards[card.name] = card
    if lines:
        raise InputError(lines)
    return cards


def _read_tables(path: Path, lines: list[str]) -> dict[str, object]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        lines.append(f"{path.name}: cannot be read: {error}.")
        return {}


def _read_card(file: str, subject: str, key: str, raw: object, lines: list[str]) -> Card | None:
    if not isinstance(raw, Mapping):
        lines.append(problem(file, key, raw, "must be a table"))
        return None
    wrong = _wrong_fields(file, key, raw)
    if not wrong:
        wrong = _wrong_words(file, key, raw)
    if not wrong:
        try:
            return _make_card(subject, key, raw)
        except ValueError as error:
            wrong = [f"{file}: {key}: {error}."]
    lines.extend(wrong)
    return None


def _wrong_fields(file: str, key: str, raw: Mapping[str, object]) -> list[str]:
    lines = []
    if not key.isidentifier():
        lines.append(f"{file}: {key}: the key of a card must be letters, digits and underscores.")
    for name in raw:
        if name not in REQUIRED + OPTIONAL:
            lines.append(f"{file}: {key}.{name}: unknown field.{nearest(name, REQUIRED + OPTIONAL)}")
    lines.extend(f"{file}: {key}.{name}: missing." for name in REQUIRED if name not in raw)
    if ("off" in raw) != ("cause" in raw):
        lines.append(f"{file}: {key}: `off` and `cause` come together.")
    return lines


def _wrong_words(file: str, key: str, raw: Mapping[str, object]) -> list[str]:
    lines = []
    for name in TEXTS:
        text = raw[name]
        if not isinstance(text, str) or not text.strip():
            lines.append(problem(file, f"{key}.{name}", text, "must be a text that is not empty"))
    choices = {"kind": KINDS, "status": STATUSES, "cause": tuple(CAUSES)}
    for name, options in choices.items():
        if name in raw and raw[name] not in options:
            hint = nearest(str(raw[name]), options)
            lines.append(problem(file, f"{key}.{name}", raw[name], f"must be one of {', '.join(options)}", hint))
    source = raw.get("source", "")
    if not isinstance(source, str):
        lines.append(problem(file, f"{key}.source", source, "must be a text"))
    elif raw["status"] != "assumed" and not source.strip():
        lines.append(f"{file}: {key}.source: missing; only an assumed value may go without.")
    return lines


def _make_card(subject: str, key: str, raw: Mapping[str, object]) -> Card:
    texts = {name: str(raw[name]).strip() for name in (*TEXTS, "kind", "status")}
    bounds = _read_bounds(raw["bounds"])
    kind = next(k for k in KINDS if k == texts["kind"])
    value = _read_history(raw["value"], Form(kind, *bounds, None))
    first = value[0][1]
    length = len(first) if isinstance(first, tuple) else None
    return Card(
        name=f"{subject}.{key}",
        subject=subject,
        label_en=texts["label_en"],
        label_zh=texts["label_zh"],
        unit=texts["unit"],
        kind=kind,
        value=value,
        bounds=bounds,
        off=_read_off(raw["off"], Form(kind, *bounds, length)) if "off" in raw else None,
        cause=str(raw["cause"]) if "cause" in raw else None,
        status=next(s for s in STATUSES if s == texts["status"]),
        source=str(raw.get("source", "")).strip(),
        doc=texts["doc"],
    )


def _read_bounds(raw: object) -> tuple[float, float]:
    if not isinstance(raw, list) or len(raw) != 2:
        raise ValueError("bounds must be [lowest, highest]")
    for entry in raw:
        if isinstance(entry, bool) or not isinstance(entry, int | float) or not math.isfinite(entry):
            raise ValueError("bounds must be two finite numbers")
    if raw[0] > raw[1]:
        raise ValueError("bounds must be [lowest, highest]")
    return float(raw[0]), float(raw[1])


def _read_history(raw: object, form: Form) -> Dated:
    try:
        value = read_dated(raw, form)
    except ValueError as error:
        raise ValueError(f"value: {error}") from None
    if len({len(v) for _, v in value if isinstance(v, tuple)}) > 1:
        raise ValueError("value: the tables of all dates must have the same length")
    return value


def _read_off(raw: object, form: Form) -> Value:
    try:
        return read_value(raw, form)
    except ValueError as error:
        raise ValueError(f"off: {error}") from None
