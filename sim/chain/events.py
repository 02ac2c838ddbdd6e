"""Events: what happened to whom, one row each, kept for the recorded weeks."""

import numpy as np

from sim.chain.tables import EVENT_ROOM
from sim.core.compiled import kernel

# What can happen; append only.
(
    PROJECT_STARTED,
    PROJECT_COMPLETED,
    RE_LET,
    OWNER_STOPPED,
    DISPUTE,
    FIRM_FLED,
    REFUSAL,
    SLOW_DOWN,
    WORKERS_LEFT,
    WRITTEN_OFF,
    FIRM_ENTERED,
    FIRM_FAILED,
    OWNER_FAILED,
    COMPLAINT,
    ORDER_ISSUED,
    COORDINATION,
    ORDER_MISSED,
    CASE_CLOSED,
    BOSS_QUIT,
    DEPOSIT_DRAWN,
    DEPOSIT_SHORT,
) = range(21)
EVENT_KINDS = (
    "project_started",
    "project_completed",
    "re_let",
    "owner_stopped",
    "dispute",
    "flight",
    "refusal",
    "slow_down",
    "workers_left",
    "written_off",
    "firm_entered",
    "failure",
    "owner_failure",
    "complaint",
    "order",
    "coordination",
    "order_missed",
    "case_closed",
    "boss_quit",
    "deposit_drawn",
    "deposit_short",
)
# One row per event; a uid of 0 means that nobody of that kind is concerned.
EVENTS = np.dtype(
    [
        ("week", "i4"),
        ("kind", "i4"),  # index into EVENT_KINDS
        ("project_uid", "i8"),
        ("contract_uid", "i8"),
        ("firm_uid", "i8"),
        ("project_target", "i4"),  # N of "project:N", by which a shock addresses the project; 0 unknown
        ("firm_target", "i4"),  # N of "firm:N", likewise while the firm is in business
        ("workers", "i8"),
        ("fen", "i8"),
    ],
    align=True,
)


@kernel
def note(w, kind, project_row, contract_row, firm_row, workers, fen):
    """Write an event down; rows of -1 concern nobody. Nothing is kept during the warm-up."""
    if not w.now.recording[0]:
        return
    event = w.events[w.room.first_free[EVENT_ROOM]]
    w.room.first_free[EVENT_ROOM] += 1
    event.week = w.now.week[0]
    event.kind = kind
    event.project_uid = w.projects.uid[project_row] if project_row >= 0 else 0
    event.contract_uid = w.contracts.uid[contract_row] if contract_row >= 0 else 0
    event.firm_uid = w.firms.uid[firm_row] if firm_row >= 0 else 0
    event.project_target = w.projects.slot[project_row] + 1 if project_row >= 0 else 0
    event.firm_target = w.firms.seat[firm_row] + 1 if firm_row >= 0 else 0
    event.workers = workers
    event.fen = fen
