"""Where unpaid wages are stuck, before and after."""

import numpy as np

from sim.analysis.cells import Cells, gathered
from sim.results import Results

ALL = "all"


def place_cells(results: Results, after: int = 0) -> Cells:
    """Unpaid yuan-weeks by (clock, group, place): in all, by kind of owner and by tier, in the order of the waterfall.

    Parameters
    ----------
    results : Results
        With their places.
    after : int
        Only what was recorded after this week.
    """
    table = results.arrays("places")
    later = table["week"] > after
    declared = results.declared
    (which, names), replicate = table["scenario"], table["replicate"][later]
    which = which[later]
    clock = _in_order(table["clock"], declared.clocks)[later]
    place = _in_order(table["place"], declared.places)[later]
    owner = _in_order(table["owner_kind"], declared.owner_kinds)[later]
    groups = [ALL, *(f"owner_kind:{k}" for k in declared.owner_kinds), *(f"tier:{t}" for t in range(declared.tiers))]
    parts = (np.zeros(len(owner), np.int64), 1 + owner, 1 + len(declared.owner_kinds) + table["tier"][later])
    # each amount counts three times: in all, for its kind of owner, for its tier
    keys = [
        (np.tile(clock, 3), list(declared.clocks)),
        (np.concatenate(parts), groups),
        (np.tile(place, 3), list(declared.places)),
    ]
    thrice = ((np.tile(which, 3), names), np.tile(replicate, 3))
    return gathered(results, keys, thrice, np.tile(table["yuan_weeks"][later], 3))


def weeks_recorded(results: Results, after: int = 0) -> int:
    """Recorded weeks that the yuan-weeks of places span which were recorded after some week."""
    recorded = results.manifest["scenarios"][0]["places_recorded"]
    return int(recorded[-1]) - max([0, *(week for week in recorded if week <= after)]) if recorded else 0


def _in_order(column: tuple[np.ndarray, list[str]], wanted: tuple[str, ...]) -> np.ndarray:
    codes, names = column
    order = np.array([wanted.index(name) for name in names] or [0], np.int64)
    return order[codes]
