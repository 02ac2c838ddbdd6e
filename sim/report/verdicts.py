"""What a difference is called in tables, and how many pairs a 1 % answer needs."""

from math import isnan

from sim.figures.words import Language
from sim.results.paired import Paired

WORDS = {
    "better": ("better", "变好"),
    "worse": ("worse", "变差"),
    "lower": ("lower", "降低"),
    "higher": ("higher", "升高"),
    "same": ("the same", "相同"),
    "few": ("too few: {n}", "对数太少：{n}"),
    "under": ("under 1 %", "不足1%"),
    "unclear": ("not clear", "不明确"),
    "enough": ("reached", "已达到"),
}


def verdict(pair: Paired, sign: int, among: int, lang: Language) -> str:
    """Whether it is clear that it is better or worse, or lower or higher where that is no judgement.

    Parameters
    ----------
    pair : Paired
        The difference.
    sign : int
        -1 where lower is better, 1 where higher is, 0 where the direction is no judgement.
    among : int
        Differences that are told together; see `Paired.clear`.
    lang : {"en", "zh"}
        Language.
    """
    if not pair.pairs:
        return "-"
    if pair.equal == pair.pairs:
        return _word("same", lang)
    if not pair.enough:
        return _word("few", lang).format(n=pair.lower + pair.higher)
    if not pair.clear(among):
        return _word("under" if pair.under(among) else "unclear", lang)
    if sign:
        return _word("better" if pair.difference * sign > 0 else "worse", lang)
    return _word("higher" if pair.difference > 0 else "lower", lang)


def needed(pair: Paired, lang: Language) -> str:
    """Pairs for a 1 % answer, as far as the pairs at hand can tell; a word where these are enough."""
    if not pair.enough or isnan(pair.pairs_needed):
        return "-"
    return _word("enough", lang) if pair.pairs_needed <= pair.pairs else f"{pair.pairs_needed:,.0f}"


def _word(name: str, lang: Language) -> str:
    return WORDS[name][lang == "zh"]
