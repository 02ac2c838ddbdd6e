"""The errors an analyst can meet, and the words they are told in."""

import json
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, time
from typing import TYPE_CHECKING, get_args

if TYPE_CHECKING:
    from pydantic import BaseModel, ValidationError
    from pydantic.fields import FieldInfo

LONGEST_SHOWN = 60
HINT = " Did you mean "


class InputError(Exception):
    """What a person gave cannot be used.

    Parameters
    ----------
    lines : iterable of str, or str
        All errors of one input at once, one line each. Control characters are escaped, so that an entry stays
        one line whatever a file contains.

    Attributes
    ----------
    lines : list of str
        The same lines.
    """

    lines: list[str]

    def __init__(self, lines: Iterable[str] | str) -> None:
        given = [lines] if isinstance(lines, str) else list(lines)
        self.lines = [_printable(line) for line in given]
        super().__init__(self.lines)

    def __str__(self) -> str:
        return "\n".join(self.lines)


def nearest(name: str, options: Iterable[str]) -> str:
    """The hint for a misspelt name; capitals do not count.

    Parameters
    ----------
    name : str
        What was given.
    options : iterable of str
        The valid names.

    Returns
    -------
    str
        " Did you mean x?", or "" when nothing is close.
    """
    from difflib import get_close_matches

    valid: dict[str, str] = {}
    for option in options:
        valid.setdefault(option.casefold(), option)
    wanted = name[:200].casefold()
    found = get_close_matches(wanted, valid, n=1, cutoff=0.6)
    if not found:
        found = [option for option in valid if option.rpartition(".")[2] == wanted][:1]
        found = found or [option for option in valid if wanted in option.replace(".", "_").split("_")][:1]
    return f"{HINT}{valid[found[0]]}?" if found else ""


def shown(value: object) -> str:
    """A value as a person would write it in a file, shortened to fit a line."""
    text = _written(value, 3)
    return text if len(text) <= LONGEST_SHOWN else text[: LONGEST_SHOWN - 3] + "..."


def problem(file: str, key: str, given: object, allowed: str, hint: str = "") -> str:
    """One error line: file, key, what was given, what is allowed, and the nearest valid name.

    Parameters
    ----------
    file : str
        File or option that held the key.
    key : str
        The key, dotted.
    given : object
        The value found there.
    allowed : str
        What is allowed, without a full stop.
    hint : str, optional
        The result of `nearest`.
    """
    return f"{file}: {key} = {shown(given)}: {allowed}.{hint}"


def told(
    error: "ValidationError", model: "type[BaseModel]", file: str, prefix: str = "", *, complete: bool = True
) -> list[str]:
    """Errors of a pydantic model in our words, one line each.

    Parameters
    ----------
    error : ValidationError
        What the model raised.
    model : type of BaseModel
        The model; the description of each field says what it allows.
    file : str
        File, option or call that held the keys.
    prefix : str, optional
        Stands before every key, with its dot.
    complete : bool
        Whether to tell what is missing.
    """
    lines = []
    for entry in error.errors():
        path = [str(part) for part in entry["loc"]]
        key = prefix + _key_of(entry["loc"])
        owner, field = _field_of(model, path)
        allowed = (field.description if field else None) or "is not allowed"
        if entry["type"] == "missing":
            if complete:
                lines.append(f"{file}: {key}: missing; it {allowed}.")
        elif entry["type"] == "extra_forbidden":
            hint = _table_of(path[-1], owner) or nearest(path[-1], owner.model_fields)
            lines.append(problem(file, key, entry["input"], "unknown key", hint))
        elif entry["type"] == "value_error":
            for words in str(entry["ctx"]["error"]).splitlines():
                whole = f"{file}: {prefix[:-1]}: {words}." if prefix else f"{file}: {words}."
                said, hint, name = words.partition(HINT)
                lines.append(problem(file, key, entry["input"], said, hint + name) if path else whole)
        else:
            options = get_args(field.annotation) if field and entry["type"] == "literal_error" else ()
            hint = nearest(str(entry["input"]), options)
            if entry["type"].startswith("date") and _is_day(entry["input"]):
                hint = " Write the date without quotes."
            lines.append(problem(file, key, entry["input"], allowed, hint))
    return lines


def _key_of(loc: Sequence[int | str]) -> str:
    """A path as errors tell it: rows of a list are counted from 1."""
    inner = [f"[{part + 1}]" if isinstance(part, int) else f".{part}" for part in loc]
    return "".join(inner).removeprefix(".")


def _table_of(key: str, model: "type[BaseModel]") -> str:
    """The hint for a key that stands outside the table it belongs in."""
    for name, field in model.model_fields.items():
        if key in getattr(field.annotation, "model_fields", ()):
            return f" It belongs in {name}: {name} = {{ {key} = ... }}"
    return ""


def _is_day(given: object) -> bool:
    try:
        return isinstance(given, str) and bool(date.fromisoformat(given))
    except ValueError:
        return False


def _field_of(model: "type[BaseModel]", path: Sequence[str]) -> "tuple[type[BaseModel], FieldInfo | None]":
    """The model that a path ends in, and the field it names there."""
    owner, field = model, None
    for part in path:
        inner = _model_in(getattr(field, "annotation", None))
        if inner is not None and not part.isdigit():
            owner = inner
        field = owner.model_fields.get(part, field)
    return owner, field if not path or path[-1] in owner.model_fields or path[-1].isdigit() else None


def _model_in(annotation: object) -> "type[BaseModel] | None":
    """The model that a field holds, may hold or holds a list of."""
    if hasattr(annotation, "model_fields"):
        return annotation  # type: ignore[return-value]
    return next((found for part in get_args(annotation) if (found := _model_in(part)) is not None), None)


def _written(value: object, levels: int) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value) if value.bit_length() < 256 else "a number of more than 75 digits"
    if isinstance(value, str):
        return json.dumps(value[: 4 * LONGEST_SHOWN], ensure_ascii=False)
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, Mapping | Sequence) and levels == 0:
        return "..."
    if isinstance(value, Mapping):
        some = list(value.items())[:20]
        return "{" + ", ".join(f"{k} = {_written(v, levels - 1)}" for k, v in some) + "}"
    if isinstance(value, Sequence):
        return "[" + ", ".join(_written(v, levels - 1) for v in value[:40]) + "]"
    return "nothing" if value is None else str(value)


def _printable(line: str) -> str:
    safe = (c if unicodedata.category(c)[0] != "C" else c.encode("unicode_escape").decode() for c in line)
    return "".join(safe)
