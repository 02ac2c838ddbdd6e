"""The state at a week's close as columns, worked out when first asked for."""

from collections.abc import Mapping
from functools import cached_property
from typing import Any

import numpy as np

from sim.chain.tables import FREE, WORKING
from sim.errors import InputError, nearest
from sim.model.derived import DERIVED, Columns
from sim.model.measure import measure_unpaid
from sim.model.raw import raw_columns, uids_of, week_counter
from sim.world import World, open_claims, used_rows

SOURCES = {
    "developers": "owners",
    "firms": "firms",
    "workers": "persons",
    "projects": "projects",
    "contracts": "contracts",
    "crews": "crews",
    "claims": "claims",
    "bills": "bills",
    "accounts": "accounts",
    "events": "events",
}
"""Tables that people ask for, and the table of the world behind each."""


class State:
    """One state of a world; it holds as long as the world does not change.

    Parameters
    ----------
    world : World
    calendar : recarray
        The calendar of the run.
    closed : int
        Week of the engine at whose close the world stands; -1 before the first.
    first_recorded : int
        Week of the engine that is week 1 of the results.
    p : record, optional
        Parameters of the week; without them a state has no projects to grade.
    """

    def __init__(self, world: World, calendar: np.recarray, closed: int, first_recorded: int, p: Any = None) -> None:
        self.world = world
        self.closed = closed
        self.p = p
        self._calendar = calendar
        self.weeks = week_counter(first_recorded, closed)
        self.hints: dict[tuple[str, str], str] = {}
        self._columns: dict[str, Columns] = {}
        self._places: dict[str, dict[int, int]] = {}

    def columns(self, name: str) -> Mapping[str, np.ndarray]:
        """The columns of a table by name; an InputError if there is no such table."""
        if name not in SOURCES:
            raise InputError(f"there is no table {name}; tables are {', '.join(SOURCES)}.{nearest(name, SOURCES)}")
        if name not in self._columns:
            rows = self.rows(name)
            found = raw_columns(self.world, SOURCES[name], rows, self.weeks)
            if name in DERIVED:
                found.update(DERIVED[name](self, rows))
            self._columns[name] = found
        return self._columns[name]

    def rows(self, name: str) -> np.ndarray:
        """Rows of the world's table that are in use."""
        table = getattr(self.world, SOURCES[name])
        if name in ("projects", "contracts", "crews", "firms"):
            return np.flatnonzero(table.state != FREE)
        if name == "claims":
            return open_claims(self.world)
        if name == "bills":
            return self.open_bills
        if name in ("events", "accounts"):
            return np.arange(used_rows(self.world, name))
        return np.arange(table.size)

    def find(self, name: str, uid: int) -> int | None:
        """Place of a uid among the entries of a table's columns."""
        if name not in self._places:
            uids = np.asarray(getattr(self.world, SOURCES[name]).uid)[self.rows(name)]
            self._places[name] = {int(u): i for i, u in enumerate(uids)}
        return self._places[name].get(uid)

    @cached_property
    def unpaid(self) -> tuple[np.ndarray, np.ndarray]:
        """Unpaid wages by crew and by claim, one column per clock."""
        crews = np.zeros((self.world.crews.size, 3), np.int64)
        claims = np.zeros((self.world.claims.size, 3), np.int64)
        if self.closed >= 0:
            measure_unpaid(self.world, self._calendar, self.closed, crews, claims)
        return crews, claims

    @cached_property
    def open_bills(self) -> np.ndarray:
        """Rows of bills in the queues of contracts in use."""
        world, found = self.world, []
        following = world.bills.next
        for c in np.flatnonzero(world.contracts.state != FREE):
            for first in (world.contracts.first_bill[c], world.contracts.first_material[c]):
                at = int(first)
                while at >= 0:
                    found.append(at)
                    at = int(following[at])
        return np.array(found, np.int64)

    @cached_property
    def contract_sums(self) -> np.ndarray:
        """Of the crews each contract employs itself: workers on site, then unpaid wages by clock."""
        crews, contracts = self.world.crews, self.world.contracts
        sums = np.zeros((contracts.size, 4), np.int64)
        used = np.flatnonzero(crews.state != FREE)
        here = np.where(crews.state[used] == WORKING, crews.present[used], 0)
        np.add.at(sums, crews.contract[used], np.column_stack([here, self.unpaid[0][used]]))
        return sums

    def sums_by(self, column: str, size: int) -> np.ndarray:
        """The contracts' sums by firm or project."""
        contracts = self.world.contracts
        used = np.flatnonzero(contracts.state != FREE)
        sums = np.zeros((size, 4), np.int64)
        np.add.at(sums, contracts[column][used], self.contract_sums[used])
        return sums

    def cash(self, table: np.recarray) -> np.ndarray:
        """Balance of each row's account, in fen."""
        return self.world.accounts.balance_fen[table.account]

    @cached_property
    def material_bills(self) -> np.ndarray:
        """Those of `open_bills` that suppliers hold."""
        columns = raw_columns(self.world, "bills", self.open_bills, self.weeks)
        return self.open_bills[columns["kind"] == "material"]

    def chain_of(self, crew_rows: np.ndarray) -> Columns:
        """Employer and project of crews; 0 for a crew row below 0."""
        world = self.world
        contract = np.where(crew_rows >= 0, world.crews.contract[np.maximum(crew_rows, 0)], -1)
        firm = np.where(contract >= 0, world.contracts.firm[np.maximum(contract, 0)], -1)
        project = np.where(contract >= 0, world.contracts.project[np.maximum(contract, 0)], -1)
        return {"employer_uid": uids_of(world, "firms", firm), "project_uid": uids_of(world, "projects", project)}
