"""Tables of those who act."""

import numpy as np

from sim.declared.kinds import SKILLS as SKILLS

PROJECTS_OUT, SUPPLIERS_OUT, BANK_OUT, PAID_OUT = range(4)  # kinds of outflow
KINDS_OF_OUTFLOW = 4

# Developers: one row each, sorted by kind.
OWNERS = np.dtype(
    [
        ("uid", "i8"),
        ("kind", "i4"),  # index into OWNER_KINDS
        ("account", "i4"),
        ("first_contract", "i4"),  # its general contracts
        ("promptness", "f8"),  # multiplies the chance to pay: owners keep their ways
        ("short_weeks", "i4"),  # weeks on end with bills due and no money
        ("failed", "?"),
    ],
    align=True,
)


# Contractors, subcontractors and labour bosses, sorted by kind.
FIRMS = np.dtype(
    [
        ("uid", "i8"),
        ("kind", "i1"),  # index into FIRM_KINDS
        ("state", "i1"),
        ("order", "i1"),  # order of creditor classes
        ("account", "i4"),
        ("first_contract", "i4"),  # by rising uid
        ("refuses_until", "i4"),
        ("credit_fen", "i8"),  # how far the account may be overdrawn
        ("interest_due_fen", "i8"),
        ("kappa", "f8"),  # equity and credit as a multiple of the deepest gap
        ("gap_fen", "i8"),
        ("seat", "i4"),
        ("gone_week", "i4"),  # when it fled or failed
        ("funded_gap_fen", "i8"),  # the cash gap for which its shareholders have brought equity
        ("short_weeks", "i4"),  # weeks on end with due debts unpaid and no money or credit left
        # what the authority knows about it
        ("entered_week", "i4"),
        ("unmet_week", "i4"),  # when an order was last not met on a project of its; long ago if never
        ("drawn_week", "i4"),  # when a wage deposit of its was last drawn; long ago if never
        ("draws", "i4"),  # so many draws, each not long after the one before
        ("loan_claim_fen", "i8"),  # what lenders claim from an estate
        ("next_free", "i4"),
        ("outflow_years", "i4", (KINDS_OF_OUTFLOW,)),  # what it paid, by kind, see `sim.chain.years`
        ("set_off_year", "i4"),  # costs that others paid past the firm
    ],
    align=True,
)


# Places in the market, sorted by kind: when a firm is gone, an entrant takes its seat.
SEATS = np.dtype(
    [
        ("uid", "i8"),
        ("kind", "i4"),  # index into FIRM_KINDS
        ("firm", "i4"),  # the row of the firm that sits there now
        ("entrants", "i4"),  # firms that came after the first
    ],
    align=True,
)


# The closed pool of workers of the region.
PERSONS = np.dtype(
    [
        ("claim", "i4"),  # the row of today's job, -1 idle
        ("barred_until", "i2"),  # nobody hires who complained lately
        ("patience_weeks", "i2"),  # overdue weeks until leaving is thought of
        ("uid", "i4"),
        ("day_wage_fen", "i4"),
        ("last_day_wage_fen", "i4"),
        ("last_year", "i2"),  # last year with work
        ("skill", "i1"),  # index into SKILLS
    ],
    align=True,
)


# Where the rows of each kind of owner and the seats of each kind of firm lie.
KINDS = np.dtype([("owner_start", "i4"), ("owner_count", "i4"), ("seat_start", "i4"), ("seat_count", "i4")], align=True)
