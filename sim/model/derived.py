"""Columns that follow from several tables: who employs, who owes, how much is unpaid."""

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np

from sim.chain.tables import ENDED, FLED, FREE, WORKING
from sim.ledger.accounts import KIND_NAMES, OUTSIDE
from sim.model.measure import OVER_30, OVERDUE, UNPAID
from sim.model.raw import named, raw_columns, uids_of
from sim.world import open_claims, used_rows

if TYPE_CHECKING:
    from sim.model.state import State

Columns = dict[str, np.ndarray]


def of_developers(state: "State", rows: np.ndarray) -> Columns:
    """cash_fen: in its account. due_fen: bills certified and due that it has not paid. open_projects: not yet closed."""
    world = state.world
    due = np.zeros(world.owners.size, np.int64)
    bills = world.bills[state.open_bills]
    payer = world.projects.owner[world.contracts.project[bills.contract]]
    owed = (world.contracts.tier[bills.contract] == 1) & (bills.due_week <= state.closed)
    owed &= ~np.isin(state.open_bills, state.material_bills)
    np.add.at(due, payer[owed], (bills.amount_fen - bills.paid_fen)[owed])
    projects = world.projects.owner[world.projects.state != FREE]
    count = np.bincount(projects, minlength=world.owners.size)
    return {"cash_fen": state.cash(world.owners), "due_fen": due, "open_projects": count}


def of_firms(state: "State", rows: np.ndarray) -> Columns:
    """cash_fen: in its account, negative when credit is drawn. fled: its holder is gone. open_contracts: not yet closed.

    grade: none without wages unpaid over 30 days; severe where many are owed much (cards); else general.
    shock_target: how a shock of a scenario addresses it. Workers and wages are those of the crews it employs."""
    world = state.world
    firms = world.contracts.firm[world.contracts.state != FREE]
    return {
        "cash_fen": state.cash(world.firms[rows]),
        "fled": world.firms.state[rows] == FLED,
        "open_contracts": np.bincount(firms, minlength=world.firms.size)[rows],
        "shock_target": np.array([f"firm:{s + 1}" if s >= 0 else "" for s in world.firms.seat[rows]], object),
        **_wages(state.sums_by("firm", world.firms.size)[rows]),
    }


def of_workers(state: "State", rows: np.ndarray) -> Columns:
    """crew_uid, employer_uid, project_uid: of today's job. Wages owed are over all employers."""
    world, persons = state.world, state.world.persons
    claim = persons.claim
    crew = np.where(claim >= 0, world.claims.crew[np.maximum(claim, 0)], -1)
    sums = np.zeros((persons.size, 3), np.int64)
    used = open_claims(world)
    np.add.at(sums, world.claims.person[used], state.unpaid[1][used])
    return {"crew_uid": uids_of(world, "crews", crew), **state.chain_of(crew), **_owed(sums)}


def of_projects(state: "State", rows: np.ndarray) -> Columns:
    """owner_kind: kind of its developer. contractor_uid: its general contractor.

    grade: none without wages unpaid over 30 days; severe where many are owed much (cards); else general.
    shock_target: how a shock of a scenario addresses it, as long as it is its slot's present project."""
    world = state.world
    projects = world.projects[rows]
    general = np.flatnonzero((world.contracts.state != FREE) & (world.contracts.tier == 1))
    # of several, the last written stays: the newest that has not been cut off
    general = general[np.lexsort((world.contracts.uid[general], world.contracts.state[general] != ENDED))]
    contractor = np.full(world.projects.size, -1)
    contractor[world.contracts.project[general]] = world.contracts.firm[general]
    return {
        "owner_kind": raw_columns(world, "owners", projects.owner, state.weeks)["kind"],
        "contractor_uid": uids_of(world, "firms", contractor[rows]),
        "shock_target": np.array([f"project:{slot + 1}" for slot in projects.slot], object),
        "grade": _grades(state, rows),
        **_wages(state.sums_by("project", world.projects.size)[rows]),
    }


def _grades(state: "State", rows: np.ndarray) -> np.ndarray:
    """How bad the arrears of each project are: none, general or severe."""
    world = state.world
    grades = np.full(len(rows), "none", object)
    if not len(rows):
        return grades
    used = open_claims(world)
    project = world.contracts.project[world.crews.contract[world.claims.crew[used]]].astype(np.int64)
    unpaid = state.unpaid[1][used]
    _, first, who = np.unique(
        project * world.persons.size + world.claims.person[used], return_index=True, return_inverse=True
    )
    owed = np.zeros(len(first), np.int64)
    np.add.at(owed, who, unpaid[:, UNPAID])
    months = owed / (world.claims.day_wage_fen[used][first] * state.p.workers_days_per_month)
    much = np.bincount(project[first], (owed > 0) & (months >= state.p.authority_severe_months), world.projects.size)
    old = np.bincount(project, unpaid[:, OVER_30] > 0, world.projects.size)
    grades[old[rows] > 0] = "general"
    grades[(old[rows] > 0) & (much[rows] >= state.p.authority_severe_workers)] = "severe"
    return grades


def of_contracts(state: "State", rows: np.ndarray) -> Columns:
    """developer_uid: owner of the project. Workers and wages are those of the crews employed on this very contract."""
    owner = state.world.projects.owner[state.world.contracts.project[rows]]
    return {
        "developer_uid": uids_of(state.world, "owners", owner),
        **_wages(state.contract_sums[rows]),
    }


def of_crews(state: "State", rows: np.ndarray) -> Columns:
    """employer_uid: the firm that holds the contract. tier: 1 = the general contractor."""
    world = state.world
    here = np.where(world.crews.state == WORKING, world.crews.present, 0)
    sums = np.column_stack([here, state.unpaid[0]])[rows]
    return {**state.chain_of(rows), "tier": world.contracts.tier[world.crews.contract[rows]], **_wages(sums)}


def of_claims(state: "State", rows: np.ndarray) -> Columns:
    """days: worked so far. earned_fen = paid_fen + given_up_fen + written_off_fen + owed_fen."""
    world, claims = state.world, state.world.claims[rows]
    worked = np.minimum(world.crews.days_worked[claims.crew], claims.left_day)
    days = worked.astype(np.int64)
    earned = days * claims.day_wage_fen
    return {"days": days, "earned_fen": earned, **state.chain_of(claims.crew), **_owed(state.unpaid[1][rows])}


def of_bills(state: "State", rows: np.ndarray) -> Columns:
    """paying_developer_uid or paying_firm_uid: who has to pay; the other is 0. unpaid_fen: amount less what was paid."""
    world, bills = state.world, state.world.bills[rows]
    contract = world.contracts[bills.contract]
    above = np.where(contract.parent >= 0, world.contracts.firm[np.maximum(contract.parent, 0)], -1)
    material = np.isin(rows, state.material_bills)
    payer = np.where(above >= 0, uids_of(world, "firms", above), 0)
    owner = uids_of(world, "owners", world.projects.owner[contract.project])
    return {
        "paying_developer_uid": np.where(material | (above >= 0), 0, owner),
        "paying_firm_uid": np.where(material, uids_of(world, "firms", contract.firm), payer),
        "unpaid_fen": bills.amount_fen - bills.paid_fen,
    }


def of_accounts(state: "State", rows: np.ndarray) -> Columns:
    """holder: the outside account's name, or the unique_id of a developer or firm."""
    holders = list(named(state.world.accounts.kind[:OUTSIDE], KIND_NAMES))
    holders += [""] * (rows.size - OUTSIDE)
    for what, name in (("developer", "owners"), ("firm", "firms")):
        table = getattr(state.world, name)[: used_rows(state.world, name)]
        for account, uid in zip(table.account, table.uid, strict=True):
            holders[account] = f"{what}:{uid}"
    return {"holder": np.array(holders, object)}


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


DERIVED: "dict[str, Callable[[State, np.ndarray], Columns]]" = {
    "developers": of_developers,
    "firms": of_firms,
    "workers": of_workers,
    "projects": of_projects,
    "contracts": of_contracts,
    "crews": of_crews,
    "claims": of_claims,
    "bills": of_bills,
    "accounts": of_accounts,
}
"""What a table has beside its own columns; takes the state and the rows in use."""
