"""From a run to its record, and the declarations records follow."""

import functools

import numpy as np

from sim import places
from sim.chain.events import EVENT_KINDS, EVENTS
from sim.chain.tables import OWNER_KINDS
from sim.core.compiled import source_hash
from sim.declared.measures import PARTIES
from sim.ledger.accounts import KIND_NAMES, PURPOSE_NAMES
from sim.outcomes import COLUMN, GROUPS, OUTCOMES, Outcome
from sim.policies import MEASURES_BY_KIND
from sim.running.one import Run, finish
from sim.running.pasts import begin
from sim.running.records import REGION, Declared, DeclaredOutcome, Record
from sim.scenario import Scenario

OCCASIONS = ("survey_", "festival_")  # how names of outcomes begin that are counted once a year


def engine_version() -> str:
    """Hash of everything that decides what a run gives, apart from its scenario: sources, Python, numpy, numba."""
    return source_hash("sim.running.one")


@functools.cache
def declarations(*, by_region: bool = False) -> Declared:
    """What this engine counts; `by_region` where events say in which of several regions they happened."""
    outcomes = tuple(
        DeclaredOutcome(
            name=o.name,
            unit=o.unit,
            kind=o.kind,
            grouped=o.grouped,
            label_en=o.label_en,
            label_zh=o.label_zh,
            ratio_of=o.ratio_of,
            scale=_scale(o),
            column=COLUMN.get(o.name, -1),
            occasion=o.name.startswith(OCCASIONS),
        )
        for o in OUTCOMES
    )
    return Declared(
        outcomes=outcomes,
        groups=tuple(GROUPS),
        clocks=tuple(places.CLOCKS),
        owner_kinds=tuple(OWNER_KINDS),
        tiers=places.TIERS,
        places=tuple(places.PLACE_NAMES),
        holders=tuple(KIND_NAMES),
        purposes=tuple(PURPOSE_NAMES),
        measures=tuple(MEASURES_BY_KIND),
        parties=tuple(PARTIES),
        event_kinds=tuple(EVENT_KINDS),
        event_fields=((REGION,) if by_region else ()) + tuple(EVENTS.names or ()),
    )


def _scale(outcome: Outcome) -> float:
    """What the ratio of a rate is multiplied by; a declaration that does not say so counts thousandths by name."""
    thousandths = outcome.ratio_of is not None and outcome.ratio_of[0].endswith("_thousandths")
    return float(getattr(outcome, "scale", 0.001 if thousandths else 1.0))


def play_record(scenario: Scenario, replicate: int, region: int = 0) -> Record:
    """Play one run, or one region of it, and keep its record alone: the world it was played in is forgotten."""
    playing = begin(scenario, replicate, region)
    playing.play(len(playing.calendar.sunday))
    return record_of(finish(playing))


def record_of(done: Run) -> Record:
    """The record of a finished run. Its arrays are copies, so that nothing larger stays in memory."""
    recorded = np.flatnonzero(done.places_recorded)
    place_cells, place_fen = _filled(done.places[recorded])
    flow_cells, flow_fen = _filled(done.flows)
    return Record(
        scenario=done.scenario.name,
        fingerprint=done.scenario.fingerprint(),
        seed=done.scenario.seed,
        replicate=done.replicate,
        region=done.region,
        opening=done.dates[0].astype(object),
        periods=done.periods,
        broken=(*done.broken, *_unbalanced(done)),
        values=done.values.copy(),
        place_weeks=(recorded + 1).astype(np.int32),
        place_cells=place_cells,
        place_fen=place_fen,
        flow_cells=flow_cells,
        flow_fen=flow_fen,
        events=np.array(done.events),
        measures=done.measures.copy(),
        struck=done.struck.copy(),
    )


def _filled(dense: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    flat = dense.reshape(-1)
    cells = np.flatnonzero(flat != 0)  # four times as fast on flags as on wide numbers
    return cells, flat[cells].copy()


def _unbalanced(done: Run) -> tuple[str, ...]:
    """Holders whose account is not what the flows say: all that came in less all that went out."""
    moved = done.flows.sum(axis=(0, 3))
    wrong = np.flatnonzero(moved.sum(axis=0) - moved.sum(axis=1) != done.balances)
    return tuple(f"flows and balance of {KIND_NAMES[i]} differ" for i in wrong)
