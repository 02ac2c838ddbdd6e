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
def let_contract(room, projects, contracts, terms, money, queues, firms, project, parent, firm, tier, owner_first):
    """A new edge of the chain, linked into the tree, its project, its firm and (tier 1) its owner."""
    c = take_row(room.contract_free, room.counts, CONTRACT_ROOM)
    contracts.uid[c] = projects.uid[project] * 64 + projects.contracts_made[project]
    projects.contracts_made[project] += 1
    contracts.state[c] = ACTIVE
    contracts.project[c] = project
    contracts.parent[c] = parent
    contracts.firm[c] = firm
    contracts.tier[c] = tier
    contracts.first_child[c] = -1
    contracts.next_sibling[c] = -1
    contracts.first_crew[c] = -1
    if parent >= 0:
        contracts.next_sibling[c] = contracts.first_child[parent]
        contracts.first_child[parent] = c
    contracts.next_of_project[c] = projects.first_contract[project]
    projects.first_contract[project] = c
    before, at = -1, firms.first_contract[firm]
    while at >= 0 and contracts.uid[at] < contracts.uid[c]:
        before, at = at, contracts.next_of_firm[at]
    contracts.next_of_firm[c] = at
    if before < 0:
        firms.first_contract[firm] = c
    else:
        contracts.next_of_firm[before] = c
    contracts.next_of_owner[c] = -1
    if tier == 1:
        owner = projects.owner[project]
        contracts.next_of_owner[c] = owner_first[owner]
        owner_first[owner] = c
    terms.settlement_week[c] = NEVER
    terms.retention_week[c] = NEVER
    terms.release_week[c] = NEVER
    terms.target_workers[c] = 0
    terms.milestone_share[c] = 0.0
    terms.advance_share[c] = 0.0
    money.price_fen[c] = 0
    money.value_fen[c] = 0
    money.lost_fen[c] = 0
    money.billed_value_fen[c] = 0
    money.billed_fen[c] = 0
    money.received_fen[c] = 0
    money.spent_fen[c] = 0
    money.wages_fen[c] = 0
    money.materials_fen[c] = 0
    money.materials_plan_fen[c] = 0
    money.materials_billed_fen[c] = 0
    money.planned_work[c] = 0
    money.done_work[c] = 0
    queues.first_bill[c] = -1
    queues.first_material[c] = -1
    queues.gap_fen[c] = 0
    queues.spent_wages_fen[c, :] = 0
    queues.spent_material_fen[c, :] = 0
    return c


@compiled
def drop_contract(room, projects, contracts, firms, owner_first, c):
    """Unlink a contract that is fully closed and give its row back."""
    parent = contracts.parent[c]
    if parent >= 0:
        contracts.first_child[parent] = _without(contracts.next_sibling, contracts.first_child[parent], c)
    project = contracts.project[c]
    projects.first_contract[project] = _without(contracts.next_of_project, projects.first_contract[project], c)
    firm = contracts.firm[c]
    firms.first_contract[firm] = _without(contracts.next_of_firm, firms.first_contract[firm], c)
    if contracts.tier[c] == 1:
        owner = projects.owner[project]
        owner_first[owner] = _without(contracts.next_of_owner, owner_first[owner], c)
    contracts.state[c] = 0
    give_row(room.contract_free, room.counts, CONTRACT_ROOM, c)


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
def record_work(contracts, money, contract, work):
    """Work done by a crew counts on its contract and on every one above."""
    c = contract
    while c >= 0:
        money.done_work[c] += work
        money.value_fen[c] = contract_value(
            money.price_fen[c], money.done_work[c], money.planned_work[c], money.lost_fen[c]
        )
        if money.materials_plan_fen[c] > 0:
            money.materials_fen[c] = mul_div(
                money.materials_plan_fen[c],
                min(money.done_work[c], money.planned_work[c]),
                money.planned_work[c],
            )
        c = contracts.parent[c]
