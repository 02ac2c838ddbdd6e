"""What every claim and crew is owed at a week's close, by the engine's own rules."""

from sim.chain.tables import FREE
from sim.core.compiled import compiled
from sim.core.lend import lend
from sim.ledger.claims import days_by_month, days_due, discharged, unpaid_to_day

UNPAID, OVERDUE, OVER_30 = 0, 1, 2


@compiled
def measure_unpaid(w, calendar, week, crews, claims):
    """Write unpaid wages in fen: all, overdue by agreement, of months that ended more than 30 days ago.

    `crews` int64 [crew, 3] and `claims` int64 [claim, 3] start at zero.
    """
    w = lend(w)
    for crew_row in range(w.crews.size):
        crew = w.crews[crew_row]
        if crew.state == FREE:
            continue
        due = days_due(w, crew_row, week, calendar.due_month[week])
        old = days_by_month(w, crew_row, calendar.over30_month[week])
        for i in range(crew.first_claim, crew.first_claim + crew.hands):
            claim = w.claims[i]
            done = discharged(w, i)
            for clock in range(3):
                day = crew.days_worked
                if clock == OVERDUE:
                    day = due
                elif clock == OVER_30:
                    day = old
                fen = unpaid_to_day(claim.day_wage_fen, claim.left_day, done, day)
                claims[i, clock] = fen
                crews[crew_row, clock] += fen
