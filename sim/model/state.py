"""The state at a week's close as columns, worked out when first asked for."""

from collections.abc import Mapping
from functools import cached_property

import numpy as np

from sim.chain.tables import ENDED, EVENT_ROOM, FREE, NEVER, WORKING
from sim.errors import InputError, nearest
from sim.ledger.accounts import KIND_NAMES, OUTSIDE
from sim.model.measure import OVER_30, OVERDUE, UNPAID, measure_unpaid
from sim.model.raw import named, raw_columns, uids_of, week_counter
from sim.world import World

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

Columns = dict[str, np.ndarray]


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
    """

    def __init__(self, world: World, calendar: np.recarray, closed: int, first_recorded: int) -> None:
        self.world = world
        self.closed = closed
        self._calendar = calendar
        self._weeks = week_counter(first_recorded, closed)
        self._columns: dict[str, Columns] = {}
        self._places: dict[str, dict[int, int]] = {}

    def columns(self, name: str) -> Mapping[str, np.ndarray]:
        """The columns of a table by name; an InputError if there is no such table."""
        if name not in SOURCES:
            raise InputError(f"there is no table {name}; tables are {', '.join(SOURCES)}.{nearest(name, SOURCES)}")
        if name not in self._columns:
            rows = self.rows(name)
            found = raw_columns(self.world, SOURCES[name], rows, self._weeks)
            found.update(getattr(self, f"_add_{name}")(rows))
            self._columns[name] = found
        return self._columns[name]

    def rows(self, name: str) -> np.ndarray:
        """Rows of the world's table that are in use."""
        table = getattr(self.world, SOURCES[name])
        if name in ("projects", "contracts", "crews"):
            return np.flatnonzero(table.state != FREE)
        if name == "claims":
            return np.flatnonzero(table.crew >= 0)
        if name == "bills":
            return self._open_bills
        if name == "events":
            return np.arange(self.world.room.first_free[EVENT_ROOM])
        return np.arange(table.size)

    def find(self, name: str, uid: int) -> int | None:
        """Place of a uid among the entries of a table's columns."""
        if name not in self._places:
            uids = np.asarray(getattr(self.world, SOURCES[name]).uid)[self.rows(name)]
            self._places[name] = {int(u): i for i, u in enumerate(uids)}
        return self._places[name].get(uid)

    @cached_property
    def _unpaid(self) -> tuple[np.ndarray, np.ndarray]:
        """Unpaid wages by crew and by claim, one column per clock."""
        crews = np.zeros((self.world.crews.size, 3), np.int64)
        claims = np.zeros((self.world.claims.size, 3), np.int64)
        if self.closed >= 0:
            measure_unpaid(self.world, self._calendar, self.closed, crews, claims)
        return crews, claims

    @cached_property
    def _open_bills(self) -> np.ndarray:
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
    def _contract_sums(self) -> np.ndarray:
        """Of the crews each contract employs itself: workers on site, then unpaid wages by clock."""
        crews, contracts = self.world.crews, self.world.contracts
        sums = np.zeros((contracts.size, 4), np.int64)
        used = np.flatnonzero(crews.state != FREE)
        here = np.where(crews.state[used] == WORKING, crews.present[used], 0)
        np.add.at(sums, crews.contract[used], np.column_stack([here, self._unpaid[0][used]]))
        return sums

    def _sums_by(self, column: str, size: int) -> np.ndarray:
        """The contracts' sums by firm or project."""
        contracts = self.world.contracts
        used = np.flatnonzero(contracts.state != FREE)
        sums = np.zeros((size, 4), np.int64)
        np.add.at(sums, contracts[column][used], self._contract_sums[used])
        return sums

    def _cash(self, table: np.recarray) -> np.ndarray:
        return self.world.accounts.balance_fen[table.account]

    def _add_developers(self, rows: np.ndarray) -> Columns:
        world = self.world
        due = np.zeros(world.owners.size, np.int64)
        bills = world.bills[self._open_bills]
        payer = world.projects.owner[world.contracts.project[bills.contract]]
        owed = (world.contracts.tier[bills.contract] == 1) & (bills.due_week <= self.closed)
        owed &= ~np.isin(self._open_bills, self._material_bills)
        np.add.at(due, payer[owed], (bills.amount_fen - bills.paid_fen)[owed])
        projects = world.projects.owner[world.projects.state != FREE]
        count = np.bincount(projects, minlength=world.owners.size)
        return {"cash_fen": self._cash(world.owners), "due_fen": due, "open_projects": count}

    @cached_property
    def _material_bills(self) -> np.ndarray:
        columns = raw_columns(self.world, "bills", self._open_bills, self._weeks)
        return self._open_bills[columns["kind"] == "material"]

    def _add_firms(self, rows: np.ndarray) -> Columns:
        world = self.world
        firms = world.contracts.firm[world.contracts.state != FREE]
        return {
            "cash_fen": self._cash(world.firms),
            "fled": world.firms.fled_week != NEVER,
            "open_contracts": np.bincount(firms, minlength=world.firms.size),
            "shock_target": np.array([f"firm:{row + 1}" for row in rows], object),
            **_wages(self._sums_by("firm", world.firms.size)),
        }

    def _add_workers(self, rows: np.ndarray) -> Columns:
        world, persons = self.world, self.world.persons
        claim = persons.claim
        crew = np.where(claim >= 0, world.claims.crew[np.maximum(claim, 0)], -1)
        sums = np.zeros((persons.size, 3), np.int64)
        used = np.flatnonzero(world.claims.crew >= 0)
        np.add.at(sums, world.claims.person[used], self._unpaid[1][used])
        return {"crew_uid": uids_of(world, "crews", crew), **self._chain_of(crew), **_owed(sums)}

    def _add_projects(self, rows: np.ndarray) -> Columns:
        world = self.world
        projects = world.projects[rows]
        general = np.flatnonzero((world.contracts.state != FREE) & (world.contracts.tier == 1))
        # of several, the last written stays: the newest that has not been cut off
        general = general[np.lexsort((world.contracts.uid[general], world.contracts.state[general] != ENDED))]
        contractor = np.full(world.projects.size, -1)
        contractor[world.contracts.project[general]] = world.contracts.firm[general]
        return {
            "owner_kind": raw_columns(world, "owners", projects.owner, self._weeks)["kind"],
            "contractor_uid": uids_of(world, "firms", contractor[rows]),
            "shock_target": np.array([f"project:{slot + 1}" for slot in projects.slot], object),
            **_wages(self._sums_by("project", world.projects.size)[rows]),
        }

    def _add_contracts(self, rows: np.ndarray) -> Columns:
        owner = self.world.projects.owner[self.world.contracts.project[rows]]
        return {
            "developer_uid": uids_of(self.world, "owners", owner),
            **_wages(self._contract_sums[rows]),
        }

    def _add_crews(self, rows: np.ndarray) -> Columns:
        world = self.world
        here = np.where(world.crews.state == WORKING, world.crews.present, 0)
        sums = np.column_stack([here, self._unpaid[0]])[rows]
        return {**self._chain_of(rows), "tier": world.contracts.tier[world.crews.contract[rows]], **_wages(sums)}

    def _add_claims(self, rows: np.ndarray) -> Columns:
        world, claims = self.world, self.world.claims[rows]
        worked = np.minimum(world.crews.days_worked[claims.crew], claims.left_day)
        days = np.maximum(0, worked.astype(np.int64) - claims.joined_day)
        earned = days * claims.day_wage_fen
        return {"days": days, "earned_fen": earned, **self._chain_of(claims.crew), **_owed(self._unpaid[1][rows])}

    def _add_bills(self, rows: np.ndarray) -> Columns:
        world, bills = self.world, self.world.bills[rows]
        contract = world.contracts[bills.contract]
        above = np.where(contract.parent >= 0, world.contracts.firm[np.maximum(contract.parent, 0)], -1)
        material = np.isin(rows, self._material_bills)
        payer = np.where(above >= 0, uids_of(world, "firms", above), 0)
        owner = uids_of(world, "owners", world.projects.owner[contract.project])
        return {
            "paying_developer_uid": np.where(material | (above >= 0), 0, owner),
            "paying_firm_uid": np.where(material, uids_of(world, "firms", contract.firm), payer),
            "unpaid_fen": bills.amount_fen - bills.paid_fen,
        }

    def _add_accounts(self, rows: np.ndarray) -> Columns:
        holders = list(named(self.world.accounts.kind[:OUTSIDE], KIND_NAMES))
        holders += [""] * (rows.size - OUTSIDE)
        for name, table in (("developer", self.world.owners), ("firm", self.world.firms)):
            for account, uid in zip(table.account, table.uid, strict=True):
                holders[account] = f"{name}:{uid}"
        return {"holder": np.array(holders, object)}

    def _add_events(self, rows: np.ndarray) -> Columns:
        return {}

    def _chain_of(self, crew_rows: np.ndarray) -> Columns:
        """Employer and project of crews; 0 for a crew row below 0."""
        world = self.world
        contract = np.where(crew_rows >= 0, world.crews.contract[np.maximum(crew_rows, 0)], -1)
        firm = np.where(contract >= 0, world.contracts.firm[np.maximum(contract, 0)], -1)
        project = np.where(contract >= 0, world.contracts.project[np.maximum(contract, 0)], -1)
        return {"employer_uid": uids_of(world, "firms", firm), "project_uid": uids_of(world, "projects", project)}


def _wages(sums: np.ndarray) -> Columns:
    """Columns of whoever employs: workers on site, unpaid wages by clock."""
    on_site, unpaid = sums[:, 0], sums[:, 1:]
    return {
        "workers_on_site": on_site,
        "unpaid_wages_fen": unpaid[:, UNPAID],
        "deferred_fen": unpaid[:, UNPAID] - unpaid[:, OVERDUE],
        "overdue_fen": unpaid[:, OVERDUE],
        "unpaid_over_30_days_fen": unpaid[:, OVER_30],
    }


def _owed(unpaid: np.ndarray) -> Columns:
    """Columns of whoever is owed wages."""
    return {
        "owed_fen": unpaid[:, UNPAID],
        "deferred_fen": unpaid[:, UNPAID] - unpaid[:, OVERDUE],
        "overdue_fen": unpaid[:, OVERDUE],
        "unpaid_over_30_days_fen": unpaid[:, OVER_30],
    }
