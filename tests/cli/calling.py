"""The command line as a person calls it: a process of its own, in a folder of its own."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
CALL = "from sim.cli import main; main()"


def start(folder, *arguments, code=CALL):
    """Begin a call in a folder."""
    return subprocess.Popen(
        [sys.executable, "-c", code, *map(str, arguments)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
        cwd=folder,
        env=os.environ | {"PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8"},
    )


def call(folder, *arguments, code=CALL):
    """A call and how it ended: status, what it printed, what it complained of."""
    process = start(folder, *arguments, code=code)
    out, error = process.communicate(timeout=300)
    return process.returncode, out, error
