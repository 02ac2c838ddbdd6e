"""A model in a file, and whether another scenario may go on from it."""

import json
import os
import tomllib
import zipfile
from collections.abc import Iterator
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np

from sim import world as worlds
from sim.core.calendar import first_monday
from sim.core.tables import rows_of
from sim.errors import InputError, shown
from sim.parameters.cards import load_cards
from sim.policies import MEASURES_BY_KIND
from sim.running.one import Playing
from sim.scenario import Scenario
from sim.scenario.check import build_scenario

FORMAT = 1
HEAD = {"scenario", "name", "seed", "replicate", "record_every", "visit_all", "week"}


def save(playing: Playing, path: Path) -> None:
    """Write world, recording, week and scenario into one .npz file, beside it first, then renamed."""
    head = {
        "format": FORMAT,
        "scenario": playing.scenario.to_toml(),
        "name": playing.scenario.name,
        "seed": playing.scenario.seed,
        "replicate": playing.replicate,
        "region": playing.region,
        "record_every": playing.record_every,
        "visit_all": playing.visit_all,
        "week": playing.week,
    }
    extra = {"model_head": np.frombuffer(json.dumps(head).encode(), np.uint8)}
    extra["model_params"] = np.asarray(playing.params[: playing.week])
    extra |= {f"recording_{name}": table for name, table in playing.recording._asdict().items()}
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        worlds.save(playing.world, beside)
        with zipfile.ZipFile(beside, "a", zipfile.ZIP_DEFLATED) as file:
            for name, table in extra.items():
                file.writestr(f"{name}.npy", _bytes(table))
        os.replace(beside, path)
    except OSError as error:
        raise InputError(f"{path}: cannot be written: {error.strerror or error}.") from None
    finally:
        beside.unlink(missing_ok=True)


def _bytes(table: np.ndarray) -> bytes:
    held = BytesIO()
    np.save(held, np.ascontiguousarray(table), allow_pickle=False)
    return held.getvalue()


def load(path: Path, scenario: Scenario | None) -> Playing:
    """Go on from a file, with its own scenario or another one; see `Model.load`."""
    head, extra, world = _read(path)
    played = int(head["week"])
    own = _saved_scenario(path, head)
    plan = own if scenario is None else scenario
    if plan.weeks_before + plan.weeks < played:
        raise InputError(f"{path}: {plan.name} has {plan.weeks} weeks, and {played - plan.weeks_before} were played.")
    playing = Playing(
        plan,
        int(head["replicate"]),
        int(head["record_every"]),
        bool(head["visit_all"]),
        region=int(head.get("region", 0)),
    )
    _same_past(path, own, extra["model_params"], playing, played)
    playing.world = _fitted(path, world, playing.world)
    for name, table in playing.recording._asdict().items():
        if f"recording_{name}" not in extra:
            raise InputError(f"{path}: was saved by another version of the model: it has no record of {name}.")
        _copy_start(path, f"recording_{name}", extra[f"recording_{name}"], table)
    playing.week = played
    return playing


def _read(path: Path) -> tuple[dict[str, Any], dict[str, np.ndarray], worlds.World]:
    try:
        with np.load(path, allow_pickle=False) as file:
            names = [name for name in file.files if name.startswith(("model_", "recording_"))]
            extra = {name: file[name] for name in names}
        head = json.loads(bytes(extra["model_head"]))
        if head["format"] != FORMAT:
            raise InputError(f"{path}: was saved in format {head['format']}; this version reads format {FORMAT}.")
        if not head.keys() >= HEAD or "model_params" not in extra:
            raise InputError(f"{path}: is not a saved model.")
        return head, extra, worlds.load(path)
    except FileNotFoundError:
        raise InputError(f"{path}: there is no such file.") from None
    except (OSError, EOFError, KeyError, TypeError, ValueError, AttributeError, zipfile.BadZipFile):
        raise InputError(f"{path}: is not a saved model.") from None


def _saved_scenario(path: Path, head: dict[str, Any]) -> Scenario:
    text = str(head["scenario"])
    built = build_scenario(tomllib.loads(text), file=str(path), name=str(head["name"]), source=text)
    return built.with_seed(int(head["seed"]))


def _fitted(path: Path, saved: worlds.World, fresh: worlds.World) -> worlds.World:
    """The saved tables with the very types of this version: a file does not keep how rows are aligned."""
    tables = {}
    for name, table in saved._asdict().items():
        model = getattr(fresh, name)
        if table.dtype != model.dtype:
            raise InputError(f"{path}: was saved by another version of the model: {name} has other columns.")
        if name == "flows_fen":
            _copy_start(path, name, table, model)
            tables[name] = model
        elif table.dtype.names:
            tables[name] = rows_of(model.dtype, table.size)
            tables[name][:] = table
    return saved._replace(**tables)


def _copy_start(path: Path, name: str, saved: np.ndarray, fresh: np.ndarray) -> None:
    """Copy what both have room for: a longer scenario has more weeks, a shorter one fewer."""
    if saved.shape[1:] != fresh.shape[1:] or saved.dtype != fresh.dtype:
        raise InputError(f"{path}: was saved by another version of the model: {name} has another shape.")
    rows = min(len(saved), len(fresh))
    fresh[:rows] = saved[:rows]


def _same_past(path: Path, own: Scenario, params: np.ndarray, playing: Playing, played: int) -> None:
    """Refuse a scenario that differs in the weeks already played."""
    differences = [
        *_whole_differences(own, playing.scenario),
        *_parameter_differences(params, np.asarray(playing.params), played),
        *_shock_differences(own, playing.scenario, played),
    ]
    if not differences:
        return
    week, key, was, wanted = min(differences, key=lambda difference: difference[0])
    sunday = date.fromordinal(int(own.calendar().sunday[0]) + 7 * week)
    raise InputError(
        f"{path}: {playing.scenario.name} has another past: first in week {week - own.weeks_before + 1} ({sunday}), "
        f"{key} = {shown(wanted)}; that week was played with {shown(was)}."
    )


Difference = tuple[int, str, object, object]


def _whole_differences(own: Scenario, other: Scenario) -> Iterator[Difference]:
    """Keys that hold for all weeks: everything but cards, measures, shocks and the number of weeks."""
    cards = load_cards()
    mine, theirs = own.resolved() | {"seed": own.seed}, other.resolved() | {"seed": other.seed}
    for key in ("seed", *mine, *(k for k in theirs if k not in mine)):
        if key in cards or key == "weeks" or key.startswith(("policies[", "shocks[")):
            continue
        if mine.get(key) != theirs.get(key):
            yield 0, key, mine.get(key), theirs.get(key)


def _parameter_differences(saved: np.ndarray, now: np.ndarray, played: int) -> Iterator[Difference]:
    names = {card.field: card.name for card in load_cards().values()}
    saved_fields, now_fields = saved.dtype.names or (), now.dtype.names or ()
    rows = min(played, len(saved), len(now))
    for field in dict.fromkeys((*saved_fields, *now_fields)):
        name = names.get(field, field)
        if field not in saved_fields or field not in now_fields or saved.dtype[field].shape != now.dtype[field].shape:
            was = saved[field][0].tolist() if field in saved_fields and rows else None
            yield 0, name, was, now[field][0].tolist() if field in now_fields else None
            continue
        differ = (saved[field][:rows] != now[field][:rows]).reshape(rows, -1).any(axis=1)
        if differ.any():
            week = int(np.argmax(differ))
            yield week, *_named(field, name, saved[field][week], now[field][week])


def _named(field: str, name: str, was: np.ndarray, wanted: np.ndarray) -> tuple[str, object, object]:
    """What differs, as a scenario names it: of the frame of measures the first measure that does."""
    if field.startswith("measure_"):
        number = int(np.argmax((was != wanted).reshape(len(was), -1).any(axis=1)))
        kind = next((kind for kind, m in MEASURES_BY_KIND.items() if m.number == number), str(number))
        return f"policies, {kind}: {field.removeprefix('measure_')}", was[number].tolist(), wanted[number].tolist()
    for kind in MEASURES_BY_KIND:
        if field.startswith(f"{kind}_"):
            return f"policies, {kind}: {field.removeprefix(f'{kind}_')}", was.tolist(), wanted.tolist()
    return name, was.tolist(), wanted.tolist()


def _shock_differences(own: Scenario, other: Scenario, played: int) -> Iterator[Difference]:
    """Shocks of weeks already played that only one of the two has, or that come in another order."""
    past: list[list[tuple[int, dict[str, Any]]]] = []
    for scenario in (own, other):
        monday0 = int(scenario.calendar().sunday[0]) - 6
        dated = [((first_monday(s.date).toordinal() - monday0) // 7, s.content()) for s in scenario.shocks]
        past.append(sorted((d for d in dated if d[0] < played), key=lambda d: d[0]))
    mine, theirs = past
    for k in range(max(len(mine), len(theirs))):
        one = mine[k] if k < len(mine) else None
        two = theirs[k] if k < len(theirs) else None
        if one != two:
            week = min(d[0] for d in (one, two) if d is not None)
            yield max(0, week), "shocks", one[1] if one else "none", two[1] if two else "none"
            return
