"""Evidence: what a worker holds and what it proves (cause 11)."""

from sim.core.compiled import rule

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
