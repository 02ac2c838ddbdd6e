"""The table of a comparison on a terminal, and that of the drivers."""

from collections.abc import Iterable
from math import isnan

from sim.analysis.answer import shown
from sim.analysis.drivers import Effect
from sim.declared.directions import better_sign
from sim.figures.words import Language, cause_label, outcome_label
from sim.report.amounts import aligned, unit_of, written
from sim.results.compare import Comparison
from sim.results.paired import Paired, spread

WORDS = {
    "stock": ("mean over weeks", "各周平均"),
    "flow": ("in all", "合计"),
    "occasion": ("", ""),
    "rate": ("", ""),
    "arm": ("arm", "方案"),
    "median": ("median", "中位数"),
    "difference": ("difference", "配对差"),
    "interval": ("95 % interval", "95%区间"),
    "pairs": ("pairs", "配对"),
    "needed": ("pairs for 1 %", "1%精度需"),
    "better": ("better in {k} of {n}", "{n}对中{k}对更好"),
    "lower": ("lower in {k} of {n}", "{n}对中{k}对更低"),
    "same": ("the same in {n} of {n}", "{n}对均相同"),
    "higher": ("higher in {k} of {n}", "{n}对中{k}对更高"),
    "none": ("no value", "无数值"),
    "pair_note": (
        "difference: mean of arm minus {base} in pairs with the same luck; pairs for 1 %: until half the interval is 1 % of "
        "the mean of {base}",
        "配对差：相同随机条件下各方案减{base}的均值；1%精度需：区间半宽不超过{base}均值1%所需配对数",
    ),
    "drivers": (
        "What drives arrears in {name}: each cause switched off under the same luck ({n} pairs)",
        "{name}欠薪的驱动因素：在相同随机条件下逐一关闭各原因（{n}对）",
    ),
    "cause": ("without", "关闭"),
    "share": ("of its mean", "占均值"),
}


def compare_table(comparison: Comparison, lang: Language = "en") -> str:
    """Per outcome: median and 10-90 % of each arm, paired difference, its interval, better pairs, pairs needed.

    Parameters
    ----------
    comparison : Comparison
        What to show.
    lang : {"en", "zh"}
        Language of the labels.
    """
    head = (
        "",
        _word("median", lang),
        "10-90 %",
        *(_word(w, lang) for w in ("difference", "interval", "pairs", "needed")),
    )
    rows: list[tuple[str, ...]] = [head]
    titles = {}
    for outcome in shown(comparison):
        kind = comparison.declared.by_name[outcome]
        what = "occasion" if kind.occasion else kind.kind
        bands = {name: spread(comparison.values(name, outcome)) for name in (comparison.baseline, *comparison.arms)}
        sizes = [abs(x) for band in bands.values() for x in (band.median, band.p90) if not isnan(x)]
        if not sizes:
            continue
        scale, unit, digits = unit_of(kind.unit, max(sizes), lang)
        digits += kind.unit == "fen" and max(sizes) < 10 * scale
        titles[len(rows)] = _title(outcome_label(comparison.declared, outcome, lang), what, unit, lang)
        for name, band in bands.items():
            middle, low, high = (written(x, scale, digits) for x in (band.median, band.p10, band.p90))
            ends = ("", "", "", "")
            if name != comparison.baseline:
                ends = _ends(comparison.pair(name, outcome), better_sign(outcome), scale, digits, lang)
            rows.append((f"  {name}", middle, f"{low} - {high}", *ends))
    lines = []
    for number, line in enumerate(aligned(rows)):
        lines += ["", titles[number]] if number in titles else []
        lines.append(line)
    return "\n".join([*lines, "", _word("pair_note", lang).format(base=comparison.baseline), ""])


def _title(label: str, what: str, unit: str, lang: Language) -> str:
    """An outcome, how it is counted, and its unit."""
    counted = _word(what, lang)
    if lang == "zh":
        said = "，".join(part for part in (counted, unit) if part)
        return label + (f"（{said}）" if said else "")
    return ", ".join(part for part in (label, counted) if part) + (f" ({unit})" if unit else "")


def _word(name: str, lang: Language) -> str:
    return WORDS[name][lang == "zh"]


def _ends(pair: Paired, sign: int, scale: float, digits: int, lang: Language) -> tuple[str, str, str, str]:
    mean, low, high = (written(x, scale, digits, signed=True) for x in (pair.difference, pair.low, pair.high))
    needed = "-" if isnan(pair.pairs_needed) else f"{pair.pairs_needed:,.0f}"
    return mean, f"{low} .. {high}" if pair.pairs > 1 else "-", _counted(pair, sign, lang), needed


def _counted(pair: Paired, sign: int, lang: Language) -> str:
    """In how many pairs it is better, or higher or lower where that is no judgement."""
    if not pair.lower and not pair.higher:
        return _word("same", lang).format(n=pair.pairs)
    if sign:
        return _word("better", lang).format(k=pair.better(sign), n=pair.pairs)
    up = pair.higher > pair.lower
    return _word("higher" if up else "lower", lang).format(k=max(pair.lower, pair.higher), n=pair.pairs)


def drivers_table(effects: Iterable[Effect], comparison: Comparison, lang: Language = "en") -> str:
    """What each cause does to the outcomes that `sim.analysis.drivers` measures.

    Parameters
    ----------
    effects : iterable of Effect
        In order of outcomes.
    comparison : Comparison
        Says which scenario the causes belong to.
    lang : {"en", "zh"}
        Language of the labels.
    """
    by_outcome: dict[str, list[Effect]] = {}
    for effect in effects:
        by_outcome.setdefault(effect.outcome, []).append(effect)
    pairs = max((effect.pair.pairs for found in by_outcome.values() for effect in found), default=0)
    lines = [_word("drivers", lang).format(name=comparison.baseline, n=pairs)]
    for outcome, found in by_outcome.items():
        sizes = [abs(effect.pair.difference) for effect in found]
        scale, unit, digits = unit_of("fen", max(sizes, default=0.0), lang)
        lines += ["", _title(outcome_label(comparison.declared, outcome, lang), "stock", unit, lang)]
        head = (f"  {_word('cause', lang)}", *(_word(w, lang) for w in ("difference", "interval", "share", "pairs")))
        rows: list[tuple[str, ...]] = [head]
        for effect in found:
            pair = effect.pair
            mean, interval, counted, _ = _ends(pair, better_sign(outcome), scale, digits, lang)
            share = "-" if isnan(pair.relative) else f"{pair.relative:+.1%}"
            rows.append((f"  {cause_label(effect.cause, lang)}", mean, interval, share, counted))
        lines += aligned(rows)
    return "\n".join([*lines, ""])
