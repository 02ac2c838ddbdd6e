"""The answer in three sentences: what changes most and in how many pairs, what gets worse, how sure this is."""

from math import isnan

from sim.analysis.answer import WORTH_TELLING, Answer
from sim.analysis.costs import Cost
from sim.analysis.shown import resources
from sim.declared.directions import better_sign
from sim.figures.words import Language, outcome_label
from sim.report.amounts import better_counted, listed, pairs_said, unit_of, with_unit, written
from sim.results.compare import Comparison
from sim.results.paired import LEAST_PAIRS, Paired
from sim.running.records import HEADLINE

WORDS = {
    "none": ("No pair of runs finished, so nothing can be said.", "没有完成的配对模拟，无法作答。"),
    "leaves": (
        "Under the same luck, {arm} leaves wages unpaid over 30 days exactly as they are in {base} ({n}).",
        "在相同随机条件下，{arm}与{base}的超过30天未付工资完全相同（共{n}）。",
    ),
    "sure_first": (
        "Under the same luck, {arm} {verb} wages unpaid over 30 days{most} by {amount}{share} on average {when}: "
        "{counted}.",
        "在相同随机条件下，{arm}使超过30天未付工资{verb}{most}，{when}平均{amount}{share}：{counted}。",
    ),
    "unsure_first": (
        "In {n} under the same luck, {arm} {verb} wages unpaid over 30 days{most} by {amount}{share} on average "
        "{when}, which is not clear: {counted}.",
        "在相同随机条件的{n}模拟中，{arm}使超过30天未付工资{verb}{most}，{when}平均{amount}{share}，但并不明确：{counted}。",
    ),
    "over_all": ("over the weeks", "各周"),
    "over_since": ("from {first} on, when arms begin to differ", "自{first}各方案开始不同之日起"),
    "lowers": ("lowers", "减少"),
    "raises": ("raises", "增加"),
    "lowered": ("lowered", "减少"),
    "raised": ("raised", "增加"),
    "share": (" ({share} of the mean of {base})", "（相当于{base}均值的{share}）"),
    "most": (" most of all {arms} arms,", "，在{arms}个方案中变化最大"),
    "most_with": (" most of all {arms} arms, together with {equal},", "，与{equal}同为{arms}个方案中变化最大"),
    "most_near": (
        " most of all {arms} arms (not clearly more than {near}),",
        "，在{arms}个方案中变化最大（与{near}相差不明确）",
    ),
    "as_much": (" as much as {equal},", "，与{equal}相同"),
    "uses": ("It uses up {amount} of resources a year{each}, and ", "其资源成本每年增加{amount}{each}；"),
    "each": (", {each} per yuan-month of unpaid wages avoided", "，每减少一元·月欠薪需{each}"),
    "saves": (
        "It uses up {amount} of resources a year less than {base}, and ",
        "其资源成本每年比{base}减少{amount}；",
    ),
    "uses_same": ("It uses up the same resources as {base}, and ", "其资源成本与{base}相同；"),
    "uses_unsure": (
        "Whether it uses up more resources than {base} is not clear, and ",
        "其资源成本是否高于{base}并不明确；",
    ),
    "worse": ("these clearly get worse with it: {list}.", "明确变差的有：{list}。"),
    "worse_others": ("these clearly get worse with it: {list} and {n} more.", "明确变差的有：{list}，另有{n}项。"),
    "nothing_worse": (
        "no other outcome of the table clearly gets worse by {least} or more.",
        "表中没有其他结果明确变差{least}或以上。",
    ),
    "from_zero": ("from 0 to {amount}", "从0升至{amount}"),
    "few_worse": (
        "{n} are too few to say what it uses up and what gets worse.",
        "{n}太少，无法判断其资源成本和哪些结果变差。",
    ),
    "one_worse": (
        "One pair cannot tell what it uses up and what gets worse.",
        "一对模拟无法判断其资源成本和哪些结果变差。",
    ),
    "few": (
        "How sure this is cannot be said from {n}: at least {least} are needed, ask for them with --replicates.",
        "{n}太少，无法判断有多大把握：至少需要{least}对，请用--replicates增加次数。",
    ),
    "few_differ": (
        "How sure this is cannot be said, as only {differ} of {n} differ: at least {least} must, ask for more with "
        "--replicates.",
        "{n}中只有{differ}对不同，无法判断有多大把握：至少需要{least}对不同，请用--replicates增加次数。",
    ),
    "exact": (
        "No pair differs in wages unpaid over 30 days; whether others would, only more of them can tell.",
        "所有配对的超过30天未付工资完全相同；其他配对是否不同，只有增加次数才能知道。",
    ),
    "sure": (
        "The direction is sure: the 95 % interval of the mean change{world} is {low} to {high}{half} ({n} played{needed}).",
        "方向可以确定：{world}平均变化的95%区间为{low}至{high}{half}（本次为{n}{needed}）。",
    ),
    "unsure": (
        "Even the direction is not sure: the 95 % interval of the mean change{world} is {low} to {high}{half} ({n} played"
        "{needed}).",
        "连方向也不能确定：{world}平均变化的95%区间为{low}至{high}{half}（本次为{n}{needed}）。",
    ),
    "too_near": (
        "Even the direction is not sure: the 95 % interval of the mean change{world} is {low} to {high}{half}, too near zero for "
        "one of {among} differences told at once ({n} played{needed}).",
        "连方向也不能确定：{world}平均变化的95%区间为{low}至{high}{half}，就同时报告的{among}项差异而言离零太近（本次为{n}{needed}）。",
    ),
    "in_one_world": (" in one world", "同一世界中"),
    "half": (", {half} of the mean of {base} either way", "，即{base}均值的上下{half}"),
    "needed": ("; 1 % either way needs about {needed}", "；精度1%约需{needed}"),
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
    return [
        _first(comparison, answer, lang),
        _second(comparison, answer, cost, lang),
        _third(comparison, answer, lang),
    ]


def _word(name: str, lang: Language) -> str:
    return WORDS[name][lang == "zh"]


def _first(comparison: Comparison, answer: Answer, lang: Language) -> str:
    """What changes most, and in how many pairs; in the past tense where it is not clear that it would again."""
    pair, base, pairs = answer.headline, comparison.baseline, pairs_said(answer.headline.pairs, lang)
    if pair.equal == pair.pairs:
        return _word("leaves", lang).format(arm=answer.arm, base=base, n=pairs)
    scale, unit, digits = unit_of("fen", abs(pair.difference), lang)
    verbs = ("lowers", "raises") if answer.clear else ("lowered", "raised")
    share = _word("share", lang).format(share=f"{abs(pair.relative):.1%}", base=base) if pair.baseline_mean else ""
    return _word("sure_first" if answer.clear else "unsure_first", lang).format(
        arm=answer.arm,
        verb=_word(verbs[pair.difference > 0], lang),
        most=_most(comparison, answer, lang),
        amount=with_unit(written(abs(pair.difference), scale, digits), unit),
        share=share,
        when=_when(comparison, lang),
        counted=better_counted(pair, better_sign(HEADLINE), lang),
        n=pairs,
    )


def _when(comparison: Comparison, lang: Language) -> str:
    """Which weeks are told."""
    if not comparison.before:
        return _word("over_all", lang)
    return _word("over_since", lang).format(first=comparison.period[0])


def _most(comparison: Comparison, answer: Answer, lang: Language) -> str:
    """How the arm ranks among several."""
    arms = len(comparison.arms)
    if arms < 2:
        return ""
    which = "most_near" if answer.near else "most"
    if answer.equal:
        which = "most_with" if len(answer.equal) < arms - 1 else "as_much"
    equal, near = (listed(names, lang) for names in (answer.equal, answer.near))
    return _word(which, lang).format(arms=arms, equal=equal, near=near)


def _second(comparison: Comparison, answer: Answer, cost: Cost | None, lang: Language) -> str:
    """What the arm uses up, and what gets worse."""
    pairs = comparison.pairs(answer.arm)
    if pairs < LEAST_PAIRS:
        return _word("one_worse" if pairs == 1 else "few_worse", lang).format(n=pairs_said(pairs, lang))
    used, worse = _used(comparison, cost, lang), _worse(comparison, answer, lang)
    return used + worse if used else worse[:1].upper() + worse[1:]


def _used(comparison: Comparison, cost: Cost | None, lang: Language) -> str:
    """Resources beyond the baseline's, and per yuan-month avoided; nothing where a version counts no costs."""
    if cost is None or not resources(comparison.declared):
        return ""
    fen = cost.fen_a_year
    scale, unit, digits = unit_of("fen", abs(fen), lang)
    amount = with_unit(written(abs(fen), scale, digits), unit)
    price = with_unit(f"{cost.per_yuan_month:,.3f}", "元" if lang == "zh" else "yuan")
    each = "" if isnan(cost.per_yuan_month) else _word("each", lang).format(each=price)
    which = "uses" if fen > 0 else "saves"
    if not cost.used.clear(cost.among):
        which = "uses_same" if cost.used.equal == cost.used.pairs else "uses_unsure"
    return _word(which, lang).format(amount=amount, each=each, base=comparison.baseline)


def _worse(comparison: Comparison, answer: Answer, lang: Language) -> str:
    """What clearly gets worse."""
    if not answer.worse:
        return _word("nothing_worse", lang).format(least=f"{WORTH_TELLING:.1%}")
    told = ("、" if lang == "zh" else ", ").join(
        f"{_name(comparison, outcome, lang)} {_change(comparison, outcome, pair, lang)}"
        for outcome, pair in answer.worse
    )
    return _word("worse_others" if answer.others else "worse", lang).format(list=told, n=answer.others)


def _name(comparison: Comparison, outcome: str, lang: Language) -> str:
    label = outcome_label(comparison.declared, outcome, lang)
    return label if lang == "zh" else label[:1].lower() + label[1:]


def _change(comparison: Comparison, outcome: str, pair: Paired, lang: Language) -> str:
    if pair.baseline_mean:
        return f"{pair.relative:+.1%}"
    scale, unit, digits = unit_of(comparison.declared.by_name[outcome].unit, abs(pair.difference), lang)
    return _word("from_zero", lang).format(amount=with_unit(written(pair.difference, scale, digits), unit))


def _third(comparison: Comparison, answer: Answer, lang: Language) -> str:
    """How sure the first sentence is."""
    pair = answer.headline
    if pair.equal == pair.pairs:
        return _word("exact", lang)
    if not pair.enough:
        which, differ = "few" if pair.pairs < LEAST_PAIRS else "few_differ", pair.pairs - pair.equal
        return _word(which, lang).format(n=pairs_said(pair.pairs, lang), differ=differ, least=LEAST_PAIRS)
    scale, unit, digits = unit_of("fen", max(abs(pair.low), abs(pair.high)), lang)
    low, high = (written(fen, scale, digits, signed=True) for fen in (pair.low, pair.high))
    half = needed = ""
    if pair.baseline_mean:
        share = (pair.high - pair.low) / 2 / abs(pair.baseline_mean)
        half = _word("half", lang).format(half=f"{share:.1%}", base=comparison.baseline)
    if pair.pairs_needed > pair.pairs:
        needed = _word("needed", lang).format(needed=pairs_said(pair.pairs_needed, lang))
    which = "sure" if answer.clear else "unsure" if pair.low <= 0 <= pair.high else "too_near"
    return _word(which, lang).format(
        world=_word("in_one_world", lang) if comparison.world == "shared" else "",
        low=low,
        high=with_unit(high, unit),
        half=half,
        n=pairs_said(pair.pairs, lang),
        needed=needed,
        among=answer.among,
    )
