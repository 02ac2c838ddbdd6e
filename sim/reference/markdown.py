"""Small pieces of Markdown."""

from collections.abc import Iterable, Sequence

GENERATED = "<!-- Made by `python -m sim.reference` from the code: change that, not this file. -->"


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table; cells become one line."""
    lines = [_row(head), _row(["---"] * len(head)), *(_row(row) for row in rows)]
    return "\n".join(lines)


def _row(cells: Sequence[str]) -> str:
    return "| " + " | ".join(" ".join(cell.split()).replace("|", "\\|") for cell in cells) + " |"


def page(title: str, *blocks: str) -> str:
    """A page of its own."""
    return "\n\n".join([f"# {title}", GENERATED, *(block for block in blocks if block)]) + "\n"
