"""Evidence: what a worker holds and what it proves (cause 11)."""

import numpy as np

from sim.chain.tables import CREW_ROOM, FREE
from sim.core.compiled import kernel, rule
from sim.core.scratch import borrow, give_back
from sim.ledger.claims import FESTIVAL, members_unpaid_to, waive

CONTRACT_BIT, ROSTER_BIT, ATTENDANCE_BIT = 1, 2, 4


@rule
def evidence_of(u_contract, u_roster, u_attendance, contract_share, roster_share, attendance_share):
    """What one worker holds: a written contract, a roster entry, an attendance record, as bits."""
    bits = 0
    if u_contract < contract_share:
        bits |= CONTRACT_BIT
    if u_roster < roster_share:
        bits |= ROSTER_BIT
    if u_attendance < attendance_share:
        bits |= ATTENDANCE_BIT
    return bits


@rule
def is_paid_directly(direct, evidence):
    """Only who stands on the roster can be paid directly (Order 724, Art. 31)."""
    return direct and (evidence & ROSTER_BIT) != 0


@rule
def proven_share(evidence, partial_share):
    """Share of a claim its evidence proves: all by attendance, a part where only the employment can be shown."""
    if evidence & ATTENDANCE_BIT:
        return 1.0
    return partial_share if evidence else 0.0


@rule
def conceded(unpaid_fen, proven, share):
    """What a worker gives up when accounts are settled at the festival: a share of what he cannot prove, in fen (domain 6)."""
    return np.int64(np.float64(unpaid_fen) * (1.0 - proven) * share)


@kernel
def settle_accounts(w, p, week):
    """Before the festival wages agreed for it are settled: boss and worker reckon up, before anybody is paid.

    A crew whose employer is gone has nobody to reckon with.
    """
    for crew_row in range(w.room.top[CREW_ROOM]):
        crew = w.crews[crew_row]
        if crew.state == FREE or crew.regime != FESTIVAL or crew.settle_week != week or crew.at_once_week <= week:
            continue
        room = borrow(w, crew.hands)
        fen = w.scratch[room : room + crew.hands]
        members_unpaid_to(w, crew_row, crew.days_worked, fen)
        for k in range(crew.hands):
            shown = proven_share(w.claims.evidence[crew.first_claim + k], p.evidence_partial_share)
            fen[k] = conceded(fen[k], shown, p.wages_conceded_share)
        waive(w, crew_row, fen)
        give_back(w, room)
