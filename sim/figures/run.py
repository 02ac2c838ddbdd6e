"""The two figures of a run: unpaid wages over time, and where overdue wages are stuck."""

import re
import tomllib
from itertools import chain
from pathlib import Path

import numpy as np

from sim.figures import words
from sim.figures.style import (
    OKABE_ITO,
    OTHERS_LOOK,
    PLACE_LOOKS,
    START_COLOUR,
    SUBTITLE,
    canvas,
    characters_of,
    drawable,
    fonts_for,
    look,
    mark_festivals,
    mark_starts,
    money_axis,
    positions,
    program,
    save,
    time_axis,
)
from sim.figures.words import (
    Language,
    counted,
    cut,
    money_unit,
    outcome_label,
    place_label,
    scenario_title,
    width,
    word,
)
from sim.results import Results
from sim.running.records import HEADLINE, OVERDUE

UNPAID = (HEADLINE, OVERDUE)
DASHES = ("-", (0, (5, 1.5)))
FEW = 10  # runs that are also drawn one by one
LAYERS = 7


def draw_run(results: Results, folder: Path, lang: Language = "en") -> list[str]:
    """Draw both figures of every scenario into `folder`, as PNG and SVG.

    Parameters
    ----------
    results : Results
        In hand or from disk, with at least one run.
    folder : Path
        Made if it is not there.
    lang : {"en", "zh"}
        Language of labels; English, with a warning, when no font here has the Chinese ones.

    Returns
    -------
    list of str
        Warnings, one line each.
    """
    warnings: list[str] = []
    titles = _titles(results, lang)
    label = _labels(results, lang)
    families = fonts_for(characters_of([label, *titles.values(), *titles]))
    if families is None and lang == "zh":
        lang = "en"
        titles = _titles(results, lang)
        warnings.append("figures have English labels: no font with Chinese characters was found on this machine")
        families = fonts_for(characters_of([_labels(results, lang), *titles.values(), *titles]))
    if families is None:
        families = fonts_for(_labels(results, "en")) or ["DejaVu Sans"]
        warnings.append("figures show boxes in place of some characters of the title: no font on this machine has them")
        titles = {name: drawable(title) for name, title in titles.items()}
    with look(families):
        for name, title in titles.items():
            suffix = "" if len(titles) == 1 else "-" + re.sub(r"[^\w.-]", "_", name)
            _unpaid_over_time(results, name, title, folder, f"unpaid{suffix}", lang)
            _places_over_time(results, name, title, folder, f"places{suffix}", lang)
    return warnings


def _labels(results: Results, lang: Language) -> str:
    """Every label that may appear."""
    place = lang == "zh"
    texts = chain(
        (pair[place] for pair in words.WORDS.values()),
        (place_label(name, lang) for name in results.declared.places),
        (outcome_label(results.declared, name, lang) for name in UNPAID),
    )
    return characters_of([*texts, "0123456789.-%,: "])


def _unpaid_over_time(results: Results, scenario: str, title: str, folder: Path, name: str, lang: Language) -> None:
    found = [results.by_week(outcome, scenario) for outcome in UNPAID]
    dates, runs = found[0][0], len(found[0][1])
    largest = max(float(np.max(fen)) for _, fen in found)
    unit, unit_name = money_unit(largest or 1e8, lang)
    world = str(_entry(results, scenario).get("world"))
    spread = word("band" if runs > 1 else "one_run", lang).format(n=counted("replicates", runs, world, lang))
    spread += word("single", lang) if 1 < runs <= FEW else ""
    heading = word("unpaid_title", lang)
    figure, axes = canvas(heading, _said(title, spread, lang), _source(results, scenario, lang))
    x = positions(dates)
    for k, (outcome, (_, fen)) in enumerate(zip(UNPAID, found, strict=True)):
        data = fen / unit
        colour = OKABE_ITO[k]
        if 1 < runs <= FEW:
            axes.plot(x, data.T, color=colour, linewidth=0.5, alpha=0.45, linestyle=DASHES[k])
        if runs > 1:
            low, high = np.percentile(data, [10, 90], axis=0)
            axes.fill_between(x, low, high, color=colour, alpha=0.22, linewidth=0)
        label = outcome_label(results.declared, outcome, lang)
        axes.plot(x, np.median(data, axis=0), color=colour, linewidth=1.8, linestyle=DASHES[k], label=label)
    mark_festivals(axes, dates, lang)
    text = tomllib.loads(str(_entry(results, scenario)["text"]))
    starts = {policy["start"]: START_COLOUR for policy in text.get("policies", ()) if "start" in policy}
    mark_starts(axes, starts, dates, word("measures_start", lang))
    time_axis(axes, dates)
    axes.set_ylim(0, axes.get_ylim()[1] if largest else 1)
    money_axis(axes.yaxis, unit_name)
    axes.legend(loc="lower left", bbox_to_anchor=(-0.01, 1.0), ncols=4, frameon=False, fontsize=8.5)
    save(figure, folder, name, f"{title}: {heading}", _provenance(results, scenario))


def _places_over_time(results: Results, scenario: str, title: str, folder: Path, name: str, lang: Language) -> None:
    """Layers by place: of overdue wages, or where nothing is overdue, of wages unpaid over 30 days."""
    weeks, _ = results.by_week(OVERDUE, scenario)
    dates, fen = results.places_by_week(OVERDUE, scenario)
    heading, note = word("places_title", lang), word("overdue_only", lang)
    if not fen.any():
        dates, fen = results.places_by_week(HEADLINE, scenario)
        heading, note = word("unpaid_places", lang), word("none_overdue", lang)
    total = fen.mean(axis=0)
    runs = len(fen)
    world = str(_entry(results, scenario).get("world"))
    spread = word("mean" if runs > 1 else "one_run", lang).format(n=counted("replicates", runs, world, lang))
    figure, axes = canvas(heading, _said(title, spread, lang), _source(results, scenario, lang), right=0.68, note=note)
    order = [i for i in np.argsort(-total.sum(axis=0), kind="stable") if total[:, i].any()]
    if order:
        unit, unit_name = money_unit(float(total.sum(axis=1).max()), lang)
        shown = sorted(order[:LAYERS], reverse=True)  # up the chain: owners at the bottom, in every figure
        names = [results.declared.places[i] for i in shown]
        layers = [total[:, i] / unit for i in shown]
        labels = [place_label(name, lang) for name in names]
        looks = [PLACE_LOOKS.get(name, OTHERS_LOOK) for name in names]
        if order[LAYERS:]:
            layers.append(total[:, order[LAYERS:]].sum(axis=1) / unit)
            labels.append(word("others", lang))
            looks.append(OTHERS_LOOK)
        areas = axes.stackplot(positions(dates), layers, labels=labels, linewidth=0.5)
        for area, (colour, hatch) in zip(areas, looks, strict=True):
            area.set(facecolor=colour, edgecolor="white", hatch=hatch)
        axes.set_ylim(0, float(total.sum(axis=1).max()) / unit * 1.04)
        money_axis(axes.yaxis, unit_name)
    else:
        axes.text(0.5, 0.5, word("nothing", lang), transform=axes.transAxes, ha="center", va="center", fontsize=12)
        axes.set_yticks([0])
    mark_festivals(axes, weeks, lang)
    time_axis(axes, weeks)
    if order or axes.lines:  # matplotlib warns of a legend of nothing
        axes.legend(loc="center left", bbox_to_anchor=(1.02, 0.5), frameon=False, fontsize=8.5, reverse=True)
    save(figure, folder, name, f"{title}: {heading}", _provenance(results, scenario))


def _titles(results: Results, lang: Language) -> dict[str, str]:
    """Titles of the scenarios by name."""
    return {entry["name"]: scenario_title(entry, lang) for entry in results.manifest["scenarios"]}


def _said(title: str, spread: str, lang: Language) -> str:
    """Of which scenario, and what the lines are."""
    return word("said", lang).format(title=cut(title, SUBTITLE - width(spread)), spread=spread)


def _entry(results: Results, scenario: str) -> dict[str, object]:
    return next(entry for entry in results.manifest["scenarios"] if entry["name"] == scenario)


def _source(results: Results, scenario: str, lang: Language) -> str:
    entry = _entry(results, scenario)
    return drawable(f"{scenario} {str(entry['fingerprint'])[:8]}, ") + f"{word('seed', lang)} {entry['seed']}"


def _provenance(results: Results, scenario: str) -> str:
    entry, manifest = _entry(results, scenario), results.manifest
    return (
        f"scenario {scenario}, fingerprint {entry['fingerprint']}, seed {entry['seed']}, "
        f"{manifest['runs']['finished']} runs; {program(manifest)}"
    )
