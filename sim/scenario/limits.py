"""What a calendar and a machine can hold."""

from collections.abc import Mapping
from datetime import date, timedelta

import numpy as np
import psutil  # type: ignore[import-untyped]

from sim.core.calendar import first_monday
from sim.errors import problem
from sim.parameters.resolve import resolve_cards, week_records
from sim.parameters.values import Dated, Value
from sim.population.columns import PAST_WEEKS
from sim.population.given import Given
from sim.population.regions import firms_before
from sim.scenario.parts import Head, Population, Shock

FIRST_YEAR, LAST_YEAR = 1902, 2096  # the years around them need a known Spring Festival too
# shares of one whole: together at most 1; the entries of a table together exactly 1
WHOLES = (
    ("projects.state_owned_share", "projects.partnership_share"),
    ("wages.monthly_share", "wages.project_end_share"),
    ("firms.wages_first_share", "firms.subcontracts_first_share"),
    ("projects.sector_shares",),
    ("workers.skill_shares",),
)
ROUNDING = 1e-6
MOST_OF_PROJECT_FEN = 2.0**48  # 2.8 trillion yuan
MOST_OF_ALL_FEN = 2.0**57  # 1,400 trillion yuan
DEAR = (  # cards that money grows with
    "chains.labour_price_ratio", "crews.days_per_week", "economy.index", "firms.bosses_per_project", "firms.kappa",
    "firms.least_equity_fen", "firms.licensed_per_project", "firms.shells_per_project", "projects.duration_weeks",
    "workers.mean_day_wage_fen",
)  # fmt: skip
BYTES_PER_WORKER = 360
BYTES_PER_PROJECT = 7_000


def date_problems(
    file: str,
    head: Head,
    parameters: Mapping[str, Dated],
    inherited: tuple[Shock, ...],
    own: Mapping[int, date],
) -> list[str]:
    """Error lines for dates that do not fit the run.

    Parameters
    ----------
    file : str
        Named at the start of each line.
    head : Head
        Start and length of the run.
    parameters : mapping of str to tuple of (date or None, value)
        All settings; none may begin before the warm-up does.
    inherited : tuple of Shock
        Shocks of the scenario that this one extends. They may lie after the end, for who shortens a run need not
        take them out (`sim.scenario.idle` tells it), but not before the start.
    own : mapping of int to date
        Dates of its own shocks by their place in the file. A shock must take effect in a recorded week.
    """
    opening_given = "population" in head.model_fields_set and head.population.opening is not None
    first = head.start.toordinal() - 7 * (PAST_WEEKS if opening_given else head.warmup_weeks)
    last = head.start.toordinal() + 7 * (head.weeks + 1)
    if first < date(FIRST_YEAR, 1, 1).toordinal() or last > date(LAST_YEAR, 12, 31).toordinal():
        allowed = f"warm-up and run must lie between {FIRST_YEAR} and {LAST_YEAR}, where Spring Festivals are known"
        return [problem(file, "start", head.start, allowed)]
    lines = []
    opening = first_monday(head.start) - timedelta(weeks=head.warmup_weeks)
    for name, dated in parameters.items():
        since = dated[0][0]
        if since is not None and since < opening:
            allowed = f"`from` must not be before {opening}, when the warm-up begins"
            lines.append(problem(file, f"parameters.{name}", since, allowed))
    monday = first_monday(head.start)
    lines.extend(
        problem(file, "start", head.start, f"leaves the inherited {shock.kind} of {shock.date} before the run")
        for shock in inherited
        if shock.date < monday
    )
    lines.extend(_day_problem(file, f"shocks[{number}].date", day, head) for number, day in own.items())
    return [line for line in lines if line]


def target_problems(
    file: str,
    head: Head,
    parameters: Mapping[str, Dated],
    causes: Mapping[str, bool],
    inherited: tuple[Shock, ...],
    own: Mapping[int, Shock],
    firm_kinds: np.ndarray,
) -> list[str]:
    """Error lines for shocks that aim at a project or firm the population does not have.

    Parameters
    ----------
    file : str
        Named at the start of each line.
    head : Head
        Calendar and population.
    parameters, causes : mapping
        All settings; they say how many firms there are.
    inherited : tuple of Shock
        Shocks of the scenario that this one extends.
    own : mapping of int to Shock
        Its own shocks by their place in the file.
    firm_kinds : ndarray of int
        Kind of each firm that a table gives.
    """
    aimed = [(0, shock) for shock in inherited if shock.target is not None]
    aimed += [(number, shock) for number, shock in own.items() if shock.target is not None]
    if not aimed:
        return []
    sunday = first_monday(head.start).toordinal() + 6 - 7 * head.warmup_weeks
    first = week_records(parameters, causes, np.array([sunday])).view(np.recarray)[0]
    people = head.population
    counts = {"project": people.projects, "firm": firms_before(people, people.regions, first, firm_kinds)}
    lines = []
    for number, shock in aimed:
        there = f"there are {shock.target_kind}s 1 to {counts[shock.target_kind]}"
        if shock.target_number <= counts[shock.target_kind]:
            continue
        if number:
            lines.append(problem(file, f"shocks[{number}].target", shock.target, there))
        else:
            what = f"population.projects = {people.projects}" if shock.target_kind == "project" else "firms per project"
            lines.append(
                f"{file}: {what}: {there}, and the inherited {shock.kind} of {shock.date} strikes {shock.target}."
            )
    return lines


def share_problems(file: str, parameters: Mapping[str, Dated], causes: Mapping[str, bool]) -> list[str]:
    """Error lines for shares of one whole that together exceed it, or do not make it, on any date.

    Parameters
    ----------
    file : str
        Named at the start of each line.
    parameters : mapping of str to tuple of (date or None, value)
        All settings.
    causes : mapping of str to bool
        Which causes are on.
    """
    resolved = resolve_cards(parameters, causes)
    lines = []
    for names in WHOLES:
        dates = {since for name in names for since, _ in resolved[name]}
        for day in sorted(dates, key=lambda since: since or date.min):
            values = [_value_at(resolved[name], day) for name in names]
            total = sum(sum(v) if isinstance(v, tuple) else v for v in values)
            tables = any(isinstance(v, tuple) for v in values)
            if total > 1.0 + ROUNDING or (tables and total < 1.0 - ROUNDING):
                allowed = "must make 1" if tables else "must not exceed 1"
                when = f" from {day}" if day else ""
                lines.append(f"{file}: {' + '.join(f'parameters.{n}' for n in names)} = {total:.6g}{when}: {allowed}.")
                break
    return lines


def _value_at(history: Dated, day: date | None) -> Value:
    return [value for since, value in history if since is None or (day is not None and since <= day)][-1]


def world_bytes(population: Population) -> int:
    """Memory that the tables of one world need, about: of the largest region, for that is what is played at a time."""
    region = population.of_region(0)
    return region.workers * BYTES_PER_WORKER + region.projects * BYTES_PER_PROJECT


def memory_problem(file: str, population: Population) -> list[str]:
    """An error line if one region does not fit this machine's free memory, else nothing."""
    needed = world_bytes(population)
    free = psutil.virtual_memory().available
    if needed <= free:
        return []
    largest = "workers" if population.of_region(0).workers * BYTES_PER_WORKER >= needed / 2 else "projects"
    what = "one region needs" if population.regions > 1 else "needs"
    allowed = f"{what} about {needed / 1e9:.1f} GB of memory and this machine has {free / 1e9:.1f} GB free"
    return [problem(file, f"population.{largest}", getattr(population, largest), allowed)]


def crowd_problem(population: Population, abreast: int, worlds: int = 1) -> list[str]:
    """An error line if as many worlds as are to be played at a time do not fit this machine's free memory.

    Parameters
    ----------
    population : Population
    abreast : int
        Runs, or regions, that are played at a time.
    worlds : int
        Worlds of each: a past that scenarios share stays while each of them goes on from a copy.
    """
    kept = population.world == "warmed_up"  # the past they all go on from stays
    needed, free = (abreast * worlds + kept) * world_bytes(population), psutil.virtual_memory().available
    if abreast * worlds + kept == 1 or needed <= free:
        return []
    what = "regions" if population.regions > 1 else "runs"
    what = (
        f"{what} at a time" if worlds == 1 else f"{what} at a time, {worlds} worlds each where scenarios share a past,"
    )
    return [
        f"--jobs = {abreast}: so many {what} need about {needed / 1e9:.1f} GB of memory "
        f"and this machine has {free / 1e9:.1f} GB free."
    ]


def money_problem(
    file: str, head: Head, parameters: Mapping[str, Dated], causes: Mapping[str, bool], given: Given | None = None
) -> list[str]:
    """An error line if money could exceed what the arithmetic in 64 bits holds exactly, else nothing.

    Estimated from above: the largest project for the longest time at the dearest prices, and all regions together,
    the firms' capital included. Products are exact while a contract is worth less than 2**50 fen (`sim.core.money`), and
    a contract's money times the weeks it came late must fit 63 bits.
    """
    found = resolve_cards(parameters, causes)
    most = {name: max(_numbers(found[name])) for name in DEAR}
    worker_week = most["workers.mean_day_wage_fen"] * most["crews.days_per_week"] * most["economy.index"]
    worker_week *= most["chains.labour_price_ratio"] / min(_numbers(found["contracts.labour_share"]))
    people = head.population
    mean = people.workers / people.projects
    sizes = _numbers(found["projects.size"])
    later = mean * max(sizes) / min(_middle(value) for _, value in found["projects.size"])
    hands = max(4.0, later, min(people.of_region(0).workers, mean * max(sizes) / min(sizes)))
    workers, lasts = given.largest() if given else (0, 0)  # what its prices say is bounded when they are read
    hands = max(hands, workers)
    project = hands * max(8.0, most["projects.duration_weeks"], lasts) * worker_week
    weeks = max(head.weeks + head.warmup_weeks, most["firms.kappa"] * most["projects.duration_weeks"])
    seats = people.projects * sum(most[name] for name in DEAR if name.endswith("per_project"))
    total = people.workers * weeks * worker_week + seats * most["firms.least_equity_fen"]
    for fen, limit, what in ((project, MOST_OF_PROJECT_FEN, "one project"), (total, MOST_OF_ALL_FEN, "all")):
        if fen > limit:
            allowed = f"at these prices {what} may come to {fen / 1e14:.3g} trillion yuan; {limit / 1e14:.3g} trillion yuan can be counted"
            return [problem(file, "population.workers", people.workers, allowed)]
    return []


def _numbers(history: Dated) -> list[float]:
    """All numbers that a card has on any date."""
    return [x for _, value in history for x in (value if isinstance(value, tuple) else (value,))]


def _middle(value: Value) -> float:
    """The mean of a distribution given by values at evenly spaced probabilities."""
    if not isinstance(value, tuple) or len(value) == 1:
        return max(_numbers(((None, value),)))
    return (sum(value) - (value[0] + value[-1]) / 2) / (len(value) - 1)


def _day_problem(file: str, key: str, day: date, head: Head) -> str:
    monday = first_monday(head.start)
    last = monday + timedelta(weeks=head.weeks - 1)
    if monday <= day <= last:
        return ""
    return problem(file, key, day, f"must lie in the run, from {monday} to {last}")
