"""How many owners, firms and persons a population has; known without building it."""

from typing import Any

import numpy as np

LEAST = (1, 2, 2, 2)  # of each kind: below the general contractor a firm needs another one to pass work on to


def seat_counts(projects: int, p: Any, kinds_given: np.ndarray) -> list[int]:
    """Firms of each kind that are in business at a time, in the order of `sim.declared.kinds.FIRM_KINDS`.

    Parameters
    ----------
    projects : int
        Projects under construction.
    p : record
        The parameters of the first week.
    kinds_given : ndarray of int
        Kind of each firm that a table gives; of a kind that it does not have there are as many as the cards say.
    """
    usual = (
        projects / p.firms_projects_per_contractor,
        projects * p.firms_licensed_per_project,
        projects * p.firms_shells_per_project,
        projects * p.firms_bosses_per_project,
    )
    given = np.bincount(kinds_given, minlength=4).tolist()
    counts = zip(given, usual, LEAST, strict=True)
    return [max(least, mine or int(drawn + 0.5)) for mine, drawn, least in counts]


def person_count(workers: int, p: Any, given: int, hands: int) -> int:
    """Workers of the region, idle ones included: as many as its jobs need, and all that tables give.

    Parameters
    ----------
    workers : int
        Jobs on site.
    p : record
        The parameters of the first week.
    given, hands : int
        Workers that a table gives, and members that crews at work at the start have.
    """
    return max(int(workers * p.workers_persons_per_job + 0.5), given, hands)
