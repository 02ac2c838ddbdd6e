"""The world: all tables of one region, allocated, grown, copied, saved, checked."""

from pathlib import Path
from typing import NamedTuple

import numpy as np

from sim.agents.authority.tables import AUTHORITY, CASES
from sim.agents.tables import FIRMS, KINDS, KINDS_OF_OUTFLOW, OWNERS, PERSONS, SEATS
from sim.chain.events import EVENTS
from sim.chain.systems import MEASURE_REPORTS, MEASURES
from sim.chain.tables import (
    ACCOUNT_ROOM,
    BILL_ROOM,
    BILLS,
    CASE_ROOM,
    CLAIM_ROOM,
    CLAIMS,
    CONTRACT_ROOM,
    CONTRACTS,
    CREW_ROOM,
    CREWS,
    EVENT_ROOM,
    FIRM_ROOM,
    FREE,
    MATERIAL_BILL,
    PASS_ON_WEEKS,
    PROJECT_ROOM,
    PROJECTS,
    RECEIPT_ROOM,
    RECEIPTS,
    ROOM,
    SLOTS,
    YEAR_ROOM,
    YEARS,
)
from sim.core.calendar import NOW
from sim.core.tables import grow, rows_of
from sim.declared.groups import GROUP_COUNT
from sim.ledger.accounts import (
    ACCOUNT_PAYS,
    ACCOUNTS,
    KIND_NAMES,
    OUTSIDE,
    PURPOSE_NAMES,
    WAGE_ACCOUNT,
    WAGE_DEPOSIT,
)
from sim.ledger.tally import BILLS_OVERDUE, DUE_WEEKS, TALLIES
from sim.mechanisms.wage_deposit import DEPOSITS

GROWING = {
    PROJECT_ROOM: "projects",
    CONTRACT_ROOM: "contracts",
    BILL_ROOM: "bills",
    CREW_ROOM: "crews",
    FIRM_ROOM: "firms",
    CASE_ROOM: "cases",
}
FOLLOWING = {YEAR_ROOM: "years", RECEIPT_ROOM: "receipts"}  # as large as the rows of others may need
ROOMS = {name: which for which, name in (GROWING | FOLLOWING).items()} | {
    "deposits": CONTRACT_ROOM,
    "claims": CLAIM_ROOM,
    "events": EVENT_ROOM,
    "accounts": ACCOUNT_ROOM,
}
ACCOUNTS_OF_ROW = {FIRM_ROOM: 1, PROJECT_ROOM: 2}
"""Accounts that whoever takes a row of a table opens, if nobody had the row before."""


class World(NamedTuple):
    """Every table of a region, and the money that flowed between kinds of account in each period."""

    accounts: np.recarray
    flows_fen: np.ndarray  # int64 [warm-up or quarter, payer kind, payee kind, purpose]
    tally: np.ndarray  # int64 [tally, group], flat: what was counted when it happened
    coming_due_fen: np.ndarray  # int64 [ring of weeks, group], flat: open bills by the week in which they fall due
    now: np.recarray  # one row: the present week
    slots: np.recarray
    projects: np.recarray
    contracts: np.recarray
    deposits: np.recarray  # of the contract in the same row
    bills: np.recarray
    years: np.recarray
    receipts: np.recarray
    crews: np.recarray
    claims: np.recarray
    events: np.recarray
    room: np.recarray
    owners: np.recarray
    seats: np.recarray
    firms: np.recarray
    persons: np.recarray
    authority: np.recarray  # one row: the week's counts
    cases: np.recarray
    kinds: np.recarray
    measures: np.recarray  # one row per number of a measure: what it did so far
    scratch: np.ndarray  # int64, working room of kernels: holds nothing between phases


def allocate(
    *, slots: int, owners: int, seats: int, persons: int, periods: int, projects: int, contracts: int, bills: int,
    crews: int, claims: int,
) -> World:  # fmt: skip
    """A world with room for so many rows of each kind."""
    firms = 3 * seats + 16  # those that are gone keep a row until their last contract is closed
    kinds, purposes = len(KIND_NAMES), len(PURPOSE_NAMES)
    world = World(
        accounts=rows_of(ACCOUNTS, OUTSIDE + owners + firms + 2 * projects),
        flows_fen=np.zeros((periods, kinds, kinds, purposes), np.int64),
        tally=np.zeros(TALLIES * GROUP_COUNT, np.int64),
        coming_due_fen=np.zeros(DUE_WEEKS * GROUP_COUNT, np.int64),
        now=rows_of(NOW, 1),
        slots=rows_of(SLOTS, slots),
        projects=rows_of(PROJECTS, projects),
        contracts=rows_of(CONTRACTS, contracts),
        deposits=rows_of(DEPOSITS, contracts),
        bills=rows_of(BILLS, bills),
        years=rows_of(YEARS, _years(contracts, firms)),
        receipts=rows_of(RECEIPTS, PASS_ON_WEEKS * bills),
        crews=rows_of(CREWS, crews),
        claims=rows_of(CLAIMS, claims),
        events=rows_of(EVENTS, 256),
        room=rows_of(ROOM, RECEIPT_ROOM + 1),
        owners=rows_of(OWNERS, owners),
        seats=rows_of(SEATS, seats),
        firms=rows_of(FIRMS, firms),
        persons=rows_of(PERSONS, persons),
        authority=rows_of(AUTHORITY, 1),
        cases=rows_of(CASES, 64 + crews // 4),
        kinds=rows_of(KINDS, 4),
        measures=rows_of(MEASURE_REPORTS, MEASURES),
        scratch=_scratch(persons, contracts, bills, crews, claims, firms),
    )
    world.accounts.kind[:OUTSIDE] = np.arange(OUTSIDE)
    world.room.first_free[ACCOUNT_ROOM] = OUTSIDE + owners
    for which, name in (*GROWING.items(), *FOLLOWING.items()):
        world.room.free[which] = getattr(world, name).size
        world.room.first_free[which] = -1
    return world


def _years(contracts: int, firms: int) -> int:
    """Rows for all kinds of spending that so many contracts and firms may have."""
    return 2 * contracts + (KINDS_OF_OUTFLOW + 1) * firms


def _scratch(persons: int, contracts: int, bills: int, crews: int, claims: int, firms: int) -> np.ndarray:
    """Cells for what is borrowed at one time: most of all to hire, to list a payer's bills or a firm's crews."""
    listed = 3 * (bills + crews) + 4 * firms  # the week's debts
    places = 8 * contracts
    members = max(2 * persons, claims)
    most = max(2 * persons + 2 * contracts, listed + 6 * bills, listed + 18 * crews + members, places)
    return np.empty(most + 256, np.int64)


def enlarge(world: World, which: int) -> World:
    """The same world with half as much room again in the table that was short."""
    if which == CLAIM_ROOM:
        return _with_scratch(world._replace(claims=_grown(world, "claims")))
    if which == EVENT_ROOM:
        return world._replace(events=grow(world.events, 2 * world.events.size, int(world.room.first_free[which])))
    name = GROWING[which]
    old, used = getattr(world, name).size, int(world.room.top[which])
    table = _grown(world, name)
    fresh = table.size - old
    world.room.free[which] += fresh
    world = world._replace(**{name: table})
    if which in ACCOUNTS_OF_ROW:
        size = world.accounts.size + ACCOUNTS_OF_ROW[which] * fresh
        world = world._replace(accounts=grow(world.accounts, size, int(world.room.first_free[ACCOUNT_ROOM])))
    if which == CONTRACT_ROOM:
        world = world._replace(deposits=grow(world.deposits, world.contracts.size, used))
    sizes = {
        YEAR_ROOM: _years(world.contracts.size, world.firms.size),
        RECEIPT_ROOM: PASS_ON_WEEKS * world.bills.size,
    }
    for other, size in sizes.items():
        world = _followed(world, other, size)
    return _with_scratch(world)


def _with_scratch(world: World) -> World:
    """The same world with as much working room as its tables may need."""
    sizes = (getattr(world, name).size for name in ("persons", "contracts", "bills", "crews", "claims", "firms"))
    return world._replace(scratch=_scratch(*sizes))


def _followed(world: World, which: int, size: int) -> World:
    """The same world with a table that has room for whatever the rows of others may need."""
    name = FOLLOWING[which]
    fresh = size - getattr(world, name).size
    if fresh == 0:
        return world
    world.room.free[which] += fresh
    return world._replace(**{name: grow(getattr(world, name), size, used_rows(world, name))})


def _grown(world: World, name: str) -> np.recarray:
    """A table with half as much room again."""
    table = getattr(world, name)
    return grow(table, table.size + table.size // 2 + 16, used_rows(world, name))


def used_rows(world: World, name: str) -> int:
    """How many rows at the start of a table may hold something that counts."""
    which = ROOMS.get(name)
    if which is None:
        return getattr(world, name).shape[0]
    ends = world.room.top if which in GROWING or which in FOLLOWING else world.room.first_free
    return int(ends[which])


def open_claims(world: World) -> np.ndarray:
    """Rows of the claims that are not closed."""
    return np.flatnonzero(world.claims.crew[: used_rows(world, "claims")] >= 0)


def copy(world: World) -> World:
    """A world that shares nothing with the old one."""
    return World._make(_copied(world, name) for name in World._fields)


def _copied(world: World, name: str) -> np.ndarray:
    """A table of the same size; memory of rows that nobody uses is not touched."""
    table = getattr(world, name)
    if name == "scratch":
        return np.empty_like(table)
    return grow(table, table.size, used_rows(world, name)) if name in ROOMS else table.copy()


def nbytes(world: World) -> int:
    """Bytes of all tables."""
    return sum(table.nbytes for table in world)


def save(world: World, path: str | Path) -> None:
    """Write every table into one .npz file."""
    tables = {name: np.asarray(table) for name, table in world._asdict().items() if name != "scratch"}
    with open(path, "wb") as file:
        np.savez(file, **tables)  # type: ignore[arg-type]


def load(path: str | Path) -> World:
    """Read a world that `save` wrote."""
    with np.load(path) as data:
        tables = {name: data[name] for name in World._fields if name != "scratch"}
    tables = {name: table.view(np.recarray) if table.dtype.names else table for name, table in tables.items()}
    return _with_scratch(World(**tables, scratch=np.empty(0, np.int64)))


def check(world: World) -> list[str]:
    """What breaks an accounting identity; an empty list when all hold."""
    found = []
    tops = {CLAIM_ROOM: world.claims.size, EVENT_ROOM: world.events.size}
    if np.any(world.room.free < 0) or any(world.room.first_free[which] > size for which, size in tops.items()):
        found.append("a table had no room for what happened")
    lent = world._replace(**{name: getattr(world, name)[: used_rows(world, name)] for name in ROOMS})
    return [*found, *_check_accounts(lent), *_check_claims(lent), *_check_deposits(lent), *_check_bills(lent)]


def _check_accounts(world: World) -> list[str]:
    """Balances sum to zero; ring-fenced money pays what it may, is never short and goes with its project."""
    found = []
    if world.accounts.balance_fen.sum() != 0:
        found.append(f"accounts sum to {world.accounts.balance_fen.sum()} fen, not zero")
    ringed = np.isin(world.accounts.kind, (WAGE_ACCOUNT, WAGE_DEPOSIT))
    if np.any(world.accounts.balance_fen[ringed] < 0):
        found.append("a ring-fenced account was overdrawn")
    if world.flows_fen[:, WAGE_ACCOUNT].sum() != world.flows_fen[:, WAGE_ACCOUNT][..., ACCOUNT_PAYS].sum():
        found.append("a wage account paid for something else than labour")
    free = world.projects.state == FREE
    if np.any(world.accounts.balance_fen[world.projects.wage_account[free]]):
        found.append("a wage account outlived its project")
    return found


def _check_claims(world: World) -> list[str]:
    """No claim is overpaid, and a crew's claims are all there and come to its total."""
    found = []
    claims = world.claims
    used = claims.crew >= 0
    crew = claims.crew[used]
    days = np.minimum(world.crews.days_worked[crew], claims.left_day[used])
    accrued = claims.day_wage_fen[used].astype(np.int64) * days
    discharged = (claims.paid_fen + claims.given_up_fen + claims.written_off_fen)[used]
    if np.any(discharged > accrued) or np.any(discharged < 0):
        found.append(f"{int(np.sum(discharged > accrued))} claims were paid more than they accrued")
    sums = np.bincount(crew, weights=None, minlength=world.crews.size)
    active = world.crews.state > 0
    if np.any(sums[active] != world.crews.hands[active]):
        found.append("a crew's claims are not all there")
    totals = np.zeros(world.crews.size, np.int64)
    np.add.at(totals, crew, discharged)
    if np.any(totals[active] != world.crews.discharged_fen[active]):
        found.append("a crew's total of payments is not that of its claims")
    return found


def _check_bills(world: World) -> list[str]:
    """No bill is overpaid, and the tally of overdue bills and of those to come is what is open."""
    found = []
    bills = world.bills
    if np.any(bills.paid_fen > bills.amount_fen):
        found.append("a bill was paid more than its amount")
    tallied = world.tally[BILLS_OVERDUE * GROUP_COUNT] + world.coming_due_fen[::GROUP_COUNT].sum()
    if (bills.amount_fen - bills.paid_fen)[bills.kind != MATERIAL_BILL].sum() != tallied:
        found.append("the tally of open bills is not what is open of them")
    return found


def _check_deposits(world: World) -> list[str]:
    """A project's deposit account holds the cash of its contracts' deposits, and nothing else."""
    sums = np.zeros(world.projects.size, np.int64)
    used = world.contracts.state > 0
    np.add.at(sums, world.contracts.project[used], world.deposits.cash_fen[used])
    held = world.accounts.balance_fen[world.projects.deposit_account]
    if np.any(held != sums) or np.any(world.deposits.cash_fen < 0):
        return ["a wage deposit is not what its account holds"]
    return []
