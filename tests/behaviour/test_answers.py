"""What answers call clear, how they count pairs, and what they say when there are too few."""

import re
from importlib import import_module

import numpy as np
import pytest

from sim.analysis.answer import answer
from sim.analysis.drivers import Effect, idle, told_at_once
from sim.report.answer import sentences
from sim.report.comparison import compare_table, drivers_table
from sim.results.compare import Comparison
from sim.results.numbers import Numbers
from sim.results.paired import LEAST_PAIRS, paired
from sim.running.compact import declarations

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


def made(baseline, **arms):
    """A comparison whose headline has these numbers and everything else is zero."""
    declared = declarations()
    row = [o.name for o in declared.outcomes].index(HEADLINE)

    def numbers(values):
        found = np.zeros((len(values), len(declared.outcomes), len(declared.groups)))
        found[:, row, 0] = values
        return Numbers(np.arange(len(values)), found)

    return Comparison("base", tuple(arms), {k: numbers(v) for k, v in {"base": baseline, **arms}.items()}, declared)


def test_few_pairs_are_told_as_such():
    start = np.array([5e8, 7e8, 6e8])
    comparison = made(start, arm=start * 0.5)
    found = answer(comparison)
    first, second, third = sentences(comparison, found, None)
    assert first.startswith("In 3 pairs under the same luck, arm lowered")
    assert "which is not clear: lower in 3 of 3 pairs" in first
    assert second.startswith("3 pairs are too few to say")
    assert f"at least {LEAST_PAIRS} are needed" in third
    assert not any(word in first + second + third for word in ("sure:", "clearly"))
    (line,) = (line for line in compare_table(comparison).splitlines() if "lower in" in line and "of 3" in line)
    assert line.split()[-3:] == ["too", "few", "-"]
    assert all("太少" in said for said in sentences(comparison, found, None, "zh")[1:])


def test_pairs_are_counted_the_way_the_mean_goes_and_those_alike_are_named():
    start = np.full(20, 1e8)
    change = np.repeat([-10e8, 1e8, 0.0], (6, 10, 4))  # the mean falls, though most pairs rise
    comparison = made(start, arm=start + change)
    assert "lower in 6 of 20 (4 alike)" in compare_table(comparison)
    found = answer(comparison)
    first, _, third = sentences(comparison, found, None)
    assert "lower in 6 of 20 pairs (4 alike)" in first
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
    assert verdicts == ["lower", "the same", "too few"]


@pytest.mark.parametrize("room", ["answer", "notes", "comparison", "amounts"])
def test_every_word_exists_in_both_languages(room):
    words = import_module(f"sim.report.{room}").WORDS
    for english, chinese in words.values():
        assert bool(english) == bool(chinese)
        assert set(FIELDS.findall(chinese)) <= set(FIELDS.findall(english))
