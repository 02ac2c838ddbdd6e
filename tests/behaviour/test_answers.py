"""What answers call clear, how they count pairs, and what they say when there are too few."""

import re
from dataclasses import replace
from datetime import date
from importlib import import_module

import numpy as np
import pytest

from sim.analysis.answer import answer
from sim.analysis.drivers import ALL_OFF, INTERACTION, SUM, Effect, idle, told_at_once
from sim.analysis.glance import glances
from sim.analysis.holds import measures_held, others_held
from sim.analysis.shown import MAIN, shown, told_together
from sim.figures.words import width
from sim.policies import Coverage, DedicatedAccount, MonthlyPay, WageDeposit
from sim.report.amounts import COLUMNS, fitted
from sim.report.answer import sentences
from sim.report.comparison import compare_table
from sim.report.drivers import drivers_table
from sim.report.glance import elsewhere, glance_table
from sim.report.verdicts import needed, verdict
from sim.results.compare import Comparison
from sim.results.numbers import Numbers
from sim.results.paired import LEAST_PAIRS, paired
from sim.running.compact import declarations
from sim.scenario import Shock, load_scenario

HEADLINE = "unpaid_over_30_days"
FIELDS = re.compile(r"{(\w+)}")


def test_nothing_is_clear_before_ten_pairs_differ():
    many = np.full(LEAST_PAIRS, 5.0)
    assert paired(many, many - 1).clear(1000)
    assert not paired(many[1:], many[1:] - 1).clear(1)
    few_differ = paired(np.zeros(30), np.repeat([0.0, 1.0], (30 - LEAST_PAIRS + 1, LEAST_PAIRS - 1)))
    assert (few_differ.low > 0, few_differ.enough, few_differ.clear(1)) == (True, False, False)


def test_of_25_outcomes_that_do_not_change_one_in_twenty_answers_calls_any_clear():
    random = np.random.default_rng(5)
    alone = together = 0
    for _ in range(400):
        outcomes = [paired(np.zeros(12), random.normal(0.0, 1.0, 12)) for _ in range(25)]
        alone += any(found.clear(1) for found in outcomes)
        together += any(found.clear(25) for found in outcomes)
    assert alone > 240
    assert together < 36  # of 400, 20 are expected


def made(baseline, *, others=None, before=0, **arms):
    """A comparison over 104 weeks whose headline has these numbers, other outcomes those given, and all else is zero.

    `others` has by outcome what each scenario of a name has in every run.
    """
    declared = declarations()
    order = [o.name for o in declared.outcomes]
    sundays = np.datetime64("2014-01-05") + 7 * np.arange(105)

    def numbers(name, values):
        found = np.zeros((len(values), len(declared.outcomes), len(declared.groups)))
        found[:, order.index(HEADLINE), 0] = values
        for outcome, by_name in (others or {}).items():
            found[:, order.index(outcome), 0] = by_name.get(name, 0.0)
        return Numbers(np.arange(len(values)), found, sundays)

    scenarios = {"base": baseline, **arms}
    found = {name: numbers(name, values) for name, values in scenarios.items()}
    return Comparison("base", tuple(arms), found, declared, before=before)


def test_few_pairs_are_told_as_such():
    start = np.array([5e8, 7e8, 6e8])
    comparison = made(start, arm=start * 0.5)
    found = answer(comparison)
    first, second, third = sentences(comparison, found, None)
    assert first.startswith("In 3 pairs under the same luck, arm lowered")
    assert "which is not clear: better in 3 of 3 pairs" in first
    assert second.startswith("3 pairs are too few to say")
    assert f"at least {LEAST_PAIRS} are needed" in third
    assert not any(word in first + second + third for word in ("sure:", "clearly"))
    table = compare_table(comparison)
    (line,) = (line for line in table.splitlines() if line.startswith("  arm ") and "3 of 3" in line)
    assert line.split()[-4:] == ["too", "few:", "3", "-"]
    assert "lower 0 of 3" in table  # of outcomes whose direction is no judgement
    assert all("太少" in said for said in sentences(comparison, found, None, "zh")[1:])


def test_pairs_are_counted_in_which_the_arm_is_better_and_those_alike_are_named():
    start = np.full(20, 1e8)
    change = np.repeat([-10e8, 1e8, 0.0], (6, 10, 4))  # the mean falls, though most pairs rise
    comparison = made(start, arm=start + change)
    (line,) = (line for line in compare_table(comparison, outcomes=MAIN).splitlines() if " 6 of 20 " in line)
    assert line.split()[-3:-1] == ["not", "clear"]
    found = answer(comparison)
    first, _, third = sentences(comparison, found, None)
    assert "better in 6 of 20 pairs (4 alike)" in first
    assert first.startswith("In 20 pairs under the same luck, arm lowered")
    assert third.startswith("Even the direction is not sure")
    assert comparison.table().set_index("outcome").loc[HEADLINE, "better_share"] == 6 / 20


def test_an_interval_that_is_too_near_zero_for_all_that_is_told_is_not_sure():
    start, noise = np.full(20, 100e8), np.random.default_rng(3).normal(0.0, 1e8, 20)
    comparison = made(start, arm=start - noise / noise.std(ddof=1) * 1e8 + noise.mean() - 0.55e8)
    found = answer(comparison)
    assert found.headline.high < 0
    assert not found.clear
    assert f"too near zero for one of {found.among} differences told at once" in sentences(comparison, found, None)[2]
    assert "not clear" in compare_table(comparison)


def test_arms_that_are_not_clearly_behind_are_named():
    start, noise = np.full(20, 100e8), np.random.default_rng(3).normal(0.0, 1e8, 20)
    noise -= noise.mean()
    comparison = made(start, most=start - 20e8, near=start - 19.9e8 + noise, far=start - 5e8, up=start + 20e8 - 1)
    found = answer(comparison)
    assert (found.arm, found.near, found.equal) == ("most", ("near",), ())
    assert "most of all 4 arms (not clearly more than near), by" in sentences(comparison, found, None)[0]


def test_a_cause_of_which_nothing_happens_is_told():
    start = np.full(12, 10.0)
    some = Effect("chains", HEADLINE, paired(start, start - np.arange(1.0, 13.0)))
    none = Effect("downturn", HEADLINE, paired(start, start))
    few = Effect("disputes", HEADLINE, paired(start, start - np.repeat([1.0, 0.0], 6)))
    assert (idle([some, none, few]), told_at_once([some, none, few])) == (["downturn"], 2)
    table = drivers_table([some, none, few], made(start, arm=start))
    assert "Downturn: no change in any pair, because none of it happens in base." in table
    verdicts = [line.rsplit("  ", 1)[-1].strip() for line in table.splitlines() if " of 12" in line]
    assert verdicts == ["better", "the same", "too few: 6"]
    (line,) = (line for line in table.splitlines() if line.startswith("  Downturn"))
    assert line.split()[1:7] == ["0", "0", "..", "0", "0", "0"]  # nothing has no sign and no digits
    hardly = Effect("chains", HEADLINE, paired(start, start - 1e-4))
    assert " 0.0% " in drivers_table([hardly], made(start, arm=start))


def test_a_cause_without_which_more_is_unpaid_is_remarked_on():
    start, noise = np.full(12, 10e8), np.arange(12.0)
    effects = [
        Effect("insolvency", HEADLINE, paired(start, start + 2e8 + noise)),
        Effect("insolvency", "overdue", paired(start, start - 1e8 - noise)),
        Effect("chains", HEADLINE, paired(start, start + 1e6 + noise)),  # a thousandth more is small
        Effect("thin_authority", "overdue", paired(start, start + 5e8 + noise)),
    ]
    told = " ".join(" ".join(drivers_table(effects, made(start, arm=start)).split("\n\n")[-1].split()).split())
    assert (
        "Insolvency and its spread: more is unpaid without it (Unpaid over 30 days +20.0%, worse); a firm that would have failed stays in"
        in told
    )
    assert "Thin authority: more is unpaid without it (Overdue wages by agreement +50.0%, worse)." in told
    assert "Long chains" not in told
    unsure = [Effect("insolvency", HEADLINE, paired(start, start + 2e8 * (-1) ** noise + 1e8))]
    told = " ".join(drivers_table(unsure, made(start, arm=start)).split())
    assert "its spread: in these pairs more was unpaid without it (Unpaid over 30 days +10.0%, not clear); a" in told
    assert "企业破产及其传导：关闭后欠薪反而更多（超过30天未付工资+20.0%，变差）；本应" in drivers_table(
        effects, made(start, arm=start), "zh"
    ).replace("\n  ", "")


def test_an_interaction_is_lower_or_higher_and_no_judgement():
    start, noise = np.full(12, 10e8), np.arange(12.0)
    effects = [
        Effect(name, HEADLINE, paired(start, start + change * 1e8 + noise))
        for name, change in (("chains", -3), (SUM, -6), (ALL_OFF, -2), (INTERACTION, 4))
    ]
    rows = [
        line.split("  ") for line in drivers_table(effects, made(start, arm=start)).splitlines() if " of 12" in line
    ]
    assert [[cell.strip() for cell in row if cell][-2:] for row in rows] == [
        ["12 of 12", "better"], ["12 of 12", "better"], ["12 of 12", "better"], ["lower 0 of 12", "higher"],
    ]  # fmt: skip


def test_what_there_is_not_before_gets_worse_from_nothing():
    start, noise = np.full(20, 10e8), np.linspace(-1.0, 1.0, 20)
    others = {"survey_share": {"base": 0.0, "arm": 0.04 + noise / 1000}, "overdue": {"base": 0.0, "arm": 2e8 + noise}}
    comparison = made(start, arm=start - 1e8 + noise, others=others)
    told = sentences(comparison, answer(comparison), None)[1]
    assert "overdue wages by agreement from 0 to 2.0 million yuan" in told
    assert "survey share of workers owed wages from 0 to 4.0%" in told  # not a change by 4 %


def test_what_gets_worse_by_less_than_is_told_is_not_denied():
    start, noise = np.full(20, 10e8), np.linspace(-1.0, 1.0, 20)
    comparison = made(start, arm=start - 1e8 + noise, others={"overdue": {"base": 100e8, "arm": 100.2e8 + noise}})
    assert verdict(comparison.pair("arm", "overdue"), -1, 1, "en") == "worse"
    told = sentences(comparison, answer(comparison), None)[1]
    assert told.lower().endswith("no other outcome of the table clearly gets worse by 0.5% or more.")


def test_outcomes_without_a_number_are_not_told_and_not_counted():
    start = np.full(20, 10e8)
    comparison = made(start, arm=start - 1e8)
    lacking = made(start, arm=start - 1e8, others={"survey_debt_months": {"base": np.nan, "arm": np.nan}})
    assert set(shown(comparison)) - set(shown(lacking)) == {"survey_debt_months"}
    assert told_together(comparison) == told_together(lacking) + 1
    assert len([*re.finditer(r"^  base ", compare_table(lacking), re.MULTILINE)]) == len(shown(lacking))
    rest = len(set(shown(lacking)) - set(MAIN))
    assert f"{rest} more outcomes: --all." in elsewhere(lacking, False)


def test_a_small_change_is_no_unclear_one():
    start, noise = np.full(20, 100e8), np.random.default_rng(3).normal(0.0, 1.0, 20)
    noise = (noise - noise.mean()) / noise.std(ddof=1)
    cases = {"under 1 %": 0.5e8, "not clear": 5e8}
    for said, size in cases.items():
        pair = paired(start, start + size * noise)
        assert (verdict(pair, -1, 25, "en"), pair.clear(25)) == (said, False)
    assert [needed(paired(start, start + size * noise), "en") for size in cases.values()] == ["reached", "99"]
    clear = paired(start, start + 0.5e8 + 0.1e8 * noise)  # sure to be up, though by less than 1 %
    assert (verdict(clear, -1, 25, "en"), verdict(clear, 0, 25, "en"), clear.under(25)) == ("worse", "higher", True)
    few = paired(start[:9], start[:9] + 0.1e8 * noise[:9])
    assert (verdict(few, -1, 1, "en"), needed(few, "en"), few.under(1)) == ("too few: 9", "-", False)


COUNTY = load_scenario("baseline")


def entries(**scenarios):
    return [{"name": name, "text": scenario.to_toml()} for name, scenario in scenarios.items()]


def test_each_arm_is_told_with_its_measures_and_what_else_it_has():
    pay = MonthlyPay(start="2015-01-05")
    told = entries(
        base=COUNTY,
        two=COUNTY.with_policies(pay, WageDeposit(start="2015-01-05")),
        half=COUNTY.with_policies(WageDeposit(start="2015-01-05", stop="2016-01-04", compliance=0.5)),
        dry=COUNTY.with_causes({"chains": False}).with_parameters({"contracts.term_weeks": 8}),
        struck=replace(COUNTY, shocks=(Shock(kind="flight", date=date(2015, 11, 2), target="project:3"),)),
    )
    term = [{"value": 4}, {"from": date(2015, 1, 5), "value": 8}]
    told += entries(later=COUNTY.with_parameters({"contracts.term_weeks": term}))
    held, others = measures_held(told), others_held(told, "base")
    assert others["later"] == (("set", "contracts.term_weeks = 4 / 8 from 2015-01-05"),)
    assert [(m.number, m.kind) for m in held["two"]] == [(2, "wage_deposit"), (7, "monthly_pay")]
    assert [m.settings for m in held["two"]] == [("compliance 1.0",), ()]
    assert held["half"][0].settings == ("stop 2016-01-04", "compliance 0.5")
    assert held["base"] == held["dry"] == others["base"] == others["two"] == ()
    assert [tuple(other) for other in others["dry"]] == [("off", "chains"), ("set", "contracts.term_weeks = 8")]
    assert [tuple(other) for other in others["struck"]] == [("shock", "flight project:3 2015-11-02")]
    assert [other.what for other in others_held(told, "struck")["base"]] == ["unstruck"]


def test_whom_a_measure_leaves_out_is_told_though_no_other_arm_has_it():
    some = Coverage(owner_kinds=("private", "government"), projects="new")
    pay, deposit = MonthlyPay(start="2015-01-05", coverage=some), WageDeposit(start="2015-01-05")
    (told, whole) = measures_held(entries(base=COUNTY, two=COUNTY.with_policies(pay, deposit)))["two"][::-1]
    assert told.settings == ("coverage.owner_kinds government / private", "coverage.projects new")
    assert whole.settings == ()


def test_every_arm_is_told_at_a_glance():
    start, noise = np.full(20, 10e8), np.random.default_rng(4).normal(0.0, 1e7, 20)
    noise -= noise.mean()
    overdue = {"base": 1e8, "pay": 1.3e8 + noise, "account": 0.8e8 + noise}
    spent = {"pay": -1e8 + noise, "account": 4e8 + noise}
    comparison = made(
        start, pay=start - 6e8 + noise, account=start - 5e8 + noise, idle=start,
        others={"overdue": overdue, "cost_contractors": {k: v + 2e8 for k, v in spent.items()} | {"base": 2e8, "idle": 2e8}},
        before=52,
    )  # fmt: skip
    account = COUNTY.with_policies(DedicatedAccount(start="2015-01-05"))
    told = entries(base=COUNTY, pay=COUNTY.with_policies(MonthlyPay(start="2015-01-05")), account=account, idle=COUNTY)
    table = glance_table(comparison, glances(comparison, told), told)
    assert max(map(len, table.splitlines())) <= 105
    assert "2015-01-05 to 2016-01-03, the 52 of 104 weeks since arms differ" in table
    assert (
        "First arm, base: no measures\n  mean unpaid over 30 days 10.0 million yuan, overdue wages by agreement"
        in table
    )
    lines = table.splitlines()
    pay, other, idle_arm = (lines.index(f"{arm}") for arm in (
        "pay: 7 monthly pay", "account: 5 dedicated account", "idle: nothing that base has not"))  # fmt: skip
    assert lines[pay + 1].split()[::5] == ["-60.0%", "+30.0%", "-1.00"]
    assert lines[pay + 1].split()[4::5] == ["better", "worse"]
    assert lines[pay + 1].split()[-3:] == ["-1.00", "million", "saves"]
    assert lines[pay + 2].startswith("  clearly worse: overdue wages by agreement +")
    months = 5e8 / 100 * 52 / (30.4375 / 7)
    assert float(lines[other + 1].split()[-1]) == pytest.approx(4e6 / months, abs=0.002)
    assert lines[other + 2] == "  clearly worse by 0.5% or more: nothing"
    assert lines[idle_arm + 1].split() == ["0", "the", "same", "-100.0%", "-100.0", "..", "-100.0", "better", "0", "-"]
    assert "7 按月足额支付" in glance_table(comparison, glances(comparison, told), told, "zh")


def test_an_arm_of_which_no_run_finished_has_nothing_to_tell():
    start = np.full(20, 10e8)
    comparison = made(start, arm=start - 1e8, gone=np.empty(0))
    told = entries(base=COUNTY, arm=COUNTY, gone=COUNTY)
    lines = glance_table(comparison, glances(comparison, told), told).splitlines()
    at = lines.index("gone: nothing that base has not")
    assert [set(lines[at + 1].split()), lines[at + 2]] == [{"-"}, "  too few pairs to say what gets worse"]
    row = next(line for line in compare_table(comparison).splitlines() if line.startswith("  gone"))
    assert "the same" not in row


def test_the_short_table_says_where_the_rest_is():
    start = np.full(20, 1e8)
    comparison = made(start, arm=start)
    short, whole = compare_table(comparison, outcomes=MAIN), compare_table(comparison)
    assert short.count("\n  arm  ") == len(MAIN)
    rest = whole.count("\n  arm  ") - len(MAIN)
    assert rest > 10
    assert elsewhere(comparison, False).startswith(f"{rest} more outcomes: --all. compare_since.csv")
    assert elsewhere(comparison, True).startswith("compare_since.csv")
    assert "Wages paid less wages earned is what was owed before" in " ".join(whole.split())
    assert "Wages paid" not in short


def test_lines_fit_a_terminal_in_both_languages():
    start = np.full(20, 1e8)
    comparison = made(start, arm=start)
    for table in (compare_table(comparison, "zh"), compare_table(comparison), elsewhere(comparison, False, "zh")):
        assert max(map(width, table.splitlines())) <= COLUMNS
    assert fitted("方案" * 60 + "，结束。")[1].startswith(
        "  方案"
    )  # broken between characters, no stop first in a line
    assert fitted("word " * 30, 2)[1] == "    " + "word " * 10 + "word"


@pytest.mark.parametrize("room", ["answer", "notes", "comparison", "amounts", "glance", "drivers", "verdicts"])
def test_every_word_exists_in_both_languages(room):
    words = import_module(f"sim.report.{room}").WORDS
    for english, chinese in words.values():
        assert bool(english) == bool(chinese)
        assert set(FIELDS.findall(chinese)) <= set(FIELDS.findall(english))
