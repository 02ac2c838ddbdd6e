"""What a model has written down so far, and its tables, as pandas people expect them."""

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING

import numpy as np

from sim.errors import InputError, nearest
from sim.outcomes import COLUMN, GROUPS, OUTCOMES, Outcome
from sim.running.one import Playing

if TYPE_CHECKING:
    import pandas as pd


def frame(columns: Mapping[str, np.ndarray]) -> "pd.DataFrame":
    """Columns as a DataFrame; masked weeks are missing values of whole numbers."""
    import pandas as pd

    return pd.DataFrame({name: _column(values) for name, values in columns.items()})


def _column(values: np.ndarray) -> "pd.arrays.IntegerArray | np.ndarray":
    import pandas as pd

    if isinstance(values, np.ma.MaskedArray):
        return pd.arrays.IntegerArray(values.data.astype(np.int64), np.ma.getmaskarray(values))
    return np.array(values)


def declared(name: str) -> Outcome:
    """The declaration of an outcome.

    Raises
    ------
    InputError
        If nothing has this name.
    """
    for outcome in OUTCOMES:
        if outcome.name == name:
            return outcome
    raise InputError(f"there is no outcome {name}.{nearest(name, [o.name for o in OUTCOMES])}")


def value(playing: Playing, name: str, group: str) -> float:
    """An outcome at the present week's close; before the first week, 0 (a rate is not a number)."""
    outcome = declared(name)
    if playing.week == 0:
        return float("nan") if outcome.ratio_of else 0.0
    return float(_numbers(playing, outcome, _offset(outcome, group), playing.week - 1)[0])


def series(playing: Playing, name: str, by: str | None) -> "pd.Series | pd.DataFrame":
    """An outcome from the opening week to the present one; see `Model.series`."""
    import pandas as pd

    outcome = declared(name)
    warmup = playing.scenario.weeks_before
    first = max(0, warmup - 1) if playing.week >= warmup else 0
    sundays = playing.calendar.sunday[first : playing.week].tolist()
    opening = warmup == 0  # no week was played before the first recorded one
    days = [date.fromordinal(s) for s in ([int(playing.calendar.sunday[0]) - 7] if opening else []) + sundays]
    index = pd.DatetimeIndex(days, name="date")

    def numbers(group: str) -> np.ndarray:
        found = _numbers(playing, outcome, _offset(outcome, group), first)
        return np.concatenate([[np.nan if outcome.ratio_of else 0], found]).astype(found.dtype) if opening else found

    if by is None:
        return pd.Series(numbers("all"), index=index, name=name)
    kinds = list(dict.fromkeys(g.partition(":")[0] for g in GROUPS if ":" in g))
    if by not in kinds:
        raise InputError(f"outcomes are not grouped by {by}; groups are {', '.join(kinds)}.{nearest(by, kinds)}")
    groups = [g for g in GROUPS if g.startswith(f"{by}:")]
    return pd.DataFrame({g.partition(":")[2]: numbers(g) for g in groups}, index=index)


def _offset(outcome: Outcome, group: str) -> int:
    if group not in GROUPS:
        raise InputError(f"there is no group {group}; groups are {', '.join(GROUPS)}.{nearest(group, GROUPS)}")
    if group != "all" and not outcome.grouped:
        raise InputError(f"{outcome.name} is recorded for all together, not by group.")
    return GROUPS.index(group)


def _numbers(playing: Playing, outcome: Outcome, offset: int, first: int) -> np.ndarray:
    """The recorded weeks from `first` on; rates in their unit, not a number where nothing was asked."""
    values = playing.recording.values[first : playing.week]
    if outcome.ratio_of is None:
        return values[:, COLUMN[outcome.name] + offset]
    above, below = outcome.ratio_of
    top = outcome.scale * values[:, COLUMN[above] + offset]
    bottom = values[:, COLUMN[below] + offset].astype(float)
    return np.divide(top, bottom, out=np.full(top.size, np.nan), where=bottom > 0)
