"""The world: all tables of one region, allocated, grown, copied, saved, checked."""

from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from sim.agents.tables import FIRMS, OWNERS, PERSONS_DTYPES, Directory, Persons
from sim.chain.tables import (
    BILL_ROOM,
    BILLS,
    CLAIM_TOP,
    CLAIMS_DTYPES,
    CONTRACT_ROOM,
    CONTRACTS,
    CREW_CLOCK,
    CREW_ROOM,
    CREWS,
    MONEY,
    PROJECT_ROOM,
    PROJECTS,
    QUEUES,
    SLOTS,
    TERMS,
    Claims,
    Room,
)
from sim.core.tables import allocate_columns, copy_table, grow, nbytes_of, rows_of
from sim.ledger.accounts import KIND_NAMES, OUTSIDE, PURPOSE_NAMES, Ledger


class World(NamedTuple):
    """Every table of a region."""

    ledger: Ledger
    slots: np.recarray
    projects: np.recarray
    contracts: np.recarray
    terms: np.recarray
    money: np.recarray
    queues: np.recarray
    bills: np.recarray
    crews: np.recarray
    clock: np.recarray
    claims: Claims
    room: Room
    owners: np.recarray
    firms: np.recarray
    persons: Persons
    directory: Directory


def _stack(rows: int) -> np.ndarray:
    return np.arange(rows - 1, -1, -1, dtype=np.int32)


def allocate(
    slots: int, owners: int, firms: int, persons: int, quarters: int, projects: int, contracts: int, bills: int,
    crews: int, claims: int,
) -> World:  # fmt: skip
    """A world with room for so many rows of each kind."""
    accounts = OUTSIDE + owners + firms
    kinds, purposes = len(KIND_NAMES), len(PURPOSE_NAMES)
    counts = np.zeros(8, np.int64)
    counts[PROJECT_ROOM], counts[CONTRACT_ROOM], counts[BILL_ROOM], counts[CREW_ROOM] = (
        projects,
        contracts,
        bills,
        crews,
    )
    ledger = Ledger(
        np.zeros(accounts, np.int64),
        np.zeros(accounts, np.int8),
        np.zeros((quarters, kinds, kinds, purposes), np.int64),
        np.zeros(1, np.int64),
    )
    ledger.kind[:OUTSIDE] = np.arange(OUTSIDE)
    directory = Directory(
        np.zeros(4, np.int32), np.zeros(4, np.int32), np.zeros(4, np.int32), np.zeros(4, np.int32),
        np.zeros(slots, np.int32), np.zeros(1),
    )  # fmt: skip
    claims_table = allocate_columns(Claims, CLAIMS_DTYPES, claims)
    claims_table.crew[:] = -1
    return World(
        ledger=ledger,
        slots=rows_of(SLOTS, slots),
        projects=rows_of(PROJECTS, projects),
        contracts=rows_of(CONTRACTS, contracts),
        terms=rows_of(TERMS, contracts),
        money=rows_of(MONEY, contracts),
        queues=rows_of(QUEUES, contracts),
        bills=rows_of(BILLS, bills),
        crews=rows_of(CREWS, crews),
        clock=rows_of(CREW_CLOCK, crews),
        claims=claims_table,
        room=Room(_stack(projects), _stack(contracts), _stack(bills), _stack(crews), counts),
        owners=rows_of(OWNERS, owners),
        firms=rows_of(FIRMS, firms),
        persons=allocate_columns(Persons, PERSONS_DTYPES, persons),
        directory=directory,
    )


def enlarge(world: World, which: int) -> World:
    """The same world with half as much room again in the table that was short."""
    room = world.room
    if which == CLAIM_TOP:
        old = len(world.claims.crew)
        claims = grow(world.claims, old + old // 2 + 64)
        claims.crew[old:] = -1
        return world._replace(claims=claims)
    names = {
        PROJECT_ROOM: ("project_free", ("projects",)),
        CONTRACT_ROOM: ("contract_free", ("contracts", "terms", "money", "queues")),
        BILL_ROOM: ("bill_free", ("bills",)),
        CREW_ROOM: ("crew_free", ("crews", "clock")),
    }
    stack_name, table_names = names[which]
    stack = getattr(room, stack_name)
    old = len(stack)
    new = old + old // 2 + 16
    bigger = np.zeros(new, np.int32)
    free = int(room.counts[which])
    bigger[: new - old] = np.arange(new - 1, old - 1, -1)
    bigger[new - old : new - old + free] = stack[:free]
    room.counts[which] = free + new - old
    grown = {name: grow(getattr(world, name), new) for name in table_names}
    return world._replace(room=room._replace(**{stack_name: bigger}), **grown)


def copy(world: World) -> World:
    """A world that shares nothing with the old one."""
    return World._make(copy_table(table) for table in world)


def nbytes(world: World) -> int:
    """Bytes of all tables."""
    return sum(nbytes_of(table) for table in world)


def save(world: World, path: str | Path) -> None:
    """Write every table into one .npz file."""
    columns: dict[str, np.ndarray] = {}
    for name, table in world._asdict().items():
        if isinstance(table, np.ndarray):
            columns[name] = table
        else:
            columns.update({f"{name}.{column}": values for column, values in table._asdict().items()})
    with open(path, "wb") as file:
        np.savez(file, **columns)  # type: ignore[arg-type]


def load(path: str | Path) -> World:
    """Read a world that `save` wrote."""
    parts: dict[str, Any] = {}
    with np.load(path) as data:
        for name, table in World.__annotations__.items():
            if table is np.recarray:
                parts[name] = data[name].view(np.recarray)
            else:
                parts[name] = table(*(data[f"{name}.{column}"] for column in table._fields))
    return World(**parts)


def check(world: World) -> list[str]:
    """What breaks an accounting identity; an empty list when all hold."""
    found = []
    if world.ledger.balance_fen.sum() != 0:
        found.append(f"accounts sum to {world.ledger.balance_fen.sum()} fen, not zero")
    claims = world.claims
    used = claims.crew >= 0
    crew = claims.crew[used]
    days = np.minimum(world.clock.days_worked[crew], claims.left_day[used]).astype(np.int64) - claims.joined_day[used]
    accrued = claims.day_wage_fen[used].astype(np.int64) * np.maximum(0, days)
    discharged = (claims.paid_fen + claims.given_up_fen + claims.written_off_fen)[used]
    if np.any(discharged > accrued) or np.any(discharged < 0):
        found.append(f"{int(np.sum(discharged > accrued))} claims were paid more than they accrued")
    sums = np.bincount(crew, weights=None, minlength=len(world.crews.uid))
    active = world.crews.state > 0
    if np.any(sums[active] != world.crews.hands[active]):
        found.append("a crew's claims are not all there")
    totals = np.zeros(len(world.crews.uid), np.int64)
    np.add.at(totals, crew, discharged)
    if np.any(totals[active] != world.clock.discharged_fen[active]):
        found.append("a crew's total of payments is not that of its claims")
    bills = world.bills
    if np.any(bills.paid_fen > bills.amount_fen):
        found.append("a bill was paid more than its amount")
    return found
