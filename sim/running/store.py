"""The folder a command leaves: files appear whole or not at all."""

import json
import os
import platform
import shutil
import subprocess
import tempfile
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import pandas as pd

from sim import results
from sim.errors import InputError
from sim.figures.run import places_over_time, unpaid_over_time
from sim.running.one import Run
from sim.scenario import Scenario

PACKAGES = ("wage-arrears", "numpy", "numba", "pandas", "pyarrow", "mesa", "matplotlib")


def result_folder(scenario: Scenario, out: str | None) -> Path:
    """The folder of a command: `--out`, or results/<name>-<8 characters of the fingerprint>."""
    folder = Path(out) if out else Path("results") / f"{scenario.name}-{scenario.fingerprint()[:8]}"
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir()) and not (folder / "manifest.json").exists()):
        raise InputError([f"--out = {folder}: it holds something else; name a new folder or one this command wrote."])
    return folder


def _versions() -> dict[str, str]:
    found = {"python": platform.python_version()}
    for package in PACKAGES:
        try:
            found[package] = version(package)
        except PackageNotFoundError:
            found[package] = "not installed"
    return found


def _commit() -> str:
    here = Path(__file__).resolve().parents[2]
    try:
        done = subprocess.run(
            ["git", "-C", str(here), "rev-parse", "HEAD"], capture_output=True, text=True, check=False, timeout=5
        )
    except OSError:
        return "unknown"
    return done.stdout.strip() or "unknown"


def write_results(
    folder: Path, scenario: Scenario, runs: list[Run], failures: list[dict[str, object]], command: str, began: datetime
) -> list[str]:
    """Write every file of a command's folder beside it and rename it into place; returns the warnings."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    fresh = Path(tempfile.mkdtemp(prefix=f".{folder.name}-", dir=folder.parent))
    warnings = [f"replicate {run.replicate}: {line}" for run in runs for line in run.broken]
    try:
        _write_tables(fresh, runs)
        if runs:
            unpaid_over_time(runs, fresh / "figures")
            places_over_time(runs, fresh / "figures")
        manifest = {
            "command": command,
            "scenario": scenario.name,
            "title": scenario.title,
            "fingerprint": scenario.fingerprint(),
            "seed": scenario.seed,
            "replicates": [run.replicate for run in runs],
            "began": began.isoformat(timespec="seconds"),
            "ended": datetime.now(UTC).isoformat(timespec="seconds"),
            "versions": _versions(),
            "commit": _commit(),
            "machine": {"system": platform.platform(), "processor": platform.machine(), "cores": os.cpu_count()},
            "warnings": warnings,
            "failures": failures,
            "scenario_text": scenario.to_toml(),
        }
        (fresh / "manifest.json").write_text(json.dumps(manifest, indent=1, ensure_ascii=False), "utf-8")
        fresh.chmod(0o755)
        if folder.exists():
            shutil.rmtree(folder)
        fresh.rename(folder)
    except BaseException:
        shutil.rmtree(fresh, ignore_errors=True)
        raise
    return warnings


def _write_tables(folder: Path, runs: list[Run]) -> None:
    if not runs:
        return
    results.series(runs).to_parquet(folder / "series.parquet", index=False)
    tables: dict[str, pd.DataFrame] = {
        "summary": results.summary(runs),
        "places": results.places_table(runs),
        "flows": results.flows_table(runs),
        "balances": results.balances_table(runs),
    }
    for name, table in tables.items():
        table.to_csv(folder / f"{name}.csv", index=False)
