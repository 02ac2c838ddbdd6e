"""Notes below an answer: arms that begin to differ later, one world for all replicates, and arms that are alike."""

from sim.figures.words import Language
from sim.report.amounts import listed, written
from sim.results.compare import Comparison

WORDS = {
    "later": (
        "{arm} differs from {base} from {date} on only: {weeks} of the {all} weeks told here lie before{since}.",
        "{arm}自{date}起才与{base}不同：此处所计的{all}周中有{weeks}周在此之前{since}。",
    ),
    "since_then": (
        ", and its change of wages unpaid over 30 days since then is {change}%",
        "，此后超过30天未付工资的变化为{change}%",
    ),
    "dates_differ": (
        "Arms begin to differ at different dates, so their order depends on those dates too.",
        "各方案开始不同的日期不一，因此其排序也取决于这些日期。",
    ),
    "shared": (
        "All replicates play in one world, so that no interval says how worlds differ.",
        "所有模拟都在同一世界中进行，区间不反映不同世界之间的差异。",
    ),
    "mixed": (
        "Some scenarios play all replicates in one world and some in a world each: pairs do not share their worlds.",
        "部分方案的所有模拟在同一世界中进行，部分方案每次模拟各有世界：配对的世界并不相同。",
    ),
    "alike": (
        "{arms} are alike: the same numbers in every week of every pair.",
        "{arms}完全相同：每对每周的数字都一样。",
    ),
}


def notes(comparison: Comparison, lang: Language = "en") -> list[str]:
    """What to know about the arms before reading the table, one line each; none where there is nothing to know.

    Parameters
    ----------
    comparison : Comparison
        With at least one pair, over the weeks since arms differ.
    lang : {"en", "zh"}
        Language.
    """
    lines = [_later(comparison, arm, lang) for arm in comparison.arms]
    lines = [line for line in lines if line]
    lines += [_word("dates_differ", lang)] if lines else []
    lines += [_word(comparison.world, lang)] if comparison.world in ("shared", "mixed") else []
    lines += [_word("alike", lang).format(arms=listed(names, lang)) for names in comparison.alike()]
    return lines


def _later(comparison: Comparison, arm: str, lang: Language) -> str:
    """From when an arm differs that begins to do so after others, and what it changes from then on."""
    since = comparison.since(arm)
    if since is None or since.before <= comparison.before:
        return ""
    change = written(since.headline.relative, 0.01, 1, signed=True)
    said = _word("since_then", lang).format(change=change) if since.headline.baseline_mean else ""
    return _word("later", lang).format(
        arm=arm,
        base=comparison.baseline,
        date=since.monday,
        weeks=since.before - comparison.before,
        all=comparison.weeks,
        since=said,
    )


def _word(name: str, lang: Language) -> str:
    return WORDS[name][lang == "zh"]
