"""Commands on populations given by tables."""

from pathlib import Path

from sim.population.columns import TABLES
from sim.population.given import Given


def check_population(folder: str, /) -> None:
    """Check the tables of a population and tell all their errors, the first twenty in words.

    Parameters
    ----------
    folder
        Holds projects.csv, and others of firms.csv, contracts.csv, crews.csv, workers.csv.
    """
    from sim.population.given import read_population

    given = read_population(Path(folder))
    print("\n".join([f"{folder}: ok", *_told(given)]))


def _told(given: Given) -> list[str]:
    """What each table gives and what is left to the cards."""
    said = given.said()
    lines = []
    for name in TABLES:
        if name not in given.digests:
            lines.append(f"  {name}.csv is not there: all {name} are drawn")
            continue
        rows, drawn = said["given"][name]["rows"], said["drawn"][name]
        left = f"; from the cards: {', '.join(drawn)}" if drawn else "; complete"
        lines.append(f"  {name}.csv: {rows:,} row{'s' * (rows != 1)}{left}")
    return lines
