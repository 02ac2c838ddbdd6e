"""Dated shocks addressed to one project or one firm."""

from typing import NamedTuple

import numpy as np

from sim.agents.subcontractors import flee
from sim.chain.billing import freeze_bill
from sim.chain.events import OWNER_STOPPED, note
from sim.chain.tables import ACTIVE
from sim.core.compiled import kernel

FLIGHT_SHOCK, OWNER_STOPS, DISPUTE_SHOCK = 0, 1, 2
SHOCK_KINDS = ("flight", "owner_stops", "dispute")


class Shocks(NamedTuple):
    """One row per shock of the scenario."""

    kind: np.ndarray  # int8
    week: np.ndarray  # int32
    project: np.ndarray  # int32, slot of the target project, -1 for a firm
    firm: np.ndarray  # int32 seat, -1 for a project
    weeks: np.ndarray  # int32, how long
    lost_share: np.ndarray  # float64
    struck: np.ndarray  # int32, contracts, projects or bills it has hit; 0 while it has hit nothing


@kernel
def strike(w, shocks, calendar, p, seed, week):
    """Let the shocks of this week happen."""
    for s in range(shocks.kind.size):
        if shocks.week[s] != week:
            continue
        if shocks.kind[s] == FLIGHT_SHOCK and shocks.firm[s] >= 0:
            firm_row = w.seats.firm[shocks.firm[s]]
            if w.firms.first_contract[firm_row] >= 0:
                shocks.struck[s] += 1
            flee(w, calendar, p, seed, week, week - 1, firm_row)
            continue
        project_row = w.slots.project[shocks.project[s]]
        project = w.projects[project_row]
        if project_row < 0:
            continue
        if shocks.kind[s] == OWNER_STOPS:
            if project.stopped_until < week:  # one that stops again or for longer has not paid in between
                project.halted_from = week + p.projects_works_on_weeks
            project.stopped_until = max(project.stopped_until, week + shocks.weeks[s])
            shocks.struck[s] += 1
            note(w, OWNER_STOPPED, project_row, -1, -1, 0, 0)
            continue
        c = project.first_contract
        while c >= 0:
            contract = w.contracts[c]
            if shocks.kind[s] == FLIGHT_SHOCK and contract.state == ACTIVE and contract.target_workers > 0:
                shocks.struck[s] += 1
                flee(w, calendar, p, seed, week, week - 1, contract.firm)
                break
            bill_row = contract.first_bill
            while shocks.kind[s] != FLIGHT_SHOCK and w.contracts.tier[c] == 1 and bill_row >= 0:
                bill = w.bills[bill_row]
                if bill.paid_fen < bill.amount_fen:
                    shocks.struck[s] += 1
                    freeze_bill(w, c, bill_row, week + shocks.weeks[s], shocks.lost_share[s])
                bill_row = bill.next
            c = contract.next_of_project
