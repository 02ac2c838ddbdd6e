"""Many runs: replicates side by side, each the same whatever runs beside it."""

import statistics
import time
import traceback
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, Executor, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sim.errors import InputError
from sim.running.branches import Trunk, play_trunk, trunks
from sim.running.compact import declarations, engine_version, play_record
from sim.running.records import HEADLINE, Record
from sim.running.store import Key, Records, Store, claim
from sim.scenario import Scenario

IN_FLIGHT = 64  # runs handed to an executor at a time
TICK_SECONDS = 0.5  # between two calls of `progress` while nothing finishes

Job = tuple[Trunk, int]


@dataclass
class Progress:
    """How far many runs have come.

    Attributes
    ----------
    total, done, failed, reused : int
        Runs asked for, finished (found in the folder or played), failed, and found in the folder.
    began : float
        `time.monotonic()` when the first run was handed out.
    headline_fen : float
        Median over the runs played so far of wages unpaid over 30 days, averaged over the weeks; not a number
        before the first.
    """

    total: int
    done: int = 0
    failed: int = 0
    reused: int = 0
    began: float = field(default_factory=time.monotonic)
    headline_fen: float = float("nan")

    def seconds_left(self) -> float:
        """Expected seconds until all runs are there; not a number before the first has finished."""
        played = self.done - self.reused + self.failed
        if not played:
            return float("nan")
        return (time.monotonic() - self.began) / played * (self.total - self.done - self.failed)


def names_of(scenarios: Iterable[Scenario]) -> dict[tuple[str, int], str]:
    """A name for each scenario that no other one has: (fingerprint, seed) -> name.

    Where several share a name, part of the fingerprint is added, and the seed where that is the same too.

    Raises
    ------
    InputError
        If a scenario is given twice.
    """
    given = [(s.name, s.fingerprint(), s.seed) for s in scenarios]
    by_name = Counter(name for name, _, _ in given)
    by_print = Counter((name, fingerprint) for name, fingerprint, _ in given)
    names: dict[tuple[str, int], str] = {}
    for name, fingerprint, seed in given:
        if (fingerprint, seed) in names:
            raise InputError(f"{name}: is given twice.")
        label = name if by_name[name] == 1 else f"{name}-{fingerprint[:8]}"
        names[fingerprint, seed] = label if by_print[name, fingerprint] == 1 else f"{label}-seed{seed}"
    return names


def run_many(
    scenarios: Sequence[Scenario],
    replicates: int,
    jobs: int = 1,
    out: str | Path | None = None,
    executor: Executor | None = None,
    progress: Callable[[Progress], None] | None = None,
    neighbours: Iterable[Scenario] = (),
) -> tuple[Records, list[dict[str, Any]]]:
    """Play replicates 0..n-1 of each scenario; scenarios that share a past play it once per replicate.

    Parameters
    ----------
    scenarios : sequence of Scenario
        Replicate k has the same luck in all of them.
    replicates : int
        Of each scenario.
    jobs : int
        Runs at a time; kernels release the interpreter's lock, so threads are enough.
    out : path, optional
        Folder whose `parts` keep finished runs; those found there are not played again.
    executor : Executor, optional
        Any `concurrent.futures` executor to use instead of threads; a job is (scenario, replicate), or all scenarios
        that share a past and a replicate.
    progress : callable, optional
        Called after every finished run, and twice a second while none finishes.
    neighbours : iterable of Scenario
        Others whose finished runs may lie in the same folder.

    Returns
    -------
    (records, failures)
        The runs in order, and one mapping per failed run: scenario, fingerprint, seed, replicate, error, traceback.

    Raises
    ------
    InputError
        If a scenario does not fit its world, or the folder holds something else.
    """
    names = names_of(scenarios)
    folder = Path(out) if out is not None else None
    if folder:
        claim(folder, [s.fingerprint() for s in (*scenarios, *neighbours)])
    store = Store(folder, declarations(), engine_version())
    runs = [(*key, k) for key in names for k in range(replicates)]
    missing = [key for key in runs if key not in store]
    state = Progress(len(runs), done=len(runs) - len(missing), reused=len(runs) - len(missing))
    failures = (
        _Collector(store, names, state, progress).play(_jobs(scenarios, missing), jobs, executor) if missing else {}
    )
    keys = tuple(key for key in runs if key in store)
    return Records(store, keys, names, state.reused), [failures[key] for key in runs if key in failures]


def _jobs(scenarios: Sequence[Scenario], missing: Sequence[Key]) -> Iterator[Job]:
    """What is to be played: for each replicate the scenarios that lack it, those with a common past together."""
    given = {(s.fingerprint(), s.seed): s for s in scenarios}
    grown: dict[tuple[Any, ...], list[Trunk]] = {}
    lacking: dict[int, list[tuple[str, int]]] = {}
    for fingerprint, seed, replicate in missing:
        lacking.setdefault(replicate, []).append((fingerprint, seed))
    for replicate, keys in lacking.items():
        if tuple(keys) not in grown:
            grown[tuple(keys)] = trunks([given[key] for key in keys])
        yield from ((trunk, replicate) for trunk in grown[tuple(keys)])


class _Collector:
    """Hands out jobs, keeps what comes back."""

    def __init__(
        self,
        store: Store,
        names: dict[tuple[str, int], str],
        state: Progress,
        progress: Callable[[Progress], None] | None,
    ) -> None:
        self.store, self.names, self.state = store, names, state
        self.tell = progress or (lambda state: None)
        self.headlines: list[float] = []
        self.failures: dict[Key, dict[str, Any]] = {}

    def play(self, waiting: Iterator[Job], jobs: int, executor: Executor | None) -> dict[Key, dict[str, Any]]:
        """Play what is missing; whatever stops it, the finished runs are kept. Returns the failures."""
        pool = executor or ThreadPoolExecutor(max_workers=max(1, jobs), thread_name_prefix="arrears")
        running: dict[Future[Any], Job] = {}
        try:
            while True:
                while len(running) < max(IN_FLIGHT, 4 * jobs) and (job := next(waiting, None)):
                    running[_submit(pool, job)] = job
                if not running:
                    break
                finished, _ = wait(running, timeout=TICK_SECONDS, return_when=FIRST_COMPLETED)
                for future in finished:
                    self.receive(running.pop(future), future)
                self.tell(self.state)
        finally:
            for future in running:
                future.cancel()
            if executor is None:
                pool.shutdown(wait=False, cancel_futures=True)
            self.store.flush()
        return self.failures

    def receive(self, job: Job, future: Future[Any]) -> None:
        """Keep what a job gave, run by run; a fault of the input stops all."""
        trunk, replicate = job
        error = future.exception()
        if isinstance(error, InputError):
            raise error
        gave = [error] * len(trunk.scenarios) if error is not None else future.result()
        for scenario, found in zip(trunk.scenarios, gave if isinstance(gave, list) else [gave], strict=True):
            self.keep((scenario.fingerprint(), scenario.seed, replicate), found)

    def keep(self, key: Key, gave: Record | BaseException) -> None:
        """Keep a record, or the record of a failure."""
        if isinstance(gave, Record) and gave.broken:
            gave = ArithmeticError("accounting: " + "; ".join(gave.broken))
        if isinstance(gave, BaseException):
            self.state.failed += 1
            self.failures[key] = {
                "scenario": self.names[key[:2]],
                "fingerprint": key[0],
                "seed": key[1],
                "replicate": key[2],
                "error": f"{type(gave).__name__}: {gave}",
                "traceback": "".join(traceback.format_exception(gave)),
            }
            return
        self.store.add(gave)
        self.state.done += 1
        column = self.store.declared.by_name[HEADLINE].column
        self.headlines.append(float(gave.values[1:, column].mean()))
        self.state.headline_fen = statistics.median(self.headlines)


def _submit(pool: Executor, job: Job) -> "Future[Any]":
    trunk, replicate = job
    try:
        if len(trunk.scenarios) == 1:
            return pool.submit(play_record, trunk.scenarios[0], replicate)
        return pool.submit(play_trunk, trunk, replicate)
    except BrokenExecutor as error:  # a worker process died: the runs it leaves are failures, not the end
        failed: Future[Any] = Future()
        failed.set_exception(error)
        return failed
