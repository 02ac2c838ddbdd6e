"""Time and memory of one size, in a process of its own: prints one line of JSON.

    python benchmarks/one_size.py WORKERS WEEKS REPLICATES

Plays the baseline with so many workers from its opening, a replicate after the other. Processor seconds are means over
the replicates; cost is that of the weeks after the first year, because a world that has just begun owes little.
"""

import json
import sys
import time

import numpy as np
from scaled import baseline
from stopwatch import peak_bytes

from sim.running.one import Playing
from sim.world import World, nbytes

FIRST_WEEK = 52
TOUCHED = ("accounts", "projects", "contracts", "bills", "crews", "firms", "owners")
SWEEPS = 3


def measure(workers: int, weeks: int, replicates: int) -> dict[str, float]:
    """What the process is asked for, by name: seconds, nanoseconds per worker-week, bytes."""
    built, played, late = [], [], []
    for k in range(replicates):
        begun = time.process_time()
        playing = Playing(baseline(workers), k)
        ready = time.process_time()
        playing.play(FIRST_WEEK)
        settled = time.process_time()
        playing.play(weeks)
        over = time.process_time()
        built.append(ready - begun)
        played.append(over - ready)
        late.append(over - settled)
        if k + 1 < replicates:
            del playing
    return {
        "build_seconds": float(np.mean(built)),
        "week_seconds": float(np.mean(played)) / weeks,
        "cost": float(np.mean(late)) / workers / (weeks - FIRST_WEEK) * 1e9,
        "peak_bytes": peak_bytes(),
        "table_bytes": nbytes(playing.world),
        "sweep": sweep_seconds(playing.world) / workers * 1e9,
    }


def sweep_seconds(world: World) -> float:
    """Reading every byte of the tables that a week goes through, once, in order; the best of some."""
    cells = [np.asarray(getattr(world, name)).view(np.int64) for name in TOUCHED]
    best = float("inf")
    for _ in range(SWEEPS):
        begun = time.process_time()
        for column in cells:
            column.sum()
        best = min(best, time.process_time() - begun)
    return best


if __name__ == "__main__":
    measure(4002, FIRST_WEEK + 1, 1)  # nothing is compiled or imported while the clock runs
    print(json.dumps(measure(*(int(text) for text in sys.argv[1:4]))))
