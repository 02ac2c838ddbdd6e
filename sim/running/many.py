"""Many runs: replicates side by side, each the same whatever runs beside it."""

import traceback
from collections.abc import Callable, Sequence
from concurrent.futures import Executor, ThreadPoolExecutor, as_completed

from sim.running.one import Run, run
from sim.scenario import Scenario


def run_many(
    scenarios: Sequence[Scenario],
    replicates: int,
    jobs: int = 1,
    executor: Executor | None = None,
    done: Callable[[int, int], None] | None = None,
) -> tuple[list[Run], list[dict[str, object]]]:
    """Play replicates 0..n-1 of each scenario; returns the runs in order, and a record per failure.

    Parameters
    ----------
    scenarios : scenarios to play.
    replicates : replicates of each; replicate k has the same luck in every scenario.
    jobs : runs at a time; kernels release the interpreter's lock, so threads are enough.
    executor : any `concurrent.futures` executor to use instead.
    done : called with (runs finished, runs failed).
    """
    jobs_wanted = [(scenario, k) for scenario in scenarios for k in range(replicates)]
    found: dict[int, Run] = {}
    failures: list[dict[str, object]] = []
    pool = executor or ThreadPoolExecutor(max_workers=max(1, jobs))
    try:
        futures = {pool.submit(run, scenario, k): i for i, (scenario, k) in enumerate(jobs_wanted)}
        for future in as_completed(futures):
            i = futures[future]
            error = future.exception()
            if error is None:
                found[i] = future.result()
            else:
                scenario, k = jobs_wanted[i]
                text = "".join(traceback.format_exception(error))
                failures.append({"scenario": scenario.name, "replicate": k, "error": str(error), "traceback": text})
            if done is not None:
                done(len(found), len(failures))
    finally:
        if executor is None:
            pool.shutdown(cancel_futures=True)
    return [found[i] for i in sorted(found)], failures
