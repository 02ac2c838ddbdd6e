"""What the rows of a population's tables say about each other."""

from collections.abc import Callable, Mapping

import numpy as np

from sim.population.columns import MISSING, TABLES, Column
from sim.population.problems import Problems
from sim.population.reading import PLACE, Sheet

DEEPEST = 6  # tiers that results tell apart
MOST_OF_ONE = 512  # contracts of a project, and crews of a contract: half the numbers that uids have for them
MOST_OF_ALL_FEN = 10**17  # prices, or cash, of the region together; 2**57 can be counted

Sheets = Mapping[str, Sheet]


def check_sheets(sheets: Sheets, problems: Problems) -> None:
    """Tell every row that contradicts another one.

    Parameters
    ----------
    sheets : mapping of str to Sheet
        The tables that are there, by name.
    problems : Problems
        Receives the errors.
    """
    for name, sheet in sheets.items():
        _check_uids(name, sheet, problems)
    for name in sheets:
        _check_references(name, sheets, problems)
    if "projects" in sheets:
        _check_owners(sheets["projects"], problems)
    if "contracts" in sheets and {"uid", "project", "parent"} <= sheets["contracts"].sound:
        _check_chains(sheets["contracts"], problems)
        if {"projects", "contracts"} <= sheets.keys():
            _check_hands(sheets["projects"], sheets["contracts"], problems)
    if "crews" in sheets:
        _check_crews(sheets, problems)
    for name, column in (("projects", "price_yuan"), ("firms", "cash_yuan")):
        if name in sheets:
            _check_sum(name, column, sheets[name], problems)


def _tell(
    problems: Problems, name: str, sheet: Sheet, column: str, rows: np.ndarray, allowed: str | Callable[[int], str]
) -> None:
    """Cells of some rows of the sheet, in any order or as `allowed` numbers them rising, are not allowed."""
    rows = rows[np.argsort(sheet.numbers[rows])]
    field = next(c.field for c in TABLES[name] if c.name == column)
    held = sheet.rows[field]

    def given(k: int) -> object:
        value = held[rows[k]]
        return None if value == MISSING else value.item() / 100 if field.endswith("_fen") else value.item()

    problems.of_cells(PLACE[name], f"{name}.csv", column, sheet.numbers[rows], given, allowed)


def _check_uids(name: str, sheet: Sheet, problems: Problems) -> None:
    """No two rows have the same uid."""
    uids = sheet.rows.uid
    order = np.argsort(uids, kind="stable")
    same = (uids[order][1:] == uids[order][:-1]) & (uids[order][1:] != MISSING)
    if same.any():
        sheet.sound.discard("uid")
        _tell(problems, name, sheet, "uid", order[1:][same], "another row above has the same uid")


def _check_references(name: str, sheets: Sheets, problems: Problems) -> None:
    """What a row names is there."""
    sheet = sheets[name]
    for column in TABLES[name]:
        if not column.refers or column.name not in sheet.columns:
            continue
        held = sheet.rows[column.field]
        there = sheets.get(column.refers)
        if there is None:
            if np.any(held != MISSING):
                first = int(sheet.numbers[np.flatnonzero(held != MISSING)[0]])
                words = f"{column.name} needs {column.refers}.csv, which is not there or cannot be read."
                problems.of_file(PLACE[name], f"{name}.csv", words, first)
                sheet.sound.discard(column.name)
        elif "uid" in there.sound:
            lost = np.flatnonzero((held != MISSING) & ~np.isin(held, there.rows.uid))
            if len(lost):
                sheet.sound.discard(column.name)
                _tell_lost(problems, name, sheet, column, lost)


def _tell_lost(problems: Problems, name: str, sheet: Sheet, column: Column, lost: np.ndarray) -> None:
    """Each uid that is not there is one mistake, told of the first row that names it."""
    lost = lost[np.argsort(sheet.numbers[lost])]
    _, first, named = np.unique(sheet.rows[column.field][lost], return_index=True, return_counts=True)
    order = np.argsort(first)

    def said(k: int) -> str:
        others = int(named[order[k]]) - 1
        also = f"; {others} more row{'s' * (others > 1)} name{'s' * (others == 1)} it" if others else ""
        return f"{column.refers}.csv has no row with this uid{also}"

    _tell(problems, name, sheet, column.name, lost[first[order]], said)


def _check_owners(sheet: Sheet, problems: Problems) -> None:
    """An owner is of one kind and pays as readily in all its projects."""
    if not {"owner", "owner_kind", "owner_promptness"} <= sheet.sound:
        return
    rows = sheet.rows
    named = rows.owner != MISSING
    _, first, which = np.unique(rows.owner, return_index=True, return_inverse=True)
    mine, its = rows.owner_promptness, rows.owner_promptness[first[which]]
    for wrong, said in (
        (rows.owner_kind == MISSING, "needs owner_kind beside it"),
        (rows.owner_kind != rows.owner_kind[first[which]], "another row gives this owner another owner_kind"),
        (~((mine == its) | (np.isnan(mine) & np.isnan(its))), "another row gives this owner another owner_promptness"),
    ):
        _tell(problems, "projects", sheet, "owner", np.flatnonzero(named & wrong), said)


def rows_of_uids(uids: np.ndarray, wanted: np.ndarray) -> np.ndarray:
    """The rows of uids that are all there; MISSING stays as it is."""
    order = np.argsort(uids, kind="stable")
    found = np.searchsorted(uids, np.maximum(wanted, 0), sorter=order)
    rows = order[np.minimum(found, len(uids) - 1)] if len(uids) else np.full(len(wanted), MISSING)
    return np.where(wanted == MISSING, MISSING, rows)


def tiers_of(parents: np.ndarray) -> np.ndarray:
    """Tier of each contract, 1 below the owner; above `DEEPEST` for those too deep or in a circle."""
    tiers = np.ones(len(parents), np.int64)
    above = parents.copy()
    while np.any(above >= 0) and tiers.max(initial=1) <= DEEPEST:
        tiers += above >= 0
        above = np.where(above >= 0, parents[above], MISSING)
    return tiers


def _check_chains(sheet: Sheet, problems: Problems) -> None:
    """The contracts of a project form one tree, not too deep, each below another of the same project."""
    rows = sheet.rows
    parents = rows_of_uids(rows.uid, rows.parent)
    below = parents != MISSING

    def tell(column: str, wrong: np.ndarray, allowed: str) -> None:
        _tell(problems, "contracts", sheet, column, np.flatnonzero(wrong), allowed)

    tell("parent", below & (rows.project != rows.project[parents]), "must be a contract of the same project")
    deep = tiers_of(parents) > DEEPEST
    first_deep = np.zeros(len(rows), bool)  # of a project: one parent too many makes all that hangs below it too deep
    first_deep[np.flatnonzero(deep)[np.unique(rows.project[deep], return_index=True)[1]]] = True
    tell("parent", first_deep, f"a chain has at most {DEEPEST} contracts one below the other, and none in a circle")
    own_payer = below & (rows.firm != MISSING) & (rows.firm == rows.firm[parents])
    tell("firm", own_payer, "is also the firm of the contract above; nobody pays himself")
    projects, which = np.unique(rows.project, return_inverse=True)
    tops = np.bincount(which, ~below, len(projects))
    tell("project", ~below & (tops[which] > 1), "has more than one contract without a parent")
    tell("project", below & (tops[which] == 0) & ~deep, "has no contract without a parent")
    tell("project", np.bincount(which)[which] > MOST_OF_ONE, f"has more than {MOST_OF_ONE} contracts")
    for column in TABLES["contracts"]:
        if column.of:
            others = below if column.of == "general" else ~below
            said = f"must be empty: only {'general contracts' if column.of == 'general' else 'contracts below'} have it"
            tell(column.name, others & ~deep & (rows[column.field] >= 0), said)
    _check_work(sheet, parents, problems)


def _check_work(sheet: Sheet, parents: np.ndarray, problems: Problems) -> None:
    """What a contract plans covers its own crews' wages and what it passes on."""
    rows, tiers = sheet.rows, tiers_of(parents)
    needed = np.maximum(rows.own_wages_fen, 0)
    for tier in range(DEEPEST, 1, -1):
        at = np.flatnonzero((tiers == tier) & (parents != MISSING))
        planned = rows.planned_wages_fen[at]
        np.add.at(needed, parents[at], np.where(planned == MISSING, needed[at], planned))
    short = (rows.planned_wages_fen != MISSING) & (rows.planned_wages_fen < needed)
    said = "must be at least own_wages_yuan and what the contracts below plan"
    _tell(problems, "contracts", sheet, "planned_wages_yuan", np.flatnonzero(short), said)


def _check_hands(projects: Sheet, contracts: Sheet, problems: Problems) -> None:
    """A project has the hands of its contracts."""
    if not ({"uid", "workers"} <= projects.sound and {"project", "workers"} <= contracts.sound):
        return
    rows, work = projects.rows, contracts.rows
    at = rows_of_uids(rows.uid, work.project)
    hands, unsaid, let = (np.zeros(len(rows), np.int64) for _ in range(3))
    np.add.at(hands, at, np.maximum(work.workers, 0))
    np.add.at(unsaid, at, work.workers == MISSING)
    np.add.at(let, at, 1)
    there = (rows.workers != MISSING) & (let > 0)
    others = there & np.where(unsaid > 0, hands > rows.workers, hands != rows.workers)
    said = "must be what the workers of its contracts make together"
    _tell(problems, "projects", projects, "workers", np.flatnonzero(others), said)
    idle = (rows.workers == MISSING) & (let > 0) & (unsaid == 0) & (hands == 0)
    _tell(problems, "projects", projects, "workers", np.flatnonzero(idle), "its contracts have no workers")


def _check_sum(name: str, column: str, sheet: Sheet, problems: Problems) -> None:
    """Amounts of the region can be counted."""
    fen = sheet.rows[column.replace("_yuan", "_fen")]
    if np.maximum(fen, 0).astype(np.float64).sum() > MOST_OF_ALL_FEN:
        words = f"{column}: comes to more than {MOST_OF_ALL_FEN // 100} yuan together; so much cannot be counted."
        problems.of_file(PLACE[name], f"{name}.csv", words)


def _check_crews(sheets: Sheets, problems: Problems) -> None:
    """A crew has hands, and not fewer than members."""
    crews, workers = sheets["crews"], sheets.get("workers")
    members = np.zeros(len(crews.rows), np.int64)
    if workers is not None and "crew" in workers.sound and "uid" in crews.sound:
        named = rows_of_uids(crews.rows.uid, workers.rows.crew)
        np.add.at(members, named[named >= 0], 1)
    if "contract" in crews.sound:
        _, which = np.unique(crews.rows.contract, return_inverse=True)
        many = np.flatnonzero(np.bincount(which)[which] > MOST_OF_ONE) if len(which) else which
        _tell(problems, "crews", crews, "contract", many, f"has more than {MOST_OF_ONE} crews")
    if "hands" not in crews.sound:
        return
    hands = crews.rows.hands
    few = np.flatnonzero((hands != MISSING) & (hands < members))
    _tell(problems, "crews", crews, "hands", few, "must not be fewer than the members that workers.csv names")
    known = workers is None or "crew" in workers.sound
    none = np.flatnonzero((hands == MISSING) & (members == 0) & known)
    _tell(problems, "crews", crews, "hands", none, "must be given where workers.csv names no member")
