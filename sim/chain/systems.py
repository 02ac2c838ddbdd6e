"""Systems on a project: what is there on paper, and what is really used."""

import numpy as np

from sim.core.compiled import kernel
from sim.declared.measures import AUTHORITY_BEARS as AUTHORITY_BEARS
from sim.declared.measures import BANKS_BEAR as BANKS_BEAR
from sim.declared.measures import CONTRACTORS_BEAR as CONTRACTORS_BEAR
from sim.declared.measures import DEDICATED_ACCOUNT as DEDICATED_ACCOUNT
from sim.declared.measures import DIRECT_PAYMENT as DIRECT_PAYMENT
from sim.declared.measures import MEASURES as MEASURES
from sim.declared.measures import MONTHLY_PAY as MONTHLY_PAY
from sim.declared.measures import OWNERS_BEAR as OWNERS_BEAR
from sim.declared.measures import PARTIES as PARTIES
from sim.declared.measures import REAL_NAME as REAL_NAME
from sim.declared.measures import WAGE_DEPOSIT as WAGE_DEPOSIT
from sim.declared.measures import WORKERS_BEAR as WORKERS_BEAR
from sim.declared.measures import WRITTEN_CONTRACTS as WRITTEN_CONTRACTS

# What each measure did in the weeks that are recorded: one row per number.
MEASURE_REPORTS = np.dtype(
    [
        ("weeks", "i8"),  # in force
        ("projects", "i8"),  # covered on paper at some time
        ("users", "i8"),  # projects that really used it at some time
        ("money_fen", "i8"),  # paid to workers through it
        ("cases", "i8"),  # cases it touched
        ("open", "i8"),  # what of its own is not closed: deposits
        ("cost_fen", "i8", (5,)),  # real resources, by party (memo items)
        ("told_fen", "i8", (5,)),  # of them what outcomes have counted so far
    ],
    align=True,
)


@kernel
def in_use(w, project_row, number):
    """Whether a measure is really used on a project: what rules ask."""
    return (w.projects.in_use[project_row] >> number) & 1 == 1


@kernel
def on_paper(w, project_row, number):
    """Whether a measure is in place on paper: what the authority records."""
    return (w.projects.on_paper[project_row] >> number) & 1 == 1


@kernel
def bear(w, number, party, fen):
    """Write down what a measure costs a party in real resources, in fen: a memo item, no flow of money."""
    w.measures.cost_fen[number, party] += fen
