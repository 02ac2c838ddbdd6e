"""Words on figures and tables in English and Chinese; knows no matplotlib."""

from collections.abc import Mapping
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
    "band": ("line: median of {n} replicates, band: 10-90 %", "线：{n}次模拟的中位数；带：10-90%区间"),
    "single": (", thin: each of them", "；细线：各次模拟"),
    "said": ("{title} ({spread})", "{title}（{spread}）"),
    "mean": ("mean of {n} replicates", "{n}次模拟的平均"),
    "others": ("All other places", "其他"),
    "nothing": ("nothing is overdue", "无逾期工资"),
    "million": ("million yuan", "百万元"),
    "thousand": ("thousand yuan", "千元"),
    "ten_thousand": ("10,000 yuan", "万元"),
    "seed": ("seed", "随机种子"),
    "compare_title": ("{outcome}, by scenario", "各方案的{outcome}"),
    "compare_bands": ("Lines: median of {n} replicates, bands: 10-90 %", "线：{n}次模拟的中位数；带：10-90%区间"),
    "compare_lines": ("Lines: median of {n} replicates", "线：{n}次模拟的中位数"),
    "compare_one": ("One replicate of each scenario", "各方案单次模拟"),
    "difference_title": (
        "Paired difference to {base}: mean of {n} pairs with 95 % interval of the mean; below zero: less is unpaid",
        "与{base}的配对差：{n}对的均值及其95%区间；零线以下：欠薪更少",
    ),
    "difference_one": (
        "Difference to {base}, one pair; below zero: less is unpaid",
        "与{base}之差（一对）；零线以下：欠薪更少",
    ),
    "none": ("none", "无"),
    "compare_places": ("Where unpaid wages are stuck, by scenario", "各方案下未付工资卡在哪里"),
    "compare_places_note": (
        "Mean over weeks and {n} replicates; each panel has its own scale",
        "各周及{n}次模拟的平均；两图刻度不同",
    ),
    "drivers_title": (
        "What drives arrears: each cause switched off under the same luck",
        "欠薪的驱动因素：在相同随机条件下逐一关闭各原因",
    ),
    "drivers_note": (
        "change against all causes on, mean of {n} pairs with 95 % interval; left of zero: less is unpaid without it",
        "与全部原因开启时相比的变化，{n}对的均值及95%区间；零线左侧：关闭后欠薪更少",
    ),
    "drivers_one": (
        "change against all causes on, one pair; left of zero: less is unpaid without it",
        "与全部原因开启时相比的变化，一对；零线左侧：关闭后欠薪更少",
    ),
    "no_change": ("no change", "无变化"),
}


def word(name: str, lang: Language) -> str:
    """A caption."""
    return WORDS[name][lang == "zh"]


def scenario_title(entry: Mapping[str, Any], lang: Language) -> str:
    """The title of a scenario of the manifest, on one line; in Chinese if it has one."""
    chosen = entry.get("title_zh") if lang == "zh" else ""
    return " ".join((chosen or entry["title"]).split())


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
