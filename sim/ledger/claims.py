"""Wage claims: what is unpaid up to a day of work, and paying it."""

import numpy as np

from sim.core.compiled import kernel, rule
from sim.core.money import split_pro_rata
from sim.core.scratch import borrow, give_back
from sim.declared.kinds import REGIMES as REGIMES
from sim.ledger.accounts import HOUSEHOLDS, transfer
from sim.ledger.tally import GIVEN_UP, WAGES_PAID, WRITTEN_OFF, count

MONTHLY, FESTIVAL, PROJECT_END = 0, 1, 2  # when wages are agreed to be paid
MOST_DAY_WAGE_FEN = 5_000_000  # 400 days of it, more than a season has, fit four bytes
NOT_LEFT = 32767  # left_day of a worker still in the crew
MONTHS = 14  # month ends a crew remembers: a package lasts at most 10 months


@rule
def unpaid_to_day(day_wage_fen, left_day, discharged_fen, day):
    """Wages of one worker for the days up to `day` of the crew that nobody has paid, in fen.

    A payment is for the oldest days first, so what is unpaid up to a day is what those days
    earned less all that was ever discharged (domain 6).
    """
    return max(np.int64(0), np.int64(day_wage_fen) * min(day, left_day) - discharged_fen)


@kernel
def discharged(w, i):
    """All that no longer is owed on claim `i`: paid, given up, written off."""
    claim = w.claims[i]
    return claim.paid_fen + claim.given_up_fen + claim.written_off_fen


@kernel
def crew_unpaid_to(w, crew_row, day):
    """Unpaid wages of a crew for the days up to `day`, in fen.

    While nobody has left and the day lies outside the span in which members differ, the sum
    follows from the crew's totals; the members are visited only otherwise.
    """
    crew = w.crews[crew_row]
    if not w.now.visit_all[0]:
        if not crew.left and (day <= crew.low_day or day >= crew.high_day):
            return max(np.int64(0), crew.day_wages_fen * day - crew.discharged_fen)
        if day <= crew.low_day:
            return np.int64(0)
    total = np.int64(0)
    first = crew.first_claim
    for i in range(first, first + crew.hands):
        claim = w.claims[i]
        total += unpaid_to_day(claim.day_wage_fen, claim.left_day, discharged(w, i), day)
    return total


@kernel
def days_by_month(w, crew_row, month):
    """Days the crew had worked when `month` ended."""
    crew = w.crews[crew_row]
    k = month - crew.first_month
    days = np.int32(crew.month_days[min(max(k, 0), MONTHS - 1)])  # read in any case: no telling beforehand which it is
    days = np.int32(crew.days_worked) if month >= crew.last_month or k >= MONTHS else days
    return np.int32(0) if k < 0 else days


@kernel
def days_due(w, crew_row, week, due_month):
    """Days of a crew whose wages are due by the close of `week` (domain 5, clock a)."""
    crew = w.crews[crew_row]
    days = days_by_month(w, crew_row, due_month) if crew.regime == MONTHLY else np.int32(0)
    days = np.int32(crew.days_worked) if crew.settle_week <= week else days
    days = np.int32(0) if crew.certified_week > week else days
    return np.int32(crew.days_worked) if crew.at_once_week <= week else days


@kernel
def span_of_days(w, crew_row):
    """Set low_day and high_day: outside them all members stand alike."""
    crew = w.crews[crew_row]
    low, high, total = np.int64(1 << 30), np.int64(0), np.int64(0)
    first = crew.first_claim
    for i in range(first, first + crew.hands):
        claim = w.claims[i]
        done = discharged(w, i)
        wage = np.int64(claim.day_wage_fen)
        through = done // wage
        total += done
        if claim.left_day > through and through < low:
            low = through
        if done % wage:
            through += 1
        high = max(high, through)
    crew.low_day = min(low, crew.days_worked) if low == 1 << 30 else low
    crew.high_day = high
    crew.discharged_fen = total


@kernel
def pay_crew(w, crew_row, weights, owed_fen, fen, account, purpose):
    """Pay `fen` of the `owed_fen` listed per member in `weights` from `account` to the crew.

    Short money is split pro rata to what is owed, largest remainder, ties by uid (domain 6).
    """
    crew = w.crews[crew_row]
    first = crew.first_claim
    size = crew.hands
    if fen == owed_fen:
        for k in range(size):
            w.claims.paid_fen[first + k] += weights[k]
    else:
        room = borrow(w, size)
        shares = w.scratch[room : room + size]
        split_pro_rata(fen, weights, w.claims.person[first : first + size], size, shares)
        for k in range(size):
            w.claims.paid_fen[first + k] += shares[k]
        give_back(w, room)
    span_of_days(w, crew_row)
    transfer(w, account, HOUSEHOLDS, purpose, fen)
    count(w, WAGES_PAID, crew.groups, fen)


@kernel
def members_unpaid_to(w, crew_row, day, weights):
    """Write each member's unpaid wages up to `day` into `weights`; return the sum."""
    crew = w.crews[crew_row]
    total = np.int64(0)
    first = crew.first_claim
    for k in range(crew.hands):
        i = first + k
        claim = w.claims[i]
        weights[k] = unpaid_to_day(claim.day_wage_fen, claim.left_day, discharged(w, i), day)
        total += weights[k]
    return total


@kernel
def open_claim(w, i, person_row, crew_row, day_wage_fen):
    """Row `i` becomes the claim of a person who joins a crew on its first day, with nothing to prove it."""
    claim = w.claims[i]
    claim.person = person_row
    claim.crew = crew_row
    claim.left_day = NOT_LEFT
    claim.day_wage_fen = day_wage_fen
    claim.paid_fen = 0
    claim.given_up_fen = 0
    claim.written_off_fen = 0
    claim.evidence = 0


@kernel
def give_up(w, crew_row, share):
    """A share of each member's days is given up, as far as it is unpaid: measurement took it away."""
    crew = w.crews[crew_row]
    first = crew.first_claim
    days = crew.days_worked
    room = borrow(w, crew.hands)
    weights = w.scratch[room : room + crew.hands]
    members_unpaid_to(w, crew_row, days, weights)
    for k in range(crew.hands):
        claim = w.claims[first + k]
        worked = min(days, claim.left_day)
        cut = np.int64(np.float64(claim.day_wage_fen) * worked * share)
        claim.given_up_fen += min(cut, weights[k])
    give_back(w, room)
    _count_discharged(w, crew_row, GIVEN_UP)


@kernel
def waive(w, crew_row, fen):
    """Each member gives up so much, at most what is unpaid."""
    crew = w.crews[crew_row]
    for k in range(crew.hands):
        w.claims.given_up_fen[crew.first_claim + k] += fen[k]
    _count_discharged(w, crew_row, GIVEN_UP)


@kernel
def write_off(w, crew_row):
    """All that is unpaid of a crew is written off."""
    crew = w.crews[crew_row]
    first = crew.first_claim
    for i in range(first, first + crew.hands):
        claim = w.claims[i]
        claim.written_off_fen += unpaid_to_day(claim.day_wage_fen, claim.left_day, discharged(w, i), crew.days_worked)
    _count_discharged(w, crew_row, WRITTEN_OFF)


@kernel
def _count_discharged(w, crew_row, which):
    """Members' claims have changed without a payment: the crew's total follows, and what it changed by is counted."""
    before = w.crews.discharged_fen[crew_row]
    span_of_days(w, crew_row)
    count(w, which, w.crews.groups[crew_row], w.crews.discharged_fen[crew_row] - before)
