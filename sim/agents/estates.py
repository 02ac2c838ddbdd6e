"""Failure: a firm that cannot pay for long is wound up; its estate collects and pays by quarters."""

import numpy as np

from sim.agents.contractors import money_in_reach
from sim.agents.market import end_contract, leave, let_in
from sim.agents.payments import pay_bill
from sim.agents.subcontractors import wages_owed
from sim.agents.wages import ALL, pay_wages
from sim.chain.bills import bill_due
from sim.chain.events import BOSS_QUIT, FIRM_FAILED, OWNER_FAILED, note
from sim.chain.tables import (
    ACTIVE,
    BOSS_FIRM,
    COMPLETE,
    ENDED,
    FAILED,
    FIRM_ROOM,
    IN_BUSINESS,
    NEVER,
    ONE_YUAN,
    PRIVATE,
)
from sim.chain.uids import NEXT_HOLDER
from sim.core.compiled import kernel, rule
from sim.core.draws import Stream, uniform
from sim.core.money import split_pro_rata
from sim.core.quantiles import quantile
from sim.core.scratch import borrow, give_back
from sim.ledger.accounts import BANKS, ESTATE_COSTS, LOAN_LOSS, LOAN_REPAYMENT, TREASURY, transfer
from sim.ledger.claims import crew_unpaid_to, days_due

QUARTER_WEEKS = 13


@rule
def fails(kind, short_weeks, limit_weeks):
    """A firm fails after some weeks without money and with debts due; a boss is a person and keeps owing (domain 6)."""
    return kind != BOSS_FIRM and short_weeks >= limit_weeks


@rule
def gives_up(short_weeks, limit_weeks):
    """Who cannot pay for long gets no new work: his seat is taken, his old contracts and debts stay his."""
    return short_weeks >= limit_weeks


@kernel
def wind_up(w, calendar, p, seed, week):
    """Count the weeks in which firms could not pay what was due; those that could not for too long fail."""
    for firm_row in range(w.room.top[FIRM_ROOM]):
        firm = w.firms[firm_row]
        if firm.state != IN_BUSINESS:
            continue
        short = firm.first_contract >= 0 and money_in_reach(w, p, firm_row) < ONE_YUAN
        firm.short_weeks = firm.short_weeks + 1 if short and _owes(w, calendar, week, firm_row) else 0
        if gives_up(firm.short_weeks, p.firms_boss_quits_weeks) and firm.seat >= 0:
            note(w, BOSS_QUIT, -1, -1, firm_row, 0, wages_owed(w, firm_row))
            seat_row = firm.seat
            firm.seat = -1
            let_in(w, p, seed, seat_row)
        if fails(firm.kind, firm.short_weeks, p.firms_failure_weeks):
            _fail(w, calendar, p, seed, week, firm_row)


@kernel
def _owes(w, calendar, week, firm_row):
    """Whether anything is due from a firm: interest, wages, bills of subcontracts or suppliers."""
    firm = w.firms[firm_row]
    if firm.interest_due_fen > 0:
        return True
    c = firm.first_contract
    while c >= 0:
        contract = w.contracts[c]
        crew_row = contract.first_crew
        while crew_row >= 0:
            if crew_unpaid_to(w, crew_row, days_due(w, crew_row, week, calendar.due_month[week])) > 0:
                return True
            crew_row = w.crews.next_of_contract[crew_row]
        if _bill_is_due(w, contract.first_material, week):
            return True
        child_row = contract.first_child
        while child_row >= 0:
            if _bill_is_due(w, w.contracts.first_bill[child_row], week):
                return True
            child_row = w.contracts.next_sibling[child_row]
        c = contract.next_of_firm
    return False


@kernel
def _bill_is_due(w, first_bill, week):
    """What is kept of a bill for those below is owed to them."""
    bill_row = first_bill
    while bill_row >= 0:
        if bill_due(w, bill_row, week) > 0 or w.bills.kept_fen[bill_row] > 0:
            return True
        bill_row = w.bills.next[bill_row]
    return False


@kernel
def _fail(w, calendar, p, seed, week, firm_row):
    """Lenders write off what was drawn and claim it from the estate; the estate keeps the receivables."""
    firm = w.firms[firm_row]
    note(w, FIRM_FAILED, -1, -1, firm_row, 0, wages_owed(w, firm_row))
    drawn = max(np.int64(0), -w.accounts.balance_fen[firm.account])
    if drawn > 0:
        transfer(w, BANKS, firm.account, LOAN_LOSS, drawn)
    firm.loan_claim_fen = drawn + firm.interest_due_fen
    firm.interest_due_fen = 0
    leave(w, calendar, p, seed, week, week, firm_row, FAILED)


@kernel
def pay_dividends(w, calendar, p, week):
    """Every quarter an estate pays what it collected: costs, then wages, then all others pro rata (domain 6)."""
    for firm_row in range(w.room.top[FIRM_ROOM]):
        firm = w.firms[firm_row]
        if firm.state != FAILED or firm.gone_week == week or (week - firm.gone_week) % QUARTER_WEEKS != 0:
            continue
        cash = w.accounts.balance_fen[firm.account]
        if cash <= 0:
            continue
        costs = np.int64(cash * p.firms_estate_cost_share)
        if costs > 0:
            transfer(w, firm.account, TREASURY, ESTATE_COSTS, costs)
            cash -= costs
        cash -= pay_wages(w, calendar, week, firm_row, cash, ALL)
        if cash > 0:
            _pay_others(w, firm_row, cash)


@kernel
def _pay_others(w, firm_row, cash):
    """Suppliers, subcontractors and lenders share pro rata in what is left after wages, due or not."""
    firm = w.firms[firm_row]
    listed = borrow(w, 0)
    c = firm.first_contract
    while c >= 0:
        contract = w.contracts[c]
        _list_open_bills(w, contract.first_material)
        child_row = contract.first_child
        while child_row >= 0:
            _list_open_bills(w, w.contracts.first_bill[child_row])
            child_row = w.contracts.next_sibling[child_row]
        c = contract.next_of_firm
    n = borrow(w, 0) - listed
    rows = w.scratch[listed : listed + n]
    room = borrow(w, 3 * n + 3)
    owed, keys = w.scratch[room : room + n + 1], w.scratch[room + n + 1 : room + 2 * n + 2]
    shares = w.scratch[room + 2 * n + 2 : room + 3 * n + 3]
    whole = firm.loan_claim_fen
    owed[n], keys[n] = firm.loan_claim_fen, 0
    for i in range(n):
        owed[i] = w.bills.amount_fen[rows[i]] - w.bills.paid_fen[rows[i]]
        keys[i] = w.contracts.uid[w.bills.contract[rows[i]]] * 8 + w.bills.kind[rows[i]]
        whole += owed[i]
    split_pro_rata(min(cash, whole), owed, keys, n + 1, shares)
    for i in range(n):
        if shares[i] > 0:
            pay_bill(w, firm.account, firm_row, rows[i], shares[i])
    if shares[n] > 0:
        transfer(w, firm.account, BANKS, LOAN_REPAYMENT, shares[n])
        firm.loan_claim_fen -= shares[n]
    give_back(w, listed)


@kernel
def _list_open_bills(w, first_bill):
    bill_row = first_bill
    while bill_row >= 0:
        if w.bills.amount_fen[bill_row] > w.bills.paid_fen[bill_row]:
            w.scratch[borrow(w, 1)] = bill_row
        bill_row = w.bills.next[bill_row]


@kernel
def owners_default(w, calendar, p, seed, week):
    """Private owners that had no money for too long give up their projects; who has settled starts afresh."""
    for o in range(w.owners.size):
        owner = w.owners[o]
        if owner.failed and owner.first_contract < 0:
            owner.failed = False
            owner.uid += NEXT_HOLDER
            owner.promptness = quantile(p.owners_promptness, uniform(seed, Stream.OWNER_TYPE, 0, owner.uid))
        if owner.kind != PRIVATE or owner.failed or owner.short_weeks < p.owners_failure_weeks:
            continue
        owner.failed = True
        c = owner.first_contract
        while c >= 0:
            contract = w.contracts[c]
            project = w.projects[contract.project]
            if project.state == ACTIVE:
                note(w, OWNER_FAILED, contract.project, c, contract.firm, 0, 0)
                _abandon(w, calendar, p, seed, week, contract.project)
            c = contract.next_sibling


@kernel
def _abandon(w, calendar, p, seed, week, project_row):
    """Work on a project ends for good; its bills stay open until the last wage claim is closed."""
    project = w.projects[project_row]
    c = project.first_contract
    while c >= 0:
        contract = w.contracts[c]
        if contract.tier == 1 and contract.state == ACTIVE:
            end_contract(w, calendar, p, seed, week, week, c)
        c = contract.next_of_project
    c = project.first_contract
    while c >= 0:
        contract = w.contracts[c]
        contract.state = ENDED
        contract.release_week = NEVER
        contract.target_workers = 0
        contract.settlement_week = week + 1
        contract.retention_week = week + 1
        c = contract.next_of_project
    project.state = COMPLETE
    project.complete_week = week
    slot = w.slots[project.slot]
    slot.project = -1
    slot.start_week = week + 1
