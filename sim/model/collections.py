"""Sequences of views, built on demand: what Mesa calls an agent set, without agents in memory."""

from abc import abstractmethod
from collections.abc import Callable, Collection, Iterator, Sequence
from itertools import chain, islice
from typing import TYPE_CHECKING, Any, Generic, TypeVar, overload

from sim.errors import InputError
from sim.model.view import View, plain

if TYPE_CHECKING:
    from sim.model.shell import Model

V = TypeVar("V", bound=View)


class Views(Collection[V], Generic[V]):
    """Views of agents or objects: `len`, iteration, `in`, index by uid, `select`, `get`, `agg`."""

    @abstractmethod
    def __getitem__(self, uid: int) -> V:
        """The view with a uid; an InputError if there is none."""

    def select(self, function: "Callable[[V], bool] | None" = None, at_most: int | None = None) -> "Chosen[V]":
        """Those for which a function is true.

        Parameters
        ----------
        function : callable, optional
            Takes a view; all are taken if it is not given.
        at_most : int, optional
            Stop after so many.
        """
        return Chosen(list(islice((v for v in self if function is None or function(v)), at_most)))

    @overload
    def get(self, names: str) -> list[Any]: ...
    @overload
    def get(self, names: Sequence[str]) -> list[list[Any]]: ...
    def get(self, names: str | Sequence[str]) -> list[Any]:
        """The value of an attribute of every view, or a list of values if several names are given."""
        if isinstance(names, str):
            return self._values(names)
        return [list(row) for row in zip(*(self._values(name) for name in names), strict=True)]

    def agg(self, name: str, function: Callable[[list[Any]], Any]) -> Any:
        """What a function, such as `sum`, makes of the values of an attribute."""
        return function(self._values(name))

    def _values(self, name: str) -> list[Any]:
        return [getattr(view, name) for view in self]

    def __repr__(self) -> str:
        return f"<{len(self)} {type(self).__name__.lower()}>"


class Chosen(Views[V]):
    """Views that were selected; they stay the same ones as the model goes on."""

    def __init__(self, views: list[V]) -> None:
        self._views = views

    def __len__(self) -> int:
        return len(self._views)

    def __iter__(self) -> Iterator[V]:
        return iter(self._views)

    def __contains__(self, item: object) -> bool:
        return any(view == item or view.uid == item for view in self._views)

    def __getitem__(self, uid: int) -> V:
        for view in self._views:
            if view.uid == uid:
                return view
        raise InputError(f"none of these {len(self)} has the uid {uid}.")

    def __repr__(self) -> str:
        return f"[{', '.join(map(repr, self._views[:5]))}{', ...' if len(self) > 5 else ''}]"


class Everybody(Views[V]):
    """All there are of one kind at the present week's close."""

    def __init__(self, model: "Model", view: type[V]) -> None:
        self._model = model
        self._view = view

    def __len__(self) -> int:
        return int(self._model.state().rows(self._view.table).size)

    def __iter__(self) -> Iterator[V]:
        for uid in self._model.state().columns(self._view.table)["uid"].tolist():
            yield self._view(self._model, uid)

    def __contains__(self, item: object) -> bool:
        uid = item.uid if isinstance(item, self._view) and item.model is self._model else item
        return isinstance(uid, int) and self._model.state().find(self._view.table, uid) is not None

    def __getitem__(self, uid: int) -> V:
        try:
            whole = int(uid)
        except (TypeError, ValueError):
            whole = 0
        state = self._model.state()
        if state.find(self._view.table, whole) is None:
            uids = state.columns(self._view.table)["uid"]
            span = f"; uids lie between {uids.min()} and {uids.max()}" if uids.size else ""
            raise InputError(f"there is no {self._view.kind_name} {uid} in week {self._model.week}{span}.")
        return self._view(self._model, whole)

    def _values(self, name: str) -> list[Any]:
        columns = self._model.state().columns(self._view.table)
        if name in columns:
            return [plain(value) for value in columns[name]]
        return super()._values(name)

    def __repr__(self) -> str:
        return f"<{len(self)} {self._view.table}>"


class Agents(Views[View]):
    """Everybody who decides, kind by kind; indexed by `unique_id`."""

    def __init__(self, kinds: Sequence[Everybody[Any]]) -> None:
        self._kinds = kinds

    def __len__(self) -> int:
        return sum(map(len, self._kinds))

    def __iter__(self) -> Iterator[View]:
        return chain.from_iterable(self._kinds)

    def __contains__(self, item: object) -> bool:
        return isinstance(item, View) and any(item in kind for kind in self._kinds)

    def __getitem__(self, uid: int | str) -> View:
        name, _, number = str(uid).partition(":")
        for kind in self._kinds:
            if kind._view.kind_name == name and number.isdigit():
                return kind[int(number)]
        known = ", ".join(f'"{kind._view.kind_name}:N"' for kind in self._kinds)
        raise InputError(f"there is no agent {uid!r}; agents are {known}.")
