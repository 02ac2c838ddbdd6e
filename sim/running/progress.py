"""How far many runs have come."""

import statistics
import time
from dataclasses import dataclass, field

from sim.running.records import HEADLINE, Declared, Record
from sim.running.store import Key


@dataclass
class Progress:
    """How far many runs have come.

    Attributes
    ----------
    total, done, failed, reused : int
        Runs asked for, finished (found in the folder or played), failed, and found in the folder. Where scenarios have
        several regions, regions are counted.
    what : {"runs", "regions"}
        What is counted.
    began : float
        `time.monotonic()` when the first run was handed out.
    headline_fen : float
        Median over the runs played so far of wages unpaid over 30 days, averaged over the weeks; of a run whose
        regions are not all there, as if the others were like those that are. Not a number before the first.
    """

    total: int
    done: int = 0
    failed: int = 0
    reused: int = 0
    what: str = "runs"
    began: float = field(default_factory=time.monotonic)
    headline_fen: float = float("nan")
    _seen: dict[Key, tuple[float, int]] = field(default_factory=dict, repr=False)  # sum over regions, how many

    def seconds_left(self) -> float:
        """Expected seconds until all runs are there; not a number before the first has finished."""
        played = self.done - self.reused + self.failed
        if not played:
            return float("nan")
        return (time.monotonic() - self.began) / played * (self.total - self.done - self.failed)

    def finished(self, record: Record, regions: int, declared: Declared) -> None:
        """Count a run, or a region of several."""
        self.done += 1
        fen, seen = self._seen.get(record.key, (0.0, 0))
        column = declared.by_name[HEADLINE].column
        self._seen[record.key] = (fen + regions * float(record.values[1:, column].mean()), seen + 1)
        self.headline_fen = statistics.median(fen / seen for fen, seen in self._seen.values())
