"""An edited rule acts at once, and what was not edited is not compiled again."""

import ast
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from sim.core import compiled

ROOT = Path(__file__).resolve().parents[2]
RULE = Path("sim/ledger/claims.py")
BEFORE = "return max(np.int64(0), np.int64(day_wage_fen) * min(day, left_day) - discharged_fen)"
AFTER = "return max(np.int64(0), np.int64(day_wage_fen) * min(day, left_day) - discharged_fen) // 2"

# Asks one small entry point that reaches `unpaid_to_day` through two layers, all in sim/ledger/claims.py,
# from another module: what is owed to one crew of one worker after ten days at 300 yuan.
PROBE = '''"""A small entry point for tests."""

from sim.core.compiled import compiled
from sim.core.lend import lend
from sim.ledger.claims import members_unpaid_to


@compiled
def owed(w, weights):
    w = lend(w)
    return members_unpaid_to(w, 0, 10, weights)
'''
ASK = """
import json
import numpy as np
import sim.probe
from sim.ledger.claims import NOT_LEFT
from sim.world import allocate

w = allocate(slots=1, owners=1, seats=1, persons=1, periods=1, projects=1, contracts=1, bills=1, crews=1, claims=1)
w.crews.hands[0] = 1
w.claims.day_wage_fen[0], w.claims.left_day[0] = 30000, NOT_LEFT
owed = sim.probe.owed(w, np.zeros(1, np.int64))
stats = sim.probe.owed.stats
print(json.dumps([int(owed), sum(stats.cache_hits.values()), sum(stats.cache_misses.values())]))
"""


def test_imports_read_by_line_are_all_there_are():
    for path in (ROOT / "sim").rglob("*.py"):
        text, parsed = path.read_text("utf-8"), set()
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.Import):
                parsed |= {alias.name for alias in node.names}
            elif isinstance(node, ast.ImportFrom):
                parsed |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
        assert parsed <= compiled._imported(text), path


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A copy of the package with one more, small entry point."""
    shutil.copytree(ROOT / "sim", tmp_path / "sim", ignore=shutil.ignore_patterns("__pycache__"))
    (tmp_path / "sim/probe.py").write_text(PROBE)
    return tmp_path


def ask(folder: Path) -> tuple[int, int, int]:
    """(fen owed, kernels found in the cache, kernels compiled) in a fresh process."""
    environment = {**os.environ, "PYTHONPATH": str(folder), "ARREARS_CACHE_DIR": str(folder / "cache")}
    environment.pop("ARREARS_NO_JIT", None)
    done = subprocess.run(
        [sys.executable, "-c", ASK], env=environment, cwd=folder, capture_output=True, text=True, check=True
    )
    owed, hits, misses = json.loads(done.stdout)
    return owed, hits, misses


def edit(folder: Path, old: str, new: str) -> None:
    """Change a rule of the copy, keeping the file's time: only what it says may count."""
    path = folder / RULE
    text = path.read_text()
    assert text.count(old) == 1
    times = path.stat()
    path.write_text(text.replace(old, new))
    os.utime(path, ns=(times.st_atime_ns, times.st_mtime_ns))


def test_an_edited_rule_acts_and_an_untouched_one_is_not_compiled_again(copy: Path):
    assert ask(copy) == (300_000, 0, 1)
    assert ask(copy) == (300_000, 1, 0)
    edit(copy, BEFORE, AFTER)
    assert ask(copy) == (150_000, 0, 1)
    assert ask(copy) == (150_000, 1, 0)
    edit(copy, AFTER, BEFORE)
    assert ask(copy)[0] == 300_000


def test_the_week_depends_on_every_rule_it_reaches():
    """The page's cache key changes with any module below it, however deep."""
    from sim.core import compiled

    for name in ("sim.ledger.claims", "sim.core.money", "sim.core.draws", "sim.chain.bills", "sim.places"):
        kept = compiled._source
        before = compiled.source_hash.__wrapped__("sim.week")

        def changed(module: str, name: str = name, kept=kept) -> tuple[bytes, tuple[str, ...]]:
            text, imports = kept(module)
            return (text + b"#" if module == name else text), imports

        compiled._source = changed
        try:
            assert compiled.source_hash.__wrapped__("sim.week") != before, name
        finally:
            compiled._source = kept


# Plays a small world that must enlarge tables on the way, then counts what was compiled for it.
COUNT = """
import gc, json
from numba.core.registry import CPUDispatcher
from sim.running.one import run
from sim.scenario import load_scenario

base = load_scenario("baseline")
small = base.with_settings({"weeks": 30, "warmup_weeks": 10, "population.workers": 200, "population.projects": 5,
                            "population.government_projects": 3})
run(small, 0)
run(base.with_settings({"weeks": 10, "warmup_weeks": 10}), 1)
run(load_scenario("toy_chain"), 0)
found = [d for d in gc.get_objects() if isinstance(d, CPUDispatcher) and d.py_func.__module__.startswith("sim.")]
print(json.dumps({f"{d.py_func.__module__}.{d.py_func.__qualname__}": len(d.signatures) for d in found
                  if d.stats.cache_path is not None or d.targetoptions.get("_nrt")}))
"""


def test_every_entry_point_has_one_signature():
    """A table that is read-only or laid out differently in one place would compile everything twice."""
    done = subprocess.run([sys.executable, "-c", COUNT], capture_output=True, text=True, check=True)
    counts = json.loads(done.stdout)
    assert counts["sim.week.play_weeks"] == 1
    assert counts["sim.rooms.room_for_week"] <= 1
    assert all(count <= 1 for count in counts.values()), counts
