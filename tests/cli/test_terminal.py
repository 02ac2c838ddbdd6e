"""What a person sees while waiting, and when whoever reads the output leaves early."""

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from sim.cli import progress
from sim.core.compiled import kept
from sim.running.many import Progress

ROOT = Path(__file__).resolve().parents[2]
CALL = [sys.executable, "-c", "from sim.cli import main; main()"]


@pytest.mark.skipif(os.name == "nt", reason="pipes differ")
@pytest.mark.parametrize("unbuffered", ["", "1"])
@pytest.mark.parametrize(("arguments", "status"), [
    (["scenarios", "list"], 0), (["explain"], 0), (["scenarios", "show", "baseline"], 0), (["--help"], 0),
    (["run", "--help"], 0), (["run", "--dry-run"], 0), (["scenarios", "show", "nope"], 2),
])  # fmt: skip
def test_a_reader_that_leaves_changes_nothing(arguments, status, unbuffered):
    reading, writing = os.pipe()
    os.close(reading)
    environment = os.environ | {"PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": unbuffered}
    done = subprocess.run([*CALL, *arguments], stdout=writing, stderr=subprocess.PIPE, env=environment, check=False)
    os.close(writing)
    assert done.returncode == status
    assert done.stderr == b"" or status == 2, done.stderr


@pytest.mark.skipif(os.name == "nt", reason="pipes differ")
def test_nobody_reads_the_errors_either():
    reading, writing = os.pipe()
    os.close(reading)
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    done = subprocess.run([*CALL, "run", "nope"], stdout=writing, stderr=writing, env=environment, check=False)
    os.close(writing)
    assert done.returncode == 2


def after(seconds, **state):
    return Progress(began=time.monotonic() - seconds, **state)


def test_a_first_run_is_told_at_once_and_by_the_second(monkeypatch, capsys):
    monkeypatch.setattr("sim.core.compiled.kept", lambda module: False)
    lines = progress._Lines()
    for seconds in (2, 5, 9):
        lines.tell(after(seconds, total=3))
    assert capsys.readouterr().err == f"runs 0 of 3, 2 s so far, {progress.FIRST_RUN}\n"
    lines.last -= progress.LINE_SECONDS
    lines.tell(after(12, total=3))
    assert capsys.readouterr().err == f"runs 0 of 3, 12 s so far, {progress.FIRST_RUN}\n"
    monkeypatch.setattr("sim.core.compiled.kept", lambda module: True)
    assert progress.news(after(12, total=3)) == "12 s so far, computing"
    assert progress.news(after(12, total=5, done=2, reused=2)) == "12 s so far, computing"
    assert progress.news(after(10, total=4, done=1, failed=1)) == "1 failed, about 10 s left"
    told = progress.news(after(10, total=4, done=2, headline_fen=2.463e9))
    assert told == "0 failed, about 10 s left, unpaid over 30 days 24.63 million yuan"


def test_a_first_run_has_the_same_words_everywhere():
    assert progress.FIRST_RUN in " ".join((ROOT / "README.md").read_text("utf-8").split())
    told = subprocess.run([*CALL, "run", "--dry-run"], env=os.environ | {"PYTHONPATH": str(ROOT)}, capture_output=True,
                          text=True, check=True)  # fmt: skip
    assert progress.FIRST_RUN in told.stdout


def test_what_is_compiled_is_on_disk(tmp_path):
    code = "from sim.core.compiled import kept; print(kept('sim.week'))"
    environment = os.environ | {"PYTHONPATH": str(ROOT), "ARREARS_CACHE_DIR": str(tmp_path)}
    done = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"
    import sim

    sim.run(sim.load_scenario("toy_chain").with_settings({"weeks": 1}))
    assert kept("sim.week")
