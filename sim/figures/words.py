"""Words on figures and tables in English and Chinese; knows no matplotlib."""

from typing import Literal

from sim.declared.places import PLACES
from sim.running.records import Declared

Language = Literal["en", "zh"]

WORDS = {
    "unpaid_title": ("Unpaid wages over time", "未付工资变化"),
    "places_title": ("Where overdue wages are stuck", "逾期工资卡在哪里"),
    "festival": ("Spring Festival", "春节"),
    "one_run": ("one replicate", "单次模拟"),
    "band": ("median and 10-90 % of {n} replicates", "{n}次模拟的中位数与10-90%区间"),
    "mean": ("mean of {n} replicates", "{n}次模拟的平均"),
    "others": ("all other places", "其他"),
    "nothing": ("nothing is overdue", "无逾期工资"),
    "million": ("million yuan", "百万元"),
    "thousand": ("thousand yuan", "千元"),
    "ten_thousand": ("10,000 yuan", "万元"),
    "seed": ("seed", "随机种子"),
}


def word(name: str, lang: Language) -> str:
    """A caption."""
    return WORDS[name][lang == "zh"]


def place_label(name: str, lang: Language) -> str:
    """A place as people read it."""
    place = PLACES[name]
    return place.label_zh if lang == "zh" else place.label_en


def outcome_label(declared: Declared, name: str, lang: Language) -> str:
    """An outcome as people read it."""
    outcome = declared.by_name[name]
    return outcome.label_zh if lang == "zh" else outcome.label_en


def money_unit(largest_fen: float, lang: Language) -> tuple[float, str]:
    """Fen in one unit of a figure, and the unit's name: million yuan (thousand for small sums), or 万元."""
    if lang == "zh":
        return 1e6, word("ten_thousand", lang)
    return (1e8, word("million", lang)) if largest_fen >= 1e8 else (1e5, word("thousand", lang))
