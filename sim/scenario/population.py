"""`[population] from = "DIR"`: what the tables in a folder say about the size of a population."""

from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any

from sim.core.calendar import first_monday
from sim.declared.kinds import OWNER_KINDS
from sim.errors import InputError, problem
from sim.population.columns import MISSING
from sim.population.given import Given, read_population
from sim.scenario.shipped import shipped_folder

GOVERNMENT = OWNER_KINDS.index("government")
COUNTS = ("projects", "government_projects", "workers")
ANY_COUNTS = {
    "projects": 1,
    "government_projects": 0,
    "workers": 1,
}  # in place of those that unusable tables would give


def tables_folder(said: str) -> Path:
    """The folder that a scenario's `population.from` means."""
    return shipped_folder() / said


def found_folder(given: str, file: str) -> str | None:
    """What `population.from` is kept as: the name of a shipped folder, or a whole path; None if there is none.

    Parameters
    ----------
    given : str
        As written.
    file : str
        The scenario file, to whose place it is relative.
    """
    shipped = shipped_folder()
    for place in (Path(file).parent / given, shipped / given):
        try:
            if place.is_dir():
                whole = place.resolve()
                return whole.name if whole.parent == shipped else str(whole)
        except (OSError, ValueError):
            continue
    return None


def with_tables(
    said: Mapping[str, Any], own: Mapping[str, Any], file: str, lines: list[str]
) -> tuple[dict[str, Any], Given | None]:
    """The keys of a population with the counts that its tables give.

    Parameters
    ----------
    said : mapping
        Keys of `[population]`, inherited ones included.
    own : mapping
        Those of them that are not inherited.
    file : str
        Named at the start of every error line.
    lines : list of str
        Receives the errors, those of the tables too.

    Returns
    -------
    (keys, given)
        No tables where none are named, or what is named cannot be used.
    """
    keys = dict(said)
    if keys.get("from") is None:
        return keys, None
    where = keys["from"]
    folder = found_folder(where, file) if isinstance(where, str) and where.strip() else None
    if folder is None:
        said_of = "must be a folder, by its path from this file, or the name of one shipped with the scenarios"
        lines.append(problem(file, "population.from", where, said_of))
        return ANY_COUNTS | keys | {"from": None}, None
    keys["from"] = folder
    try:
        given = read_population(tables_folder(folder))
    except InputError as error:
        lines.extend(error.lines)
        return ANY_COUNTS | keys, None
    _fit_world(keys, own, file, lines)
    _fit_counts(keys, own, given, file, lines)
    return keys, given


def opening_problems(file: str, head: Any, given: Given | None) -> list[str]:
    """Error lines for a known opening that the scenario or its tables do not fit.

    Parameters
    ----------
    file : str
        Named at the start of every error line.
    head : Head
        Calendar and population.
    given : Given or None
        The population's tables.
    """
    opening = head.population.opening
    if opening is None:
        return []
    where = "population.opening"
    lines = []
    if head.warmup_weeks:
        lines.append(problem(file, "warmup_weeks", head.warmup_weeks, f"must be 0 beside {where}, which is the start"))
    if given is None:
        lines.append(f"{file}: {where}: needs population.from, the tables that describe the start.")
    close = first_monday(head.start) - timedelta(days=1)
    seen: set[int] = set()
    for number, row in enumerate(opening.arrears, 1):
        key = f"{where}.arrears[{number}]"
        if given is not None and row.project not in given.tables.projects.uid:
            lines.append(problem(file, f"{key}.project", row.project, "projects.csv has no row with this uid"))
        if row.project in seen:
            lines.append(problem(file, f"{key}.project", row.project, "has a row above"))
        seen.add(row.project)
        if row.oldest_month > f"{close:%Y-%m}":
            words = f"must not be after the start, {close}"
            lines.append(problem(file, f"{key}.oldest_month", row.oldest_month, words))
    return lines


def _fit_world(keys: dict[str, Any], own: Mapping[str, Any], file: str, lines: list[str]) -> None:
    """The world of tables is the same in all replicates."""
    if own.get("world") == "replicate":
        words = 'must be "shared" or "warmed_up" where tables give the world'
        lines.append(problem(file, "population.world", "replicate", words))
    if keys.get("world") != "warmed_up":
        keys["world"] = "shared"


def _fit_counts(keys: dict[str, Any], own: Mapping[str, Any], given: Given, file: str, lines: list[str]) -> None:
    """Counts that the tables leave open must be given; others must not contradict the tables."""
    rows = given.tables.projects
    workers = rows.workers[rows.workers != MISSING]
    least = {
        "projects": len(rows),
        "government_projects": int((rows.owner_kind == GOVERNMENT).sum()),
        "workers": int(workers.sum()),
    }
    open_rows = {
        "projects": 0,
        "government_projects": int((rows.owner_kind == MISSING).sum()),
        "workers": len(rows) - len(workers),
    }
    for key in COUNTS:
        stated, here, free = (own if not open_rows[key] else keys).get(key), least[key], open_rows[key]
        if not free:
            if stated is not None and stated != here:
                lines.append(problem(file, f"population.{key}", stated, f"the tables give {here}; leave it out"))
            keys[key] = here
        elif stated is None:
            column = "owner_kind" if key == "government_projects" else "workers"
            missing = f"missing; projects.csv leaves {column} open in {free} of {len(rows)} rows"
            lines.append(f"{file}: population.{key}: {missing}.")
            keys[key] = ANY_COUNTS[key]
        elif isinstance(stated, int) and not here + (free if key == "workers" else 0) <= stated:
            lines.append(problem(file, f"population.{key}", stated, f"the rows of projects.csv alone make {here}"))
        elif key == "government_projects" and isinstance(stated, int) and stated > here + free:
            lines.append(problem(file, f"population.{key}", stated, f"the tables leave room for {here + free}"))
