"""What a week costs by phase, from the page itself.

    python benchmarks/phases.py [WORKERS ...]

Reads the source of `play_week`, sets a stopwatch before every phase, compiles that copy and plays a
run of the baseline with it. The stopwatch counts the processor time of this process, so that what
else the machine does matters little.
"""

import ast
import ctypes
import inspect
import sys
from typing import Any, NamedTuple

import numpy as np
from scaled import baseline

from sim import rooms, week
from sim.core.compiled import kernel
from sim.core.dispatchers import WithDoor
from sim.core.lend import lend
from sim.running.one import Playing
from sim.world import enlarge

_stopwatch = ctypes.CDLL(None).clock  # processor time in microseconds
_stopwatch.restype, _stopwatch.argtypes = ctypes.c_long, []
ORDINARY, MONTH_END = 0, 1  # kinds of week


def name_of(statement: ast.stmt) -> str:
    """What a statement of the page calls, or 'prepare' for plain ones."""
    calls = [n.func.id for n in ast.walk(statement) if isinstance(n, ast.Call) and isinstance(n.func, ast.Name)]
    calls = [c for c in calls if c not in ("range", "min", "max")]
    return calls[0] if calls else "prepare"


class _Stopwatches(ast.NodeTransformer):
    """`used[kind of week, k] += clock() - before` around each phase, also inside `if` and `for`."""

    def __init__(self) -> None:
        self.names: list[str] = ["prepare"]

    def timed(self, body: list[ast.stmt]) -> list[ast.stmt]:
        found: list[ast.stmt] = []
        for statement in body:
            if isinstance(statement, ast.If | ast.For) and name_of(statement) != "prepare":
                statement.body = self.timed(statement.body)
                found.append(statement)
                continue
            found.append(statement)
            name = name_of(statement)
            if name != "prepare":
                if name not in self.names:
                    self.names.append(name)
                k = self.names.index(name)
                found += ast.parse(f"_now = _stopwatch()\nused[{k}] += _now - used[0]\nused[0] = _now").body
        return found


def timed_week() -> tuple[Any, list[str]]:
    """`play_week` with stopwatches, compiled, and its phases.

    It is called as play(w, r, calendar, params, shocks, seed, start, stop, switches, used).
    """
    tree = ast.parse(inspect.getsource(getattr(week.play_week, "py_func", week.play_week)))
    page = tree.body[0]
    assert isinstance(page, ast.FunctionDef)
    page.decorator_list = []
    page.args.args.append(ast.arg("used"))
    watches = _Stopwatches()
    page.body = ast.parse("used[0] = _stopwatch()").body + watches.timed(page.body)
    space = {**vars(week), "_stopwatch": _stopwatch}
    exec(compile(ast.fix_missing_locations(tree), "timed_week", "exec"), space)
    timed = kernel(space["play_week"])
    short_table = week.short_table

    def play(w, r, calendar, params, shocks, seed, start, stop, switches, used):
        w = lend(w)
        for t in range(start, stop):
            if short_table(w, calendar, params[t], t) >= 0:
                return t
            timed(w, r, calendar, params, shocks, seed, t, switches, used[int(calendar.month_end[t])])
        return stop

    return WithDoor(play), watches.names


class Shares(NamedTuple):
    """Processor time of one run by phase."""

    names: list[str]
    nanoseconds: np.ndarray  # per worker and week [ordinary or month end, phase]
    firms: float  # in business per worker
    weeks: np.ndarray  # of each kind

    def mean(self) -> np.ndarray:
        """Nanoseconds per worker-week by phase, over both kinds of week."""
        return self.nanoseconds.T @ self.weeks / self.weeks.sum()

    def share(self, phase: str) -> float:
        """Share of one phase in all."""
        mean = self.mean()
        return float(mean[self.names.index(phase)] / mean.sum())


def shares(workers: int, watched: tuple[Any, list[str]], weeks: int | None = None) -> Shares:
    """Play the baseline with so many workers under stopwatches."""
    play, names = watched
    playing = Playing(baseline(workers), 0)
    used = np.zeros((2, 64), np.int64)
    stop = weeks or len(playing.calendar.sunday)
    while playing.week < stop:
        playing.week = play(
            playing.world, playing.recording, playing.calendar, playing.params, playing.shocks, playing.seed,
            playing.week, stop, playing.switches, used,
        )  # fmt: skip
        if playing.week < stop:
            short = rooms.room_for_week(playing.world, playing.calendar, playing.params[playing.week], playing.week)
            playing.world = enlarge(playing.world, short)
    ends = int(playing.calendar.month_end[:stop].sum())
    of_kind = np.array([stop - ends, ends])
    nanoseconds = used[:, 1 : len(names)] * 1e3 / workers / of_kind[:, None]
    return Shares(names[1:], nanoseconds, playing.world.seats.size / workers, of_kind)


def table(measured: dict[int, Shares]) -> str:
    """Nanoseconds per worker in ordinary and in month-end weeks by phase, with the share of all; sums per firm too."""
    heads = "".join(f"{f'{n:,} workers':>28s}" for n in measured)
    units = f"{'ordinary':>10s}{'month end':>11s}{'share':>7s}" * len(measured)
    lines = [f"{'':20s}{heads}", f"{'phase':20s}{units}"]
    names = next(iter(measured.values())).names
    for k, name in enumerate(names):
        cells = [
            f"{found.nanoseconds[ORDINARY, k]:10.1f}{found.nanoseconds[MONTH_END, k]:11.1f}{found.share(name):7.1%}"
            for found in measured.values()
        ]
        lines.append(f"{name:20s}" + "".join(cells))
    sums = [found.nanoseconds.sum(axis=1) for found in measured.values()]
    lines.append(f"{'all, per worker':20s}" + "".join(f"{a:10.1f}{b:11.1f}{'':7s}" for a, b in sums))
    per_firm = [s / found.firms for s, found in zip(sums, measured.values(), strict=True)]
    lines.append(f"{'all, per firm':20s}" + "".join(f"{a:10.0f}{b:11.0f}{'':7s}" for a, b in per_firm))
    return "\n".join(line.rstrip() for line in lines)


if __name__ == "__main__":
    stopwatches = timed_week()
    print(table({n: shares(n, stopwatches) for n in [int(text) for text in sys.argv[1:]] or [4002, 20_000, 150_000]}))
