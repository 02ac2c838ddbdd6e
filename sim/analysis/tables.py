"""The files of a comparison: CSV, money in raw fen, UTF-8 with a byte order mark for Excel."""

import csv
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from sim.analysis.cells import Cells
from sim.analysis.costs import FEN_IN_A_YUAN, cost
from sim.analysis.drivers import Effect
from sim.analysis.glance import glances
from sim.analysis.holds import Held, Other, measures_held
from sim.analysis.shown import resources, told_together
from sim.results.compare import Comparison, better_share
from sim.results.paired import Paired

CHANGE = ("difference", "low", "high", "share", "clear")


def write_comparison(path: Path, comparison: Comparison) -> None:
    """Write one row per outcome, group and arm; the baseline's rows have no difference.

    `low` and `high` are the 95 % interval of each difference by itself. `better_share` counts the pairs in which the arm
    is better, alike is not better; it is empty where the direction is no judgement. `lower_share` never is.
    `pairs_needed` is for a 1 % answer. `world` says whether replicates have worlds of their own or share one.
    """
    head = (
        "outcome", "group", "arm", "median", "p10", "p90", "difference", "low", "high", "better_share",
        "pairs_needed", "pairs", "lower_share", "unit", "world",
    )  # fmt: skip
    rows = []
    for row in comparison.rows():
        pair = row.pair
        ends: Sequence[object] = ("",) * 7
        if pair is not None:
            lower = pair.lower / pair.pairs if pair.pairs else float("nan")
            ends = (*_difference(pair), better_share(row.outcome, pair), pair.pairs_needed, pair.pairs, lower)
        band = (row.spread.median, row.spread.p10, row.spread.p90)
        unit = comparison.declared.by_name[row.outcome].unit
        rows.append((row.outcome, row.group, row.arm, *band, *ends, unit, comparison.world))
    _write(path, head, rows)


def write_cells(path: Path, cells: Cells, comparison: Comparison, columns: Sequence[str], value: str) -> None:
    """Write the mean of every cell in every arm and its paired difference to the baseline.

    Parameters
    ----------
    path : Path
        The file.
    cells : Cells
        Sums by run.
    comparison : Comparison
        Says which arms there are.
    columns : sequence of str
        What the names of a cell mean.
    value : str
        What a sum is called.
    """
    head = (*columns, "arm", value, "difference", "low", "high", "lower_share", "pairs", "world")
    rows: list[tuple[object, ...]] = []
    names = (comparison.baseline, *comparison.arms)
    means = {name: cells.mean(name).tolist() for name in names}
    pairs = {name: cells.paired(comparison.baseline, name) for name in comparison.arms}
    for number, cell in enumerate(cells.names):
        for name in names:
            ends: Sequence[object] = ("",) * 5
            if name in pairs:
                pair = pairs[name][number]
                lower = pair.lower / pair.pairs if pair.pairs else float("nan")
                ends = (*_difference(pair), lower, pair.pairs)
            rows.append((*cell, name, means[name][number], *ends, comparison.world))
    _write(path, head, rows)


def write_arms(path: Path, comparison: Comparison, entries: Sequence[Mapping[str, Any]]) -> None:
    """Write every arm at a glance, the baseline first: what it holds, changes, costs, and what clearly gets worse.

    Parameters
    ----------
    path : Path
        The file.
    comparison : Comparison
        Over the weeks since arms differ.
    entries : sequence of mapping
        The scenarios of the manifest.
    """
    changes = [f"{name}_{part}" for name in ("headline", "overdue") for part in CHANGE]
    head = (
        "arm", "measures", "other_changes", "differs_from", "since", "weeks", *changes, "resources_yuan_per_year",
        "resources_clear", "yuan_per_yuan_month", "clearly_worse", "pairs", "world",
    )  # fmt: skip
    base, first = comparison.baseline, comparison.period[0].isoformat()
    empty: Sequence[object] = ("",) * (len(changes) + 4)
    window = (first, comparison.weeks)
    held = _held(measures_held(entries)[base])
    rows = [(base, held, "", "", *window, *empty, "", comparison.world)]
    for found in glances(comparison, entries):
        since, cost = comparison.since(found.arm), found.cost
        ends: list[object] = []
        for pair in (found.headline, found.overdue):
            ends += [*_difference(pair), pair.relative, _yes(pair.clear(found.among))]
        ends += [cost.fen_a_year / FEN_IN_A_YUAN, _yes(cost.used.clear(found.among)), cost.per_yuan_month]
        worse = "; ".join(outcome for outcome, _ in found.worse)
        starts = since.monday.isoformat() if since else ""
        holds = (found.arm, _held(found.measures), _other(found.others), starts)
        rows.append((*holds, *window, *ends, worse, found.headline.pairs, comparison.world))
    _write(path, head, rows)


def _held(measures: Iterable[Held]) -> str:
    return "; ".join(" ".join((str(held.number), held.kind, *held.settings)) for held in measures)


def _other(others: Iterable[Other]) -> str:
    return "; ".join(f"{other.what} {other.text}" for other in others)


def _yes(clear: bool) -> str:
    return "yes" if clear else "no"


def write_costs(path: Path, comparison: Comparison) -> None:
    """Write what every arm uses up, avoids, and pays per yuan-month avoided; by outcome that counts a cost.

    `avoided_low` and `avoided_high` are a 95 % interval by itself. `avoided_clear` says whether it is sure that something
    is avoided, or that more is unpaid, by the rule of the table (`Paired.clear`); only what is clearly avoided has a price.
    """
    kinds = resources(comparison.declared)
    head = (
        "arm", *(f"{kind}_yuan" for kind in kinds), "resources_yuan", "yuan_months_avoided", "yuan_per_yuan_month",
        "avoided_low", "avoided_high", "avoided_clear", "world",
    )  # fmt: skip
    rows = []
    among = told_together(comparison)
    for arm in comparison.arms:
        each = [comparison.pair(arm, kind).difference / FEN_IN_A_YUAN for kind in kinds]
        whole = cost(comparison, arm, among)
        avoided = (*whole.interval, _yes(whole.clear))
        sums = (whole.resources_yuan, whole.yuan_months_avoided, whole.per_yuan_month)
        rows.append((arm, *each, *sums, *avoided, comparison.world))
    _write(path, head, rows)


def write_drivers(path: Path, effects: Iterable[Effect], world: str) -> None:
    """Write the effect of every cause; `share` is the difference as a share of the mean with all causes on."""
    head = (
        "outcome", "cause", "difference", "low", "high", "share", "lower_share", "pairs_needed", "pairs", "world",
    )  # fmt: skip
    rows = []
    for effect in effects:
        pair = effect.pair
        lower = pair.lower / pair.pairs if pair.pairs else float("nan")
        ends = (pair.relative, lower, pair.pairs_needed, pair.pairs, world)
        rows.append((effect.outcome, effect.cause, *_difference(pair), *ends))
    _write(path, head, rows)


def _difference(pair: Paired) -> tuple[float, float, float]:
    return pair.difference, pair.low, pair.high


def _write(path: Path, head: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(head)
        writer.writerows([_cell(value) for value in row] for row in rows)


def _cell(value: object) -> object:
    """Numbers in the shortest form that reads back as the same; nothing for what is not a number."""
    if not isinstance(value, float):
        return value
    if value != value:
        return ""
    return int(value) if value.is_integer() and abs(value) < 1e15 else repr(value)
