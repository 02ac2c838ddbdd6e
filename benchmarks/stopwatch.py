"""Timing on a machine that has other things to do: processor time, in turn, the best of several."""

import os
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
COMMAND = "import sys; from sim.cli import main; sys.exit(main())"


def processor_seconds(job: Callable[[], object]) -> float:
    """Processor seconds of all threads of this process."""
    begun = time.process_time()
    job()
    return time.process_time() - begun


def wall_seconds(job: Callable[[], object]) -> float:
    """Seconds by the wall."""
    begun = time.perf_counter()
    job()
    return time.perf_counter() - begun


def python(*arguments: str, **environment: str) -> str:
    """What one Python process of this tree prints."""
    paths = os.pathsep.join([str(ROOT), str(ROOT / "benchmarks")])
    done = subprocess.run(
        [sys.executable, *arguments], env={**os.environ, "PYTHONPATH": paths, **environment}, cwd=ROOT, check=True,
        stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    return done.stdout


def process_seconds(*arguments: str, **environment: str) -> float:
    """Processor seconds of one Python process from start to end."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    python(*arguments, **environment)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def peak_bytes(process: int | str = "self") -> int:
    """The most memory a process has held; the kernel's other figure, of resource usage, begins with its parent's."""
    lines = Path(f"/proc/{process}/status").read_text().splitlines()
    return next(int(line.split()[1]) * 1024 for line in lines if line.startswith("VmHWM"))


def in_turn(times: int, *jobs: Callable[[], float]) -> list[tuple[float, ...]]:
    """What each job gives, played in turn: one tuple per round."""
    return [tuple(job() for job in jobs) for _ in range(times)]


def best(rounds: list[tuple[float, ...]]) -> list[float]:
    """The least of each job over the rounds."""
    return [min(column) for column in zip(*rounds, strict=True)]
