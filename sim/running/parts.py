"""A part: a file that holds a batch of records of one scenario, or of one of its regions, as wide arrays.

A zip file whose members are compressed by zstd, in a fifth of the time that zip's own way takes, and to less. Values are
written in halves, because the upper ones are nearly all zero: that saves a third of the time and 7 % of the bytes.
"""

import json
import os
import re
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
import psutil  # type: ignore[import-untyped]

from sim.running.records import ARRAYS, REGION, Declared, Record

FORMAT = 5
HALVED = "values"
UPPER = "values_upper"  # its upper halves; under its own name stand the lower ones
COMPRESSED = "zstd"
SUFFIX = ".npz"
# fingerprint, seed, engine, first run, runs, region of several
NAME = re.compile(r"([0-9a-f]{12})-\d+-([0-9a-f]{8})-\d+-\d+(-r\d+)?\.npz")


@dataclass(frozen=True)
class Part:
    """What a part says about itself; its records are read when asked for."""

    path: Path
    fingerprint: str
    seed: int
    engine: str
    replicates: tuple[int, ...]
    scenario: str
    region: int = 0


def write_part(
    folder: Path, batch: Sequence[Record], declared: Declared, engine: str, *, by_region: bool = False
) -> Part:
    """Write records of one scenario and seed into one file: beside, then renamed, so it is whole or absent.

    The same records are the same bytes. With `by_region` they are of one region, and the name tells which.
    """
    first = batch[0]
    replicates = tuple(record.replicate for record in batch)
    about = {
        "format": FORMAT,
        "fingerprint": first.fingerprint,
        "seed": first.seed,
        "engine": engine,
        "replicates": replicates,
        "scenario": first.scenario,
        "opening": first.opening.isoformat(),
        "periods": first.periods,
        "declared": declared.content,
    }
    which = ""
    if by_region:
        about[REGION] = first.region
        which = f"-r{first.region}"
    name = f"{first.fingerprint[:12]}-{first.seed}-{engine[:8]}-{min(replicates)}-{len(batch)}{which}{SUFFIX}"
    path = folder / name
    beside = folder / f".{name}.{os.getpid()}"
    folder.mkdir(parents=True, exist_ok=True)
    try:
        with zipfile.ZipFile(beside, "w") as file:
            with file.open("about.json", "w") as member:  # without the time of day, which `writestr` would add
                member.write(json.dumps(about, ensure_ascii=False).encode())
            for field in ARRAYS:
                arrays = [getattr(record, field) for record in batch]
                _put(file, f"{field}_rows", [np.array([len(a) for a in arrays], np.int64)])
                if field == HALVED:
                    _put(file, UPPER, [(a >> 32).astype(np.int32) for a in arrays])
                    arrays = [a.astype(np.int32) for a in arrays]
                _put(file, field, arrays)
        os.replace(beside, path)
    finally:
        beside.unlink(missing_ok=True)
    return Part(path, first.fingerprint, first.seed, engine, replicates, first.scenario, first.region)


def read_part(path: Path) -> Part | None:
    """What a part says about itself; None if the file is no part of ours, or is damaged."""
    about = _about(path) or {}
    try:
        replicates, region = tuple(about["replicates"]), about.get(REGION, 0)
        return Part(path, about["fingerprint"], about["seed"], about["engine"], replicates, about["scenario"], region)
    except (KeyError, TypeError):
        return None


def ours(path: Path) -> bool:
    """Whether a file has the name of a part, whatever it holds."""
    return NAME.fullmatch(path.name) is not None


def sound(path: Path) -> bool:
    """Whether all that a part holds can be read."""
    try:
        with zipfile.ZipFile(path) as file:
            return {_member(field) for field in (*ARRAYS, UPPER)} <= set(file.namelist()) and file.testzip() is None
    except (OSError, zipfile.BadZipFile, NotImplementedError, EOFError):
        return False


def left_behind(path: Path) -> bool:
    """Whether a file or folder was begun by a process that no longer lives: its number ends the name."""
    owner = path.name.rpartition(".")[2]
    return owner.isdigit() and not psutil.pid_exists(int(owner))


def sweep(folder: Path) -> None:
    """Remove what processes that no longer live have left half written."""
    for path in filter(left_behind, folder.glob(f".*{SUFFIX}.*")):
        path.unlink(missing_ok=True)


def read_records(path: Path) -> list[Record]:
    """All records of a part."""
    about = _about(path)
    if about is None:
        raise OSError(f"{path} is no part")
    with zipfile.ZipFile(path) as file:
        whole = {field: _get(file, field) for field in ARRAYS}
        whole[HALVED] = _get(file, UPPER).astype(np.int64) << 32 | whole[HALVED].view(np.uint32)
        ends = {field: np.cumsum(_get(file, f"{field}_rows"))[:-1] for field in ARRAYS}
    split = {field: np.split(array, ends[field]) for field, array in whole.items()}  # one array per record
    return [
        Record(
            scenario=about["scenario"],
            fingerprint=about["fingerprint"],
            seed=about["seed"],
            replicate=replicate,
            region=about.get(REGION, 0),
            opening=date.fromisoformat(about["opening"]),
            periods=tuple(about["periods"]),
            broken=(),
            **{field: split[field][i] for field in ARRAYS},
        )
        for i, replicate in enumerate(about["replicates"])
    ]


def _put(file: zipfile.ZipFile, name: str, arrays: Sequence[np.ndarray]) -> None:
    """Write arrays as one, the rows of each behind those of the one before, without a copy of them all."""
    import pyarrow as pa  # type: ignore[import-untyped]  # whoever plays without a folder does without it

    first = np.lib.format.header_data_from_array_1_0(np.ascontiguousarray(arrays[0]))
    header = first | {"shape": (sum(map(len, arrays)), *first["shape"][1:])}
    held = pa.BufferOutputStream()
    with pa.CompressedOutputStream(held, COMPRESSED) as stream:
        np.lib.format.write_array_header_1_0(stream, header)
        for array in arrays:
            stream.write(pa.py_buffer(np.ascontiguousarray(array)))
    with file.open(_member(name), "w", force_zip64=True) as member:
        member.write(held.getvalue())


def _get(file: zipfile.ZipFile, name: str) -> np.ndarray:
    import pyarrow as pa

    with pa.CompressedInputStream(pa.BufferReader(file.read(_member(name))), COMPRESSED) as stream:
        return np.lib.format.read_array(BytesIO(stream.read()), allow_pickle=False)


def _member(name: str) -> str:
    return f"{name}.npy.{COMPRESSED}"


def _about(path: Path) -> dict[str, Any] | None:
    try:
        with zipfile.ZipFile(path) as file:
            about = json.loads(file.read("about.json"))
    except (OSError, KeyError, ValueError, zipfile.BadZipFile):
        return None
    return about if isinstance(about, dict) and about.get("format") == FORMAT else None
