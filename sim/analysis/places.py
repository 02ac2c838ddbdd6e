"""Where unpaid wages are stuck, before and after."""

import numpy as np

from sim.analysis.cells import Cells, gathered
from sim.results import Results

HEADLINE, OVERDUE = "unpaid_over_30_days", "overdue"
ALL = "all"


def place_cells(results: Results) -> Cells:
    """Unpaid yuan-weeks by (clock, group, place): in all, by kind of owner and by tier, in the order of the waterfall."""
    table = results.arrays("places")
    declared = results.declared
    run = (table["scenario"], table["replicate"])
    clock, place = _in_order(table["clock"], declared.clocks), _in_order(table["place"], declared.places)
    owner = _in_order(table["owner_kind"], declared.owner_kinds)
    groups = [ALL, *(f"owner_kind:{k}" for k in declared.owner_kinds), *(f"tier:{t}" for t in range(declared.tiers))]
    parts = (np.zeros(len(owner), np.int64), 1 + owner, 1 + len(declared.owner_kinds) + table["tier"])
    # each amount counts three times: in all, for its kind of owner, for its tier
    keys = [
        (np.tile(clock, 3), list(declared.clocks)),
        (np.concatenate(parts), groups),
        (np.tile(place, 3), list(declared.places)),
    ]
    which, names = run[0]
    thrice = ((np.tile(which, 3), names), np.tile(run[1], 3))
    return gathered(results, keys, thrice, np.tile(table["yuan_weeks"], 3))


def weeks_recorded(results: Results) -> int:
    """Recorded weeks that the yuan-weeks of places span."""
    entry = results.manifest["scenarios"][0]
    return int(entry["places_recorded"][-1]) if entry["places_recorded"] else 0


def _in_order(column: tuple[np.ndarray, list[str]], wanted: tuple[str, ...]) -> np.ndarray:
    codes, names = column
    order = np.array([wanted.index(name) for name in names] or [0], np.int64)
    return order[codes]
