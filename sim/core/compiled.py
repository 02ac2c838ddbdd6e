"""Compile a rule, and never run a stale one."""

import functools
import hashlib
import os
import re
import shutil
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar, cast

F = TypeVar("F", bound=Callable[..., Any])
PACKAGE = Path(__file__).resolve().parents[1]
IMPORT = re.compile(
    r"^[ \t]*(?:from[ \t]+([\w.]+)[ \t]+import[ \t]+(\([^)]*\)|[^\n]+)|import[ \t]+([^\n]+))", re.MULTILINE
)
PLAIN = os.environ.get("ARREARS_NO_JIT") == "1"


@functools.cache
def _module_path(name: str) -> Path | None:
    base = PACKAGE.joinpath(*name.split(".")[1:])
    for path in (base.with_suffix(".py"), base / "__init__.py"):
        if path.is_file():
            return path
    return None


@functools.cache
def _source(name: str) -> tuple[bytes, tuple[str, ...]]:
    path = _module_path(name)
    if path is None:
        return b"", ()
    text = path.read_bytes()
    root = PACKAGE.name
    found = {name for name in _imported(text.decode()) if name.split(".")[0] == root and name != root}
    return text, tuple(sorted(name for name in found if _module_path(name)))


def _imported(text: str) -> set[str]:
    """Modules that a source imports, and whatever it imports from them; read by its lines, for to parse it takes seven times as long.

    An import told in a docstring counts too, which only makes a hash depend on more.
    """
    found: set[str] = set()
    for module, names, modules in IMPORT.findall(text):
        several = re.sub("#.*", "", modules or names).strip("()\n ").split(",")
        single = [part.split()[0] for part in several if part.strip()]
        found.update(single if modules else [module, *(f"{module}.{name}" for name in single)])
    return found


@functools.cache
def source_hash(module: str) -> str:
    """Hash of a module's source and of every sim module it imports, directly or not."""
    import numba
    import numpy

    seen: set[str] = set()
    todo = [module]
    while todo:
        name = todo.pop()
        if name not in seen:
            seen.add(name)
            todo.extend(_source(name)[1])
    digest = hashlib.sha256(f"{sys.version}{numba.__version__}{numpy.__version__}".encode())
    for name in sorted(seen):
        digest.update(name.encode() + b"\0" + _source(name)[0] + b"\0")
    return digest.hexdigest()[:16]


def wanted_cache() -> Path:
    """Where compiled kernels should be: ARREARS_CACHE_DIR, else the user's cache."""
    home = os.environ.get("XDG_CACHE_HOME") or str(Path.home() / ".cache")
    return Path(os.environ.get("ARREARS_CACHE_DIR") or Path(home) / "wage-arrears")


@functools.cache
def cache_base() -> Path:
    """The folder of compiled kernels: the one wanted, or a temporary one if that cannot be written."""
    base = wanted_cache()
    try:
        base.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=base):
            return base
    except OSError:
        return Path(tempfile.gettempdir()) / "wage-arrears"


@functools.cache
def _cache_folder(module: str) -> str:
    place = hashlib.sha256(str(PACKAGE).encode()).hexdigest()[:8]
    stem = f"{module}-{place}-"
    folder = cache_base() / f"{stem}{source_hash(module)}"
    for old in cache_base().glob(f"{stem}*"):
        if old != folder:
            shutil.rmtree(old, ignore_errors=True)
    return str(folder)


def kept(module: str) -> bool:
    """Whether the machine code of a module's entry points is on disk, so that its first call starts at once."""
    return PLAIN or any(Path(_cache_folder(module)).rglob("*.nbc"))


def compiled(function: F) -> F:
    """Compile an entry point: called from Python, and kept on disk with all it calls.

    Plain Python when ARREARS_NO_JIT=1. The cache folder is keyed by the source of the function's
    module and of all sim modules it imports, because numba does not notice that a function inlined
    from another file has changed.
    """
    if PLAIN:
        return _plain(function)
    import numba

    from sim.core.dispatchers import WithDoor

    dispatcher = WithDoor(function)
    numba.config.CACHE_DIR = _cache_folder(function.__module__)  # type: ignore[attr-defined]
    dispatcher.enable_caching()
    return cast(F, dispatcher)


def rule(function: F) -> F:
    """Compile a rule on numbers: called by kernels, and from Python by whoever wants to look at it.

    It has no file of its own on disk; kernels carry it in theirs.
    """
    if PLAIN:
        return _plain(function)
    from sim.core.dispatchers import DoorOnDemand

    return cast(F, DoorOnDemand(function))


def kernel(function: F) -> F:
    """Compile a function on tables that only other compiled functions call.

    It has no door to Python, and it allocates nothing (`_nrt=False`), so that references to tables
    need no counting: both halve the time to compile, and the second the time to run.
    """
    if PLAIN:
        return _plain(function)
    from sim.core.dispatchers import WithoutDoor

    return cast(F, WithoutDoor(function))


def _plain(function: F) -> F:
    function.py_func = function  # type: ignore[attr-defined]
    return function
