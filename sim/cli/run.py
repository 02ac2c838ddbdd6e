"""`arrears run`: play a scenario, print a short table, write the results."""

import gc
import os
import shlex
import sys
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import numpy as np
from cyclopts import Parameter

from sim.cli.folders import folder_of, held_before, replaced, written
from sim.cli.options import Whole, players, wrong_options
from sim.errors import InputError
from sim.population.sizes import person_count

if TYPE_CHECKING:
    from collections.abc import Collection

    from sim.results import Results
    from sim.scenario import Scenario

SELDOM = 200_000  # objects between two collections: imports make many that stay, and looking for others takes 0.2 s
CALENDAR = ("weeks", "warmup_weeks", "start")
INTERRUPTED = 130  # exit status
# Measured on one core of a small machine; for what --dry-run says.
START_SECONDS, RUN_SECONDS, WORKER_WEEK_SECONDS = 3.0, 0.05, 1e-7
PROGRAM_BYTES = 350_000_000


def run(
    scenario: str = "baseline",
    *,
    replicates: Whole = 1,
    seed: Whole | None = None,
    weeks: Whole | None = None,
    set_: Annotated[list[str] | None, Parameter(name="--set", negative=())] = None,
    jobs: Whole = 1,
    dask: str | None = None,
    out: str | None = None,
    dry_run: Annotated[bool, Parameter(negative=())] = False,
    lang: Literal["en", "zh"] = "en",
) -> int:
    """Play a scenario and write its results.

    Parameters
    ----------
    scenario
        A shipped scenario or a path to a TOML file.
    replicates
        Runs with different luck.
    seed
        Seed of the luck; the scenario's own if not given.
    weeks
        Recorded weeks, in place of the scenario's.
    set_
        NAME=VALUE: a card's name or a scenario key; may be repeated.
    jobs
        Runs, or regions of a country, at a time.
    dask
        Address of a Dask scheduler, tcp://HOST:PORT, whose workers play the runs in place of this machine.
    out
        Folder to write; results/NAME-FINGERPRINT if not given, with the seed behind it if one is. Finished runs found there are not played again.
    dry_run
        Say how large it is and how long it takes; compute and write nothing.
    lang
        Language of the table and the figures.
    """
    gc.set_threshold(SELDOM, 50, 50)
    from sim.running.store import claim
    from sim.scenario.idle import idle_lines
    from sim.scenario.limits import crowd_problem

    lines = wrong_options(replicates, jobs, seed, out)
    try:
        chosen = chosen_scenario(scenario, set_ or [], weeks, seed)
        if dask is None:
            people = chosen.population
            lines.extend(crowd_problem(people, min(jobs, replicates * people.regions)))
    except InputError as error:
        lines.extend(error.lines)
    if lines:
        raise InputError(lines)
    folder = folder_of(out, chosen.name, chosen.fingerprint(), chosen.seed)
    claim(folder, [chosen.fingerprint()])
    if dry_run:
        print(forecast(chosen, replicates, jobs, folder))
        for line in idle_lines(chosen):
            print(f"warning: {line}", file=sys.stderr)
        return 0
    return _play(chosen, replicates, jobs, dask, folder, lang)


def chosen_scenario(
    name: str, given: list[str], weeks: int | None, seed: int | None, *, among: "Collection[str]" = ()
) -> "Scenario":
    """A scenario with what options set in it.

    Parameters
    ----------
    name, given, weeks, seed
        As the command line has them.
    among : collection of str
        Kinds of measures that other scenarios of the command have: what is set in one of them is none of this one's
        business if it has no such measure.

    Raises
    ------
    InputError
        With every error of the options, or of the scenario.
    """
    from sim.scenario import load_scenario
    from sim.scenario.overrides import kind_of

    settings, lines = _settings(given, weeks)
    try:
        chosen = load_scenario(name)
        held = [policy.kind for policy in chosen.policies]
        settings = {path: v for path, v in settings.items() if kind_of(path) not in among or kind_of(path) in held}
        if settings:
            chosen = _titled(chosen.with_settings(settings), settings)
    except InputError as error:
        weekly = "--set: weeks" if weeks is None else "--weeks"
        lines.extend(line.replace("--set: weeks", weekly, 1) for line in error.lines)
    if lines:
        raise InputError(lines)
    return chosen if seed is None else chosen.with_seed(seed)


def _titled(chosen: "Scenario", settings: dict[str, str]) -> "Scenario":
    """The scenario with a title that says what was set in it, but for its calendar: tables and figures show the dates."""
    from dataclasses import replace

    from sim.scenario.model import LONGEST_TITLE

    said = ", ".join(f"{path} = {value}" for path, value in settings.items() if path not in CALENDAR)
    if not said:
        return chosen
    title, title_zh = (
        f"{title} ({said})"[:LONGEST_TITLE] if title else "" for title in (chosen.title, chosen.title_zh)
    )
    return replace(chosen, title=title, title_zh=title_zh)


def _settings(given: list[str], weeks: int | None) -> tuple[dict[str, str], list[str]]:
    """What `--set` and `--weeks` set, by path, and an error line for what is no setting or is set twice."""
    from sim.scenario.overrides import path_of

    settings: dict[str, str] = {}
    lines = []
    if weeks is not None:
        settings["weeks"] = str(weeks)
    for text in given:
        name, equals, value = text.partition("=")
        path = path_of(name)
        if not equals or not path:
            lines.append(f"--set = {text}: must be NAME=VALUE, a card's name or a scenario key.")
        elif path in settings:
            other = "--weeks" if path == "weeks" and weeks is not None else f"--set {path}={settings[path]}"
            lines.append(f"--set = {text}: {path} is given twice, {other} sets it too.")
        else:
            settings[path] = value.strip()
    return settings, lines


def _play(
    chosen: "Scenario", replicates: int, jobs: int, dask: str | None, folder: Path, lang: Literal["en", "zh"]
) -> int:
    """Play the runs, write the folder, print the table; gives the exit status."""
    from sim.cli.progress import told
    from sim.results import run_many

    def more(results: "Results", _: "Results", into: Path) -> list[str]:
        """Draw the figures; gives warnings."""
        from sim.figures.run import draw_run

        return draw_run(results, into / "figures", lang)

    command = shlex.join(["arrears", *sys.argv[1:]])
    before = held_before(folder)
    opening: list[str] = []
    if chosen.population.opening is not None:
        from sim.report.opening import opening_lines

        opening = [*opening_lines(chosen, lang), ""]
    try:
        with players(jobs, dask) as (many, executor), told() as tell:
            results = run_many([chosen], replicates, many, folder, executor, progress=tell, command=command, more=more)
    except KeyboardInterrupt:
        return interrupted(folder)
    except OSError as error:
        raise InputError(f"--out = {folder}: cannot be written: {error.strerror or error}.") from None
    print("\n".join(opening), end="\n" if opening else "")
    return _tell(results, before, folder, lang)


def _tell(results: "Results", before: dict[str, Any], folder: Path, lang: Literal["en", "zh"]) -> int:
    """Print the table, what a reader should know and what failed; gives the exit status."""
    from sim.cli.table import run_table

    for entry in results.manifest["scenarios"]:
        if entry["replicates"]:
            print(run_table(results, entry["name"], lang))
    tell_notes(results, before, folder)
    for failure in results.failures:
        print(f"replicate {failure['replicate']} failed: {' '.join(failure['error'].split())}", file=sys.stderr)
    print(written(folder, lang))
    return 1 if results.failures else 0


def tell_notes(results: "Results", before: dict[str, Any], folder: Path) -> None:
    """Print what a reader should know, what was not played again, and what the folder's tables no longer hold."""
    for warning in results.warnings:
        print(f"warning: {warning}", file=sys.stderr)
    if kept := _reused(results.manifest["runs"]):
        print(f"note: {kept} in {folder} and not played again.", file=sys.stderr)
    for line in replaced(folder, before, results.manifest):
        print(f"note: {line}", file=sys.stderr)


def _reused(runs: dict[str, Any]) -> str:
    """How many runs, or regions of a country, were there before the command; nothing if there were none."""
    count, what = runs.get("regions_reused") or runs["reused"], "region" if "regions_reused" in runs else "run"
    return f"{count:,} {what} was found" if count == 1 else f"{count:,} {what}s were found" if count else ""


def interrupted(folder: Path) -> int:
    """After an interruption: finished runs are kept; runs under way must not hold the process up."""
    kept = len(list(folder.glob("parts/*.npz")))
    said = f"; finished runs are kept in {folder}, the same command goes on from there" if kept else ""
    print(f"arrears: interrupted{said}", file=sys.stderr, flush=True)
    if any(thread.name.startswith("arrears") for thread in threading.enumerate()):
        sys.stdout.flush()
        os._exit(INTERRUPTED)
    return INTERRUPTED


def forecast(scenario: "Scenario", replicates: int, jobs: int, folder: Path) -> str:
    """What a run would take, in words: size, memory, time. Nothing is computed."""
    from sim.cli.progress import FIRST_RUN, duration
    from sim.scenario.limits import world_bytes

    size = scenario.population
    worlds = replicates * size.regions
    abreast = min(jobs, worlds)
    common = scenario.warmup_weeks if size.world == "warmed_up" else 0
    all_weeks = worlds * (scenario.warmup_weeks + scenario.weeks - common) + size.regions * common
    processor = worlds * RUN_SECONDS + size.workers / size.regions * all_weeks * WORKER_WEEK_SECONDS
    seconds = START_SECONDS + processor / min(abreast, os.cpu_count() or 1)
    what = f"{worlds:,} regions" if size.regions > 1 else f"{replicates:,}"
    rows = [
        ("Scenario", f"{scenario.name}, fingerprint {scenario.fingerprint()[:8]}, seed {scenario.seed}"),
        ("Workers", _workers(scenario)),
        ("Projects", f"{size.projects:,}, {size.government_projects:,} of them government"),
        *(
            [("Regions", f"{size.regions:,}, the largest with {size.of_region(0).workers:,} workers")]
            * (size.regions > 1)
        ),
        (
            "Weeks",
            f"{scenario.weeks:,} recorded after {scenario.warmup_weeks:,} of warm-up{', played once' if common else ''}",
        ),
        ("Runs", f"{what}, {abreast:,} at a time"),
        ("Memory", f"about {(PROGRAM_BYTES + (abreast + bool(common)) * world_bytes(size)) / 1e9:.1f} GB"),
        ("Time", f"about {duration(seconds)}; {FIRST_RUN} more"),
        ("Folder", f"{folder} (nothing is written now)"),
    ]
    return "\n".join(f"{name:<10}{text}" for name, text in rows)


def _workers(scenario: "Scenario") -> str:
    """Jobs on site, and the persons who share them where these follow from the cards alone."""
    size = scenario.population
    jobs = f"{size.workers:,} jobs on site"
    if size.from_ is not None:
        return jobs
    first = scenario.week_records().view(np.recarray)[0]
    persons = sum(person_count(size.of_region(r).workers, first, 0, 0) for r in range(size.regions))
    return f"{jobs}, for {persons:,} persons, idle ones included"
