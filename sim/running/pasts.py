"""Pasts that are kept: where replicates share a world that is warmed up, it is played once, and each goes on from a copy."""

from collections import OrderedDict
from threading import Lock

from sim.running.one import Playing
from sim.scenario import Scenario
from sim.world import nbytes

MOST_BYTES = 500_000_000  # of worlds kept; beyond it those used longest ago go, but never the last one

_Key = tuple[str, int, int]  # fingerprint, seed, region
_kept: OrderedDict[_Key, Playing] = OrderedDict()
_lock = Lock()


def begin(scenario: Scenario, replicate: int, region: int = 0) -> Playing:
    """A run, or that of a region, as far as it need not be played again: at its first week, or at the end of a common warm-up."""
    if scenario.population.world != "warmed_up":
        return Playing(scenario, replicate, region=region)
    key = (scenario.fingerprint(), scenario.seed, region)
    with _lock:  # who comes while another plays it waits for it
        past = _kept[key] if key in _kept else _warmed_up(scenario, region)
        _kept[key] = past
        _kept.move_to_end(key)
        while len(_kept) > 1 and sum(nbytes(kept.world) for kept in _kept.values()) > MOST_BYTES:
            _kept.popitem(last=False)
    return past.with_luck_of(replicate)


def forget() -> None:
    """Let go of all pasts."""
    with _lock:
        _kept.clear()


def _warmed_up(scenario: Scenario, region: int) -> Playing:
    playing = Playing(scenario, 0, region=region)
    playing.play(scenario.weeks_before)
    return playing
