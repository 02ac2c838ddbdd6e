"""Writing an opening world as the tables it can be read from again."""

import os
import shutil
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from sim.chain.tables import FREE, WORKING
from sim.chain.uids import CREWS_OF_WEEK
from sim.errors import InputError
from sim.population.columns import MISSING, TABLES, Column, nothing_given
from sim.world import World

if TYPE_CHECKING:
    import pyarrow as pa


def world_tables(w: World) -> dict[str, np.recarray]:
    """All tables of an opening world, as they are read: rows name others by uid.

    Parameters
    ----------
    w : World
        As `build_world` gives it, before its first week.
    """
    contracts = np.flatnonzero(w.contracts.state != FREE)
    crews = np.flatnonzero(w.crews.state == WORKING)
    return {
        "projects": _projects(w),
        "firms": _firms(w),
        "contracts": _contracts(w, contracts),
        "crews": _crews(w, crews),
        "workers": _workers(w),
    }


def _projects(w: World) -> np.recarray:
    rows = nothing_given("projects", w.slots.size)
    projects = w.projects[w.slots.project]
    owners = w.owners[projects.owner]
    rows.uid, rows.workers = w.slots.uid, w.slots.opening_workers
    rows.owner_kind, rows.owner, rows.owner_promptness = owners.kind, owners.uid, owners.promptness
    rows.sector, rows.size_class, rows.weeks_left = projects.sector, projects.size_class, projects.planned_weeks
    generals = np.flatnonzero((w.contracts.state != FREE) & (w.contracts.tier == 1))
    price = np.zeros(w.projects.size, np.int64)
    price[w.contracts.project[generals]] = w.contracts.price_fen[generals]
    rows.price_fen = price[w.slots.project]
    return rows


def _firms(w: World) -> np.recarray:
    rows = nothing_given("firms", w.seats.size)
    firms = w.firms[w.seats.firm]
    advances = np.zeros(w.firms.size, np.int64)
    open_ones = w.contracts[w.contracts.state != FREE]
    np.add.at(advances, open_ones.firm, open_ones.received_fen)
    rows.uid, rows.kind, rows.kappa, rows.order = w.seats.uid, firms.kind, firms.kappa, firms.order
    rows.cash_fen = w.accounts.balance_fen[firms.account] - advances[w.seats.firm]
    return rows


def _contracts(w: World, at: np.ndarray) -> np.recarray:
    rows, held = nothing_given("contracts", len(at)), w.contracts[at]
    rows.uid = held.uid
    rows.project = w.slots.uid[w.projects.slot[held.project]]
    rows.parent = np.where(held.parent >= 0, w.contracts.uid[held.parent], MISSING)
    rows.firm = w.seats.uid[w.firms.seat[held.firm]]
    rows.workers, rows.weeks = held.target_workers, held.weeks
    rows.planned_wages_fen, rows.own_wages_fen = held.planned_work, held.own_work
    rows.materials_fen = held.materials_plan_fen
    same = ("price_fen", "part_share", "festival_share", "retention_share", "advance_share", "certification_weeks",
            "term_weeks", "pass_on_weeks", "milestone_share", "pre_finances")  # fmt: skip
    for name in same:
        rows[name] = held[name]
    for column in TABLES["contracts"]:
        if column.of:
            others = (held.tier == 1) != (column.of == "general")
            rows[column.field][others] = np.nan if column.kind == "number" else MISSING
    return rows


def _crews(w: World, at: np.ndarray) -> np.recarray:
    rows, held = nothing_given("crews", len(at)), w.crews[at]
    rows.uid = _uids_of_crews(w, at)
    rows.contract = w.contracts.uid[held.contract]
    rows.hands, rows.regime, rows.piece = held.hands, held.regime, held.piece
    rows.allowance_share, rows.weeks_left = held.allowance_share, held.end_week
    return rows


def _uids_of_crews(w: World, at: np.ndarray) -> np.ndarray:
    """Uids that rise as the crews of a contract were formed: their own fall (`sim.population.crews`)."""
    held = w.crews[at]
    return w.contracts.uid[held.contract] * CREWS_OF_WEEK + CREWS_OF_WEEK - 1 - held.uid % CREWS_OF_WEEK


def _workers(w: World) -> np.recarray:
    rows, persons = nothing_given("workers", w.persons.size), w.persons
    rows.uid, rows.skill, rows.day_wage_fen = persons.uid, persons.skill, persons.day_wage_fen
    rows.patience_weeks = persons.patience_weeks
    crews = w.claims.crew[np.maximum(persons.claim, 0)]
    hired = persons.claim >= 0
    rows.crew[hired] = _uids_of_crews(w, crews[hired])
    return rows


def write_tables(tables: dict[str, np.recarray], folder: Path) -> None:
    """Write tables into a new or empty folder, all of them or none.

    Raises
    ------
    InputError
        If it holds something, or cannot be written.
    """
    from pyarrow import csv

    beside = folder.with_name(f".{folder.name}.{os.getpid()}")
    try:
        if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
            raise InputError(f"--out = {folder}: holds something already; name a new or empty folder.")
        beside.mkdir(parents=True)
        for name, rows in tables.items():
            table = _as_text(name, rows)
            with (beside / f"{name}.csv").open("wb") as file:
                file.write((",".join(table.column_names) + "\n").encode())
                csv.write_csv(table, file, csv.WriteOptions(include_header=False, quoting_style="none"))
        if folder.is_dir():
            folder.rmdir()
        os.replace(beside, folder)
    except OSError as error:
        raise InputError(f"--out = {folder}: cannot be written: {error.strerror or error}.") from None
    finally:
        shutil.rmtree(beside, ignore_errors=True)


def _as_text(name: str, rows: np.recarray) -> "pa.Table":
    """A table with its columns as they stand in a file."""
    import pyarrow as pa

    columns = [column for column in TABLES[name] if column.kind != "text"]
    return pa.table({column.name: _cells(column, rows[column.field]) for column in columns})


def _cells(column: Column, values: np.ndarray) -> "pa.Array":
    import pyarrow as pa
    import pyarrow.compute as pc

    empty = np.isnan(values) if column.kind == "number" else values == MISSING
    cells = pa.array(np.ascontiguousarray(values), mask=empty)
    if column.kind in ("word", "switch"):
        return pa.array(column.words or ("no", "yes")).take(cells)
    if column.kind == "yuan":
        fen = pc.cast(cells, pa.decimal128(19, 0))
        return pc.cast(pc.multiply(fen, pa.scalar(Decimal("0.01"), pa.decimal128(3, 2))), pa.string())
    return cells
