"""The short table of a run."""

import unicodedata

from sim.figures.words import Language, money_unit, outcome_label, place_label
from sim.results import Results

ROWS = ("workers_on_site", "wages_earned", "unpaid_over_30_days", "overdue", "survey_share", "survey_debt_months")
STUCK = "overdue"  # the clock whose places are named
TOP = 3
WORDS = {
    "head": ("{first} to {last}, {weeks} weeks, {runs}", "{first}至{last}，{weeks}周，{runs}"),
    "one": ("one replicate", "单次模拟"),
    "many": ("{n} replicates", "{n}次模拟"),
    "median": ("median", "中位数"),
    "stock": (", mean over weeks", "（各周平均）"),
    "flow": (", in all", "（合计）"),
    "rate": (", all surveys", "（历次调查）"),
    "stuck": ("Overdue wages are stuck at", "逾期工资主要卡在"),
    "nothing": ("nothing is overdue", "无逾期工资"),
    "persons": ("persons", "人"),
    "months": ("months", "个月"),
    "none": ("no value", "无数值"),
}


def run_table(results: Results, scenario: str, lang: Language = "en") -> str:
    """What an analyst asks first: medians, and 10-90 % when there are replicates, and the places of most of it.

    Parameters
    ----------
    results : Results
        With at least one run of the scenario.
    scenario : str
        Its name in the results.
    lang : {"en", "zh"}
        Language of the labels.
    """
    entry = next(entry for entry in results.manifest["scenarios"] if entry["name"] == scenario)
    runs = len(entry["replicates"])
    dates, _ = results.by_week(ROWS[0], scenario)
    many = _word("many", lang).format(n=runs) if runs > 1 else _word("one", lang)
    head = _word("head", lang).format(first=dates[1], last=dates[-1], weeks=len(dates) - 1, runs=many)
    bands = results.bands(scenario)
    rows = [("", _word("median", lang), "10-90 %")] if runs > 1 else []
    rows += [_row(results, name, bands[name], runs, lang) for name in ROWS if name in bands]
    widths = [max(_width(row[column]) for row in rows) for column in range(3)]
    lines = [" ".join(entry["title"].split()), head, ""]
    for label, median, band in rows:
        line = f"  {_left(label, widths[0])}  {_right(median, widths[1])}  {_right(band, widths[2])}"
        lines.append(line.rstrip())
    stuck = results.stuck(STUCK, scenario)[:TOP]
    lines.append(f"  {_word('stuck', lang)}" + ("" if stuck else f": {_word('nothing', lang)}"))
    lines += [f"    {share:4.0%}  {place_label(name, lang)}" for name, share in stuck]
    return "\n".join([*lines, ""])


def _word(name: str, lang: Language) -> str:
    return WORDS[name][lang == "zh"]


def _row(
    results: Results, name: str, band: tuple[float, float, float], runs: int, lang: Language
) -> tuple[str, str, str]:
    outcome = results.declared.by_name[name]
    label = outcome_label(results.declared, name, lang) + _word(outcome.kind, lang)
    median, low, high = band
    if median != median:
        return label, _word("none", lang), ""
    scale, unit, digits = _unit(outcome.unit, median, lang)

    def written(number: float) -> str:
        return f"{number / scale:,.{digits}f}"

    glue = "" if unit == "%" else " "
    spread = f"{written(low)} - {written(high)}" if runs > 1 else ""
    return label, f"{written(median)}{glue}{unit}", spread


def _unit(unit: str, size: float, lang: Language) -> tuple[float, str, int]:
    """What a number is divided by, its unit in words, and digits after the point."""
    if unit == "fen":
        scale, name = money_unit(size, lang)
        return scale, name, 0 if size / scale >= 1000 else 1
    if unit == "share":
        return 0.01, "%", 1
    if unit == "months":
        return 1.0, _word("months", lang), 1
    return 1.0, _word("persons", lang) if unit == "persons" else "", 0


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def _left(text: str, width: int) -> str:
    return text + " " * (width - _width(text))


def _right(text: str, width: int) -> str:
    return " " * (width - _width(text)) + text
