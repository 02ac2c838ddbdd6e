"""Subcontractors and bosses: flight, refusal, and who takes the work over."""

import numpy as np

from sim.agents.workers import end_package
from sim.chain.events import FIRM_ENTERED, FIRM_FLED, REFUSAL, note
from sim.chain.tables import ACTIVE, ENDED, LICENSED_FIRM, NEVER, SHELL_FIRM, WORKING
from sim.core.compiled import kernel, rule
from sim.core.draws import Stream, uniform
from sim.core.quantiles import quantile
from sim.ledger.accounts import BANKS, EQUITY, FLIGHT, HOUSEHOLDS, LOAN_LOSS, SHAREHOLDERS, transfer
from sim.ledger.claims import crew_unpaid_to


@rule
def tempted(cash_fen, owed_fen, to_come_fen):
    """A boss thinks of flight when he holds money and owes more than he holds and has open bills for."""
    return cash_fen > 0 and owed_fen > cash_fen + to_come_fen


@kernel
def flee(w, calendar, p, seed, week, last_worked, firm_row):
    """The firm's holder takes the cash and is gone: its wages fall due at once, its sites stop.

    `last_worked` is the last week its sites worked: the one before a shock, this one after a decision.
    """
    firm = w.firms[firm_row]
    account = firm.account
    note(w, FIRM_FLED, -1, -1, firm_row, 0, _wages_owed(w, firm_row))
    cash = w.accounts.balance_fen[account]
    if cash > 0:
        transfer(w, account, HOUSEHOLDS, FLIGHT, cash)
    firm.fled_week = week
    c = firm.first_contract
    while c >= 0:
        contract = w.contracts[c]
        if contract.state == ACTIVE:
            end_contract(w, calendar, p, seed, week, last_worked, c)
        crew_row = contract.first_crew
        while crew_row >= 0:
            crew = w.crews[crew_row]
            crew.at_once_week = min(crew.at_once_week, week)
            crew_row = crew.next_of_contract
        c = contract.next_of_firm


@kernel
def end_contract(w, calendar, p, seed, week, last_worked, c):
    """Cut a contract and all below it off; the work left is let again some weeks later."""
    contract = w.contracts[c]
    contract.state = ENDED
    contract.release_week = week + p.firms_replacement_weeks
    crew_row = contract.first_crew
    while crew_row >= 0:
        crew = w.crews[crew_row]
        if crew.state == WORKING:
            end_package(w, calendar, p, seed, week, last_worked, crew_row)
        crew_row = crew.next_of_contract
    child_row = contract.first_child
    while child_row >= 0:
        child = w.contracts[child_row]
        if child.state == ACTIVE:
            _end_below(w, calendar, p, seed, week, last_worked, child_row)
            contract.target_workers += child.target_workers
            child.target_workers = 0
        child_row = child.next_sibling


@kernel
def _end_below(w, calendar, p, seed, week, last_worked, top):
    """End a chain below a cut: a chain is a line, so walk down it."""
    c = top
    hands = 0
    while c >= 0:
        contract = w.contracts[c]
        contract.state = ENDED
        hands += contract.target_workers
        contract.target_workers = 0
        crew_row = contract.first_crew
        while crew_row >= 0:
            crew = w.crews[crew_row]
            if crew.state == WORKING:
                end_package(w, calendar, p, seed, week, last_worked, crew_row)
            crew_row = crew.next_of_contract
        following = -1
        child_row = contract.first_child
        while child_row >= 0:
            child = w.contracts[child_row]
            if child.state == ACTIVE:
                following = child_row
            child_row = child.next_sibling
        c = following
    w.contracts.target_workers[top] = hands


@kernel
def decide(w, calendar, p, seed, week):
    """Bosses and those who hide behind a hung-on shell flee, subcontractors refuse, each with a chance per week."""
    for firm_row in range(w.firms.size):
        firm = w.firms[firm_row]
        if firm.fled_week != NEVER or firm.first_contract < 0:
            continue
        uid = firm.uid
        kind = firm.kind
        if kind >= SHELL_FIRM and uniform(seed, Stream.BOSS_FLEES, week, uid) < p.firms_flight_chance:
            cash = w.accounts.balance_fen[firm.account]
            if tempted(cash, _owed_below(w, firm_row), _to_come(w, firm_row)):
                flee(w, calendar, p, seed, week, week, firm_row)
                continue
        if kind >= LICENSED_FIRM and uniform(seed, Stream.FIRM_REFUSES, week, uid) < p.firms_refusal_chance:
            span = quantile(p.firms_refusal_weeks, uniform(seed, Stream.REFUSAL_WEEKS, week, uid))
            firm.refuses_until = max(firm.refuses_until, week + int(span))
            note(w, REFUSAL, -1, -1, firm_row, 0, _wages_owed(w, firm_row))


@kernel
def _owed_below(w, firm_row):
    """Unpaid wages of a firm's crews and unpaid value of its subcontracts, in fen."""
    owed = _wages_owed(w, firm_row)
    c = w.firms.first_contract[firm_row]
    while c >= 0:
        child_row = w.contracts.first_child[c]
        while child_row >= 0:
            child = w.contracts[child_row]
            owed += max(np.int64(0), child.value_fen - child.received_fen)
            child_row = child.next_sibling
        c = w.contracts.next_of_firm[c]
    return owed


@kernel
def _to_come(w, firm_row):
    """Open bills of a firm, in fen; what is kept back until settlement is too far away to count."""
    fen = np.int64(0)
    c = w.firms.first_contract[firm_row]
    while c >= 0:
        contract = w.contracts[c]
        fen += max(np.int64(0), contract.billed_fen - contract.received_fen)
        c = contract.next_of_firm
    return fen


@kernel
def _wages_owed(w, firm_row):
    owed = np.int64(0)
    c = w.firms.first_contract[firm_row]
    while c >= 0:
        contract = w.contracts[c]
        crew_row = contract.first_crew
        while crew_row >= 0:
            crew = w.crews[crew_row]
            owed += crew_unpaid_to(w, crew_row, crew.days_worked)
            crew_row = crew.next_of_contract
        c = contract.next_of_firm
    return owed


@kernel
def renew_firms(w, seed, p, week):
    """A fled firm without contracts is followed by an entrant of its kind."""
    for firm_row in range(w.firms.size):
        firm = w.firms[firm_row]
        if firm.fled_week < week and firm.first_contract < 0:
            drawn = -w.accounts.balance_fen[firm.account]
            if drawn > 0:  # the lender bears what the fled firm had drawn
                transfer(w, BANKS, firm.account, LOAN_LOSS, drawn)
            firm.interest_due_fen = 0
            firm.uid += 1 << 24
            firm.fled_week = NEVER
            firm.refuses_until = 0
            firm.outflow_fen[:, :] = 0
            u = uniform(seed, Stream.FIRM_CAPITAL, 0, firm.uid)
            firm.kappa = quantile(p.firms_kappa, u)
            firm.gap_fen = 0
            firm.credit_fen = 0
            transfer(w, SHAREHOLDERS, firm.account, EQUITY, p.firms_least_equity_fen)
            note(w, FIRM_ENTERED, -1, -1, firm_row, 0, p.firms_least_equity_fen)
