"""Single settings from the command line."""

import re
import tomllib
from collections.abc import Mapping, Sequence
from typing import Any

from sim.errors import InputError, nearest, problem
from sim.parameters.cards import load_cards
from sim.parameters.causes import CAUSES
from sim.parameters.explain import value_text
from sim.policies import MEASURES_BY_KIND
from sim.policies.policy import Coverage
from sim.scenario.parts import Head, Population

TEXTS = ("title", "title_zh", "why")
PARAMETERS = "parameters."
POLICIES = "policies."
OPTIONS = ("seed", "replicates", "jobs", "out", "lang")
ENTRY = re.compile(r"(.+?)(?:\[(\d+)\]|\.(\d+))")  # one entry of a table

Measures = dict[str, dict[str, Any]]


def path_of(given: str) -> str:
    """The path of a setting as it was given: files write `parameters.` before the name of a card, few people do."""
    return given.strip().removeprefix(PARAMETERS)


def kind_of(path: str) -> str | None:
    """The kind of measure that a path such as `policies.wage_deposit.rate` is about."""
    return path.removeprefix(POLICIES).partition(".")[0] if path.startswith(POLICIES) else None


def settings_document(settings: Mapping[str, object], held: Sequence[str]) -> tuple[dict[str, Any], Measures | None]:
    """The scenario document that holds single settings, and those of measures: kind -> path -> value.

    Parameters
    ----------
    settings : mapping of str to object
        By path; see `Scenario.with_settings`.
    held : sequence of str
        Kinds of the measures that the scenario has; of others nothing can be set.

    Raises
    ------
    InputError
        With one line per unknown path, and per path given twice.
    """
    cards = load_cards()
    heads = [key for key in Head.model_fields if key != "population"]
    paths = [
        *heads,
        *(f"population.{k}" for k in Population.names()),
        *(f"causes.{c}" for c in CAUSES),
        *cards,
        *(f"{POLICIES}{kind}.{key}" for kind in held for key in measure_keys(kind)),
    ]
    measures: Measures = {}
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
        elif path in paths and path.startswith(POLICIES):
            kind, _, key = path.removeprefix(POLICIES).partition(".")
            measures.setdefault(kind, {})[key] = value
        elif path in paths:
            table, _, key = path.partition(".")
            document.setdefault(table, {})[key] = value
        else:
            lines.append(problem("--set", given.strip(), raw, *_no_setting(path, paths, held)))
        seen.add(path)
    if lines:
        raise InputError(lines)
    return document, measures or None


def measure_keys(kind: str) -> list[str]:
    """Paths of all that can be set of a measure, such as `rate` and `coverage.share`."""
    keys = [key for key in MEASURES_BY_KIND[kind].model_fields if key != "coverage"]
    return [*keys, *(f"coverage.{key}" for key in Coverage.model_fields)]


def _no_setting(path: str, paths: list[str], held: Sequence[str]) -> tuple[str, str]:
    """Why a path is none, and a hint."""
    cards = load_cards()
    first = re.split(r"[.\[]", path)[0]
    if path in OPTIONS:
        return f"is no key of a scenario; use the option --{path}", ""
    if path in ("population", "causes", "parameters"):
        keys = {"population": "population.workers", "causes": "causes.chains", "parameters": next(iter(cards))}
        return f"is a table; set one of its keys, such as {keys[path]}", ""
    if path.startswith(POLICIES):
        kind = kind_of(path)
        if kind in MEASURES_BY_KIND and kind not in held:
            return f"this scenario has no measure {kind}; write a scenario file that adds it", ""
        hint = nearest(path, [p for p in paths if p.startswith(POLICIES)])
        return "must be policies.KIND.PARAMETER of a measure that this scenario has", hint
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
