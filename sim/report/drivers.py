"""The table of the drivers on a terminal: what switching off each cause does."""

from collections.abc import Iterable, Sequence
from math import isnan

from sim.analysis.drivers import INTERACTION, Effect, idle, more_without, told_at_once
from sim.declared.directions import better_sign
from sim.figures import words
from sim.figures.words import Language, cause_label, outcome_label
from sim.parameters.causes import CAUSES
from sim.report.amounts import aligned, fitted, listed, unit_of, written
from sim.report.comparison import counted, difference, interval_head, titled
from sim.report.verdicts import verdict
from sim.results.compare import Comparison
from sim.results.paired import LEAST_PAIRS

WORDS = {
    "drivers": (
        "What drives arrears in {name}: each cause switched off under the same luck ({n})",
        "{name}欠薪的驱动因素：在相同随机条件下逐一关闭各原因（{n}）",
    ),
    "cause": ("without", "关闭"),
    "mean": ("mean over weeks", "各周平均"),
    "difference": ("difference", "配对差"),
    "share": ("of its mean", "占均值"),
    "better_in": ("better in", "变好"),
    "clear": ("clear", "是否明确"),
    "clear_note": (
        "better: less is unpaid without the cause; clear: whether the direction is sure for all {among} differences of "
        "this answer at once (95 %, Bonferroni); under 1 %: it is not, but the change is surely below 1 % of the mean; "
        "too few: pairs that differ, of {least} needed",
        "变好：关闭该原因后欠薪更少；是否明确：方向在本次同时报告的{among}项差异中是否都可确定（95%，Bonferroni校正）；"
        "不足1%：方向不能确定，但变化必小于均值的1%；对数太少：不同的配对数，至少需{least}对",
    ),
    "sums_note": (
        "interaction: all causes off less the sum of the single effects; lower or higher, as neither is better",
        "交互作用：全部关闭减单项效应之和；只说降低或升高，方向无好坏之分",
    ),
    "idle_note": (
        "{causes}: no change in any pair, because none of it happens in {base}.",
        "{causes}：所有配对均无变化，因为{base}中没有发生。",
    ),
    "more_note": (
        "{cause}: more is unpaid without it ({changes}){why}.",
        "{cause}：关闭后欠薪反而更多（{changes}）{why}。",
    ),
    "more_unsure": (
        "{cause}: in these pairs more was unpaid without it ({changes}){why}.",
        "{cause}：在本次配对中，关闭后欠薪反而更多（{changes}）{why}。",
    ),
    "change": ("{label} {share}, {verdict}", "{label}{share}，{verdict}"),
    "why": ("; {why}", "；{why}"),
    "between": ("; ", "；"),
}


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
    for outcome, found in by_outcome.items():
        lines += ["", *_block(comparison, outcome, found, among, lang)]
    return "\n".join([*lines, "", *_footnotes(comparison, everything, among, lang), ""])


def _block(comparison: Comparison, outcome: str, found: Sequence[Effect], among: int, lang: Language) -> list[str]:
    """The title of an outcome, and a line for every cause and sum."""
    scale, unit, digits = unit_of("fen", max((abs(effect.pair.difference) for effect in found), default=0.0), lang)
    columns = (_word(name, lang) for name in ("share", "better_in", "clear"))
    heads = (_word("difference", lang), interval_head(comparison, lang), *columns)
    rows: list[tuple[str, ...]] = [(f"  {_word('cause', lang)}", *heads)]
    for effect in found:
        pair, sign = effect.pair, 0 if effect.cause == INTERACTION else better_sign(outcome)
        ends = (_share(effect), counted(pair, sign, lang), verdict(pair, sign, among, lang))
        rows.append((f"  {cause_label(effect.cause, lang)}", *difference(pair, scale, digits), *ends))
    label = outcome_label(comparison.declared, outcome, lang)
    return [titled(label, _word("mean", lang), unit, lang), *aligned(rows)]


def _share(effect: Effect) -> str:
    """The change as a share of the mean with all causes on; nothing has no sign and no digits."""
    if isnan(effect.pair.relative):
        return "-"
    return written(effect.pair.relative, 0.01, 1, signed=True) + ("%" if effect.pair.relative else "")


def _footnotes(comparison: Comparison, effects: Sequence[Effect], among: int, lang: Language) -> list[str]:
    """What the columns mean, which causes do nothing, and which hold arrears down."""
    said = {"among": among, "least": LEAST_PAIRS, "base": comparison.baseline}
    texts = [_word(name, lang).format(**said) for name in ("clear_note", "sums_note")]
    if causes := listed([cause_label(cause, lang) for cause in idle(effects)], lang):
        texts.append(_word("idle_note", lang).format(causes=causes, **said))
    for cause, found in more_without(effects).items():
        changes = [
            _word("change", lang).format(
                label=outcome_label(comparison.declared, effect.outcome, lang),
                share=_share(effect),
                verdict=verdict(effect.pair, better_sign(effect.outcome), among, lang),
            )
            for effect in found
        ]
        why = CAUSES[cause].against[lang == "zh"]
        why = _word("why", lang).format(why=why) if why else ""
        told = _word("between", lang).join(changes)
        which = "more_note" if any(effect.pair.clear(among) for effect in found) else "more_unsure"
        texts.append(_word(which, lang).format(cause=cause_label(cause, lang), changes=told, why=why))
    return [line for text in texts for line in fitted(text)]


def _word(name: str, lang: Language) -> str:
    return WORDS[name][lang == "zh"]
