"""The same runs are the same bytes, however they were played; what is read from disk is what was in hand."""

import gc
import json
import multiprocessing
import os
import shutil
import subprocess
import sys
import warnings
from concurrent.futures import Executor, Future, ProcessPoolExecutor, ThreadPoolExecutor
from dataclasses import replace
from functools import partial
from pathlib import Path

import numpy as np
import pandas as pd
import psutil
import pytest
from matplotlib.colors import to_hex

import sim.running.many as many
from sim.chain.events import EVENTS
from sim.errors import InputError
from sim.figures.run import draw_run
from sim.figures.style import PLACE_LOOKS
from sim.results import open_results, run, run_many
from sim.results.sources import NOT_KNOWN, NOT_TOLD, commit, sources_hash
from sim.results.tables import events_table
from sim.running.compact import declarations, play_record
from sim.running.progress import Progress
from sim.scenario import load_scenario

ROOT = Path(__file__).resolve().parents[2]
SMALL = load_scenario("baseline").with_settings(
    {"weeks": 60, "warmup_weeks": 30, "population.workers": 150, "population.projects": 5,
     "population.government_projects": 3}
)  # fmt: skip
OTHER = SMALL.with_causes({"chains": False})
FILES = ("series.parquet", "events.parquet", "summary.csv", "places.csv", "flows.csv", "balances.csv", "policies.csv")
TABLES = ("series", "events", "summary", "places", "flows", "balances", "policies")


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A folder of two scenarios, four replicates each."""
    path = tmp_path_factory.mktemp("one") / "runs"
    run_many([SMALL, OTHER], 4, jobs=1, out=path)
    return path


@pytest.mark.parametrize("how", ["two jobs", "two threads", "two processes", "resumed"])
def test_same_bytes_however_played(how, folder, tmp_path):
    out, executor = tmp_path / "runs", None
    if how == "two threads":
        executor = ThreadPoolExecutor(2)
    if how == "two processes":
        executor = ProcessPoolExecutor(2, mp_context=multiprocessing.get_context("spawn"))
    if how == "resumed":
        run_many([SMALL], 2, out=out)
    results = run_many([SMALL, OTHER], 4, jobs=2, out=out, executor=executor)
    if executor:
        executor.shutdown()
    assert results.manifest["runs"] == {
        "asked": 8, "finished": 8, "reused": 2 if how == "resumed" else 0, "failed": 0, "replicates": [0, 1, 2, 3],
    }  # fmt: skip
    for name in FILES:
        assert (out / name).read_bytes() == (folder / name).read_bytes(), name


def test_same_bytes_with_other_hashes_and_in_plain_python(tmp_path):
    code = (
        "import sys; from sim.results import run_many; from sim.scenario import load_scenario\n"
        "run_many([load_scenario('toy_chain')], 2, out=sys.argv[1])"
    )
    for name, change in (("one", {"PYTHONHASHSEED": "1"}), ("two", {"PYTHONHASHSEED": "2", "ARREARS_NO_JIT": "1"})):
        arguments = [sys.executable, "-c", code, str(tmp_path / name)]
        subprocess.run(arguments, check=True, env=os.environ | {"PYTHONPATH": str(ROOT)} | change)
    for name in FILES:
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes(), name


def test_what_has_no_value_is_an_empty_cell(tmp_path):
    hand = run_many([load_scenario("toy_chain").with_settings({"weeks": 5})], 2, out=tmp_path)
    disk = open_results(tmp_path)
    pd.testing.assert_frame_equal(hand.summary(), disk.summary())
    assert str(hand.bands()) == str(disk.bands())
    assert np.isnan(disk.bands()["survey_share"]).all()
    line = next(row for row in (tmp_path / "summary.csv").read_text("utf-8").splitlines() if "survey_share" in row)
    assert line.endswith(",2,,,")


def test_on_disk_as_in_hand(folder):
    hand, disk = run_many([SMALL, OTHER], 4), open_results(folder)
    for name in TABLES:
        pd.testing.assert_frame_equal(getattr(hand, name)(), getattr(disk, name)())
    for by in ("owner_kind", "sector", "tier", "size"):
        pd.testing.assert_frame_equal(hand.series("overdue", by=by), disk.series("overdue", by=by))
    name = disk.scenarios[1]
    for mine, theirs in zip(hand.by_week("overdue", name), disk.by_week("overdue", name), strict=True):
        assert np.array_equal(mine, theirs)
    clock = disk.declared.clocks[0]
    for mine, theirs in zip(hand.places_by_week(clock, name), disk.places_by_week(clock, name), strict=True):
        assert np.array_equal(mine, theirs)
    assert str(hand.bands(name)) == str(disk.bands(name))
    assert hand.declared == disk.declared


def test_scenarios_that_share_a_name_are_told_apart(folder):
    names = open_results(folder).scenarios
    assert names == [f"baseline-{s.fingerprint()[:8]}" for s in (SMALL, OTHER)]
    assert set(open_results(folder).series()["scenario"]) == set(names)
    with pytest.raises(InputError, match="given twice"):
        run_many([SMALL, SMALL], 1)


def test_tables_add_up(folder):
    results = open_results(folder)
    book = results.balances()
    assert (book["closing_fen"] == book["opening_fen"] + book["inflow_fen"] - book["outflow_fen"]).all()
    whose = ["scenario", "replicate"]
    assert (book.groupby([*whose, "period"], sort=False)["closing_fen"].sum() == 0).all()
    assert (book.groupby([*whose, "holder"])["closing_fen"].shift().fillna(0) == book["opening_fen"]).all()
    flows = results.flows().groupby([*whose, "period", "payee"])["fen"].sum()
    inflow = book[book["inflow_fen"] != 0].set_index([*whose, "period", "holder"])["inflow_fen"]
    assert (flows.sort_index().to_numpy() == inflow.sort_index().to_numpy()).all()
    for clock in results.declared.clocks:
        places = results.places()
        stuck = places[places["clock"] == clock].groupby([*whose, "week"])["fen"].sum()
        total = results.series(clock).set_index([*whose, "week"])["value"]
        assert (stuck == total.loc[stuck.index]).all()
    for by in ("owner_kind", "sector", "tier", "size"):
        parts = results.series("wages_paid", by=by).groupby([*whose, "week"])["value"].sum()
        whole = results.series("wages_paid").set_index([*whose, "week"])["value"]
        assert (parts == whole.loc[parts.index]).all()


def test_one_run_in_hand_is_the_same_as_among_many(folder):
    one = run(SMALL, 3).series("overdue").drop(columns="scenario")
    several = open_results(folder).series("overdue")
    mine = several[(several["scenario"] == open_results(folder).scenarios[0]) & (several["replicate"] == 3)]
    pd.testing.assert_frame_equal(one, mine.drop(columns="scenario").reset_index(drop=True))


def test_names_that_do_not_exist(folder):
    results = open_results(folder)
    for call in (
        lambda: results.series("overdu"),
        lambda: results.series("overdue", by="owner"),
        lambda: results.series("firms", by="tier"),
        lambda: results.events("flght"),
        lambda: open_results(folder / "parts"),
    ):
        with pytest.raises(InputError) as error:
            call()
        assert len(error.value.lines) == 1


@pytest.mark.parametrize(
    ("file", "read"),
    [
        ("series.parquet", lambda results: results.series("overdue")),
        ("series.parquet", lambda results: results.numbers),
        ("events.parquet", lambda results: results.events()),
        ("places.csv", lambda results: results.places()),
        ("summary.csv", lambda results: results.bands()),
    ],
)
def test_a_damaged_table_is_an_input_error(file, read, folder, tmp_path):
    shutil.copytree(folder, tmp_path / "runs")
    data = (folder / file).read_bytes()
    for damaged in (b"junk", data[: len(data) // 2], None):
        path = tmp_path / "runs" / file
        path.unlink() if damaged is None else path.write_bytes(damaged)
        with pytest.raises(InputError, match="missing" if damaged is None else "damaged") as caught:
            read(open_results(tmp_path / "runs"))
        assert len(caught.value.lines) == 1
        assert caught.value.lines[0].startswith(f"{path}: ")


def test_an_installed_program_has_the_sources_of_its_checkout(tmp_path):
    shutil.copytree(ROOT / "sim", tmp_path / "sim", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copytree(ROOT / "scenarios", tmp_path / "sim" / "_scenarios")  # where the wheel has them
    code = "from sim.results.sources import commit, sources_hash; print(sources_hash(), commit()['id'])"

    def told():
        done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=tmp_path,
                              env=os.environ | {"PYTHONPATH": str(tmp_path)})  # fmt: skip
        return done.stdout.split()

    assert told() == [sources_hash(), "None"]
    with (tmp_path / "sim" / "week.py").open("a") as file:
        file.write("# changed\n")
    assert told()[0] != sources_hash()


@pytest.mark.parametrize(("written", "known"), [
    ({"vcs_info": {"vcs": "git", "commit_id": "c0ffee"}}, {"id": "c0ffee", "dirty": None, "from": "installation"}),
    ({"dir_info": {}}, {"id": None, "dirty": None, "from": NOT_KNOWN}),
    ([], {"id": None, "dirty": None, "from": NOT_KNOWN}),
    (None, {"id": None, "dirty": None, "from": NOT_KNOWN}),
])  # fmt: skip
def test_an_installed_program_knows_the_commit_that_its_installer_wrote_down(written, known, tmp_path, monkeypatch):
    metadata = tmp_path / "wage_arrears-0.1.0.dist-info"
    metadata.mkdir()
    (metadata / "METADATA").write_text("Metadata-Version: 2.1\nName: wage-arrears\nVersion: 0.1.0\n")
    if written is not None:
        (metadata / "direct_url.json").write_text(json.dumps({"url": "somewhere"} | written if written else written))
    monkeypatch.syspath_prepend(str(tmp_path))
    assert commit(tmp_path / "sim") == known
    assert commit(tmp_path / "elsewhere" / "sim")["from"] == NOT_KNOWN  # another copy than the installed one


def test_a_checkout_knows_its_commit_unless_git_names_none(tmp_path, monkeypatch):
    shutil.copytree(ROOT / "scenarios", tmp_path / "scenarios")
    told = partial(subprocess.run, check=True, cwd=tmp_path, capture_output=True, text=True)
    told(["git", "init", "-q"])
    assert commit(tmp_path / "sim") == {"id": None, "dirty": None, "from": NOT_TOLD}
    told(["git", "add", "."])
    told(["git", "-c", "user.name=x", "-c", "user.email=x@y", "commit", "-q", "-m", "all"])
    head = told(["git", "rev-parse", "HEAD"]).stdout.strip()
    assert commit(tmp_path / "sim") == {"id": head, "dirty": False, "from": "checkout"}
    (tmp_path / "scenarios" / "baseline.toml").unlink()
    assert commit(tmp_path / "sim") == {"id": head, "dirty": True, "from": "checkout"}
    monkeypatch.setenv("PATH", "")
    assert commit(tmp_path / "sim") == {"id": None, "dirty": None, "from": NOT_TOLD}


def test_events_become_rows():
    happened = np.zeros(2, EVENTS)
    happened["week"], happened["kind"], happened["fen"] = (1, 5), (0, 1), (0, 700)
    happened["project_target"] = (3, 0)
    table = events_table(replace(play_record(SMALL, 0), events=happened), declarations()).to_pydict()
    assert table["week"] == [1, 5]
    assert table["kind"] == list(declarations().event_kinds[:2])
    assert table["fen"] == [0, 700]
    assert table["project_target"] == ["project:3", ""]
    assert [str(date)[:10] for date in table["date"]] == ["2014-01-12", "2014-02-09"]


class Sour(Executor):
    """An executor in which every second job fails."""

    def submit(self, fn, /, *args, **kwargs):
        """Run it at once, or fail."""
        future: Future = Future()
        if args[1] % 2:
            future.set_exception(ValueError("sour"))
        else:
            future.set_result(fn(*args, **kwargs))
        return future


def test_a_failed_run_is_a_record(tmp_path):
    results = run_many([SMALL], 4, out=tmp_path / "runs", executor=Sour())
    assert [(f["replicate"], f["error"]) for f in results.failures] == [
        (1, "ValueError: sour"),
        (3, "ValueError: sour"),
    ]
    assert set(open_results(tmp_path / "runs").series("overdue")["replicate"]) == {0, 2}
    mended = run_many([SMALL], 4, out=tmp_path / "runs")
    assert mended.manifest["runs"]["reused"] == 2
    assert not mended.failures


def test_all_runs_failed(tmp_path):
    everything_fails = Sour()
    everything_fails.submit = lambda fn, scenario, k, r: Sour.submit(everything_fails, fn, scenario, 1, r)
    run_many([SMALL], 2, out=tmp_path / "runs", executor=everything_fails)
    results = open_results(tmp_path / "runs")
    assert len(results.failures) == 2
    assert all(len(getattr(results, name)()) == 0 for name in TABLES)


def test_two_hundred_runs_do_not_grow_memory(tmp_path, monkeypatch):
    process, used = psutil.Process(), []
    monkeypatch.setattr("sim.running.store.PART_SECONDS", 0.2)

    def look(state: Progress) -> None:
        if state.done in (60, 200):
            gc.collect()
            used.append(process.memory_info().rss)

    many.run_many([SMALL], 200, out=tmp_path / "runs", progress=look)
    # 140 worlds and recordings kept would be 180 MB; the allocator's own ups and downs are some 15
    assert used[-1] - used[0] < 40e6, [f"{u / 1e6:.0f} MB" for u in used]


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_figures_never_lack_a_character(lang, tmp_path):
    title = "Cost in $ and 元: $x$ \u4e00\U0001f3d7"
    results = run_many([SMALL.with_settings({"title": title})], 3)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        told = draw_run(results, tmp_path, lang)
    assert len(told) >= 1
    assert all("\n" not in line for line in told)
    for name in ("unpaid", "places"):
        assert (tmp_path / f"{name}.png").read_bytes().startswith(b"\x89PNG")
        assert SMALL.fingerprint()[:8] in (tmp_path / f"{name}.svg").read_text("utf-8")


def test_a_place_looks_the_same_in_every_figure(tmp_path, monkeypatch):
    looks: dict[str, set] = {}

    def save(figure, folder, name, title, provenance):
        for area in figure.axes[0].collections if name.startswith("places") else ():
            colour = to_hex(area.get_facecolor()[0])
            looks.setdefault(area.get_label(), set()).add((colour, area.get_hatch() or ""))

    monkeypatch.setattr("sim.figures.run.save", save)
    county = load_scenario("baseline").with_settings({"weeks": 60, "warmup_weeks": 52})
    draw_run(run_many([county, *(county.with_causes({c: False}) for c in ("late_owners", "disputes"))], 2), tmp_path)
    assert len(looks) > 8  # so some place that is large in one figure is not in another
    assert {label: len(seen) for label, seen in looks.items() if len(seen) > 1} == {}
    assert len(set(PLACE_LOOKS.values())) == len(PLACE_LOOKS)
    assert set(PLACE_LOOKS) == set(declarations().places)


@pytest.mark.parametrize("weeks", [1, 5, 700])
def test_figures_of_short_and_long_runs(weeks, tmp_path):
    toy = load_scenario("toy_chain").with_settings({"weeks": weeks})
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert draw_run(run(toy), tmp_path) == []
