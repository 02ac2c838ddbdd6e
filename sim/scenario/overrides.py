"""Single settings from the command line."""

import re
import tomllib
from collections.abc import Mapping
from typing import Any

from sim.errors import InputError, nearest, problem
from sim.parameters.cards import load_cards
from sim.parameters.causes import CAUSES
from sim.parameters.explain import value_text
from sim.scenario.parts import Head, Population

TEXTS = ("title", "why")
PARAMETERS = "parameters."
OPTIONS = ("seed", "replicates", "jobs", "out", "lang")
ENTRY = re.compile(r"(.+?)(?:\[(\d+)\]|\.(\d+))")  # one entry of a table


def path_of(given: str) -> str:
    """The path of a setting as it was given: files write `parameters.` before the name of a card, few people do."""
    return given.strip().removeprefix(PARAMETERS)


def settings_document(settings: Mapping[str, object]) -> dict[str, Any]:
    """The scenario document that holds single settings.

    Parameters
    ----------
    settings : mapping of str to object
        By path; see `Scenario.with_settings`.

    Raises
    ------
    InputError
        With one line per unknown path, and per path given twice.
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
    seen: set[str] = set()
    for given, raw in settings.items():
        path = path_of(given)
        value = raw if path in TEXTS or not isinstance(raw, str) else parse_text(raw)
        if path in seen:
            lines.append(problem("--set", given.strip(), raw, "is given twice"))
        elif path in cards:
            document.setdefault("parameters", {})[path] = value
        elif path in heads:
            document[path] = value
        elif path in paths:
            table, _, key = path.partition(".")
            document.setdefault(table, {})[key] = value
        else:
            lines.append(problem("--set", given.strip(), raw, *_no_setting(path, paths)))
        seen.add(path)
    if lines:
        raise InputError(lines)
    return document


def _no_setting(path: str, paths: list[str]) -> tuple[str, str]:
    """Why a path is none, and a hint."""
    cards = load_cards()
    first = re.split(r"[.\[]", path)[0]
    if path in OPTIONS:
        return f"is no key of a scenario; use the option --{path}", ""
    if path in ("population", "causes", "parameters"):
        keys = {"population": "population.workers", "causes": "causes.chains", "parameters": next(iter(cards))}
        return f"is a table; set one of its keys, such as {keys[path]}", ""
    if first in ("extends", "shocks", "policies"):
        return "cannot be set here; write a scenario file that extends this one", ""
    entry = ENTRY.fullmatch(path)
    if entry and entry[1] in cards:
        card = cards[entry[1]]
        if card.kind == "table":
            now = value_text(card.value[-1][1]).replace(" ", "")
            return f"single entries cannot be set; give all {card.form.length}, {card.name}={now}", ""
        return f"{card.name} is one number, not a table", ""
    return "no setting has this name", nearest(path, paths)


def parse_text(text: str) -> object:
    """A text read as one TOML value; taken as it stands when it is none."""
    try:
        parsed = tomllib.loads(f"value = {text.strip()}")
    except (ValueError, RecursionError):
        return text
    return parsed["value"] if list(parsed) == ["value"] else text
