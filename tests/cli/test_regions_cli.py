"""A country as a person plays it: killed, started again, compared, told its size."""

import json
import os
import signal
import time

import pandas as pd
import pytest
from calling import CALL, call, start

COUNTRY = """
extends = "baseline"
title = "A small country"
weeks = 40
warmup_weeks = 20
[population]
projects = 20
government_projects = 11
workers = 600
regions = 6
"""
# half a second for each region, and a note of those that were played to their end
SLOW = (
    "import pathlib, time, sim.running.many as m\n"
    "play = m.play_record\n"
    "def slow(scenario, replicate, region):\n"
    "    time.sleep(0.5)\n"
    "    record = play(scenario, replicate, region)\n"
    "    pathlib.Path(f'played-{region}').touch()\n"
    "    return record\n"
    f"m.play_record = slow\n{CALL}"
)


@pytest.fixture
def place(tmp_path):
    """A working folder with a small country in it."""
    (tmp_path / "small.toml").write_text(COUNTRY, encoding="utf-8")
    return tmp_path


def files(folder):
    """The bytes of all files but the manifest."""
    found = {path.relative_to(folder).as_posix(): path for path in folder.rglob("*") if path.is_file()}
    return {name: path.read_bytes() for name, path in found.items() if name != "manifest.json"}


def test_a_killed_country_ends_with_the_same_bytes(place):
    (place / "undisturbed").mkdir()
    (place / "undisturbed" / "small.toml").write_text(COUNTRY, encoding="utf-8")
    status, _, error = call(place / "undisturbed", "run", "small.toml", "--out", "runs")
    assert status == 0, error
    process = start(place, "run", "small.toml", "--jobs", 2, "--out", "runs", code=SLOW)
    deadline = time.monotonic() + 120
    while len(list(place.glob("runs/parts/*.npz"))) < 2:
        assert process.poll() is None, process.communicate()
        assert time.monotonic() < deadline
        time.sleep(0.02)
    os.kill(process.pid, signal.SIGKILL)
    assert process.wait(60) == -signal.SIGKILL
    process.communicate()
    kept = {path.name: path.stat().st_mtime_ns for path in place.glob("runs/parts/*.npz")}
    assert 2 <= len(kept) < 6
    assert not (place / "runs" / "manifest.json").exists()
    assert len(list(place.glob("played-*"))) - len(kept) <= 2  # the regions in flight
    for note in place.glob("played-*"):
        note.unlink()

    status, _, error = call(place, "run", "small.toml", "--jobs", 2, "--out", "runs", code=SLOW)
    assert status == 0, error
    assert error.splitlines()[-1] == f"note: {len(kept)} regions were found in runs and not played again."
    assert len(list(place.glob("played-*"))) == 6 - len(kept)
    assert {name: (place / "runs" / "parts" / name).stat().st_mtime_ns for name in kept} == kept
    whole, killed = files(place / "undisturbed" / "runs"), files(place / "runs")
    assert len([name for name in whole if name.startswith("parts/")]) == 6
    assert sorted(whole) == sorted(killed)
    assert [name for name in whole if whole[name] != killed[name]] == []


def test_events_tell_their_region(place):
    status, out, _ = call(place, "run", "small.toml", "--out", "runs")
    assert status == 0
    assert "A small country" in out
    events = pd.read_parquet(place / "runs" / "events.parquet")
    assert list(events)[:4] == ["scenario", "replicate", "region", "week"]
    assert events["region"].is_monotonic_increasing
    assert events["region"].nunique() == 6
    started = events[events["kind"] == "project_started"]
    blocks = started.groupby("region", observed=True)["project_target"]
    numbers = [{int(name.partition(":")[2]) for name in names} for _, names in blocks]
    assert all(max(low) < min(high) for low, high in zip(numbers, numbers[1:], strict=False))


def test_countries_are_compared(place):
    late = COUNTRY + '[[shocks]]\nkind = "downturn"\ndate = 2014-03-03\nweeks = 30\ndepth = 0.9\n'
    (place / "late.toml").write_text(late, encoding="utf-8")
    status, out, error = call(place, "compare", "small.toml", "late.toml", "--replicates", 2, "--out", "two")
    assert status == 0, error
    manifest = json.loads((place / "two" / "manifest.json").read_text("utf-8"))
    assert manifest["runs"]["finished"] == 4
    assert manifest["arms"]["late"]["differs_from"] >= "2014-03-03"
    assert "2 of 2" in out or "of 2 pairs" in out


def test_dry_run_tells_regions(place):
    (place / "large.toml").write_text(COUNTRY.replace("workers = 600", "workers = 90000000"), encoding="utf-8")
    status, out, _ = call(place, "run", "country", "--dry-run", "--jobs", 2)
    assert status == 0
    for words in ("2,850, the largest with 17,544 workers", "2,850 regions, 2 at a time", "about 0.4 GB"):
        assert words in out
    status, _, error = call(place, "run", "country", "--dry-run", "--jobs", 3, "--replicates", 2)
    assert status == 0, error  # 30 GB as one world, a few regions of it fit anywhere


def test_a_region_that_does_not_fit_is_refused(place):
    later = 'extends = "country"\n[parameters]\n"contracts.term_weeks" = [{from = 2014-06-02, value = 9}]\n'
    (place / "country_later.toml").write_text(later, encoding="utf-8")
    code = f"import psutil, types; psutil.virtual_memory = lambda: types.SimpleNamespace(available=15e6, total=1e9)\n{CALL}"
    status, out, error = call(place, "run", "country", "--dry-run", "--jobs", 8, code=code)
    assert (status, out) == (2, "")
    assert error.splitlines() == [
        "--jobs = 8: so many regions at a time need about 0.1 GB of memory and this machine has 0.0 GB free."
    ]
    status, out, error = call(place, "compare", "country", "country_later.toml", code=code)
    assert (status, out) == (2, "")
    assert "--jobs = 1: so many regions at a time, 2 worlds each where scenarios share a past, need about" in error
    status, _, error = call(place, "run", "country", "--dry-run", "--set", "population.world=warmed_up", code=code)
    assert status == 2, error  # one region would fit, its past and the run that goes on from it do not
    assert "--jobs = 1: so many regions at a time need about 0.0 GB" in error
    status, _, error = call(place, "run", "country", "--dry-run", "--set", "population.regions=1000", code=code)
    assert status == 2
    assert "population.workers" in error
    assert "one region needs about 0.0 GB" in error
