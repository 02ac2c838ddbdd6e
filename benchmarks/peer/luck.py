"""Luck and cards: the draws of the engine, and what is in force this week."""

from types import SimpleNamespace

import numpy as np

from sim.core.draws import Stream, order_key, uniform
from sim.core.quantiles import quantile


class Luck:
    """The draws of one replicate: functions of what is decided, the week, and whom it concerns."""

    def __init__(self, seed: int) -> None:
        self.seed = seed

    def u(self, stream: Stream, week: int, uid: int) -> float:
        """A number in [0, 1)."""
        return uniform(self.seed, int(stream), week, uid)

    def key(self, stream: Stream, week: int, uid: int) -> int:
        """A whole number to sort by."""
        return order_key(self.seed, int(stream), week, uid)

    def value(self, table: np.ndarray, stream: Stream, week: int, uid: int) -> float:
        """A value of a table of quantiles."""
        return quantile(table, uniform(self.seed, int(stream), week, uid))


def cards_of(record: np.void) -> SimpleNamespace:
    """The cards of one week as plain numbers; tables stay arrays."""
    names = record.dtype.names
    return SimpleNamespace(**{n: record[n] if record.dtype[n].shape else record[n].item() for n in names})
