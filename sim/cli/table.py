"""The short table of a run."""

from sim.figures.words import Language, outcome_label, place_label
from sim.report.amounts import left, right, unit_of, width
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
    widths = [max(width(row[column]) for row in rows) for column in range(3)]
    lines = [" ".join(entry["title"].split()), head, ""]
    for label, median, band in rows:
        line = f"  {left(label, widths[0])}  {right(median, widths[1])}  {right(band, widths[2])}"
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
    scale, unit, digits = unit_of(outcome.unit, median, lang)

    def written(number: float) -> str:
        return f"{number / scale:,.{digits}f}"

    glue = "" if unit == "%" else " "
    spread = f"{written(low)} - {written(high)}" if runs > 1 else ""
    return label, f"{written(median)}{glue}{unit}", spread
