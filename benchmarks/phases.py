"""Share of a run's time by phase of the week, from the page itself.

    python benchmarks/phases.py [WORKERS ...]

Reads the source of `play_week`, sets a stopwatch before every phase, compiles that copy and plays a
run of the baseline with it. The stopwatch counts the processor time of this process, so that what
else the machine does matters little.
"""

import ast
import ctypes
import inspect
import sys

import numpy as np

from sim import rooms, week
from sim.core.compiled import _jit, kernel
from sim.core.lend import lend
from sim.running.one import Playing
from sim.scenario import Scenario, load_scenario
from sim.world import enlarge

_stopwatch = ctypes.CDLL(None).clock  # processor time in microseconds
_stopwatch.restype, _stopwatch.argtypes = ctypes.c_long, []


def scaled(workers: int) -> Scenario:
    """The baseline with that many workers and projects in proportion."""
    base = load_scenario("baseline")
    scale = workers / base.population.workers
    projects = max(1, round(base.population.projects * scale))
    government = min(projects, round(base.population.government_projects * scale))
    return base.with_settings(
        {
            "population.workers": workers,
            "population.projects": projects,
            "population.government_projects": government,
        }
    )


def _name(statement: ast.stmt) -> str:
    """What a statement of the page calls, or 'prepare' for plain ones."""
    calls = [n.func.id for n in ast.walk(statement) if isinstance(n, ast.Call) and isinstance(n.func, ast.Name)]
    calls = [c for c in calls if c not in ("range", "min", "max")]
    return calls[0] if calls else "prepare"


class _Stopwatches(ast.NodeTransformer):
    """`used[k] += clock() - before` around each phase, also inside `if` and `for`."""

    def __init__(self) -> None:
        self.names: list[str] = ["prepare"]

    def timed(self, body: list[ast.stmt]) -> list[ast.stmt]:
        found: list[ast.stmt] = []
        for statement in body:
            if isinstance(statement, ast.If | ast.For) and _name(statement) != "prepare":
                statement.body = self.timed(statement.body)
                found.append(statement)
                continue
            found.append(statement)
            name = _name(statement)
            if name != "prepare":
                if name not in self.names:
                    self.names.append(name)
                k = self.names.index(name)
                found += ast.parse(f"_now = _stopwatch()\nused[{k}] += _now - used[0]\nused[0] = _now").body
        return found


def timed_week() -> tuple[object, list[str]]:
    """`play_week` with stopwatches, compiled, as play(w, r, calendar, params, shocks, seed, start, stop, switches, used)."""
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
            timed(w, r, calendar, params, shocks, seed, t, switches, used)
        return stop

    return _jit(play), watches.names


def shares(workers: int, play: object) -> tuple[np.ndarray, int]:
    """Microseconds by phase, and the weeks played."""
    playing = Playing(scaled(workers), 0)
    switches = np.array([playing.record_every, 0], np.int64)
    used = np.zeros(64, np.int64)
    stop = len(playing.calendar.sunday)
    while playing.week < stop:
        playing.week = play(  # type: ignore[operator]
            playing.world, playing.recording, playing.calendar, playing.params, playing.shocks, playing.seed,
            playing.week, stop, switches, used,
        )  # fmt: skip
        if playing.week < stop:
            short = rooms.room_for_week(playing.world, playing.calendar, playing.params[playing.week], playing.week)
            playing.world = enlarge(playing.world, short)
    return used, stop


def table(sizes: list[int]) -> str:
    """Nanoseconds per worker-week by phase, one column per size."""
    play, names = timed_week()
    columns = []
    for workers in sizes:
        used, weeks = shares(workers, play)
        columns.append(used[1 : len(names)] * 1e3 / workers / weeks)
    lines = [f"{'phase':22s}" + "".join(f"{n:>16,}" for n in sizes)]
    for k, name in enumerate(names[1:]):
        lines.append(f"{name:22s}" + "".join(f"{column[k]:9.1f} {column[k] / column.sum():6.1%}" for column in columns))
    lines.append(f"{'all':22s}" + "".join(f"{column.sum():9.1f} {'':6s}" for column in columns))
    return "\n".join(lines)


if __name__ == "__main__":
    print(table([int(n) for n in sys.argv[1:]] or [4002, 20_000, 150_000]))
