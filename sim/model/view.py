"""What all views share: they hold a uid and read the model when asked."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np

from sim.errors import InputError, nearest

if TYPE_CHECKING:
    from sim.model.collections import Chosen
    from sim.model.shell import Model


class View:
    """One agent or object of a model, as it stands at the present week's close.

    Every column of its table (`Model.table`) is an attribute: a plain number, text or truth value, None for a week
    that has not come. Money has its unit in its name and can be read in both: `owed_fen`, `owed_yuan`.

    Attributes
    ----------
    model : Model
    uid : int
        Its number among its kind; never given to another one.
    """

    __slots__ = ("model", "uid")
    table: ClassVar[str]
    kind_name: ClassVar[str]

    def __init__(self, model: "Model", uid: int) -> None:
        self.model = model
        self.uid = uid

    @property
    def unique_id(self) -> str:
        """Kind and uid, such as "worker:17": no two agents of a model share it."""
        return f"{self.kind_name}:{self.uid}"

    @property
    def exists(self) -> bool:
        """Whether the model still holds it; finished projects, contracts and crews go."""
        return self.model.state().find(self.table, self.uid) is not None

    def attributes(self) -> dict[str, Any]:
        """All columns of its table by name."""
        return {name: self._read(name) for name in self.model.state().columns(self.table)}

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_") or name in View.__slots__:
            raise AttributeError(name)
        columns = self.model.state().columns(self.table)
        if name in columns:
            return self._read(name)
        fen = f"{name.removesuffix('_yuan')}_fen"
        if name.endswith("_yuan") and fen in columns:
            return self._read(fen) / 100
        raise AttributeError(f"a {self.kind_name} has no attribute {name!r}.{self._hint(name)}")

    def _hint(self, name: str) -> str:
        """The nearest attribute, sought once: a DataCollector asks every agent for every name."""
        hints = self.model.state().hints
        if (self.table, name) not in hints:
            hints[self.table, name] = nearest(name, self.__dir__())
        return hints[self.table, name]

    def _read(self, column: str) -> Any:
        state = self.model.state()
        place = state.find(self.table, self.uid)
        if place is None:
            raise InputError(f"{self.unique_id} is no longer there in week {self.model.week}.")
        return plain(state.columns(self.table)[column][place])

    def __dir__(self) -> list[str]:
        columns = self.model.state().columns(self.table)
        yuan = [f"{name.removesuffix('_fen')}_yuan" for name in columns if name.endswith("_fen")]
        return sorted({*object.__dir__(self), *columns, *yuan})

    def __eq__(self, other: object) -> bool:
        return type(other) is type(self) and other.model is self.model and other.uid == self.uid  # type: ignore[attr-defined]

    def __hash__(self) -> int:
        return hash((self.unique_id, id(self.model)))

    def __repr__(self) -> str:
        return f"<{self.unique_id}>" if self.exists else f"<{self.unique_id}, no longer there>"

    def _where(self, view: type["View"], column: str, uid: int | None = None) -> "Chosen[Any]":
        """Views of one kind whose column holds a uid, this one's if none is given."""
        from sim.model.collections import Chosen

        columns = self.model.state().columns(view.table)
        found = columns["uid"][columns[column] == (self.uid if uid is None else uid)]
        return Chosen([view(self.model, int(u)) for u in found])


def plain(value: Any) -> Any:
    """A number of numpy as one of Python; None for a masked one."""
    if value is np.ma.masked:
        return None
    return value.item() if isinstance(value, np.generic) else value


@dataclass(frozen=True)
class Claim:
    """What one person earned in one crew: earned = paid + given up + written off + owed, in fen.

    Attributes
    ----------
    worker_uid, crew_uid, employer_uid, project_uid : int
    days : int
        Days worked so far.
    day_wage_fen, earned_fen, paid_fen, given_up_fen, written_off_fen, owed_fen : int
    deferred_fen, overdue_fen : int
        The part of what is owed that is not yet due by agreement, and the part that is.
    unpaid_over_30_days_fen : int
        Owed for months that ended more than 30 days ago, whatever was agreed.
    """

    worker_uid: int
    crew_uid: int
    employer_uid: int
    project_uid: int
    days: int
    day_wage_fen: int
    earned_fen: int
    paid_fen: int
    given_up_fen: int
    written_off_fen: int
    owed_fen: int
    deferred_fen: int
    overdue_fen: int
    unpaid_over_30_days_fen: int

    @property
    def owed_yuan(self) -> float:
        """`owed_fen` in yuan."""
        return self.owed_fen / 100


def claims_where(model: "Model", column: str, uid: int) -> list[Claim]:
    """Open claims of one worker or one crew."""
    columns = model.state().columns("claims")
    places = np.flatnonzero(columns[column] == uid)
    return [Claim(*(int(columns[name][i]) for name in Claim.__dataclass_fields__)) for i in places]
