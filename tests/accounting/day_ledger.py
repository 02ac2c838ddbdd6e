"""A ledger of single days that tests keep beside the engine.

It sees who worked how many days in a week and what the three money columns of a claim gained. The rest it
works out alone, from sections 5 and 6 of `domain.md`: when the wage of each day falls due, which days a
payment is for (the oldest), and what that makes of deferred, overdue, its ages, the headline, the festival
and the survey.
"""

import math
from calendar import monthrange
from dataclasses import dataclass, field
from datetime import date, timedelta

from sim.agents.authority.tables import COORDINATED, NO_CASE, ORDERED
from sim.chain.systems import DEDICATED_ACCOUNT, DIRECT_PAYMENT
from sim.chain.tables import FAILED, FLED, FREE, NEVER, PACKAGE_DONE
from sim.ledger.claims import FESTIVAL, MONTHLY
from sim.running.one import Playing

FESTIVALS = [date(2014, 1, 31), date(2015, 2, 19), date(2016, 2, 8), date(2017, 1, 28)]
OTHERS_PAY = 1 << DEDICATED_ACCOUNT | 1 << DIRECT_PAYMENT
AGREED_FESTIVAL_DATES = [day - timedelta(days=7) for day in FESTIVALS]
AGES = {"overdue_0_30_days": 30, "overdue_31_90_days": 90, "overdue_91_180_days": 180, "overdue_over_180_days": 10**6}


@dataclass(slots=True)
class Day:
    """One day of one worker: the week in which it was worked, and what of its wage is still unpaid."""

    week: int
    unpaid_fen: int


@dataclass(slots=True)
class Employment:
    """What the test knows of a crew."""

    contract: int  # uid
    firm: int  # row
    project: int  # row
    regime: int
    measured: bool  # piece work that must be measured first
    last_worked: int = -1
    ended: int | None = None  # the week in which its package ended
    case: int = NO_CASE  # state of its case at the last close
    helped: bool = False  # the authority had it paid this week: by an order kept, or from above
    past: bool = False  # the general contractor or a wage account pays it, or may have
    fled: int | None = None  # the week in which its employer fled or failed
    due_weeks: dict[tuple[int, int | None, int | None], int] = field(default_factory=dict)  # worked out so far


@dataclass(slots=True)
class Book:
    """One worker in one crew: his days, and what became of their wages."""

    crew: Employment
    wage_fen: int
    days: list[Day] = field(default_factory=list)
    settled: int = 0  # days before this one are paid
    newest_paid: int = -1  # the week in which the newest day was worked that was paid this week, -1 none
    paid_fen: int = 0
    given_up_fen: int = 0
    written_off_fen: int = 0

    def discharge(self, fen: int) -> int:
        """Take what no longer is owed off the oldest days; returns the week of the newest one, -1 for none."""
        newest = -1
        while fen > 0:
            day = self.days[self.settled]
            newest = day.week
            part = min(fen, day.unpaid_fen)
            day.unpaid_fen -= part
            fen -= part
            if day.unpaid_fen == 0:
                self.settled += 1
        return newest

    def open_days(self) -> list[Day]:
        return self.days[self.settled :]


class DayLedger:
    """All single days of a run."""

    def __init__(self, playing: Playing) -> None:
        self.params = playing.params
        self.first_monday = date.fromordinal(int(playing.calendar.sunday[0]) - 6)
        self.old: dict[int, list[bool]] = {}  # of the present week
        self.crews: dict[int, Employment] = {}
        self.books: dict[tuple[int, int], Book] = {}
        self.last_wage_fen: dict[int, int] = {}
        self.last_year_worked: dict[int, int] = {}

    # Dates, from the text.

    def sunday(self, week: int) -> date:
        return self.first_monday + timedelta(weeks=week, days=6)

    def week_containing(self, day: date) -> int:
        return (day - self.first_monday).days // 7

    def agreed_date(self, crew: Employment, worked: int) -> date | None:
        """Monthly: end of the following month. Festival: 7 days before it. Project end: 30 days after the work
        package ends, at the latest the first festival after that."""
        if crew.regime == MONTHLY:
            this = self.sunday(worked)
            year, month = this.year + this.month // 12, this.month % 12 + 1
            return date(year, month, monthrange(year, month)[1])
        if crew.regime == FESTIVAL:
            return next(d for d in AGREED_FESTIVAL_DATES if self.week_containing(d) >= worked)
        if crew.ended is None:
            return None
        end = self.sunday(crew.last_worked)
        return min(end + timedelta(days=30), next(d for d in AGREED_FESTIVAL_DATES if d > end))

    def due_week(self, crew: Employment, worked: int) -> int:
        """The week in which the wage of a day falls due, by what is known of the crew."""
        known = (worked, crew.ended, crew.fled)
        if known not in crew.due_weeks:
            crew.due_weeks[known] = self._due_week(crew, worked)
        return crew.due_weeks[known]

    def _due_week(self, crew: Employment, worked: int) -> int:
        """A wage is due in the week that contains its date; piece wages once measurement has certified the days;
        flight of the employer makes everything due at once."""
        agreed = self.agreed_date(crew, worked)
        due = NEVER if agreed is None else self.week_containing(agreed)
        if crew.measured:
            measured = (
                NEVER if crew.ended is None else crew.ended + int(self.params[crew.ended].wages_measurement_weeks)
            )
            due = max(due, measured)
        if crew.fled is not None:
            due = min(due, max(crew.fled, worked))
        return due

    def over_30_days_old(self, week: int) -> list[bool]:
        """Of each week so far, whether its month ended more than 30 days before this Sunday."""
        if week not in self.old:
            self.old = {week: [self._month_ended_over_30_days_ago(worked, week) for worked in range(week + 1)]}
        return self.old[week]

    def _month_ended_over_30_days_ago(self, worked: int, week: int) -> bool:
        this = self.sunday(worked)
        end = date(this.year, this.month, monthrange(this.year, this.month)[1])
        return (self.sunday(week) - end).days > 30

    # What happened this week.

    def observe(self, playing: Playing, week: int) -> set[tuple[int, int]]:
        """Write the week's days, then the week's payments; returns the claims that are still in the table."""
        world = playing.world
        present = set()
        for book in self.books.values():
            book.newest_paid = -1
        for crew_row in range(world.crews.size):
            row = world.crews[crew_row]
            if row.state == FREE:
                continue
            if row.uid not in self.crews:
                contract = world.contracts[row.contract]
                measured = bool(row.piece and self.params[week].wages_measured_at_acceptance >= 0.5)
                self.crews[row.uid] = Employment(
                    int(contract.uid), int(contract.firm), int(contract.project), int(row.regime), measured
                )
            crew = self.crews[row.uid]
            gone = world.firms[world.contracts.firm[row.contract]]
            if gone.state in (FLED, FAILED) and crew.fled is None:
                crew.fled = int(gone.gone_week)
            case = world.cases[row.case]
            state = int(case.state) if row.case >= 0 else NO_CASE
            just_coordinated = state == COORDINATED != crew.case
            crew.case, crew.helped = state, just_coordinated or (state == ORDERED and bool(case.kept))
            crew.past = crew.past or self._paid_past(world, row.contract)
            if row.state == PACKAGE_DONE and crew.ended is None:
                crew.ended = week
            for claim in world.claims[row.first_claim : row.first_claim + row.hands]:
                key = (int(row.uid), int(world.persons.uid[claim.person]))
                present.add(key)
                self._observe_claim(key, crew, claim, int(row.days_worked), week)
        return present

    @staticmethod
    def _paid_past(world, c: int) -> bool:
        """Whether the wage account of the project or the general contractor may pay a contract's crews."""
        project = world.projects[world.contracts.project[c]]
        return bool(project.in_use & OTHERS_PAY or world.accounts.balance_fen[project.wage_account])

    def _observe_claim(self, key: tuple[int, int], crew: Employment, claim, days_of_crew: int, week: int) -> None:
        if key not in self.books:
            self.books[key] = Book(crew, int(claim.day_wage_fen))
        book = self.books[key]
        worked = max(0, min(days_of_crew, int(claim.left_day)) - int(claim.joined_day))
        if worked > len(book.days):
            crew.last_worked = week
            self.last_wage_fen[key[1]] = book.wage_fen
            self.last_year_worked[key[1]] = self.sunday(week).year
        book.days.extend(Day(week, book.wage_fen) for _ in range(worked - len(book.days)))
        for name in ("paid_fen", "given_up_fen", "written_off_fen"):
            now = int(getattr(claim, name))
            fresh = now - getattr(book, name)
            assert fresh >= 0, f"{name} of {key} fell by {-fresh}"
            newest = book.discharge(fresh)  # fails when more is discharged than was earned
            setattr(book, name, now)
            if name == "paid_fen":
                book.newest_paid = newest

    # What must follow.

    def expected(self, week: int) -> tuple[dict[str, int], dict[tuple[int, int], tuple[int, int, int]]]:
        """Totals by the names of outcomes, and of each open claim all that is unpaid, overdue, over 30 days."""
        totals = dict.fromkeys(("unpaid", "deferred", "overdue", "unpaid_over_30_days", "workers_owed", *AGES), 0)
        claims = {}
        old = self.over_30_days_old(week)
        for key, book in self.books.items():
            all_fen, overdue, headline = 0, 0, 0
            for day in book.open_days():
                due = self.due_week(book.crew, day.week)
                all_fen += day.unpaid_fen
                headline += day.unpaid_fen if old[day.week] else 0
                if due <= week:
                    overdue += day.unpaid_fen
                    # overdue from the close of the Sunday of the week it was due in
                    age = next(name for name, most in AGES.items() if 7 * (week - due) <= most)
                    totals[age] += day.unpaid_fen
            claims[key] = (all_fen, overdue, headline)
            totals["unpaid"] += all_fen
            totals["overdue"] += overdue
            totals["deferred"] += all_fen - overdue
            totals["unpaid_over_30_days"] += headline
            totals["workers_owed"] += overdue > 0
        return totals, claims

    def paid_out_of_order(self, week: int) -> list[int]:
        """Payers that paid for a day while one that fell due earlier stays unpaid: firms, or contracts where
        receipts are spent on their own project only."""
        apart = self.params[week].firms_commingling < 0.5
        newest: dict[int, int] = {}
        oldest: dict[int, int] = {}
        for book in self.books.values():
            payer = book.crew.contract if apart else book.crew.firm
            if book.newest_paid >= 0 and not (book.crew.helped or book.crew.past):  # an order comes before all others
                due = self.due_week(book.crew, book.newest_paid)
                newest[payer] = max(newest.get(payer, due), due)
            for day in book.open_days()[:1]:
                due = self.due_week(book.crew, day.week)
                if due <= week and book.crew.fled is None:
                    oldest[payer] = min(oldest.get(payer, due), due)
        return [payer for payer, due in newest.items() if oldest.get(payer, NEVER) < due]

    def festival(self, week: int) -> tuple[int, int]:
        """Persons who worked since the last calendar year began, and those of them who are owed nothing at all."""
        year = self.sunday(week).year
        persons = {p for p, last in self.last_year_worked.items() if last >= year - 1}
        owed = {key[1] for key, book in self.books.items() if any(day.unpaid_fen for day in book.open_days())}
        return len(persons), len(persons - owed)

    def survey(self, week: int) -> tuple[int, int, int]:
        """Persons who worked this year; those with enough (500 yuan) overdue for 30 days or more; their debt."""
        least = self.params[week].workers_survey_threshold_fen
        persons = {p for p, last in self.last_year_worked.items() if last == self.sunday(week).year}
        owed = dict.fromkeys(persons, 0)
        for key, book in self.books.items():
            for day in book.open_days():
                if 7 * (week - self.due_week(book.crew, day.week)) >= 30 and key[1] in owed:
                    owed[key[1]] += day.unpaid_fen
        found = {p: fen for p, fen in owed.items() if fen >= least}
        debt = sum(
            math.floor(1000 * fen / (self.last_wage_fen[p] * self.params[week].workers_days_per_month))
            for p, fen in found.items()
        )
        return len(persons), len(found), debt
