"""Which code is running: versions, a hash of the sources, and the commit as far as that can be known."""

import hashlib
import json
import platform
import re
import subprocess
from functools import cache
from importlib.metadata import PackageNotFoundError, distribution, version
from pathlib import Path
from typing import Any

from sim.scenario.shipped import shipped_files, shipped_folder

PACKAGE = Path(__file__).resolve().parents[1]
DISTRIBUTION = "wage-arrears"
PACKAGES = (DISTRIBUTION, "numpy", "numba", "pandas", "pyarrow", "mesa", "matplotlib", "pydantic")
SOURCES = ("*.py", "*.toml")
NOT_INSTALLED = "not installed"
GIT_SECONDS = 5
NOT_KNOWN = "not known: this is no checkout and was not installed from one's address; `sources` tells which code it is"
NOT_TOLD = "not known: this is a checkout, and git names no commit; `sources` tells which code it is"


def versions() -> dict[str, str]:
    """Versions of Python, of this program and of the packages that its numbers depend on."""
    found = {"python": platform.python_version()}
    for package in PACKAGES:
        try:
            found[package] = _version(package)
        except PackageNotFoundError:
            found[package] = NOT_INSTALLED
    return found


def _version(package: str) -> str:
    """As `importlib.metadata.version`, which would read the whole description to find the one line."""
    told = distribution(package).read_text("METADATA") or ""
    found = re.search(r"^Version: *(\S+)", told, re.MULTILINE)
    return found[1] if found else version(package)


@cache
def sources_hash() -> str:
    """Hash of this package's own files, the same in a checkout and where it is installed from it.

    `git checkout COMMIT`, then this function, tells whether an installed program was that commit.
    """
    files = {path.relative_to(PACKAGE).as_posix(): path for kind in SOURCES for path in PACKAGE.rglob(kind)}
    shipped = {f"_scenarios/{path.relative_to(shipped_folder()).as_posix()}": path for path in shipped_files()}
    digest = hashlib.sha256()
    for name, path in sorted((files | shipped).items()):
        content = path.read_bytes().replace(b"\r\n", b"\n")
        digest.update(f"{name}\0{len(content)}\0".encode() + content)
    return digest.hexdigest()[:16]


def commit(package: Path = PACKAGE) -> dict[str, Any]:
    """The commit of the code, and how it is known.

    Returns
    -------
    dict
        `id`, the commit or None; `dirty`, whether files of a checkout differ from it, None where nobody can tell; `from`,
        "checkout", "installation", or in words why no commit is known.
    """
    if (package.parent / ".git").exists():
        return _of_checkout(package.parent)
    installed = _installed_commit(package)
    return {"id": installed, "dirty": None, "from": "installation" if installed else NOT_KNOWN}


def _of_checkout(here: Path) -> dict[str, Any]:
    command = ["git", "-C", str(here), "status", "--porcelain=v2", "--branch", "--", "sim", "scenarios"]
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=GIT_SECONDS)
        lines = done.stdout.splitlines()
    except (OSError, subprocess.TimeoutExpired):
        lines = []
    found = next((line.split()[-1] for line in lines if line.startswith("# branch.oid ")), None)
    if found in (None, "(initial)"):
        return {"id": None, "dirty": None, "from": NOT_TOLD}
    return {"id": found, "dirty": any(not line.startswith("#") for line in lines), "from": "checkout"}


def _installed_commit(package: Path) -> str | None:
    """What an installer wrote down of a version control address (PEP 610), if it installed this very package."""
    try:
        installed = distribution(DISTRIBUTION)
        if Path(str(installed.locate_file(package.name))).resolve() != package.resolve():
            return None  # another copy of the program is installed than the one that runs
        told = json.loads(installed.read_text("direct_url.json") or "{}")
        found = told.get("vcs_info", {}).get("commit_id")
    except (PackageNotFoundError, OSError, ValueError, AttributeError):
        return None
    return found if isinstance(found, str) else None
