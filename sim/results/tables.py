"""From records to tables: long, tidy, money in fen. The tables say what they need to know; no engine is needed."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa  # type: ignore[import-untyped]

from sim.results.columns import NAMES, coded, codes, days, named, numbers, table, texts, values
from sim.results.spread import summary_table
from sim.running.records import COUNTS, REGION, Declared, Record, ratio

# no cell is empty: a rate without a value has no row
SERIES = pa.schema(
    [
        pa.field("scenario", NAMES, nullable=False),
        pa.field("replicate", pa.int32(), nullable=False),
        pa.field("week", pa.int32(), nullable=False),
        pa.field("date", pa.timestamp("ms"), nullable=False),
        pa.field("outcome", NAMES, nullable=False),
        pa.field("group", NAMES, nullable=False),
        pa.field("value", pa.float64(), nullable=False),
    ]
)
TARGET = "_target"  # end of the name of an event's field that says how a shock addresses whom it concerns


def series_table(
    records: Iterable[Record], declared: Declared, outcomes: set[str] | None, groups: set[str] | None
) -> Any:
    """Outcomes by week; None asks for all. A rate has no row where it has no value."""
    columns = [
        (o, g)
        for o, outcome in enumerate(declared.outcomes)
        for g, group in enumerate(declared.groups if outcome.grouped else declared.groups[:1])
        if (outcomes is None or outcome.name in outcomes) and (groups is None or group in groups)
    ]
    which = np.array(columns, np.int32).reshape(-1, 2)
    frames: dict[tuple[date, int], _Frame] = {}
    pieces = []
    for record in records:
        weeks = record.opening, len(record.values)
        if weeks not in frames:
            frames[weeks] = _frame(record, declared, which)
        pieces.append(_series_of(record, frames[weeks]))
    return pa.concat_tables(pieces) if pieces else _empty(SERIES)


def _empty(kind: pa.Schema) -> pa.Table:
    return pa.Table.from_batches([], kind)  # `empty_table` would import pandas


class _Frame(NamedTuple):
    """What series of the same weeks have in common: all their rows, one column after the other, and where values are."""

    week: np.ndarray
    date: np.ndarray
    outcome: np.ndarray
    group: np.ndarray
    outcomes: Any
    groups: Any
    counted: np.ndarray  # which columns are in a record as they are, the others are rates
    columns: np.ndarray  # of a record, for those that are counted
    above: np.ndarray  # of a record, for rates
    below: np.ndarray
    scale: np.ndarray


def _frame(record: Record, declared: Declared, which: np.ndarray) -> _Frame:
    """`which` are places of outcome and group."""
    weeks = len(record.values)
    columns = [(declared.outcomes[outcome], group) for outcome, group in which]
    rates = [(outcome, group) for outcome, group in columns if outcome.ratio_of is not None]
    parts = [[declared.by_name[name].column + g for name in o.ratio_of or ()] for o, g in rates]
    above, below = np.array(parts, np.int64).reshape(-1, 2).T
    return _Frame(
        week=np.tile(np.arange(weeks, dtype=np.int32), len(which)),
        date=np.tile(record.dates.astype("M8[ms]"), len(which)),
        outcome=np.repeat(which[:, 0], weeks),
        group=np.repeat(which[:, 1], weeks),
        outcomes=texts([o.name for o in declared.outcomes]),
        groups=texts(declared.groups),
        counted=np.array([o.ratio_of is None for o, _ in columns], bool),
        columns=np.array([o.column + g for o, g in columns if o.ratio_of is None], np.int64),
        above=above,
        below=below,
        scale=np.array([o.scale for o, _ in rates], np.float64)[:, None],
    )


def _series_of(record: Record, frame: _Frame) -> Any:
    """Rows of one run: those of the frame that have a value."""
    value = _by_column(record, frame).reshape(-1)
    there = np.flatnonzero(~np.isnan(value))
    columns = {
        **_whose(record, len(there)),
        "week": numbers(frame.week.take(there)),
        "date": numbers(frame.date.take(there)),
        "outcome": coded(frame.outcome.take(there), frame.outcomes),
        "group": coded(frame.group.take(there), frame.groups),
        "value": numbers(value.take(there)),
    }
    return pa.Table.from_arrays([columns[name] for name in SERIES.names], schema=SERIES)


def _by_column(record: Record, frame: _Frame) -> np.ndarray:
    """Values by outcome and group, then week; a rate is not a number where it has none."""
    by_column = np.ascontiguousarray(record.values.T)
    value = np.empty((len(frame.counted), len(record.values)))
    value[frame.counted] = by_column[frame.columns]
    value[~frame.counted] = ratio(by_column[frame.above], by_column[frame.below], frame.scale)
    return value


def _whose(record: Record, rows: int) -> dict[str, Any]:
    return {
        "scenario": named(np.zeros(rows, np.int32), [record.scenario]),
        "replicate": numbers(np.full(rows, record.replicate, np.int32)),
    }


def values_of_series(series: pa.Table, declared: Declared, openings: Mapping[str, str]) -> Iterator[Record]:
    """Records that hold values alone, from whole runs of a series."""
    which, scenarios = codes(series["scenario"])
    outcome, outcomes = codes(series["outcome"])
    group, groups = codes(series["group"])
    first = np.array([declared.by_name[name].column for name in outcomes] or [0], np.int64)
    place = np.array([declared.groups.index(name) for name in groups] or [0], np.int64)
    replicate, week, value = (values(series[name]) for name in ("replicate", "week", "value"))
    run = which.astype(np.int64) << 32 | replicate
    blank = declared.blank()
    for key in np.unique(run):
        mine = (run == key) & (first[outcome] >= 0)
        found = np.zeros((int(week[mine].max(initial=-1)) + 1, blank.values.shape[1]), np.int64)
        found[week[mine], (first[outcome] + place[group])[mine]] = value[mine]
        name = scenarios[int(key >> 32)]
        opening = date.fromisoformat(openings[name])
        yield replace(blank, scenario=name, replicate=int(key & 0xFFFFFFFF), opening=opening, values=found)


def events_table(record: Record, declared: Declared) -> Any:
    """What happened: week, date, kind, then the uids, people and fen concerned; a uid of 0 is nobody.

    Where scenarios have several regions, a uid names somebody together with the region.

    `project_target` and `firm_target` are what a shock of a scenario writes to address them, "project:3" or "firm:12".
    """
    week = record.events["week"].astype(np.int32)
    where = {REGION: numbers(np.full(len(week), record.region, np.int32))} if declared.by_region else {}
    names = record.events.dtype.names or ()
    rest = [name for name in names if name not in (REGION, "week", "kind") and not name.endswith(TARGET)]
    return table(
        {
            **_whose(record, len(week)),
            **where,
            "week": numbers(week),
            "date": numbers(record.dates[week]),
            "kind": named(record.events["kind"], declared.event_kinds),
            **{name: numbers(record.events[name].astype(np.int64)) for name in rest},
            **{
                name: _targets(record.events[name], name.removesuffix(TARGET))
                for name in names
                if name.endswith(TARGET)
            },
        }
    )


def _targets(number: np.ndarray, what: str) -> Any:
    known, place = np.unique(number, return_inverse=True)
    return named(place, [f"{what}:{n}" if n else "" for n in known.tolist()])


def places_table(record: Record, declared: Declared) -> Any:
    """Where unpaid wages are stuck, by clock, owner kind, tier and place, in the weeks that recorded it.

    `yuan_weeks` weighs each row by the weeks since the record before it.
    """
    row, clock, kind, tier, place = np.unravel_index(
        record.place_cells, (len(record.place_weeks), *declared.place_shape)
    )
    since = np.diff(record.place_weeks, prepend=np.int32(0))
    week = record.place_weeks[row]
    return table(
        {
            **_whose(record, len(row)),
            "week": numbers(week),
            "date": days(record.dates[week]),
            "clock": named(clock, declared.clocks),
            "owner_kind": named(kind, declared.owner_kinds),
            "tier": numbers(tier.astype(np.int32)),
            "place": named(place, declared.places),
            "fen": numbers(record.place_fen),
            "yuan_weeks": numbers(record.place_fen * since[row] / 100.0),
        }
    )


def flows_table(record: Record, declared: Declared) -> Any:
    """Money that changed hands, by period, kind of payer, kind of payee and purpose."""
    holders = len(declared.holders)
    shape = (len(record.periods), holders, holders, len(declared.purposes))
    period, payer, payee, purpose = np.unravel_index(record.flow_cells, shape)
    return table(
        {
            **_whose(record, len(period)),
            "period": named(period, record.periods),
            "payer": named(payer, declared.holders),
            "payee": named(payee, declared.holders),
            "purpose": named(purpose, declared.purposes),
            "fen": numbers(record.flow_fen),
        }
    )


def balances_table(record: Record, declared: Declared) -> Any:
    """Per period and kind of holder: closing = opening + inflow - outflow; over all holders each sums alike to zero."""
    moved = record.flows(declared).sum(axis=3)
    inflow, outflow = moved.sum(axis=1), moved.sum(axis=2)
    closing = np.cumsum(inflow - outflow, axis=0)
    periods, holders = closing.shape
    return table(
        {
            **_whose(record, closing.size),
            "period": named(np.repeat(np.arange(periods), holders), record.periods),
            "holder": named(np.tile(np.arange(holders), periods), declared.holders),
            "opening_fen": numbers((closing - inflow + outflow).ravel()),
            "inflow_fen": numbers(inflow.ravel()),
            "outflow_fen": numbers(outflow.ravel()),
            "closing_fen": numbers(closing.ravel()),
        }
    )


def policies_table(record: Record, declared: Declared) -> Any:
    """What each measure did in the recorded weeks, one row per measure that was in force in one of them."""
    rows = np.flatnonzero(record.measures[:, 0])
    counts = {
        name: numbers(
            record.measures[rows, column].astype(np.int32 if name.startswith(("weeks", "projects")) else np.int64)
        )
        for column, name in enumerate((*COUNTS, *(f"cost_{party}_fen" for party in declared.parties)))
    }
    return table({"policy": named(rows, declared.measures), **_whose(record, len(rows)), **counts})


TABLES = {
    "events": events_table,
    "places": places_table,
    "flows": flows_table,
    "balances": balances_table,
    "policies": policies_table,
}


def schema(declared: Declared, name: str) -> pa.Schema:
    """Columns of a table and their types."""
    if name == "series":
        return SERIES
    return summary_table([], declared).schema if name == "summary" else TABLES[name](declared.blank(), declared).schema


def gathered(records: Iterable[Record], declared: Declared, name: str) -> pa.Table:
    """A whole table of all runs."""
    if name == "series":
        return series_table(records, declared, None, None)
    if name == "summary":
        return summary_table(list(records), declared)
    # the CSV writer of Arrow makes garbage of a chunk without rows
    pieces = [piece for record in records if len(piece := TABLES[name](record, declared))]
    return pa.concat_tables(pieces) if pieces else _empty(schema(declared, name))
