"""What a calendar and a machine can hold."""

from collections.abc import Mapping
from datetime import date, timedelta

import psutil  # type: ignore[import-untyped]

from sim.core.calendar import first_monday
from sim.errors import problem
from sim.parameters.values import Dated
from sim.scenario.parts import Head, Population, Shock

FIRST_YEAR, LAST_YEAR = 1902, 2096  # the years around them need a known Spring Festival too
BYTES_PER_WORKER = 600
BYTES_PER_PROJECT = 20_000


def date_problems(
    file: str,
    head: Head,
    parameters: Mapping[str, Dated],
    inherited: tuple[Shock, ...],
    own: Mapping[int, Shock],
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
        Shocks of the scenario that this one extends.
    own : mapping of int to Shock
        Its own shocks by their place in the file. A shock must take effect in a recorded week.
    """
    first = head.start.toordinal() - 7 * head.warmup_weeks
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
    lines.extend(_shock_problem(file, "shocks (inherited)", shock, head) for shock in inherited)
    lines.extend(_shock_problem(file, f"shocks[{number}].date", shock, head) for number, shock in own.items())
    return [line for line in lines if line]


def memory_problem(file: str, population: Population) -> list[str]:
    """An error line if the population does not fit this machine's free memory, else nothing."""
    needed = population.workers * BYTES_PER_WORKER + population.projects * BYTES_PER_PROJECT
    free = psutil.virtual_memory().available
    if needed <= free:
        return []
    largest = "workers" if population.workers * BYTES_PER_WORKER >= needed / 2 else "projects"
    allowed = f"needs about {needed / 1e9:.1f} GB of memory and this machine has {free / 1e9:.1f} GB free"
    return [problem(file, f"population.{largest}", getattr(population, largest), allowed)]


def _shock_problem(file: str, key: str, shock: Shock, head: Head) -> str:
    monday = first_monday(head.start)
    last = monday + timedelta(weeks=head.weeks - 1)
    if monday <= shock.date <= last:
        return ""
    return problem(file, key, shock.date, f"must lie in the run, from {monday} to {last}")
