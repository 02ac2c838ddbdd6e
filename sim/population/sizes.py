"""How many firms a population has; known without building it."""

from typing import Any


def seat_counts(projects: int, p: Any) -> list[int]:
    """Firms of each kind that are in business at a time, in the order of `sim.chain.tables.FIRM_KINDS`.

    Parameters
    ----------
    projects : int
        Projects under construction.
    p : record
        The parameters of the first week.
    """
    return [
        max(1, int(projects / p.firms_projects_per_contractor + 0.5)),
        max(2, int(projects * p.firms_licensed_per_project + 0.5)),
        max(2, int(projects * p.firms_shells_per_project + 0.5)),
        max(2, int(projects * p.firms_bosses_per_project + 0.5)),
    ]
