"""Comparisons: known answers of the statistics, arms that do not differ, directions, results in hand and from disk."""

import csv
from dataclasses import replace
from datetime import date
from math import isnan, nan

import numpy as np
import pandas as pd
import pytest

import sim
from sim.analysis.answer import answer
from sim.analysis.costs import Cost, cost, yuan_months
from sim.analysis.drivers import ALL_OFF, INTERACTION, SUM, effects, without_causes
from sim.analysis.flows import flow_cells
from sim.analysis.places import place_cells, weeks_recorded
from sim.analysis.tables import write_arms, write_comparison
from sim.cli.table import run_table
from sim.declared.directions import HIGHER_IS_BETTER, LOWER_IS_BETTER, better_sign
from sim.outcomes import OUTCOMES
from sim.policies import DedicatedAccount
from sim.report.answer import sentences
from sim.report.notes import notes
from sim.results import open_results, run_many
from sim.results.compare import Comparison
from sim.results.numbers import Numbers
from sim.results.paired import paired, pairs_needed, spread, student
from sim.results.spread import one_number
from sim.running.compact import declarations, play_record
from sim.scenario import load_scenario

SMALL = load_scenario("baseline").with_settings(
    {"weeks": 60, "warmup_weeks": 30, "population.workers": 300, "population.projects": 8,
     "population.government_projects": 4}
)  # fmt: skip
SAME = SMALL.with_causes({"downturn": False})  # there is no downturn to switch off
NOTHING = SMALL.with_causes(load_scenario("nothing_goes_wrong").causes)
HEADLINE = "unpaid_over_30_days"
PAIRS = 11


def test_student_is_that_of_the_tables():
    for freedom, quantile in ((1, 12.7062), (2, 4.3027), (3, 3.1824), (10, 2.2281), (49, 2.0096), (1000, 1.9623)):
        assert student(freedom) == pytest.approx(quantile, abs=5e-5)
    assert student(10, among=5) == pytest.approx(3.1693, abs=5e-5)  # each at 99 %


def test_a_paired_difference_worked_out_by_hand():
    # differences -3, -1, 0, nothing: mean -4/3, standard deviation sqrt(7/3), interval t(2) sqrt(7/9) either way
    found = paired(np.array([10.0, 20, 30, nan]), np.array([7.0, 19, 30, 5]))
    assert (found.pairs, found.lower, found.higher, found.baseline_mean) == (3, 2, 0, 20)
    assert found.difference == pytest.approx(-4 / 3)
    assert found.high - found.difference == pytest.approx(4.30265 * (7 / 9) ** 0.5, rel=1e-5)
    assert found.relative == pytest.approx(-1 / 15)
    assert found.same_sign == pytest.approx(2 / 3)
    assert (found.better(-1), found.better(1), found.equal) == (2, 0, 1)
    assert found.interval(1) == pytest.approx((found.low, found.high))
    low, high = found.interval(5)  # each at 99 %: t(2) = 9.92484
    assert (low + high, high - low) == pytest.approx((-8 / 3, 2 * 9.92484 * (7 / 9) ** 0.5), rel=1e-5)


def test_pairs_needed_is_the_least_number_that_does():
    n = pairs_needed(3.0, 0.2)  # by the normal distribution 865
    assert n == 867
    assert student(int(n) - 1) * 3.0 / n**0.5 <= 0.2 < student(int(n) - 2) * 3.0 / (n - 1) ** 0.5
    assert pairs_needed(0.0, 0.2) == 2
    assert isnan(pairs_needed(1.0, 0.0))
    assert isnan(pairs_needed(nan, 1.0))


def test_one_pair_and_no_pair():
    one = paired(np.array([4.0]), np.array([3.0]))
    assert (one.difference, one.lower) == (-1, 1)
    assert isnan(one.low)
    assert not one.clear(1)
    assert isnan(one.interval(3)[0])
    assert isnan(one.pairs_needed)
    assert paired(np.empty(0), np.empty(0)).pairs == 0
    assert isnan(spread(np.array([nan])).median)


def test_an_interval_holds_the_truth_in_95_of_100():
    random = np.random.default_rng(7)
    held = 0
    for _ in range(2000):
        found = paired(np.zeros(8), random.normal(1.0, 2.0, 8))
        held += found.low <= 1.0 <= found.high
    assert 0.935 < held / 2000 < 0.965


def test_every_direction_belongs_to_an_outcome():
    assert {o.name for o in OUTCOMES} >= LOWER_IS_BETTER | HIGHER_IS_BETTER
    assert better_sign(HEADLINE) == -1
    assert better_sign("wages_earned") == 0


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    path = tmp_path_factory.mktemp("compared") / "runs"
    run_many([SMALL, SAME, NOTHING], PAIRS, jobs=2, out=path)
    return path


def test_numbers_are_those_of_the_summary(folder):
    record, declared = play_record(SMALL, 3), declarations()
    results = open_results(folder)
    mine = results.numbers[results.scenarios[0]]
    for row, outcome in enumerate(declared.outcomes):
        np.testing.assert_array_equal(mine.values[3, row, 0], one_number(record, declared, outcome.name))
    bands = results.bands()
    comparison = results.compare()
    for outcome, band in bands.items():
        assert str(band[0]) == str(spread(comparison.values(comparison.baseline, outcome)).median)


def test_arms_that_do_not_differ_differ_by_exactly_nothing(folder):
    comparison = open_results(folder).compare()
    same = comparison.arms[0]
    for outcome in comparison.declared.outcomes:
        pair = comparison.pair(same, outcome.name)
        if pair.pairs > 1:
            assert (pair.difference, pair.low, pair.high, pair.lower, pair.higher) == (0, 0, 0, 0, 0)
    assert comparison.pair(same, HEADLINE).better(-1) == 0
    assert comparison.pair(same, HEADLINE).pairs_needed == 2
    alike = Comparison(comparison.baseline, (same,), comparison.numbers, comparison.declared)
    said = sentences(alike, answer(alike), None)
    assert "exactly" in said[0]
    assert "No other outcome of the table clearly gets worse by 0.5% or more" in said[1]
    assert said[2].endswith("whether others would, only more of them can tell.")


def test_without_causes_nobody_is_unpaid(folder):
    comparison = open_results(folder).compare()
    found = answer(comparison)
    assert found is not None
    assert found.arm == comparison.arms[1]
    assert found.headline.relative == -1
    assert (found.headline.lower, found.clear, found.equal, found.near) == (PAIRS, True, (), ())
    for lang in ("en", "zh"):
        said = sentences(comparison, found, yuan_cost(1000.0, 50.0), lang)
        assert len(said) == 3
        assert all(text.count(". ") + text.count("。") <= 1 for text in said)
        assert "20.000" in said[1]
        assert "20.000" not in sentences(comparison, found, yuan_cost(1000.0, 50.0, pairs=9), lang)[1]
        assert f"{PAIRS}" in said[0]
    assert f"better in {PAIRS} of {PAIRS} pairs" in sentences(comparison, found, None)[0]


def yuan_cost(spent, avoided, pairs=PAIRS):
    """What costs so many yuan and avoids so many yuan-months over 100 weeks, the same in every pair."""
    before = np.full(pairs, avoided / yuan_months(1.0, 100))
    return Cost(paired(np.zeros(pairs), np.full(pairs, spent * 100)), paired(before, 0 * before), 100, 9)


def test_in_hand_as_from_disk(folder):
    hand, disk = run_many([SMALL, SAME, NOTHING], PAIRS, out=folder), open_results(folder)
    pd.testing.assert_frame_equal(hand.compare().table(), disk.compare().table())
    pd.testing.assert_frame_equal(hand.compare().table(by="tier"), disk.compare().table(by="tier"))
    for cells in (place_cells, flow_cells):
        assert cells(hand).names == cells(disk).names
        for name in hand.scenarios:
            assert np.array_equal(cells(hand).sums[name], cells(disk).sums[name])
    table = disk.compare(to=disk.scenarios[2]).table()
    row = table[(table["scenario"] == disk.scenarios[0]) & (table["outcome"] == HEADLINE)].iloc[0]
    assert (row["baseline"], row["same_sign"], row["better_share"], row["pairs"]) == (0, 1, 0, PAIRS)


@pytest.fixture(scope="module")
def dated(tmp_path_factory):
    path = tmp_path_factory.mktemp("dated") / "runs"
    accounts = DedicatedAccount(start=date(2014, 7, 7))
    run_many([SMALL, SMALL.with_policies(accounts), SAME.with_policies(accounts)], 3, jobs=2, out=path)
    return path


def test_weeks_before_an_arm_differs_are_told_and_left_out_of_its_mean_since(dated):
    results = open_results(dated)
    comparison = results.compare()
    late, twin = comparison.arms
    since = comparison.since(late)
    assert (since.monday.isoformat(), since.before, since.weeks) == ("2014-07-07", 26, 60)
    (dates, before), (_, after) = (results.by_week(HEADLINE, name) for name in (comparison.baseline, late))
    later = dates >= np.datetime64("2014-07-07")
    assert later.sum() == 34
    assert since.headline.difference == pytest.approx((after - before)[:, later].mean())
    assert comparison.pair(late, HEADLINE).difference == pytest.approx(since.headline.difference * 34 / 60)
    assert comparison.alike() == [(late, twin)]
    alike = f"{late} and {twin} are alike: the same numbers in every week of every pair."
    assert notes(results.compare(weeks="since")) == [alike]
    said = notes(comparison)  # over all weeks, in which they begin to differ late
    assert said[0].startswith(
        f"{late} and {twin} differ from {comparison.baseline} from 2014-07-07 on only: 26 of the 60"
    )
    assert f"{since.headline.relative:+.1%} ({late})" in said[0]
    assert said[-1] == alike
    first = sentences(comparison, answer(comparison), None)[0]
    assert f"as much as {twin}" in first
    assert "most of all" not in first


def scale_of(rate):
    return next(o.scale for o in declarations().outcomes if o.name == rate)


def test_numbers_since_arms_differ_are_those_of_the_weeks_from_then_on(dated):
    results = open_results(dated)
    whole, since = results.compare(), results.compare(weeks="since")
    assert (whole.before, whole.weeks, since.before, since.weeks, since.recorded) == (0, 60, 26, 34, 60)
    assert [day.isoformat() for day in since.period] == ["2014-07-07", "2015-03-01"]
    arm = since.arms[0]
    for outcome, kind in (("overdue", np.mean), ("wages_paid", np.sum)):
        _, weeks = results.by_week(outcome, arm)
        np.testing.assert_allclose(since.values(arm, outcome), kind(weeks[:, 27:], axis=1))
        np.testing.assert_allclose(whole.values(arm, outcome), kind(weeks[:, 1:], axis=1))
    _, owed = results.by_week("survey_owed_persons", arm)
    _, asked = results.by_week("survey_persons", arm)
    np.testing.assert_allclose(since.values(arm, "survey_share"), owed[:, 27:].sum(axis=1) / asked[:, 27:].sum(axis=1))
    tiers = [f"tier:{k}" for k in range(1, 7)]
    for comparison in (whole, since):  # by group too
        parts = sum(np.nan_to_num(comparison.values(arm, "overdue", tier)) for tier in tiers)
        np.testing.assert_allclose(parts, comparison.values(arm, "overdue"))
    late, paid = (results.series(name, by="tier") for name in ("bills_paid_late", "bills_paid"))
    mine = (late["scenario"] == arm) & (late["week"] > 26) & (late["tier"] == "1")
    summed = [frame[mine].groupby("replicate")["value"].sum().to_numpy() for frame in (late, paid)]
    np.testing.assert_allclose(
        since.values(arm, "days_to_pay", "tier:1"), scale_of("days_to_pay") * summed[0] / summed[1]
    )
    assert since.pair(arm, HEADLINE).difference == pytest.approx(whole.since(arm).headline.difference)
    assert since.pair(arm, "wages_paid").difference == pytest.approx(whole.pair(arm, "wages_paid").difference)
    months = [cost(comparison, arm, 9).yuan_months_avoided for comparison in (whole, since)]
    assert months[0] == pytest.approx(months[1])
    assert since.to(arm).before == 26
    assert "on average from 2014-07-07 on, when arms begin to differ" in sentences(since, answer(since), None)[0]
    assert "on average over the weeks" in sentences(whole, answer(whole), None)[0]


def test_every_arm_has_a_row_in_the_file_of_the_glance(dated, tmp_path):
    results = open_results(dated)
    since = results.compare(weeks="since")
    write_arms(tmp_path / "compare_arms.csv", since, results.manifest["scenarios"])
    with (tmp_path / "compare_arms.csv").open(encoding="utf-8-sig") as file:
        base, late, twin = csv.DictReader(file)
    assert (base["arm"], base["measures"], base["overdue_difference"]) == (since.baseline, "", "")
    assert (late["measures"], late["differs_from"], late["since"], late["weeks"]) == (
        "5 dedicated_account", "2014-07-07", "2014-07-07", "34",
    )  # fmt: skip
    assert (late["other_changes"], twin["other_changes"]) == ("", "off downturn")
    pair = since.pair(late["arm"], "overdue")
    assert float(late["overdue_difference"]) == pair.difference
    assert float(late["overdue_share"]) == pytest.approx(pair.difference / pair.baseline_mean)
    assert (late["overdue_clear"], late["yuan_per_yuan_month"]) == ("no", "")  # three pairs
    used = since.pair(late["arm"], "cost_contractors").difference + since.pair(late["arm"], "cost_banks").difference
    used += sum(since.pair(late["arm"], f"cost_{party}").difference for party in ("owners", "workers", "authority"))
    assert float(late["resources_yuan_per_year"]) == pytest.approx(used / 100 * 365.25 / 7 / 34)


def test_places_since_arms_differ_leave_out_what_was_recorded_before(dated):
    results = open_results(dated)
    whole, later = place_cells(results), place_cells(results, 26)
    frame = results.places()
    name = results.scenarios[1]
    mine = frame[(frame["scenario"] == name) & (frame["week"] > 26) & (frame["clock"] == HEADLINE)]
    cells = [i for i, cell in enumerate(later.names) if cell[:2] == (HEADLINE, "all")]
    assert later.sums[name][:, cells].sum() == pytest.approx(mine["yuan_weeks"].sum())
    assert later.sums[name].sum() < whole.sums[name].sum()
    recorded = results.manifest["scenarios"][0]["places_recorded"]
    before = max(week for week in recorded if week <= 26)
    assert (weeks_recorded(results), weeks_recorded(results, 26)) == (recorded[-1], recorded[-1] - before)


def test_arms_that_differ_from_the_first_week_need_no_remark(folder):
    comparison = open_results(folder).compare()
    same, nothing = comparison.arms
    assert comparison.since(same) is None
    assert comparison.since(nothing).before == 0
    assert notes(comparison) == [
        f"{comparison.baseline} and {same} are alike: the same numbers in every week of every pair."
    ]


def test_places_and_flows_add_up(folder):
    results = open_results(folder)
    cells = place_cells(results)
    for clock in ("overdue", HEADLINE):
        for kind in ("all", "owner_kind", "tier"):
            mine = [i for i, (c, g, _) in enumerate(cells.names) if c == clock and g.partition(":")[0] == kind]
            whole = [i for i, (c, g, _) in enumerate(cells.names) if c == clock and g == "all"]
            for name in results.scenarios:
                np.testing.assert_allclose(
                    cells.sums[name][:, mine].sum(axis=1), cells.sums[name][:, whole].sum(axis=1)
                )
    flows = results.flows()
    cells = flow_cells(results)
    year = flows[(flows["period"].str[:4] == "2014") & (flows["purpose"] == "wage") & (flows["replicate"] == 2)]
    year = year[year["scenario"] == results.scenarios[0]]
    mine = [i for i, name in enumerate(cells.names) if name[0] == "2014" and name[3] == "wage"]
    assert cells.sums[results.scenarios[0]][2, mine].sum() == year["fen"].sum()


def test_places_that_a_run_does_not_name_are_told_together(folder):
    results = open_results(folder)
    name = results.scenarios[0]
    lines = run_table(results, name).partition("Stuck at")[2].splitlines()[1:]
    shares = [dict(results.stuck(clock, name)) for clock in (HEADLINE, "overdue")]
    named = {place for share in shares for place in list(share)[:3]}
    rest = [sum(part for place, part in share.items() if place not in named) for share in shares]
    assert rest[1] > 0
    assert lines[-1].split() == ["All", "other", "places", *(f"{part:.0%}" if part else "-" for part in rest)]
    assert len(lines) == len(named) + 1


def test_the_file_has_every_outcome_of_every_arm(folder, tmp_path):
    comparison = open_results(folder).compare()
    write_comparison(tmp_path / "compare.csv", comparison)
    with (tmp_path / "compare.csv").open(encoding="utf-8-sig") as file:
        rows = list(csv.DictReader(file))
    assert list(rows[0])[:11] == [
        "outcome", "group", "arm", "median", "p10", "p90", "difference", "low", "high", "better_share", "pairs_needed",
    ]  # fmt: skip
    whole = [row for row in rows if row["group"] == "all"]
    assert len(whole) == 3 * len(OUTCOMES)
    mine = next(row for row in whole if row["outcome"] == HEADLINE and row["arm"] == comparison.arms[1])
    assert float(mine["difference"]) == comparison.pair(comparison.arms[1], HEADLINE).difference
    assert mine["better_share"] == "1"
    assert next(row for row in whole if row["arm"] == comparison.baseline)["difference"] == ""
    assert next(row for row in whole if row["outcome"] == "wages_earned" and row["difference"])["better_share"] == ""


def test_what_cannot_be_compared(folder):
    results = open_results(folder)
    for wrong in (
        lambda: results.compare(to="nobody"),
        lambda: results.compare(weeks="sinse"),
        lambda: results.compare().table(by="owner"),
        lambda: run_many([SMALL], 1).compare(),
        lambda: run_many([SMALL, SMALL.with_settings({"weeks": 59})], 1).compare(),
        lambda: run_many([SMALL, NOTHING.with_seed(5)], 1).compare(),
    ):
        with pytest.raises(sim.InputError) as error:
            wrong()
        assert len(error.value.lines) == 1


def test_the_same_scenario_under_two_names_is_told_with_both():
    with pytest.raises(sim.InputError, match="^again: is the same scenario as baseline\\.$"):
        run_many([SMALL, replace(SMALL, name="again")], 1)
    with pytest.raises(sim.InputError, match="^baseline: is given twice\\.$"):
        run_many([SMALL, SMALL], 1)


def test_drivers_add_up_to_all_off_with_their_interaction():
    without = without_causes(SMALL)
    assert [*without][-1] == ALL_OFF
    assert without[ALL_OFF].fingerprint() == NOTHING.fingerprint()
    declared = declarations()
    row = [o.name for o in declared.outcomes].index(HEADLINE)

    def numbers(*values):
        found = np.zeros((len(values), len(declared.outcomes), len(declared.groups)))
        found[:, row, 0] = values
        return Numbers(np.arange(len(values)), found)

    runs = {"base": numbers(10, 20), "x": numbers(7, 18), "y": numbers(9, 21), "none": numbers(1, 2)}
    names = {"": "base", "chains": "x", "disputes": "y", ALL_OFF: "none"}
    found = {e.cause: e.pair for e in effects(runs, declared, names) if e.outcome == HEADLINE}
    assert [found[name].difference for name in ("chains", "disputes", SUM, ALL_OFF, INTERACTION)] == [
        -2.5, 0, -2.5, -13.5, -11,
    ]  # fmt: skip
    assert found[SUM].lower == 2
    part = {e.cause for e in effects({k: runs[k] for k in ("base", "x", "none")}, declared, names)}
    assert part == {"chains"}  # a sum over some of the causes says nothing


def test_a_yuan_month_is_30_4375_days():
    assert yuan_months(100.0, 4348) == pytest.approx(4348 * 7 / 30.4375)
    assert yuan_cost(30.0, 60.0).per_yuan_month == pytest.approx(0.5)
    assert yuan_cost(1000.0, 60.0).fen_a_year == pytest.approx(1000 * 100 * 365.25 / 700)
    assert yuan_cost(30.0, 60.0).interval == pytest.approx((60.0, 60.0))
    assert isnan(yuan_cost(30.0, 60.0, pairs=9).per_yuan_month)  # perhaps nothing is avoided
    assert isnan(yuan_cost(30.0, -1.0).per_yuan_month)
    assert yuan_cost(30.0, -1.0).clear
