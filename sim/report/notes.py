"""Notes below an answer: arms that begin to differ later, one world for all replicates, and arms that are alike."""

from collections.abc import Mapping
from datetime import date

from sim.figures.words import Language
from sim.report.amounts import listed, written
from sim.results.compare import Comparison, Since

WORDS = {
    "later": (
        "{arms} from {base} from {date} on only: {weeks} of the {all} weeks told here lie before{since}.",
        "{arms}自{date}起才与{base}不同：此处所计的{all}周中有{weeks}周在此之前{since}。",
    ),
    "differs": ("{arms} differs", "{arms}"),
    "differ": ("{arms} differ", "{arms}"),
    "since_then": (
        "; mean change of wages unpaid over 30 days since then: {changes}",
        "；此后超过30天未付工资的平均变化：{changes}",
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
    later: dict[date, dict[str, Since]] = {}
    for arm in comparison.arms:
        since = comparison.since(arm)
        if since is not None and since.before > comparison.before:
            later.setdefault(since.monday, {})[arm] = since
    lines = [_later(comparison, monday, later[monday], lang) for monday in sorted(later)]
    lines += [_word("dates_differ", lang)] if lines else []
    lines += [_word(comparison.world, lang)] if comparison.world in ("shared", "mixed") else []
    lines += [_word("alike", lang).format(arms=listed(names, lang)) for names in comparison.alike()]
    return lines


def _later(comparison: Comparison, monday: date, found: Mapping[str, Since], lang: Language) -> str:
    """From when arms differ that begin to do so after others, and what they change from then on."""
    arms, first = list(found), next(iter(found.values()))
    changes = [
        f"{written(since.headline.relative, 0.01, 1, signed=True)}%" + (f" ({arm})" if len(arms) > 1 else "")
        for arm, since in found.items()
        if since.headline.baseline_mean
    ]
    return _word("later", lang).format(
        arms=_word("differs" if len(arms) == 1 else "differ", lang).format(arms=listed(arms, lang)),
        base=comparison.baseline,
        date=monday,
        weeks=first.before - comparison.before,
        all=comparison.weeks,
        since=_word("since_then", lang).format(changes=", ".join(changes)) if changes else "",
    )


def _word(name: str, lang: Language) -> str:
    return WORDS[name][lang == "zh"]
