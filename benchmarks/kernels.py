"""What each kernel of a week costs when it is timed alone.

    python benchmarks/kernels.py [WORKERS ...]

Plays the baseline to an ordinary week and to a month end in the first recorded summer. There the kernels of `play_week` are called
one by one; before each, the world as it stands when its turn comes is put aside, and the kernel is called on it again and again,
everything put back between. The median counts, in processor time of this thread, less what the clock itself takes. Putting
back touches all tables, so a small region's lie in the cache as they do in a run, and a large region's do not.
"""

import ast
import ctypes
import inspect
import statistics
import sys
from typing import Any, NamedTuple

import numpy as np
from phases import MONTH_END, ORDINARY, name_of
from row import Row
from scaled import baseline

from sim import rooms, week
from sim import world as worlds
from sim.core.compiled import kernel
from sim.core.dispatchers import WithDoor
from sim.core.lend import lend
from sim.running.one import Playing
from sim.world import World

_clock = ctypes.CDLL(None).clock_gettime
_clock.restype, _clock.argtypes = ctypes.c_int, [ctypes.c_int, ctypes.c_void_p]
THREAD_TIME = 3
FROM_WEEK = 260 + 26  # the first recorded summer: all sites are at work, nothing of the warm-up's start is left
TIMES, TIMES_OF_LARGE = 25, 7
LARGE = 20_000
NO_PLACES, PLACES = np.array([10**6, 0, 0]), np.array([1, 0, 0])  # places are recorded in one week of four


class Alone(NamedTuple):
    """Every kernel of a week, timed alone in a region of some size."""

    workers: int
    firms: int  # in business
    nanoseconds: dict[str, tuple[float, float]]  # by kernel: in an ordinary week, at month end


class _Guards(ast.NodeTransformer):
    """`if first <= k < last` around each phase, also inside `if`; what only sets names and the present week stays."""

    def __init__(self) -> None:
        self.names: list[str] = []

    def guarded(self, body: list[ast.stmt]) -> list[ast.stmt]:
        found: list[ast.stmt] = []
        for statement in body:
            if isinstance(statement, ast.If) and name_of(statement) != "prepare":
                statement.body = self.guarded(statement.body)
            elif isinstance(statement, ast.If | ast.Expr) and not _is_text(statement):
                guard = ast.parse(f"if first <= {len(self.names)} < last: pass").body[0]
                assert isinstance(guard, ast.If)
                name = name_of(statement)
                self.names.append("(new period)" if name == "prepare" else name)  # columns of four weeks are cleared
                guard.body, statement = [statement], guard
            found.append(statement)
        return found


def _is_text(statement: ast.stmt) -> bool:
    return isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)


def week_in_parts() -> tuple[Any, list[str]]:
    """Some of the phases of `play_week`, compiled, and the names of all.

    It is called as play(w, r, calendar, params, shocks, seed, t, switches, first, last, cells), plays the phases from
    `first` to before `last` and gives the nanoseconds they took; `cells` is room for the clock.
    """
    tree = ast.parse(inspect.getsource(getattr(week.play_week, "py_func", week.play_week)))
    page = tree.body[0]
    assert isinstance(page, ast.FunctionDef)
    page.decorator_list = []
    page.args.args += [ast.arg("first"), ast.arg("last")]
    guards = _Guards()
    page.body = guards.guarded(page.body)
    space = dict(vars(week))
    exec(compile(ast.fix_missing_locations(tree), "week_in_parts", "exec"), space)
    parts = kernel(space["play_week"])

    def play(w, r, calendar, params, shocks, seed, t, switches, first, last, cells):
        w = lend(w)
        _clock(THREAD_TIME, cells.ctypes)
        begun = cells[0] * 1000000000 + cells[1]
        parts(w, r, calendar, params, shocks, seed, t, switches, first, last)
        _clock(THREAD_TIME, cells.ctypes)
        return cells[0] * 1000000000 + cells[1] - begun

    return WithDoor(play), guards.names


class _Stand:
    """A world before a week, on which phases are played, timed and taken back."""

    def __init__(self, play: Any, playing: Playing) -> None:
        self.play, self.playing = play, playing
        self.cells = np.zeros(2, np.int64)
        self.held = (*playing.world, *playing.recording, *playing.shocks)
        self.aside = [table.copy() for table in self.held]

    def call(self, first: int, last: int, switches: np.ndarray) -> float:
        """Play some phases once; nanoseconds."""
        on = self.playing
        return self.play(
            on.world,
            on.recording,
            on.calendar,
            on.params,
            on.shocks,
            on.seed,
            on.week,
            switches,
            first,
            last,
            self.cells,
        )

    def timed(self, first: int, last: int, switches: np.ndarray, times: int) -> float:
        """The median of some calls, after each of which everything is put back."""
        found = []
        for _ in range(times):
            found.append(self.call(first, last, switches))
            for table, before in zip(self.held, self.aside, strict=True):
                table.view(np.uint8)[...] = before.view(np.uint8)
        return statistics.median(found)

    def go_on(self, first: int, switches: np.ndarray) -> None:
        """Play one phase for good."""
        self.call(first, first + 1, switches)
        for table, before in zip(self.held, self.aside, strict=True):
            before.view(np.uint8)[...] = table.view(np.uint8)


def _stand_before(workers: int, kind: int) -> Playing:
    """A run of the baseline that stands before a week of a kind, with room for it; no quarter ends in an ordinary one."""
    playing = Playing(baseline(workers), 0)
    ends = np.flatnonzero(playing.calendar.month_end[FROM_WEEK:]) + FROM_WEEK
    t = int(ends[0]) if kind == MONTH_END else int(ends[0]) + 2
    playing.play(t)
    while (short := rooms.room_for_week(playing.world, playing.calendar, playing.params[t], t)) >= 0:
        playing.world = worlds.enlarge(playing.world, short)
    return playing


def _week_of(workers: int, kind: int, parts: tuple[Any, list[str]], times: int) -> dict[str, float]:
    """Nanoseconds of each kernel in a week of a kind, by name."""
    play, names = parts
    playing = _stand_before(workers, kind)
    whole = playing.branch(playing.scenario)
    whole.play(playing.week + 1)
    stand = _Stand(play, playing)
    every = NO_PLACES if playing.week % playing.record_every else PLACES
    stand.call(0, 0, every)  # compiled before the clock counts
    clock = stand.timed(0, 0, every, times)
    found: dict[str, float] = {}
    for k, name in enumerate(names):
        found[name] = max(0.0, stand.timed(k, k + 1, NO_PLACES, times) - clock)
        if name == "record":
            found["record, with places"] = max(0.0, stand.timed(k, k + 1, PLACES, times) - clock)
        stand.go_on(k, every)
    for name in set(World._fields) - {"scratch"}:
        used = worlds.used_rows(whole.world, name)  # a branch has nothing in rows that are not in use
        if not _alike(getattr(playing.world, name)[:used], getattr(whole.world, name)[:used]):
            sys.exit(
                f"kernels.py: {name} is not what the whole week makes of it when its phases are played one by one."
            )
    return found


def _alike(one: np.ndarray, other: np.ndarray) -> bool:
    """Whether two tables hold the same; what follows a row in the list of free ones tells nothing while it is in use."""
    names = [name for name in one.dtype.names or () if name != "next_free"]
    return all(np.array_equal(one[name], other[name]) for name in names) if names else np.array_equal(one, other)


def alone(workers: int, parts: tuple[Any, list[str]]) -> Alone:
    """Every kernel of the week, timed alone."""
    times = TIMES if workers < LARGE else TIMES_OF_LARGE
    ordinary, month_end = (_week_of(workers, kind, parts, times) for kind in (ORDINARY, MONTH_END))
    firms = Playing(baseline(workers), 0).world.seats.size
    return Alone(workers, firms, {name: (taken, month_end[name]) for name, taken in ordinary.items()})


def table(measured: list[Alone]) -> str:
    """Nanoseconds per worker and per firm, in ordinary weeks and at month end, by kernel."""
    heads = "".join(f"{f'{m.workers:,} workers, {m.firms:,} firms':>42s}" for m in measured)
    kinds = f"{'ordinary':>21s}{'month end':>21s}" * len(measured)
    whose = f"{'worker':>12s}{'firm':>9s}" * 2 * len(measured)
    lines = [f"{'':20s}{heads}", f"{'':20s}{kinds}", f"{'kernel, alone, per':20s}{whose}"]
    for name in measured[0].nanoseconds:
        cells = [f"{taken / m.workers:12.2f}{taken / m.firms:9.1f}" for m in measured for taken in m.nanoseconds[name]]
        lines.append(f"{name:20s}" + "".join(cells))
    return "\n".join(line.rstrip() for line in lines)


def rows(measured: list[Alone]) -> list[Row]:
    """The same, a row per number."""
    found = []
    for m in measured:
        for name, nanoseconds in m.nanoseconds.items():
            for kind, taken in zip(("an ordinary week", "at month end"), nanoseconds, strict=True):
                where = f"kernel alone: {name}, {kind}, {m.workers:,} workers"
                found += [Row(where, taken / m.workers, "ns per worker"), Row(where, taken / m.firms, "ns per firm")]
    return found


if __name__ == "__main__":
    in_parts = week_in_parts()
    print(table([alone(n, in_parts) for n in [int(text) for text in sys.argv[1:]] or [4002, 150_000]]))
