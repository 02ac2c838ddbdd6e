"""Contracts: let, work done, value."""

import numpy as np

from sim.chain.tables import ACTIVE, CONTRACT_ROOM, IN_BUSINESS, NEVER, give_row, take_row
from sim.chain.uids import contract_uid
from sim.chain.years import end_year
from sim.core.compiled import kernel, rule
from sim.core.money import mul_div
from sim.ledger.accounts import EQUITY, SHAREHOLDERS, transfer
from sim.ledger.tally import WORK_DONE, count, groups_of


@rule
def share_done(week, start_week, weeks):
    """Share of evenly spread work that is done by a week."""
    return min(1.0, max(0.0, (week - start_week) / max(1, weeks)))


@kernel
def position_at_terms(w, p, c, week, last_festival):
    """Receipts less outlays of a contract by `week` if everybody pays at contract terms, in fen.

    Work runs evenly over the planned weeks, ahead by the coming winter break, as fast as in the season. What is passed down is paid when
    it is paid and cancels out. Materials are paid when the supplier's credit ends; of the wages a
    share by month, allowances as the work goes on, the rest at the festival or at the end.
    """
    contract = w.contracts[c]
    start, weeks = contract.start_week - int(p.crews_winter_break_weeks), contract.weeks
    end = start + weeks
    season = 52.0 / (52.0 - p.crews_winter_break_weeks)
    term = (
        np.int64(contract.term_weeks) + contract.pass_on_weeks
    )  # of this link: nobody plans for the layers above its payer
    lag = int(season * (5 + np.int64(contract.certification_weeks) + term) + 1.0)
    wages = np.int64(contract.own_work * p.economy_index)
    covered = max(contract.price_fen - contract.passed_fen, wages + contract.materials_plan_fen)
    net = np.float64(covered)  # nobody lends for a price below cost, so only the timing of a loss counts
    received = net * contract.advance_share * (1.0 - share_done(week - lag, start, weeks))
    received += net * contract.part_share * share_done(week - lag, start, weeks)
    complete = min(w.projects.complete_week[contract.project], max(end, w.now.week[0]))
    if week >= complete + int(p.contracts_settlement_weeks[0]) + lag:
        received += net * (1.0 - contract.retention_share - contract.part_share)
    materials = contract.materials_plan_fen * share_done(week - p.contracts_supplier_credit_weeks, start, weeks)
    worked = share_done(week, start, weeks)
    settled = worked if week >= end else share_done(last_festival, start, weeks)
    allowance = 0.0
    for k in range(len(p.wages_allowance_share)):
        allowance += p.wages_allowance_share[k] / len(p.wages_allowance_share)
    monthly = p.wages_monthly_share
    paid = monthly * worked + (1.0 - monthly) * max(settled, allowance * worked)
    return received - materials - wages * paid


@kernel
def deepest_gap(w, p, firm_row, week, next_festival):
    """Deepest cash gap of a firm's contracts from `week` on at contract terms, in fen (domain 6, working capital).

    What one contract brings ahead does not count for another: it is tied, or was paid out as profit.
    """
    last = week
    c = w.firms.first_contract[firm_row]
    while c >= 0:
        contract = w.contracts[c]
        last = max(last, contract.start_week + contract.weeks)
        c = contract.next_of_firm
    deepest = 0.0
    for t in range(week, last + 5, 4):
        festival = next_festival + (t - next_festival) // 52 * 52
        position = 0.0
        c = w.firms.first_contract[firm_row]
        while c >= 0:
            position += min(0.0, position_at_terms(w, p, c, t, festival))
            c = w.contracts.next_of_firm[c]
        deepest = min(deepest, position)
    return np.int64(-deepest)


@kernel
def own_funds(w, p, firm_row):
    """A firm's own money in fen: cash less drawn credit that is not tied, and what it has put into contracts and deposits.

    Who mixes the money of his projects takes what is tied for his own: one project's receipts are the capital of the next.
    """
    firm = w.firms[firm_row]
    mixed = p.firms_commingling >= 0.5
    funds = w.accounts.balance_fen[firm.account] - firm.interest_due_fen
    c = firm.first_contract
    while c >= 0:
        contract = w.contracts[c]
        funds += (
            max(np.int64(0), contract.spent_fen + account_money(w, c) - contract.received_fen) + w.deposits.cash_fen[c]
        )
        if not mixed:
            funds -= tied_cash(w, c)
        c = contract.next_of_firm
    return funds


@rule
def credit_line(capital_fen, own_funds_fen, credit_share, drawn_fen):
    """What a bank lends, in fen: what own funds lack of kappa times the gap, at most its share of it.

    Equity that was lost is not lent. What is drawn the bank does not call at once.
    """
    most = np.int64(capital_fen * credit_share)
    return max(drawn_fen, min(most, max(np.int64(0), capital_fen - own_funds_fen)))


@rule
def equity_for_growth(capital_fen, grown_fen, own_funds_fen, credit_share):
    """What shareholders bring when a firm takes on more than they have funded before, in fen.

    What own funds lack of the equity share of its working capital, at most that share of what the capital has grown by.
    """
    lacking = np.int64(np.float64(capital_fen) * (1.0 - credit_share)) - own_funds_fen
    return max(np.int64(0), min(lacking, np.int64(np.float64(grown_fen) * (1.0 - credit_share))))


@kernel
def working_capital(w, firm_row):
    """Kappa times the deepest gap: what own funds and credit of a firm come to, in fen."""
    firm = w.firms[firm_row]
    return np.int64(firm.kappa * np.float64(firm.gap_fen))


@kernel
def set_credit(w, p, firm_row):
    """The credit line follows the working capital and the firm's own funds."""
    firm = w.firms[firm_row]
    drawn = max(np.int64(0), -w.accounts.balance_fen[firm.account])
    capital = working_capital(w, firm_row)
    firm.credit_fen = credit_line(capital, own_funds(w, p, firm_row), p.firms_credit_share, drawn)


@kernel
def take_on(w, p, firm_row, week):
    """A firm has taken a contract: its portfolio is replayed and the credit line follows (domain 6).

    Shareholders fund growth, not losses: what they brought for an earlier portfolio and the firm lost they do not bring again.
    """
    firm = w.firms[firm_row]
    firm.gap_fen = deepest_gap(w, p, firm_row, week, w.now.next_festival[0])
    grown = np.int64(firm.kappa * np.float64(max(np.int64(0), firm.gap_fen - firm.funded_gap_fen)))
    equity = equity_for_growth(working_capital(w, firm_row), grown, own_funds(w, p, firm_row), p.firms_credit_share)
    if equity > 0:
        transfer(w, SHAREHOLDERS, firm.account, EQUITY, equity)
    firm.funded_gap_fen = max(firm.funded_gap_fen, firm.gap_fen)
    set_credit(w, p, firm_row)


@kernel
def let_contract(w, project_row, parent_row, firm_row, tier):
    """A new edge of the chain, linked into the tree, its project, its firm and (tier 1) its owner."""
    parent = w.contracts[parent_row]
    firm = w.firms[firm_row]
    project = w.projects[project_row]
    c = take_row(w, w.contracts, CONTRACT_ROOM)
    contract = w.contracts[c]
    contract.uid = contract_uid(project.uid, project.contracts_made)
    project.contracts_made += 1
    contract.state = ACTIVE
    contract.project = project_row
    contract.parent = parent_row
    contract.firm = firm_row
    contract.tier = tier
    contract.groups = groups_of(w.owners.kind[project.owner], project.sector, tier, project.size_class)
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
    if tier == 1:
        owner_row = project.owner
        owner = w.owners[owner_row]
        contract.next_sibling = owner.first_contract
        owner.first_contract = c
    contract.settlement_week = NEVER
    contract.retention_week = NEVER
    contract.release_week = NEVER
    contract.start_week = w.now.week[0]
    contract.weeks = project.planned_weeks
    contract.target_workers = 0
    contract.milestone_share = 0.0
    contract.pre_finances = False
    contract.festival_share = 0.0
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
    contract.own_work = 0
    contract.own_done = 0
    contract.passed_fen = 0
    contract.done_work = 0
    contract.pass_on_weeks = 0
    contract.first_bill = contract.last_bill = -1
    contract.first_material = contract.last_material = -1
    contract.prepaid_fen = 0
    contract.recourse_fen = 0
    contract.labour_months = 0
    contract.ahead_fen = 0
    contract.account_in_fen = 0
    contract.account_due_fen = 0
    contract.account_share = 0.0
    contract.wages_year = -1
    contract.material_year = -1
    w.deposits.state[c] = 0
    return c


@kernel
def general_above(w, c):
    """The general contract at the top of a contract's chain."""
    while w.contracts.parent[c] >= 0:
        c = w.contracts.parent[c]
    return c


@kernel
def drop_contract(w, c):
    """Unlink a contract that is fully closed and give its row back."""
    contract = w.contracts[c]
    count(w, WORK_DONE, contract.groups, -contract.value_fen)
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
        owner.first_contract = _without(w.contracts.next_sibling, owner.first_contract, c)
    contract.state = 0
    end_year(w, contract.wages_year)
    end_year(w, contract.material_year)
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


@kernel
def next_in_tree(w, top, c):
    """The contract that follows `c` in a walk over `top` and all below it, each after its parent; -1 at the end."""
    if w.contracts.first_child[c] >= 0:
        return w.contracts.first_child[c]
    while c != top and w.contracts.next_sibling[c] < 0:
        c = w.contracts.parent[c]
    return -1 if c == top else w.contracts.next_sibling[c]


@rule
def contract_value(price_fen, done_work, planned_work, lost_fen):
    """V: work done at contract price, less what disputes took away, in fen."""
    if planned_work <= 0:
        return np.int64(0)
    return max(np.int64(0), mul_div(price_fen, min(done_work, planned_work), planned_work) - lost_fen)


@kernel
def record_work(w, contract_row, work):
    """Work done by a crew counts on its contract and on every one above."""
    w.contracts.own_done[contract_row] += work
    c = contract_row
    while c >= 0:
        contract = w.contracts[c]
        contract.done_work += work
        value = contract_value(contract.price_fen, contract.done_work, contract.planned_work, contract.lost_fen)
        count(w, WORK_DONE, contract.groups, value - contract.value_fen)
        contract.value_fen = value
        if contract.materials_plan_fen > 0:
            contract.materials_fen = mul_div(
                contract.materials_plan_fen, min(contract.done_work, contract.planned_work), contract.planned_work
            )
        c = contract.parent


@kernel
def cost_here(w, c):
    """What a contract costs its firm: own wages accrued, materials, value of its subcontracts, paid or not, in fen."""
    contract = w.contracts[c]
    cost = contract.wages_fen + contract.materials_fen
    child_row = contract.first_child
    while child_row >= 0:
        cost += w.contracts.value_fen[child_row]
        child_row = w.contracts.next_sibling[child_row]
    return cost


@kernel
def tied_cash(w, c):
    """Receipts of a contract that are kept for it where projects are not mixed, in fen.

    While work goes on that is all that was not spent on it; later only what it still has to pay. What lies in the
    wage account is no cash.
    """
    contract = w.contracts[c]
    needed = contract.received_fen
    if contract.state != ACTIVE:
        needed = min(needed, cost_here(w, c))
    return max(np.int64(0), needed - contract.spent_fen - account_money(w, c))


@kernel
def account_money(w, c):
    """What the wage account of a project holds, at the general contract of the firm in business; elsewhere 0, in fen."""
    contract = w.contracts[c]
    if contract.tier != 1 or w.firms.state[contract.firm] != IN_BUSINESS:
        return np.int64(0)
    return w.accounts.balance_fen[w.projects.wage_account[contract.project]]


@kernel
def labour_cost(w, c, value_fen, index):
    """Labour in a value of work done, by the contract: price of subcontracted labour and own crews' wages, in fen."""
    contract = w.contracts[c]
    planned = contract.passed_fen + np.int64(contract.own_work * index)
    if contract.price_fen <= 0:
        return np.int64(0)
    return mul_div(planned, value_fen, contract.price_fen)
