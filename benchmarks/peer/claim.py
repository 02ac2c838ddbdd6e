"""What one worker earned in one crew: one entry per week, the oldest paid first."""

from collections import deque
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from peer.crew import Crew
    from peer.worker import Worker

ALL_WEEKS = 1 << 30  # a week after all others


@dataclass(slots=True)
class WeekWage:
    """The wage of one week, and what of it is open."""

    week: int
    month: int
    open_fen: int


class Claim:
    """One worker in one crew."""

    __slots__ = (
        "crew", "day_wage_fen", "days", "evidence", "given_up_fen", "month_days", "open", "paid_fen", "present",
        "worker", "written_off_fen",
    )  # fmt: skip

    def __init__(self, worker: "Worker", crew: "Crew", day_wage_fen: int, evidence: int) -> None:
        self.worker, self.crew = worker, crew
        self.day_wage_fen, self.evidence = day_wage_fen, evidence
        self.present = True
        self.days = 0
        self.month_days: dict[int, int] = {}
        self.open: deque[WeekWage] = deque()
        self.paid_fen = self.given_up_fen = self.written_off_fen = 0

    def earn(self, week: int, month: int, days: int) -> int:
        """Write down a week's work; returns the wage."""
        fen = self.day_wage_fen * days
        self.days += days
        self.month_days[month] = self.month_days.get(month, 0) + days
        if fen:
            self.open.append(WeekWage(week, month, fen))
        return fen

    def unpaid(self, through: int = ALL_WEEKS) -> int:
        """What is open of the wages of all weeks up to one."""
        fen = 0
        for entry in self.open:
            if entry.week > through:
                break
            fen += entry.open_fen
        return fen

    def _discharge(self, fen: int) -> None:
        while fen:
            entry = self.open[0]
            part = min(fen, entry.open_fen)
            entry.open_fen -= part
            fen -= part
            if not entry.open_fen:
                self.open.popleft()

    def pay(self, fen: int) -> None:
        """The oldest wages are paid first."""
        self._discharge(fen)
        self.paid_fen += fen

    def give_up(self, fen: int) -> None:
        """So much, of the oldest wages first, is given up."""
        self._discharge(fen)
        self.given_up_fen += fen

    def write_off(self) -> None:
        """All that is open is written off."""
        self.written_off_fen += self.unpaid()
        self.open.clear()

    def leave(self) -> None:
        """The worker is free; what is open stays open."""
        self.present = False
        self.worker.job = None
