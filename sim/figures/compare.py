"""The figures of a comparison: arms over time with their paired differences, and places before and after."""

from collections.abc import Mapping, Sequence
from datetime import date
from itertools import chain
from pathlib import Path
from textwrap import shorten

import numpy as np
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from sim.analysis.places import ALL, place_cells, weeks_recorded
from sim.figures import words
from sim.figures.style import (
    ARM_COLOURS,
    ARM_DASHES,
    ARM_HATCHES,
    LEFT,
    START_COLOUR,
    characters_of,
    drawable,
    language_of,
    legend_above,
    look,
    mark_festivals,
    mark_starts,
    money_axis,
    positions,
    program,
    save,
    time_axis,
)
from sim.figures.words import Language, counted, money_unit, outcome_label, place_label, word
from sim.results import Results
from sim.results.compare import Comparison
from sim.results.paired import student
from sim.running.records import HEADLINE, OVERDUE

TIME = (HEADLINE, OVERDUE)
MOST_PLACES = 9
FEW_ARMS = 4  # more leave room for fewer places
FEW_PLACES = 5
SMALL_PRINT, LONGEST = 165, 28  # characters: of a footer, of a name in a legend
WIDE, BETWEEN, NARROW = 0.405, 0.07, 8  # panels of a row, as shares of the width; years that fit below one
ROW_HEIGHTS = (3.4, 2.2, 1.75)  # inches, of one row, of two, of more
OTHER_COLOUR = "#B5B5B5"  # of arms that another row is about
END = 10  # characters kept of the end of a long name


def draw_comparison(results: Results, comparison: Comparison, folder: Path, lang: Language = "en") -> list[str]:
    """Draw the arms over time, one figure per clock, and where unpaid wages are stuck, as PNG and SVG.

    Each arm has a row of its own, as lines that lie on each other cannot be told apart; other arms stand behind it in
    grey.

    Parameters
    ----------
    results : Results
        Of all arms, in hand or from disk.
    comparison : Comparison
        Which of them is the baseline; over all recorded weeks.
    folder : Path
        Made if it is not there.
    lang : {"en", "zh"}
        Language of labels.

    Returns
    -------
    list of str
        Warnings, one line each.
    """
    arms = [name for name in (comparison.baseline, *comparison.arms) if name in comparison.numbers]
    families, lang, warnings = language_of(lambda spoken: _labels(results, arms, spoken), lang)
    with look(families):
        for outcome in TIME:
            name = "compare" if outcome == HEADLINE else f"compare_{outcome}"
            _over_time(results, comparison, arms, outcome, folder, name, lang)
        _places(results, comparison, arms, folder, lang)
    return warnings


def _labels(results: Results, arms: list[str], lang: Language) -> str:
    texts = chain(
        (pair[lang == "zh"] for pair in words.WORDS.values()),
        (place_label(name, lang) for name in results.declared.places),
        (outcome_label(results.declared, name, lang) for name in TIME),
        arms,
    )
    return characters_of([*texts, "0123456789.-%,: "])


def _over_time(
    results: Results, comparison: Comparison, arms: list[str], outcome: str, folder: Path, name: str, lang: Language
) -> None:
    """A row for every arm: beside the first one over time, and its paired difference; all rows have one scale."""
    found = {arm: results.by_week(outcome, arm) for arm in arms}
    dates = found[arms[0]][0]
    runs = min(len(fen) for _, fen in found.values())
    largest = max(float(np.percentile(fen, 90, axis=0).max()) for _, fen in found.values())
    scale, unit = money_unit(largest or 1e8, lang)
    levels = {arm: fen / scale for arm, (_, fen) in found.items()}
    rows = arms[1:] or arms
    figure, panels, tall = _grid(len(rows))
    heading = word("compare_title", lang).format(outcome=outcome_label(results.declared, outcome, lang))
    differences = {arm: _paired_weeks(comparison, arm, levels) for arm in arms[1:]}
    for row, arm in enumerate(rows):
        _levels(panels[row][0], dates, levels, list(dict.fromkeys((arms[0], arm))), arms)
        _differences(panels[row][1], dates, differences, arm, ARM_COLOURS[arms.index(arm)], word("other_arms", lang))
        for axes in panels[row]:
            mark_festivals(axes, dates, lang)
            mark_starts(axes, _start(comparison, arm), dates, word("arms_differ", lang))
            time_axis(axes, dates, NARROW)
    _same_scale([pair[0] for pair in panels], 0.0 if largest else 1.0)
    _same_scale([pair[1] for pair in panels], 0.0)
    figure.text(LEFT, 1 - 0.2 / tall, heading, fontsize=11.5, va="center")
    note = word("compare_note", lang) if len(rows) > 1 else ""
    figure.text(LEFT, 1 - 0.42 / tall, note, fontsize=8.5, color="#444444", va="center")
    many, pairs = (counted(what, runs, results.world, lang) for what in ("replicates", "pairs"))
    said = {"base": drawable_name(comparison.baseline), "unit": unit}
    heads = (
        word("compare_bands" if runs > 1 else "compare_one", lang).format(n=many, **said),
        word("difference_title" if runs > 1 else "difference_one", lang).format(n=pairs, **said),
    )
    ends = legend_above(figure, [axes for pair in panels for axes in pair], LEFT, 1 - (0.58 if note else 0.42) / tall)
    _place_rows(figure, panels, ends - 0.6 / tall, heads)
    figure.text(LEFT, 0.12 / tall, source_line(results, lang), fontsize=6.5, color="#666666", va="center")
    save(figure, folder, name, heading, provenance(results))


def _grid(rows: int) -> tuple[Figure, list[tuple[Axes, Axes]], float]:
    """A figure with two panels in every row, not yet in their places, and its height in inches."""
    tall = 1.85 + rows * (ROW_HEIGHTS[rows - 1] if rows <= len(ROW_HEIGHTS) else ROW_HEIGHTS[-1])
    figure = Figure(figsize=(9, tall))
    FigureCanvasAgg(figure)
    return figure, [(left, right) for left, right in figure.subplots(rows, 2, squeeze=False)], tall


def _place_rows(figure: Figure, panels: list[tuple[Axes, Axes]], top: float, heads: tuple[str, str]) -> None:
    """Put the panels below each other, and the heads of both columns above the first."""
    tall = figure.get_figheight()
    bottom = 0.3 / tall
    pitch = (top - bottom) / len(panels)
    for row, pair in enumerate(panels):
        for side, axes in enumerate(pair):
            under = top - (row + 1) * pitch + 0.22 / tall
            axes.set_position((LEFT + side * (WIDE + BETWEEN), under, WIDE, pitch - 0.42 / tall))
    for side, head in enumerate(heads):
        left = LEFT + side * (WIDE + BETWEEN)
        figure.text(left, top + 0.06 / tall, head, fontsize=8.5, va="bottom", linespacing=1.25)


def _levels(axes: Axes, dates: np.ndarray, levels: Mapping[str, np.ndarray], shown: list[str], arms: list[str]) -> None:
    """Medians of the first arm and of another one, with their bands."""
    x = positions(dates)
    for arm in shown:
        number, data = arms.index(arm), levels[arm]
        colour = ARM_COLOURS[number]
        if len(data) > 1:
            low, high = np.percentile(data, [10, 90], axis=0)
            axes.fill_between(x, low, high, color=colour, alpha=0.25 if number else 0.13, linewidth=0)
        label = None if number else drawable_name(arm)
        style = {"color": colour, "linewidth": 1.5 if number else 1.1, "linestyle": ARM_DASHES[number]}
        axes.plot(x, np.median(data, axis=0), label=label, **style)
    axes.set_title(drawable_name(shown[-1]), fontsize=9, fontweight="bold", loc="left", pad=3)
    money_axis(axes.yaxis, "", 5)


def _paired_weeks(comparison: Comparison, arm: str, levels: Mapping[str, np.ndarray]) -> np.ndarray:
    """Differences of an arm to the baseline, [pair, week]."""
    base, own = (comparison.numbers[name].replicates for name in (comparison.baseline, arm))
    _, before, after = np.intersect1d(base, own, return_indices=True)
    return levels[arm][after] - levels[comparison.baseline][before]


def _differences(
    axes: Axes, dates: np.ndarray, differences: Mapping[str, np.ndarray], arm: str, colour: str, others: str
) -> None:
    """Mean paired difference by week with the 95 % interval of that mean, before those of the other arms in grey."""
    x = positions(dates)
    axes.axhline(0, color="black", linewidth=0.9, zorder=1.6)
    for other, pairs in differences.items():
        if other != arm and len(pairs):
            axes.plot(x, pairs.mean(axis=0), color=OTHER_COLOUR, linewidth=0.8, zorder=1.8, label=others)
    pairs = differences.get(arm, np.empty((0, 0)))
    if len(pairs):
        mean = pairs.mean(axis=0)
        if len(pairs) > 1:
            half = student(len(pairs) - 1) * pairs.std(axis=0, ddof=1) / np.sqrt(len(pairs))
            axes.fill_between(x, mean - half, mean + half, color=colour, alpha=0.3, linewidth=0)
        axes.plot(x, mean, color=colour, linewidth=1.5)
    money_axis(axes.yaxis, "", 5)


def _same_scale(panels: Sequence[Axes], least: float) -> None:
    """One vertical range for all panels of a column, wide enough that a line at its edge is seen."""
    low = min(axes.get_ylim()[0] for axes in panels)
    high = max(least, *(axes.get_ylim()[1] for axes in panels))
    for axes in panels:
        axes.set_ylim(low, high)


def _start(comparison: Comparison, arm: str) -> dict[date, str]:
    """The day from which an arm differs, where recorded weeks lie before."""
    since = comparison.since(arm) if arm != comparison.baseline else None
    return {since.monday: START_COLOUR} if since is not None and since.before else {}


def _places(results: Results, comparison: Comparison, arms: list[str], folder: Path, lang: Language) -> None:
    """Grouped bars: one group per place, one bar per arm; a panel per clock, one order of places and one unit in both.

    Of the weeks since arms differ, as all numbers that the command prints.
    """
    before = comparison.weeks_alike
    cells, weeks = place_cells(results, before), max(1, weeks_recorded(results, before))
    means = {arm: dict(zip(cells.names, cells.mean(arm) * 100 / weeks, strict=True)) for arm in arms}
    sizes = {
        place: max(means[arm].get((clock, ALL, place), 0.0) for arm in arms for clock in TIME)
        for place in results.declared.places
    }
    most = MOST_PLACES if len(arms) <= FEW_ARMS else FEW_PLACES
    order = sorted((p for p in sizes if sizes[p] > 0), key=lambda p: -sizes[p])[:most]
    rest = [p for p in sizes if p not in order and sizes[p] > 0]
    rows = [place_label(p, lang) for p in order] + ([word("others", lang)] if rest else [])
    scale, unit = money_unit(max(sizes.values(), default=0.0), lang)
    figure = Figure(figsize=(9, 2.1 + 0.06 * len(arms) + max(3, len(rows)) * (0.16 + 0.13 * len(arms))))
    FigureCanvasAgg(figure)
    tall = figure.get_figheight()
    heading = word("compare_places", lang)
    figure.text(0.02, 1 - 0.2 / tall, heading, fontsize=11.5, va="center")
    many = counted("replicates", min(len(cells.replicates[arm]) for arm in arms), results.world, lang)
    since = word("compare_since", lang).format(weeks=comparison.recorded - before) if before else ""
    note = word("compare_places_note", lang).format(n=many, unit=unit, since=since)
    for line, text in enumerate((note, word("scales_differ", lang))):
        figure.text(0.02, 1 - (0.44 + 0.2 * line) / tall, text, fontsize=8.5, color="#444444", va="center")
    panels = [figure.add_axes((0.27 + 0.375 * side, 0.1, 0.315, 0.5)) for side in range(len(TIME))]
    for side, (axes, clock) in enumerate(zip(panels, TIME, strict=True)):
        values = {
            arm: [means[arm].get((clock, ALL, p), 0.0) / scale for p in order]
            + ([sum(means[arm].get((clock, ALL, p), 0.0) for p in rest) / scale] if rest else [])
            for arm in arms
        }
        _place_bars(axes, values, word("none", lang))
        axes.set_yticks(np.arange(len(rows)), rows if side == 0 else [""] * len(rows), fontsize=8.5)
        axes.set_ylim(len(rows) - 0.5 if rows else 1, -0.5)
        axes.set_title(outcome_label(results.declared, clock, lang), fontsize=9, loc="left")
        money_axis(axes.xaxis, unit, 6)
    bottom, top = 0.75 / tall, legend_above(figure, panels[:1], 0.02, 1 - 0.8 / tall) - 0.35 / tall
    for side, axes in enumerate(panels):
        axes.set_position((0.27 + 0.375 * side, bottom, 0.315, top - bottom))
    figure.text(0.02, 0.13 / tall, source_line(results, lang), fontsize=6.5, color="#666666", va="center")
    save(figure, folder, "compare_places", heading, provenance(results))


def _place_bars(axes: Axes, values: Mapping[str, Sequence[float]], none: str) -> None:
    """The bars of one panel, each with its number; a word where no arm has anything."""
    height = 0.8 / len(values)
    for number, (arm, sizes) in enumerate(values.items()):
        at = np.arange(len(sizes)) + (number - (len(values) - 1) / 2) * height
        bars = axes.barh(at, sizes, height * 0.9, color=ARM_COLOURS[number], hatch=ARM_HATCHES[number],
                         edgecolor="white", linewidth=0.3, label=drawable_name(arm))  # fmt: skip
        axes.bar_label(bars, [_at_bar(size) for size in sizes], padding=2, fontsize=6.5)
    for row, sizes in enumerate(zip(*values.values(), strict=True)):
        if not any(sizes):
            axes.annotate(none, (0, row), (3, 0), textcoords="offset points", fontsize=6.5, va="center")
    axes.margins(x=0.12)  # room for numbers behind the bars
    axes.grid(axis="x", color="#DDDDDD", linewidth=0.6)
    axes.set_axisbelow(True)
    axes.tick_params(axis="y", length=0)


def _at_bar(size: float) -> str:
    """The number behind a bar, in about three digits; nothing for no bar."""
    return f"{size:,.{0 if size >= 100 else 1 if size >= 10 else 2}f}" if size else ""


def drawable_name(arm: str) -> str:
    """A name of an arm that can stand in a legend; one that begins with an underscore would be hidden."""
    text = drawable(arm)
    text = text if len(text) <= LONGEST else f"{text[: LONGEST - 3 - END]}...{text[-END:]}"
    return f" {text}" if text.startswith("_") else text


def source_line(results: Results, lang: Language) -> str:
    """Small print: which scenarios, with which luck; no longer than the figure is wide."""
    entries = results.manifest["scenarios"]
    told = ", ".join(drawable(f"{entry['name']} {str(entry['fingerprint'])[:8]}") for entry in entries)
    return shorten(f"{word('seed', lang)} {entries[0]['seed']}; {told}", SMALL_PRINT, placeholder="...")


def provenance(results: Results) -> str:
    """Where a figure comes from, for the metadata of its files."""
    manifest = results.manifest
    arms = ", ".join(f"{entry['name']} {entry['fingerprint']}" for entry in manifest["scenarios"])
    return (
        f"scenarios {arms}, seed {manifest['scenarios'][0]['seed']}, "
        f"{manifest['runs']['finished']} runs; {program(manifest)}"
    )
