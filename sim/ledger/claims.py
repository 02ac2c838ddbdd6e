"""Wage claims: what is unpaid up to a day of work, and paying it."""

import numpy as np

from sim.chain.tables import FESTIVAL, MONTHLY, MONTHS, PROJECT_END
from sim.core.compiled import compiled
from sim.core.money import split_pro_rata
from sim.ledger.accounts import HOUSEHOLDS, transfer

__all__ = ["FESTIVAL", "PROJECT_END", "crew_unpaid_to", "days_due", "pay_crew", "unpaid_to_day"]


@compiled
def unpaid_to_day(day_wage_fen, joined_day, left_day, discharged_fen, day):
    """Wages of one worker for the days up to `day` of the crew that nobody has paid, in fen.

    A payment is for the oldest days first, so what is unpaid up to a day is what those days
    earned less all that was ever discharged (domain 6).
    """
    days = min(day, left_day) - joined_day
    if days <= 0:
        return np.int64(0)
    return max(np.int64(0), np.int64(day_wage_fen) * days - discharged_fen)


@compiled
def discharged(w, i):
    """All that no longer is owed on claim `i`: paid, given up, written off."""
    return w.claims.paid_fen[i] + w.claims.given_up_fen[i] + w.claims.written_off_fen[i]


@compiled
def crew_unpaid_to(w, crew, day, visit_all):
    """Unpaid wages of a crew for the days up to `day`, in fen.

    While nobody has left and the day lies outside the span in which members differ, the sum
    follows from the crew's totals; the members are visited only otherwise.
    """
    if not visit_all:
        if day <= w.crews.low_day[crew]:
            return np.int64(0)
        if not w.crews.left[crew] and day >= w.crews.high_day[crew]:
            return w.crews.day_wages_fen[crew] * day - w.crews.discharged_fen[crew]
    total = np.int64(0)
    first = w.crews.first_claim[crew]
    for i in range(first, first + w.crews.hands[crew]):
        total += unpaid_to_day(
            w.claims.day_wage_fen[i], w.claims.joined_day[i], w.claims.left_day[i], discharged(w, i), day
        )
    return total


@compiled
def days_by_month(w, crew, month):
    """Days the crew had worked when `month` ended."""
    k = month - w.crews.first_month[crew]
    if k < 0:
        return np.int32(0)
    if month >= w.crews.last_month[crew] or k >= MONTHS:
        return w.crews.days_worked[crew]
    return w.crews.month_days[crew, k]


@compiled
def days_due(w, crew, week, due_month):
    """Days of a crew whose wages are due by the close of `week` (domain 5, clock a)."""
    if w.crews.at_once_week[crew] <= week:
        return w.crews.days_worked[crew]
    if w.crews.certified_week[crew] > week:
        return np.int32(0)
    if w.crews.settle_week[crew] <= week:
        return w.crews.days_worked[crew]
    if w.crews.regime[crew] == MONTHLY:
        return days_by_month(w, crew, due_month)
    return np.int32(0)


@compiled
def span_of_days(w, crew):
    """Set low_day and high_day: outside them all members stand alike."""
    low, high, total = np.int64(1 << 30), np.int64(0), np.int64(0)
    first = w.crews.first_claim[crew]
    for i in range(first, first + w.crews.hands[crew]):
        done = discharged(w, i)
        wage = np.int64(w.claims.day_wage_fen[i])
        through = w.claims.joined_day[i] + done // wage
        total += done
        if w.claims.left_day[i] > through and through < low:
            low = through
        if done % wage:
            through += 1
        high = max(high, through)
    w.crews.low_day[crew] = min(low, w.crews.days_worked[crew]) if low == 1 << 30 else low
    w.crews.high_day[crew] = high
    w.crews.discharged_fen[crew] = total


@compiled
def pay_crew(w, crew, weights, owed_fen, fen, account, purpose):
    """Pay `fen` of the `owed_fen` listed per member in `weights` from `account` to the crew.

    Short money is split pro rata to what is owed, largest remainder, ties by uid (domain 6).
    """
    first = w.crews.first_claim[crew]
    size = w.crews.hands[crew]
    if fen == owed_fen:
        for k in range(size):
            w.claims.paid_fen[first + k] += weights[k]
    else:
        shares = np.zeros(size, np.int64)
        split_pro_rata(fen, weights, w.claims.person[first : first + size], size, shares)
        for k in range(size):
            w.claims.paid_fen[first + k] += shares[k]
    span_of_days(w, crew)
    transfer(w, account, HOUSEHOLDS, purpose, fen)


@compiled
def members_unpaid_to(w, crew, day, weights):
    """Write each member's unpaid wages up to `day` into `weights`; return the sum."""
    total = np.int64(0)
    first = w.crews.first_claim[crew]
    for k in range(w.crews.hands[crew]):
        i = first + k
        weights[k] = unpaid_to_day(
            w.claims.day_wage_fen[i], w.claims.joined_day[i], w.claims.left_day[i], discharged(w, i), day
        )
        total += weights[k]
    return total
