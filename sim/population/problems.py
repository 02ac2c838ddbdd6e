"""What is wrong with the tables of a population: all of it is found, the first of it is told."""

from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np

from sim.errors import problem

MOST_TOLD = 20


class Problems:
    """Errors of the tables in one folder, by file, row and column.

    Parameters
    ----------
    folder : Path
        Where the files are.

    Attributes
    ----------
    count : int
        All errors found.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.count = 0
        self._told: list[tuple[int, int, str]] = []

    def of_file(self, place: int, file: str, words: str, row: int = 0) -> None:
        """A whole file, or a whole row of it, cannot be used.

        Parameters
        ----------
        place : int
            Where the file stands among the tables.
        file, words : str
            Name of the file and what is wrong.
        row : int
            Of the file, its head being row 1; 0 for the whole.
        """
        self.count += 1
        where = f": row {row}" if row else ""
        self._told.append((place, row, f"{self.folder / file}{where}: {words}"))

    def of_cells(
        self,
        place: int,
        file: str,
        column: str,
        rows: np.ndarray,
        given: Callable[[int], object],
        allowed: str | Callable[[int], str],
        hint: Callable[[object], str] = lambda given: "",
    ) -> None:
        """Cells of one column hold what is not allowed.

        Parameters
        ----------
        place, file, column
            Of the table.
        rows : ndarray of int
            Rows of the file, rising.
        given : function
            What the k-th of them holds.
        allowed : str or function
            What is allowed, of all or of the k-th.
        hint : function, optional
            The nearest valid name of what is given.
        """
        self.count += len(rows)
        for k, row in enumerate(rows[:MOST_TOLD].tolist()):
            held = given(k)
            said = allowed if isinstance(allowed, str) else allowed(k)
            line = problem(str(self.folder / file), f"row {row}, {column}", held, said, hint(held))
            self._told.append((place, row, line))

    def lines(self) -> list[str]:
        """The first errors in the order of files and rows, and the number of the rest."""
        first: Sequence[tuple[int, int, str]] = sorted(self._told, key=lambda told: told[:2])[:MOST_TOLD]
        lines = [line for _, _, line in first]
        rest = self.count - len(lines)
        if rest:
            lines.append(f"{self.folder}: and {rest} more error{'s' * (rest > 1)} like these.")
        return lines
