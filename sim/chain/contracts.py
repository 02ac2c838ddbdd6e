"""Contracts: let, work done, value."""

import numpy as np

from sim.chain.tables import ACTIVE, CONTRACT_ROOM, NEVER, give_row, take_row
from sim.core.compiled import compiled
from sim.core.money import mul_div


@compiled
def cash_gap(own_fen, materials_fen, price_fen, passed_on_fen, part_share, lag_weeks, weeks):
    """Deepest cash gap of one contract at contract terms, in fen (domain 6, working capital).

    Work runs evenly over `weeks`; what is paid out is wages and materials, what comes in is the
    progress share of the price less what is passed on, `lag_weeks` late. The gap is deepest when
    the work ends and the lagging bills are still out; twice the lag allows for uneven work.
    """
    late = min(1.0, 2.0 * lag_weeks / max(1, weeks))
    received = part_share * (price_fen - passed_on_fen) * (1.0 - late)
    return np.int64(max(0.02 * price_fen, own_fen + materials_fen - received))


@compiled
def let_contract(w, project, parent, firm, tier):
    """A new edge of the chain, linked into the tree, its project, its firm and (tier 1) its owner."""
    c = take_row(w, w.contracts, CONTRACT_ROOM)
    w.contracts.uid[c] = w.projects.uid[project] * 64 + w.projects.contracts_made[project]
    w.projects.contracts_made[project] += 1
    w.contracts.state[c] = ACTIVE
    w.contracts.project[c] = project
    w.contracts.parent[c] = parent
    w.contracts.firm[c] = firm
    w.contracts.tier[c] = tier
    w.contracts.first_child[c] = -1
    w.contracts.next_sibling[c] = -1
    w.contracts.first_crew[c] = -1
    if parent >= 0:
        w.contracts.next_sibling[c] = w.contracts.first_child[parent]
        w.contracts.first_child[parent] = c
    w.contracts.next_of_project[c] = w.projects.first_contract[project]
    w.projects.first_contract[project] = c
    before, at = -1, w.firms.first_contract[firm]
    while at >= 0 and w.contracts.uid[at] < w.contracts.uid[c]:
        before, at = at, w.contracts.next_of_firm[at]
    w.contracts.next_of_firm[c] = at
    if before < 0:
        w.firms.first_contract[firm] = c
    else:
        w.contracts.next_of_firm[before] = c
    w.contracts.next_of_owner[c] = -1
    if tier == 1:
        owner = w.projects.owner[project]
        w.contracts.next_of_owner[c] = w.owners.first_contract[owner]
        w.owners.first_contract[owner] = c
    w.contracts.settlement_week[c] = NEVER
    w.contracts.retention_week[c] = NEVER
    w.contracts.release_week[c] = NEVER
    w.contracts.target_workers[c] = 0
    w.contracts.milestone_share[c] = 0.0
    w.contracts.advance_share[c] = 0.0
    w.contracts.price_fen[c] = 0
    w.contracts.value_fen[c] = 0
    w.contracts.lost_fen[c] = 0
    w.contracts.billed_value_fen[c] = 0
    w.contracts.billed_fen[c] = 0
    w.contracts.received_fen[c] = 0
    w.contracts.spent_fen[c] = 0
    w.contracts.wages_fen[c] = 0
    w.contracts.materials_fen[c] = 0
    w.contracts.materials_plan_fen[c] = 0
    w.contracts.materials_billed_fen[c] = 0
    w.contracts.planned_work[c] = 0
    w.contracts.done_work[c] = 0
    w.contracts.first_bill[c] = -1
    w.contracts.first_material[c] = -1
    w.contracts.gap_fen[c] = 0
    w.contracts.spent_wages_fen[c, :] = 0
    w.contracts.spent_material_fen[c, :] = 0
    return c


@compiled
def drop_contract(w, c):
    """Unlink a contract that is fully closed and give its row back."""
    parent = w.contracts.parent[c]
    if parent >= 0:
        w.contracts.first_child[parent] = _without(w.contracts.next_sibling, w.contracts.first_child[parent], c)
    project = w.contracts.project[c]
    w.projects.first_contract[project] = _without(w.contracts.next_of_project, w.projects.first_contract[project], c)
    firm = w.contracts.firm[c]
    w.firms.first_contract[firm] = _without(w.contracts.next_of_firm, w.firms.first_contract[firm], c)
    if w.contracts.tier[c] == 1:
        owner = w.projects.owner[project]
        w.owners.first_contract[owner] = _without(w.contracts.next_of_owner, w.owners.first_contract[owner], c)
    w.contracts.state[c] = 0
    give_row(w, w.contracts, CONTRACT_ROOM, c)


@compiled
def _without(following, first, row):
    """Head of a linked list after `row` is taken out."""
    if first == row:
        return following[row]
    at = first
    while following[at] != row:
        at = following[at]
    following[at] = following[row]
    return first


@compiled
def contract_value(price_fen, done_work, planned_work, lost_fen):
    """V: work done at contract price, less what disputes took away, in fen."""
    if planned_work <= 0:
        return np.int64(0)
    return max(np.int64(0), mul_div(price_fen, min(done_work, planned_work), planned_work) - lost_fen)


@compiled
def record_work(w, contract, work):
    """Work done by a crew counts on its contract and on every one above."""
    c = contract
    while c >= 0:
        w.contracts.done_work[c] += work
        w.contracts.value_fen[c] = contract_value(
            w.contracts.price_fen[c], w.contracts.done_work[c], w.contracts.planned_work[c], w.contracts.lost_fen[c]
        )
        if w.contracts.materials_plan_fen[c] > 0:
            w.contracts.materials_fen[c] = mul_div(
                w.contracts.materials_plan_fen[c],
                min(w.contracts.done_work[c], w.contracts.planned_work[c]),
                w.contracts.planned_work[c],
            )
        c = w.contracts.parent[c]
