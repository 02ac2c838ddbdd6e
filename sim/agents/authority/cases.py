"""The case machine: a queue, officers with hours, filing or coordination, orders with a deadline."""

import numpy as np

from sim.agents.authority.complaints import proven
from sim.agents.authority.tables import (
    CLOSED_PAID,
    COORDINATED,
    NO_CASE,
    ORDER_UNMET,
    ORDERED,
    QUEUED,
    UNRESOLVED,
)
from sim.agents.contractors import money_in_reach
from sim.agents.wages import pay_crew_to
from sim.chain.contracts import general_above
from sim.chain.events import CASE_CLOSED, COORDINATION, ORDER_ISSUED, ORDER_MISSED, note
from sim.chain.projects import holds_deposit
from sim.chain.setoff import pay_past, still_owed_above
from sim.chain.systems import REAL_NAME, WRITTEN_CONTRACTS, in_use
from sim.chain.tables import CASE_ROOM, FREE, IN_BUSINESS, give_row
from sim.core.compiled import kernel, rule
from sim.core.draws import Stream, order_key, uniform
from sim.core.order import heapify, pop
from sim.core.scratch import borrow, give_back
from sim.ledger.claims import crew_unpaid_to


@rule
def can_be_filed(proven_fen, unpaid_fen, least_share):
    """A complaint is filed as a case when enough of what is owed can be proved."""
    return unpaid_fen > 0 and proven_fen >= least_share * unpaid_fen


@kernel
def follow_up_cases(w, week):
    """What is paid is closed, deadlines pass: an order that was not met by then is unmet, and measures may act on it."""
    for case_row in range(w.room.top[CASE_ROOM]):
        if w.cases.state[case_row] != NO_CASE:
            _follow_up(w, week, case_row)


@kernel
def _follow_up(w, week, case_row):
    """Close a case whose wages are paid; put an unmet order on record; in the end the crew may come again."""
    case = w.cases[case_row]
    crew = w.crews[case.crew]
    unpaid = crew_unpaid_to(w, case.crew, crew.days_worked) if crew.state != FREE else np.int64(0)
    if unpaid == 0:
        _close_paid(w, week, case_row)
    elif case.state != QUEUED and week >= case.deadline_week:
        if case.state == ORDERED:
            case.state = ORDER_UNMET
            w.authority[0].orders_unmet += 1
            c = crew.contract
            w.firms.unmet_week[w.contracts.firm[general_above(w, c)]] = week
            note(w, ORDER_MISSED, w.contracts.project[c], c, w.contracts.firm[c], crew.hands, unpaid)
        else:
            _close(w, case_row, UNRESOLVED, CASE_CLOSED, unpaid)


@kernel
def handle_cases(w, calendar, p, seed, week):
    """The week of the inspectorate: what an unmet order left unpaid is coordinated, the oldest complaints are served."""
    office = w.authority[0]
    capacity = p.authority_officers_per_1000_workers * w.now.workers[0] / 1000.0 * p.authority_hours_per_week
    office.hours_left = min(capacity, office.hours_left + capacity)
    _coordinate_unmet(w, p, seed, week)
    _serve_queue(w, calendar, p, seed, week)


@kernel
def _in_order(w, seed, state):
    """Borrow keys and rows of the cases in a state, to be popped in order: the oldest first, those of one week by lot."""
    size = w.room.top[CASE_ROOM]
    room = borrow(w, 2 * size)
    keys, rows = w.scratch[room : room + size], w.scratch[room + size : room + 2 * size]
    n = 0
    for case_row in range(size):
        if w.cases.state[case_row] == state:
            opened = np.int64(w.cases.opened_week[case_row])
            lot = order_key(seed, Stream.COMPLAINT_SERVED, opened, w.crews.uid[w.cases.crew[case_row]])
            keys[n], rows[n] = opened << 40 | lot >> 23, case_row  # 40 bits of the lot
            n += 1
    heapify(keys, rows, n)
    return keys, rows, n


@kernel
def _coordinate_unmet(w, p, seed, week):
    """Whose order was not met is helped to the money of those above, the oldest complaint first."""
    room = borrow(w, 0)
    keys, rows, n = _in_order(w, seed, ORDER_UNMET)
    for left in range(n, 0, -1):
        case_row = pop(keys, rows, left)
        crew_row = w.cases.crew[case_row]
        if crew_unpaid_to(w, crew_row, w.crews.days_worked[crew_row]) == 0:
            _close_paid(w, week, case_row)
        else:
            # a debt that was proved and ordered is taken as seriously above as by the employer
            _coordinate(w, p, seed, week, case_row, p.authority_order_kept_chance)
    give_back(w, room)


@kernel
def _close_paid(w, week, case_row):
    office = w.authority[0]
    office.closed_paid += 1
    office.closing_weeks += week - w.cases.opened_week[case_row]
    _close(w, case_row, CLOSED_PAID, CASE_CLOSED, np.int64(0))


@kernel
def still_ordered(w, case_row):
    """What is still open of what an order is for, in fen."""
    case = w.cases[case_row]
    crew = w.crews[case.crew]
    return max(np.int64(0), case.proven_fen - (crew.discharged_fen - case.discharged_fen))


@kernel
def _close(w, case_row, state, event, unpaid):
    case = w.cases[case_row]
    crew = w.crews[case.crew]
    c = crew.contract
    if crew.state != FREE:
        note(w, event, w.contracts.project[c], c, w.contracts.firm[c], crew.hands, unpaid)
        crew.case = -1
        crew.last_case = state
    case.state = NO_CASE
    give_row(w, w.cases, CASE_ROOM, case_row)


@kernel
def _serve_queue(w, calendar, p, seed, week):
    """Officers take up the oldest complaints as far as their hours go."""
    room = borrow(w, 0)
    keys, rows, n = _in_order(w, seed, QUEUED)
    office = w.authority[0]
    while n > 0 and office.hours_left >= p.authority_hours_per_complaint:
        case_row = pop(keys, rows, n)
        n -= 1
        office.hours_left -= p.authority_hours_per_complaint
        office.hours_used += p.authority_hours_per_complaint
        _take_up(w, calendar, p, seed, week, case_row)
    give_back(w, room)


@kernel
def _take_up(w, calendar, p, seed, week, case_row):
    """File the case and order the employer to pay, or coordinate where the claim cannot be proved or nobody is left."""
    case = w.cases[case_row]
    crew = w.crews[case.crew]
    c = crew.contract
    firm_row = w.contracts.firm[c]
    unpaid = crew_unpaid_to(w, case.crew, crew.days_worked)
    shown = proven(w, case.crew, crew.days_worked, p.evidence_partial_share)
    office = w.authority[0]
    project_row = w.contracts.project[c]
    for n in (WRITTEN_CONTRACTS, REAL_NAME):
        if in_use(w, project_row, n):
            w.measures.cases[n] += 1
    present = w.firms.state[firm_row] == IN_BUSINESS
    # where the employer is gone a wage deposit still answers for him (Order 724, Art. 32)
    answerable = present or holds_deposit(w, general_above(w, c))
    if can_be_filed(shown, unpaid, p.authority_filing_share) and answerable:
        case.state = ORDERED
        w.projects.ordered_week[project_row] = week
        case.proven_fen = shown
        case.discharged_fen = crew.discharged_fen
        case.deadline_week = week + p.authority_order_weeks
        case.kept = present and uniform(seed, Stream.ORDER_KEPT, week, crew.uid) < p.authority_order_kept_chance
        office.filed += 1
        office.hours_left -= p.authority_hours_per_filing
        office.hours_used += p.authority_hours_per_filing
        note(w, ORDER_ISSUED, project_row, c, firm_row, case.named_workers, shown)
        return
    _coordinate(w, p, seed, week, case_row, p.authority_coordination_chance)


@kernel
def _coordinate(w, p, seed, week, case_row, chance):
    """Talk to the firms above the employer; whatever comes of it, the crew may complain again after some weeks."""
    case = w.cases[case_row]
    crew = w.crews[case.crew]
    c = crew.contract
    case.state = COORDINATED
    case.deadline_week = week + p.authority_coordination_weeks
    w.authority[0].coordinated += 1
    if uniform(seed, Stream.COORDINATED, week, crew.uid) < chance:
        _talk_into_paying(w, p, case.crew)
    note(w, COORDINATION, w.contracts.project[c], c, w.contracts.firm[c], case.named_workers, case.named_fen)


@kernel
def _talk_into_paying(w, p, crew_row):
    """The nearest firm above the employer that still owes for this work and has money pays the crew itself."""
    crew = w.crews[crew_row]
    payer = w.contracts.parent[crew.contract]
    while payer >= 0:
        firm_row = w.contracts.firm[payer]
        if w.firms.state[firm_row] == IN_BUSINESS:
            unpaid = crew_unpaid_to(w, crew_row, crew.days_worked)
            fen = min(unpaid, min(still_owed_above(w, crew.contract, payer), money_in_reach(w, p, firm_row)))
            if fen > 0:
                pay_past(w, payer, crew_row, fen, w.firms.account[firm_row])
        payer = w.contracts.parent[payer]


@kernel
def keep_orders(w, p, seed):
    """Employers that keep an order pay that crew before all others, due or not, as far as money goes; older complaints first."""
    room = borrow(w, 0)
    keys, rows, n = _in_order(w, seed, ORDERED)
    for left in range(n, 0, -1):
        case = w.cases[pop(keys, rows, left)]
        crew = w.crews[case.crew]
        if not case.kept or crew.state == FREE:
            continue
        firm_row = w.contracts.firm[crew.contract]
        if w.firms.state[firm_row] == IN_BUSINESS:
            pay_crew_to(w, firm_row, case.crew, crew.days_worked, money_in_reach(w, p, firm_row))
    give_back(w, room)
