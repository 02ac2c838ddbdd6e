"""A ledger of single days that tests keep beside the engine.

It sees who worked how many days in a week and what the three money columns of a claim gained. The rest it
works out alone, from sections 5 and 6 of `domain.md`: when the wage of each day falls due, which days a
payment is for (the oldest), and what that makes of deferred, overdue, its ages, the headline, the festival
and the survey.

All days that somebody worked in one crew in one week are alike: they have one wage, one month and one due date. So the
ledger holds what is unpaid of them in one cell, [who and in which crew, week], and takes payments off cell by cell.
"""

import math
from calendar import monthrange
from dataclasses import dataclass, field
from datetime import date, timedelta

import numpy as np

from sim.agents.authority.tables import COORDINATED, NO_CASE, ORDERED
from sim.chain.systems import DEDICATED_ACCOUNT, DIRECT_PAYMENT, MONTHLY_PAY, WAGE_DEPOSIT
from sim.chain.tables import FAILED, FLED, FREE, NEVER, PACKAGE_DONE
from sim.ledger.claims import FESTIVAL, MONTHLY
from sim.running.one import Playing
from sim.world import open_claims

FESTIVALS = [date(2014, 1, 31), date(2015, 2, 19), date(2016, 2, 8), date(2017, 1, 28)]
OTHERS_PAY = 1 << DEDICATED_ACCOUNT | 1 << DIRECT_PAYMENT | 1 << WAGE_DEPOSIT
AGREED_FESTIVAL_DATES = [day - timedelta(days=7) for day in FESTIVALS]
AGES = {"overdue_0_30_days": 30, "overdue_31_90_days": 90, "overdue_91_180_days": 180, "overdue_over_180_days": 10**6}


@dataclass(slots=True)
class Employment:
    """What the test knows of a crew."""

    number: int  # its row in the table of due weeks
    contract: int  # uid
    firm: int  # row
    regime: int
    measured: bool  # piece work that must be measured first
    worked: list[int] = field(default_factory=list)  # weeks
    ended: int | None = None  # the week in which its package ended
    case: int = NO_CASE  # state of its case at the last close
    helped: bool = False  # the authority had it paid this week: by an order kept, or from above
    past: bool = False  # the general contractor, a wage account or a deposit pays it, or may have
    fled: int | None = None  # the week in which its employer fled or failed
    known: tuple[int | None, int | None, int] = (None, None, 0)  # what the due weeks in the table follow from


SETTLED = ("paid_fen", "given_up_fen", "written_off_fen")
DUE, OF_OLD_DUE, OF_OLD_LATER = 1, 2, 3  # parts of what is unpaid, beside all of it: overdue; the headline, due and not


class DayLedger:
    """All single days of a run; a row is one worker in one crew, a column a week."""

    def __init__(self, playing: Playing) -> None:
        self.params = playing.params
        self.first_monday = date.fromordinal(int(playing.calendar.sunday[0]) - 6)
        self.weeks = len(playing.calendar.sunday)
        self.crews: dict[int, Employment] = {}
        self.due = np.full((0, self.weeks), NEVER, np.int64)  # [crew, week worked]: when its wage falls due
        self.rows: dict[tuple[int, int], int] = {}  # by uids of crew and person
        self.crew_of = np.zeros(0, np.int64)  # number of the crew
        self.person = np.zeros(0, np.int64)  # uid
        self.wage_fen = np.zeros(0, np.int64)
        self.days = np.zeros(0, np.int64)
        self.settled = {name: np.zeros(0, np.int64) for name in SETTLED}
        self.newest_paid = np.zeros(0, np.int64)  # the week in which the newest day was worked that was paid this week
        self.unpaid = np.zeros((0, self.weeks), np.int64)
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
        end = self.sunday(crew.worked[-1])
        return min(end + timedelta(days=30), next(d for d in AGREED_FESTIVAL_DATES if d > end))

    def due_week(self, crew: Employment, worked: int) -> int:
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

    def over_30_days_old(self, week: int) -> np.ndarray:
        """Of each week up to this one, whether its month ended more than 30 days before this Sunday."""
        sundays = [self.sunday(worked) for worked in range(week + 1)]
        ends = [date(day.year, day.month, monthrange(day.year, day.month)[1]) for day in sundays]
        return np.array([(sundays[-1] - end).days > 30 for end in ends])

    # What happened this week.

    def observe(self, playing: Playing, week: int) -> np.ndarray:
        """Write the week's days, then the week's payments; returns the row of each claim in the table, -1 if it is free."""
        world = playing.world
        self._observe_crews(world, week)
        used = open_claims(world)
        claims, crews = world.claims[used], world.crews[world.claims.crew[used]]
        rows = np.full(world.claims.size, -1)
        rows[used] = self._find_rows(crews.uid, world.persons.uid[claims.person], claims.day_wage_fen)
        self._observe_work(rows[used], claims, crews, week)
        self._observe_payments(rows[used], claims)
        for crew in self.crews.values():
            if crew.known != (crew.ended, crew.fled, len(crew.worked)):
                crew.known = (crew.ended, crew.fled, len(crew.worked))
                self.due[crew.number, crew.worked] = [self.due_week(crew, worked) for worked in crew.worked]
        return rows

    def _observe_crews(self, world, week: int) -> None:
        rows = world.crews[world.crews.state != FREE]
        contracts = world.contracts[rows.contract]
        cases = np.where(rows.case >= 0, world.cases.state[rows.case], NO_CASE).tolist()
        kept = world.cases.kept[rows.case].tolist()
        past = _paid_past(world)[contracts.project].tolist()
        states, gone_weeks = world.firms.state[contracts.firm].tolist(), world.firms.gone_week[contracts.firm].tolist()
        for i, (uid, state) in enumerate(zip(rows.uid.tolist(), rows.state.tolist(), strict=True)):
            if uid not in self.crews:
                self.crews[uid] = self._new_crew(world, rows[i], contracts[i], week)
            crew = self.crews[uid]
            if states[i] in (FLED, FAILED) and crew.fled is None:
                crew.fled = gone_weeks[i]
            just_coordinated = cases[i] == COORDINATED != crew.case
            crew.case, crew.helped = cases[i], just_coordinated or (cases[i] == ORDERED and kept[i])
            crew.past = crew.past or past[i]
            if state == PACKAGE_DONE and crew.ended is None:
                crew.ended = week

    def _new_crew(self, world, row, contract, week: int) -> Employment:
        p = self.params[week]
        monthly = bool(world.projects.in_use[contract.project] >> MONTHLY_PAY & 1)
        assert row.regime == MONTHLY or not monthly
        by_month = p.wages_measured_at_acceptance < 0.5 or (monthly and p.monthly_pay_measured_monthly)
        number = len(self.due)
        self.due = np.concatenate([self.due, np.full((1, self.weeks), NEVER)])
        return Employment(
            number, int(contract.uid), int(contract.firm), int(row.regime), bool(row.piece and not by_month)
        )

    def _find_rows(self, crews: np.ndarray, persons: np.ndarray, wages: np.ndarray) -> np.ndarray:
        """The row of each claim; who is new gets one."""
        before = len(self.rows)
        keys = list(zip(crews.tolist(), persons.tolist(), strict=True))
        rows = np.array([self.rows.setdefault(key, len(self.rows)) for key in keys], np.int64)
        fresh = np.flatnonzero(rows >= before)
        none = np.zeros(len(fresh), np.int64)
        numbers = [self.crews[crew].number for crew in crews[fresh].tolist()]
        self.crew_of = np.concatenate([self.crew_of, np.array(numbers, np.int64)])
        self.person = np.concatenate([self.person, persons[fresh]])
        self.wage_fen = np.concatenate([self.wage_fen, wages[fresh].astype(np.int64)])
        self.days = np.concatenate([self.days, none])
        self.settled = {name: np.concatenate([fen, none]) for name, fen in self.settled.items()}
        self.unpaid = np.concatenate([self.unpaid, np.zeros((len(fresh), self.weeks), np.int64)])
        return rows

    def _observe_work(self, rows: np.ndarray, claims, crews, week: int) -> None:
        assert np.array_equal(self.wage_fen[rows], claims.day_wage_fen)
        through = np.minimum(crews.days_worked, claims.left_day).astype(np.int64)
        fresh = through - self.days[rows]
        assert (fresh >= 0).all()
        self.days[rows] += fresh
        self.unpaid[rows, week] = fresh * self.wage_fen[rows]
        at_work = rows[fresh > 0]
        persons = self.person[at_work].tolist()
        self.last_wage_fen.update(zip(persons, self.wage_fen[at_work].tolist(), strict=True))
        self.last_year_worked.update(dict.fromkeys(persons, self.sunday(week).year))
        for uid in set(crews.uid[fresh > 0].tolist()):
            self.crews[uid].worked.append(week)

    def _observe_payments(self, rows: np.ndarray, claims) -> None:
        self.newest_paid = np.full(len(self.rows), -1)
        for name, settled in self.settled.items():
            fresh = claims[name] - settled[rows]
            assert (fresh >= 0).all(), name
            some = np.flatnonzero(fresh)
            newest = self._discharge(rows[some], fresh[some])
            settled[rows] = claims[name]
            if name == "paid_fen":
                self.newest_paid[rows[some]] = newest

    def _discharge(self, rows: np.ndarray, fen: np.ndarray) -> np.ndarray:
        """Take what no longer is owed off the oldest days; returns the week of the newest of them."""
        through = self.unpaid[rows].cumsum(axis=1)
        assert (fen <= through[:, -1]).all(), "more is discharged than was earned"
        self.unpaid[rows] = np.diff(np.maximum(0, through - fen[:, None]), axis=1, prepend=0)
        return (through < fen[:, None]).sum(axis=1)

    # What must follow.

    def owed(self, week: int) -> np.ndarray:
        """What is unpaid of each row, int64 [row, 4]: all; overdue; the headline that is due, and that is not yet."""
        found = np.zeros((len(self.rows), 4), np.int64)
        found[:, 0] = self.unpaid.sum(axis=1)
        still = np.flatnonzero(found[:, 0])
        open_fen, due = self.unpaid[still, : week + 1], self.due[self.crew_of[still], : week + 1] <= week
        old = self.over_30_days_old(week)
        found[still, DUE] = (open_fen * due).sum(axis=1)
        found[still, OF_OLD_DUE] = (open_fen * (due & old)).sum(axis=1)
        found[still, OF_OLD_LATER] = (open_fen * (~due & old)).sum(axis=1)
        return found

    def totals(self, week: int, owed: np.ndarray) -> dict[str, int]:
        """Totals by the names of outcomes."""
        still = np.flatnonzero(owed[:, DUE])
        weeks_overdue = week - self.due[self.crew_of[still], : week + 1]
        found, younger = {}, -1
        for name, most in AGES.items():  # overdue from the close of the Sunday of the week it was due in
            aged = (weeks_overdue >= 0) & (7 * weeks_overdue > younger) & (7 * weeks_overdue <= most)
            found[name] = int((self.unpaid[still, : week + 1] * aged).sum())
            younger = most
        unpaid, overdue, headline, later = owed.sum(axis=0).tolist()
        return found | {
            "unpaid": unpaid, "deferred": unpaid - overdue, "overdue": overdue,
            "unpaid_over_30_days": headline + later, "workers_owed": len(still),
        }  # fmt: skip

    def by_contract(self, amounts: np.ndarray) -> dict[int, list[int]]:
        """Amounts of each row, int64 [row, any], summed by the uid of the contract."""
        sums = np.zeros((len(self.due), amounts.shape[1]), np.int64)
        np.add.at(sums, self.crew_of, amounts)
        found: dict[int, list[int]] = {}
        for crew in self.crews.values():
            before = found.get(crew.contract, [0] * amounts.shape[1])
            found[crew.contract] = [a + b for a, b in zip(before, sums[crew.number].tolist(), strict=True)]
        return found

    def paid_out_of_order(self, week: int) -> set[int]:
        """Payers that paid for a day while one that fell due earlier stays unpaid: firms, or contracts where
        receipts are spent on their own project only."""
        apart = self.params[week].firms_commingling < 0.5
        crews = list(self.crews.values())
        newest: dict[int, int] = {}
        oldest: dict[int, int] = {}
        # an order comes before all others, and what is paid past an employer is no payment of his
        for row in np.flatnonzero(self.newest_paid >= 0).tolist():
            crew = crews[self.crew_of[row]]
            if not (crew.helped or crew.past):
                payer = crew.contract if apart else crew.firm
                newest[payer] = max(newest.get(payer, -1), int(self.due[crew.number, self.newest_paid[row]]))
        first_open = (self.unpaid > 0).argmax(axis=1)
        due = np.where(self.unpaid.any(axis=1), self.due[self.crew_of, first_open], NEVER)
        for row in np.flatnonzero(due <= week).tolist():
            crew = crews[self.crew_of[row]]
            payer = crew.contract if apart else crew.firm
            if crew.fled is None:
                oldest[payer] = min(oldest.get(payer, NEVER), int(due[row]))
        return {payer for payer, then in newest.items() if oldest.get(payer, NEVER) < then}

    def festival(self, week: int) -> tuple[int, int]:
        """Persons who worked since the last calendar year began, and those of them who are owed nothing at all."""
        year = self.sunday(week).year
        persons = {p for p, last in self.last_year_worked.items() if last >= year - 1}
        owed = set(self.person[self.unpaid.any(axis=1)].tolist())
        return len(persons), len(persons - owed)

    def survey(self, week: int) -> tuple[int, int, int]:
        """Persons who worked this year; those with enough (500 yuan) overdue for 30 days or more; their debt."""
        least = self.params[week].workers_survey_threshold_fen
        persons = {p for p, last in self.last_year_worked.items() if last == self.sunday(week).year}
        owed = dict.fromkeys(persons, 0)
        for_long = 7 * (week - self.due[self.crew_of]) >= 30
        for person, fen in zip(self.person.tolist(), (self.unpaid * for_long).sum(axis=1).tolist(), strict=True):
            if person in owed:
                owed[person] += fen
        found = {p: fen for p, fen in owed.items() if fen >= least}
        debt = sum(
            math.floor(1000 * fen / (self.last_wage_fen[p] * self.params[week].workers_days_per_month))
            for p, fen in found.items()
        )
        return len(persons), len(found), debt


def _paid_past(world) -> np.ndarray:
    """Of each project, whether its wage account, its deposits or its general contractor may pay crews past the employer."""
    kept = (
        world.accounts.balance_fen[world.projects.wage_account]
        + world.accounts.balance_fen[world.projects.deposit_account]
    )
    stood_for = np.zeros(world.projects.size, np.int64)
    np.add.at(stood_for, world.contracts.project, world.deposits.guarantee_fen)
    return (world.projects.in_use & OTHERS_PAY != 0) | (kept > 0) | (stood_for > 0)
