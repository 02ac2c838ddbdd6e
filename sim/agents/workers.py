"""Workers: at work, slowing down and leaving when unpaid; what becomes of their claims. Hired: `sim.agents.hiring`."""

import numpy as np

from sim.agents.hiring import in_season
from sim.chain.contracts import record_work
from sim.chain.events import SLOW_DOWN, WORKERS_LEFT, WRITTEN_OFF, note
from sim.chain.projects import stands_still
from sim.chain.tables import (
    ACTIVE,
    CLAIM_ROOM,
    CREW_ROOM,
    FREE,
    NEVER,
    PACKAGE_DONE,
    WORKING,
    give_row,
)
from sim.core.compiled import kernel, rule
from sim.core.draws import Stream, uniform
from sim.core.quantiles import quantile
from sim.core.scratch import borrow, give_back
from sim.ledger.claims import (
    MONTHS,
    NOT_LEFT,
    PROJECT_END,
    crew_unpaid_to,
    days_due,
    give_up,
    members_unpaid_to,
    write_off,
)
from sim.ledger.tally import WAGES_EARNED, count


@rule
def days_of_week(normal_days, slow_days, overdue_fen, week_wages_fen, slow_after_weeks):
    """Days a crew works: fewer once it is owed more than some weeks' wages past the agreed date."""
    if overdue_fen > slow_after_weeks * week_wages_fen:
        return slow_days
    return normal_days


@kernel
def work(w, calendar, p, seed, week):
    """Crews at work earn wages and move their contracts on; unpaid ones slow down, and some leave."""
    season = in_season(calendar, week, p.crews_stop_before_weeks, p.crews_start_after_weeks)
    for crew_row in range(w.room.top[CREW_ROOM]):
        crew = w.crews[crew_row]
        crew.earned_fen = 0
        if crew.state != WORKING:
            continue
        c = crew.contract
        contract = w.contracts[c]
        still = stands_still(w, contract.project, week)
        if not season or week >= crew.end_week or still or contract.state != ACTIVE:
            end_package(w, calendar, p, seed, week, week - 1, crew_row)
            continue
        day_wages = _present_day_wages(w, crew_row)
        due = days_due(w, crew_row, week - 1, calendar.due_month[max(0, week - 1)])
        overdue = crew_unpaid_to(w, crew_row, due)
        week_wages = day_wages * p.crews_days_per_week
        days = days_of_week(p.crews_days_per_week, p.crews_slow_days, overdue, week_wages, p.workers_slow_after_weeks)
        if days < p.crews_days_per_week and not crew.slow:
            note(w, SLOW_DOWN, contract.project, c, contract.firm, crew.present, overdue)
        crew.slow = days < p.crews_days_per_week
        if overdue > 0:
            _leave(w, calendar, p, seed, week, crew_row, due, overdue)
            day_wages = _present_day_wages(w, crew_row)
        work_days(w, calendar, p, week, crew_row, day_wages, days)
        if contract.own_done >= contract.own_work:
            contract.target_workers = 0
    _end_what_is_done(w, calendar, p, seed, week)


@kernel
def work_days(w, calendar, p, week, crew_row, day_wages, days):
    """A crew whose members at work earn `day_wages` together works so many days of the week."""
    crew = w.crews[crew_row]
    month = calendar.month[week]
    if crew.days_worked == 0:
        _first_days(w, calendar, week, crew_row)
    crew.days_worked += days
    crew.last_month = month
    crew.month_days[min(MONTHS - 1, month - crew.first_month)] = crew.days_worked
    wages = day_wages * days
    w.contracts.wages_fen[crew.contract] += wages
    crew.earned_fen = wages
    count(w, WAGES_EARNED, crew.groups, wages)
    record_work(w, crew.contract, np.int64(wages / p.economy_index))


@kernel
def _end_what_is_done(w, calendar, p, seed, week):
    """Packages end with the work, or with nobody left: after all have worked, so that no crew depends on its row."""
    for crew_row in range(w.room.top[CREW_ROOM]):
        crew = w.crews[crew_row]
        if crew.state == WORKING and (w.contracts.target_workers[crew.contract] == 0 or crew.present == 0):
            end_package(w, calendar, p, seed, week, week, crew_row)


@kernel
def _first_days(w, calendar, week, crew_row):
    """The members have worked this year, for this wage: what the survey asks."""
    crew = w.crews[crew_row]
    for i in range(crew.first_claim, crew.first_claim + crew.hands):
        claim = w.claims[i]
        w.persons.last_year[claim.person] = calendar.year[week]
        w.persons.last_day_wage_fen[claim.person] = claim.day_wage_fen


@kernel
def _present_day_wages(w, crew_row):
    crew = w.crews[crew_row]
    if not crew.left:
        return crew.day_wages_fen
    total = np.int64(0)
    first = crew.first_claim
    for i in range(first, first + crew.hands):
        claim = w.claims[i]
        if claim.left_day == NOT_LEFT:
            total += claim.day_wage_fen
    return total


@rule
def leaves(u, owed_fen, week_wage_fen, patience_weeks, chance):
    """A worker owed more than his patience's worth of weeks leaves with a chance per week."""
    return owed_fen > patience_weeks * week_wage_fen and u < chance


@kernel
def _leave(w, calendar, p, seed, week, crew_row, due, overdue):
    """Impatient members of an unpaid crew leave; their claims stay with it."""
    crew = w.crews[crew_row]
    room = borrow(w, crew.hands)
    weights = w.scratch[room : room + crew.hands]
    members_unpaid_to(w, crew_row, due, weights)
    before = crew.present
    first = crew.first_claim
    for k in range(crew.hands):
        i = first + k
        claim = w.claims[i]
        if claim.left_day != NOT_LEFT:
            continue
        person_row = claim.person
        person = w.persons[person_row]
        week_wage = np.int64(claim.day_wage_fen) * p.crews_days_per_week
        u = uniform(seed, Stream.WORKER_LEAVES, week, person.uid)
        if leaves(u, weights[k], week_wage, person.patience_weeks, p.workers_leave_chance):
            claim.left_day = crew.days_worked
            crew.left = True
            crew.present -= 1
            person.claim = -1
            person.last_year = calendar.year[week - 1]
    give_back(w, room)
    if crew.present < before:
        c = crew.contract
        note(w, WORKERS_LEFT, w.contracts.project[c], c, w.contracts.firm[c], before - crew.present, overdue)


@rule
def project_end_due(last_worked, next_festival):
    """Week in which wages due at project end are due: 30 days after the Sunday of the last week worked lie in the fifth week on.

    A festival date that comes after that Sunday ends all waiting.
    """
    return min(last_worked + 5, next_festival) if next_festival > last_worked else last_worked + 5


@kernel
def end_package(w, calendar, p, seed, week, last_worked, crew_row):
    """The crew's package ends: its members are free, the rest falls due, piece work is measured."""
    crew = w.crews[crew_row]
    crew.state = PACKAGE_DONE
    crew.end_week = week
    first = crew.first_claim
    for i in range(first, first + crew.hands):
        claim = w.claims[i]
        if claim.left_day == NOT_LEFT:
            claim.left_day = crew.days_worked
            w.persons.claim[claim.person] = -1
            if crew.days_worked > 0:
                w.persons.last_year[claim.person] = calendar.year[last_worked]
    if crew.regime == PROJECT_END:
        crew.settle_week = project_end_due(last_worked, calendar.next_festival_due[week])
    if crew.piece:
        if crew.certified_week == NEVER:
            crew.certified_week = week + p.wages_measurement_weeks
        u = uniform(seed, Stream.MEASUREMENT_CUT, week, crew.uid)
        cut = quantile(p.wages_measurement_cut_share, u)
        if cut > 0.0:
            give_up(w, crew_row, cut)


@kernel
def close_crews(w, p, week):
    """Crews whose package is over and whose claims are settled give their rows back; old debts are written off."""
    for crew_row in range(w.room.top[CREW_ROOM]):
        crew = w.crews[crew_row]
        if crew.state != PACKAGE_DONE:
            continue
        owed = crew_unpaid_to(w, crew_row, crew.days_worked)
        first = crew.first_claim
        if owed > 0 and week - crew.end_week >= p.wages_write_off_weeks:
            c = crew.contract
            note(w, WRITTEN_OFF, w.contracts.project[c], c, w.contracts.firm[c], crew.hands, owed)
            write_off(w, crew_row)
        elif owed == 0 and crew.case < 0:  # an open case is closed first: it knows its crew by the row
            crew.state = FREE
            c = crew.contract
            _unlink(w, c, crew_row)
            for i in range(first, first + crew.hands):
                w.claims.crew[i] = -1
            w.room.free[CLAIM_ROOM] += crew.hands
            give_row(w, w.crews, CREW_ROOM, crew_row)


@kernel
def _unlink(w, c, crew_row):
    crew = w.crews[crew_row]
    contract = w.contracts[c]
    at = contract.first_crew
    if at == crew_row:
        contract.first_crew = crew.next_of_contract
        return
    while w.crews.next_of_contract[at] != crew_row:
        at = w.crews.next_of_contract[at]
    w.crews.next_of_contract[at] = crew.next_of_contract


@kernel
def compact_claims(w):
    """Move open claims down over closed ones, crew by crew, so that blocks stay whole."""
    to = np.int64(0)
    i = np.int64(0)
    top = w.room.first_free[CLAIM_ROOM]
    while i < top:
        crew_row = w.claims.crew[i]
        crew = w.crews[crew_row]
        if crew_row < 0:
            i += 1
            continue
        size = crew.hands
        crew.first_claim = to
        for k in range(size if to != i else 0):
            w.claims[to + k] = w.claims[i + k]
            if w.claims.left_day[to + k] == NOT_LEFT:
                w.persons.claim[w.claims.person[to + k]] = to + k
        to += size
        i += size
    w.room.first_free[CLAIM_ROOM] = to
    w.room.free[CLAIM_ROOM] = 0
