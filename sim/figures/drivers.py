"""The figure of the drivers: what switching off each cause does."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from sim.analysis.drivers import OUTCOMES, Effect
from sim.figures import words
from sim.figures.compare import drawable_name, provenance, source_line
from sim.figures.style import OKABE_ITO, characters_of, language_of, look, money_axis, save
from sim.figures.words import Language, cause_label, money_unit, outcome_label, word
from sim.parameters.causes import CAUSES
from sim.results import Results

SINGLE, SUMMED = OKABE_ITO[3], OKABE_ITO[7]


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
    with look(families):
        figure = Figure(figsize=(9, 1.95 + 0.27 * max(3, len(causes))))
        FigureCanvasAgg(figure)
        tall = figure.get_figheight()
        heading = word("drivers_title", lang)
        figure.text(0.02, 1 - 0.2 / tall, heading, fontsize=11.5, va="center")
        note = word("drivers_note" if pairs > 1 else "drivers_one", lang).format(n=pairs)
        figure.text(
            0.02, 1 - 0.45 / tall, f"{drawable_name(scenario)}: {note}", fontsize=8.5, color="#444444", va="center"
        )
        figure.text(0.02, 0.13 / tall, source_line(results, lang), fontsize=6.5, color="#666666", va="center")
        first: Axes | None = None
        for side, outcome in enumerate(OUTCOMES):
            axes = figure.add_axes((0.295 + 0.36 * side, 0.75 / tall, 0.32, 1 - 1.7 / tall), sharey=first)
            first = first or axes
            found = {e.cause: e for e in effects if e.outcome == outcome}
            _bars(axes, [found.get(cause) for cause in causes], scale, lang)
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


def _bars(axes: Axes, effects: Sequence[Effect | None], scale: float, lang: Language) -> None:
    """One bar per effect, with its interval."""
    for row, effect in enumerate(effects):
        if effect is None:
            continue
        pair = effect.pair
        if not pair.lower and not pair.higher:
            said = word("no_change", lang)
            axes.annotate(said, (0, row), (3, 0), textcoords="offset points", fontsize=6.5, va="center")
            continue
        alone = effect.cause in CAUSES
        colour, hatch = (SINGLE, "") if alone else (SUMMED, "////")
        axes.barh(row, pair.difference / scale, 0.66, color=colour, hatch=hatch, edgecolor="white", linewidth=0.3)
        if pair.pairs > 1:
            axes.plot([pair.low / scale, pair.high / scale], [row, row], color="black", linewidth=1.1)
    axes.axvline(0, color="black", linewidth=0.9)
    axes.grid(axis="x", color="#DDDDDD", linewidth=0.6)
    axes.set_axisbelow(True)
