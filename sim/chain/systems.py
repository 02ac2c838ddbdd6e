"""Systems on a project: what is there on paper, and what is really used."""

import numpy as np

from sim.core.compiled import kernel

# Numbers of the measures (domain 4); a project holds bit `number` when it is covered. Never renumber.
WRITTEN_CONTRACTS, WAGE_DEPOSIT, REAL_NAME, DEDICATED_ACCOUNT, DIRECT_PAYMENT, MONTHLY_PAY = 1, 2, 4, 5, 6, 7
MEASURES = 32  # room for all of them
# Who bears the cost of a measure.
OWNERS_BEAR, CONTRACTORS_BEAR, WORKERS_BEAR, AUTHORITY_BEARS, BANKS_BEAR = range(5)
PARTIES = ("owners", "contractors", "workers", "authority", "banks")

# What each measure did so far: one row per number.
MEASURE_REPORTS = np.dtype(
    [
        ("weeks", "i8"),  # in force
        ("projects", "i8"),  # ever covered on paper
        ("money_fen", "i8"),  # paid to workers through it
        ("cases", "i8"),  # cases it touched
        ("cost_fen", "i8", (5,)),  # real resources, by party (memo items)
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
