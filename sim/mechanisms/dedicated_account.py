"""Wage accounts: labour cost is split off from what owners pay, ring-fenced, and spent on labour of the project only."""

import numpy as np

from sim.agents.contractors import money_in_reach
from sim.agents.payments import list_due_bills, pay_in_order
from sim.agents.wages import pay_allowances_from, pay_wages_from
from sim.chain.billing import general_contract
from sim.chain.contracts import labour_cost
from sim.chain.systems import BANKS_BEAR, CONTRACTORS_BEAR, DEDICATED_ACCOUNT, bear, in_use, on_paper
from sim.chain.tables import ACTIVE, FREE, PROJECT_ROOM
from sim.core.compiled import kernel, rule
from sim.core.money import mul_div
from sim.core.scratch import borrow, give_back
from sim.ledger.accounts import ACCOUNT_CLOSED, ACCOUNT_FLOAT, transfer
from sim.mechanisms.direct_payment import owed_directly


@rule
def opening_float(labour_fen, weeks, share, money_fen):
    """What a contractor pays in before the start: a share of a month's labour cost, as far as it has money, in fen."""
    month = np.float64(labour_fen) * 52.0 / 12.0 / max(1, weeks)
    return max(np.int64(0), min(np.int64(month * share), money_fen))


@rule
def labour_paid_before(labour_fen, received_fen, billed_fen):
    """Labour cost of certified work that payments before the opening of an account have covered, in fen."""
    if received_fen >= billed_fen or billed_fen <= 0:
        return labour_fen
    return mul_div(labour_fen, max(np.int64(0), received_fen), billed_fen)


@kernel
def keep_accounts(w, calendar, p, week):
    """Open the accounts of projects that now use them, and close those of finished projects without open wages."""
    n = DEDICATED_ACCOUNT
    for project_row in range(w.room.top[PROJECT_ROOM]):
        project = w.projects[project_row]
        if project.state == FREE:
            continue
        used = in_use(w, project_row, n)
        if used and not project.account_open and project.state == ACTIVE:
            _open(w, p, week, project_row)
        elif project.account_open and not used:
            _split_no_more(w, project_row)
        balance = w.accounts.balance_fen[project.wage_account]
        if balance > 0 or project.account_open:
            _close_when_done(w, p, week, project_row)
        kept = project.state == ACTIVE or project.account_open
        if calendar.month_end[week] and kept and p.measure_in_force[n] and on_paper(w, project_row, n):
            locked = np.int64(np.float64(balance) * p.firms_interest_per_year / 12.0)
            bear(w, n, CONTRACTORS_BEAR, p.dedicated_account_contractor_fen_per_month + locked)
            bear(w, n, BANKS_BEAR, p.dedicated_account_bank_fen_per_month)


@kernel
def _open(w, p, week, project_row):
    """From here on labour cost is split off; the contractor of a project that starts now pays the float in."""
    project = w.projects[project_row]
    project.account_open = True
    c = project.first_contract
    while c >= 0:
        contract = w.contracts[c]
        if contract.tier == 1:
            certified = labour_cost(w, c, max(np.int64(0), contract.billed_value_fen), p.economy_index)
            contract.account_in_fen = certified
            if p.measure_open_claims[DEDICATED_ACCOUNT]:
                contract.account_in_fen = labour_paid_before(certified, contract.received_fen, contract.billed_fen)
            if project.start_week == week:
                _pay_in(w, p, c)
        c = contract.next_of_project


@kernel
def _pay_in(w, p, c):
    contract = w.contracts[c]
    firm = w.firms[contract.firm]
    labour = labour_cost(w, c, contract.price_fen, p.economy_index)
    money = money_in_reach(w, p, contract.firm)
    fen = opening_float(labour, contract.weeks, p.dedicated_account_float_share, money)
    if fen > 0:
        transfer(w, firm.account, w.projects.wage_account[contract.project], ACCOUNT_FLOAT, fen)


@kernel
def _split_no_more(w, project_row):
    """Nothing more goes in; what is there still pays labour of this project."""
    project = w.projects[project_row]
    project.account_open = False
    c = project.first_contract
    while c >= 0:
        contract = w.contracts[c]
        contract.labour_months = 0
        contract.account_due_fen = 0
        contract.account_share = 0.0
        c = contract.next_of_project


@kernel
def _close_when_done(w, p, week, project_row):
    """After completion and notice, once no wages of the project are open, the balance is the contractor's.

    That is the firm that holds the newest contract with the owner; if it has failed, its estate.
    """
    project = w.projects[project_row]
    if project.state == ACTIVE or week < project.complete_week + p.dedicated_account_closing_weeks:
        return
    c = project.first_contract
    while c >= 0:
        if w.contracts.first_crew[c] >= 0:
            return
        c = w.contracts.next_of_project[c]
    _split_no_more(w, project_row)
    balance = w.accounts.balance_fen[project.wage_account]
    c = general_contract(w, project_row)
    if balance > 0 and c >= 0:
        transfer(w, project.wage_account, w.firms.account[w.contracts.firm[c]], ACCOUNT_CLOSED, balance)


@kernel
def split_labour_cost(w, p, week):
    """How much of what owners pay this week goes into the wage accounts."""
    for project_row in range(w.room.top[PROJECT_ROOM]):
        project = w.projects[project_row]
        if project.state == FREE or not project.account_open:
            continue
        c = project.first_contract
        while c >= 0:
            contract = w.contracts[c]
            if contract.tier == 1:
                _set_split(w, p, week, c)
            c = contract.next_of_project


@kernel
def _set_split(w, p, week, c):
    contract = w.contracts[c]
    contract.account_share = 0.0
    contract.account_due_fen = 0
    contract.labour_months = 0
    if p.dedicated_account_base_is_payment:
        contract.account_share = p.dedicated_account_payment_share
        return
    contract.labour_months = p.dedicated_account_cycle_months
    labour = labour_cost(w, c, certified_value(w, c, week), p.economy_index)
    contract.account_due_fen = max(np.int64(0), labour - contract.account_in_fen)


@kernel
def certified_value(w, c, week):
    """Value of the work certified so far, as far as bills that are still open say, in fen."""
    contract = w.contracts[c]
    value = np.int64(0)
    bill_row = contract.first_bill
    while bill_row >= 0:
        bill = w.bills[bill_row]
        if bill.certified_week <= week:
            value = max(value, bill.value_fen)
        bill_row = bill.next
    return min(value, contract.value_fen)


@kernel
def pay_from_accounts(w, calendar, p, week):
    """The accounts pay what is due of labour on their projects: own crews' wages and bills of labour subcontracts.

    Where workers are paid directly, all that those have earned stays for them. An account pays also when its
    contractor has failed: it is no part of the estate.
    """
    for project_row in range(w.room.top[PROJECT_ROOM]):
        project = w.projects[project_row]
        if project.state == FREE:
            continue
        if calendar.month_end[week] and w.accounts.balance_fen[project.wage_account] > 0:
            _pay_own_allowances(w, calendar, week, project_row)
        balance = w.accounts.balance_fen[project.wage_account]
        if balance > 0 and project.pays_past:
            balance -= owed_directly(w, project_row)
        if balance > 0:
            _pay_labour(w, calendar, week, project_row, balance)


@kernel
def _pay_own_allowances(w, calendar, week, project_row):
    """The living allowances of the general contractor's own crews."""
    account = w.projects.wage_account[project_row]
    c = w.projects.first_contract[project_row]
    while c >= 0:
        if w.contracts.tier[c] == 1 and w.contracts.first_crew[c] >= 0:
            cash = w.accounts.balance_fen[account]
            paid = pay_allowances_from(w, calendar, week, w.contracts.firm[c], account, cash, c)
            w.measures.money_fen[DEDICATED_ACCOUNT] += paid
        c = w.contracts.next_of_project[c]


@kernel
def _pay_labour(w, calendar, week, project_row, fen):
    """Pay at most `fen` from the account of a project, the oldest general contract first."""
    project = w.projects[project_row]
    room = borrow(w, 0)
    c = project.first_contract
    while c >= 0:
        if w.contracts.tier[c] == 1:
            w.scratch[borrow(w, 1)] = c
        c = w.contracts.next_of_project[c]
    left = fen
    for k in range(borrow(w, 0) - 1, room - 1, -1):
        c = w.scratch[k]
        firm_row = w.contracts.firm[c]
        wages_first = w.firms.order[firm_row] == 0
        for turn in range(2):
            if left <= 0:
                break
            if (turn == 0) == wages_first:
                left -= pay_wages_from(w, calendar, week, firm_row, project.wage_account, left, c)
            else:
                left -= _pay_subcontracts(w, week, firm_row, project.wage_account, c, left)
    give_back(w, room)
    w.measures.money_fen[DEDICATED_ACCOUNT] += fen - left


@kernel
def _pay_subcontracts(w, week, firm_row, account, c, fen):
    listed = borrow(w, 0)
    child_row = w.contracts.first_child[c]
    while child_row >= 0:
        list_due_bills(w, w.contracts.first_bill[child_row], week)
        child_row = w.contracts.next_sibling[child_row]
    return pay_in_order(w, account, firm_row, listed, week, fen)
