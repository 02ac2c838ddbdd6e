"""What each scenario of a comparison holds: its measures, and what else it has in which it differs from the first."""

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from sim.policies import MEASURES_BY_KIND, Coverage

TOLD_APART = ("title", "title_zh", "why", "policies", "causes", "shocks")  # what is told in another way, or not at all


class Held(NamedTuple):
    """A measure of a scenario: its number, its kind, settings that other scenarios have otherwise, and whom it leaves out."""

    number: int
    kind: str
    settings: tuple[str, ...]


class Other(NamedTuple):
    """What a scenario has that is no measure.

    Attributes
    ----------
    what : {"on", "off", "shock", "unstruck", "set"}
        A cause on or off, a shock more or less than in the baseline, or anything else that is set.
    text : str
        Which, and how.
    """

    what: str
    text: str


def measures_held(entries: Sequence[Mapping[str, Any]]) -> dict[str, tuple[Held, ...]]:
    """The measures of each scenario of a manifest, in the order of their numbers."""
    entered = {entry["name"]: tomllib.loads(entry["text"]).get("policies", []) for entry in entries}
    same_kind: dict[str, list[dict[str, str]]] = {}
    for measures in entered.values():
        for measure in measures:
            same_kind.setdefault(measure["kind"], []).append(dict(_flat(measure)))
    return {
        name: tuple(sorted(_held(measure, same_kind[measure["kind"]]) for measure in measures))
        for name, measures in entered.items()
    }


def _held(measure: Mapping[str, Any], same_kind: Sequence[Mapping[str, str]]) -> Held:
    known = MEASURES_BY_KIND.get(measure["kind"])  # a folder of another version may name others
    covers_all = dict(_flat({"coverage": Coverage().model_dump(mode="json")}))
    settings = tuple(
        f"{key} {value}"
        for key, value in _flat(measure)
        if len({other.get(key) for other in same_kind}) > 1 or value != covers_all.get(key, value)
    )
    return Held(known.number if known else 0, measure["kind"], settings)


def others_held(entries: Sequence[Mapping[str, Any]], baseline: str) -> dict[str, tuple[Other, ...]]:
    """In what each scenario of a manifest differs from the baseline, measures left out."""
    documents = {entry["name"]: tomllib.loads(entry["text"]) for entry in entries}
    base = documents[baseline]
    return {name: tuple(_others(document, base)) for name, document in documents.items()}


def _others(document: Mapping[str, Any], base: Mapping[str, Any]) -> Iterable[Other]:
    for cause, switch in document.get("causes", {}).items():
        if switch != base.get("causes", {}).get(cause):
            yield Other(switch, cause)
    shocks, before = ([_shock(s) for s in one.get("shocks", [])] for one in (document, base))
    yield from (Other("shock", text) for text in shocks if text not in before)
    yield from (Other("unstruck", text) for text in before if text not in shocks)
    mine, theirs = dict(_settings(document)), dict(_settings(base))
    for key in dict.fromkeys((*mine, *theirs)):
        if mine.get(key) != theirs.get(key):
            yield Other("set", f"{key} = {mine[key]}" if key in mine else key)


def _shock(shock: Mapping[str, Any]) -> str:
    told = " ".join(str(shock[key]) for key in ("kind", "target", "date") if key in shock)
    return ", ".join([told, *(f"{key} {shock[key]}" for key in ("depth", "weeks") if key in shock)])


def _settings(document: Mapping[str, Any]) -> Iterable[tuple[str, str]]:
    """Parameters by their own names, everything else by its path."""
    whole = {key: value for key, value in document.items() if key not in TOLD_APART}
    whole |= whole.pop("parameters", {})
    return _flat(whole)


def _flat(table: Mapping[str, Any], prefix: str = "") -> Iterable[tuple[str, str]]:
    for key, value in table.items():
        if isinstance(value, Mapping):
            yield from _flat(value, f"{prefix}{key}.")
        elif not (key == "kind" and not prefix):
            yield prefix + key, _written(value)


def _written(value: Any) -> str:
    """A value in a few characters; a history of values by its dates. No comma and no semicolon: those stand between."""
    if isinstance(value, list):
        return " / ".join(_written(part) for part in value)
    if isinstance(value, Mapping) and set(value) <= {"from", "value"}:
        return " from ".join(str(value[key]) for key in ("value", "from") if key in value)
    if isinstance(value, Mapping):
        return " ".join(f"{key} {part}" for key, part in value.items())
    return str(value).lower() if isinstance(value, bool) else str(value)
