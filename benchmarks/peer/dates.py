"""Weeks, months and Spring Festivals from real dates: when a wage is due, and how old it is."""

from calendar import monthrange
from datetime import date, timedelta
from functools import cache

from sim.core.calendar import spring_festival


class Calendar:
    """The weeks of a run, Monday to Sunday; a week belongs to the month of its Sunday.

    Parameters
    ----------
    first_monday : datetime.date
        Monday of week 0.

    Notes
    -----
    A month is one number, year * 12 + month - 1.
    """

    def __init__(self, first_monday: date) -> None:
        self.first_monday = first_monday
        years = range(first_monday.year - 1, first_monday.year + 12)
        festivals = [spring_festival(year) for year in years]
        self.festivals = [self.week_of(day) for day in festivals]
        self.festival_dates = [self.week_of(day - timedelta(days=7)) for day in festivals]
        self.month_of_week = cache(self._month)
        self.last_week_due = cache(self._last_week_due)
        self.last_old_week = cache(self._last_old_week)

    def sunday(self, week: int) -> date:
        """The Sunday that closes a week."""
        return self.first_monday + timedelta(weeks=week, days=6)

    def week_of(self, day: date) -> int:
        """The week that contains a day."""
        return (day - self.first_monday).days // 7

    def year(self, week: int) -> int:
        """Calendar year of a week."""
        return self.sunday(week).year

    def _month(self, week: int) -> int:
        sunday = self.sunday(week)
        return sunday.year * 12 + sunday.month - 1

    def is_month_end(self, week: int) -> bool:
        """Whether the week is the last of its month."""
        return self.month_of_week(week + 1) != self.month_of_week(week)

    def next_month_end(self, week: int) -> int:
        """The first month end after a week."""
        week += 1
        while not self.is_month_end(week):
            week += 1
        return week

    def last_day(self, month: int) -> date:
        """Last day of a month."""
        year, index = divmod(month, 12)
        return date(year, index + 1, monthrange(year, index + 1)[1])

    def last_week(self, month: int) -> int:
        """Last week of a month: the last one whose Sunday lies in it."""
        return (self.last_day(month) - self.sunday(0)).days // 7

    def month_due_week(self, month: int) -> int:
        """The week in which monthly pay of a month is due: that of the last day of the month after."""
        return self.week_of(self.last_day(month + 1))

    def _last_week_due(self, week: int) -> int:
        month = self.month_of_week(week)
        while self.month_due_week(month) > week:
            month -= 1
        return self.last_week(month)

    def _last_old_week(self, week: int) -> int:
        """The last week of the latest month that ended more than 30 days before a week's Sunday."""
        month = self.month_of_week(week)
        while (self.sunday(week) - self.last_day(month)).days <= 30:
            month -= 1
        return self.last_week(month)

    def festival(self, week: int) -> bool:
        """Whether the week contains Spring Festival."""
        return week in self.festivals

    def festival_due(self, week: int) -> bool:
        """Whether the week contains the day seven days before it, when festival wages are due."""
        return week in self.festival_dates

    def next_festival(self, week: int) -> int:
        """The first festival week from a week on."""
        return next(w for w in self.festivals if w >= week)

    def last_festival(self, week: int) -> int:
        """The latest festival week until a week."""
        return max(w for w in self.festivals if w <= week)

    def next_festival_date(self, week: int) -> int:
        """The first week from a week on in which festival wages are due."""
        return next(w for w in self.festival_dates if w >= week)

    def survey(self, week: int) -> bool:
        """Whether the week's Sunday is the last on or before 31 December."""
        sunday = self.sunday(week)
        return sunday.year != (sunday + timedelta(days=7)).year
