"""Every payment as it is made, in plain Python; see `watched`."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import settings

import sim

HERE = Path(__file__).parent


@pytest.mark.parametrize(
    ("which", "phases"),
    [
        ("plain", ("firms_pay", "keep_orders", "pay_past", "recourse")),
        ("measures", ("pay_directly", "pay_from_accounts", "draw_deposits", "pay_past", "recourse")),
    ],
)
def test_every_payment_in_worlds_watched_in_plain_python(which, phases):
    """Balances, flows, receipts, set-off, recourse and a year's outflows follow from what was seen; whose turn it was too."""
    folders = [Path(sim.__file__).parents[1], HERE.parent]
    environment = os.environ | {"ARREARS_NO_JIT": "1", "PYTHONPATH": os.pathsep.join(map(str, folders))}
    profile = settings.get_current_profile_name()
    command = [sys.executable, str(HERE / "watched.py"), profile, which]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    seen = json.loads(done.stdout)
    assert seen["kinds of flow"] > 20
    assert all(seen[phase] > 2 for phase in phases), seen
