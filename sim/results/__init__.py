"""Results in hand and results opened from disk: one interface, tidy tables, no engine needed to read."""

import json
from collections.abc import Callable, Sequence
from concurrent.futures import Executor
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim.errors import InputError
from sim.results.files import FILES, write_folder
from sim.results.reading import Folder, InHand, Results
from sim.running.records import Declared
from sim.running.store import MADE_BY, Records, Store

if TYPE_CHECKING:
    from sim.running.many import Progress
    from sim.scenario import Scenario

__all__ = ["Results", "open_results", "run", "run_many"]


def run(scenario: "Scenario", replicate: int = 0) -> Results:
    """Play one replicate and keep its results in hand; nothing is written.

    Parameters
    ----------
    scenario : Scenario
        What to play.
    replicate : int
        Which luck; 0 and up.

    Raises
    ------
    ArithmeticError
        If an identity of the accounting is broken.
    """
    from sim.running.compact import declarations, engine_version, play_record

    began = datetime.now(UTC)
    record = play_record(scenario, replicate)
    if record.broken:
        raise ArithmeticError("accounting: " + "; ".join(record.broken))
    store = Store(None, declarations(), engine_version())
    store.add(record)
    records = Records(store, (record.key,), {record.key[:2]: scenario.name})
    call = f"sim.run({scenario.name!r}, replicate={replicate})"
    return in_hand(records, [scenario], [replicate], [], began, call)


def run_many(
    scenarios: "Sequence[Scenario]",
    replicates: int,
    jobs: int = 1,
    out: str | Path | None = None,
    executor: Executor | None = None,
    progress: "Callable[[Progress], None] | None" = None,
    command: str | None = None,
    draw: Callable[[Results, Path], list[str]] | None = None,
) -> Results:
    """Play replicates 0..n-1 of each scenario; a failed run is a record in `failures`, not the end.

    Parameters
    ----------
    scenarios : sequence of Scenario
        Replicate k has the same luck in all of them.
    replicates : int
        Of each scenario.
    jobs : int
        Runs at a time.
    out : path, optional
        Folder to write. Runs found there are not played again.
    executor : Executor, optional
        Any `concurrent.futures` executor to use instead of threads.
    progress : callable, optional
        Told how far it has come.
    command : str, optional
        What the manifest names as the command.
    draw : callable, optional
        Draws figures of the results into a folder and returns warnings.

    Raises
    ------
    InputError
        If a scenario does not fit its world, or the folder holds something else.
    """
    from sim.running.many import run_many as play_many

    began = datetime.now(UTC)
    records, failures = play_many(scenarios, replicates, jobs, out, executor, progress)
    names = ", ".join(scenario.name for scenario in scenarios)
    call = command or f"sim.run_many([{names}], replicates={replicates}, jobs={jobs}, out={str(out)!r})"
    results = in_hand(records, scenarios, range(replicates), failures, began, call)
    if out is not None:
        figures = (lambda folder: draw(results, folder)) if draw and len(records) else None
        write_folder(Path(out), records, results.manifest, figures)
    return results


def in_hand(
    records: Records,
    scenarios: "Sequence[Scenario]",
    replicates: Sequence[int],
    failures: Sequence[dict[str, Any]],
    began: datetime,
    command: str,
) -> Results:
    """Results of runs that have just been played."""
    from sim.results.manifest import describe

    content = describe(records, scenarios, replicates, failures, began, command, dict(FILES.values()))
    return Results(InHand(records), content, records.declared)


def open_results(folder: str | Path) -> Results:
    """Open a folder that a command wrote.

    Raises
    ------
    InputError
        If it is none, or is not finished.
    """
    path = Path(folder)
    try:
        manifest = json.loads((path / "manifest.json").read_text("utf-8"))
        if manifest["made_by"] != MADE_BY:
            raise InputError(f"{path}: holds no results of this program.")
        declared = Declared.read(manifest["declared"])
    except FileNotFoundError:
        parts = path / "parts"
        what = "is not finished; repeat the command that began it" if parts.is_dir() else "holds no results"
        raise InputError(f"{path}: {what}.") from None
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise InputError(f"{path}: its manifest.json cannot be read: {error}.") from None
    return Results(Folder(path, declared), manifest, declared)
