"""From a document of plain values to a scenario, or to all its errors at once."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import numpy as np
from pydantic import ValidationError

from sim.errors import InputError, nearest, problem, told
from sim.parameters.cards import load_cards
from sim.parameters.causes import CAUSES
from sim.parameters.values import Dated, is_date, read_dated
from sim.population.given import Given
from sim.scenario.limits import date_problems, memory_problem, money_problem, share_problems, target_problems
from sim.scenario.measures import policy_problems, read_policies, set_policies
from sim.scenario.model import DEFAULT_SEED, Scenario
from sim.scenario.parts import Head, Population, Shock
from sim.scenario.population import opening_problems, with_tables

TABLES = ("extends", "parameters", "causes", "policies", "shocks")
DEEPEST = 4
NO_FIRMS = np.zeros(0, np.int64)
CALENDAR = {"start", "weeks", "warmup_weeks"}
KEYS = (*Head.model_fields, *TABLES)


def build_scenario(
    document: Mapping[str, Any],
    *,
    file: str,
    name: str,
    base: Scenario | None = None,
    source: str = "",
    settings: Mapping[str, Mapping[str, Any]] | None = None,
) -> Scenario:
    """Build a scenario from a document, over another one.

    Parameters
    ----------
    document : mapping
        As read from TOML, without `extends`.
    file : str
        Named at the start of every error line.
    name : str
        Name of the scenario.
    base : Scenario, optional
        What the document extends: tables merge key by key, measures and shocks are appended.
    source : str, optional
        Text of the file.
    settings : mapping, optional
        Single settings of the base's measures, kind -> path -> value, in place of measures of the document.

    Raises
    ------
    InputError
        With every error, one line each.
    """
    lines: list[str] = []
    head, wrong, tables = _read_head(document, base, file, lines, complete=True)
    own = _read_parameters(document.get("parameters", {}), file, lines)
    causes = (dict(base.causes) if base else dict.fromkeys(CAUSES, True)) | _read_causes(
        document.get("causes", {}), file, lines
    )
    lines.extend(_set_in_vain(own, causes, file))
    inherited = base.policies if base else ()
    if settings is None:
        measures = read_policies(document.get("policies", []), inherited, file, lines)
    else:
        measures = set_policies(inherited, settings, file, lines)
    shocks, dates = _read_shocks(document.get("shocks", []), file, lines)
    old = base.shocks if base else ()
    parameters = (dict(base.parameters) if base else {}) | own
    if not wrong & CALENDAR:
        late = date_problems(file, head, parameters, old, dates)
        lines.extend(late)
        if not any(line.startswith(f"{file}: start = ") for line in late):
            lines.extend(policy_problems(file, head.start, head.weeks, measures))
    too_large = [] if "population" in wrong else memory_problem(file, head.population)
    lines.extend(too_large)
    lines.extend(share_problems(file, parameters, causes))
    if not wrong & (CALENDAR | {"population"}):
        kinds = tables.tables.firms.kind if tables else NO_FIRMS
        lines.extend(target_problems(file, head, parameters, causes, old, shocks, kinds))
        lines.extend(opening_problems(file, head, tables))
        lines.extend([] if too_large else money_problem(file, head, parameters, causes, tables))
    if lines:
        raise InputError(lines)
    return Scenario(
        name=name,
        title=head.title,
        title_zh=head.title_zh,
        why=head.why,
        start=head.start,
        weeks=head.weeks,
        warmup_weeks=head.warmup_weeks,
        population=head.population,
        tables=tables.digests if tables else {},
        parameters=parameters,
        causes=causes,
        policies=tuple(measure.policy for measure in measures),
        shocks=(*old, *shocks.values()),
        seed=base.seed if base else DEFAULT_SEED,
        source=source,
    )


def check_scenario(document: Mapping[str, Any], file: str) -> list[str]:
    """The errors of a document whose base cannot be read; what it lacks may stand there."""
    lines: list[str] = []
    _read_head(document, None, file, lines, complete=False)
    _read_parameters(document.get("parameters", {}), file, lines)
    _read_causes(document.get("causes", {}), file, lines)
    read_policies(document.get("policies", []), None, file, lines)
    _read_shocks(document.get("shocks", []), file, lines)
    return lines


def _read_head(
    document: Mapping[str, Any], base: Scenario | None, file: str, lines: list[str], *, complete: bool
) -> tuple[Head, set[str], Given | None]:
    """The head, the keys of it that are wrong and hold nothing of use, and the population's tables."""
    for key in document:
        if key not in KEYS:
            lines.append(problem(file, key, document[key], "unknown key", nearest(key, KEYS)))
    merged: dict[str, Any] = {}
    if base is not None:
        merged = {key: getattr(base, key) for key in Head.model_fields}
        merged["population"] = base.population.model_dump(by_alias=True)
    own = {key: document[key] for key in Head.model_fields if key in document}
    if "title" in own:
        merged.pop("title_zh", None)  # that of another title
    tables, before = None, len(lines)
    people = own.get("population", {})
    if isinstance(people, Mapping) and ("population" in merged or "population" in own):
        own["population"], tables = with_tables(merged.get("population", {}) | people, people, file, lines)
    unsure = {"population"} if len(lines) > before else set()
    try:
        return Head.model_validate(merged | own), unsure, tables
    except ValidationError as error:
        lines.extend(told(error, Head, file, "", complete=complete))
        wrong = unsure | {str(entry["loc"][0]) for entry in error.errors()}
    right = {key: value for key, value in (merged | own).items() if key not in wrong}
    if "population" in right:
        right["population"] = Population.model_validate(right["population"])
    return Head.model_construct(**right), wrong, tables


def _read_parameters(raw: object, file: str, lines: list[str]) -> dict[str, Dated]:
    if not isinstance(raw, Mapping):
        lines.append(problem(file, "parameters", raw, "must be a table"))
        return {}
    cards = load_cards()
    found: dict[str, Dated] = {}
    for name, value in _leaves(raw, ""):
        card = cards.get(name)
        if card is None:
            hint = nearest(name, cards)
            lines.append(problem(file, f"parameters.{name}", value, "no parameter has this name", hint))
        elif name in found:
            lines.append(problem(file, f"parameters.{name}", value, "is given twice"))
        else:
            try:
                found[name] = read_dated(value, card.form)
            except ValueError as error:
                lines.append(problem(file, f"parameters.{name}", value, str(error)))
    return found


def _leaves(raw: Mapping[str, Any], prefix: str) -> list[tuple[str, Any]]:
    """The single settings of nested tables; a table in place of a card's value is one of them."""
    cards = load_cards()
    found: list[tuple[str, Any]] = []
    for key, value in raw.items():
        name = f"{prefix}{key}"
        if isinstance(value, Mapping) and name not in cards and name.count(".") < DEEPEST:
            found.extend(_leaves(value, f"{name}."))
        else:
            found.append((name, value))
    return found


def _read_causes(raw: object, file: str, lines: list[str]) -> dict[str, bool]:
    if not isinstance(raw, Mapping):
        lines.append(problem(file, "causes", raw, "must be a table"))
        return {}
    found: dict[str, bool] = {}
    for name, value in raw.items():
        if name not in CAUSES:
            lines.append(problem(file, f"causes.{name}", value, "no cause has this name", nearest(name, CAUSES)))
        elif isinstance(value, bool):
            found[name] = value
        elif isinstance(value, str) and value in ("on", "off"):
            found[name] = value == "on"
        else:
            lines.append(problem(file, f"causes.{name}", value, 'must be "on", "off", true or false'))
    return found


def _set_in_vain(own: Mapping[str, Dated], causes: Mapping[str, bool], file: str) -> list[str]:
    lines = []
    for name in own:
        cause = load_cards()[name].cause
        if cause is not None and not causes[cause]:
            lines.append(
                f"{file}: parameters.{name}: is set while its cause {cause} is off; "
                f"leave it out or switch causes.{cause} on."
            )
    return lines


def _read_shocks(raw: object, file: str, lines: list[str]) -> tuple[dict[int, Shock], dict[int, date]]:
    """The valid shocks of a document, and the dates of all, by their place in it, from 1 up."""
    found: dict[int, Shock] = {}
    dates: dict[int, date] = {}
    if not isinstance(raw, list):
        lines.append(problem(file, "shocks", raw, "must be a list of tables, [[shocks]]"))
        return found, dates
    for number, entry in enumerate(raw, 1):
        if not isinstance(entry, Mapping):
            lines.append(problem(file, f"shocks[{number}]", entry, "must be a table"))
            continue
        if is_date(entry.get("date")):
            dates[number] = entry["date"]
        try:
            found[number] = Shock.model_validate(entry)
        except ValidationError as error:
            lines.extend(told(error, Shock, file, f"shocks[{number}].", complete=True))
            if all(one["loc"] for one in error.errors()):  # what fits together is looked at only when all else is right
                lines.extend(f"{file}: shocks[{number}]: {words}." for words in Shock.misfits(entry))
    return found, dates
