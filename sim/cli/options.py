"""What options of several commands have in common."""

from collections.abc import Sequence
from typing import Annotated

from cyclopts import Parameter, Token


def _whole(_: type, tokens: Sequence[Token]) -> int:
    """A whole number as written; the library's own conversion rounds 1.5 to 2 without a word."""
    given = tokens[0].value
    try:
        return int(given)
    except ValueError:
        raise ValueError(f"{given} is no whole number") from None


Whole = Annotated[int, Parameter(converter=_whole)]
