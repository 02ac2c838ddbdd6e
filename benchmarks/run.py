"""Everything that speed and memory must reach, measured in one go.

    python benchmarks/run.py [--quick] [--out DIR] [PART ...]

Writes RESULTS.md and RESULTS.json (rows of name, value, unit, target, met) into benchmarks/, or into DIR. `--quick` takes some
five minutes and leaves out what is large; it writes nothing unless told where, nor does a run of some PARTs only. Things that are compared are measured in turn in the same
run; of several rounds the least counts, because nothing makes a program faster than it is.
"""

import argparse
import json
import os
import platform
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass, replace
from datetime import date
from pathlib import Path

import kernels
import peer_profile
import phases
from row import Row, at_least, at_most
from scaled import core
from stopwatch import COMMAND, ROOT, best, in_turn, process_seconds, processor_seconds, python, wall_seconds

from sim.policies import MEASURES_BY_KIND
from sim.results import run_many
from sim.running.one import Playing, run
from sim.scenario import load_scenario

COUNTY = 4002
SIZES = (COUNTY, 150_000)
START = date(2015, 1, 5)  # of the six measures: the second recorded year
IMPORTS = "import numba, pandas, matplotlib.pyplot"


def against_peer(quick: bool) -> list[Row]:
    """The engine against the peer on the closed region."""
    sizes = [(COUNTY, 52, 500, 2)] if quick else [(COUNTY, 156, 500, 3), (150_000, 26, 800, 2)]
    rows = []
    for workers, weeks, target, rounds in sizes:
        seconds = json.loads(python("benchmarks/against.py", *map(str, (workers, weeks, rounds))))
        fast, slow = seconds["engine"], seconds["peer"]
        rows.append(at_least(f"engine against peer, {workers:,} workers, {weeks} weeks", slow / fast, "times", target))
        rows.append(Row(f"peer, {workers:,} workers", slow / workers / weeks * 1e6, "us per worker-week"))
        rows.append(Row(f"engine, {workers:,} workers", fast / workers / weeks * 1e9, "ns per worker-week"))
    return rows


def rules(quick: bool) -> list[Row]:
    """What the rules beyond the closed region cost, and what the measures cost."""
    base = load_scenario("baseline")
    all_six = replace(base, policies=tuple(kind(start=START) for kind in MEASURES_BY_KIND.values()))

    def cost(scenario) -> float:
        playing = Playing(scenario, 0)
        weeks = len(playing.calendar.sunday)
        return processor_seconds(lambda: playing.play(weeks)) / COUNTY / weeks * 1e9

    closed, full, measured = best(
        in_turn(4 if quick else 8, lambda: cost(core(COUNTY)), lambda: cost(base), lambda: cost(all_six))
    )
    return [
        at_most("baseline against closed region, per worker-week", full / closed, "times", 4),
        at_most("all six measures from the second of three recorded years, against none", measured / full, "times", 2),
        Row("baseline, 4,002 workers, 260 + 156 weeks", full, "ns per worker-week"),
    ]


def sizes(quick: bool) -> list[Row]:
    """Time and memory by size, each in a fresh process: weeks 53-104 of the baseline from its opening."""
    weeks = 104
    asked = {COUNTY: 20, 40_000: 2, 150_000: 1} | ({} if quick else {1_500_000: 1})
    found: dict[int, dict[str, float]] = {}
    for _ in range(1 if quick else 2):
        for workers, replicates in asked.items():
            told = json.loads(python("benchmarks/one_size.py", *map(str, (workers, weeks, replicates))))
            found[workers] = {key: min(value, found.get(workers, told)[key]) for key, value in told.items()}
    rows = []
    small = found[COUNTY]
    for workers, told in found.items():
        name = f"{workers:,} workers, weeks 53-{weeks}"
        rows.append(Row(f"cost, {name}", told["cost"], "ns per worker-week"))
        if workers > COUNTY:
            rows.append(at_most(f"cost against 4,002, {name}", told["cost"] / small["cost"], "times", 1.5))
            extra = (told["peak_bytes"] - small["peak_bytes"]) / (workers - COUNTY)
            rows.append(at_most(f"memory beyond 4,002, {workers:,} workers", extra, "bytes a worker", 150))
        rows.append(Row(f"tables, {workers:,} workers", told["table_bytes"] / workers, "bytes a worker"))
        steps = Row(f"week against one sweep of its tables, {workers:,} workers", told["cost"] / told["sweep"], "times")
        rows.append(replace(steps, target="aim <= 10", met=steps.value <= 10) if workers == 1_500_000 else steps)
    large = found[150_000]
    share = large["build_seconds"] / (large["build_seconds"] + 416 * large["week_seconds"])
    rows.append(at_most("building the world, 150,000 workers, of a run of 416 weeks", 100 * share, "%", 20))
    return rows


def replicates(quick: bool) -> list[Row]:
    """Replicates of the county side by side."""
    base = load_scenario("baseline")
    run(base)

    def two_after_another() -> float:
        return wall_seconds(lambda: [run(base, k) for k in range(2)])

    def two_abreast() -> float:
        with ThreadPoolExecutor(2) as pool:
            return wall_seconds(lambda: list(pool.map(lambda k: run(base, k), range(2))))

    ratios = [one / two for one, two in in_turn(5 if quick else 15, two_after_another, two_abreast)]
    many = 60 if quick else 200
    seconds = wall_seconds(lambda: run_many([base], many, jobs=2))
    all_of_them = Row(f"1,000 replicates of the county, two threads, {many} timed", seconds * 1000 / many, "s")
    branched = Row(
        f"1,000 replicates of one warmed-up county, two threads, {many} timed", of_one_past(many) * 1000 / many, "s"
    )
    return [
        at_least(
            "two replicates in two threads against one after the other, median", statistics.median(ratios), "times", 1.7
        ),
        replace(all_of_them, target="aim < 30 s", met=all_of_them.value < 30),
        Row("one replicate of the county, in that time", seconds / many * 1e3, "ms"),
        replace(branched, target="aim < 15 s", met=branched.value < 15),
    ]


def of_one_past(many: int) -> float:
    """Seconds in which so many replicates of one warmed-up county are played, two at a time, its warm-up included."""
    warmed_up = load_scenario("baseline").with_settings({"population.world": "warmed_up"})
    return wall_seconds(lambda: run_many([warmed_up], many, jobs=2))


def writing(quick: bool) -> list[Row]:
    """What recording costs of a run, and keeping and writing all tables of many."""
    many = 20 if quick else 40
    base = load_scenario("baseline")

    def play() -> float:
        return processor_seconds(lambda: [run(base, k) for k in range(many)])

    def play_and_write() -> float:
        with tempfile.TemporaryDirectory() as folder:
            return processor_seconds(lambda: run_many([base], many, out=folder))

    play_and_write()
    played, whole = best(in_turn(2 if quick else 3, play, play_and_write))
    recorded = played * phases.shares(COUNTY, phases.timed_week()).share("record")
    name = f"of {many} replicates of the county with all tables written"
    return [
        at_most(f"recording and writing, {name}", 100 * (whole - played + recorded) / whole, "%", 15),
        Row(f"recording, {name}", 100 * recorded / whole, "%"),
        Row(f"keeping and writing, {name}", 100 * (whole - played) / whole, "%"),
    ]


def start(quick: bool) -> list[Row]:
    """What a person waits for: the command line, warm and cold."""
    rounds = 3 if quick else 7
    with tempfile.TemporaryDirectory() as folder:
        numbers = iter(range(1000))

        def command() -> float:
            out = f"{folder}/{next(numbers)}"
            return wall_seconds(lambda: python("-c", COMMAND, "run", "--out", out))

        command()
        pairs = in_turn(rounds, lambda: wall_seconds(lambda: python("-c", IMPORTS)), command)
        bare_help = in_turn(
            rounds,
            lambda: wall_seconds(lambda: python("-c", "")),
            lambda: wall_seconds(lambda: python("-c", COMMAND, "--help")),
        )
        once = "from sim.running.one import run; from sim.scenario import load_scenario; run(load_scenario('baseline'))"
        cold, warm = (process_seconds("-c", once, ARREARS_CACHE_DIR=f"{folder}/cache") for _ in range(2))
    ratio = statistics.median(run_s / bare for bare, run_s in pairs)
    above = statistics.median(asked - bare for bare, asked in bare_help)
    return [
        at_most(
            "`arrears run`, one replicate, warm, over importing numba, pandas, pyplot; median", ratio, "times", 2.5
        ),
        at_most("`arrears --help` above bare Python, median", above, "s", 0.3),
        at_most("compiling everything, cold, of processor", cold - warm, "s", 30),
    ]


def whole_country(quick: bool) -> list[Row]:
    """The country of 50 million workers, undisturbed, killed, and on a cluster; three times some eight minutes."""
    told = json.loads(python("benchmarks/country.py", "--json", "--scale", "0.008" if quick else "1"))
    return [Row(**row) for row in told]


PARTS: dict[str, Callable[[bool], list[Row]]] = {
    "start": start,
    "replicates": replicates,
    "rules": rules,
    "writing": writing,
    "sizes": sizes,
    "peer": against_peer,
    "country": whole_country,
}


@dataclass(frozen=True)
class Table:
    """What does not fit a row: shown as it is in RESULTS.md; `rows` are its numbers in RESULTS.json."""

    title: str
    text: str
    rows: tuple[Row, ...] = ()

    def lines(self) -> list[str]:
        """As a block of Markdown."""
        return [f"{self.title}:", "", "```", self.text, "```", ""]


def by_phase(quick: bool) -> Table:
    """Every phase within a run."""
    watched = phases.timed_week()
    measured = {n: phases.shares(n, watched) for n in SIZES[: 1 if quick else 2]}
    title = "Nanoseconds of processor time per worker and week by phase, over a run of 416 weeks"
    return Table(title, phases.table(measured))


def by_kernel(quick: bool) -> Table:
    """Every kernel alone."""
    parts = kernels.week_in_parts()
    measured = [kernels.alone(n, parts) for n in SIZES[: 1 if quick else 2]]
    title = (
        "Nanoseconds of processor time per worker and per firm by kernel, each benchmarked alone on a world that is put "
        "back between calls, median; zero where a kernel is not called in such a week"
    )
    return Table(title, kernels.table(measured), tuple(kernels.rows(measured)))


def profile_of_peer(quick: bool) -> Table:
    """The peer's functions by their own time."""
    weeks = 26 if quick else 156
    stats = peer_profile.profile(COUNTY, weeks)
    title = f"The peer's profile, {COUNTY:,} workers, {weeks} weeks of the closed region; shares of all time"
    return Table(title, peer_profile.table(stats))


TABLES: dict[str, Callable[[bool], Table]] = {
    "phases": by_phase,
    "kernels": by_kernel,
    "profile": profile_of_peer,
}


def document(rows: list[Row], tables: list[Table], load: float) -> str:
    """RESULTS.md."""
    machine = f"{os.cpu_count()} processors ({platform.machine()}), {date.today()}, load {load:.1f} at the start"
    lines = ["# Speed and memory", "", f"Written by `python benchmarks/run.py`: {machine}.", ""]
    lines += ["| what | measured | must reach | reached |", "|---|---|---|---|", *(row.line() for row in rows), ""]
    return "\n".join([*lines, *(line for table in tables for line in table.lines())])


def measured(names: list[str], quick: bool) -> tuple[list[Row], list[Table]]:
    """Measure some parts; each is told as soon as it is there."""
    rows: list[Row] = []
    tables: list[Table] = []
    begun = time.monotonic()
    for name in names:
        if name in PARTS:
            fresh = PARTS[name](quick)
            rows += fresh
            told = [row.line() for row in fresh]
        else:
            tables.append(TABLES[name](quick))
            told = tables[-1].lines()
        print(*told, f"({name}: {time.monotonic() - begun:.0f} s)", sep="\n", file=sys.stderr)
    return rows, tables


def main() -> None:
    """Measure, print, write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("parts", nargs="*", choices=[*PARTS, *TABLES, []], default=[])
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--out", type=Path)
    given = parser.parse_args()
    load = os.getloadavg()[0]
    rows, tables = measured(given.parts or [*PARTS, *TABLES], given.quick)
    text = document(rows, tables, load)
    print(text)
    out = given.out or (None if given.parts or given.quick else ROOT / "benchmarks")
    if out is not None:
        numbers = [*rows, *(row for table in tables for row in table.rows)]
        (out / "RESULTS.md").write_text(text)
        (out / "RESULTS.json").write_text(json.dumps([asdict(row) for row in numbers], indent=1) + "\n")


if __name__ == "__main__":
    main()
