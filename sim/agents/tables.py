"""Tables of those who act."""

from typing import NamedTuple

import numpy as np


class Owners(NamedTuple):
    """Developers: one row each, sorted by kind."""

    uid: np.ndarray  # int64
    kind: np.ndarray  # int8, index into OWNER_KINDS
    account: np.ndarray  # int32
    first_contract: np.ndarray  # int32, its general contracts
    promptness: np.ndarray  # float64, multiplies the chance to pay: owners keep their ways


class Firms(NamedTuple):
    """Contractors, subcontractors and labour bosses, sorted by kind."""

    uid: np.ndarray  # int64
    kind: np.ndarray  # int8, index into FIRM_KINDS
    account: np.ndarray  # int32
    first_contract: np.ndarray  # int32, by rising uid
    kappa: np.ndarray  # float64, equity and credit as a multiple of the deepest gap
    equity_fen: np.ndarray  # int64, paid in
    credit_fen: np.ndarray  # int64, how far the account may be overdrawn
    gap_fen: np.ndarray  # int64
    order: np.ndarray  # int8, order of creditor classes
    refuses_until: np.ndarray  # int32
    fled_week: np.ndarray  # int32
    interest_due_fen: np.ndarray  # int64
    outflow_fen: np.ndarray  # int64 [13 four-week periods, 4 kinds of outflow]


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
