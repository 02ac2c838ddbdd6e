"""Every file of a folder of results is declared, column by column, and so is every key of its manifest."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pyarrow.parquet as parquet
import pytest

from sim.declared.files import MANIFEST_KEYS, RESULT_FILES
from sim.reference.folder import result_files_page

ROOT = Path(__file__).resolve().parents[2]
SMALL = 'extends = "{}"\nweeks = 20\nwarmup_weeks = 8\n[population]\nprojects = 4\ngovernment_projects = 2\nworkers = 90\nregions = 2\n'
ACCOUNT = '[[policies]]\nkind = "dedicated_account"\ncompliance = 1.0\n'


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A folder that holds all there is: two arms of two regions, one with a measure that moves money, and drivers."""
    place = tmp_path_factory.mktemp("place")
    (place / "plain.toml").write_text(SMALL.format("baseline"), encoding="utf-8")
    (place / "account.toml").write_text(SMALL.format("baseline") + ACCOUNT, encoding="utf-8")
    call = [sys.executable, "-c", "from sim.cli import main; main()", "compare", "plain.toml", "account.toml"]
    subprocess.run(
        [*call, "--drivers", "--replicates", "2", "--out", "all"], cwd=place, check=True, capture_output=True,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
    )  # fmt: skip
    return place / "all"


def test_every_column_is_declared_and_no_other(folder):
    found = {}
    for path in sorted(folder.iterdir()):
        if path.suffix == ".csv":
            found[path.name] = path.read_text("utf-8-sig").partition("\n")[0].split(",")
        elif path.suffix == ".parquet":
            found[path.name] = parquet.read_schema(path).names
    declared = {name: list(file.columns) for name, file in RESULT_FILES.items()}
    assert set(found) == set(declared), "sim/declared/files.py"
    for name, columns in found.items():
        assert columns == declared[name], f"sim/declared/files.py, {name}"


def test_every_key_of_the_manifest_is_declared_and_no_other(folder):
    manifest = json.loads((folder / "manifest.json").read_text("utf-8"))
    assert set(manifest) == set(MANIFEST_KEYS)
    assert {"id", "dirty", "from"} == set(manifest["commit"])
    for name in RESULT_FILES:
        assert name in manifest["files"]


def test_the_page_has_every_column_once():
    for block in result_files_page().split("\n## ")[1:]:
        name = block.partition("\n")[0]
        for column in RESULT_FILES[name].columns if name in RESULT_FILES else ():
            assert block.count(f"\n| `{column}` |") == 1, (name, column)
