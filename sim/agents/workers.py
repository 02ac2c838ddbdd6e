"""Workers: hired from a closed pool, working, slowing down and leaving when unpaid."""

import numpy as np

from sim.chain.contracts import record_work
from sim.chain.tables import (
    ACTIVE,
    CLAIM_ROOM,
    CREW_ROOM,
    FESTIVAL,
    FREE,
    MONTHLY,
    MONTHS,
    NEVER,
    NOT_LEFT,
    PACKAGE_DONE,
    PROJECT_END,
    WORKING,
    give_row,
    take_row,
)
from sim.core.compiled import compiled
from sim.core.draws import Stream, bits, uniform
from sim.core.quantiles import quantile
from sim.ledger.claims import crew_unpaid_to, days_due, members_unpaid_to, span_of_days


@compiled
def in_season(calendar, week, stop_before, start_after):
    """No work in the weeks around Spring Festival."""
    return calendar.next_festival[week] - week > stop_before and week - calendar.last_festival[week] > start_after


@compiled
def hands_wanted(target, present, work_left, week_wages_fen, smallest):
    """Workers a leaf contract hires now: up to its target, less when little work is left."""
    useful = work_left // max(1, week_wages_fen * 2)
    wanted = min(target, useful + 1) - present
    if wanted < smallest and present > 0:
        return 0
    return max(0, wanted)


@compiled
def count_vacancies(w, calendar, p, week, wants):
    """Hands wanted per contract into `wants`; returns (crews, hands) as upper bounds for room."""
    groups, hands = 0, 0
    season = in_season(calendar, week, p.crews_stop_before_weeks, p.crews_start_after_weeks)
    for c in range(w.contracts.size):
        wants[c] = 0
        target = w.contracts.target_workers[c]
        if not season or target <= 0 or w.contracts.state[c] != ACTIVE:
            continue
        if w.projects.stopped_until[w.contracts.project[c]] > week:
            continue
        present = 0
        crew = w.contracts.first_crew[c]
        while crew >= 0:
            if w.crews.state[crew] == WORKING:
                present += w.crews.present[crew]
            crew = w.crews.next_of_contract[crew]
        left = w.contracts.planned_work[c] - w.contracts.done_work[c]
        week_wages = np.int64(p.workers_mean_day_wage_fen * p.crews_days_per_week)
        wants[c] = hands_wanted(target, present, left, week_wages, p.crews_smallest)
        if wants[c] > 0:
            hands += wants[c]
            groups += wants[c] // p.crews_smallest + 1
    return groups, hands


@compiled
def hire(w, calendar, p, seed, week, wants):
    """Crews with vacancies, in the order of a draw, take idle persons in the order of a draw."""
    total = 0
    for c in range(wants.size):
        total += wants[c]
    if total == 0:
        return
    idle = _idle_persons(w, seed, week)
    n = 0
    for c in range(wants.size):
        if wants[c] > 0:
            n += 1
    rows = np.empty(n, np.int64)
    luck = np.empty(n, np.float64)
    n = 0
    for c in range(wants.size):
        if wants[c] > 0:
            rows[n] = c
            luck[n] = uniform(seed, Stream.HIRE_CREW, week, w.contracts.uid[c])
            n += 1
    taken = 0
    for c in rows[np.argsort(luck)]:
        want = wants[c]
        made = 0
        while want > 0 and taken < idle.size:
            u = uniform(seed, Stream.CREW_SIZE, week, w.contracts.uid[c] * 64 + made)
            size = max(p.crews_smallest, int(quantile(p.crews_size, u) + 0.5))
            size = min(want, size, idle.size - taken)
            if want - size < p.crews_smallest and want <= 40:
                size = min(want, idle.size - taken)
            _form_crew(w, calendar, p, seed, week, c, made, size, idle, taken)
            taken += size
            want -= size
            made += 1


@compiled
def _idle_persons(w, seed, week):
    """Rows of idle persons in the order of their draw, then uid."""
    n = 0
    for i in range(w.persons.size):
        if w.persons.claim[i] < 0:
            n += 1
    keys = np.empty(n, np.uint64)
    rows = np.empty(n, np.int64)
    n = 0
    for i in range(w.persons.size):
        if w.persons.claim[i] < 0:
            keys[n] = bits(seed, Stream.HIRE_PERSON, week, w.persons.uid[i])
            rows[n] = i
            n += 1
    return rows[np.argsort(keys)]


@compiled
def pay_regime(u, monthly_share, project_end_share):
    """When a crew's wages are agreed to be paid: month end, project end or Spring Festival."""
    if u < monthly_share:
        return MONTHLY
    if u < monthly_share + project_end_share:
        return PROJECT_END
    return FESTIVAL


@compiled
def _form_crew(w, calendar, p, seed, week, c, made, size, idle, taken):
    crew = take_row(w, w.crews, CREW_ROOM)
    uid = w.contracts.uid[c] * 4194304 + (week + 64) * 64 + min(made, 63)
    luck = w.contracts.uid[c] * 64 + made
    w.crews.uid[crew] = uid
    w.crews.state[crew] = WORKING
    w.crews.contract[crew] = c
    w.crews.next_of_contract[crew] = w.contracts.first_crew[c]
    w.contracts.first_crew[c] = crew
    first = w.room.first_free[CLAIM_ROOM]
    w.room.first_free[CLAIM_ROOM] += size
    w.crews.first_claim[crew] = first
    w.crews.hands[crew] = size
    w.crews.present[crew] = size
    regime = pay_regime(uniform(seed, Stream.PAY_REGIME, week, luck), p.wages_monthly_share, p.wages_project_end_share)
    w.crews.regime[crew] = regime
    w.crews.piece[crew] = uniform(seed, Stream.PAY_BASIS, week, luck) < p.wages_piece_share
    w.crews.allowance_share[crew] = quantile(p.wages_allowance_share, uniform(seed, Stream.ALLOWANCE, week, luck))
    w.crews.start_week[crew] = week
    weeks = int(quantile(p.crews_package_weeks, uniform(seed, Stream.PACKAGE_WEEKS, week, luck)))
    w.crews.end_week[crew] = min(week + weeks, calendar.next_festival[week] - p.crews_stop_before_weeks)
    w.crews.days_worked[crew] = 0
    w.crews.first_month[crew] = calendar.month[week]
    w.crews.last_month[crew] = calendar.month[week]
    w.crews.month_days[crew, :] = 0
    w.crews.settle_week[crew] = calendar.next_festival_due[week] if regime == FESTIVAL else NEVER
    unmeasured = w.crews.piece[crew] and p.wages_measured_at_acceptance >= 0.5
    w.crews.certified_week[crew] = NEVER if unmeasured else 0
    w.crews.at_once_week[crew] = NEVER
    w.crews.low_day[crew] = 0
    w.crews.high_day[crew] = 0
    w.crews.discharged_fen[crew] = 0
    w.crews.left[crew] = False
    w.crews.settled_fen[crew, :] = 0
    day_wages = np.int64(0)
    for k in range(size):
        person = idle[taken + k]
        i = first + k
        w.claims.person[i] = person
        w.claims.crew[i] = crew
        w.claims.joined_day[i] = 0
        w.claims.left_day[i] = NOT_LEFT
        wage = np.int32(w.persons.day_wage_fen[person] * p.economy_index)
        w.claims.day_wage_fen[i] = wage
        w.claims.paid_fen[i] = 0
        w.claims.given_up_fen[i] = 0
        w.claims.written_off_fen[i] = 0
        day_wages += wage
        w.persons.claim[person] = i
        w.persons.last_year[person] = calendar.year[week]
        w.persons.last_day_wage_fen[person] = wage
    w.crews.day_wages_fen[crew] = day_wages


@compiled
def days_of_week(normal_days, slow_days, overdue_fen, week_wages_fen, slow_after_weeks):
    """Days a crew works: fewer once it is owed more than some weeks' wages past the agreed date."""
    if overdue_fen > slow_after_weeks * week_wages_fen:
        return slow_days
    return normal_days


@compiled
def work(w, calendar, p, seed, week, visit_all, earned):
    """Crews at work earn wages and move their contracts on; unpaid ones slow down, and some leave."""
    season = in_season(calendar, week, p.crews_stop_before_weeks, p.crews_start_after_weeks)
    month = calendar.month[week]
    for crew in range(w.crews.size):
        if w.crews.state[crew] != WORKING:
            continue
        c = w.crews.contract[crew]
        owner_stopped = w.projects.stopped_until[w.contracts.project[c]] > week
        if not season or week >= w.crews.end_week[crew] or owner_stopped or w.contracts.state[c] != ACTIVE:
            end_package(w, calendar, p, seed, week, crew)
            continue
        day_wages = _present_day_wages(w, crew)
        due = days_due(w, crew, week - 1, calendar.due_month[max(0, week - 1)])
        overdue = crew_unpaid_to(w, crew, due, visit_all)
        week_wages = day_wages * p.crews_days_per_week
        days = days_of_week(p.crews_days_per_week, p.crews_slow_days, overdue, week_wages, p.workers_slow_after_weeks)
        if overdue > 0:
            _leave(w, p, seed, week, crew, due)
            day_wages = _present_day_wages(w, crew)
        w.crews.days_worked[crew] += days
        w.crews.last_month[crew] = month
        w.crews.month_days[crew, min(MONTHS - 1, month - w.crews.first_month[crew])] = w.crews.days_worked[crew]
        wages = day_wages * days
        w.contracts.wages_fen[c] += wages
        earned[crew] = wages
        before = w.contracts.done_work[c]
        record_work(w, c, np.int64(wages / p.economy_index))
        if w.contracts.done_work[c] >= w.contracts.planned_work[c] and before < w.contracts.planned_work[c]:
            w.contracts.target_workers[c] = 0
        if w.contracts.target_workers[c] == 0 or w.crews.present[crew] == 0:
            end_package(w, calendar, p, seed, week, crew)


@compiled
def _present_day_wages(w, crew):
    if not w.crews.left[crew]:
        return w.crews.day_wages_fen[crew]
    total = np.int64(0)
    first = w.crews.first_claim[crew]
    for i in range(first, first + w.crews.hands[crew]):
        if w.claims.left_day[i] == NOT_LEFT:
            total += w.claims.day_wage_fen[i]
    return total


@compiled
def leaves(u, owed_fen, week_wage_fen, patience_weeks, chance):
    """A worker owed more than his patience's worth of weeks leaves with a chance per week."""
    return owed_fen > patience_weeks * week_wage_fen and u < chance


@compiled
def _leave(w, p, seed, week, crew, due):
    weights = np.empty(w.crews.hands[crew], np.int64)
    members_unpaid_to(w, crew, due, weights)
    first = w.crews.first_claim[crew]
    for k in range(w.crews.hands[crew]):
        i = first + k
        if w.claims.left_day[i] != NOT_LEFT:
            continue
        person = w.claims.person[i]
        week_wage = np.int64(w.claims.day_wage_fen[i]) * p.crews_days_per_week
        u = uniform(seed, Stream.WORKER_LEAVES, week, w.persons.uid[person])
        if leaves(u, weights[k], week_wage, w.persons.patience_weeks[person], p.workers_leave_chance):
            w.claims.left_day[i] = w.crews.days_worked[crew]
            w.crews.left[crew] = True
            w.crews.present[crew] -= 1
            w.persons.claim[person] = -1


@compiled
def end_package(w, calendar, p, seed, week, crew):
    """The crew's package ends: its members are free, the rest falls due, piece work is measured."""
    w.crews.state[crew] = PACKAGE_DONE
    w.crews.end_week[crew] = week
    first = w.crews.first_claim[crew]
    for i in range(first, first + w.crews.hands[crew]):
        if w.claims.left_day[i] == NOT_LEFT:
            w.claims.left_day[i] = w.crews.days_worked[crew]
            w.persons.claim[w.claims.person[i]] = -1
        w.persons.last_year[w.claims.person[i]] = calendar.year[max(0, week - 1)]
    if w.crews.regime[crew] == PROJECT_END:
        # 30 days after the end lies in the fifth week on; the festival ends all waiting
        w.crews.settle_week[crew] = min(week + 5, calendar.next_festival_due[week])
    if w.crews.piece[crew] and w.crews.certified_week[crew] == NEVER:
        w.crews.certified_week[crew] = week + p.wages_measurement_weeks
        u = uniform(seed, Stream.MEASUREMENT_CUT, week, w.crews.uid[crew])
        cut = quantile(p.wages_measurement_cut_share, u)
        if cut > 0.0:
            _give_up(w, crew, cut)


@compiled
def _give_up(w, crew, share):
    """Measurement takes away a share of the days of a piece crew: that much is given up."""
    first = w.crews.first_claim[crew]
    days = w.crews.days_worked[crew]
    weights = np.empty(w.crews.hands[crew], np.int64)
    members_unpaid_to(w, crew, days, weights)
    for k in range(w.crews.hands[crew]):
        i = first + k
        worked = min(days, w.claims.left_day[i]) - w.claims.joined_day[i]
        cut = np.int64(np.float64(w.claims.day_wage_fen[i]) * worked * share)
        w.claims.given_up_fen[i] += min(cut, weights[k])
    span_of_days(w, crew)


@compiled
def close_crews(w, p, week):
    """Crews whose package is over and whose claims are settled give their rows back; old debts are written off."""
    for crew in range(w.crews.size):
        if w.crews.state[crew] != PACKAGE_DONE:
            continue
        owed = crew_unpaid_to(w, crew, w.crews.days_worked[crew], False)
        first = w.crews.first_claim[crew]
        if owed > 0 and week - w.crews.end_week[crew] >= p.wages_write_off_weeks:
            weights = np.empty(w.crews.hands[crew], np.int64)
            members_unpaid_to(w, crew, w.crews.days_worked[crew], weights)
            for k in range(w.crews.hands[crew]):
                w.claims.written_off_fen[first + k] += weights[k]
            span_of_days(w, crew)
        elif owed == 0:
            w.crews.state[crew] = FREE
            c = w.crews.contract[crew]
            _unlink(w, c, crew)
            for i in range(first, first + w.crews.hands[crew]):
                w.claims.crew[i] = -1
            give_row(w, w.crews, CREW_ROOM, crew)


@compiled
def _unlink(w, c, crew):
    at = w.contracts.first_crew[c]
    if at == crew:
        w.contracts.first_crew[c] = w.crews.next_of_contract[crew]
        return
    while w.crews.next_of_contract[at] != crew:
        at = w.crews.next_of_contract[at]
    w.crews.next_of_contract[at] = w.crews.next_of_contract[crew]


@compiled
def compact_claims(w):
    """Move open claims down over closed ones, crew by crew, so that blocks stay whole."""
    to = np.int64(0)
    i = np.int64(0)
    top = w.room.first_free[CLAIM_ROOM]
    while i < top:
        crew = w.claims.crew[i]
        if crew < 0:
            i += 1
            continue
        size = w.crews.hands[crew]
        w.crews.first_claim[crew] = to
        for k in range(size):
            if to != i:
                w.claims[to + k] = w.claims[i + k]
            if w.persons.claim[w.claims.person[to + k]] == i + k:
                w.persons.claim[w.claims.person[to + k]] = to + k
        to += size
        i += size
    w.claims.crew[to:top] = -1
    w.room.first_free[CLAIM_ROOM] = to
