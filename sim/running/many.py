"""Many runs: replicates side by side, each the same whatever runs beside it."""

import traceback
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, Executor, Future, ThreadPoolExecutor, wait
from pathlib import Path
from typing import Any, NamedTuple

from sim.errors import InputError
from sim.running.branches import Trunk, play_trunk, trunks
from sim.running.compact import declarations, engine_version, play_record
from sim.running.pasts import forget
from sim.running.progress import Progress
from sim.running.records import Record
from sim.running.store import Key, Piece, Records, Store, claim
from sim.scenario import Scenario

IN_FLIGHT = 64  # jobs handed to an executor at a time
TICK_SECONDS = 0.5  # between two calls of `progress` while nothing finishes


class Job(NamedTuple):
    """What is played in one go: all scenarios that share a past, one replicate, one region."""

    trunk: Trunk
    replicate: int
    region: int


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
            other = next(first for first, *same in given if same == [fingerprint, seed])
            raise InputError(
                f"{name}: is given twice." if other == name else f"{name}: is the same scenario as {other}."
            )
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
        Any `concurrent.futures` executor to use instead of threads; a job is (scenario, replicate, region), or all
        scenarios that share a past, a replicate and a region.
    progress : callable, optional
        Called after every finished job, and twice a second while none finishes.
    neighbours : iterable of Scenario
        Others whose finished runs may lie in the same folder.

    Returns
    -------
    (records, failures)
        The runs in order, and one mapping per failed run: scenario, fingerprint, seed, replicate, error, traceback;
        of several regions that failed the first one's.

    Raises
    ------
    InputError
        If a scenario does not fit its world, or the folder holds something else.
    """
    names = names_of(scenarios)
    folder = Path(out) if out is not None else None
    if folder:
        claim(folder, [s.fingerprint() for s in (*scenarios, *neighbours)])
    several = {(s.fingerprint(), s.seed): s.population.regions for s in scenarios if s.population.regions > 1}
    store = Store(folder, declarations(by_region=bool(several)), engine_version(), several)
    runs = [(*key, k) for key in names for k in range(replicates)]
    missing = [(key, region) for key in runs for region in store.missing(key)]
    state = _at_the_start(store, runs, missing, "regions" if several else "runs")
    reused = sum(key in store for key in runs)
    failures = (
        _Collector(store, names, state, progress).play(_jobs(scenarios, missing), jobs, executor) if missing else {}
    )
    keys = tuple(key for key in runs if key in store)
    return Records(store, keys, names, reused, state.reused if several else 0), [
        failures[key] for key in runs if key in failures
    ]


def _at_the_start(store: Store, runs: Sequence[Key], missing: Sequence[Piece], what: str) -> Progress:
    asked = sum(len(store.regions(key)) for key in runs)
    there = asked - len(missing)
    return Progress(asked, done=there, reused=there, what=what)


def _jobs(scenarios: Sequence[Scenario], missing: Sequence[Piece]) -> Iterator[Job]:
    """What is to be played: for each replicate and region the scenarios that lack it, with a common past together."""
    given = {(s.fingerprint(), s.seed): s for s in scenarios}
    grown: dict[tuple[Any, ...], list[Trunk]] = {}
    lacking: dict[tuple[int, int], list[tuple[str, int]]] = {}
    for (fingerprint, seed, replicate), region in missing:
        lacking.setdefault((replicate, region), []).append((fingerprint, seed))
    for (replicate, region), keys in lacking.items():
        if tuple(keys) not in grown:
            grown[tuple(keys)] = trunks([given[key] for key in keys])
        yield from (Job(trunk, replicate, region) for trunk in grown[tuple(keys)])


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
            forget()
        return self.failures

    def receive(self, job: Job, future: Future[Any]) -> None:
        """Keep what a job gave, run by run; a fault of the input stops all."""
        scenarios = job.trunk.scenarios
        if future.cancelled():
            raise InputError(
                "the executor gave up its work; finished runs are kept, the same command goes on from them."
            )
        error = future.exception()
        if isinstance(error, InputError):
            raise error
        gave = [error] * len(scenarios) if error is not None else future.result()
        for scenario, found in zip(scenarios, gave if isinstance(gave, list) else [gave], strict=True):
            self.keep((scenario.fingerprint(), scenario.seed, job.replicate), job.region, found)

    def keep(self, key: Key, region: int, gave: Record | BaseException) -> None:
        """Keep a record, or the record of a failure."""
        regions = len(self.store.regions(key))
        if isinstance(gave, Record) and gave.broken:
            gave = ArithmeticError("accounting: " + "; ".join(gave.broken))
        if isinstance(gave, BaseException):
            self.state.failed += 1
            if region > self.failures.get(key, {}).get("region", region):
                return
            where = f"region {region}: " if regions > 1 else ""
            self.failures[key] = {
                "scenario": self.names[key[:2]],
                "fingerprint": key[0],
                "seed": key[1],
                "replicate": key[2],
                **({"region": region} if regions > 1 else {}),
                "error": f"{where}{type(gave).__name__}: {gave}",
                "traceback": "".join(traceback.format_exception(gave)),
            }
            return
        self.store.add(gave)
        self.state.finished(gave, regions, self.store.declared)


def _submit(pool: Executor, job: Job) -> "Future[Any]":
    trunk, replicate, region = job
    try:
        if len(trunk.scenarios) == 1:
            return pool.submit(play_record, trunk.scenarios[0], replicate, region)
        return pool.submit(play_trunk, trunk, replicate, region)
    except BrokenExecutor as error:  # a worker process died: the runs it leaves are failures, not the end
        failed: Future[Any] = Future()
        failed.set_exception(error)
        return failed
