"""How a population is shared out over its regions; known without building any of them.

Projects and firms are numbered through the whole country: those of one region follow those of the one before it.
"""

from typing import Any, NamedTuple

import numpy as np

from sim.population.sizes import seat_counts

NONE_GIVEN = np.zeros(0, np.int64)


class Numbered(NamedTuple):
    """The numbers that projects and firms of one region have in the whole country, from 0 up."""

    first_project: int
    projects: int
    first_firm: int
    firms: int


def share(total: int, regions: int, region: int) -> int:
    """How many of a total one region gets: as many as each other, the first ones one more where some are left."""
    return total // regions + (region < total % regions)


def shared_before(total: int, regions: int, region: int) -> int:
    """How many of a total the regions before this one get together."""
    return total // regions * region + min(region, total % regions)


def firms_before(population: Any, region: int, p: Any, kinds_given: np.ndarray = NONE_GIVEN) -> int:
    """Firms of the regions before this one; of all of them where it is the number of regions.

    Parameters
    ----------
    population : Population of the scenario.
    region : int
        From 0 up.
    p : record
        The parameters of the first week.
    kinds_given : ndarray of int, optional
        Kind of each firm that a table gives; tables hold one region.
    """
    fewer, larger = divmod(population.projects, population.regions)
    first, later = min(region, larger), max(0, region - larger)
    return first * sum(seat_counts(fewer + 1, p, kinds_given)) + later * sum(seat_counts(fewer, p, kinds_given))


def numbered(population: Any, region: int, p: Any) -> Numbered:
    """Which projects and firms of the country are those of a region; parameters as of `firms_before`."""
    first = firms_before(population, region, p)
    return Numbered(
        first_project=shared_before(population.projects, population.regions, region),
        projects=share(population.projects, population.regions, region),
        first_firm=first,
        firms=firms_before(population, region + 1, p) - first,
    )
