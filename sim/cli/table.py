"""The short table of a run."""

from sim.figures.words import Language, counted, outcome_label, place_label, scenario_title, word
from sim.report.amounts import aligned, left, right, unit_of, width
from sim.results import Results
from sim.running.records import HEADLINE, OVERDUE

ROWS = ("workers_on_site", "wages_earned", "unpaid_over_30_days", "overdue", "survey_share", "survey_debt_months")
CLOCKS = (HEADLINE, OVERDUE)  # whose places are named
TOP = 3  # places of each
WORDS = {
    "head": ("{first} to {last}, {weeks} weeks, {runs}", "{first}至{last}，{weeks}周，{runs}"),
    "one": ("one replicate, so one world and no spread", "单次模拟（一个世界，无离散度）"),
    "median": ("median", "中位数"),
    "stock": (", mean over weeks", "（各周平均）"),
    "flow": (", in all", "（合计）"),
    "rate": (", all surveys", "（历次调查）"),
    "stuck": ("Stuck at (share of yuan-weeks)", "卡在哪里（元·周占比）"),
    "short": ("unpaid over 30 days", "超过30天未付"),
    "due": ("overdue by agreement", "逾期"),
    "nothing": ("Nothing is unpaid, so nothing is stuck", "无欠薪"),
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
    many = counted("replicates", runs, str(entry.get("world")), lang) if runs > 1 else _word("one", lang)
    head = _word("head", lang).format(first=dates[1], last=dates[-1], weeks=len(dates) - 1, runs=many)
    bands = results.bands(scenario)
    rows = [("", _word("median", lang), "10-90 %")] if runs > 1 else []
    rows += [_row(results, name, bands[name], runs, lang) for name in ROWS if name in bands]
    widths = [max(width(row[column]) for row in rows) for column in range(3)]
    lines = [scenario_title(entry, lang), head, ""]
    for label, median, band in rows:
        line = f"  {left(label, widths[0])}  {right(median, widths[1])}  {right(band, widths[2])}"
        lines.append(line.rstrip())
    lines += ["", *_stuck(results, scenario, lang)]
    return "\n".join([*lines, ""])


def _stuck(results: Results, scenario: str, lang: Language) -> list[str]:
    """The places that hold most of the headline, and most of what is overdue, with their share of both."""
    shares = [dict(results.stuck(clock, scenario)) for clock in CLOCKS]
    places = list(dict.fromkeys(place for share in shares for place in list(share)[:TOP]))
    if not places:
        return [f"  {_word('nothing', lang)}"]
    rows: list[tuple[str, ...]] = [(f"  {_word('stuck', lang)}", _word("short", lang), _word("due", lang))]
    rows += [
        (f"    {place_label(place, lang)}", *(f"{share[place]:.0%}" if place in share else "-" for share in shares))
        for place in places
    ]
    rest = [sum(part for place, part in share.items() if place not in places) for share in shares]
    if any(rest):
        cells = (f"{part:.0%}" if part else "-" for part in rest)
        rows.append((f"    {word('others', lang)}", *cells))
    return aligned(rows)


def _word(name: str, lang: Language) -> str:
    """A caption."""
    return WORDS[name][lang == "zh"]


def _row(
    results: Results, name: str, band: tuple[float, float, float], runs: int, lang: Language
) -> tuple[str, str, str]:
    """One outcome: label, median with its unit, and 10-90 %."""
    outcome = results.declared.by_name[name]
    label = outcome_label(results.declared, name, lang) + _word(outcome.kind, lang)
    median, low, high = band
    if median != median:
        return label, _word("none", lang), ""
    scale, unit, digits = unit_of(outcome.unit, median, lang)

    def written(number: float) -> str:
        """In the unit of the row."""
        return f"{number / scale:,.{digits}f}"

    glue = "" if unit == "%" else " "
    spread = f"{written(low)} - {written(high)}" if runs > 1 else ""
    return label, f"{written(median)}{glue}{unit}", spread
