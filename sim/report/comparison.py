"""The table of a comparison on a terminal, and that of the drivers."""

from collections.abc import Iterable
from math import isnan

from sim.analysis.drivers import Effect, idle, told_at_once
from sim.analysis.shown import shown, told_together
from sim.declared.directions import better_sign
from sim.figures import words
from sim.figures.words import Language, cause_label, outcome_label
from sim.report.amounts import aligned, direction_counted, listed, unit_of, written
from sim.results.compare import Comparison
from sim.results.paired import LEAST_PAIRS, Paired, spread

WORDS = {
    "stock": ("mean over weeks", "各周平均"),
    "flow": ("in all", "合计"),
    "occasion": ("", ""),
    "rate": ("", ""),
    "arm": ("arm", "方案"),
    "median": ("median", "中位数"),
    "difference": ("difference", "配对差"),
    "interval": ("95 % interval", "95%区间"),
    "interval_shared": ("95 % interval, one world", "95%区间（同一世界）"),
    "pairs": ("pairs", "配对"),
    "needed": ("for 1 %", "1%精度需"),
    "clear": ("clear", "是否明确"),
    "better": ("better", "变好"),
    "worse": ("worse", "变差"),
    "lower": ("lower", "降低"),
    "higher": ("higher", "升高"),
    "same": ("the same", "相同"),
    "few": ("too few", "对数太少"),
    "unclear": ("not clear", "不明确"),
    "difference_note": (
        "difference: mean of arm minus {base} in pairs with the same luck; 95 % interval: of that mean, by itself",
        "配对差：相同随机条件下各方案减{base}的均值；95%区间：该均值单独的区间",
    ),
    "clear_note": (
        "clear: whether the direction is sure for all {among} differences of this answer at once (95 %, Bonferroni); "
        "too few: fewer than {least} pairs differ",
        "是否明确：方向在本次同时报告的{among}项差异中是否都可确定（95%，Bonferroni校正）；对数太少：不同的配对少于{least}对",
    ),
    "needed_note": (
        "for 1 %: pairs until half the interval is 1 % of the mean of {base}",
        "1%精度需：区间半宽不超过{base}均值1%所需配对数",
    ),
    "paid_note": (
        "Wages paid can exceed wages earned: wages owed from before the recorded weeks are paid in them too.",
        "已付工资可能多于应发工资：记录期之前所欠的工资也在记录期内支付。",
    ),
    "idle_note": (
        "{causes}: no change in any pair, because none of it happens in {base}.",
        "{causes}：所有配对均无变化，因为{base}中没有发生。",
    ),
    "sums_note": (
        "interaction: all causes off less the sum of the single effects",
        "交互作用：全部关闭减单项效应之和",
    ),
    "drivers": (
        "What drives arrears in {name}: each cause switched off under the same luck ({n})",
        "{name}欠薪的驱动因素：在相同随机条件下逐一关闭各原因（{n}）",
    ),
    "cause": ("without", "关闭"),
    "share": ("of its mean", "占均值"),
}


def compare_table(comparison: Comparison, lang: Language = "en") -> str:
    """Per outcome: median and 10-90 % of each arm, paired difference, its interval, pairs, whether it is clear.

    Parameters
    ----------
    comparison : Comparison
        What to show.
    lang : {"en", "zh"}
        Language of the labels.
    """
    columns = ("difference", _interval(comparison), "pairs", "clear", "needed")
    rows: list[tuple[str, ...]] = [("", _word("median", lang), "10-90 %", *(_word(w, lang) for w in columns))]
    titles = {}
    among = told_together(comparison)
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
            ends: tuple[str, ...] = ("",) * len(columns)
            if name != comparison.baseline:
                pair = comparison.pair(name, outcome)
                ends = _ends(pair, scale, digits, lang)
                ends += (_verdict(pair, better_sign(outcome), among, lang), _needed(pair))
            rows.append((f"  {name}", middle, f"{low} - {high}", *ends))
    lines = []
    for number, line in enumerate(aligned(rows)):
        lines += ["", titles[number]] if number in titles else []
        lines.append(line)
    return "\n".join([*lines, "", *_footnotes(comparison, among, lang), ""])


def _footnotes(comparison: Comparison, among: int, lang: Language) -> list[str]:
    """What the columns mean, and what may surprise."""
    said = {"base": comparison.baseline, "among": among, "least": LEAST_PAIRS}
    names = ["difference_note", "clear_note", "needed_note"]
    known = comparison.declared.by_name
    if "wages_paid" in known and any(_pays_more(comparison, arm) for arm in (comparison.baseline, *comparison.arms)):
        names.append("paid_note")
    return [_word(name, lang).format(**said) for name in names]


def _pays_more(comparison: Comparison, scenario: str) -> bool:
    """Whether more wages are paid than earned in a scenario, in some run."""
    paid, earned = (comparison.values(scenario, name) for name in ("wages_paid", "wages_earned"))
    return bool((paid > earned).any())


def _interval(comparison: Comparison) -> str:
    """The head of a column of intervals."""
    return "interval_shared" if comparison.world == "shared" else "interval"


def _title(label: str, what: str, unit: str, lang: Language) -> str:
    """An outcome, how it is counted, and its unit."""
    counted = _word(what, lang)
    if lang == "zh":
        said = "，".join(part for part in (counted, unit) if part)
        return label + (f"（{said}）" if said else "")
    return ", ".join(part for part in (label, counted) if part) + (f" ({unit})" if unit else "")


def _word(name: str, lang: Language) -> str:
    return WORDS[name][lang == "zh"]


def _ends(pair: Paired, scale: float, digits: int, lang: Language) -> tuple[str, ...]:
    """Difference, its interval, and in how many pairs it goes that way."""
    mean, low, high = (written(x, scale, digits, signed=True) for x in (pair.difference, pair.low, pair.high))
    return mean, f"{low} .. {high}" if pair.pairs > 1 else "-", direction_counted(pair, lang)


def _verdict(pair: Paired, sign: int, among: int, lang: Language) -> str:
    """Whether it is clear that it is better or worse, or lower or higher where that is no judgement."""
    if pair.equal == pair.pairs:
        return _word("same", lang)
    if not pair.enough:
        return _word("few", lang)
    if not pair.clear(among):
        return _word("unclear", lang)
    if sign:
        return _word("better" if pair.difference * sign > 0 else "worse", lang)
    return _word("higher" if pair.difference > 0 else "lower", lang)


def _needed(pair: Paired) -> str:
    """Pairs for a 1 % answer, as far as the pairs at hand can tell."""
    return f"{pair.pairs_needed:,.0f}" if pair.enough and not isnan(pair.pairs_needed) else "-"


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
    everything = [effect for found in by_outcome.values() for effect in found]
    pairs, among = max((effect.pair.pairs for effect in everything), default=0), told_at_once(everything)
    many = words.counted("pairs", pairs, comparison.world, lang)
    lines = [_word("drivers", lang).format(name=comparison.baseline, n=many)]
    columns = ("difference", _interval(comparison), "share", "pairs", "clear")
    for outcome, found in by_outcome.items():
        sizes = [abs(effect.pair.difference) for effect in found]
        scale, unit, digits = unit_of("fen", max(sizes, default=0.0), lang)
        lines += ["", _title(outcome_label(comparison.declared, outcome, lang), "stock", unit, lang)]
        rows: list[tuple[str, ...]] = [(f"  {_word('cause', lang)}", *(_word(w, lang) for w in columns))]
        for effect in found:
            pair = effect.pair
            mean, interval, counted = _ends(pair, scale, digits, lang)
            share = "-" if isnan(pair.relative) else f"{pair.relative:+.1%}"
            verdict = _verdict(pair, 0, among, lang)
            rows.append((f"  {cause_label(effect.cause, lang)}", mean, interval, share, counted, verdict))
        lines += aligned(rows)
    said = {"base": comparison.baseline, "among": among, "least": LEAST_PAIRS}
    said["causes"] = listed([cause_label(cause, lang) for cause in idle(everything)], lang)
    names = ["clear_note", "sums_note", *(["idle_note"] if said["causes"] else [])]
    return "\n".join([*lines, "", *(_word(name, lang).format(**said) for name in names), ""])
