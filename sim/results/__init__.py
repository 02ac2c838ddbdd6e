"""Results in hand and results opened from disk: one interface, tidy tables, no engine needed to read."""

import json
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import Executor
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim.errors import InputError
from sim.results.files import FILES, write_folder
from sim.results.reading import Folder, InHand, Results
from sim.running.records import Declared
from sim.running.store import MADE_BY, Records, Store

if TYPE_CHECKING:
    from sim.running.progress import Progress
    from sim.scenario import Scenario

__all__ = ["Results", "open_results", "run", "run_many"]


def run(scenario: "Scenario", replicate: int = 0) -> Results:
    """Play one replicate, all its regions, and keep its results in hand; nothing is written.

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
    regions, whose = scenario.population.regions, (scenario.fingerprint(), scenario.seed)
    several = {whose: regions} if regions > 1 else {}
    store = Store(None, declarations(by_region=bool(several)), engine_version(), several)
    for region in range(regions):
        record = play_record(scenario, replicate, region)
        if record.broken:
            raise ArithmeticError("accounting: " + "; ".join(record.broken))
        store.add(record)
    records = Records(store, ((*whose, replicate),), {whose: scenario.name})
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
    more: "Callable[[Results, Results, Path], list[str]] | None" = None,
    beside: "Sequence[Scenario]" = (),
    neighbours: "Iterable[Scenario]" = (),
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
    more : callable, optional
        Writes further files and figures, given the results, those of `beside` and a folder; returns warnings.
    beside : sequence of Scenario
        Played too, but only for `more`: they are in no table of the folder.
    neighbours : iterable of Scenario
        Others whose finished runs may lie in the same folder.

    Raises
    ------
    InputError
        If a scenario does not fit its world, or the folder holds something else.
    """
    from sim.running.many import run_many as play_many

    began = datetime.now(UTC)
    everything = [*scenarios, *beside]
    records, failures = play_many(everything, replicates, jobs, out, executor, progress, neighbours)
    names = ", ".join(scenario.name for scenario in scenarios)
    call = command or f"sim.run_many([{names}], replicates={replicates}, jobs={jobs}, out={str(out)!r})"
    whole = in_hand(records, everything, range(replicates), failures, began, call)
    results, others = _part(whole, records, scenarios), _part(whole, records, beside)
    if out is not None:
        any_run = more is not None and len(results.records) > 0
        further = (lambda folder: more(results, others, folder)) if more and any_run else None
        write_folder(Path(out), results.records, results.manifest, further)
    return results


def _part(whole: Results, records: Records, scenarios: "Sequence[Scenario]") -> "_Played":
    """Results of some of the scenarios that were played together."""
    from sim.results.manifest import notes

    mine = {(s.fingerprint(), s.seed) for s in scenarios}
    kept = replace(records, keys=tuple(key for key in records.keys if key[:2] in mine))
    entries = [entry for entry in whole.manifest["scenarios"] if (entry["fingerprint"], entry["seed"]) in mine]
    return _Played(kept, whole.manifest | {"scenarios": entries, "warnings": notes(kept, scenarios)})


class _Played(Results):
    """Results that still have their records."""

    def __init__(self, records: Records, manifest: dict[str, Any]) -> None:
        super().__init__(InHand(records), manifest, records.declared)
        self.records = records


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
        openings = {entry["name"]: entry["opening"] for entry in manifest["scenarios"]}
    except FileNotFoundError:
        parts = path / "parts"
        what = "is not finished; repeat the command that began it" if parts.is_dir() else "holds no results"
        raise InputError(f"{path}: {what}.") from None
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise InputError(f"{path}: its manifest.json is damaged and cannot be read ({error}).") from None
    return Results(Folder(path, declared, openings), manifest, declared)
