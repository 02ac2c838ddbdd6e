"""Arms at a glance: for each its measures, what it changes, its price, and what clearly gets worse."""

from collections.abc import Sequence
from math import isnan

from sim.analysis.answer import MOST_TOLD, WORTH_TELLING
from sim.analysis.costs import Cost
from sim.analysis.glance import Glance
from sim.analysis.holds import Held, Other, measures_held
from sim.analysis.shown import MAIN, resources, shown
from sim.declared.directions import better_sign
from sim.figures.words import Language, cause_label, outcome_label
from sim.parameters.causes import CAUSES
from sim.policies import MEASURES_BY_KIND
from sim.report.amounts import aligned, fitted, left, unit_of, width, with_unit, written
from sim.report.verdicts import verdict
from sim.results.compare import Comparison
from sim.results.paired import LEAST_PAIRS, Paired
from sim.running.records import HEADLINE, OVERDUE

WORDS = {
    "title": (
        "Arms at a glance{when}: mean change against {base}, its 95 % interval, whether it is clear",
        "各方案一览{when}：与{base}相比的平均变化、95%区间、是否明确",
    ),
    "since": (
        ", {first} to {last}, the {weeks} of {all} weeks since arms differ",
        "（{first}至{last}，即各方案不同之后的{weeks}周，共{all}周）",
    ),
    "all": (", {first} to {last}, all {all} weeks", "（{first}至{last}，全部{all}周）"),
    "used": ("yuan/year", "每年资源"),
    "price": ("per yuan-month", "每元·月"),
    "saves": ("saves", "节省"),
    "unclear": ("not clear", "不明确"),
    "baseline": ("First arm, {base}: {holds}", "首个方案{base}：{holds}"),
    "level": ("{label} {amount}", "{label}{amount}"),
    "means": ("mean {list}", "均值：{list}"),
    "arm": ("{arm}: {holds}", "{arm}：{holds}"),
    "none": ("no measures", "无措施"),
    "nothing": ("nothing that {base} has not", "与{base}无异"),
    "measure": ("{number} {label}{settings}", "{number} {label}{settings}"),
    "settings": (" ({list})", "（{list}）"),
    "on": ("causes on: {text}", "开启成因：{text}"),
    "off": ("causes off: {text}", "关闭成因：{text}"),
    "all_on": ("all causes on", "开启全部成因"),
    "all_off": ("all causes off", "关闭全部成因"),
    "shock": ("shock: {text}", "冲击：{text}"),
    "unstruck": ("without the shock {text}", "无冲击{text}"),
    "set": ("{text}", "{text}"),
    "worse": ("clearly worse: {list}", "明确变差：{list}"),
    "more": (", {n} more", "，另有{n}项"),
    "no_worse": ("clearly worse by {least} or more: nothing", "明确变差{least}或以上：无"),
    "comma": (", ", "、"),
    "semicolon": ("; ", "；"),
    "elsewhere": (
        "{others}compare_since.csv holds the same for every outcome and group, compare.csv over all {all} weeks, "
        "compare_arms.csv the glance; who pays and gains: compare_costs.csv, compare_transfers.csv, compare_flows.csv; "
        "where it is stuck: compare_places.csv; drawings: figures/. `arrears explain WORD` tells what a word here means.",
        "{others}compare_since.csv：所有指标和分组；compare.csv：全部{all}周；compare_arms.csv：各方案一览；"
        "谁付谁得：compare_costs.csv、compare_transfers.csv、compare_flows.csv；卡在哪里：compare_places.csv；图：figures/。"
        "`arrears explain 词语 --lang zh`解释此处用语。",
    ),
    "others": ("{n} more outcomes: --all. ", "另有{n}项指标：--all。"),
    "few_worse": ("too few pairs to say what gets worse", "对数太少，无法判断哪些变差"),
}
MOST_OTHERS = 4
GAP = "  "


def glance_table(
    comparison: Comparison, glances: Sequence[Glance], entries: Sequence[dict[str, object]], lang: Language = "en"
) -> str:
    """What every arm has and does, three lines each.

    Parameters
    ----------
    comparison : Comparison
        Over the weeks since arms differ.
    glances : sequence of Glance
        Its arms.
    entries : sequence of dict
        The scenarios of the manifest.
    lang : {"en", "zh"}
        Language of the words.
    """
    base = comparison.baseline
    title = _word("title", lang).format(base=base, when=_when(comparison, lang))
    held = _holds(measures_held(entries)[base], (), _word("none", lang), lang)
    levels = [_level(comparison, outcome, lang) for outcome in (HEADLINE, OVERDUE)]
    means = _word("means", lang).format(list=_word("comma", lang).join(levels))
    lines = [*fitted(title), "", *fitted(_word("baseline", lang).format(base=base, holds=held)), f"  {means}", ""]
    head, *numbers = _numbers(comparison, glances, lang)
    lines.append(head)
    for found, line in zip(glances, numbers, strict=True):
        holds = _holds(found.measures, found.others, _word("nothing", lang).format(base=base), lang)
        lines += fitted(_word("arm", lang).format(arm=found.arm, holds=holds))
        lines += [line, *fitted(_worse(comparison, found, lang), 2)]
    return "\n".join([*lines, ""])


def elsewhere(comparison: Comparison, whole: bool, lang: Language = "en") -> str:
    """Where the rest stands that was not printed."""
    rest = 0 if whole else len(set(shown(comparison)) - set(MAIN))
    others = _word("others", lang).format(n=rest) if rest else ""
    return "\n".join([*fitted(_word("elsewhere", lang).format(others=others, all=comparison.recorded)), ""])


def _when(comparison: Comparison, lang: Language) -> str:
    """Which weeks are told."""
    first, last = comparison.period
    said = {"first": first, "last": last, "weeks": comparison.weeks, "all": comparison.recorded}
    return _word("since" if comparison.before else "all", lang).format(**said)


def _level(comparison: Comparison, outcome: str, lang: Language) -> str:
    """The mean of an outcome in the baseline."""
    mean = float(comparison.values(comparison.baseline, outcome).mean())
    scale, unit, digits = unit_of("fen", mean, lang)
    amount = with_unit(written(mean, scale, digits), unit) if mean else "0"
    said = _word("level", lang).format(label=outcome_label(comparison.declared, outcome, lang), amount=amount)
    return said if lang == "zh" else said[:1].lower() + said[1:]


def _holds(measures: Sequence[Held], others: Sequence[Other], nothing: str, lang: Language) -> str:
    """The measures of a scenario by number and name, and what else sets it apart."""
    comma, semicolon = _word("comma", lang), _word("semicolon", lang)
    told = [comma.join(_measure(held, lang) for held in measures)] if measures else []
    for what in dict.fromkeys(other.what for other in others):
        texts = [other.text for other in others if other.what == what]
        if what in ("on", "off") and len(texts) == len(CAUSES):
            told.append(_word(f"all_{what}", lang))
            continue
        texts = [cause_label(text, lang) if what in ("on", "off") else text for text in texts]
        more = _word("more", lang).format(n=len(texts) - MOST_OTHERS) if len(texts) > MOST_OTHERS else ""
        told.append(_word(what, lang).format(text=comma.join(texts[:MOST_OTHERS]) + more))
    return semicolon.join(told) or nothing


def _measure(held: Held, lang: Language) -> str:
    known = MEASURES_BY_KIND.get(held.kind)
    label = known.label_zh if known and lang == "zh" else held.kind.replace("_", " ")
    settings = _word("settings", lang).format(list=_word("comma", lang).join(held.settings)) if held.settings else ""
    return _word("measure", lang).format(number=held.number or "", label=label, settings=settings).strip()


def _numbers(comparison: Comparison, glances: Sequence[Glance], lang: Language) -> list[str]:
    """A head, and a line of numbers for every arm."""
    blocks = []
    for outcome in (HEADLINE, OVERDUE):
        label = outcome_label(comparison.declared, outcome, lang)
        pairs = [found.headline if outcome == HEADLINE else found.overdue for found in glances]
        cells = [_change(pair, outcome, found.among, lang) for pair, found in zip(pairs, glances, strict=True)]
        blocks.append([label, *aligned(cells, lefts=0)])
    if resources(comparison.declared):
        blocks.append([_word("used", lang), *(_used(found.cost, found.among, lang) for found in glances)])
        blocks.append([_word("price", lang), *(_price(found.cost, found.among, lang) for found in glances)])
    widths = [max(map(width, block)) for block in blocks]
    rows = zip(*blocks, strict=True)
    return [f"  {GAP.join(left(cell, size) for cell, size in zip(row, widths, strict=True))}".rstrip() for row in rows]


def _change(pair: Paired, outcome: str, among: int, lang: Language) -> tuple[str, str, str]:
    """A change in per cent of the baseline's mean, or in money where that is zero; its interval; whether it is clear."""
    said = verdict(pair, better_sign(outcome), among, lang)
    if pair.equal == pair.pairs:
        return "0" if pair.pairs else "-", "", said
    if pair.baseline_mean:
        scale, unit, digits = abs(pair.baseline_mean) / 100, "%", 1
    else:
        scale, unit, digits = unit_of("fen", abs(pair.difference), lang)
    mean, low, high = (written(x, scale, digits, signed=True) for x in (pair.difference, pair.low, pair.high))
    return with_unit(mean, unit), f"{low} .. {high}" if pair.pairs > 1 else "", said


def _used(cost: Cost, among: int, lang: Language) -> str:
    """Resources a year beyond the baseline's, where it is clear that there are more or less."""
    if not cost.used.pairs:
        return "-"
    if cost.used.equal == cost.used.pairs:
        return "0"
    if not cost.used.clear(among):
        return _word("unclear", lang)
    scale, unit, digits = unit_of("fen", abs(cost.fen_a_year), lang)
    digits += abs(cost.fen_a_year) < 10 * scale
    return with_unit(written(cost.fen_a_year, scale, digits, signed=True), unit.removesuffix(" yuan"))


def _price(cost: Cost, among: int, lang: Language) -> str:
    """Yuan per yuan-month that is clearly avoided; a word where that costs nothing, or it is not clear what it costs."""
    if isnan(cost.per_yuan_month):
        return "-"
    if not cost.used.clear(among):
        return "0" if cost.used.equal == cost.used.pairs else _word("unclear", lang)
    return _word("saves", lang) if cost.per_yuan_month < 0 else f"{cost.per_yuan_month:,.3f}"


def _worse(comparison: Comparison, found: Glance, lang: Language) -> str:
    """What clearly gets worse in an arm."""
    if found.headline.pairs < LEAST_PAIRS:
        return _word("few_worse", lang)
    if not found.worse:
        return _word("no_worse", lang).format(least=f"{WORTH_TELLING:.1%}")
    told = [
        f"{outcome_label(comparison.declared, outcome, lang)} {pair.relative:+.1%}" if pair.baseline_mean
        else outcome_label(comparison.declared, outcome, lang)
        for outcome, pair in found.worse[:MOST_TOLD]
    ]  # fmt: skip
    told = told if lang == "zh" else [said[:1].lower() + said[1:] for said in told]
    rest = len(found.worse) - MOST_TOLD
    more = _word("more", lang).format(n=rest) if rest > 0 else ""
    return _word("worse", lang).format(list=_word("comma", lang).join(told)) + more


def _word(name: str, lang: Language) -> str:
    return WORDS[name][lang == "zh"]
