"""Finding and reading scenario files."""

from pathlib import Path
from typing import Any

from sim.errors import HINT, InputError, nearest, problem
from sim.scenario.check import build_scenario, check_scenario
from sim.scenario.model import Scenario
from sim.scenario.shipped import shipped_scenarios
from sim.scenario.syntax import read_toml

LARGEST_BYTES = 1_000_000


def load_scenario(name_or_path: str | Path) -> Scenario:
    """Read a scenario.

    Parameters
    ----------
    name_or_path : str or Path
        Name of a shipped scenario, or path of a TOML file.

    Returns
    -------
    Scenario
        With everything it extends merged in.

    Raises
    ------
    InputError
        With every error of the file, one line each.
    """
    shipped = shipped_scenarios()
    given = str(name_or_path)
    if given in shipped:
        return _load(shipped[given], ())
    return _load(Path(given), ())


def _load(path: Path, above: tuple[Path, ...]) -> Scenario:
    text, file = _read_text(path), str(path)
    document, lines, keys = read_toml(file, text)
    if document is None:
        raise InputError(lines)
    try:
        base = _load_base(path, document, above)
    except InputError as error:
        lines.extend(error.lines)
        more = check_scenario(document, file)
    else:
        document.pop("extends", None)
        try:
            scenario = build_scenario(document, file=file, name=path.stem, base=base, source=text)
            more = []
        except InputError as error:
            more = error.lines
    known = tuple(f"{file}: {key}{end}" for key in keys for end in (" ", ":"))
    lines.extend(line for line in more if not line.startswith(known))
    if lines:
        raise InputError(lines)
    return scenario


def _load_base(path: Path, document: dict[str, Any], above: tuple[Path, ...]) -> Scenario | None:
    if "extends" not in document:
        return None
    given = document["extends"]
    shipped = shipped_scenarios()
    if not isinstance(given, str) or not given or "\0" in given:
        allowed = "must be the name of a shipped scenario or the path of a file"
        raise InputError(problem(str(path), "extends", given, allowed))
    parent = shipped.get(given, path.parent / given)
    chain = (*above, path.resolve())
    try:
        found, same = parent.is_file(), parent.resolve()
    except OSError:
        found, same = False, parent
    if not found:
        allowed = "no shipped scenario has this name and there is no such file"
        raise InputError(problem(str(path), "extends", given, allowed, nearest(given, shipped)))
    if same in chain:
        round_trip = " -> ".join(p.name for p in (*chain[chain.index(same) :], same))
        raise InputError(problem(str(path), "extends", given, f"scenarios extend each other in a circle, {round_trip}"))
    return _load(parent, chain)


def _read_text(path: Path) -> str:
    try:
        if path.is_dir():
            raise InputError(f"{path}: is a folder, not a scenario file.")
        if not path.exists():
            beside = path.with_name(f"{path.name}.toml")
            hint = f"{HINT}{beside}?" if beside.is_file() else nearest(str(path), shipped_scenarios())
            raise InputError(f"{path}: no shipped scenario has this name and there is no such file.{hint}")
        if not path.is_file():
            raise InputError(f"{path}: is not a regular file.")
        if path.stat().st_size > LARGEST_BYTES:
            raise InputError(f"{path}: is larger than {LARGEST_BYTES} bytes, so it is no scenario file.")
        return path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError(f"{path}: is not a text file in UTF-8 (byte {error.start}).") from None
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        raise InputError(f"{str(path)[:200]}: cannot be read: {reason}.") from None
