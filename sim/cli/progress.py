"""Telling people how far many runs have come: a bar on a terminal, plain lines elsewhere, nothing for a fast run."""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

    from sim.running.many import Progress

QUIET_SECONDS = 1.5  # what is over before needs no telling
LINE_SECONDS = 10.0  # between plain lines
MILLION_YUAN_FEN = 1e8


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


def headline(state: "Progress") -> str:
    """The headline measure so far, or what takes the first run so long."""
    if state.headline_fen != state.headline_fen:
        return "" if state.done + state.failed else "computing; the first time, the model is compiled for half a minute"
    return f"unpaid over 30 days {state.headline_fen / MILLION_YUAN_FEN:,.2f} million yuan"


class _Lines:
    """Plain lines, one every ten seconds."""

    def __init__(self) -> None:
        """Nothing is told before ten seconds are over."""
        self.last = time.monotonic()

    def tell(self, state: "Progress") -> None:
        """Print a line if the last is old enough."""
        if time.monotonic() - self.last < LINE_SECONDS:
            return
        self.last = time.monotonic()
        left = f"about {duration(state.seconds_left())} left" if state.done + state.failed else ""
        words = [f"runs {state.done} of {state.total}", f"{state.failed} failed", left, headline(state)]
        print(", ".join(word for word in words if word), file=sys.stderr, flush=True)

    def close(self) -> None:
        """Nothing to put away."""


class _Bar:
    """A bar on a terminal, gone when all is done."""

    def __init__(self) -> None:
        """The bar appears with the first news."""
        self.bar: Any = None
        self.task: Any = None

    def _open(self, total: int) -> None:
        """Draw the bar."""
        from rich.console import Console
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

        columns = (
            TextColumn("runs"),
            BarColumn(),
            MofNCompleteColumn(),
            TextColumn("{task.fields[failed]} failed"),
            TimeRemainingColumn(),
            TextColumn("{task.fields[headline]}"),
        )
        self.bar = Progress(*columns, console=Console(stderr=True), transient=True)
        self.task = self.bar.add_task("", total=total, failed=0, headline="")
        self.bar.start()

    def tell(self, state: "Progress") -> None:
        """Move the bar on."""
        if self.bar is None:
            self._open(state.total)
        done = state.done + state.failed
        self.bar.update(self.task, completed=done, failed=state.failed, headline=headline(state))

    def close(self) -> None:
        """Take the bar away."""
        if self.bar is not None:
            self.bar.stop()
