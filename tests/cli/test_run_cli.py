"""`arrears run` as a person calls it: the folder, going on after a kill, refusals, interruptions."""

import json
import os
import signal
import time
from pathlib import Path

import calling
import pandas as pd
import pytest
from calling import CALL

from sim.running.parts import read_part

SMALL = """
extends = "baseline"
title = "A small place"
weeks = 60
warmup_weeks = 30
[population]
projects = 5
government_projects = 3
workers = 150
"""
SLOW = "import sim.running.store as s; s.PART_SECONDS = 0.3\n" + CALL
FILES = {
    "manifest.json", "summary.csv", "series.parquet", "events.parquet", "places.csv", "flows.csv", "balances.csv",
    "policies.csv", "figures", "parts",
}  # fmt: skip


@pytest.fixture
def place(tmp_path):
    """A working folder with a small scenario in it."""
    (tmp_path / "small.toml").write_text(SMALL, encoding="utf-8")
    return tmp_path


def start(folder, *arguments, code=CALL):
    return calling.start(folder, "run", *arguments, code=code)


def call(folder, *arguments, code=CALL):
    status, out, error = calling.call(folder, "run", *arguments, code=code)
    assert "Traceback" not in error, error
    told = [
        line for line in error.splitlines(keepends=True) if not line.startswith("runs ")
    ]  # a slow machine's progress
    return status, out, "".join(told)


def refused(folder, *arguments):
    before = sorted(p for p in folder.rglob("*"))
    status, out, error = call(folder, *arguments)
    assert (status, out) == (2, ""), (status, out, error)
    assert sorted(p for p in folder.rglob("*")) == before
    assert len(error.splitlines()) == 1, error
    return error


def kept(folder):
    """Replicates in the parts of a folder."""
    parts = [read_part(path) for path in sorted(folder.glob("parts/*.npz"))]
    return sorted(k for part in parts if part for k in part.replicates)


def wait_for_parts(process, folder):
    deadline = time.monotonic() + 120
    while not list(folder.glob("parts/*.npz")):
        assert process.poll() is None, process.communicate()
        assert time.monotonic() < deadline
        time.sleep(0.02)


def test_one_run_writes_the_whole_folder(place):
    code = f"import sys, atexit; atexit.register(lambda: print('pandas' in sys.modules, file=sys.stderr))\n{CALL}"
    status, out, error = call(place, "small.toml", code=code)
    assert (status, error) == (0, "False\n")  # no warning, and no half second for pandas
    folder = place / out.splitlines()[-1].removeprefix("Written: ")
    manifest = json.loads((folder / "manifest.json").read_text("utf-8"))
    assert folder.relative_to(place) == Path("results") / f"small-{manifest['scenarios'][0]['fingerprint'][:8]}"
    assert {path.name for path in folder.iterdir()} == FILES
    assert {path.name for path in (folder / "figures").iterdir()} == {
        "unpaid.png", "unpaid.svg", "places.png", "places.svg",
    }  # fmt: skip
    assert manifest["command"].endswith("run small.toml")
    assert manifest["scenarios"][0]["text"].startswith('title = "A small place"')
    assert all((folder / name).read_bytes().startswith(b"\xef\xbb\xbf") for name in FILES if name.endswith("csv"))
    series = pd.read_parquet(folder / "series.parquet")
    assert list(series) == ["scenario", "replicate", "week", "date", "outcome", "group", "value"]
    assert str(series["date"].min())[:10] == "2014-01-05"
    events = pd.read_parquet(folder / "events.parquet")
    whom = ["project_uid", "contract_uid", "firm_uid", "workers", "fen", "project_target", "firm_target"]
    assert list(events) == ["scenario", "replicate", "week", "date", "kind", *whom]
    assert "one replicate, so one world and no spread" in out
    assert "10-90 %" not in out
    summary = pd.read_csv(folder / "summary.csv")
    assert (summary["replicates"] == 1).all()
    assert summary["median"].notna().any()
    assert summary[["p10", "p90"]].isna().all(axis=None)


def test_replicates_show_a_band_and_more_of_them_use_the_old(place):
    first = call(place, "small.toml", "--replicates", 3, "--out", "runs")
    second = call(place, "small.toml", "--replicates", 5, "--jobs", 2, "--out", "runs", "--lang", "zh")
    assert first[0] == second[0] == 0
    assert "10-90 %" in first[1]
    assert "逾期工资" in second[1]
    assert first[2] == ""
    assert second[2].splitlines()[-1] == "note: 3 runs were found in runs and not played again."
    assert second[1].splitlines()[-1] == "已写入：runs"
    manifest = json.loads((place / "runs" / "manifest.json").read_text("utf-8"))
    assert (manifest["runs"]["finished"], manifest["runs"]["reused"]) == (5, 3)
    assert kept(place / "runs") == [0, 1, 2, 3, 4]


def test_another_seed_loses_nothing(place):
    call(place, "small.toml", "--replicates", 2, "--out", "runs")
    first = (place / "runs" / "series.parquet").read_bytes()
    _, _, error = call(place, "small.toml", "--seed", 7, "--out", "runs")
    assert (place / "runs" / "series.parquet").read_bytes() != first
    kept = "they are kept in its parts, and `arrears run small.toml --replicates 2 --out runs` brings them back."
    assert error == f"note: the tables of runs no longer hold 2 runs of small with seed 1; {kept}\n"
    call(place, "small.toml", "--replicates", 2, "--out", "runs")
    assert (place / "runs" / "series.parquet").read_bytes() == first
    assert json.loads((place / "runs" / "manifest.json").read_text("utf-8"))["runs"]["reused"] == 2
    _, _, error = call(place, "small.toml", "--out", "runs")
    note, gone = error.splitlines()
    assert note == "note: 1 run was found in runs and not played again."
    assert gone.startswith("note: the tables of runs no longer hold 1 run of small with seed 1")


def test_another_seed_has_another_folder(place):
    folders = []
    for options in ((), ("--seed", 7), ("--seed", 8), ("--seed", 1), ("--weeks", 59)):
        _, out, error = call(place, "small.toml", *options)
        folders.append(out.splitlines()[-1].removeprefix("Written: "))
        again = f"note: 1 run was found in {folders[-1]} and not played again.\n"
        assert error == (again if options == ("--seed", 1) else "")
    one, seven, eight, again, shorter = folders
    assert (seven, eight, again) == (f"{one}-seed7", f"{one}-seed8", one)
    assert shorter not in folders[:4]


def test_a_damaged_part_is_played_again(place):
    call(place, "small.toml", "--replicates", 3, "--out", "runs")
    whole = (place / "runs" / "series.parquet").read_bytes()
    part = min((place / "runs" / "parts").glob("*.npz"))  # a slow machine keeps them in several
    data = part.read_bytes()
    middle = len(data) // 2
    for damaged in (data[:middle], data[:middle] + bytes(64) + data[middle + 64 :], b""):
        part.write_bytes(damaged)
        status, _, error = call(place, "small.toml", "--replicates", 3, "--out", "runs")
        damage, *found = error.splitlines()
        assert (status, damage) == (0, f"warning: parts/{part.name} was damaged; its runs were played again.")
        assert len(found) <= 1  # what other parts hold
        assert (place / "runs" / "series.parquet").read_bytes() == whole
        assert kept(place / "runs") == [0, 1, 2]
    (place / "runs" / "manifest.json").write_text("{")
    again = "note: 3 runs were found in runs and not played again.\n"
    assert call(place, "small.toml", "--replicates", 3, "--out", "runs")[0::2] == (0, again)


def test_goes_on_after_a_kill(place):
    process = start(place, "small.toml", "--replicates", 5000, "--out", "runs", code=SLOW)
    wait_for_parts(process, place / "runs")
    process.kill()
    process.communicate()
    done = kept(place / "runs")
    assert done
    assert not (place / "runs" / "manifest.json").exists()
    wanted = max(done) + 5
    status, _, error = call(place, "small.toml", "--replicates", wanted, "--out", "runs")
    runs = "1 run was" if len(done) == 1 else f"{len(done):,} runs were"
    assert (status, error.splitlines()[-1]) == (0, f"note: {runs} found in runs and not played again.")
    manifest = json.loads((place / "runs" / "manifest.json").read_text("utf-8"))
    assert manifest["runs"]["reused"] == len(done)
    assert not list((place / "runs").rglob(".*"))
    assert call(place, "small.toml", "--replicates", wanted, "--out", "fresh")[0] == 0
    for name in ("series.parquet", "places.csv"):
        assert (place / "runs" / name).read_bytes() == (place / "fresh" / name).read_bytes()


@pytest.mark.skipif(os.name == "nt", reason="signals differ")
def test_an_interruption_keeps_finished_parts(place):
    process = start(place, "small.toml", "--replicates", 5000, "--jobs", 2, "--out", "runs", code=SLOW)
    wait_for_parts(process, place / "runs")
    process.send_signal(signal.SIGINT)
    _, error = process.communicate(timeout=60)
    assert process.returncode == 130
    assert "Traceback" not in error
    assert error.splitlines()[-1].startswith("arrears: interrupted; finished runs are kept in runs")
    assert kept(place / "runs")


def test_a_failed_run_is_told_and_recorded(place):
    code = (
        "import sim.running.many as m\n"
        "play = m.play_record\n"
        "def sour(scenario, replicate, region):\n"
        "    if replicate == 1: raise ValueError('sour')\n"
        "    return play(scenario, replicate, region)\n"
        f"m.play_record = sour\n{CALL}"
    )
    status, out, error = call(place, "small.toml", "--replicates", 3, "--out", "runs", code=code)
    assert status == 1
    assert error == "replicate 1 failed: ValueError: sour\n"
    assert "2 replicates" in out
    failure = json.loads((place / "runs" / "manifest.json").read_text("utf-8"))["failures"][0]
    assert failure["replicate"] == 1
    assert "Traceback" in failure["traceback"]


def test_dry_run_writes_nothing(place):
    before = sorted(place.rglob("*"))
    code = f"import sys, atexit; atexit.register(lambda: print('numba' in sys.modules))\n{CALL}"
    status, out, error = call(place, "small.toml", "--dry-run", "--replicates", 7, code=code)
    assert (status, error) == (0, "")
    assert [
        word
        for word in ("150 jobs on site, for 188 persons", "5, 3", "60", "7", "GB", "about", "False")
        if word not in out
    ] == []
    assert sorted(place.rglob("*")) == before


def test_a_folder_of_something_else_is_refused(place):
    (place / "mine").mkdir()
    (place / "mine" / "notes.txt").write_text("mine")
    (place / "odd").mkdir()
    (place / "odd" / "manifest.json").write_text('{"name": "my app"}')
    (place / "cars" / "parts").mkdir(parents=True)
    (place / "cars" / "parts" / "wheel.npz").write_text("round")
    for folder in ("mine", "odd", "cars"):
        assert "holds something else" in refused(place, "small.toml", "--out", folder)
    assert "is a file" in refused(place, "small.toml", "--out", "small.toml")
    assert "is not a folder" in refused(place, "small.toml", "--out", "small.toml/runs")
    call(place, "small.toml", "--out", "runs")
    assert "another scenario, small" in refused(place, "small.toml", "--weeks", 61, "--out", "runs")
    (place / "runs" / "manifest.json").unlink()
    assert "another scenario, small" in refused(place, "small.toml", "--weeks", 61, "--out", "runs")


@pytest.mark.parametrize(
    "arguments",
    [
        ("--replicates", 0),
        ("--jobs", 0),
        ("--seed", -1),
        ("--weeks", 0),
        ("--set", "weeks"),
        ("--set", "wages.nothing=1"),
        ("--lang", "fr"),
        ("--set", "population.workers=90000000"),
        ("--replicates", "many"),
        ("--out", ""),
        ("--set", "weeks=50", "--set", "weeks=52"),
        ("--set", "weeks=50", "--weeks", 52),
        ("--set", "wages.monthly_share=0", "--set", "parameters.wages.monthly_share=0"),
        ("--set", "parameters.wages.monthly_shore=0"),
    ],
)
def test_wrong_options_are_one_line(place, arguments):
    refused(place, "small.toml", *arguments)


def test_a_shock_without_its_target_is_an_input_error(place):
    shock = '[[shocks]]\nkind = "flight"\ndate = 2014-03-03\ntarget = "project:99"\n'
    (place / "small.toml").write_text(SMALL + shock, encoding="utf-8")
    assert "project:99" in refused(place, "small.toml")


def test_a_shock_that_strikes_nothing_is_told(place):
    shocks = (
        ("owner_stops", "project:1", "weeks = 4"),  # its first project is not over in the second week
        ("dispute", "project:1", "weeks = 4"),
        ("flight", "firm:1", ""),
        ("downturn", "", "weeks = 4\ndepth = 0.5"),
    )
    text = SMALL.replace("warmup_weeks = 30", "warmup_weeks = 0") + '[causes]\ndownturn = "off"\n'
    for kind, target, rest in shocks:
        aim = f'target = "{target}"\n' if target else ""
        text += f'[[shocks]]\nkind = "{kind}"\ndate = 2014-01-13\n{aim}{rest}\n'
    (place / "small.toml").write_text(text, encoding="utf-8")
    status, _, error = call(place, "small.toml", "--replicates", 3, "--out", "runs")
    told = [
        "small: shocks[2], dispute of project:1 on 2014-01-13: struck nothing in 3 of 3 replicates; there was no open bill.",
        "small: shocks[4], downturn from 2014-01-13: does nothing, because the cause downturn is off.",
    ]
    assert (status, error.splitlines()) == (0, [f"warning: {line}" for line in told])
    assert json.loads((place / "runs" / "manifest.json").read_text("utf-8"))["warnings"] == told


def test_what_a_shortened_run_does_not_reach_changes_nothing_and_is_told(place):
    call(place, "small.toml", "--weeks", 10, "--out", "plain")
    late = '[[shocks]]\nkind = "{}"\ndate = 2014-06-02\n{}\n'
    late = late.format("flight", 'target = "project:1"') + late.format("downturn", "weeks = 20\ndepth = 0.5")
    late += '[[policies]]\nkind = "direct_payment"\nstart = 2014-06-02\n'
    (place / "small.toml").write_text(SMALL + late, encoding="utf-8")
    status, _, error = call(place, "small.toml", "--weeks", 10, "--out", "late")
    why = "does nothing, because the last of the 10 weeks begins on 2014-03-10."
    told = ["shocks[1], flight on", "shocks[2], downturn on", "policies[1], direct_payment from"]
    assert (status, error.splitlines()) == (0, [f"warning: small: {what} 2014-06-02: {why}" for what in told])
    for name in ("series.parquet", "events.parquet", "flows.csv"):
        assert (place / "late" / name).read_bytes() == (place / "plain" / name).read_bytes()


@pytest.mark.parametrize("option", ["--replicates", "--seed", "--weeks", "--jobs"])
def test_a_fraction_is_no_whole_number(place, option):
    assert "1.5 is no whole number" in refused(place, "small.toml", option, "1.5")


def test_more_scenarios_than_one_are_refused_in_words(place):
    said = refused(place, "small.toml", "other.toml")
    assert said == 'arrears: run does not take "other.toml". It plays one scenario; `arrears compare` takes several.\n'
