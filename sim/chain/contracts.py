"""Contracts: let, work done, value."""

import numpy as np

from sim.chain.tables import ACTIVE, CONTRACT_ROOM, NEVER, give_row, take_row
from sim.core.compiled import kernel, rule
from sim.core.money import mul_div


@rule
def cash_gap(own_fen, materials_fen, price_fen, passed_on_fen, part_share, lag_weeks, weeks):
    """Deepest cash gap of one contract at contract terms, in fen (domain 6, working capital).

    Work runs evenly over `weeks`; what is paid out is wages and materials, what comes in is the
    progress share of the price less what is passed on, `lag_weeks` late. The gap is deepest when
    the work ends and the lagging bills are still out; twice the lag allows for uneven work.
    """
    late = min(1.0, 2.0 * lag_weeks / max(1, weeks))
    received = part_share * (price_fen - passed_on_fen) * (1.0 - late)
    return np.int64(max(0.02 * price_fen, own_fen + materials_fen - received))


@kernel
def let_contract(w, project_row, parent_row, firm_row, tier):
    """A new edge of the chain, linked into the tree, its project, its firm and (tier 1) its owner."""
    parent = w.contracts[parent_row]
    firm = w.firms[firm_row]
    project = w.projects[project_row]
    c = take_row(w, w.contracts, CONTRACT_ROOM)
    contract = w.contracts[c]
    contract.uid = project.uid * 64 + project.contracts_made
    project.contracts_made += 1
    contract.state = ACTIVE
    contract.project = project_row
    contract.parent = parent_row
    contract.firm = firm_row
    contract.tier = tier
    contract.first_child = -1
    contract.next_sibling = -1
    contract.first_crew = -1
    if parent_row >= 0:
        contract.next_sibling = parent.first_child
        parent.first_child = c
    contract.next_of_project = project.first_contract
    project.first_contract = c
    before, at = -1, firm.first_contract
    while at >= 0 and w.contracts.uid[at] < contract.uid:
        before, at = at, w.contracts.next_of_firm[at]
    contract.next_of_firm = at
    if before < 0:
        firm.first_contract = c
    else:
        w.contracts.next_of_firm[before] = c
    contract.next_of_owner = -1
    if tier == 1:
        owner_row = project.owner
        owner = w.owners[owner_row]
        contract.next_of_owner = owner.first_contract
        owner.first_contract = c
    contract.settlement_week = NEVER
    contract.retention_week = NEVER
    contract.release_week = NEVER
    contract.target_workers = 0
    contract.milestone_share = 0.0
    contract.advance_share = 0.0
    contract.price_fen = 0
    contract.value_fen = 0
    contract.lost_fen = 0
    contract.billed_value_fen = 0
    contract.billed_fen = 0
    contract.received_fen = 0
    contract.spent_fen = 0
    contract.wages_fen = 0
    contract.materials_fen = 0
    contract.materials_plan_fen = 0
    contract.materials_billed_fen = 0
    contract.planned_work = 0
    contract.done_work = 0
    contract.first_bill = -1
    contract.first_material = -1
    contract.gap_fen = 0
    contract.spent_wages_fen[:] = 0
    contract.spent_material_fen[:] = 0
    return c


@kernel
def drop_contract(w, c):
    """Unlink a contract that is fully closed and give its row back."""
    contract = w.contracts[c]
    parent_row = contract.parent
    parent = w.contracts[parent_row]
    if parent_row >= 0:
        parent.first_child = _without(w.contracts.next_sibling, parent.first_child, c)
    project_row = contract.project
    project = w.projects[project_row]
    project.first_contract = _without(w.contracts.next_of_project, project.first_contract, c)
    firm_row = contract.firm
    firm = w.firms[firm_row]
    firm.first_contract = _without(w.contracts.next_of_firm, firm.first_contract, c)
    if contract.tier == 1:
        owner_row = project.owner
        owner = w.owners[owner_row]
        owner.first_contract = _without(w.contracts.next_of_owner, owner.first_contract, c)
    contract.state = 0
    give_row(w, w.contracts, CONTRACT_ROOM, c)


@rule
def _without(following, first, row):
    """Head of a linked list after `row` is taken out."""
    if first == row:
        return following[row]
    at = first
    while following[at] != row:
        at = following[at]
    following[at] = following[row]
    return first


@rule
def contract_value(price_fen, done_work, planned_work, lost_fen):
    """V: work done at contract price, less what disputes took away, in fen."""
    if planned_work <= 0:
        return np.int64(0)
    return max(np.int64(0), mul_div(price_fen, min(done_work, planned_work), planned_work) - lost_fen)


@kernel
def record_work(w, contract_row, work):
    """Work done by a crew counts on its contract and on every one above."""
    c = contract_row
    while c >= 0:
        contract = w.contracts[c]
        contract.done_work += work
        contract.value_fen = contract_value(
            contract.price_fen, contract.done_work, contract.planned_work, contract.lost_fen
        )
        if contract.materials_plan_fen > 0:
            contract.materials_fen = mul_div(
                contract.materials_plan_fen, min(contract.done_work, contract.planned_work), contract.planned_work
            )
        c = contract.parent
