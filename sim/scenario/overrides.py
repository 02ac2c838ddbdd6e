"""Single settings from the command line."""

import tomllib
from collections.abc import Mapping
from typing import Any

from sim.errors import InputError, nearest, problem
from sim.parameters.cards import load_cards
from sim.parameters.causes import CAUSES
from sim.scenario.parts import Head, Population

TEXTS = ("title", "why")


def settings_document(settings: Mapping[str, object]) -> dict[str, Any]:
    """The scenario document that holds single settings.

    Parameters
    ----------
    settings : mapping of str to object
        By path; see `Scenario.with_settings`.

    Raises
    ------
    InputError
        With one line per unknown path.
    """
    cards = load_cards()
    heads = [key for key in Head.model_fields if key != "population"]
    paths = [
        *heads,
        *(f"population.{k}" for k in Population.model_fields),
        *(f"causes.{c}" for c in CAUSES),
        *cards,
    ]
    document: dict[str, Any] = {}
    lines = []
    for given, raw in settings.items():
        path = given.strip()
        value = raw if path in TEXTS or not isinstance(raw, str) else parse_text(raw)
        if path in cards:
            document.setdefault("parameters", {})[path] = value
        elif path in heads:
            document[path] = value
        elif path in paths:
            table, _, key = path.partition(".")
            document.setdefault(table, {})[key] = value
        else:
            lines.append(problem("--set", path, raw, "no setting has this name", nearest(path, paths)))
    if lines:
        raise InputError(lines)
    return document


def parse_text(text: str) -> object:
    """A text read as one TOML value; taken as it stands when it is none."""
    try:
        parsed = tomllib.loads(f"value = {text.strip()}")
    except (ValueError, RecursionError):
        return text
    return parsed["value"] if list(parsed) == ["value"] else text
