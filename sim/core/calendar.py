"""Weeks, months and Spring Festivals."""

from calendar import monthrange
from datetime import date, timedelta
from functools import lru_cache

import numpy as np

from sim.core.tables import rows_of

# One row per week, Monday to Sunday; a week belongs to the month of its Sunday.
WEEKS = np.dtype(
    [
        ("sunday", "i4"),  # ordinal of the Sunday
        ("month", "i4"),  # year * 12 + month - 1
        ("month_end", "?"),  # last week of its month
        ("next_month_end", "i4"),  # first month end after this week (may lie beyond the end)
        ("due_month", "i4"),  # latest month whose monthly pay is due by this Sunday
        ("over30_month", "i4"),  # latest month that ended more than 30 days before this Sunday
        ("festival", "?"),  # week of Spring Festival
        ("festival_due", "?"),  # week of the day 7 days before it
        ("next_festival_due", "i4"),  # first such week from here on (may lie beyond the end)
        ("next_festival", "i4"),
        ("last_festival", "i4"),  # latest festival week until here (may be negative)
        ("survey", "?"),  # last Sunday on or before 31 December
        ("flow_row", "i4"),  # row of the flows: 0 in the warm-up, then one per quarter
        ("year", "i4"),
    ],
    align=True,
)
# What every phase may ask about the present week: one row of the world.
NOW = np.dtype(
    [
        ("week", "i8"),
        ("next_festival", "i8"),
        ("workers", "i8"),  # of the region at the opening: offices are staffed by it
        ("recording", "?"),  # the warm-up is over
        ("flow_row", "i8"),  # row of the flows being written
        ("period", "i8"),  # of the year's thirteen four-week periods
        ("visit_all", "?"),  # no crew counts as quiet (a switch for tests)
        ("borrowed", "i8"),  # cells of scratch in use
    ],
    align=True,
)


def first_monday(day: date) -> date:
    """The first Monday on or after `day`: when a date in a scenario takes effect."""
    return day + timedelta(days=-day.weekday() % 7)


def spring_festival(year: int) -> date:
    """New Year's Day of the Chinese calendar, 1901-2099."""
    from holidays.calendars.chinese import _ChineseLunisolar

    found = _ChineseLunisolar().lunar_new_year_date(year)
    if not found or not found[0]:
        raise ValueError(f"no Spring Festival known for {year}")
    return found[0]


def _month_end(month: int) -> date:
    year, index = divmod(month, 12)
    return date(year, index + 1, monthrange(year, index + 1)[1])


def _month_of(day: date) -> int:
    return day.year * 12 + day.month - 1


def _is_month_end(sunday: date) -> bool:
    return _month_of(sunday + timedelta(days=7)) != _month_of(sunday)


def _next_month_end(monday0: date, week: int) -> int:
    after = week + 1
    while not _is_month_end(monday0 + timedelta(weeks=after, days=6)):
        after += 1
    return after


def _due_month(sunday: date) -> int:
    """Monthly pay is due on the last day of the following month (domain 5a)."""
    month = _month_of(sunday)
    return month - 1 if _month_end(month) == sunday else month - 2


def _over30_month(sunday: date) -> int:
    return _month_of(sunday - timedelta(days=30)) - 1


@lru_cache(maxsize=32)
def build_calendar(start: date, warmup_weeks: int, weeks: int) -> np.recarray:
    """The calendar of a run: `start` is the Monday of week `warmup_weeks`. All runs of the same weeks share one: nobody may write to it."""
    total = warmup_weeks + weeks
    monday0 = first_monday(start) - timedelta(weeks=warmup_weeks)
    sundays = [monday0 + timedelta(weeks=t, days=6) for t in range(total)]
    festivals = [spring_festival(y) for y in range(sundays[0].year - 1, sundays[-1].year + 3)]
    festival_weeks = np.array([(f - monday0).days // 7 for f in festivals])
    due_weeks = np.array([(f - timedelta(days=7) - monday0).days // 7 for f in festivals])
    t = np.arange(total)
    month = np.array([_month_of(s) for s in sundays])
    # the due week CONTAINS its date, so what is due by this Sunday counts the dates up to it
    calendar = rows_of(WEEKS, total)
    calendar.sunday = [s.toordinal() for s in sundays]
    calendar.month = month
    calendar.month_end = [_is_month_end(s) for s in sundays]
    calendar.next_month_end = [_next_month_end(monday0, week) for week in range(total)]
    calendar.due_month = [_due_month(s) for s in sundays]
    calendar.over30_month = [_over30_month(s) for s in sundays]
    calendar.festival = np.isin(t, festival_weeks)
    calendar.festival_due = np.isin(t, due_weeks)
    calendar.next_festival_due = due_weeks[np.searchsorted(due_weeks, t)]
    calendar.next_festival = festival_weeks[np.searchsorted(festival_weeks, t)]
    calendar.last_festival = festival_weeks[np.searchsorted(festival_weeks, t, side="right") - 1]
    calendar.survey = [s.month == 12 and s.day >= 25 for s in sundays]
    quarters = np.array([s.year * 4 + (s.month - 1) // 3 for s in sundays])
    calendar.flow_row = np.where(t < warmup_weeks, 0, 1 + quarters - quarters[min(warmup_weeks, total - 1)])
    calendar.year = [s.year for s in sundays]
    return calendar
