"""`arrears doctor` as a person calls it, on a machine that is well and on machines that are not."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from sim.cli import doctor

ROOT = Path(__file__).resolve().parents[2]
CALL = [sys.executable, "-c", "from sim.cli import main; main()", "doctor"]


def test_the_toy_chain_moves_the_money_that_is_known():
    found = doctor.money_of_the_toy_chain()
    told = f'the model moves other money: if that is meant, sim/cli/doctor.py: MONEY_OF_THE_TOY_CHAIN = "{found}"'
    assert found == doctor.MONEY_OF_THE_TOY_CHAIN, told


def test_all_is_well_here(tmp_path):
    done = subprocess.run(
        CALL, cwd=tmp_path, env=os.environ | {"PYTHONPATH": str(ROOT)}, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout + done.stderr
    names = [line.split()[0] for line in done.stdout.splitlines() if line]
    assert names == ["Program", "Packages", "Cache", "Fonts", "Machine", "Folder", "Self-test", "All"]
    assert doctor.MONEY_OF_THE_TOY_CHAIN in done.stdout
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(("look", "where", "what", "said"), [
    ("self_test", "sim.cli.doctor.MONEY_OF_THE_TOY_CHAIN", "0" * 16, "do not trust results of this machine"),
    ("self_test", "sim.running.compact.play_record", None, "the toy chain failed: TypeError"),
    ("packages", "sim.results.sources.PACKAGES", ("numpy", "no-such-package"), "no-such-package not installed"),
    ("cache", "sim.core.compiled.wanted_cache", lambda: Path("/nowhere"), "/nowhere cannot be written"),
    ("folder", "sim.cli.folders.RESULTS", Path("results"), ""),
    ("fonts", "sim.figures.style.fonts_for", lambda text: None, "figures have English labels"),
    ("fonts", "sim.figures.style.fonts_for", lambda text: ["DejaVu Sans", "SimHei"], "characters: SimHei"),
])  # fmt: skip
def test_each_look(look, where, what, said, monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(where, what)
    found = getattr(doctor, look)()
    assert said in found.said
    assert found.wrong == (look not in ("fonts", "folder"))


def test_a_folder_that_is_gone_cannot_be_written(monkeypatch, tmp_path):
    monkeypatch.setattr("tempfile.TemporaryFile", lambda **place: (_ for _ in ()).throw(PermissionError(place)))
    found = doctor.folder()
    assert found.wrong
    assert "cannot be written" in found.said


def test_what_is_wrong_is_counted_and_is_the_exit_status(monkeypatch, capsys):
    for name in ("program", "packages", "cache", "fonts", "machine", "folder"):
        monkeypatch.setattr(doctor, name, lambda: doctor.Finding("Thing", "fine"))
    monkeypatch.setattr(doctor, "self_test", lambda: doctor.Finding("Self-test", "bad", wrong=True))
    assert doctor.doctor() == 1
    assert capsys.readouterr().out.endswith("Self-test WRONG: bad\n\n1 thing is wrong.\n")
