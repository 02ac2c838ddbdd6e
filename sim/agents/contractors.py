"""Firms that hold contracts: one cash pool, an order of creditor classes, wages among them."""

import numpy as np

from sim.agents.debts import MATERIALS, SUBCONTRACTS, WAGES, debts_of, has_debts, list_debts
from sim.agents.payments import list_if_due, pay_in_order
from sim.agents.tables import BANK_OUT, PAID_OUT
from sim.agents.wages import ALL, pay_hired
from sim.chain.contracts import own_funds, set_credit, tied_cash, working_capital
from sim.chain.tables import FIRM_ROOM, IN_BUSINESS
from sim.chain.years import add_to_year, spent_in_year
from sim.core.compiled import kernel, rule
from sim.core.scratch import borrow, give_back
from sim.ledger.accounts import BANKS, INTEREST, PAY_OUT, SHAREHOLDERS, transfer

LENDERS = 3  # the fourth class of creditors
# Row = order of a firm: wages first; subcontracts first; suppliers and bank first (domain 2).
ORDERS = np.array(
    [
        [WAGES, SUBCONTRACTS, MATERIALS, LENDERS],
        [SUBCONTRACTS, WAGES, MATERIALS, LENDERS],
        [MATERIALS, LENDERS, SUBCONTRACTS, WAGES],
    ]
)


@rule
def amount_to_pay_out(balance_fen, reserve_fen, free_fen, floor_fen):
    """Paid out to the shareholder after the festival: cash above a reserve, as far as what is free exceeds its floor."""
    return max(np.int64(0), min(balance_fen - reserve_fen, free_fen - floor_fen))


@rule
def gap_still_funded(funded_gap_fen, gap_fen, paid_out_fen, equity_share):
    """The gap for which equity stands after a payout, in fen: less what that equity had funded, not below the present gap.

    `equity_share`: equity per fen of gap.
    """
    if equity_share <= 0.0:
        return funded_gap_fen
    return min(funded_gap_fen, max(gap_fen, funded_gap_fen - np.int64(paid_out_fen / equity_share)))


@rule
def drawable(balance_fen, credit_fen, downturn):
    """Cash and what may still be drawn of a credit line, in fen; banks cut lines in a downturn.

    A line may be cut below what is drawn. The loan is not called then, but nothing more is lent: what comes in
    pays it back until the debt lies within the line.
    """
    return max(np.int64(0), balance_fen + np.int64(credit_fen * (1.0 - downturn)))


@kernel
def money_in_reach(w, p, firm_row):
    """What a firm can pay with this week, in fen."""
    firm = w.firms[firm_row]
    return drawable(w.accounts.balance_fen[firm.account], firm.credit_fen, p.economy_downturn)


@kernel
def firms_pay(w, calendar, p, week):
    """Every firm pays what is due, class by class, oldest due date first, as far as cash and credit go.

    In rounds, because what one firm pays another passes on. A firm that pays from one purse either
    paid all that was due or has no cash left, so it is visited again only when money came in.
    """
    debts = list_debts(w, calendar, week, calendar.month_end[week])
    owing = borrow(w, 0)
    for firm_row in range(w.room.top[FIRM_ROOM]):
        firm = w.firms[firm_row]
        if firm.state == IN_BUSINESS and (has_debts(w, debts, firm_row) or firm.interest_due_fen > 0):
            w.scratch[borrow(w, 1)] = firm_row
    rows = w.scratch[owing : borrow(w, 0)]
    room = borrow(w, rows.size)
    balances = w.scratch[room : room + rows.size]  # after a firm's last payment
    mixed = p.firms_commingling >= 0.5
    rounds = p.firms_payment_rounds
    for k in range(rounds):
        allowances = calendar.month_end[week] and k == rounds - 1
        for i in range(rows.size):
            firm_row = rows[i]
            balance = w.accounts.balance_fen[w.firms.account[firm_row]]
            if k > 0 and mixed and not allowances and balance == balances[i]:
                continue
            paid = np.int64(0)
            cash = money_in_reach(w, p, firm_row)
            if mixed:
                paid = _pay_classes(w, calendar, debts, week, allowances, firm_row, cash)
            else:
                _pay_apart(w, calendar, debts, week, allowances, firm_row, cash)
            balances[i] = balance - paid
    give_back(w, debts)


@kernel
def _pay_classes(w, calendar, debts, week, allowances, firm_row, cash):
    """Pay the creditor classes in the firm's order; returns what was paid."""
    left = cash
    for k in range(4):
        which = ORDERS[w.firms.order[firm_row], k]
        left -= _pay_class(w, calendar, debts, week, allowances, firm_row, which, left, ALL)
    return cash - left


@kernel
def _pay_apart(w, calendar, debts, week, allowances, firm_row, cash):
    """Without commingling: a project's receipts are spent on that project only, then the firm's own money."""
    firm = w.firms[firm_row]
    tied = np.int64(0)
    c = firm.first_contract
    while c >= 0:
        tied += tied_cash(w, c)
        c = w.contracts.next_of_firm[c]
    own = max(np.int64(0), cash - tied)
    c = firm.first_contract
    while c >= 0:
        tied_here = min(tied_cash(w, c), cash)
        budget = tied_here + own
        for k in range(4):
            which = ORDERS[firm.order, k]
            if which != LENDERS:
                budget -= _pay_class(w, calendar, debts, week, allowances, firm_row, which, min(budget, cash), c)
        used = tied_here + own - budget
        cash -= used
        own -= max(np.int64(0), used - tied_here)
        c = w.contracts.next_of_firm[c]
    _pay_class(w, calendar, debts, week, allowances, firm_row, LENDERS, max(np.int64(0), own), ALL)


@kernel
def _pay_class(w, calendar, debts, week, allowances, firm_row, which, cash, only):
    """Pay one creditor class; returns what was paid."""
    firm = w.firms[firm_row]
    if cash <= 0:
        return np.int64(0)
    if which == LENDERS:
        fen = min(cash, firm.interest_due_fen)
        if fen > 0:
            transfer(w, firm.account, BANKS, INTEREST, fen)
            firm.interest_due_fen -= fen
            firm.outflow_years[BANK_OUT] = add_to_year(w, firm.outflow_years[BANK_OUT], fen)
        return fen
    if which != MATERIALS and firm.refuses_until > week:
        return np.int64(0)  # it could pay those below it and will not
    if which == WAGES:
        return _pay_due_wages(w, calendar, debts, week, allowances, firm_row, cash, only)
    listed = borrow(w, 0)
    begin, end = debts_of(w, debts, firm_row, which)
    for bill_row in w.scratch[begin:end]:
        c = w.bills.contract[bill_row]
        if which == SUBCONTRACTS:
            c = w.contracts.parent[c]
        if only == ALL or only == c:  # noqa: SIM109, PLR1714 (numba has no mixed tuples)
            list_if_due(w, bill_row, week)
    return pay_in_order(w, firm.account, firm_row, listed, week, cash)


@kernel
def _pay_due_wages(w, calendar, debts, week, allowances, firm_row, cash, only):
    room = borrow(w, 0)
    begin, end = debts_of(w, debts, firm_row, WAGES)
    for crew_row in w.scratch[begin:end]:
        if only == ALL or only == w.crews.contract[crew_row]:
            w.scratch[borrow(w, 1)] = crew_row
    hired = w.scratch[room : borrow(w, 0)]
    paid = pay_hired(w, calendar, week, allowances, firm_row, w.firms.account[firm_row], hired, cash)
    give_back(w, room)
    return paid


@kernel
def charge_interest(w, p):
    """Month end: interest on what a firm has drawn of its line."""
    for firm_row in range(w.room.top[FIRM_ROOM]):
        firm = w.firms[firm_row]
        if firm.state != IN_BUSINESS:
            continue
        drawn = -w.accounts.balance_fen[firm.account]
        if drawn > 0:
            firm.interest_due_fen += np.int64(drawn * p.firms_interest_per_year / 12.0)


@kernel
def pay_out_profits(w, p, week):
    """Once a year, some weeks after the festival, shareholders take what the firm does not need.

    What others paid past the firm is its cost too: else firms below direct payment would pay out all they have.
    """
    for firm_row in range(w.room.top[FIRM_ROOM]):
        firm = w.firms[firm_row]
        if firm.state != IN_BUSINESS:
            continue
        cost = spent_in_year(w, firm.set_off_year)
        for kind in range(PAID_OUT):
            cost += spent_in_year(w, firm.outflow_years[kind])
        floor = np.int64(working_capital(w, firm_row) * (1.0 - p.firms_credit_share))
        balance = w.accounts.balance_fen[firm.account]
        free = own_funds(w, p, firm_row)
        fen = amount_to_pay_out(balance, cost // 4, free, floor)
        if fen > 0:
            transfer(w, firm.account, SHAREHOLDERS, PAY_OUT, fen)
            firm.outflow_years[PAID_OUT] = add_to_year(w, firm.outflow_years[PAID_OUT], fen)
            firm.funded_gap_fen = gap_still_funded(
                firm.funded_gap_fen, firm.gap_fen, fen, firm.kappa * (1.0 - p.firms_credit_share)
            )
            set_credit(w, p, firm_row)
