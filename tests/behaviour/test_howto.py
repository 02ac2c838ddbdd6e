"""docs/howto/add-a-measure.md, followed word for word in a copy of the tree."""

import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "howto" / "add-a-measure.md"
BLOCK = re.compile(r"^```(\w+) ?(\S*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
ARREARS = [sys.executable, "-c", "from sim.cli import main; main()"]


def follow(kind, path, text, tree):
    """Do what one block says."""
    if kind == "sh":
        for line in text.splitlines():
            command = shlex.split(line)
            start = {"arrears": ARREARS, "python": [sys.executable]}[command[0]]
            call(start + command[1:], tree)
    elif kind == "diff":
        file = tree / path
        old, new = (
            "".join(row[1:] + "\n" for row in text.splitlines() if row[:1] in (" ", mark)) for mark in ("-", "+")
        )
        content = file.read_text("utf-8")
        assert content.count(old) == 1, f"{path} does not hold once:\n{old}"
        file.write_text(content.replace(old, new), "utf-8")
    else:
        assert not (tree / path).exists(), path
        (tree / path).write_text(text, "utf-8")


def call(command, tree):
    # plain Python: nothing is compiled, and the toy chain is small
    env = os.environ | {"PYTHONPATH": str(tree), "ARREARS_NO_JIT": "1", "PYTEST_ADDOPTS": "-n 0 -p no:cacheprovider"}
    done = subprocess.run(command, cwd=tree, env=env, capture_output=True, text=True, check=False, timeout=300)
    assert done.returncode == 0, f"{command}\n{done.stdout}\n{done.stderr}"


def test_the_page_on_adding_a_measure_can_be_followed(tmp_path):
    tree = tmp_path / "tree"
    tree.mkdir()
    for name in ("sim", "scenarios", "tests", "docs"):
        shutil.copytree(ROOT / name, tree / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", tree)
    blocks = BLOCK.findall(PAGE.read_text("utf-8"))
    assert len(blocks) >= 12
    for kind, path, text in blocks:
        follow(kind, path, text, tree)
    assert "notice_boards,notice_boards,0," in (tree / "boards" / "policies.csv").read_text("utf-8")
    assert "## notice_boards" in (tree / "docs" / "reference" / "measures.md").read_text("utf-8")
