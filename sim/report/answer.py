"""The answer in three sentences: what changes most, what gets worse, how sure it is."""

from collections.abc import Mapping, Sequence
from datetime import date

from sim.analysis.answer import Answer
from sim.analysis.costs import Cost, resources
from sim.figures.words import Language, outcome_label
from sim.report.amounts import unit_of, with_unit, written
from sim.results.compare import Comparison, Since
from sim.results.paired import Paired
from sim.running.records import HEADLINE

WORDS = {
    "lowers": ("lowers", "使超过30天未付工资减少"),
    "raises": ("raises", "使超过30天未付工资增加"),
    "leaves": (
        "Under the same luck, {arm} leaves wages unpaid over 30 days exactly as they are in {base}, in all {n}.",
        "在相同随机条件下，{arm}与{base}的超过30天未付工资完全相同（共{n}）。",
    ),
    "first": (
        "Under the same luck, {arm} {verb} wages unpaid over 30 days{most}: by {amount} on average over the weeks"
        "{share}{since} ({interval}), better in {k} of {n}.",
        "在相同随机条件下，{arm}{verb}{most}：各周平均{amount}{share}{since}（{interval}），{n}中有{k}对更好。",
    ),
    "share": (", {share} of the mean of {base}", "，相当于{base}均值的{share}"),
    "since": (" and {share} of its mean since {date}", "，自{date}起为其均值的{share}"),
    "most": (" most of all arms", "，在各方案中变化最大"),
    "tied": (" most of all arms, together with {arms}", "，与{arms}同为各方案中变化最大"),
    "all_tied": (" as much as {arms}", "，与{arms}相同"),
    "lie_before": (
        "{arms} from {base} from {date} on: {before} of {weeks} weeks lie before and count in every mean and sum{since}.",
        "{arms}自{date}起与{base}不同：{weeks}周中有{before}周在此之前，仍计入各平均数与合计{since}。",
    ),
    "since_then": (
        "; wages unpaid over 30 days since then: {changes}",
        "；此后超过30天未付工资的变化：{changes}",
    ),
    "dates_differ": (
        "Arms begin to differ at different dates, so their order over the run depends on those dates too.",
        "各方案开始不同的日期不一，因此全程的排序也取决于这些日期。",
    ),
    "differs": ("{arms} differs", "{arms}"),
    "differ": ("{arms} differ", "{arms}"),
    "alike": (
        "{arms} are alike: the same numbers in every week of every pair.",
        "{arms}完全相同：每对每周的数字都一样。",
    ),
    "and": (" and ", "和"),
    "interval": ("95 % interval {low} to {high}", "95%区间{low}至{high}"),
    "no_interval": ("one pair has no interval", "一对模拟没有区间"),
    "costs": (
        "It uses up {amount} of resources, {each} per yuan-month of wages avoided; ",
        "其资源成本为{amount}，每减少一元·月欠薪需{each}；",
    ),
    "costs_nothing": (
        "It uses up {amount} of resources and avoids no unpaid wages; ",
        "其资源成本为{amount}，但没有减少欠薪；",
    ),
    "costs_unsure": (
        "It uses up {amount} of resources; whether it avoids unpaid wages is not sure, so no price of that is given; ",
        "其资源成本为{amount}；是否减少欠薪尚不能确定，故不计算单位成本；",
    ),
    "saves": (
        "It uses up no more resources than {base}, but {amount} less; ",
        "其资源成本不高于{base}，反而减少{amount}；",
    ),
    "no_costs": ("This version counts no cost of these arms; ", "本版本尚未统计这些方案的成本；"),
    "worse": ("what clearly gets worse with it: {list}{others}.", "明显变差的有：{list}{others}。"),
    "others": (" and {n} more", "，另有{n}项"),
    "nothing_worse": ("no outcome of the table clearly gets worse.", "表中没有明显变差的结果。"),
    "one": (
        "One pair says nothing about chance: an interval needs two, so ask for more with --replicates.",
        "只有一对模拟无法判断偶然性：至少需要两对，请用--replicates增加次数。",
    ),
    "exact": (
        "No pair differs in the headline, so more pairs would not change this.",
        "所有配对完全相同，增加次数不会改变结果。",
    ),
    "sure": (
        "{sure}: the interval of the mean is {half} either way; an answer to 1 % needs about {needed}, "
        "{n} were played.",
        "{sure}：均值区间为上下{half}；若要1%的精度约需{needed}，本次为{n}。",
    ),
    "no_base": (
        "{sure}: the mean over {n} is known to {half} either way; the baseline is zero, so there is no 1 % of it.",
        "{sure}：{n}的均值区间为上下{half}；基准为零，无法换算1%的精度。",
    ),
    "clear": ("The direction is sure", "方向可以确定"),
    "unclear": ("Even the direction is not sure yet", "连方向也尚不能确定"),
    "pairs": ("{n} pairs", "{n}对"),
    "pair": ("{n} pair", "{n}对"),
    "none": ("No pair of runs finished, so nothing can be said.", "没有完成的配对模拟，无法作答。"),
}


def sentences(comparison: Comparison, answer: Answer | None, cost: Cost | None, lang: Language = "en") -> list[str]:
    """Put the answer into three sentences.

    Parameters
    ----------
    comparison : Comparison
        Arms and baseline.
    answer : Answer or None
        Its facts.
    cost : Cost or None
        Of the arm the answer is about.
    lang : {"en", "zh"}
        Language.
    """
    if answer is None:
        return [_word("none", lang)]
    return [_first(comparison, answer, lang), _second(comparison, answer, cost, lang), _third(answer.headline, lang)]


def remarks(comparison: Comparison, lang: Language = "en") -> list[str]:
    """What to know about the arms before reading the table, one line each.

    Weeks before any difference, which means and sums include, and arms that are alike.
    """
    lines = []
    starts: dict[date, dict[str, Since]] = {}
    for arm in comparison.arms:
        since = comparison.since(arm)
        if since is not None:
            starts.setdefault(since.monday, {})[arm] = since
    for monday in sorted(starts):
        if next(iter(starts[monday].values())).before:
            lines.append(_lie_before(comparison.baseline, monday, starts[monday], lang))
    lines += [_word("dates_differ", lang)] if len(starts) > 1 else []
    lines += [_word("alike", lang).format(arms=_listed(names, lang)) for names in comparison.alike()]
    return lines


def _lie_before(base: str, monday: date, found: Mapping[str, Since], lang: Language) -> str:
    """How many weeks lie before arms differ, and what they change from then on."""
    arms, first = list(found), next(iter(found.values()))
    named = _word("differs" if len(arms) == 1 else "differ", lang).format(arms=_listed(arms, lang))
    changes = [
        f"{written(since.headline.relative, 0.01, 1, signed=True)}%" + (f" ({arm})" if len(arms) > 1 else "")
        for arm, since in found.items()
        if since.headline.baseline_mean
    ]
    said = _word("since_then", lang).format(changes=", ".join(changes)) if changes else ""
    return _word("lie_before", lang).format(
        arms=named, base=base, date=monday, before=first.before, weeks=first.weeks, since=said
    )


def _listed(names: Sequence[str], lang: Language) -> str:
    """Names with an "and" before the last."""
    head, last = names[:-1], names[-1]
    comma = "、" if lang == "zh" else ", "
    return _word("and", lang).join((comma.join(head), last)) if head else last


def _word(name: str, lang: Language) -> str:
    return WORDS[name][lang == "zh"]


def _pairs(n: float, lang: Language) -> str:
    return _word("pair" if n == 1 else "pairs", lang).format(n=f"{n:,.0f}")


def _first(comparison: Comparison, answer: Answer, lang: Language) -> str:
    pair, base = answer.headline, comparison.baseline
    if not pair.lower and not pair.higher:
        return _word("leaves", lang).format(arm=answer.arm, base=base, n=_pairs(pair.pairs, lang))
    scale, unit, digits = unit_of("fen", abs(pair.difference), lang)
    interval = _word("no_interval", lang)
    if pair.pairs > 1:
        low, high = (written(x, scale, digits, signed=True) for x in (pair.low, pair.high))
        interval = _word("interval", lang).format(low=low, high=with_unit(high, unit))
    share = _word("share", lang).format(share=f"{abs(pair.relative):.1%}", base=base) if pair.baseline_mean else ""
    return _word("first", lang).format(
        arm=answer.arm,
        base=base,
        verb=_word("lowers" if pair.difference < 0 else "raises", lang),
        most=_most(comparison, answer, (scale, digits), lang),
        amount=with_unit(written(abs(pair.difference), scale, digits), unit),
        share=share,
        since=_since(comparison, answer, lang),
        interval=interval,
        k=pair.lower,
        n=_pairs(pair.pairs, lang),
    )


def _since(comparison: Comparison, answer: Answer, lang: Language) -> str:
    """The change since the arm differs, where recorded weeks lie before that; they dilute it but keep its sign."""
    since = comparison.since(answer.arm)
    if since is None or not since.before or not since.headline.baseline_mean:
        return ""
    return _word("since", lang).format(share=f"{abs(since.headline.relative):.1%}", date=since.monday)


def _most(comparison: Comparison, answer: Answer, form: tuple[float, int], lang: Language) -> str:
    """How the arm ranks; arms whose change reads the same share its place."""
    if len(comparison.arms) < 2:
        return ""

    def read(arm: str) -> str:
        return written(comparison.pair(arm, HEADLINE).difference, *form, signed=True)

    tied = [arm for arm in comparison.arms if arm != answer.arm and read(arm) == read(answer.arm)]
    which = "most" if not tied else "tied" if len(tied) < len(comparison.arms) - 1 else "all_tied"
    return _word(which, lang).format(arms=_listed(tied, lang) if tied else "")


def _second(comparison: Comparison, answer: Answer, cost: Cost | None, lang: Language) -> str:
    begins = _word("no_costs", lang)
    if cost is not None and resources(comparison.declared):
        scale, unit, digits = unit_of("fen", abs(cost.resources_yuan) * 100, lang)
        amount = with_unit(written(cost.resources_yuan * 100, scale, digits), unit)
        each = f"{cost.per_yuan_month:,.3f} {'元' if lang == 'zh' else 'yuan'}"
        which = "costs" if cost.avoided_low > 0 else "costs_nothing" if cost.nothing else "costs_unsure"
        if cost.resources_yuan < 0:
            which, amount = "saves", with_unit(written(-cost.resources_yuan * 100, scale, digits), unit)
        begins = _word(which, lang).format(amount=amount, each=each, base=comparison.baseline)
    if not answer.worse:
        return begins + _word("nothing_worse", lang)
    told = ("、" if lang == "zh" else ", ").join(
        f"{_name(comparison, outcome, lang)} {_change(comparison, outcome, pair, lang)}"
        for outcome, pair in answer.worse
    )
    others = _word("others", lang).format(n=answer.others) if answer.others else ""
    return begins + _word("worse", lang).format(list=told, others=others)


def _name(comparison: Comparison, outcome: str, lang: Language) -> str:
    label = outcome_label(comparison.declared, outcome, lang)
    return label if lang == "zh" else label[:1].lower() + label[1:]


def _change(comparison: Comparison, outcome: str, pair: Paired, lang: Language) -> str:
    if pair.baseline_mean:
        return f"{pair.relative:+.1%}"
    scale, unit, digits = unit_of(comparison.declared.by_name[outcome].unit, abs(pair.difference), lang)
    return with_unit(written(pair.difference, scale, digits, signed=True), unit)


def _third(pair: Paired, lang: Language) -> str:
    if pair.pairs < 2:
        return _word("one", lang)
    if not pair.lower and not pair.higher:
        return _word("exact", lang)
    half = (pair.high - pair.low) / 2
    sure = _word("clear" if pair.clear else "unclear", lang)
    if pair.pairs_needed != pair.pairs_needed:
        scale, unit, digits = unit_of("fen", half, lang)
        said = with_unit(written(half, scale, digits), unit)
        return _word("no_base", lang).format(sure=sure, n=_pairs(pair.pairs, lang), half=said)
    return _word("sure", lang).format(
        sure=sure,
        half=f"{half / abs(pair.baseline_mean):.1%}",
        needed=_pairs(pair.pairs_needed, lang),
        n=_pairs(pair.pairs, lang),
    )
