"""Commands on populations given by tables."""

from pathlib import Path

from sim.errors import InputError
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


def export_population(scenario: str, /, *, out: str) -> None:
    """Write the world of replicate 0 before the warm-up as tables that `[population] from` reads.

    Parameters
    ----------
    scenario
        A shipped scenario or a file.
    out
        A new or empty folder.
    """
    from sim.population.export import world_tables, write_tables
    from sim.running.one import Playing
    from sim.scenario import load_scenario

    if not out.strip():
        raise InputError('--out = "": must be the name of a folder.')
    plan = load_scenario(scenario)
    if plan.population.regions > 1:
        raise InputError(f"{plan.name}: has {plan.population.regions} regions, and tables hold the world of one.")
    if plan.population.opening is not None:
        raise InputError(
            f"{plan.name}: population.opening: a known opening has a past that tables do not hold; leave it out to export."
        )
    tables = world_tables(Playing(plan, 0).world)
    write_tables(tables, Path(out))
    rows = ", ".join(f"{len(table):,} {name}" for name, table in tables.items())
    print(f"Written: {out} ({rows}; workers are all persons, idle ones included)")


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
