"""Who pays and who gets: yearly flows between kinds of holders, by purpose."""

import numpy as np

from sim.analysis.cells import Cells, gathered
from sim.results import Results

WARM_UP = "before"
SYSTEMS = ("wage_account", "wage_deposit")  # holders that only measures fill
GUARANTEE = "guarantee"  # how purposes begin that only measures have
PARTIES = {
    "developer_government": "owners",
    "developer_other": "owners",
    "general_contractor": "contractors",
    "subcontractor": "contractors",
    "labour_boss": "contractors",
    "households": "workers",
    "treasury": "authority",
}


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


def transfer_cells(results: Results) -> Cells:
    """Net fen received by (party, purpose) through accounts, deposits and guarantees: what measures move, no resources.

    Each amount stands once with the party that got it and once, negative, with the one that gave it; what lies in the
    accounts and deposits of projects has rows of its own.
    """
    flows = flow_cells(results)
    names: dict[tuple[str, ...], list[tuple[int, int]]] = {}
    for number, (_, payer, payee, purpose) in enumerate(flows.names):
        if payer in SYSTEMS or payee in SYSTEMS or purpose.startswith(GUARANTEE):
            for holder, sign in ((payer, -1), (payee, 1)):
                names.setdefault((PARTIES.get(holder, holder), purpose), []).append((number, sign))
    ordered = sorted(names)
    sums = {
        name: np.stack([sum(sign * runs[:, n] for n, sign in names[cell]) for cell in ordered], axis=1)
        if ordered
        else np.zeros((len(runs), 0))
        for name, runs in flows.sums.items()
    }
    return Cells(tuple(ordered), flows.replicates, sums)
