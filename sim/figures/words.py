"""Words on figures and tables in English and Chinese; knows no matplotlib."""

import unicodedata
from collections.abc import Mapping
from textwrap import shorten
from typing import Any, Literal

from sim.declared.places import PLACES
from sim.parameters.causes import CAUSES
from sim.running.records import Declared

Language = Literal["en", "zh"]

WORDS = {
    "unpaid_title": ("Unpaid wages over time", "未付工资变化"),
    "places_title": ("Where overdue wages are stuck", "逾期工资卡在哪里"),
    "festival": ("Spring Festival", "春节"),
    "measures_start": ("measures start", "措施开始"),
    "arms_differ": ("arms differ from here", "自此与首个方案不同"),
    "one_run": ("one replicate", "单次模拟"),
    "replicates": ("{n} replicates", "{n}次模拟"),
    "pairs": ("{n} pairs", "{n}对"),
    "one_world": ("{n} in one world", "同一世界的{n}"),
    "band": ("line: median of {n}, band: 10-90 %", "线：{n}的中位数；带：10-90%区间"),
    "single": (", thin: each of them", "；细线：各次模拟"),
    "said": ("{title} ({spread})", "{title}（{spread}）"),
    "mean": ("mean of {n}", "{n}的平均"),
    "others": ("All other places", "其他"),
    "nothing": ("nothing is unpaid over 30 days", "无超过30天未付工资"),
    "overdue_only": (
        "Only wages overdue by agreement: what is unpaid and agreed for later is not shown here",
        "仅含逾期工资：约定日期未到的未付工资不在此图中",
    ),
    "unpaid_places": ("Where wages unpaid over 30 days are stuck", "超过30天未付工资卡在哪里"),
    "none_overdue": (
        "Nothing is overdue by agreement, so this shows wages unpaid over 30 days",
        "无逾期工资，故此图显示超过30天未付工资",
    ),
    "million": ("million yuan", "百万元"),
    "thousand": ("thousand yuan", "千元"),
    "ten_thousand": ("10,000 yuan", "万元"),
    "seed": ("seed", "随机种子"),
    "compare_title": ("{outcome}, by scenario", "各方案的{outcome}"),
    "compare_note": ("A row for every arm; the same scale in all rows", "每个方案一行，各行刻度相同"),
    "compare_bands": ("Median of {n}, band: 10-90 %, {unit}", "{n}的中位数；带：10-90%区间；{unit}"),
    "compare_one": ("One replicate of each, {unit}", "各方案单次模拟；{unit}"),
    "difference_title": (
        "Difference to {base}, {unit}:\nmean of {n}, 95 % interval of\neach week's mean; below zero: less is unpaid",
        "与{base}的配对差（{unit}）：\n{n}的均值、各周均值的95%区间；\n零线以下：欠薪更少",
    ),
    "difference_one": (
        "Difference to {base}, {unit}:\none pair; below zero: less is unpaid",
        "与{base}之差（{unit}）：\n一对；零线以下：欠薪更少",
    ),
    "other_arms": ("the other arms", "其他方案"),
    "none": ("none", "无"),
    "compare_places": ("Where unpaid wages are stuck, by scenario", "各方案下未付工资卡在哪里"),
    "compare_places_note": (
        "Mean of every fourth week and the festival's{since}, over {n}, {unit}",
        "每四周及春节当周的平均{since}，{n}，{unit}",
    ),
    "scales_differ": ("The two panels have different scales", "两图刻度不同"),
    "compare_since": (" in the {weeks} weeks since arms differ", "（各方案不同之后的{weeks}周）"),
    "drivers_title": (
        "What drives arrears: each cause switched off under the same luck",
        "欠薪的驱动因素：在相同随机条件下逐一关闭各原因",
    ),
    "drivers_note": (
        "change against all causes on, mean of {n}; left of zero: less is unpaid without it",
        "与全部原因开启时相比的变化，{n}的均值；零线左侧：关闭后欠薪更少",
    ),
    "drivers_sure": (
        "Black lines: intervals that hold for all {among} bars at once (95 %); pale: not clear, because it spans zero or "
        "fewer than {least} pairs differ",
        "黑线：对全部{among}个条形同时成立的95%区间；浅色：不明确，因为区间跨零或不同的配对少于{least}对",
    ),
    "drivers_one": (
        "change against all causes on, one pair; left of zero: less is unpaid without it",
        "与全部原因开启时相比的变化，一对；零线左侧：关闭后欠薪更少",
    ),
    "no_change": ("no change", "无变化"),
    "idle": ("none of it happens", "没有发生"),
    "not_clear": ("not clear", "不明确"),
}


def word(name: str, lang: Language) -> str:
    """A caption."""
    return WORDS[name][lang == "zh"]


def scenario_title(entry: Mapping[str, Any], lang: Language) -> str:
    """The title of a scenario of the manifest, on one line; in Chinese if it has one."""
    chosen = entry.get("title_zh") if lang == "zh" else ""
    return " ".join((chosen or entry["title"]).split())


def counted(name: Literal["replicates", "pairs"], n: int, world: str, lang: Language) -> str:
    """So many replicates or pairs, and whether all play in one world: what an interval says of chance hangs on it."""
    text = word(name, lang).format(n=n)
    return word("one_world", lang).format(n=text) if world in ("shared", "warmed_up") else text


def place_label(name: str, lang: Language) -> str:
    """A place as people read it."""
    place = PLACES.get(name)
    if place is None:
        return name.replace("_", " ")
    return place.label_zh if lang == "zh" else place.label_en


SUMS = {
    "sum_of_single": ("Sum of single effects", "单项效应之和"),
    "all_off": ("All causes off", "全部关闭"),
    "interaction": ("Interaction (all off less the sum)", "交互作用（全部关闭减单项之和）"),
}


def cause_label(name: str, lang: Language) -> str:
    """A cause, or what stands below the causes in a table of drivers, as people read it."""
    if name in SUMS:
        return SUMS[name][lang == "zh"]
    return CAUSES[name].label_zh if lang == "zh" else CAUSES[name].label_en


def outcome_label(declared: Declared, name: str, lang: Language) -> str:
    """An outcome as people read it."""
    outcome = declared.by_name[name]
    return outcome.label_zh if lang == "zh" else outcome.label_en


def money_unit(largest_fen: float, lang: Language) -> tuple[float, str]:
    """Fen in one unit of a figure, and the unit's name: million yuan (thousand for small sums), or 万元."""
    if lang == "zh":
        return 1e6, word("ten_thousand", lang)
    return (1e8, word("million", lang)) if largest_fen >= 1e8 else (1e5, word("thousand", lang))


def width(text: str) -> int:
    """Columns on a terminal; in figures, too, Chinese characters are about twice as wide."""
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def cut(text: str, columns: int) -> str:
    """A text with its last words left out if it is wider than that."""
    spare = columns - (width(text) - len(text))
    return text if width(text) <= columns else shorten(text, max(spare, 4), placeholder="...")
