"""Room: whether every table fits the coming week, whatever happens in it.

Kernels take rows without asking, so the bounds here must hold: each is the most that one week can need.
"""

from sim.agents.hiring import count_vacancies
from sim.agents.workers import compact_claims
from sim.chain.letting import MOST_CONTRACTS
from sim.chain.tables import (
    ACTIVE,
    BILL_ROOM,
    CASE_ROOM,
    CLAIM_ROOM,
    CONTRACT_ROOM,
    CREW_ROOM,
    ENDED,
    EVENT_ROOM,
    FIRM_ROOM,
    PROJECT_ROOM,
)
from sim.core.compiled import compiled, kernel
from sim.core.lend import lend

CLOSED_CLAIMS = 0.1  # share of closed claims among all from which on they are not left standing
EVENTS_OF_ONE = 6  # events one project, contract, crew or firm can cause in a week


@compiled
def room_for_week(w, calendar, p, t):
    """Which table may not fit the coming week, or -1. Claims are compacted before they are called short."""
    return short_table(lend(w), calendar, p, t)


@kernel
def short_table(w, calendar, p, t):
    """`room_for_week` for tables that are already lent."""
    free = w.room.free
    starting, hands = 0, 0
    largest = 0.0
    for k in range(len(p.projects_size)):
        largest = max(largest, p.projects_size[k])
    for slot_row in range(w.slots.size):
        slot = w.slots[slot_row]
        if slot.project < 0 and slot.start_week <= t:
            starting += 1
            hands += max(slot.opening_workers, max(4, int(largest * slot.mean_workers) + 1))
    if free[PROJECT_ROOM] < starting:
        return PROJECT_ROOM
    letting = MOST_CONTRACTS * starting + _let_again(w, p, t)
    if free[CONTRACT_ROOM] < letting:
        return CONTRACT_ROOM
    contracts = w.contracts.size - free[CONTRACT_ROOM] + letting
    if free[BILL_ROOM] < 2 * contracts:
        return BILL_ROOM
    groups, wanted = count_vacancies(w, calendar, p, t)
    groups += hands // max(1, p.crews_smallest) + MOST_CONTRACTS * starting
    hands += wanted
    if free[CREW_ROOM] < groups:
        return CREW_ROOM
    short = w.claims.size - w.room.first_free[CLAIM_ROOM] < hands
    if free[CLAIM_ROOM] > 0 and (short or free[CLAIM_ROOM] > CLOSED_CLAIMS * w.room.first_free[CLAIM_ROOM]):
        compact_claims(w)
    if w.claims.size - w.room.first_free[CLAIM_ROOM] < hands:
        return CLAIM_ROOM
    if free[FIRM_ROOM] < 2 * w.seats.size:
        return FIRM_ROOM
    crews = w.crews.size - free[CREW_ROOM] + groups
    if free[CASE_ROOM] < crews - (w.cases.size - free[CASE_ROOM]):
        return CASE_ROOM
    happening = EVENTS_OF_ONE * (w.projects.size + contracts + crews + w.firms.size)
    if w.events.size - w.room.first_free[EVENT_ROOM] < happening:
        return EVENT_ROOM
    return -1


@kernel
def _let_again(w, p, t):
    """The most contracts that may be let this week in place of those cut off."""
    rows = 0
    for c in range(w.room.top[CONTRACT_ROOM]):
        contract = w.contracts[c]
        ended = contract.state == ENDED and contract.release_week <= t
        if ended or (contract.state == ACTIVE and p.firms_replacement_weeks == 0):
            rows += MOST_CONTRACTS if contract.tier == 1 else 1
    return rows
