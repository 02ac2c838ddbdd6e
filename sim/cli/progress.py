"""Telling people how far many runs have come: a bar on a terminal, plain lines elsewhere, nothing for a fast run."""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

    from sim.running.progress import Progress

QUIET_SECONDS = 1.5  # what is over before needs no telling
BAR_WIDTH = 6  # leaves room for the words on 80 columns
LINE_SECONDS = 10.0  # between plain lines
MILLION_YUAN_FEN = 1e8
FIRST_RUN = "the first run compiles the model, about half a minute"  # the README says it in the same words


@contextmanager
def told() -> "Iterator[Callable[[Progress], None]]":
    """A function to be told of progress, for as long as the block lasts."""
    teller: _Bar | _Lines = _Bar() if sys.stderr.isatty() else _Lines()
    began = time.monotonic()

    def tell(state: "Progress") -> None:
        """Hand news on, but none of a run that is over at once."""
        if time.monotonic() - began > QUIET_SECONDS:
            teller.tell(state)

    try:
        yield tell
    finally:
        teller.close()


def duration(seconds: float) -> str:
    """Seconds in words."""
    if seconds != seconds:
        return "unknown"
    if seconds < 90:
        return f"{max(1, round(seconds))} s"
    return f"{seconds / 60:.0f} min" if seconds < 5400 else f"{seconds / 3600:.1f} h"


def news(state: "Progress") -> str:
    """How far the runs have come, in words: what takes the first one so long, then failures, time left and headline."""
    if state.done + state.failed == state.reused:
        return f"{duration(time.monotonic() - state.began)} so far, {waiting()}"
    words = [f"{state.failed} failed", f"about {duration(state.seconds_left())} left"]
    if state.headline_fen == state.headline_fen:
        words.append(f"unpaid over 30 days {state.headline_fen / MILLION_YUAN_FEN:,.2f} million yuan")
    return ", ".join(words)


def waiting() -> str:
    """What takes the first run so long."""
    from sim.core.compiled import kept

    return "computing" if kept("sim.week") else FIRST_RUN


class _Lines:
    """Plain lines, one every ten seconds."""

    def __init__(self) -> None:
        """Nothing is told before ten seconds are over, unless the model must be compiled."""
        self.last = time.monotonic()
        self.told = False

    def tell(self, state: "Progress") -> None:
        """Print a line if the last is old enough."""
        soon = not self.told and FIRST_RUN in news(state)
        if time.monotonic() - self.last < LINE_SECONDS and not soon:
            return
        self.last, self.told = time.monotonic(), True
        print(f"{state.what} {state.done} of {state.total}, {news(state)}", file=sys.stderr, flush=True)

    def close(self) -> None:
        """Nothing to put away."""


class _Bar:
    """A bar on a terminal, gone when all is done."""

    def __init__(self) -> None:
        """The bar appears with the first news."""
        self.bar: Any = None
        self.task: Any = None

    def _open(self, what: str, total: int) -> None:
        """Draw the bar."""
        from rich.console import Console
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

        columns = (
            TextColumn(what), BarColumn(BAR_WIDTH), MofNCompleteColumn(), TextColumn("{task.fields[news]}"),
        )  # fmt: skip
        self.bar = Progress(*columns, console=Console(stderr=True), transient=True)
        self.task = self.bar.add_task("", total=total, news="")
        self.bar.start()

    def tell(self, state: "Progress") -> None:
        """Move the bar on."""
        if self.bar is None:
            self._open(state.what, state.total)
        self.bar.update(self.task, completed=state.done + state.failed, news=news(state))

    def close(self) -> None:
        """Take the bar away."""
        if self.bar is not None:
            self.bar.stop()
