"""A country is the exact sum of its regions."""

from collections.abc import Iterable
from dataclasses import replace

import numpy as np

from sim.running.records import COUNTS, WHOLE, Declared, Record

IN_FORCE = COUNTS.index("weeks_in_force")  # the same weeks everywhere, so they do not add up


def total(regions: Iterable[Record], declared: Declared) -> Record:
    """One record of a whole run from those of its regions, of which one at a time is in memory.

    Everything counted is a whole number and adds up, but for the weeks in which a measure was in force. Events are
    not gathered: in a country they may be too many to hold.
    """
    found = iter(regions)
    first = next(found)
    whole = _counted(first, declared)
    for record in found:
        if (record.opening, *record.place_weeks) != (first.opening, *first.place_weeks):
            raise ValueError(f"{record.scenario}: region {record.region} has another calendar")
        weeks = np.maximum(whole["measures"][:, IN_FORCE], record.measures[:, IN_FORCE])
        for name, part in _counted(record, declared).items():
            whole[name] += part
        whole["measures"][:, IN_FORCE] = weeks
    places, flows = whole["places"].reshape(-1), whole["flows"].reshape(-1)
    place_cells, flow_cells = np.flatnonzero(places), np.flatnonzero(flows)
    return replace(
        first,
        region=WHOLE,
        values=whole["values"],
        place_cells=place_cells,
        place_fen=places[place_cells],
        flow_cells=flow_cells,
        flow_fen=flows[flow_cells],
        events=first.events[:0].copy(),
        measures=whole["measures"],
        struck=whole["struck"],
    )


def _counted(record: Record, declared: Declared) -> dict[str, np.ndarray]:
    """All that a record counts, dense and free to be added to."""
    return {
        "values": record.values.copy(),
        "places": record.places(declared),
        "flows": record.flows(declared),
        "measures": record.measures.copy(),
        "struck": record.struck.copy(),
    }
