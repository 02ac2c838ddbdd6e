"""Subcontractors and bosses: flight and refusal."""

import numpy as np

from sim.agents.contractors import money_in_reach
from sim.agents.market import leave
from sim.chain.events import FIRM_FLED, REFUSAL, note
from sim.chain.tables import FIRM_ROOM, FLED, IN_BUSINESS, LICENSED_FIRM, SHELL_FIRM
from sim.core.compiled import kernel, rule
from sim.core.draws import Stream, uniform
from sim.core.quantiles import quantile
from sim.ledger.accounts import FLIGHT, HOUSEHOLDS, transfer
from sim.ledger.claims import crew_unpaid_to


@rule
def tempted(cash_fen, owed_fen, to_come_fen):
    """A boss thinks of flight when he holds money and owes more than he holds and has open bills for."""
    return cash_fen > 0 and owed_fen > cash_fen + to_come_fen


@kernel
def flee(w, calendar, p, seed, week, last_worked, firm_row):
    """The firm's holder takes the cash and is gone.

    `last_worked` is the last week its sites worked: the one before a shock, this one after a decision.
    """
    firm = w.firms[firm_row]
    note(w, FIRM_FLED, -1, -1, firm_row, 0, wages_owed(w, firm_row))
    cash = w.accounts.balance_fen[firm.account]
    if cash > 0:
        transfer(w, firm.account, HOUSEHOLDS, FLIGHT, cash)
    leave(w, calendar, p, seed, week, last_worked, firm_row, FLED)


@kernel
def decide(w, calendar, p, seed, week):
    """Bosses and those who hide behind a hung-on shell flee, subcontractors refuse, each with a chance per week."""
    for firm_row in range(w.room.top[FIRM_ROOM]):
        firm = w.firms[firm_row]
        if firm.state != IN_BUSINESS or firm.first_contract < 0:
            continue
        uid = firm.uid
        kind = firm.kind
        if kind >= SHELL_FIRM and uniform(seed, Stream.BOSS_FLEES, week, uid) < p.firms_flight_chance:
            cash = w.accounts.balance_fen[firm.account]
            if tempted(cash, _owed_below(w, firm_row), _to_come(w, firm_row)):
                flee(w, calendar, p, seed, week, week, firm_row)
                continue
        if kind >= LICENSED_FIRM and uniform(seed, Stream.FIRM_REFUSES, week, uid) < p.firms_refusal_chance:
            if money_in_reach(w, p, firm_row) == 0 or _owed_below(w, firm_row) == 0:
                continue  # who cannot pay, or owes nothing, does not refuse
            span = quantile(p.firms_refusal_weeks, uniform(seed, Stream.REFUSAL_WEEKS, week, uid))
            firm.refuses_until = max(firm.refuses_until, week + int(span))
            note(w, REFUSAL, -1, -1, firm_row, 0, wages_owed(w, firm_row))


@kernel
def _owed_below(w, firm_row):
    """Unpaid wages of a firm's crews and unpaid value of its subcontracts, in fen."""
    owed = wages_owed(w, firm_row)
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
def wages_owed(w, firm_row):
    """Unpaid wages of a firm's crews, due or not, in fen."""
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
