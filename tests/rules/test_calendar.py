"""Hand-checked dates: festivals, due dates, the thirty days."""

from datetime import date

from sim.core.calendar import build_calendar, first_monday, spring_festival


def test_spring_festivals():
    assert [spring_festival(y) for y in (2014, 2015, 2016, 2020)] == [
        date(2014, 1, 31), date(2015, 2, 19), date(2016, 2, 8), date(2020, 1, 25),
    ]  # fmt: skip


def test_a_date_takes_effect_on_the_first_monday_on_or_after_it():
    assert first_monday(date(2014, 1, 6)) == date(2014, 1, 6)
    assert first_monday(date(2014, 1, 7)) == date(2014, 1, 13)


def test_monthly_pay_is_due_at_the_end_of_the_following_month_and_then_never_over_thirty_days():
    calendar = build_calendar(date(2014, 1, 6), 0, 520)
    for t in range(1, 520):
        # the wages of a month are over 30 days old only in or after the week in which they are due
        assert calendar.over30_month[t] <= calendar.due_month[t]
    week = [date.fromordinal(int(s)) for s in calendar.sunday].index(date(2014, 3, 2))
    assert calendar.due_month[week] == 2014 * 12 + 0  # January, due 28 February
    assert calendar.over30_month[week] == 2013 * 12 + 11  # December; January ended exactly 30 days ago
    assert calendar.over30_month[week + 1] == 2014 * 12 + 0


def test_survey_sunday_and_festival_weeks():
    calendar = build_calendar(date(2014, 1, 6), 0, 60)
    sundays = [date.fromordinal(int(s)) for s in calendar.sunday]
    assert [s for s, x in zip(sundays, calendar.survey, strict=True) if x] == [date(2014, 12, 28)]
    assert sundays[calendar.next_festival[0]] == date(2014, 2, 2)
    assert sundays[calendar.next_festival_due[0]] == date(2014, 1, 26)


def test_a_week_of_the_calendar_does_not_depend_on_where_the_run_ends():
    long = build_calendar(date(2014, 1, 6), 0, 200)
    for weeks in range(40, 60):
        assert list(build_calendar(date(2014, 1, 6), 0, weeks)) == list(long[:weeks])
    assert long.month_end[50]  # 28 December 2014
    assert (long.next_month_end[50], long.next_month_end[49]) == (54, 50)  # 25 January 2015
