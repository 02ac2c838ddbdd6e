"""What was spent in a year by the engine's rows of years."""

from typing import Any

import numpy as np


def year_sums(world: Any, rows: np.ndarray) -> np.ndarray:
    """Of each row of the engine's `years` what was spent in all periods, in fen; nothing where there is no row."""
    held = world.years.fen[np.maximum(rows, 0)].sum(axis=-1)
    return np.where(np.asarray(rows) >= 0, held, 0)
