"""Tables of those who act."""

from typing import NamedTuple

import numpy as np

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
        ("equity_fen", "i8"),  # paid in
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


class Persons(NamedTuple):
    """The closed pool of workers of the region."""

    uid: np.ndarray  # int64
    day_wage_fen: np.ndarray  # int32
    patience_weeks: np.ndarray  # int16, overdue weeks until leaving is thought of
    claim: np.ndarray  # int64, the row of today's job, -1 idle
    last_year: np.ndarray  # int16, last year with work
    last_day_wage_fen: np.ndarray  # int32


class Directory(NamedTuple):
    """Where each kind's rows lie, and sizes of the region."""

    owner_start: np.ndarray
    owner_count: np.ndarray
    firm_start: np.ndarray
    firm_count: np.ndarray
    opening_workers: np.ndarray  # int32 per slot
    mean_workers: np.ndarray  # float64 [1]


PROJECTS_OUT, SUPPLIERS_OUT, BANK_OUT, PAID_OUT = range(4)  # kinds of outflow

PERSONS_DTYPES = {
    "uid": np.int64,
    "day_wage_fen": np.int32,
    "patience_weeks": np.int16,
    "claim": np.int64,
    "last_year": np.int16,
    "last_day_wage_fen": np.int32,
}
