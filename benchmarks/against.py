"""Engine and peer on the closed region, in a process of its own: prints one line of JSON.

    python benchmarks/against.py WORKERS WEEKS ROUNDS

Processor seconds of each from the opening, played in turn, the least of some rounds. Building does not count, nor does the
compiling of the rules that both share.
"""

import json
import sys

from peer.model import PeerModel
from scaled import core
from stopwatch import best, in_turn, processor_seconds

from sim.running.one import Playing


def opening_peer(workers: int) -> PeerModel:
    """The peer before its first week."""
    scenario = core(workers)
    playing = Playing(scenario, 0)
    return PeerModel(scenario, playing.seed, playing.world)


def compile_rules() -> None:
    """Play a small region to its end: rules that the peer shares are compiled when they are first called."""
    small = opening_peer(400)
    for _ in range(core(400).weeks):
        small.step()


def measure(workers: int, weeks: int, rounds: int) -> dict[str, float]:
    """Seconds of engine and peer."""

    def play_peer() -> float:
        peer = opening_peer(workers)
        return processor_seconds(lambda: [peer.step() for _ in range(weeks)])

    def play_engine() -> float:
        fresh = Playing(core(workers), 0)
        return processor_seconds(lambda: fresh.play(weeks))

    compile_rules()
    play_engine()
    fast, slow = best(in_turn(rounds, lambda: min(play_engine() for _ in range(3)), play_peer))
    return {"engine": fast, "peer": slow}


if __name__ == "__main__":
    print(json.dumps(measure(*(int(text) for text in sys.argv[1:4]))))
