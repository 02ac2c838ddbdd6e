"""What a run writes down: one row of counted columns per week, places, events."""

from typing import NamedTuple

import numpy as np

from sim.agents.authority.tables import NO_CASE, QUEUED
from sim.chain.billing import general_contract
from sim.chain.contracts import share_done
from sim.chain.projects import stands_still
from sim.chain.systems import AUTHORITY_BEARS, MEASURES, WORKERS_BEAR
from sim.chain.tables import (
    ABSENT,
    ACTIVE,
    CASE_ROOM,
    CREW_ROOM,
    FIRM_ROOM,
    FLED,
    FREE,
    IN_BUSINESS,
    PROJECT_ROOM,
    WORKING,
)
from sim.core.compiled import kernel
from sim.core.scratch import borrow, give_back
from sim.declared.groups import GROUP_COUNT
from sim.declared.measures import PARTIES
from sim.ledger.claims import crew_unpaid_to, days_by_month, days_due, discharged, unpaid_to_day
from sim.ledger.tally import FLOWS, TALLIES, TALLY_NAMES, add_groups
from sim.outcomes import COLUMN
from sim.places import locate
from sim.policies import MEASURES_BY_KIND
from sim.policies.outcomes import IN_USE, ON_PAPER

TALLY_COLUMNS = np.array([COLUMN[name] for name in TALLY_NAMES])
DEFERRED = COLUMN["deferred"]
OVERDUE_ALL = COLUMN["overdue"]
OVERDUE_30 = COLUMN["overdue_0_30_days"]
OVERDUE_90 = COLUMN["overdue_31_90_days"]
OVERDUE_180 = COLUMN["overdue_91_180_days"]
OVERDUE_MORE = COLUMN["overdue_over_180_days"]
OVER_30 = COLUMN["unpaid_over_30_days"]
ON_SITE = COLUMN["workers_on_site"]
WORKERS_OWED = COLUMN["workers_owed"]
WAITING_COST = COLUMN["waiting_cost"]
WITHHELD = COLUMN["withheld"]
UNPAID = COLUMN["unpaid"]
FIRMS_CASH, FIRMS_DRAWN, FIRMS_CREDIT = COLUMN["firms_cash"], COLUMN["firms_drawn"], COLUMN["firms_credit"]
PROJECTS_STOPPED, PROJECTS_DELAY = COLUMN["projects_stopped"], COLUMN["projects_delay"]
COMPLAINTS = COLUMN["complaints"]
NAMED_PERSONS, TRUE_PERSONS = COLUMN["complainants_named"], COLUMN["complainants_true"]
CASES_FILED, CASES_COORDINATED = COLUMN["cases_filed"], COLUMN["cases_coordinated"]
CASES_PAID, ORDERS_UNMET = COLUMN["cases_paid"], COLUMN["orders_unmet"]
CASES_QUEUE, CLOSING_WEEKS = COLUMN["cases_queue"], COLUMN["closing_case_weeks"]
FOUND, RECORDED = COLUMN["found"], COLUMN["recorded"]
OFFICER_HOURS, COMPLAINT_COST = COLUMN["officer_hours"], COLUMN["complaint_cost"]
COSTS = np.array([COLUMN[f"cost_{party}"] for party in PARTIES])
BEARERS = len(PARTIES)
# number, column on paper, column in use
MEASURE_COLUMNS = np.array(
    [[m.number, COLUMN[f"{ON_PAPER}{kind}"], COLUMN[f"{IN_USE}{kind}"]] for kind, m in MEASURES_BY_KIND.items()]
)
FESTIVAL_PERSONS, FESTIVAL_PAID = COLUMN["festival_persons"], COLUMN["festival_paid_persons"]
FIRMS = COLUMN["firms"]
FIRMS_FLED = COLUMN["firms_fled"]
FIRMS_FAILED = COLUMN["firms_failed"]
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
def record(w, r, calendar, p, week, wanted, places_now):
    """Write the state at the close of the week's Sunday, and the week's flows; of the warm-up nothing is wanted."""
    if not wanted:
        _forget(w)
        return
    row = r.values[week]
    for crew_row in range(w.room.top[CREW_ROOM]):
        if w.crews.state[crew_row] != FREE:
            _record_crew(w, calendar, p, week, crew_row, row)
    _sum_up_unpaid(row)
    _record_tally(w, row)
    _record_firms(w, row)
    _record_projects(w, week, row)
    _record_authority(w, row)
    _record_costs(w, p, row)
    if calendar.survey[week]:
        _survey(w, calendar, p, week, row)
    if calendar.festival[week]:
        _festival(w, calendar, week, row)
    if places_now:
        r.places_recorded[week] = True
        locate(w, calendar, week, r.places[week])


@kernel
def _forget(w):
    """Flows begin again at zero."""
    w.tally[: FLOWS * GROUP_COUNT] = 0
    for n in range(MEASURES):
        report = w.measures[n]
        for party in range(BEARERS):
            report.told_fen[party] = report.cost_fen[party]


@kernel
def _record_tally(w, row):
    """What was counted when it happened; flows begin again at zero."""
    for which in range(TALLIES):
        first = which * GROUP_COUNT
        for k in range(GROUP_COUNT):
            row[TALLY_COLUMNS[which] + k] = w.tally[first + k]
    w.tally[: FLOWS * GROUP_COUNT] = 0


@kernel
def _record_firms(w, row):
    for firm_row in range(w.room.top[FIRM_ROOM]):
        state = w.firms.state[firm_row]
        if state == ABSENT:
            continue
        if state == IN_BUSINESS:
            row[FIRMS] += 1
        elif state == FLED:
            row[FIRMS_FLED] += 1
        else:
            row[FIRMS_FAILED] += 1
        balance = w.accounts.balance_fen[w.firms.account[firm_row]]
        row[FIRMS_CASH] += max(np.int64(0), balance)
        row[FIRMS_DRAWN] += max(np.int64(0), -balance)
        row[FIRMS_CREDIT] += w.firms.credit_fen[firm_row]


@kernel
def _record_projects(w, week, row):
    for project_row in range(w.room.top[PROJECT_ROOM]):
        project = w.projects[project_row]
        if project.state != FREE and project.withheld:
            _record_withheld(w, project_row, row)
        if project.state != ACTIVE:
            continue
        row[PROJECTS_ACTIVE] += 1
        if project.on_paper:
            for k in range(MEASURE_COLUMNS.shape[0]):
                row[MEASURE_COLUMNS[k, 1]] += (project.on_paper >> MEASURE_COLUMNS[k, 0]) & 1
                row[MEASURE_COLUMNS[k, 2]] += (project.in_use >> MEASURE_COLUMNS[k, 0]) & 1
        if stands_still(w, project_row, week):
            row[PROJECTS_STOPPED] += 1
        c = general_contract(w, project_row)
        if c >= 0:
            contract = w.contracts[c]
            planned = share_done(week + 1, contract.start_week, contract.weeks)
            behind = planned - contract.done_work / max(1, contract.planned_work)
            row[PROJECTS_DELAY] += max(0, int(behind * contract.weeks))


@kernel
def _record_withheld(w, project_row, row):
    """Work that cannot be billed before the next milestone."""
    c = w.projects.first_contract[project_row]
    while c >= 0:
        contract = w.contracts[c]
        add_groups(row, WITHHELD, contract.groups, contract.value_fen - contract.billed_value_fen)
        c = contract.next_of_project


@kernel
def _record_authority(w, row):
    """The week's counts, and the stocks of open cases: found, recorded; what is true stands in `overdue`."""
    office = w.authority[0]
    row[COMPLAINTS] = office.complaints
    row[NAMED_PERSONS] = office.complainants_named
    row[TRUE_PERSONS] = office.complainants_true
    row[CASES_FILED] = office.filed
    row[CASES_COORDINATED] = office.coordinated
    row[CASES_PAID] = office.closed_paid
    row[ORDERS_UNMET] = office.orders_unmet
    row[CLOSING_WEEKS] = office.closing_weeks
    row[OFFICER_HOURS] = int(office.hours_used + 0.5)
    row[COMPLAINT_COST] = office.complaint_cost_fen
    for case_row in range(w.room.top[CASE_ROOM]):
        case = w.cases[case_row]
        if case.state != NO_CASE:
            row[FOUND] += case.named_fen
            row[RECORDED] += case.proven_fen
            if case.state == QUEUED:
                row[CASES_QUEUE] += 1


@kernel
def _record_costs(w, p, row):
    """The week's real resources by party: of measures, of complaining, of the inspectorate."""
    for n in range(MEASURES):
        report = w.measures[n]
        for party in range(BEARERS):
            row[COSTS[party]] += report.cost_fen[party] - report.told_fen[party]
            report.told_fen[party] = report.cost_fen[party]
    office = w.authority[0]
    row[COSTS[WORKERS_BEAR]] += office.complaint_cost_fen
    row[COSTS[AUTHORITY_BEARS]] += np.int64(office.hours_used * p.authority_hour_cost_fen)


@kernel
def _record_crew(w, calendar, p, week, crew_row, row):
    """Stocks of one crew; days that fell due before others did are looked at one after the other."""
    crew = w.crews[crew_row]
    groups = crew.groups
    if crew.state == WORKING:
        add_groups(row, ON_SITE, groups, crew.present)
    total = crew_unpaid_to(w, crew_row, crew.days_worked)
    if total == 0:
        return
    add_groups(row, UNPAID, groups, total)
    over30 = crew_unpaid_to(w, crew_row, days_by_month(w, crew_row, calendar.over30_month[week]))
    if over30 > 0:
        add_groups(row, OVER_30, groups, over30)
    due = days_due(w, crew_row, week, calendar.due_month[week])
    overdue = crew_unpaid_to(w, crew_row, due)
    if overdue > 0:
        _record_overdue(w, calendar, p, week, crew_row, due, overdue, row)


@kernel
def _record_overdue(w, calendar, p, week, crew_row, due, overdue, row):
    groups = w.crews.groups[crew_row]
    add_groups(row, WAITING_COST, groups, np.int64(overdue * p.workers_borrowing_per_year / 52.0))
    add_groups(row, WORKERS_OWED, groups, _members_owed(w, crew_row, due))
    # an age of more than 30 days is five whole weeks, of more than 90 thirteen, of more than 180 twenty-six
    last = overdue
    for column, weeks in ((OVERDUE_30, 5), (OVERDUE_90, 13), (OVERDUE_180, 26)):
        then = week - weeks
        older = np.int64(0)
        if last > 0 and then >= 0:
            older = crew_unpaid_to(w, crew_row, min(days_due(w, crew_row, then, calendar.due_month[then]), due))
        if last > older:
            add_groups(row, column, groups, last - older)
        last = older
    if last > 0:
        add_groups(row, OVERDUE_MORE, groups, last)


@kernel
def _sum_up_unpaid(row):
    """Overdue is what is overdue of each age; the rest of what is unpaid is not due yet."""
    for k in range(GROUP_COUNT):
        overdue = row[OVERDUE_30 + k] + row[OVERDUE_90 + k] + row[OVERDUE_180 + k] + row[OVERDUE_MORE + k]
        row[OVERDUE_ALL + k] = overdue
        row[DEFERRED + k] = row[UNPAID + k] - overdue


@kernel
def _members_owed(w, crew_row, day):
    """How many members are owed wages of the days up to `day`: all, where nobody left and none is paid so far."""
    crew = w.crews[crew_row]
    if not crew.left and day > crew.high_day and not w.now.visit_all[0]:
        return crew.hands
    owed = 0
    for i in range(crew.first_claim, crew.first_claim + crew.hands):
        claim = w.claims[i]
        if unpaid_to_day(claim.day_wage_fen, claim.left_day, discharged(w, i), day) > 0:
            owed += 1
    return owed


@kernel
def _owed_by_person(w, calendar, week, then, owed):
    """Write into `owed` what each person is owed of the wages due by week `then`; of all wages if it is negative."""
    owed[:] = 0
    for crew_row in range(w.room.top[CREW_ROOM]):
        crew = w.crews[crew_row]
        if crew.state == FREE:
            continue
        day = crew.days_worked
        if then >= 0:
            day = days_due(w, crew_row, then, calendar.due_month[then])
        if day == 0 or crew_unpaid_to(w, crew_row, day) == 0:
            continue
        for i in range(crew.first_claim, crew.first_claim + crew.hands):
            claim = w.claims[i]
            fen = unpaid_to_day(claim.day_wage_fen, claim.left_day, discharged(w, i), day)
            owed[claim.person] += fen


@kernel
def _survey(w, calendar, p, week, row):
    """The yearly survey: who worked this year and is owed 500 yuan or more for 30 days or more."""
    room = borrow(w, w.persons.size)
    owed = w.scratch[room : room + w.persons.size]
    # what was due on a Sunday four weeks ago is 28 days overdue, five weeks ago 35: 30 days or more
    _owed_by_person(w, calendar, week, max(0, week - 5), owed)
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


@kernel
def _festival(w, calendar, week, row):
    """At the festival: who worked in the year before it, and who of them is owed nothing at all."""
    room = borrow(w, w.persons.size)
    owed = w.scratch[room : room + w.persons.size]
    _owed_by_person(w, calendar, week, -1, owed)
    for i in range(w.persons.size):
        if w.persons.last_year[i] >= calendar.year[week] - 1:
            row[FESTIVAL_PERSONS] += 1
            if owed[i] == 0:
                row[FESTIVAL_PAID] += 1
    give_back(w, room)
