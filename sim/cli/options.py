"""What options of several commands have in common."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated

from cyclopts import Parameter, Token

if TYPE_CHECKING:
    from concurrent.futures import Executor

MOST = 100_000
LARGEST_SEED = 2**63 - 1


def _whole(_: type, tokens: Sequence[Token]) -> int:
    """A whole number as written; the library's own conversion rounds 1.5 to 2 without a word."""
    given = tokens[0].value
    try:
        return int(given)
    except ValueError:
        raise ValueError(f"{given} is no whole number") from None


Whole = Annotated[int, Parameter(converter=_whole)]


def wrong_options(replicates: int, jobs: int, seed: int | None, out: str | None) -> list[str]:
    """An error line for each option outside its limits."""
    lines = [
        f"{name} = {number}: must be a whole number from {least} to {most}."
        for name, number, least, most in (
            ("--replicates", replicates, 1, MOST),
            ("--jobs", jobs, 1, MOST),
            ("--seed", seed, 0, LARGEST_SEED),
        )
        if number is not None and not least <= number <= most
    ]
    if out is not None and not out.strip():
        lines.append('--out = "": must be the name of a folder.')
    return lines


@contextmanager
def players(jobs: int, dask: str | None) -> "Iterator[tuple[int, Executor | None]]":
    """Who plays the runs, for as long as the block lasts: how many at a time, and the cluster if one is named."""
    if dask is None:
        yield jobs, None
        return
    from sim.running.cluster import connected

    with connected(dask) as cluster:
        yield max(jobs, cluster.threads), cluster
