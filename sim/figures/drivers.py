"""The figure of the drivers: what switching off each cause does."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from sim.analysis.drivers import OUTCOMES, Effect, idle, told_at_once
from sim.figures import words
from sim.figures.compare import drawable_name, provenance, source_line
from sim.figures.style import OKABE_ITO, characters_of, language_of, look, money_axis, save
from sim.figures.words import Language, cause_label, counted, money_unit, outcome_label, word
from sim.parameters.causes import CAUSES
from sim.results import Results
from sim.results.paired import LEAST_PAIRS

SINGLE, SUMMED = OKABE_ITO[0], OKABE_ITO[7]
PALE = 0.35  # of a bar that is not clear


def draw_drivers(
    results: Results, effects: Sequence[Effect], scenario: str, folder: Path, lang: Language = "en"
) -> list[str]:
    """Draw one bar per cause with its interval, the largest first, then sum, all off and interaction.

    Parameters
    ----------
    results : Results
        Of the command, for labels and provenance.
    effects : sequence of Effect
        As `sim.analysis.drivers.effects` gives them.
    scenario : str
        Whose causes they are.
    folder : Path
        Made if it is not there.
    lang : {"en", "zh"}
        Language of labels.

    Returns
    -------
    list of str
        Warnings, one line each.
    """
    families, lang, warnings = language_of(lambda spoken: _labels(results, scenario, spoken), lang)
    causes = _ordered(effects)
    scale, unit = money_unit(max((abs(e.pair.difference) for e in effects), default=0.0), lang)
    pairs = max((e.pair.pairs for e in effects), default=0)
    name = drawable_name(scenario)
    among, many = told_at_once(effects), counted("pairs", pairs, results.world, lang)
    said = {"n": many, "among": among, "least": LEAST_PAIRS}
    with look(families):
        figure = Figure(figsize=(9, 2.15 + 0.27 * max(3, len(causes))))
        FigureCanvasAgg(figure)
        tall = figure.get_figheight()
        heading = word("drivers_title", lang)
        figure.text(0.02, 1 - 0.2 / tall, heading, fontsize=11.5, va="center")
        note = f"{name}: {word('drivers_note' if pairs > 1 else 'drivers_one', lang).format(**said)}"
        figure.text(0.02, 1 - 0.45 / tall, note, fontsize=8.5, color="#444444", va="center")
        if pairs > 1:
            sure = word("drivers_sure", lang).format(**said)
            figure.text(0.02, 1 - 0.65 / tall, sure, fontsize=8.5, color="#444444", va="center")
        figure.text(0.02, 0.13 / tall, source_line(results, lang), fontsize=6.5, color="#666666", va="center")
        unmoved = dict.fromkeys(idle(effects), word("idle", lang))
        first: Axes | None = None
        for side, outcome in enumerate(OUTCOMES):
            axes = figure.add_axes((0.295 + 0.36 * side, 0.75 / tall, 0.32, 1 - 1.9 / tall), sharey=first)
            first = first or axes
            found = {e.cause: e for e in effects if e.outcome == outcome}
            _bars(axes, [found.get(cause) for cause in causes], scale, among, unmoved, lang)
            axes.set_title(outcome_label(results.declared, outcome, lang), fontsize=9, loc="left")
            money_axis(axes.xaxis, unit, 6)
            axes.tick_params(axis="y", length=0, labelleft=side == 0)
        if first is not None:
            first.set_yticks(np.arange(len(causes)), [cause_label(cause, lang) for cause in causes], fontsize=8.5)
            first.set_ylim(len(causes) - 0.5, -0.5)
        save(figure, folder, "drivers", heading, provenance(results))
    return warnings


def _labels(results: Results, scenario: str, lang: Language) -> str:
    texts = [pair[lang == "zh"] for pair in words.WORDS.values()]
    texts += [cause_label(name, lang) for name in (*CAUSES, *words.SUMS)]
    texts += [outcome_label(results.declared, name, lang) for name in OUTCOMES]
    return characters_of([*texts, scenario, "0123456789.-%,: "])


def _ordered(effects: Sequence[Effect]) -> list[str]:
    """Causes by the size of their effect on the headline, then the sums."""
    sizes = {e.cause: e.pair.difference for e in effects if e.outcome == OUTCOMES[0]}
    single = sorted((cause for cause in sizes if cause in CAUSES), key=lambda cause: sizes[cause])
    return single + [name for name in words.SUMS if name in sizes]


def _bars(
    axes: Axes,
    effects: Sequence[Effect | None],
    scale: float,
    among: int,
    unmoved: Mapping[str, str],
    lang: Language,
) -> None:
    """One bar per effect, pale where it is not clear, with the interval that holds for all bars at once."""
    for row, effect in enumerate(effects):
        if effect is None:
            continue
        pair = effect.pair
        if pair.equal == pair.pairs:
            _say(axes, unmoved.get(effect.cause, word("no_change", lang)), 0, row)
            continue
        colour, hatch = (SINGLE, "") if effect.cause in CAUSES else (SUMMED, "////")
        shade = 1.0 if pair.clear(among) or pair.pairs < 2 else PALE
        axes.barh(
            row, pair.difference / scale, 0.66, color=colour, hatch=hatch, edgecolor="white", linewidth=0.3, alpha=shade
        )
        if pair.pairs < 2:
            continue
        low, high = (end / scale for end in pair.interval(among))
        axes.plot([low, high], [row, row], color="black", linewidth=1.1)
        if shade < 1:
            _say(axes, word("not_clear", lang), max(high, 0.0), row)
    axes.axvline(0, color="black", linewidth=0.9)
    axes.grid(axis="x", color="#DDDDDD", linewidth=0.6)
    axes.set_axisbelow(True)
    axes.margins(x=0.12)  # room for words behind the bars


def _say(axes: Axes, text: str, at: float, row: int) -> None:
    """A few words in a row, right of a point."""
    axes.annotate(text, (at, row), (3, 0), textcoords="offset points", fontsize=6.5, va="center")
