"""Workers: hired from a closed pool, working, slowing down and leaving when unpaid."""

import numpy as np

from sim.chain.contracts import record_work
from sim.chain.tables import (
    ACTIVE,
    CLAIM_TOP,
    CREW_ROOM,
    CREWS_MADE,
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
def count_vacancies(projects, contracts, terms, money, crews, calendar, p, week, wants):
    """Hands wanted per contract into `wants`; returns (crews, hands) as upper bounds for room."""
    groups, hands = 0, 0
    season = in_season(calendar, week, p.crews_stop_before_weeks, p.crews_start_after_weeks)
    for c in range(contracts.uid.size):
        wants[c] = 0
        target = terms.target_workers[c]
        if not season or target <= 0 or contracts.state[c] != ACTIVE:
            continue
        if projects.stopped_until[contracts.project[c]] > week:
            continue
        present = 0
        crew = contracts.first_crew[c]
        while crew >= 0:
            if crews.state[crew] == WORKING:
                present += crews.present[crew]
            crew = crews.next_of_contract[crew]
        left = money.planned_work[c] - money.done_work[c]
        week_wages = np.int64(p.workers_mean_day_wage_fen * p.crews_days_per_week)
        wants[c] = hands_wanted(target, present, left, week_wages, p.crews_smallest)
        if wants[c] > 0:
            hands += wants[c]
            groups += wants[c] // p.crews_smallest + 1
    return groups, hands


@compiled
def hire(contracts, crews, clock, claims, room, persons, calendar, p, seed, week, wants):
    """Crews with vacancies, in the order of a draw, take idle persons in the order of a draw."""
    total = 0
    for c in range(wants.size):
        total += wants[c]
    if total == 0:
        return
    idle = _idle_persons(persons, seed, week)
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
            luck[n] = uniform(seed, Stream.HIRE_CREW, week, contracts.uid[c])
            n += 1
    taken = 0
    for c in rows[np.argsort(luck)]:
        want = wants[c]
        made = 0
        while want > 0 and taken < idle.size:
            u = uniform(seed, Stream.CREW_SIZE, week, contracts.uid[c] * 64 + made)
            size = max(p.crews_smallest, int(quantile(p.crews_size, u) + 0.5))
            size = min(want, size, idle.size - taken)
            if want - size < p.crews_smallest and want <= 40:
                size = min(want, idle.size - taken)
            _form_crew(
                contracts,
                crews,
                clock,
                claims,
                room,
                persons,
                calendar,
                p,
                seed,
                week,
                c,
                made,
                size,
                idle,
                taken,
            )
            taken += size
            want -= size
            made += 1


@compiled
def _idle_persons(persons, seed, week):
    """Rows of idle persons in the order of their draw, then uid."""
    n = 0
    for i in range(persons.uid.size):
        if persons.claim[i] < 0:
            n += 1
    keys = np.empty(n, np.uint64)
    rows = np.empty(n, np.int64)
    n = 0
    for i in range(persons.uid.size):
        if persons.claim[i] < 0:
            keys[n] = bits(seed, Stream.HIRE_PERSON, week, persons.uid[i])
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
def _form_crew(contracts, crews, clock, claims, room, persons, calendar, p, seed, week, c, made, size, idle, taken):
    crew = take_row(room.crew_free, room.counts, CREW_ROOM)
    uid = contracts.uid[c] * 4194304 + (week + 64) * 64 + min(made, 63)
    luck = contracts.uid[c] * 64 + made
    crews.uid[crew] = uid
    crews.state[crew] = WORKING
    crews.contract[crew] = c
    crews.next_of_contract[crew] = contracts.first_crew[c]
    contracts.first_crew[c] = crew
    first = room.counts[CLAIM_TOP]
    room.counts[CLAIM_TOP] += size
    room.counts[CREWS_MADE] += 1
    crews.first_claim[crew] = first
    crews.hands[crew] = size
    crews.present[crew] = size
    regime = pay_regime(uniform(seed, Stream.PAY_REGIME, week, luck), p.wages_monthly_share, p.wages_project_end_share)
    crews.regime[crew] = regime
    crews.piece[crew] = uniform(seed, Stream.PAY_BASIS, week, luck) < p.wages_piece_share
    crews.allowance_share[crew] = quantile(p.wages_allowance_share, uniform(seed, Stream.ALLOWANCE, week, luck))
    crews.start_week[crew] = week
    weeks = int(quantile(p.crews_package_weeks, uniform(seed, Stream.PACKAGE_WEEKS, week, luck)))
    crews.end_week[crew] = min(week + weeks, calendar.next_festival[week] - p.crews_stop_before_weeks)
    clock.days_worked[crew] = 0
    clock.first_month[crew] = calendar.month[week]
    clock.last_month[crew] = calendar.month[week]
    clock.month_days[crew, :] = 0
    clock.settle_week[crew] = calendar.next_festival_due[week] if regime == FESTIVAL else NEVER
    unmeasured = crews.piece[crew] and p.wages_measured_at_acceptance >= 0.5
    clock.certified_week[crew] = NEVER if unmeasured else 0
    clock.at_once_week[crew] = NEVER
    clock.low_day[crew] = 0
    clock.high_day[crew] = 0
    clock.discharged_fen[crew] = 0
    clock.left[crew] = False
    clock.settled_fen[crew, :] = 0
    day_wages = np.int64(0)
    for k in range(size):
        person = idle[taken + k]
        i = first + k
        claims.person[i] = person
        claims.crew[i] = crew
        claims.joined_day[i] = 0
        claims.left_day[i] = NOT_LEFT
        wage = np.int32(persons.day_wage_fen[person] * p.economy_index)
        claims.day_wage_fen[i] = wage
        claims.paid_fen[i] = 0
        claims.given_up_fen[i] = 0
        claims.written_off_fen[i] = 0
        day_wages += wage
        persons.claim[person] = i
        persons.last_year[person] = calendar.year[week]
        persons.last_day_wage_fen[person] = wage
    clock.day_wages_fen[crew] = day_wages


@compiled
def days_of_week(normal_days, slow_days, overdue_fen, week_wages_fen, slow_after_weeks):
    """Days a crew works: fewer once it is owed more than some weeks' wages past the agreed date."""
    if overdue_fen > slow_after_weeks * week_wages_fen:
        return slow_days
    return normal_days


@compiled
def work(
    projects,
    contracts,
    terms,
    money,
    crews,
    clock,
    claims,
    persons,
    calendar,
    p,
    seed,
    week,
    visit_all,
    earned,
):
    """Crews at work earn wages and move their contracts on; unpaid ones slow down, and some leave."""
    season = in_season(calendar, week, p.crews_stop_before_weeks, p.crews_start_after_weeks)
    month = calendar.month[week]
    for crew in range(crews.uid.size):
        if crews.state[crew] != WORKING:
            continue
        c = crews.contract[crew]
        owner_stopped = projects.stopped_until[contracts.project[c]] > week
        if not season or week >= crews.end_week[crew] or owner_stopped or contracts.state[c] != ACTIVE:
            end_package(crews, clock, claims, persons, calendar, p, seed, week, crew)
            continue
        day_wages = _present_day_wages(crews, clock, claims, crew)
        due = days_due(crews, clock, crew, week - 1, calendar.due_month[max(0, week - 1)])
        overdue = crew_unpaid_to(crews, clock, claims, crew, due, visit_all)
        week_wages = day_wages * p.crews_days_per_week
        days = days_of_week(p.crews_days_per_week, p.crews_slow_days, overdue, week_wages, p.workers_slow_after_weeks)
        if overdue > 0:
            _leave(crews, clock, claims, persons, p, seed, week, crew, due)
            day_wages = _present_day_wages(crews, clock, claims, crew)
        clock.days_worked[crew] += days
        clock.last_month[crew] = month
        clock.month_days[crew, min(MONTHS - 1, month - clock.first_month[crew])] = clock.days_worked[crew]
        wages = day_wages * days
        money.wages_fen[c] += wages
        earned[crew] = wages
        before = money.done_work[c]
        record_work(contracts, money, c, np.int64(wages / p.economy_index))
        if money.done_work[c] >= money.planned_work[c] and before < money.planned_work[c]:
            terms.target_workers[c] = 0
        if terms.target_workers[c] == 0 or crews.present[crew] == 0:
            end_package(crews, clock, claims, persons, calendar, p, seed, week, crew)


@compiled
def _present_day_wages(crews, clock, claims, crew):
    if not clock.left[crew]:
        return clock.day_wages_fen[crew]
    total = np.int64(0)
    first = crews.first_claim[crew]
    for i in range(first, first + crews.hands[crew]):
        if claims.left_day[i] == NOT_LEFT:
            total += claims.day_wage_fen[i]
    return total


@compiled
def leaves(u, owed_fen, week_wage_fen, patience_weeks, chance):
    """A worker owed more than his patience's worth of weeks leaves with a chance per week."""
    return owed_fen > patience_weeks * week_wage_fen and u < chance


@compiled
def _leave(crews, clock, claims, persons, p, seed, week, crew, due):
    weights = np.empty(crews.hands[crew], np.int64)
    members_unpaid_to(crews, claims, crew, due, weights)
    first = crews.first_claim[crew]
    for k in range(crews.hands[crew]):
        i = first + k
        if claims.left_day[i] != NOT_LEFT:
            continue
        person = claims.person[i]
        week_wage = np.int64(claims.day_wage_fen[i]) * p.crews_days_per_week
        u = uniform(seed, Stream.WORKER_LEAVES, week, persons.uid[person])
        if leaves(u, weights[k], week_wage, persons.patience_weeks[person], p.workers_leave_chance):
            claims.left_day[i] = clock.days_worked[crew]
            clock.left[crew] = True
            crews.present[crew] -= 1
            persons.claim[person] = -1


@compiled
def end_package(crews, clock, claims, persons, calendar, p, seed, week, crew):
    """The crew's package ends: its members are free, the rest falls due, piece work is measured."""
    crews.state[crew] = PACKAGE_DONE
    crews.end_week[crew] = week
    first = crews.first_claim[crew]
    for i in range(first, first + crews.hands[crew]):
        if claims.left_day[i] == NOT_LEFT:
            claims.left_day[i] = clock.days_worked[crew]
            persons.claim[claims.person[i]] = -1
        persons.last_year[claims.person[i]] = calendar.year[max(0, week - 1)]
    if crews.regime[crew] == PROJECT_END:
        # 30 days after the end lies in the fifth week on; the festival ends all waiting
        clock.settle_week[crew] = min(week + 5, calendar.next_festival_due[week])
    if crews.piece[crew] and clock.certified_week[crew] == NEVER:
        clock.certified_week[crew] = week + p.wages_measurement_weeks
        u = uniform(seed, Stream.MEASUREMENT_CUT, week, crews.uid[crew])
        cut = quantile(p.wages_measurement_cut_share, u)
        if cut > 0.0:
            _give_up(crews, clock, claims, crew, cut)


@compiled
def _give_up(crews, clock, claims, crew, share):
    """Measurement takes away a share of the days of a piece crew: that much is given up."""
    first = crews.first_claim[crew]
    days = clock.days_worked[crew]
    weights = np.empty(crews.hands[crew], np.int64)
    members_unpaid_to(crews, claims, crew, days, weights)
    for k in range(crews.hands[crew]):
        i = first + k
        worked = min(days, claims.left_day[i]) - claims.joined_day[i]
        cut = np.int64(np.float64(claims.day_wage_fen[i]) * worked * share)
        claims.given_up_fen[i] += min(cut, weights[k])
    span_of_days(crews, clock, claims, crew)


@compiled
def close_crews(contracts, crews, clock, claims, room, p, week):
    """Crews whose package is over and whose claims are settled give their rows back; old debts are written off."""
    for crew in range(crews.uid.size):
        if crews.state[crew] != PACKAGE_DONE:
            continue
        owed = crew_unpaid_to(crews, clock, claims, crew, clock.days_worked[crew], False)
        first = crews.first_claim[crew]
        if owed > 0 and week - crews.end_week[crew] >= p.wages_write_off_weeks:
            weights = np.empty(crews.hands[crew], np.int64)
            members_unpaid_to(crews, claims, crew, clock.days_worked[crew], weights)
            for k in range(crews.hands[crew]):
                claims.written_off_fen[first + k] += weights[k]
            span_of_days(crews, clock, claims, crew)
        elif owed == 0:
            crews.state[crew] = FREE
            c = crews.contract[crew]
            _unlink(contracts, crews, c, crew)
            for i in range(first, first + crews.hands[crew]):
                claims.crew[i] = -1
            give_row(room.crew_free, room.counts, CREW_ROOM, crew)


@compiled
def _unlink(contracts, crews, c, crew):
    at = contracts.first_crew[c]
    if at == crew:
        contracts.first_crew[c] = crews.next_of_contract[crew]
        return
    while crews.next_of_contract[at] != crew:
        at = crews.next_of_contract[at]
    crews.next_of_contract[at] = crews.next_of_contract[crew]


@compiled
def compact_claims(crews, claims, room, persons):
    """Move open claims down over closed ones, crew by crew, so that blocks stay whole."""
    to = np.int64(0)
    i = np.int64(0)
    top = room.counts[CLAIM_TOP]
    while i < top:
        crew = claims.crew[i]
        if crew < 0:
            i += 1
            continue
        size = crews.hands[crew]
        crews.first_claim[crew] = to
        for k in range(size):
            if to != i:
                _move_claim(claims, i + k, to + k)
            if persons.claim[claims.person[to + k]] == i + k:
                persons.claim[claims.person[to + k]] = to + k
        to += size
        i += size
    claims.crew[to:top] = -1
    room.counts[CLAIM_TOP] = to


@compiled
def _move_claim(claims, i, to):
    claims.person[to] = claims.person[i]
    claims.crew[to] = claims.crew[i]
    claims.joined_day[to] = claims.joined_day[i]
    claims.left_day[to] = claims.left_day[i]
    claims.day_wage_fen[to] = claims.day_wage_fen[i]
    claims.paid_fen[to] = claims.paid_fen[i]
    claims.given_up_fen[to] = claims.given_up_fen[i]
    claims.written_off_fen[to] = claims.written_off_fen[i]
