"""The country of 50 million workers, played whole, killed and started again, and on a Dask cluster of two workers.

    python benchmarks/country.py [--tenth | --scale SHARE] [--folder DIR] [--json]

Three times `arrears run country`: undisturbed with two jobs; with `kill -9` when half of the regions are kept, and once more; on a
local Dask cluster with two workers, one of which is killed when a quarter is kept. The last two must leave the same
bytes as the first in all files but manifest.json. Some eight minutes each on two cores; `--tenth` plays a tenth of the
regions. What is written, half a gigabyte each time, goes to a folder of its own in DIR and is removed.
"""

import argparse
import filecmp
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import NamedTuple

from row import Row, at_most
from stopwatch import COMMAND, ROOT, peak_bytes

from sim.scenario import load_scenario

GIB = 2**30
JOBS = 2
LOOK_SECONDS = 0.05  # between two looks at what is kept
OUT = "runs"


class Played(NamedTuple):
    """What one command took. Without a disturbance nothing was kept before it ended."""

    seconds: float
    processor_seconds: float
    peak_bytes: int
    status: int
    kept: int = 0  # regions when it was disturbed


def settings(scale: float) -> list[str]:
    """Options that leave so much of the country: whole regions of the same size."""
    whole = load_scenario("country").population
    regions = max(4, round(whole.regions * scale))
    numbers = {"regions": regions} | {
        key: getattr(whole, key) * regions // whole.regions for key in ("projects", "government_projects", "workers")
    }
    return [] if scale == 1 else [f"--set=population.{key}={number}" for key, number in numbers.items()]


def parts(folder: Path) -> int:
    """Regions that are kept so far."""
    return len(list((folder / OUT / "parts").glob("*.npz")))


def play(folder: Path, options: list[str], at: int = 0, disturb: Callable[[int], None] | None = None) -> Played:
    """`arrears run country` in a folder; `disturb` is called with its process id once `at` regions are kept."""
    folder.mkdir(exist_ok=True)
    begun = time.monotonic()
    code = [sys.executable, "-c", COMMAND, "run", "country", "--out", OUT, *options]
    with (folder / "told").open("w") as told:
        process = subprocess.Popen(
            code, cwd=folder, stdout=told, stderr=told, env={**os.environ, "PYTHONPATH": str(ROOT)}
        )
    kept = _disturbed(process.pid, folder, at, disturb) if disturb else 0
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    return Played(
        time.monotonic() - begun, used.ru_utime + used.ru_stime, used.ru_maxrss * 1024, process.returncode, kept
    )


def _disturbed(pid: int, folder: Path, at: int, disturb: Callable[[int], None]) -> int:
    """Wait until so many regions are kept, disturb; how many there were."""
    while (kept := parts(folder)) < at:
        if os.waitid(os.P_PID, pid, os.WEXITED | os.WNOHANG | os.WNOWAIT):
            sys.exit(f"country.py: the run ended before {at} regions were kept:\n{(folder / 'told').read_text()}")
        time.sleep(LOOK_SECONDS)
    disturb(pid)
    return kept


def differing(one: Path, other: Path) -> tuple[list[str], int]:
    """Files that are not the same bytes in two results or stand in one of them only, but for manifest.json; and of how many."""
    names = {
        path.relative_to(folder / OUT).as_posix()
        for folder in (one, other)
        for path in (folder / OUT).rglob("*")
        if path.is_file()
    } - {"manifest.json"}
    both = [[folder / OUT / name for folder in (one, other)] for name in sorted(names)]
    unlike = [a for a, b in both if not (a.exists() and b.exists() and filecmp.cmp(a, b, shallow=False))]
    return [path.name for path in unlike], len(names)


def same_bytes(what: str, one: Path, other: Path) -> Row:
    """How many files differ."""
    unlike, files = differing(one, other)
    if unlike:
        print(f"{what}: {', '.join(unlike[:20])}", file=sys.stderr)
    return at_most(f"{what}, of {files:,} files, those unlike the undisturbed run's", len(unlike), "", 0)


def undisturbed(folder: Path, options: list[str]) -> list[Row]:
    """Time and memory."""
    played = _done(play(folder, [*options, "--jobs", str(JOBS)]), folder)
    return [
        Row("country, two jobs", played.seconds / 60, "minutes"),
        Row("country, two jobs, of processor", played.processor_seconds / 60, "minutes"),
        at_most("country, two jobs, peak of memory", played.peak_bytes / GIB, "GiB", 4),
    ]


def killed(folder: Path, options: list[str], regions: int) -> list[Row]:
    """`kill -9` at half, and the same command again."""
    both = [*options, "--jobs", str(JOBS)]
    first = play(folder, both, regions // 2, lambda pid: os.kill(pid, signal.SIGKILL))
    kept = parts(folder)
    second = _done(play(folder, both), folder)
    reused = json.loads((folder / OUT / "manifest.json").read_text("utf-8"))["runs"]["regions_reused"]
    return [
        Row(
            f"country, killed with kill -9 when {first.kept:,} regions were kept and started again, both",
            (first.seconds + second.seconds) / 60,
            "minutes",
        ),
        at_most("country, regions that were kept and yet played again", kept - reused, "", 0),
        at_most(
            "country, killed and started again, the higher peak of memory",
            max(first.peak_bytes, second.peak_bytes) / GIB,
            "GiB",
            4,
        ),
    ]


def on_dask(folder: Path, options: list[str], regions: int) -> list[Row]:
    """Two workers on this machine, the busier of which is killed at a quarter."""
    from dask.distributed import LocalCluster

    peaks: list[int] = []
    with LocalCluster(n_workers=JOBS, threads_per_worker=1, dashboard_address=":0", memory_limit=0) as cluster:

        def kill_a_worker(_: int) -> None:
            busy = max(cluster.scheduler.workers.values(), key=lambda worker: len(worker.processing))
            pid = cluster.workers[busy.name].process.pid
            peaks.append(peak_bytes(pid))
            os.kill(pid, signal.SIGKILL)

        address = ["--dask", cluster.scheduler_address]
        played = _done(play(folder, [*options, *address], regions // 4, kill_a_worker), folder)
        peaks += [peak_bytes(worker.process.pid) for worker in cluster.workers.values()]
    whole = played.peak_bytes + sum(sorted(peaks)[-JOBS:])
    return [
        Row(
            f"country on Dask, two workers, one killed when {played.kept:,} regions were kept",
            played.seconds / 60,
            "minutes",
        ),
        at_most("country on Dask, peaks of memory of command and two workers, added up", whole / GIB, "GiB", 4),
    ]


def _done(played: Played, folder: Path) -> Played:
    if played.status:
        sys.exit(f"country.py: exit status {played.status}:\n{(folder / 'told').read_text()}")
    return played


def measure(scale: float, within: Path | None = None) -> list[Row]:
    """All three, and whether they leave the same bytes."""
    options = settings(scale)
    population = load_scenario("country").with_settings(dict(o[6:].split("=", 1) for o in options)).population
    with tempfile.TemporaryDirectory(dir=within) as place:
        whole, again, clustered = (Path(place) / each for each in ("whole", "killed", "dask"))
        rows = [
            Row(f"country, 52 + 52 weeks, {population.regions:,} regions", population.workers / 1e6, "million workers")
        ]
        rows += undisturbed(whole, options)
        rows += killed(again, options, population.regions)
        rows.append(same_bytes("country, killed and started again", whole, again))
        rows += on_dask(clustered, options, population.regions)
        rows.append(same_bytes("country on Dask", whole, clustered))
    return rows


def main() -> None:
    """Measure, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--scale", type=float, default=1.0)
    parser.add_argument("--tenth", action="store_const", dest="scale", const=0.1)
    parser.add_argument("--folder", type=Path)
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    rows = measure(given.scale, given.folder)
    print(json.dumps([asdict(row) for row in rows]) if given.json else "\n".join(row.line() for row in rows))


if __name__ == "__main__":
    main()
