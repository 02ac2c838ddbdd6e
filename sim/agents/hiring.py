"""Hiring: what contracts lack is filled with crews of idle persons, and what a crew is agreed on."""

import numpy as np

from sim.agents.pool import idle_in, next_idle, open_pool
from sim.agents.registration import evidence_when_hired
from sim.chain.projects import stands_still
from sim.chain.systems import MONTHLY_PAY, in_use
from sim.chain.tables import ACTIVE, CLAIM_ROOM, CONTRACT_ROOM, CREW_ROOM, NEVER, WORKING, take_row
from sim.chain.uids import CREWS_OF_WEEK, crew_uid
from sim.core.compiled import kernel, rule
from sim.core.draws import Stream, order_key, uniform
from sim.core.order import heapify, pop
from sim.core.quantiles import quantile
from sim.core.scratch import borrow, give_back
from sim.ledger.claims import FESTIVAL, MONTHLY, MOST_DAY_WAGE_FEN, PROJECT_END, open_claim


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
    room = borrow(w, w.room.top[CONTRACT_ROOM])
    present = w.scratch[room : room + w.room.top[CONTRACT_ROOM]]
    _count_present(w, present)
    season = in_season(calendar, week, p.crews_stop_before_weeks, p.crews_start_after_weeks)
    for c in range(w.room.top[CONTRACT_ROOM]):
        contract = w.contracts[c]
        contract.wanted = 0
        target = contract.target_workers
        if not season or target <= 0 or contract.state != ACTIVE:
            continue
        if stands_still(w, contract.project, week):
            continue
        left = contract.own_work - contract.own_done
        week_wages = np.int64(p.workers_mean_day_wage_fen * p.crews_days_per_week)
        contract.wanted = hands_wanted(target, present[c], left, week_wages, p.crews_smallest)
        if contract.wanted > 0:
            hands += contract.wanted
            groups += contract.wanted // p.crews_smallest + 1
    give_back(w, room)
    return groups, hands


@kernel
def _count_present(w, present):
    """Write how many work for each contract into `present`: one pass through the crews, as they lie in memory."""
    present[:] = 0
    for crew_row in range(w.room.top[CREW_ROOM]):
        crew = w.crews[crew_row]
        if crew.state == WORKING:
            present[crew.contract] += crew.present


@kernel
def hire(w, calendar, p, seed, week):
    """Crews with vacancies, in the order of a draw, take idle persons in the order of a draw."""
    room = borrow(w, 2 * w.contracts.size)
    keys, rows = w.scratch[room : room + w.contracts.size], w.scratch[room + w.contracts.size :]
    n, wanted = 0, 0
    for c in range(w.room.top[CONTRACT_ROOM]):
        contract = w.contracts[c]
        if contract.wanted > 0:
            keys[n], rows[n] = order_key(seed, Stream.HIRE_CREW, week, contract.uid), c
            n += 1
            wanted += contract.wanted
    if n > 0:
        heapify(keys, rows, n)
        pool = open_pool(w, seed, week, wanted)
        idle = idle_in(w, pool)
        for left in range(n, 0, -1):
            idle = fill(w, calendar, p, seed, week, pop(keys, rows, left), pool, idle)
    give_back(w, room)


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
    """The next idle persons join a crew that has `named` members; returns how many are left.

    Persons lie anywhere in memory. A loop that does little for each finds several at a time, so there is one for each step.
    """
    crew = w.crews[crew_row]
    first, stop = crew.first_claim + named, crew.first_claim + crew.hands
    for i in range(first, stop):
        w.claims.person[i] = next_idle(w, seed, pool)
    for i in range(first, stop):
        _employ(w, p, crew_row, i, w.claims.person[i])
    for i in range(first, stop):
        _prove(w, p, seed, week, crew_row, i)
    return idle - max(0, stop - first)


@kernel
def join(w, p, seed, week, crew_row, i, person_row):
    """Claim `i`, one of a crew's, becomes that of a person who joins it on its first day."""
    _employ(w, p, crew_row, i, person_row)
    _prove(w, p, seed, week, crew_row, i)


@kernel
def _employ(w, p, crew_row, i, person_row):
    person = w.persons[person_row]
    wage = day_wage(person.day_wage_fen, p.economy_index)
    person.claim = i
    open_claim(w, i, person_row, crew_row, wage)
    w.crews.day_wages_fen[crew_row] += wage


@kernel
def _prove(w, p, seed, week, crew_row, i):
    uid = w.persons.uid[w.claims.person[i]]
    project_row = w.contracts.project[w.crews.contract[crew_row]]
    w.claims.evidence[i] = evidence_when_hired(w, p, seed, week, uid, project_row)
