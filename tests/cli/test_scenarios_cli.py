"""The command line on scenarios and explanations, as a person calls it."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from sim.scenario import shipped_scenarios

ROOT = Path(__file__).resolve().parents[2]
CALL = "from sim.cli import main; main()"
HEAVY = ("numba", "pandas", "mesa", "matplotlib", "pydantic", "numpy")


def call(*arguments, code=CALL, folder=None):
    done = subprocess.run(
        [sys.executable, "-c", code, *arguments],
        capture_output=True,
        text=True,
        encoding="utf-8",
        cwd=folder,
        env=os.environ | {"PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8"},
        timeout=120,
        check=False,
    )
    assert "Traceback" not in done.stderr, done.stderr
    return done


def test_titles_in_chinese():
    done = call("scenarios", "list", "--lang", "zh")
    assert done.returncode == 0
    assert "2014年的一个县，改革之前" in done.stdout
    assert len(done.stdout.splitlines()) == len(shipped_scenarios())


def test_list_names_and_titles():
    for arguments in (("scenarios", "list"), ("scenarios",)):
        done = call(*arguments)
        assert done.returncode == 0
        assert "baseline" in done.stdout
        assert "A county in 2014, before the reforms" in done.stdout


def test_what_show_prints_is_a_scenario_with_the_same_fingerprint(tmp_path):
    shown = call("scenarios", "show", "nothing_goes_wrong")
    assert shown.returncode == 0
    (tmp_path / "copy.toml").write_text(shown.stdout, encoding="utf-8")
    checked = call("scenarios", "check", "copy.toml", folder=tmp_path)
    assert checked.returncode == 0
    assert checked.stdout.startswith("copy.toml: ok, fingerprint ")
    assert checked.stdout.split()[-1] in shown.stdout


def test_check_tells_all_errors_on_stderr(tmp_path):
    (tmp_path / "bad.toml").write_text('extends = "baseline"\nweeks = 0\nwhy = 3\n')
    done = call("scenarios", "check", "bad.toml", folder=tmp_path)
    assert done.returncode == 2
    assert done.stdout == ""
    assert done.stderr.splitlines() == [
        "bad.toml: why = 3: must be a text.",
        "bad.toml: weeks = 0: must be a whole number from 1 to 5200.",
    ]


def test_diff_is_a_table():
    done = call("scenarios", "diff", "baseline", "nothing_goes_wrong")
    assert done.returncode == 0
    assert done.stdout.split()[:3] == ["path", "baseline", "nothing_goes_wrong"]
    assert "causes.chains" in done.stdout
    assert "do not differ" in call("scenarios", "diff", "baseline", "baseline").stdout


def test_explain_in_both_languages():
    assert "Late owners" in call("explain", "late_owners").stdout
    assert "建设单位" in call("explain", "late_owners", "--lang", "zh").stdout


@pytest.mark.parametrize(
    "arguments",
    [
        ("bogus",),
        ("--bogus",),
        ("scenarios", "shw"),
        ("scenarios", "--bogus"),
        ("scenarios", "show"),
        ("scenarios", "show", "nothing_here"),
        ("scenarios", "show", "baseline", "baseline"),
        ("scenarios", "check", "/"),
        ("scenarios", "diff", "baseline"),
        ("explain", "late_owner"),
        ("explain", "late_owners", "--lang", "fr"),
        ("explain", "late_owners", "--loud"),
    ],
)
def test_wrong_command_line_is_one_line_and_status_2(arguments):
    done = call(*arguments)
    assert done.returncode == 2
    assert done.stdout == ""
    assert len(done.stderr.strip().splitlines()) == 1


def test_interrupt_is_status_130():
    code = (
        "import sim.cli.explain as e\n"
        "def stop(*a): raise KeyboardInterrupt\n"
        "e.explain_name = stop\n"
        "from sim.cli import main\n"
        "main(['explain', 'chains'])"
    )
    assert call(code=code).returncode == 130


def test_help_imports_nothing_heavy():
    code = (
        "import sys, atexit\n"
        f"atexit.register(lambda: print([m for m in {HEAVY!r} if m in sys.modules], file=sys.stderr))\n"
        "from sim.cli import main\n"
        "main(['--help'])"
    )
    done = call(code=code)
    assert done.returncode == 0
    assert "scenarios" in done.stdout
    assert done.stderr.strip() == "[]"
