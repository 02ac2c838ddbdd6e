"""Tables of those who act."""

import numpy as np

SKILLS = ("general", "skilled", "technician")


# Developers: one row each, sorted by kind.
OWNERS = np.dtype(
    [
        ("uid", "i8"),
        ("kind", "i4"),  # index into OWNER_KINDS
        ("account", "i4"),
        ("first_contract", "i4"),  # its general contracts
        ("promptness", "f8"),  # multiplies the chance to pay: owners keep their ways
    ],
    align=True,
)


# Contractors, subcontractors and labour bosses, sorted by kind.
FIRMS = np.dtype(
    [
        ("uid", "i8"),
        ("kind", "i4"),  # index into FIRM_KINDS
        ("account", "i4"),
        ("first_contract", "i4"),  # by rising uid
        ("kappa", "f8"),  # equity and credit as a multiple of the deepest gap
        ("credit_fen", "i8"),  # how far the account may be overdrawn
        ("gap_fen", "i8"),
        ("order", "i4"),  # order of creditor classes
        ("refuses_until", "i4"),
        ("fled_week", "i4"),
        ("interest_due_fen", "i8"),
        ("outflow_fen", "i8", (13, 4)),
    ],
    align=True,
)


# The closed pool of workers of the region.
PERSONS = np.dtype(
    [
        ("uid", "i8"),
        ("claim", "i8"),  # the row of today's job, -1 idle
        ("day_wage_fen", "i4"),
        ("last_day_wage_fen", "i4"),
        ("skill", "i1"),  # index into SKILLS
        ("patience_weeks", "i2"),  # overdue weeks until leaving is thought of
        ("last_year", "i2"),  # last year with work
    ],
    align=True,
)


# Where the rows of each kind of owner and of firm lie.
KINDS = np.dtype([("owner_start", "i4"), ("owner_count", "i4"), ("firm_start", "i4"), ("firm_count", "i4")], align=True)

PROJECTS_OUT, SUPPLIERS_OUT, BANK_OUT, PAID_OUT = range(4)  # kinds of outflow
