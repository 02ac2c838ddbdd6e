"""What figures say: which wages places show, which bars are not clear, legends that fit."""

from dataclasses import replace
from itertools import combinations

import numpy as np
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from sim.analysis.drivers import Effect
from sim.figures import compare
from sim.figures.drivers import draw_drivers
from sim.figures.run import draw_run
from sim.figures.style import legend_above, time_axis
from sim.policies import WageDeposit
from sim.results import run, run_many
from sim.results.paired import paired
from sim.scenario import load_scenario

HEADLINE, OVERDUE = "unpaid_over_30_days", "overdue"


@pytest.fixture(scope="module")
def toy():
    return run(load_scenario("toy_chain"))


def test_where_nothing_is_overdue_the_places_of_what_is_unpaid_are_shown(toy, tmp_path):
    assert draw_run(toy, tmp_path) == []
    said = (tmp_path / "places.svg").read_text("utf-8")
    assert "Where wages unpaid over 30 days are stuck" in said
    assert "Nothing is overdue by agreement" in said
    assert "Agreed for later" in said
    assert f"{load_scenario('toy_chain').title} (one replicate)" in said  # not cut off


def test_places_say_that_they_are_of_overdue_wages_only(tmp_path):
    county = load_scenario("baseline").with_settings({"weeks": 8, "warmup_weeks": 60})
    draw_run(run(county), tmp_path)
    assert "Only wages overdue by agreement" in (tmp_path / "places.svg").read_text("utf-8")


def test_bars_of_drivers_that_are_not_clear_say_so(toy, tmp_path):
    start = np.full(12, 10e8)
    random = np.random.default_rng(2).normal(0.0, 1e8, 12)
    effects = [
        Effect(cause, outcome, paired(start, end))
        for outcome in (HEADLINE, OVERDUE)
        for cause, end in (("chains", start - 5e8 + random), ("disputes", start + random), ("downturn", start))
    ]
    assert draw_drivers(toy, effects, "toy_chain", tmp_path) == []
    said = (tmp_path / "drivers.svg").read_text("utf-8")
    assert said.count("<!-- not clear -->") == 2
    assert said.count("<!-- none of it happens -->") == 2
    assert "intervals that hold for all 4 bars at once" in said


@pytest.mark.parametrize("names", [("a", "b"), tuple(f"a scenario with a long name {k}" for k in range(8))])
def test_a_legend_stays_in_the_figure_and_says_where_it_ends(names):
    figure = Figure(figsize=(9, 5))
    axes = figure.add_axes((0.1, 0.1, 0.8, 0.6))
    for name in names:
        axes.plot([0, 1], label=name)
    ends = legend_above(figure, [axes], 0.1, 0.95)
    (legend,) = figure.legends
    box = legend.get_window_extent().transformed(figure.transFigure.inverted())
    assert box.x1 <= 0.99
    assert box.y0 == pytest.approx(ends)
    assert (ends > 0.9) == (len(names) == 2)


@pytest.mark.parametrize("arms", [2, 3, 6, 8])
def test_every_arm_has_a_row_and_nothing_lies_on_anything_else(arms, tmp_path, monkeypatch):
    toy = load_scenario("toy_chain")
    several = [toy.with_parameters({"workers.mean_day_wage_fen": 10_000 + 9_000 * k}) for k in range(arms)]
    results = run_many([replace(arm, name=f"an arm with a long name {k}") for k, arm in enumerate(several)], 2)
    drawn = {}
    monkeypatch.setattr(compare, "save", lambda figure, folder, name, *_: drawn.update({name: figure}))
    assert compare.draw_comparison(results, results.compare(), tmp_path) == []
    figure = drawn["compare"]
    renderer = FigureCanvasAgg(figure).get_renderer()
    panels = figure.axes
    assert len(panels) == 2 * (arms - 1)
    assert [axes.get_title(loc="left") for axes in panels[::2]] == [
        f"an arm with a long name {k}" for k in range(1, arms)
    ]
    boxes = [axes.get_tightbbox(renderer) for axes in panels]
    boxes += [text.get_window_extent(renderer) for text in figure.texts if text.get_text()]
    boxes += [legend.get_window_extent(renderer) for legend in figure.legends]
    for one, other in combinations(boxes, 2):
        assert not one.overlaps(other)
    for box in boxes:
        assert 0 <= box.x0 <= box.x1 <= figure.bbox.width
        assert 0 <= box.y0 <= box.y1 <= figure.bbox.height
    for column in (panels[::2], panels[1::2]):
        assert len({axes.get_ylim() for axes in column}) == 1
    others = [line for line in panels[1].get_lines() if line.get_color() == compare.OTHER_COLOUR]
    assert len(others) == arms - 2


def test_places_since_arms_differ_say_so_within_the_figure(tmp_path, monkeypatch):
    county = load_scenario("baseline").with_settings({"weeks": 60, "warmup_weeks": 30, "population.world": "shared"})
    several = run_many([county, county.with_policies(WageDeposit(start="2014-07-07"))], 2)
    drawn = {}
    monkeypatch.setattr(compare, "save", lambda figure, folder, name, *_: drawn.update({name: figure}))
    assert compare.draw_comparison(several, several.compare(), tmp_path) == []
    figure = drawn["compare_places"]
    renderer = FigureCanvasAgg(figure).get_renderer()
    said = [text for text in figure.texts if text.get_text()]
    assert any("weeks since arms differ, over 2 replicates in one world" in text.get_text() for text in said)
    assert any("different scales" in text.get_text() for text in said)
    boxes = [found.get_window_extent(renderer) for found in (*said, *figure.legends)]
    boxes += [axes.get_tightbbox(renderer) for axes in figure.axes]
    for box in boxes:
        assert 0 <= box.x0 <= box.x1 <= figure.bbox.width
        assert 0 <= box.y0 <= box.y1 <= figure.bbox.height
    for one, other in combinations(boxes, 2):
        assert not one.overlaps(other)


@pytest.mark.parametrize("weeks", [30, 60, 100, 156, 1040])
def test_dates_below_a_narrow_axis_do_not_touch(weeks):
    figure = Figure(figsize=(9, 3))
    axes = figure.add_axes((0.1, 0.2, compare.WIDE, 0.7))
    time_axis(axes, np.datetime64("2014-01-05") + 7 * np.arange(weeks + 1), compare.NARROW)
    renderer = FigureCanvasAgg(figure).get_renderer()
    axes.get_tightbbox(renderer)
    labels = [label for label in (*axes.get_xticklabels(), *axes.texts) if label.get_text()]
    boxes = sorted((label.get_window_extent(renderer) for label in labels), key=lambda box: box.x0)
    assert len(boxes) >= 2
    assert all(left.x1 < right.x0 for left, right in zip(boxes, boxes[1:], strict=False))
