"""Rows of one project are laid together again once a quarter.

Rows are lent where one is free, so after some months the contracts, bills and crews of one project lie anywhere in their tables,
and in a large region each step along a link waits for memory. Nothing is decided by where a row lies, so nobody
notices but the clock (`docs/decisions/0019-tables-are-read-in-order.md`).
"""

import numpy as np

from sim.chain.tables import BILL_ROOM, CONTRACT_ROOM, CREW_ROOM, FIRM_ROOM, PROJECT_ROOM
from sim.core.compiled import kernel
from sim.core.scratch import borrow, give_back

TIDY_WEEKS = 13


@kernel
def tidy_rows(w):
    """Move contracts to the front in the order of their projects, bills and crews in that of their contracts."""
    start = borrow(w, 0)
    contracts, bills, crews = _cells(w)
    counts = _number(w, contracts, bills, crews)
    _follow_contracts(w, contracts)
    _follow_bills_and_crews(w, contracts, bills, crews)
    for row in range(contracts.size):
        while contracts[row] >= 0 and contracts[row] != row:
            _swap(w.deposits, row, contracts[row])
            _swap_numbered(w.contracts, contracts, row)
    for row in range(bills.size):
        while bills[row] >= 0 and bills[row] != row:
            _swap_numbered(w.bills, bills, row)
    for row in range(crews.size):
        while crews[row] >= 0 and crews[row] != row:
            _swap_numbered(w.crews, crews, row)
    for k in range(3):
        which = (CONTRACT_ROOM, BILL_ROOM, CREW_ROOM)[k]
        w.room.first_free[which] = -1
        w.room.fresh[which] = w.room.top[which] = counts[k]
    give_back(w, start)


@kernel
def _cells(w):
    """A cell for each contract, bill and crew row that may be in use: where the row goes, -1 if it is free."""
    n, n_bills, n_crews = w.room.top[CONTRACT_ROOM], w.room.top[BILL_ROOM], w.room.top[CREW_ROOM]
    first = borrow(w, n + n_bills + n_crews)
    w.scratch[first : first + n + n_bills + n_crews] = -1
    bills, crews = first + n, first + n + n_bills
    return w.scratch[first:bills], w.scratch[bills:crews], w.scratch[crews : crews + n_crews]


@kernel
def _number(w, contracts, bills, crews):
    """Write down where each row goes; returns how many contracts, bills and crews there are."""
    n, n_bills, n_crews = 0, 0, 0
    for project_row in range(w.room.top[PROJECT_ROOM]):
        c = w.projects.first_contract[project_row]
        while c >= 0:
            contract = w.contracts[c]
            contracts[c] = n
            n += 1
            n_bills = _number_along(w.bills.next, contract.first_bill, bills, n_bills)
            n_bills = _number_along(w.bills.next, contract.first_material, bills, n_bills)
            n_crews = _number_along(w.crews.next_of_contract, contract.first_crew, crews, n_crews)
            c = contract.next_of_project
    return n, n_bills, n_crews


@kernel
def _number_along(following, row, cells, n):
    """Number the rows of one list from `n` on; returns the number after the last."""
    while row >= 0:
        cells[row] = n
        n += 1
        row = following[row]
    return n


@kernel
def _moved(cells, row):
    """Where a link to a row leads afterwards; one to nobody stays."""
    return cells[row] if row >= 0 else np.int64(-1)


@kernel
def _follow_contracts(w, contracts):
    """Links from one contract to another, and from those that hold contracts."""
    for project_row in range(w.room.top[PROJECT_ROOM]):
        w.projects.first_contract[project_row] = _moved(contracts, w.projects.first_contract[project_row])
    for firm_row in range(w.room.top[FIRM_ROOM]):
        w.firms.first_contract[firm_row] = _moved(contracts, w.firms.first_contract[firm_row])
    for owner_row in range(w.owners.size):
        w.owners.first_contract[owner_row] = _moved(contracts, w.owners.first_contract[owner_row])
    for c in range(contracts.size):
        if contracts[c] < 0:
            continue
        contract = w.contracts[c]
        contract.parent = _moved(contracts, contract.parent)
        contract.first_child = _moved(contracts, contract.first_child)
        contract.next_sibling = _moved(contracts, contract.next_sibling)
        contract.next_of_firm = _moved(contracts, contract.next_of_firm)
        contract.next_of_project = _moved(contracts, contract.next_of_project)


@kernel
def _follow_bills_and_crews(w, contracts, bills, crews):
    """Links of and to bills and crews; claims and cases know their crew by its row."""
    for c in range(contracts.size):
        if contracts[c] < 0:
            continue
        contract = w.contracts[c]
        contract.last_bill = _moved(bills, contract.last_bill) if contract.first_bill >= 0 else -1
        contract.last_material = _moved(bills, contract.last_material) if contract.first_material >= 0 else -1
        contract.first_bill = _moved(bills, contract.first_bill)
        contract.first_material = _moved(bills, contract.first_material)
        contract.first_crew = _moved(crews, contract.first_crew)
    for bill_row in range(bills.size):
        if bills[bill_row] < 0:
            continue
        bill = w.bills[bill_row]
        bill.contract = contracts[bill.contract]
        bill.parent = _moved(bills, bill.parent)
        bill.next = _moved(bills, bill.next)
    for crew_row in range(crews.size):
        if crews[crew_row] < 0:
            continue
        crew = w.crews[crew_row]
        crew.contract = contracts[crew.contract]
        crew.next_of_contract = _moved(crews, crew.next_of_contract)
        for i in range(crew.first_claim, crew.first_claim + crew.hands):
            w.claims.crew[i] = crews[crew_row]
        if crew.case >= 0:
            w.cases.crew[crew.case] = crews[crew_row]


@kernel
def _swap_numbered(table, cells, row):
    """Put one row where it goes; the row that was there comes here, and with it where that goes."""
    there = cells[row]
    _swap(table, row, there)
    cells[row], cells[there] = cells[there], there


@kernel
def _swap(table, a, b):
    """Two rows change places."""
    words = table.view(np.int64)
    width = words.size // table.size
    for k in range(width):
        words[a * width + k], words[b * width + k] = words[b * width + k], words[a * width + k]
