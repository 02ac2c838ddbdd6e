"""The payroll of direct payment: whom it lists in a month, up to which day, and what of it is unpaid."""

import numpy as np

from sim.agents.evidence import is_paid_directly
from sim.agents.wages import due_week_of_month, month_allowances
from sim.chain.tables import NEVER
from sim.core.compiled import kernel, rule
from sim.core.scratch import borrow, give_back
from sim.ledger.claims import MONTHLY, crew_unpaid_to, days_by_month, days_due, members_unpaid_to

ALLOWANCE = -1  # in place of a day: this month's living allowance


@rule
def is_payroll(calendar, week, lag):
    """Payrolls are some weeks after each month end; one more in the week of the festival date."""
    return calendar.festival_due[week] or (week >= lag and calendar.month_end[week - lag])


@rule
def last_payroll(calendar, week, lag):
    """Week of the latest payroll, -1 if there was none."""
    t = week
    while t >= 0 and not is_payroll(calendar, t, lag):
        t -= 1
    return t


@rule
def listed_month(calendar, payroll, lag):
    """The month a payroll lists: the last that had ended when the roster was drawn up."""
    drawn_up = max(0, payroll - lag)
    month = calendar.month[drawn_up]
    return month if calendar.month_end[drawn_up] else month - 1


@kernel
def listed_day(w, calendar, crew_row, payroll, month):
    """Days of a crew that a payroll lists: all that were due by then; of monthly pay the whole month before."""
    crew = w.crews[crew_row]
    day = days_due(w, crew_row, payroll, calendar.due_month[payroll])
    if crew.regime == MONTHLY and crew.certified_week <= payroll:
        day = max(day, days_by_month(w, crew_row, month))
    return day


@kernel
def registered_unpaid_to(w, crew_row, day, weights):
    """Unpaid wages up to `day` of each member who is paid directly into `weights`; returns the sum."""
    crew = w.crews[crew_row]
    if not crew.direct or crew_unpaid_to(w, crew_row, day) == 0:
        return np.int64(0)
    total = members_unpaid_to(w, crew_row, day, weights)
    for k in range(crew.hands):
        if not is_paid_directly(crew.direct, w.claims.evidence[crew.first_claim + k]):
            total -= weights[k]
            weights[k] = 0
    return total


@kernel
def listed_fen(w, crew_row, month, day):
    """What a payroll lists for a crew up to `day`, or as allowance for the month, in fen."""
    room = borrow(w, w.crews.hands[crew_row])
    weights = w.scratch[room : room + w.crews.hands[crew_row]]
    if day == ALLOWANCE:
        fen = month_allowances(w, crew_row, month, weights, True)
    else:
        fen = registered_unpaid_to(w, crew_row, day, weights)
    give_back(w, room)
    return fen


@kernel
def oldest_listed(w, calendar, crew_row, payroll, month):
    """Due week and day of the oldest layer a payroll lists for a crew; (NEVER, 0) if nothing is open.

    What falls due after the payroll counts as due with it.
    """
    crew = w.crews[crew_row]
    last = listed_day(w, calendar, crew_row, payroll, month)
    if listed_fen(w, crew_row, month, last) == 0:
        return NEVER, 0
    all_week = min(crew.settle_week, crew.at_once_week)
    if crew.regime == MONTHLY:
        for m in range(crew.first_month, calendar.due_month[payroll] + 1):
            day = days_by_month(w, crew_row, m)
            if listed_fen(w, crew_row, month, day) > 0:
                due = max(due_week_of_month(calendar.due_month, payroll, m), crew.certified_week)
                if due < min(all_week, payroll):
                    return due, days_due(w, crew_row, due, calendar.due_month[due])
                break
    return min(payroll, max(all_week, min(crew.certified_week, crew.at_once_week))), last
