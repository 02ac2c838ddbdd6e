"""Do the engine and the peer agree, to the fen, in every week? Prints one line per thing compared.

    python benchmarks/agree.py [--workers N] [--seed S] [--weeks W] [--scenario FILE] [--set PATH=VALUE]

Plays `benchmarks/bench_core.toml` with N workers (400 if not given) under seed S (1 if not given) in the engine and in
`benchmarks/peer`, week by week. A line says in how many weeks a thing was the same in both, or in which week, at whom
and how the two first differed. Ends with status 1 if they do.
"""

import argparse
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path

from peer.facts import facts_of_engine, facts_of_peer
from peer.model import PeerModel
from scaled import CORE, scaled

from sim.running.one import Playing
from sim.scenario import Scenario, load_scenario


class Comparison:
    """The engine and the peer, played side by side.

    Attributes
    ----------
    weeks : dict of str to int
        Weeks in which each thing was compared and the same.
    first : dict of str to tuple
        Where each thing first differed: week (0 is the first), who, the engine's value, the peer's.
    seconds : dict of str to float
        Of the engine and of the peer, without the comparison.
    """

    def __init__(self, scenario: Scenario) -> None:
        self.playing = Playing(scenario, 0, record_every=1)
        self.peer = PeerModel(scenario, self.playing.seed, self.playing.world)
        self.opening_flows = self.playing.world.flows_fen.sum(axis=0)
        self.weeks: dict[str, int] = {}
        self.first: dict[str, tuple[int, object, object, object]] = {}
        self.seconds = {"engine": 0.0, "peer": 0.0}

    def step(self) -> None:
        """Play one week in both and compare."""
        self._timed("engine", lambda: self.playing.play(self.playing.week + 1))
        self._timed("peer", self.peer.step)
        ours = facts_of_engine(self.playing, self.opening_flows)
        theirs = facts_of_peer(self.peer)
        for what, mine in ours.items():
            if what in self.first:
                continue
            if mine == theirs[what]:
                self.weeks[what] = self.weeks.get(what, 0) + 1
            else:
                self.first[what] = (self.peer.week, *_first_difference(mine, theirs[what]))

    def _timed(self, who: str, play: Callable[[], None]) -> None:
        began = time.perf_counter()
        play()
        self.seconds[who] += time.perf_counter() - began

    def table(self) -> str:
        """What, weeks compared, first disagreement."""
        lines = [f"{'what':42s} {'weeks the same':>14s}  first disagreement"]
        for what in {**self.weeks, **self.first}:
            lines.append(f"{what:42s} {self.weeks.get(what, 0):14d}  {self._told(what)}")
        return "\n".join(lines)

    def _told(self, what: str) -> str:
        if what not in self.first:
            return "none"
        week, who, engine, peer = self.first[what]
        return f"week {week}, {who}: engine {engine}, peer {peer}"


def _first_difference(engine: Mapping, peer: Mapping) -> tuple[object, object, object]:
    who = min(key for key in {*engine, *peer} if engine.get(key) != peer.get(key))
    return who, engine.get(who), peer.get(who)


def compare(scenario: Scenario, weeks: int | None = None, *, stop: bool = True) -> Comparison:
    """Play a scenario in both; it ends with the first week that differs unless `stop` is false."""
    comparison = Comparison(scenario)
    for _ in range(weeks or scenario.weeks):
        comparison.step()
        if stop and comparison.first:
            break
    return comparison


def main() -> int:
    """Play, print the table; 1 if anything differed."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--workers", type=int, default=400)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--weeks", type=int)
    parser.add_argument("--scenario", type=Path, default=CORE)
    parser.add_argument("--set", action="append", default=[], metavar="PATH=VALUE")
    given = parser.parse_args()
    scenario = scaled(load_scenario(given.scenario), given.workers).with_seed(given.seed)
    scenario = scenario.with_settings(dict(text.split("=", 1) for text in given.set)) if given.set else scenario
    comparison = compare(scenario, given.weeks)
    print(f"{given.workers} workers, seed {given.seed}, {comparison.peer.week + 1} weeks")
    print(comparison.table())
    print(", ".join(f"{who} {seconds:.1f} s" for who, seconds in comparison.seconds.items()))
    return 1 if comparison.first else 0


if __name__ == "__main__":
    sys.exit(main())
