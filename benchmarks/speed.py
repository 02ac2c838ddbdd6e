"""How fast is it? Prints its table and writes benchmarks/SPEED.md.

    python benchmarks/speed.py [start] [cold] [calls] [threads] [scale]

All when no name is given (about four minutes). Start-up is measured in alternating processes, best of
five, because the machine has other things to do.
"""

import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from phases import scaled, table

from sim.running.many import run_many
from sim.running.one import Playing, run
from sim.scenario import load_scenario
from sim.world import nbytes

ROOT = Path(__file__).resolve().parents[1]
IMPORTS = "import numba, pandas, matplotlib.pyplot"
COMMAND = "import sys; from sim.cli import main; sys.exit(main())"
SIZES = (4002, 20_000, 150_000)


def seconds(*arguments: str, **environment: str) -> float:
    """Wall seconds of one Python process."""
    paths = {"PYTHONPATH": str(ROOT), **environment}
    start = time.perf_counter()
    subprocess.run(
        [sys.executable, *arguments], env={**os.environ, **paths}, cwd=ROOT, check=True, stdout=subprocess.DEVNULL
    )
    return time.perf_counter() - start


def alternating(times: int, *jobs: Callable[[], float]) -> list[float]:
    """The best of each job's times, played in turn."""
    rounds = [[job() for job in jobs] for _ in range(times)]
    return [min(column) for column in zip(*rounds, strict=True)]


def start() -> list[str]:
    """`arrears run` over the bare import; `arrears --help` over bare Python."""
    with tempfile.TemporaryDirectory() as folder:
        numbers = iter(range(1000))

        def command() -> float:
            return seconds("-c", COMMAND, "run", "--out", f"{folder}/{next(numbers)}")

        command()  # warm
        imports, runs = alternating(5, lambda: seconds("-c", IMPORTS), command)
    bare, asked = alternating(5, lambda: seconds("-c", ""), lambda: seconds("-c", COMMAND, "--help"))
    return [
        f"| `arrears run`, warm, over importing numba, pandas, pyplot | {runs / imports:.2f} | < 2.5 |",
        f"| (the two in seconds) | {runs:.2f} and {imports:.2f} | |",
        f"| `arrears --help` above bare Python | {asked - bare:.2f} s | < 0.3 s |",
    ]


def cold() -> list[str]:
    """A first run with an empty cache, in seconds of this process and of the wall."""
    code = (
        "import time\nfrom sim.running.one import run\nfrom sim.scenario import load_scenario\n"
        "run(load_scenario('baseline'))\nprint(time.process_time(), time.perf_counter())"
    )
    used = {}
    with tempfile.TemporaryDirectory() as folder:
        for name in ("cold", "warm"):
            before = time.perf_counter()
            done = subprocess.run(
                [sys.executable, "-c", code],
                env={**os.environ, "PYTHONPATH": str(ROOT), "ARREARS_CACHE_DIR": folder},
                capture_output=True, text=True, check=True, cwd=ROOT,
            )  # fmt: skip
            used[name] = (float(done.stdout.split()[0]), time.perf_counter() - before)
    processor, wall = (used["cold"][k] - used["warm"][k] for k in range(2))
    return [f"| compiling everything, cold | {processor:.1f} s of processor, {wall:.1f} s by the wall | < 30 s |"]


def calls() -> list[str]:
    """Calls into compiled code for a week and for a run."""
    from sim.running import one

    count = 0
    kept = one.play_weeks

    def counted(*arguments):
        nonlocal count
        count += 1
        return kept(*arguments)

    one.play_weeks = counted
    try:
        playing = Playing(load_scenario("baseline"), 0)
        playing.play(300)
        count = 0
        playing.play(301)
        week = count
        count = 0
        run(load_scenario("baseline"))
    finally:
        one.play_weeks = kept
    return [f"| calls into compiled code for one week; for a run of 416 weeks | {week}; {count} | 1 |"]


def threads() -> list[str]:
    """Twenty replicates one after the other and in two threads."""
    base = load_scenario("baseline")
    run(base)

    def timed(jobs: int) -> float:
        before = time.perf_counter()
        run_many([base], 20, jobs=jobs)
        return time.perf_counter() - before

    one, two = alternating(3, lambda: timed(1), lambda: timed(2))
    return [
        f"| 20 replicates, two threads against one after the other | {one / two:.2f} times | |",
        f"| one replicate of the baseline (260 + 156 weeks, 4,002 workers) | {one / 20 * 1000:.0f} ms | |",
    ]


def scale() -> list[str]:
    """Processor time per worker-week, building and memory by size."""
    lines = ["", "| workers in one region | ns per worker-week | building / run | bytes of tables per worker |"]
    lines += ["|---|---|---|---|"]
    for workers in SIZES:
        best = []
        for k in range(3 if workers < 100_000 else 1):
            t0 = time.process_time()
            playing = Playing(scaled(workers), k)
            t1 = time.process_time()
            weeks = len(playing.calendar.sunday)
            playing.play(weeks)
            best.append((time.process_time() - t0, t1 - t0))
        whole, built = min(best)
        lines.append(
            f"| {workers:,} | {(whole - built) / workers / weeks * 1e9:.0f} | {built / whole:.1%} "
            f"| {nbytes(playing.world) / workers:.0f} |"
        )
        del playing
    lines += [
        "",
        f"Peak resident memory of this process: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3:.0f} MB.",
        "",
    ]
    return [*lines, "Nanoseconds per worker-week by phase, and share:", "", "```", table(list(SIZES)), "```"]


PARTS = {"start": start, "cold": cold, "calls": calls, "threads": threads, "scale": scale}

if __name__ == "__main__":
    wanted = sys.argv[1:] or list(PARTS)
    lines = ["# Speed", "", "Written by `python benchmarks/speed.py`.", ""]
    lines += [
        f"{os.cpu_count()} processors, {time.strftime('%Y-%m-%d')}, load {os.getloadavg()[0]:.1f} at the start.",
        "",
    ]
    lines += ["| what | measured | aim |", "|---|---|---|"]
    for name in PARTS:
        if name in wanted:
            lines += PARTS[name]()
            print(*lines[-2:], sep="\n", file=sys.stderr, flush=True)
    text = "\n".join(lines) + "\n"
    print(text)
    if not sys.argv[1:]:
        (ROOT / "benchmarks" / "SPEED.md").write_text(text)
