"""The world: all tables of one region, allocated, grown, copied, saved, checked."""

from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from sim.agents.tables import Directory, Firms, Owners, Persons
from sim.chain.tables import (
    BILL_ROOM,
    CLAIM_TOP,
    CONTRACT_ROOM,
    CREW_ROOM,
    MONTHS,
    PROJECT_ROOM,
    Bills,
    Claims,
    Contracts,
    CrewClock,
    Crews,
    Money,
    Projects,
    Queues,
    Room,
    Slots,
    Terms,
)
from sim.core import tables
from sim.ledger.accounts import KIND_NAMES, OUTSIDE, PURPOSE_NAMES, Ledger

FORTNIGHTS = 13  # four-week periods of a year


class World(NamedTuple):
    """Every table of a region."""

    ledger: Ledger
    slots: Slots
    projects: Projects
    contracts: Contracts
    terms: Terms
    money: Money
    queues: Queues
    bills: Bills
    crews: Crews
    clock: CrewClock
    claims: Claims
    room: Room
    owners: Owners
    firms: Firms
    persons: Persons
    directory: Directory


_SMALL = {
    "state", "sector", "size", "kind", "owner_kind", "tier", "regime", "order",
}  # fmt: skip
_FLOATS = {
    "part_share", "retention_share", "advance_share", "milestone_share", "promptness", "kappa", "allowance_share",
}  # fmt: skip
_SHORTS = {"joined_day", "left_day", "patience_weeks", "last_year"}
_LONGS = {"uid", "first_claim", "claim", "planned_work", "done_work"}
_BOOLS = {"piece", "left"}


def column_dtype(table: type, name: str) -> Any:
    """The dtype of a column, from its name: money in int64, shares in float64, the rest small integers."""
    widths = {"spent_wages_fen": 13, "spent_material_fen": 13, "month_days": MONTHS, "settled_fen": 3}
    if name == "outflow_fen":
        return (np.int64, FORTNIGHTS, 4)
    if name in widths:
        return (np.int32 if name == "month_days" else np.int64, widths[name])
    if name in ("day_wage_fen", "last_day_wage_fen"):
        return np.int32
    if name == "size" and table is Crews:
        return np.int32
    for names, dtype in (
        (_SMALL, np.int32),
        (_FLOATS, np.float64),
        (_SHORTS, np.int16),
        (_LONGS, np.int64),
        (_BOOLS, np.bool_),
    ):
        if name in names:
            return dtype
    return np.int64 if name.endswith("_fen") else np.int32


def empty(table: Any, rows: int) -> Any:
    """A table of zero rows with the dtypes of its columns."""
    return tables.allocate(table, {name: column_dtype(table, name) for name in table._fields}, rows)


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
    claims_table = empty(Claims, claims)
    claims_table.crew[:] = -1
    return World(
        ledger=ledger,
        slots=empty(Slots, slots),
        projects=empty(Projects, projects),
        contracts=empty(Contracts, contracts),
        terms=empty(Terms, contracts),
        money=empty(Money, contracts),
        queues=empty(Queues, contracts),
        bills=empty(Bills, bills),
        crews=empty(Crews, crews),
        clock=empty(CrewClock, crews),
        claims=claims_table,
        room=Room(_stack(projects), _stack(contracts), _stack(bills), _stack(crews), counts),
        owners=empty(Owners, owners),
        firms=empty(Firms, firms),
        persons=empty(Persons, persons),
        directory=directory,
    )


def enlarge(world: World, which: int) -> World:
    """The same world with half as much room again in the table that was short."""
    room = world.room
    if which == CLAIM_TOP:
        old = len(world.claims.crew)
        claims = tables.grow(world.claims, old + old // 2 + 64)
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
    grown = {name: tables.grow(getattr(world, name), new) for name in table_names}
    return world._replace(room=room._replace(**{stack_name: bigger}), **grown)


def copy(world: World) -> World:
    """A world that shares nothing with the old one."""
    return World._make(tables.copy(table) for table in world)


def nbytes(world: World) -> int:
    """Bytes of all tables."""
    return sum(tables.nbytes(table) for table in world)


def save(world: World, path: str | Path) -> None:
    """Write every column into one .npz file."""
    columns = {
        f"{name}.{column}": values
        for name, table in world._asdict().items()
        for column, values in table._asdict().items()
    }
    with open(path, "wb") as file:
        np.savez(file, **columns)


def load(path: str | Path) -> World:
    """Read a world that `save` wrote."""
    with np.load(path) as data:
        parts = {}
        for name, table in World.__annotations__.items():
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
    if np.any(sums[active] != world.crews.size[active]):
        found.append("a crew's claims are not all there")
    totals = np.zeros(len(world.crews.uid), np.int64)
    np.add.at(totals, crew, discharged)
    if np.any(totals[active] != world.clock.discharged_fen[active]):
        found.append("a crew's total of payments is not that of its claims")
    bills = world.bills
    if np.any(bills.paid_fen > bills.amount_fen):
        found.append("a bill was paid more than its amount")
    return found
