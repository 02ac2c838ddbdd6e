"""The scenarios that come with this package, and the tables of populations beside them."""

from pathlib import Path


def shipped_folder() -> Path:
    """Where they are: in an installed package, or in a checkout."""
    package = Path(__file__).resolve().parents[1]
    folder = package / "_scenarios"
    return folder if folder.is_dir() else package.parent / "scenarios"


def shipped_scenarios() -> dict[str, Path]:
    """The shipped scenarios: name -> file."""
    return {path.stem: path for path in sorted(shipped_folder().glob("*.toml"))}


def shipped_files() -> list[Path]:
    """All files that are shipped, those of populations too."""
    return sorted(path for kind in ("*.toml", "*/*.csv") for path in shipped_folder().glob(kind))
