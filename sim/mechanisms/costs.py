"""What measures cost week by week, for the workers at work on projects that use them."""

from sim.chain.systems import MEASURES, bear
from sim.chain.tables import CREW_ROOM, WORKING
from sim.core.compiled import kernel, rule
from sim.core.scratch import borrow, give_back
from sim.mechanisms.coverage import BEARERS


@rule
def week_of_months(fen_per_month, persons):
    """A week's part of a monthly cost of each of some persons, in fen."""
    return fen_per_month * persons * 12 // 52


@kernel
def charge_costs(w, p):
    """Administration is borne for every worker at work on a project that uses a measure."""
    any_in_force = False
    for n in range(MEASURES):
        any_in_force = any_in_force or p.measure_in_force[n] != 0
    if not any_in_force:
        return
    room = borrow(w, MEASURES)
    persons = w.scratch[room : room + MEASURES]
    persons[:] = 0
    for crew_row in range(w.room.top[CREW_ROOM]):
        crew = w.crews[crew_row]
        if crew.state != WORKING:
            continue
        used = w.projects.in_use[w.contracts.project[crew.contract]]
        n = 0
        while used > 0:
            persons[n] += crew.present * (used & 1)
            used >>= 1
            n += 1
    for n in range(MEASURES):
        if persons[n] > 0:
            for party in range(BEARERS):
                fen = p.measure_fen_per_worker_month[n, party]
                if fen > 0:
                    bear(w, n, party, week_of_months(fen, persons[n]))
    give_back(w, room)
