"""What a run writes down: one row of counted columns per week, places, events."""

from typing import NamedTuple

import numpy as np

from sim.chain.tables import COMPLETE, FREE, NEVER, WORKING
from sim.core.compiled import kernel
from sim.core.scratch import borrow, give_back
from sim.ledger.claims import crew_unpaid_to, days_by_month, days_due, unpaid_to_day
from sim.outcomes import COLUMN, OWNER_GROUP, SECTOR_GROUP, SIZE_GROUP, TIER_GROUP
from sim.places import HEADLINE, OVERDUE, locate

WAGES_EARNED = COLUMN["wages_earned"]
WAGES_PAID = COLUMN["wages_paid"]
GIVEN_UP = COLUMN["given_up"]
WRITTEN_OFF = COLUMN["written_off"]
DEFERRED = COLUMN["deferred"]
OVERDUE_ALL = COLUMN["overdue"]
OVERDUE_30 = COLUMN["overdue_0_30_days"]
OVERDUE_90 = COLUMN["overdue_31_90_days"]
OVERDUE_180 = COLUMN["overdue_91_180_days"]
OVERDUE_MORE = COLUMN["overdue_over_180_days"]
OVER_30 = COLUMN["unpaid_over_30_days"]
ON_SITE = COLUMN["workers_on_site"]
WORKERS_OWED = COLUMN["workers_owed"]
WORK_DONE = COLUMN["work_done"]
OWNER_DEBT = COLUMN["owner_debt"]
FIRMS = COLUMN["firms"]
FIRMS_FLED = COLUMN["firms_fled"]
PROJECTS_ACTIVE = COLUMN["projects_active"]
SURVEY_PERSONS = COLUMN["survey_persons"]
SURVEY_OWED = COLUMN["survey_owed_persons"]
SURVEY_MONTHS = COLUMN["survey_debt_thousandths"]


class Recording(NamedTuple):
    """Arrays of one run, sized before it starts."""

    values: np.ndarray  # int64 [week, column]
    places: np.ndarray  # int64 [week, clock, owner kind, tier, place]
    places_recorded: np.ndarray  # bool [week]


@kernel
def add_groups(row, column, owner_kind, sector, tier, size, amount):
    """Add an amount to its total and to each of its groups."""
    row[column] += amount
    row[column + OWNER_GROUP + owner_kind] += amount
    row[column + SECTOR_GROUP + sector] += amount
    row[column + TIER_GROUP + min(6, tier) - 1] += amount
    row[column + SIZE_GROUP + size] += amount


@kernel
def record(w, r, calendar, p, week, places_now):
    """Write the state at the close of the week's Sunday, and the week's flows."""
    row = r.values[week]
    for crew_row in range(w.crews.size):
        if w.crews.state[crew_row] != FREE:
            _record_crew(w, calendar, week, crew_row, row)
    for c in range(w.contracts.size):
        contract = w.contracts[c]
        if contract.state == FREE or contract.tier != 1:
            continue
        row[WORK_DONE] += contract.value_fen
        bill_row = contract.first_bill
        while bill_row >= 0:
            bill = w.bills[bill_row]
            if bill.due_week <= week:
                row[OWNER_DEBT] += bill.amount_fen - bill.paid_fen
            bill_row = bill.next
    for firm_row in range(w.firms.size):
        if w.firms.fled_week[firm_row] == NEVER:
            row[FIRMS] += 1
        else:
            row[FIRMS_FLED] += 1
    for project_row in range(w.projects.size):
        project = w.projects[project_row]
        if project.state != FREE and project.state != COMPLETE:
            row[PROJECTS_ACTIVE] += 1
    if calendar.survey[week]:
        _survey(w, calendar, p, week, row)
    if places_now:
        r.places_recorded[week] = True
        locate(w, calendar, week, OVERDUE, r.places[week, OVERDUE])
        locate(w, calendar, week, HEADLINE, r.places[week, HEADLINE])


@kernel
def _record_crew(w, calendar, week, crew_row, row):
    crew = w.crews[crew_row]
    c = crew.contract
    contract = w.contracts[c]
    project_row = contract.project
    project = w.projects[project_row]
    kind = w.owners.kind[project.owner]
    sector, size, tier = project.sector, project.size_class, contract.tier
    due = days_due(w, crew_row, week, calendar.due_month[week])
    total = crew_unpaid_to(w, crew_row, crew.days_worked)
    overdue = crew_unpaid_to(w, crew_row, due)
    old = days_by_month(w, crew_row, calendar.over30_month[week])
    add_groups(row, WAGES_EARNED, kind, sector, tier, size, crew.earned_fen)
    _record_settled(w, crew_row, kind, sector, tier, size, row)
    if crew.state == WORKING:
        add_groups(row, ON_SITE, kind, sector, tier, size, crew.present)
    if total == 0:
        return
    add_groups(row, DEFERRED, kind, sector, tier, size, total - overdue)
    over30 = crew_unpaid_to(w, crew_row, old)
    add_groups(row, OVER_30, kind, sector, tier, size, over30)
    if overdue == 0:
        return
    add_groups(row, OVERDUE_ALL, kind, sector, tier, size, overdue)
    # an age of more than 30 days is five whole weeks, of more than 90 thirteen, of more than 180 twenty-six
    last = overdue
    for column, weeks in ((OVERDUE_30, 5), (OVERDUE_90, 13), (OVERDUE_180, 26)):
        then = max(0, week - weeks)
        day = days_due(w, crew_row, then, calendar.due_month[then]) if week >= weeks else np.int32(0)
        older = crew_unpaid_to(w, crew_row, min(day, due))
        add_groups(row, column, kind, sector, tier, size, last - older)
        last = older
    add_groups(row, OVERDUE_MORE, kind, sector, tier, size, last)
    first = crew.first_claim
    owed = 0
    for i in range(first, first + crew.hands):
        claim = w.claims[i]
        done = claim.paid_fen + claim.given_up_fen + claim.written_off_fen
        if unpaid_to_day(claim.day_wage_fen, claim.joined_day, claim.left_day, done, due) > 0:
            owed += 1
    add_groups(row, WORKERS_OWED, kind, sector, tier, size, owed)


@kernel
def _record_settled(w, crew_row, kind, sector, tier, size, row):
    """The week's payments, and what was given up or written off, as differences of the claims' totals."""
    crew = w.crews[crew_row]
    if crew.discharged_fen == crew.settled_fen[0] + crew.settled_fen[1] + crew.settled_fen[2]:
        return
    paid, given, written = np.int64(0), np.int64(0), np.int64(0)
    first = crew.first_claim
    for i in range(first, first + crew.hands):
        claim = w.claims[i]
        paid += claim.paid_fen
        given += claim.given_up_fen
        written += claim.written_off_fen
    add_groups(row, WAGES_PAID, kind, sector, tier, size, paid - crew.settled_fen[0])
    add_groups(row, GIVEN_UP, kind, sector, tier, size, given - crew.settled_fen[1])
    add_groups(row, WRITTEN_OFF, kind, sector, tier, size, written - crew.settled_fen[2])
    crew.settled_fen[0] = paid
    crew.settled_fen[1] = given
    crew.settled_fen[2] = written


@kernel
def _survey(w, calendar, p, week, row):
    """The yearly survey: who worked this year and is owed 500 yuan or more for 30 days or more."""
    room = borrow(w, w.persons.size)
    owed = w.scratch[room : room + w.persons.size]
    owed[:] = 0
    then = max(0, week - 4)  # due on a Sunday four weeks ago is 28 days, five is 35: 30 days or more
    then = max(0, then - 1)
    for crew_row in range(w.crews.size):
        crew = w.crews[crew_row]
        if crew.state == FREE:
            continue
        due = days_due(w, crew_row, then, calendar.due_month[then])
        if due == 0 or crew_unpaid_to(w, crew_row, due) == 0:
            continue
        first = crew.first_claim
        for i in range(first, first + crew.hands):
            claim = w.claims[i]
            done = claim.paid_fen + claim.given_up_fen + claim.written_off_fen
            owed[claim.person] += unpaid_to_day(claim.day_wage_fen, claim.joined_day, claim.left_day, done, due)
    for i in range(w.persons.size):
        person = w.persons[i]
        if person.last_year != calendar.year[week]:
            continue
        row[SURVEY_PERSONS] += 1
        if owed[i] >= p.workers_survey_threshold_fen:
            row[SURVEY_OWED] += 1
            month = person.last_day_wage_fen * p.workers_days_per_month
            row[SURVEY_MONTHS] += np.int64(1000 * owed[i] / month)
    give_back(w, room)
