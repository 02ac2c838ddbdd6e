"""What workers hold when a crew is formed, and what measures put into their hands."""

from sim.agents.evidence import CONTRACT_BIT, ROSTER_BIT, evidence_of
from sim.chain.systems import (
    CONTRACTORS_BEAR,
    REAL_NAME,
    WORKERS_BEAR,
    WRITTEN_CONTRACTS,
    bear,
    in_use,
)
from sim.chain.tables import WORKING
from sim.core.compiled import kernel, rule
from sim.core.draws import Stream, uniform
from sim.ledger.claims import NOT_LEFT


@rule
def share_held(card_share, measure_share, used):
    """Share of workers who hold a proof: the card's, or the measure's where it is used and more."""
    return max(card_share, measure_share) if used else card_share


@kernel
def evidence_when_hired(w, p, seed, week, uid, project_row):
    """What one worker holds who joins a crew of a project, as bits."""
    signs, registers = in_use(w, project_row, WRITTEN_CONTRACTS), in_use(w, project_row, REAL_NAME)
    contract_u = uniform(seed, Stream.HAS_CONTRACT, week, uid)
    bits = evidence_of(
        contract_u,
        uniform(seed, Stream.ON_ROSTER, week, uid),
        uniform(seed, Stream.HAS_ATTENDANCE, week, uid),
        share_held(p.evidence_contract_share, p.written_contracts_signed_share, signs),
        share_held(p.evidence_roster_share, p.real_name_registered_share, registers),
        share_held(p.evidence_attendance_share, p.real_name_registered_share, registers),
    )
    if bits & CONTRACT_BIT and contract_u >= p.evidence_contract_share:
        bear_contract(w, p)
    return bits


@kernel
def bear_contract(w, p):
    """A contract that would not have been signed without the measure."""
    bear(w, WRITTEN_CONTRACTS, CONTRACTORS_BEAR, p.written_contracts_contractor_fen_per_contract)
    bear(w, WRITTEN_CONTRACTS, WORKERS_BEAR, p.written_contracts_worker_fen_per_contract)


@kernel
def register_crews(w, p, seed, project_row, contracts, roster):
    """Crews at work on a project sign contracts, or are put on its roster: what was earned before is proved too."""
    c = w.projects.first_contract[project_row]
    while c >= 0:
        crew_row = w.contracts.first_crew[c]
        while crew_row >= 0:
            if w.crews.state[crew_row] == WORKING:
                _register_crew(w, p, seed, crew_row, contracts, roster)
            crew_row = w.crews.next_of_contract[crew_row]
        c = w.contracts.next_of_project[c]


@kernel
def _register_crew(w, p, seed, crew_row, contracts, roster):
    crew = w.crews[crew_row]
    for i in range(crew.first_claim, crew.first_claim + crew.hands):
        claim = w.claims[i]
        if claim.left_day != NOT_LEFT:
            continue
        uid, then = w.persons.uid[claim.person], crew.start_week
        signs = uniform(seed, Stream.HAS_CONTRACT, then, uid) < p.written_contracts_signed_share
        if contracts and signs and claim.evidence & CONTRACT_BIT == 0:
            claim.evidence |= CONTRACT_BIT
            bear_contract(w, p)
        if roster and uniform(seed, Stream.ON_ROSTER, then, uid) < p.real_name_registered_share:
            claim.evidence |= ROSTER_BIT
