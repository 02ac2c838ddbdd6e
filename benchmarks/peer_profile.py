"""Where the peer spends its time on the closed region: its functions by their own time.

    python benchmarks/peer_profile.py [WORKERS [WEEKS]]

Measured by `cProfile`, which makes each call dearer by about a tenth of a microsecond or two, so small functions that are called
often look larger than they are; the time against the engine is taken without it.
"""

import cProfile
import pstats
import sys
from pathlib import Path
from typing import Any

from against import compile_rules, opening_peer

SHOWN = 20


def profile(workers: int, weeks: int) -> pstats.Stats:
    """Play the peer for some weeks under the profiler; building it and compiling the rules does not count."""
    compile_rules()
    peer = opening_peer(workers)
    watch = cProfile.Profile()
    watch.runcall(lambda: [peer.step() for _ in range(weeks)])
    return pstats.Stats(watch)


def table(stats: pstats.Stats) -> str:
    """The functions with the most time of their own: calls, share of all time, own and with all they call."""
    found: dict[tuple[str, int, str], Any] = stats.stats  # type: ignore[attr-defined]
    total = sum(own for _, _, own, _, _ in found.values())
    lines = [f"{'function':60s}{'calls':>12s}{'own':>8s}{'with calls':>12s}"]
    for where, (_, calls, own, whole, _) in sorted(found.items(), key=lambda item: -item[1][2])[:SHOWN]:
        lines.append(f"{_named(where):60s}{calls:12,d}{own / total:8.1%}{whole / total:12.1%}")
    return "\n".join(lines)


def _named(where: tuple[str, int, str]) -> str:
    """File, line and name; of what is built in, the name alone."""
    file, line, name = where
    return name if file == "~" else f"{Path(file).parent.name}/{Path(file).name}:{line} {name}"


if __name__ == "__main__":
    asked = [int(text) for text in sys.argv[1:]]
    print(table(profile(*(asked + [4002, 52][len(asked) :]))))
