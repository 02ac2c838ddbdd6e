"""The table of a comparison on a terminal."""

from collections.abc import Sequence
from math import isnan

from sim.analysis.shown import shown, told_together
from sim.declared.directions import better_sign
from sim.figures.words import Language, outcome_label
from sim.report.amounts import aligned, fitted, unit_of, written
from sim.report.verdicts import needed, verdict
from sim.results.compare import Comparison
from sim.results.paired import LEAST_PAIRS, Paired, spread

WORDS = {
    "stock": ("mean over weeks", "各周平均"),
    "flow": ("in all", "合计"),
    "occasion": ("", ""),
    "rate": ("", ""),
    "median": ("median", "中位数"),
    "difference": ("difference", "配对差"),
    "interval": ("95 % interval", "95%区间"),
    "interval_shared": ("95 % interval, one world", "95%区间（同一世界）"),
    "better_in": ("better in", "变好"),
    "counted": ("{k} of {n}", "{n}对中{k}对"),
    "lower": ("lower {counted}", "降低{counted}"),
    "clear": ("clear", "是否明确"),
    "needed": ("for 1 %", "1%精度需"),
    "weeks_note": (
        "weeks: {first} to {last}, since arms differ ({weeks} of {all} recorded ones)",
        "时期：各方案不同之后的{weeks}周，{first}至{last}（共记录{all}周）",
    ),
    "difference_note": (
        "difference: mean of arm minus {base} under the same luck; 95 % interval: of that mean alone",
        "配对差：相同随机条件下各方案减{base}的均值；95%区间：该均值单独的区间",
    ),
    "better_note": (
        "better in: pairs in which the arm is better, those alike not counted",
        "变好：方案更好的配对数，相同的不计",
    ),
    "lower_note": (
        "; lower: where no direction is a good one, pairs in which it is lower",
        "；降低：方向无好坏之分时，数值更低的配对数",
    ),
    "clear_note": (
        "clear: whether the direction is sure for all {among} differences of this answer at once (95 %, Bonferroni); "
        "under 1 %: it is not, but the change is surely below 1 % of the mean of {base}; too few: pairs that differ, "
        "of {least} needed",
        "是否明确：方向在本次同时报告的{among}项差异中是否都可确定（95%，Bonferroni校正）；不足1%：方向不能确定，但变化必小于{base}均值的1%；"
        "对数太少：不同的配对数，至少需{least}对",
    ),
    "needed_note": (
        "for 1 %: pairs that tell the size to 1 % of the mean of {base} either way; reached: these do, be the direction "
        "clear or not",
        "1%精度需：大小误差不超过{base}均值1%所需的配对数；已达到：本次配对已够，不论方向是否明确",
    ),
    "paid_note": (
        "Wages paid less wages earned is what was owed before less what is owed, given up or written off afterwards: an "
        "arm that pays sooner pays more in these weeks, once, and nobody has earned more. An arm that lets debts grow "
        "pays less.",
        "已付工资与应发工资之差，等于此前所欠减去此后所欠、放弃和核销：提前支付的方案在这些周内多付一次，并非工人多挣；任由欠薪增加的方案则少付。",
    ),
}


def compare_table(comparison: Comparison, lang: Language = "en", outcomes: Sequence[str] | None = None) -> str:
    """Per outcome: median and 10-90 % of each arm, paired difference, its interval, pairs, whether it is clear.

    Parameters
    ----------
    comparison : Comparison
        What to show.
    lang : {"en", "zh"}
        Language of the labels.
    outcomes : sequence of str, optional
        Which of the outcomes that are shown; all of them if not given.
    """
    among = told_together(comparison)
    columns = (_word(name, lang) for name in ("better_in", "clear", "needed"))
    heads = (_word("difference", lang), interval_head(comparison, lang), *columns)
    rows: list[tuple[str, ...]] = [("", _word("median", lang), "10-90 %", *heads)]
    titles = {}
    told = [name for name in shown(comparison) if outcomes is None or name in outcomes]
    for outcome in told:
        titles[len(rows)], own = _rows(comparison, outcome, among, lang)
        rows += own
    lines = []
    for number, line in enumerate(aligned(rows)):
        lines += ["", titles[number]] if number in titles else []
        lines.append(line)
    return "\n".join([*lines, "", *_footnotes(comparison, told, among, lang), ""])


def _rows(comparison: Comparison, outcome: str, among: int, lang: Language) -> tuple[str, list[tuple[str, ...]]]:
    """The title of an outcome and a row for every scenario."""
    kind = comparison.declared.by_name[outcome]
    bands = {name: spread(comparison.values(name, outcome)) for name in (comparison.baseline, *comparison.arms)}
    sizes = [abs(x) for band in bands.values() for x in (band.median, band.p90) if not isnan(x)]
    scale, unit, digits = unit_of(kind.unit, max(sizes), lang)
    digits += kind.unit == "fen" and max(sizes) < 10 * scale
    rows = []
    for name, band in bands.items():
        middle, low, high = (written(x, scale, digits) for x in (band.median, band.p10, band.p90))
        ends: tuple[str, ...] = ("",) * 5
        if name != comparison.baseline:
            pair, sign = comparison.pair(name, outcome), better_sign(outcome)
            mean, interval = difference(pair, scale, digits)
            ends = (mean, interval, counted(pair, sign, lang), verdict(pair, sign, among, lang), needed(pair, lang))
        rows.append((f"  {name}", middle, f"{low} - {high}", *ends))
    what = "occasion" if kind.occasion else kind.kind
    return titled(outcome_label(comparison.declared, outcome, lang), _word(what, lang), unit, lang), rows


def interval_head(comparison: Comparison, lang: Language) -> str:
    """The head of a column of intervals, which leave out how worlds differ where there is but one."""
    return _word("interval_shared" if comparison.world == "shared" else "interval", lang)


def difference(pair: Paired, scale: float, digits: int) -> tuple[str, str]:
    """A mean difference and its interval."""
    mean, low, high = (written(x, scale, digits, signed=True) for x in (pair.difference, pair.low, pair.high))
    return mean, f"{low} .. {high}" if pair.pairs > 1 else "-"


def counted(pair: Paired, sign: int, lang: Language) -> str:
    """In how many pairs the arm is better; where no direction is a good one, in how many it is lower."""
    k = pair.better(sign) if sign else pair.lower
    said = _word("counted", lang).format(k=k, n=pair.pairs)
    return said if sign else _word("lower", lang).format(counted=said)


def titled(label: str, counted: str, unit: str, lang: Language) -> str:
    """An outcome, how it is counted, and its unit."""
    if lang == "zh":
        said = "，".join(part for part in (counted, unit) if part)
        return label + (f"（{said}）" if said else "")
    return ", ".join(part for part in (label, counted) if part) + (f" ({unit})" if unit else "")


def _footnotes(comparison: Comparison, told: Sequence[str], among: int, lang: Language) -> list[str]:
    """What the columns mean, and what may surprise."""
    said = {"base": comparison.baseline, "among": among, "least": LEAST_PAIRS}
    names = ["difference_note", "better_note", "clear_note", "needed_note"]
    if comparison.before:
        first, last = comparison.period
        said |= {"first": first, "last": last, "weeks": comparison.weeks, "all": comparison.recorded}
        names.insert(0, "weeks_note")
    if "wages_paid" in told:
        names.append("paid_note")
    texts = {name: _word(name, lang).format(**said) for name in names}
    if not all(map(better_sign, told)):
        texts["better_note"] += _word("lower_note", lang)
    return [line for text in texts.values() for line in fitted(text)]


def _word(name: str, lang: Language) -> str:
    return WORDS[name][lang == "zh"]
