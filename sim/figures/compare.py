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

from sim.analysis.cells import Cells
from sim.analysis.places import ALL, HEADLINE, OVERDUE, weeks_recorded
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

TIME = (HEADLINE, OVERDUE)
MOST_PLACES = 9
FEW_ARMS = 4  # more leave room for fewer places
FEW_PLACES = 5
SMALL_PRINT, LONGEST = 165, 28  # characters: of a footer, of a name in a legend
END = 10  # characters kept of the end of a long name


def draw_comparison(
    results: Results, comparison: Comparison, places: Cells, folder: Path, lang: Language = "en"
) -> list[str]:
    """Draw the arms over time, one figure per clock, and where unpaid wages are stuck, as PNG and SVG.

    Parameters
    ----------
    results : Results
        Of all arms, in hand or from disk.
    comparison : Comparison
        Which of them is the baseline.
    places : Cells
        As `sim.analysis.places` gathers them.
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
        _places(results, places, arms, folder, lang)
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
    found = {arm: results.by_week(outcome, arm) for arm in arms}
    dates = found[arms[0]][0]
    runs = min(len(fen) for _, fen in found.values())
    largest = max(float(np.percentile(fen, 90, axis=0).max()) for _, fen in found.values())
    scale, unit = money_unit(largest or 1e8, lang)
    figure = Figure(figsize=(9, 6.4))
    FigureCanvasAgg(figure)
    above = figure.add_axes((LEFT, 0.465, 0.98 - LEFT, 0.4))
    below = figure.add_axes((LEFT, 0.09, 0.98 - LEFT, 0.275))
    label = outcome_label(results.declared, outcome, lang)
    heading = word("compare_title", lang).format(outcome=label)
    figure.text(LEFT, 0.972, heading, fontsize=11.5, va="center")
    x = positions(dates)
    banded = arms if len(arms) == 2 else arms[:1]  # more bands than two cannot be told apart
    for number, arm in enumerate(arms):
        data = found[arm][1] / scale
        colour, dash = ARM_COLOURS[number], ARM_DASHES[number]
        if runs > 1 and arm in banded:
            low, high = np.percentile(data, [10, 90], axis=0)
            above.fill_between(x, low, high, color=colour, alpha=0.13, linewidth=0)
            above.plot(x, np.stack([low, high], axis=1), color=colour, alpha=0.5, linewidth=0.6, linestyle=dash)
        above.plot(x, np.median(data, axis=0), color=colour, linewidth=1.7, linestyle=dash, label=drawable_name(arm))
        if number:
            _difference(below, x, comparison, arm, found, number, scale)
    base = drawable_name(comparison.baseline)
    spread = "compare_one" if runs == 1 else "compare_bands" if banded == arms else "compare_band"
    many, pairs = (counted(name, runs, results.world, lang) for name in ("replicates", "pairs"))
    figure.text(LEFT, 0.938, word(spread, lang).format(n=many, base=base), fontsize=8.5, color="#444444", va="center")
    said = word("difference_title" if runs > 1 else "difference_one", lang).format(base=base, n=pairs)
    figure.text(LEFT, 0.392, said, fontsize=9, va="center")
    below.axhline(0, color="black", linewidth=0.9, zorder=1.6)
    starts = _starts(comparison, arms)
    for axes in (above, below):
        mark_festivals(axes, dates, lang)
        mark_starts(axes, starts, dates, word("arms_differ", lang))
        time_axis(axes, dates)
        money_axis(axes.yaxis, unit)
    figure.align_ylabels((above, below))
    highest = above.get_ylim()[1] if largest else 1.0
    above.set_ylim(-0.02 * highest, highest)  # a line of zeros must be seen
    top = legend_above(figure, above, LEFT, 0.915) - 0.015
    above.set_position((LEFT, 0.465, 0.98 - LEFT, top - 0.465))
    figure.text(LEFT, 0.02, source_line(results, lang), fontsize=6.5, color="#666666", va="center")
    save(figure, folder, name, heading, provenance(results))


def _starts(comparison: Comparison, arms: list[str]) -> dict[date, str]:
    """Days from which arms differ, where recorded weeks lie before, in the colour of the arm if it is alone."""
    found: dict[date, str] = {}
    for number, arm in enumerate(arms[1:], 1):
        since = comparison.since(arm)
        if since is not None and since.before:
            found[since.monday] = START_COLOUR if since.monday in found else ARM_COLOURS[number]
    return found


def _difference(
    axes: Axes,
    x: np.ndarray,
    comparison: Comparison,
    arm: str,
    found: dict[str, tuple[np.ndarray, np.ndarray]],
    number: int,
    scale: float,
) -> None:
    """Mean paired difference by week, and the 95 % interval of that mean."""
    base, own = (comparison.numbers[name].replicates for name in (comparison.baseline, arm))
    _, before, after = np.intersect1d(base, own, return_indices=True)
    pairs = (found[arm][1][after] - found[comparison.baseline][1][before]) / scale
    if not len(pairs):
        return
    mean = pairs.mean(axis=0)
    faint = 0.25 if len(found) <= FEW_ARMS else 0.12  # the interval must not hide other arms
    if len(pairs) > 1:
        half = student(len(pairs) - 1) * pairs.std(axis=0, ddof=1) / np.sqrt(len(pairs))
        axes.fill_between(x, mean - half, mean + half, color=ARM_COLOURS[number], alpha=faint, linewidth=0)
    axes.plot(x, mean, color=ARM_COLOURS[number], linewidth=1.5, linestyle=ARM_DASHES[number])


def _places(results: Results, cells: Cells, arms: list[str], folder: Path, lang: Language) -> None:
    """Grouped bars: one group per place, one bar per arm; a panel per clock, one order of places and one unit in both."""
    weeks = max(1, weeks_recorded(results))
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
    figure = Figure(figsize=(9, 1.9 + 0.06 * len(arms) + max(3, len(rows)) * (0.16 + 0.13 * len(arms))))
    FigureCanvasAgg(figure)
    tall = figure.get_figheight()
    heading = word("compare_places", lang)
    figure.text(0.02, 1 - 0.2 / tall, heading, fontsize=11.5, va="center")
    many = counted("replicates", min(len(cells.replicates[arm]) for arm in arms), results.world, lang)
    note = word("compare_places_note", lang).format(n=many, unit=unit)
    figure.text(0.02, 1 - 0.44 / tall, note, fontsize=8.5, color="#444444", va="center")
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
    bottom, top = 0.75 / tall, legend_above(figure, panels[0], 0.02, 1 - 0.6 / tall) - 0.35 / tall
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
