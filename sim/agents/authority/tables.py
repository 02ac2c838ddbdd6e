"""Tables of the authority."""

import numpy as np

# States of a case; append only: further steps of a case's life are further states.
NO_CASE, QUEUED, ORDERED, COORDINATED, CLOSED_PAID, ORDER_UNMET, UNRESOLVED = range(7)
CASE_STATES = ("none", "queued", "ordered", "coordinated", "closed_paid", "order_unmet", "unresolved")

# One row per open case: a crew's complaint and what the authority made of it.
CASES = np.dtype(
    [
        ("state", "i4"),
        ("crew", "i4"),
        ("opened_week", "i4"),
        ("deadline_week", "i4"),
        ("named_workers", "i4"),  # who stood up and were named
        ("kept", "?"),  # the employer will keep the order as far as it can
        ("named_fen", "i8"),  # what they are owed: what the authority has found
        ("proven_fen", "i8"),  # what the order is for: what the authority has recorded
        ("discharged_fen", "i8"),  # what of the crew's wages was settled when the order was issued
        ("next_free", "i4"),
    ],
    align=True,
)
# One row: the week's counts of the authority.
AUTHORITY = np.dtype(
    [
        ("hours_left", "f8"),
        ("hours_used", "f8"),
        ("complaints", "i8"),
        ("complainants_named", "i8"),
        ("complainants_true", "i8"),
        ("filed", "i8"),
        ("coordinated", "i8"),
        ("closed_paid", "i8"),
        ("orders_unmet", "i8"),
        ("closing_weeks", "i8"),  # weeks from complaint to closing, of the cases closed this week
        ("complaint_cost_fen", "i8"),  # days lost by those who complain (memo)
    ],
    align=True,
)
