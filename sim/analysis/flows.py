"""Who pays and who gets: yearly flows between kinds of holders, by purpose."""

import numpy as np

from sim.analysis.cells import Cells, gathered
from sim.results import Results

WARM_UP = "before"


def flow_cells(results: Results) -> Cells:
    """Fen by (year, payer, payee, purpose); the warm-up and opening balances are left out."""
    table = results.arrays("flows")
    periods, names = table["period"]
    years = sorted({name[:4] for name in names if name != WARM_UP})
    year = np.array([years.index(n[:4]) if n != WARM_UP else -1 for n in names] or [-1], np.int64)[periods]
    kept = year >= 0
    declared = results.declared
    keys = [(year[kept], years)]
    for column, wanted in (("payer", declared.holders), ("payee", declared.holders), ("purpose", declared.purposes)):
        codes, labels = table[column]
        order = np.array([wanted.index(label) for label in labels] or [0], np.int64)
        keys.append((order[codes[kept]], list(wanted)))
    which, scenarios = table["scenario"]
    return gathered(results, keys, ((which[kept], scenarios), table["replicate"][kept]), table["fen"][kept])
