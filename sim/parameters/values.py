"""Reading one value, or dated values, of a parameter."""

import math
from collections.abc import Mapping
from datetime import date, datetime
from typing import Literal, NamedTuple, TypeAlias

import numpy as np

from sim.errors import shown

Kind: TypeAlias = Literal["number", "integer", "table"]
Value: TypeAlias = float | int | tuple[float, ...]
Dated: TypeAlias = tuple[tuple[date | None, Value], ...]

KINDS: tuple[Kind, ...] = ("number", "integer", "table")


class Form(NamedTuple):
    """What a value must look like."""

    kind: Kind
    lowest: float
    highest: float
    length: int | None  # entries of a table; None: not known yet

    def allowed(self) -> str:
        """The form in words, for an error line."""
        span = f"from {self.lowest:.15g} to {self.highest:.15g}"
        if self.kind == "integer":
            return f"must be a whole number {span}"
        if self.kind == "number":
            return f"must be a number {span}"
        many = "" if self.length is None else f"{self.length} "
        return f"must be a list of {many}numbers {span}"


def read_dated(raw: object, form: Form) -> Dated:
    """Read a value, or a list of `{from, value}`.

    Parameters
    ----------
    raw : object
        As read from TOML, or given in Python.
    form : Form
        What each value must look like.

    Returns
    -------
    tuple of (date or None, value)
        In ascending order of dates; only the first date may be None.

    Raises
    ------
    ValueError
        With what is allowed, in words.
    """
    plain = _plain(raw)
    if isinstance(plain, Mapping):
        plain = [plain]
    if not (isinstance(plain, list) and any(isinstance(entry, Mapping) for entry in plain)):
        return ((None, read_value(plain, form)),)
    entries: list[tuple[date | None, Value]] = []
    for number, entry in enumerate(plain, 1):
        since, value = _read_entry(entry, number, form)
        earlier = entries[-1][0] if entries else None
        if since is not None and earlier is not None and since <= earlier:
            raise ValueError(f"each `from` must be later than the one before, {since} is not later than {earlier}")
        entries.append((since, value))
    return tuple(entries)


def read_value(raw: object, form: Form) -> Value:
    """Read one value; a single number given for a table stands for all its entries once its length is known.

    Raises
    ------
    ValueError
        With what is allowed, in words.
    """
    plain = _plain(raw)
    if form.kind == "integer":
        if isinstance(plain, bool) or not isinstance(plain, int) or not form.lowest <= plain <= form.highest:
            raise ValueError(form.allowed())
        return plain
    if form.kind == "number":
        return _number(plain, form)
    if isinstance(plain, list):
        if not plain or (form.length is not None and len(plain) != form.length):
            raise ValueError(form.allowed())
        return tuple(_number(entry, form) for entry in plain)
    if form.length is None:
        raise ValueError(form.allowed())
    return (_number(plain, form),) * form.length


def is_date(value: object) -> bool:
    """Whether a value is a date without a time."""
    return isinstance(value, date) and not isinstance(value, datetime)


def _read_entry(entry: object, number: int, form: Form) -> tuple[date | None, Value]:
    if not isinstance(entry, Mapping):
        raise ValueError(f"entry {number} must be {{from = a date, value = ...}}")
    for key in entry:
        if key not in ("from", "value"):
            raise ValueError(f"entry {number} has the unknown key {shown(key)}; it takes `from` and `value`")
    if "value" not in entry:
        raise ValueError(f"entry {number} has no `value`")
    since = entry.get("from")
    if since is None and number > 1:
        raise ValueError(f"entry {number} has no `from`; only the first may leave it out")
    if since is not None and not is_date(since):
        raise ValueError(f"`from` of entry {number} must be a date like 2016-01-01, not {shown(since)}")
    try:
        return since, read_value(entry["value"], form)
    except ValueError as error:
        raise ValueError(f"the value of entry {number} {error}") from None


def _number(plain: object, form: Form) -> float:
    if isinstance(plain, bool) or not isinstance(plain, int | float):
        raise ValueError(form.allowed())
    if (isinstance(plain, float) and not math.isfinite(plain)) or not form.lowest <= plain <= form.highest:
        raise ValueError(form.allowed())
    return float(plain) + 0.0  # no negative zero


def _plain(raw: object) -> object:
    if isinstance(raw, np.ndarray | np.generic):
        return raw.tolist()
    return list(raw) if isinstance(raw, tuple) else raw
