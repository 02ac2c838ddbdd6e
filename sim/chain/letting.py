"""Letting work: who gets it, at which price, through how many hands."""

import numpy as np

from sim.chain.contracts import let_contract, take_on
from sim.chain.tables import BOSS_FIRM, CONTRACTOR_FIRM, GOVERNMENT, LICENSED_FIRM, SHELL_FIRM
from sim.chain.uids import contract_uid
from sim.core.compiled import kernel, rule
from sim.core.draws import Stream, uniform
from sim.core.quantiles import quantile
from sim.ledger.accounts import ADVANCE, OWNER_INCOME, OWNERS_INCOME, transfer
from sim.ledger.tally import BILLED, BILLS_PAID, count

MOST_CONTRACTS = 16  # of one project when it is let: the general contract, three branches of up to five layers


@rule
def choose_row(u, start, count):
    """One of `count` rows from `start`, all alike."""
    return start + min(count - 1, int(u * count))


@kernel
def choose_firm(w, kind, seed, uid, payer_row):
    """The firm in a drawn seat of one kind; the next one if that is the payer itself."""
    start, count = w.kinds.seat_start[kind], w.kinds.seat_count[kind]
    seat = choose_row(uniform(seed, Stream.CHAIN_FIRM, 0, uid), start, count)
    if w.seats.firm[seat] == payer_row:
        seat = start + (seat + 1 - start) % count
    return w.seats.firm[seat]


@kernel
def boss_at(w, place):
    """The boss who has this place in the market, from 0 near the contractors to 1 deep in the chains: he keeps it."""
    start, count = w.kinds.seat_start[BOSS_FIRM], w.kinds.seat_count[BOSS_FIRM]
    return w.seats.firm[choose_row(place, start, count)]


@rule
def leaf_tier(planned_wages_fen, labour_price_fen, fee_share, drawn_tier, price_floor):
    """Tier that employs the crews: re-letting goes on while the price stays above a boss's floor."""
    tier = min(drawn_tier, 2)
    price = np.float64(labour_price_fen)
    while tier < drawn_tier and price * (1.0 - fee_share) >= price_floor * planned_wages_fen:
        price *= 1.0 - fee_share
        tier += 1
    return tier


@kernel
def let_general(w, p, seed, week, project_row, planned_work, price_fen, workers, weeks):
    """Let the work of a project, or what is left of it, to a general contractor; returns the contract."""
    project = w.projects[project_row]
    owner = w.owners[project.owner]
    uid = contract_uid(project.uid, project.contracts_made)
    firm_row = choose_firm(w, CONTRACTOR_FIRM, seed, uid, -1)
    c = let_contract(w, project_row, -1, firm_row, 1)
    contract = w.contracts[c]
    contract.weeks = weeks
    contract.price_fen = price_fen
    contract.planned_work = planned_work
    labour_share = p.contracts_labour_share[project.sector]
    contract.materials_plan_fen = np.int64(price_fen * max(0.0, 1.0 - labour_share - p.contracts_margin_share))
    public = owner.kind == GOVERNMENT
    contract.part_share = p.contracts_part_share_government if public else p.contracts_part_share_other
    contract.festival_share = p.contracts_festival_share_owner
    contract.retention_share = p.contracts_retention_share
    contract.advance_share = p.contracts_advance_share
    contract.certification_weeks = p.contracts_certification_weeks
    contract.term_weeks = p.contracts_term_weeks
    if uniform(seed, Stream.MILESTONE, 0, project.uid) < p.contracts_milestone_chance:
        contract.milestone_share = p.contracts_milestone_step
    contract.pre_finances = uniform(seed, Stream.PRE_FINANCES, 0, project.uid) < p.contracts_pre_finance_share
    _let_branches(w, p, seed, week, c, workers)
    take_on(w, p, firm_row, week)
    return c


@kernel
def _let_branches(w, p, seed, week, c, workers):
    """Split the labour into one to three packages and let each, or keep it for own crews."""
    contract = w.contracts[c]
    branches = max(1, min(3, workers // p.chains_workers_per_branch))
    for b in range(branches):
        hands = workers // branches + (1 if b < workers % branches else 0)
        work = contract.planned_work * hands // max(1, workers)
        key = w.contracts.uid[c] * 8 + b
        tier = int(quantile(p.chains_leaf_tier, uniform(seed, Stream.CHAIN_DEPTH, 0, key)) + 0.5)
        if tier <= 1:
            contract.target_workers += hands
            contract.own_work += work
        else:
            price = np.int64(work * p.chains_labour_price_ratio * p.economy_index)
            let_labour(w, p, seed, week, c, work, price, hands, tier, key, contract.weeks)


@kernel
def let_labour(w, p, seed, week, above_row, planned_work, price_fen, workers, tier_wanted, key, weeks):
    """Let one labour package below a contract, layer by layer, down to the firm that employs the crews.

    `tier_wanted` is the tier drawn for the leaf when the package hangs below the general contractor;
    `key` keys the luck of the chain.
    """
    above = w.contracts[above_row]
    project_row = above.project
    place = uniform(seed, Stream.CHAIN_DEPTH, 0, key)
    fee = quantile(p.chains_fee_share, uniform(seed, Stream.CHAIN_FEE, 0, key))
    wages = np.int64(planned_work * p.economy_index)
    layers = leaf_tier(wages, price_fen, fee, tier_wanted, p.chains_price_floor) - 1
    above.passed_fen += price_fen
    parent_row, price = above_row, price_fen
    for layer in range(1, layers + 1):
        own_key = contract_uid(w.projects.uid[project_row], w.projects.contracts_made[project_row])
        kind = LICENSED_FIRM if layer == 1 else SHELL_FIRM
        if layer == layers:
            boss = uniform(seed, Stream.FIRM_KIND, 0, own_key) < p.chains_boss_share
            kind = BOSS_FIRM if boss else LICENSED_FIRM
        if kind == BOSS_FIRM:
            firm_row = boss_at(w, place)
        else:
            firm_row = choose_firm(w, kind, seed, own_key, w.contracts.firm[parent_row])
        c = let_contract(w, project_row, parent_row, firm_row, w.contracts.tier[parent_row] + 1)
        contract = w.contracts[c]
        contract.weeks = weeks
        contract.price_fen = price
        contract.planned_work = planned_work
        contract.part_share = above.part_share
        contract.festival_share = p.contracts_festival_share_labour
        contract.retention_share = above.retention_share
        contract.certification_weeks = p.contracts_certification_weeks
        contract.term_weeks = p.contracts_term_weeks
        contract.pass_on_weeks = p.contracts_pass_on_weeks
        if layer < layers:
            price = np.int64(np.float64(price) * (1.0 - fee))
            contract.passed_fen = price
        else:
            contract.own_work = planned_work
            contract.target_workers = workers
        take_on(w, p, firm_row, week)
        parent_row = c


@kernel
def pay_advance(w, c):
    """The advance on a general contract, recovered pro rata from its progress bills."""
    contract = w.contracts[c]
    advance = np.int64(contract.price_fen * contract.advance_share)
    owner = w.owners[w.projects.owner[contract.project]]
    missing = advance - max(np.int64(0), w.accounts.balance_fen[owner.account])
    if missing > 0:  # nobody starts a project without the advance
        transfer(w, OWNERS_INCOME, owner.account, OWNER_INCOME, missing)
    transfer(w, owner.account, w.firms.account[contract.firm], ADVANCE, advance)
    contract.received_fen += advance
    contract.billed_fen += advance
    count(w, BILLS_PAID, contract.groups, advance)
    count(w, BILLED, contract.groups, advance)
