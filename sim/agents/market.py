"""Firms enter the market and leave it: seats, contracts cut off, what is left behind."""

import numpy as np

from sim.agents.tables import KINDS_OF_OUTFLOW
from sim.agents.workers import end_package
from sim.chain.events import FIRM_ENTERED, note
from sim.chain.tables import (
    ABSENT,
    ACTIVE,
    ENDED,
    FIRM_ROOM,
    IN_BUSINESS,
    NEVER,
    WORKING,
    give_row,
    open_account,
    take_row,
)
from sim.chain.uids import NEXT_HOLDER
from sim.chain.years import end_year
from sim.core.compiled import kernel, rule
from sim.core.draws import Stream, uniform
from sim.core.quantiles import quantile
from sim.ledger.accounts import (
    BANKS,
    EQUITY,
    GENERAL_CONTRACTOR,
    LABOUR_BOSS,
    LOAN_LOSS,
    LOAN_REPAYMENT,
    PAY_OUT,
    SHAREHOLDERS,
    SUBCONTRACTOR,
    transfer,
)

ACCOUNT_KINDS = np.array([GENERAL_CONTRACTOR, SUBCONTRACTOR, SUBCONTRACTOR, LABOUR_BOSS])  # of each kind of firm


@rule
def least_equity(usual_fen, kappa):
    """What a firm has at least when it begins, in fen; the thinly funded less, those with nothing nothing."""
    return np.int64(usual_fen * min(1.0, kappa))


@kernel
def enter(w, p, seed, seat_row):
    """A new firm takes a seat: its capital, its order of payment and its uid are its own luck; returns its row."""
    seat = w.seats[seat_row]
    firm_row = take_row(w, w.firms, FIRM_ROOM)
    firm = w.firms[firm_row]
    firm.uid = seat.uid + np.int64(seat.entrants) * NEXT_HOLDER
    seat.entrants += 1
    seat.firm = firm_row
    firm.seat = seat_row
    firm.kind = seat.kind
    firm.state = IN_BUSINESS
    if firm.account == 0:  # nobody had this row before
        firm.account = open_account(w, ACCOUNT_KINDS[firm.kind])
    w.accounts.kind[firm.account] = ACCOUNT_KINDS[firm.kind]
    firm.first_contract = -1
    firm.kappa = quantile(p.firms_kappa, uniform(seed, Stream.FIRM_CAPITAL, 0, firm.uid))
    u = uniform(seed, Stream.FIRM_ORDER, 0, firm.uid)
    firm.order = 0
    if u >= p.firms_wages_first_share:
        firm.order = 1
    if u >= p.firms_wages_first_share + p.firms_subcontracts_first_share:
        firm.order = 2
    firm.gap_fen = 0
    firm.credit_fen = 0
    firm.refuses_until = 0
    firm.gone_week = 0
    firm.funded_gap_fen = 0
    firm.short_weeks = 0
    firm.interest_due_fen = 0
    firm.loan_claim_fen = 0
    firm.entered_week = w.now.week[0]
    firm.unmet_week = -NEVER
    firm.drawn_week = -NEVER
    firm.draws = 0
    firm.outflow_years[:] = -1
    firm.set_off_year = -1
    return firm_row


@kernel
def leave(w, calendar, p, seed, week, last_worked, firm_row, state):
    """A firm is gone: its sites stop, its wages fall due at once, an entrant takes its seat."""
    firm = w.firms[firm_row]
    firm.state = state
    firm.gone_week = week
    firm.credit_fen = 0
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
    if firm.seat >= 0:
        let_in(w, p, seed, firm.seat)


@kernel
def let_in(w, p, seed, seat_row):
    """An entrant takes a seat with the least equity; his line follows when he takes on work."""
    entrant_row = enter(w, p, seed, seat_row)
    entrant = w.firms[entrant_row]
    equity = least_equity(p.firms_least_equity_fen, entrant.kappa)
    transfer(w, SHAREHOLDERS, entrant.account, EQUITY, equity)
    note(w, FIRM_ENTERED, -1, -1, entrant_row, 0, equity)


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
        if child.release_week != NEVER:  # it was cut off before and waits to be let again: its hands are wanted here
            child.release_week = NEVER
            contract.target_workers += child.target_workers
            child.target_workers = 0
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
            if child.release_week != NEVER:
                child.release_week = NEVER
                hands += child.target_workers
                child.target_workers = 0
            if child.state == ACTIVE:
                following = child_row
            child_row = child.next_sibling
        c = following
    w.contracts.target_workers[top] = hands


@kernel
def close_gone(w, week):
    """A firm that is gone and has no contracts left gives its row back; what it had drawn is the lender's loss.

    What an estate has collected since its last dividend goes to its lenders before the shareholders.
    """
    for firm_row in range(w.room.top[FIRM_ROOM]):
        firm = w.firms[firm_row]
        seated = firm.state == IN_BUSINESS and firm.seat >= 0
        if firm.state == ABSENT or seated or firm.gone_week >= week or firm.first_contract >= 0:
            continue
        claimed = min(firm.loan_claim_fen, max(np.int64(0), w.accounts.balance_fen[firm.account]))
        if claimed > 0:
            transfer(w, firm.account, BANKS, LOAN_REPAYMENT, claimed)
        left = w.accounts.balance_fen[firm.account]
        if left > 0:
            transfer(w, firm.account, SHAREHOLDERS, PAY_OUT, left)
        elif left < 0:
            transfer(w, BANKS, firm.account, LOAN_LOSS, -left)
        firm.state = ABSENT
        for kind in range(KINDS_OF_OUTFLOW):
            end_year(w, firm.outflow_years[kind])
        end_year(w, firm.set_off_year)
        give_row(w, w.firms, FIRM_ROOM, firm_row)
