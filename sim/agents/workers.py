"""Workers: hired from a closed pool, working, slowing down and leaving when unpaid."""

import numpy as np

from sim.agents.registration import evidence_when_hired
from sim.chain.contracts import record_work
from sim.chain.events import SLOW_DOWN, WORKERS_LEFT, WRITTEN_OFF, note
from sim.chain.projects import stands_still
from sim.chain.systems import MONTHLY_PAY, in_use
from sim.chain.tables import (
    ACTIVE,
    CLAIM_ROOM,
    CONTRACT_ROOM,
    CREW_ROOM,
    FREE,
    NEVER,
    PACKAGE_DONE,
    WORKING,
    give_row,
    take_row,
)
from sim.chain.uids import CREWS_OF_WEEK, crew_uid
from sim.core.compiled import kernel, rule
from sim.core.draws import Stream, order_key, uniform
from sim.core.order import heapify, pop
from sim.core.quantiles import quantile
from sim.core.scratch import borrow, give_back
from sim.ledger.claims import (
    FESTIVAL,
    MONTHLY,
    MONTHS,
    MOST_DAY_WAGE_FEN,
    NOT_LEFT,
    PROJECT_END,
    crew_unpaid_to,
    days_due,
    give_up,
    members_unpaid_to,
    open_claim,
    write_off,
)
from sim.ledger.tally import WAGES_EARNED, count


@rule
def in_season(calendar, week, stop_before, start_after):
    """No work in the weeks around Spring Festival."""
    return calendar.next_festival[week] - week > stop_before and week - calendar.last_festival[week] > start_after


@rule
def hands_wanted(target, present, work_left, week_wages_fen, smallest):
    """Workers a leaf contract hires now: up to its target, less when little work is left."""
    useful = work_left // max(1, week_wages_fen * 2)
    wanted = min(target, useful + 1) - present
    if wanted < smallest and present > 0:
        return 0
    return max(0, wanted)


@kernel
def count_vacancies(w, calendar, p, week):
    """Write `wanted` of each contract; returns (crews, hands) as upper bounds for room."""
    groups, hands = 0, 0
    season = in_season(calendar, week, p.crews_stop_before_weeks, p.crews_start_after_weeks)
    for c in range(w.room.top[CONTRACT_ROOM]):
        contract = w.contracts[c]
        contract.wanted = 0
        target = contract.target_workers
        if not season or target <= 0 or contract.state != ACTIVE:
            continue
        if stands_still(w, contract.project, week):
            continue
        present = 0
        crew_row = contract.first_crew
        while crew_row >= 0:
            crew = w.crews[crew_row]
            if crew.state == WORKING:
                present += crew.present
            crew_row = crew.next_of_contract
        left = contract.own_work - contract.own_done
        week_wages = np.int64(p.workers_mean_day_wage_fen * p.crews_days_per_week)
        contract.wanted = hands_wanted(target, present, left, week_wages, p.crews_smallest)
        if contract.wanted > 0:
            hands += contract.wanted
            groups += contract.wanted // p.crews_smallest + 1
    return groups, hands


@kernel
def hire(w, calendar, p, seed, week):
    """Crews with vacancies, in the order of a draw, take idle persons in the order of a draw."""
    room = borrow(w, 2 * w.contracts.size)
    keys, rows = w.scratch[room : room + w.contracts.size], w.scratch[room + w.contracts.size :]
    n = 0
    for c in range(w.room.top[CONTRACT_ROOM]):
        contract = w.contracts[c]
        if contract.wanted > 0:
            keys[n], rows[n] = order_key(seed, Stream.HIRE_CREW, week, contract.uid), c
            n += 1
    if n > 0:
        heapify(keys, rows, n)
        pool = borrow(w, 2 * w.persons.size)
        idle = gather_idle(w, seed, week, pool)
        for left in range(n, 0, -1):
            idle = fill(w, calendar, p, seed, week, pop(keys, rows, left), pool, idle)
    give_back(w, room)


@kernel
def gather_idle(w, seed, week, pool):
    """A heap of idle persons in the order of their draw, from cell `pool` on; returns how many they are."""
    keys, rows = w.scratch[pool : pool + w.persons.size], w.scratch[pool + w.persons.size :]
    n = 0
    for i in range(w.persons.size):
        person = w.persons[i]
        if person.claim < 0 and person.barred_until <= week:
            keys[n], rows[n] = order_key(seed, Stream.HIRE_PERSON, week, person.uid), i
            n += 1
    heapify(keys, rows, n)
    return n


@kernel
def fill(w, calendar, p, seed, week, c, pool, idle):
    """Form crews for one contract until it has the hands it wants; returns how many idle persons are left."""
    contract = w.contracts[c]
    want, made = contract.wanted, 0
    while want > 0 and idle > 0 and made < CREWS_OF_WEEK:
        u = uniform(seed, Stream.CREW_SIZE, week, contract.uid * CREWS_OF_WEEK + made)
        size = max(p.crews_smallest, int(quantile(p.crews_size, u) + 0.5))
        size = min(want, size, idle)
        if want - size < p.crews_smallest and want <= 40:
            size = min(want, idle)
        crew_row = form_crew(w, calendar, p, seed, week, c, made, size)
        idle = take_members(w, p, seed, week, crew_row, 0, pool, idle)
        want -= size
        made += 1
    return idle


@rule
def pay_regime(u, monthly_share, project_end_share, monthly):
    """When a crew's wages are agreed to be paid: month end, project end or Spring Festival; the measure asks for month end."""
    if monthly or u < monthly_share:
        return MONTHLY
    if u < monthly_share + project_end_share:
        return PROJECT_END
    return FESTIVAL


@rule
def is_measured_monthly(at_acceptance, monthly, measured_monthly):
    """Whether piece work is measured every month: by custom, or because monthly pay asks for it."""
    return at_acceptance < 0.5 or (monthly and measured_monthly != 0)


@kernel
def form_crew(w, calendar, p, seed, week, c, made, size):
    """A new crew of a contract, still without its members; returns its row."""
    contract = w.contracts[c]
    crew_row = take_row(w, w.crews, CREW_ROOM)
    crew = w.crews[crew_row]
    luck = contract.uid * CREWS_OF_WEEK + made
    crew.uid = crew_uid(contract.uid, week, made)
    crew.state = WORKING
    crew.contract = c
    crew.groups = contract.groups
    crew.next_of_contract = contract.first_crew
    contract.first_crew = crew_row
    first = w.room.first_free[CLAIM_ROOM]
    w.room.first_free[CLAIM_ROOM] += size
    crew.first_claim = first
    crew.hands = size
    crew.present = size
    u = uniform(seed, Stream.PAY_REGIME, week, luck)
    monthly = in_use(w, contract.project, MONTHLY_PAY)
    regime = pay_regime(u, p.wages_monthly_share, p.wages_project_end_share, monthly)
    piece = uniform(seed, Stream.PAY_BASIS, week, luck) < p.wages_piece_share
    weeks = int(quantile(p.crews_package_weeks, uniform(seed, Stream.PACKAGE_WEEKS, week, luck)))
    agree(w, calendar, p, week, crew_row, regime, piece, weeks)
    crew.allowance_share = quantile(p.wages_allowance_share, uniform(seed, Stream.ALLOWANCE, week, luck))
    crew.start_week = week
    crew.allowance_month = 0
    crew.days_worked = 0
    crew.first_month = calendar.month[week]
    crew.last_month = calendar.month[week]
    crew.month_days[:] = 0
    crew.at_once_week = NEVER
    crew.low_day = 0
    crew.high_day = 0
    crew.day_wages_fen = 0
    crew.discharged_fen = 0
    crew.case = -1
    crew.last_case = 0
    crew.left = False
    crew.direct = False
    crew.slow = False
    return crew_row


@kernel
def agree(w, calendar, p, week, crew_row, regime, piece, weeks):
    """What a crew is agreed on when it is hired: when and by what it is paid, and for how long it works."""
    crew = w.crews[crew_row]
    crew.regime = regime
    crew.piece = piece
    crew.end_week = min(week + weeks, calendar.next_festival[week] - p.crews_stop_before_weeks)
    crew.settle_week = calendar.next_festival_due[week] if regime == FESTIVAL else NEVER
    monthly = in_use(w, w.contracts.project[crew.contract], MONTHLY_PAY)
    certified = not piece or is_measured_monthly(
        p.wages_measured_at_acceptance, monthly, p.monthly_pay_measured_monthly
    )
    crew.certified_week = 0 if certified else NEVER


@rule
def day_wage(ordinary_fen, index):
    """A person's day wage at today's prices, in fen: at least 1, at most 50,000 yuan, so that a season's wages fit four bytes."""
    return np.int32(min(MOST_DAY_WAGE_FEN, max(1.0, ordinary_fen * index)))


@kernel
def take_members(w, p, seed, week, crew_row, named, pool, idle):
    """The next idle persons join a crew that has `named` members; returns how many are left."""
    crew = w.crews[crew_row]
    keys, rows = w.scratch[pool : pool + w.persons.size], w.scratch[pool + w.persons.size :]
    for i in range(crew.first_claim + named, crew.first_claim + crew.hands):
        join(w, p, seed, week, crew_row, i, pop(keys, rows, idle))
        idle -= 1
    return idle


@kernel
def join(w, p, seed, week, crew_row, i, person_row):
    """Claim `i`, one of a crew's, becomes that of a person who joins it on its first day."""
    crew = w.crews[crew_row]
    person = w.persons[person_row]
    wage = day_wage(person.day_wage_fen, p.economy_index)
    bits = evidence_when_hired(w, p, seed, week, person.uid, w.contracts.project[crew.contract])
    open_claim(w, i, person_row, crew_row, wage, bits)
    crew.day_wages_fen += wage
    person.claim = i


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
