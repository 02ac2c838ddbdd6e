"""The house is built in storeys: a room imports from its own storey and from those below it."""

import ast
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
STOREYS = (
    ("errors", "declared"),
    ("core",),
    ("parameters", "ledger", "policies"),
    ("chain",),
    ("agents",),
    ("mechanisms",),
    ("places", "outcomes"),
    ("world", "recorder", "rooms"),
    ("week",),
    ("population",),
    ("scenario",),
    ("running", "model", "reference"),
    ("results",),
    ("analysis",),
    ("figures",),
    ("report",),
    ("cli",),
)
STOREY = {room: number for number, rooms in enumerate(STOREYS) for room in rooms}
FILES = sorted((ROOT / "sim").rglob("*.py"))


def imports(path: Path) -> set[str]:
    """Every module a file imports anywhere in it, types included."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import"
            module = node.module or ""
            found.update(f"{module}.{alias.name}" if module == "sim" else module for alias in node.names)
    return found


def room(path: Path) -> str:
    """The room of a file: the folder or module right below `sim`."""
    return path.relative_to(ROOT / "sim").with_suffix("").parts[0]


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_room_imports_from_below(path):
    if path == ROOT / "sim" / "__init__.py":
        return  # hands out public names of all rooms, when asked for
    own = room(path)
    assert own in STOREY, f"{own} has no storey"
    for module in imports(path):
        if module.startswith("sim."):
            other = module.split(".")[1]
            assert STOREY[other] <= STOREY[own], f"{path.name} imports {module}, which stands above {own}"


@pytest.mark.parametrize(
    ("package", "allowed"),
    [
        ("pandas", {"model", "results", "analysis", "figures", "report", "cli"}),  # Mesa's own tables are pandas
        # running compresses parts by it, but loads it only then: see the test below
        ("pyarrow", {"population", "running", "results", "analysis", "figures", "report", "cli"}),
        ("matplotlib", {"figures"}),
        ("mesa", {"model"}),
        ("scipy", {"results"}),
    ],
)
def test_heavy_packages_stay_in_their_rooms(package, allowed):
    users = {room(path) for path in FILES if any(m.split(".")[0] == package for m in imports(path))}
    assert users <= allowed


def loaded(code: str) -> set[str]:
    """The heavy packages that a piece of Python has imported."""
    heavy = ("pandas", "matplotlib", "mesa", "numba", "pyarrow")
    check = f"{code}\nimport sys\nprint(*[m for m in {heavy!r} if m in sys.modules])"
    done = subprocess.run(
        [sys.executable, "-c", check],
        capture_output=True,
        text=True,
        check=True,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
    )
    return set(done.stdout.split())


def test_running_imports_no_tables_and_no_figures():
    assert loaded("import sim.running.many") == {"numba"}


def test_reading_and_checking_scenarios_needs_no_compiler():
    assert "numba" not in loaded(
        "import sim.scenario, sim.policies, sim.cli.scenarios; sim.scenario.load_scenario('direct_payment')"
    )


def test_opening_results_needs_no_engine():
    assert "numba" not in loaded("import sim.results, sim.figures.run")
