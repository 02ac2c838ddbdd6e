"""The folder a command writes: its name, and what its tables held before."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

RESULTS = Path("results")


def folder_of(out: str | None, name: str, fingerprint: str, seed: int) -> Path:
    """The folder to write: the one named, else one that depends on all that decides the runs.

    Parameters
    ----------
    out : str or None
        As given.
    name, fingerprint : str
        Of the scenario, or of all of them; eight characters of the fingerprint stand in the folder's name.
    seed : int
        Stands in it too, unless it is the one all scenarios have.
    """
    from sim.scenario.model import DEFAULT_SEED

    if out is not None:
        return Path(out)
    luck = "" if seed == DEFAULT_SEED else f"-seed{seed}"
    return RESULTS / f"{name}-{fingerprint[:8]}{luck}"


def written(folder: Path, lang: str) -> str:
    """The last line of a command that writes a folder."""
    return f"已写入：{folder}" if lang == "zh" else f"Written: {folder}"


def held_before(folder: Path) -> dict[str, Any]:
    """What the tables of a folder hold, as its manifest says; nothing if it has none."""
    from sim.running.store import manifest_of

    try:
        return manifest_of(folder)
    except (OSError, ValueError):
        return {}


def replaced(folder: Path, before: Mapping[str, Any], now: Mapping[str, Any]) -> list[str]:
    """What is no longer in the tables of a folder, one line each; all runs are still in its parts.

    Parameters
    ----------
    folder : Path
        Of the command.
    before, now : mapping
        Manifests.
    """
    if not before:
        return []
    lines = []
    again = f"`{before['command']}` brings them back"
    if before["engine"] != now["engine"]:
        lines.append(f"the tables of {folder} were of another version of the model and are now of this one.")
        again = "that version brings them back"
    there = {(entry["fingerprint"], entry["seed"]): set(entry["replicates"]) for entry in now["scenarios"]}
    for entry in before["scenarios"]:
        gone = set(entry["replicates"]) - there.get((entry["fingerprint"], entry["seed"]), set())
        if gone:
            runs = "1 run" if len(gone) == 1 else f"{len(gone)} runs"
            lines.append(
                f"the tables of {folder} no longer hold {runs} of {entry['name']} with seed {entry['seed']}; "
                f"they are kept in its parts, and {again}."
            )
    left = [name for name in before["files"] if name not in now["files"]]
    if left:
        lines.append(f"{', '.join(left)} in {folder}, made by `{before['command']}`, stayed as they were.")
    return lines
