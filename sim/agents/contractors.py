"""Firms that hold contracts: one cash pool, an order of creditor classes, wages among them."""

import numpy as np

from sim.agents.payments import pay_in_order
from sim.agents.tables import BANK_OUT, PAID_OUT, PROJECTS_OUT
from sim.chain.bills import bill_due
from sim.chain.tables import MONTHLY, NEVER
from sim.core.compiled import compiled
from sim.core.money import split_pro_rata
from sim.ledger.accounts import BANKS, INTEREST, LIVING_ALLOWANCE, PAY_OUT, SHAREHOLDERS, WAGE, transfer
from sim.ledger.claims import crew_unpaid_to, days_by_month, days_due, members_unpaid_to, pay_crew

WAGES, SUBCONTRACTS, MATERIALS, LENDERS = 0, 1, 2, 3
# Row = order of a firm: wages first; subcontracts first; suppliers and bank first (domain 2).
ORDERS = np.array(
    [
        [WAGES, SUBCONTRACTS, MATERIALS, LENDERS],
        [SUBCONTRACTS, WAGES, MATERIALS, LENDERS],
        [MATERIALS, LENDERS, SUBCONTRACTS, WAGES],
    ]
)
ALL = -1  # a firm's payments on all its contracts, not on one


@compiled
def budget_of_contract(received_fen, spent_fen, cash_fen):
    """Without commingling a project's receipts are spent on that project only, in fen."""
    return max(np.int64(0), min(received_fen - spent_fen, cash_fen))


@compiled
def amount_to_pay_out(balance_fen, quarter_cost_fen, capital_fen):
    """Cash paid out to the shareholder after the festival: what exceeds three months' cost and kappa G."""
    return max(np.int64(0), balance_fen - max(quarter_cost_fen, capital_fen))


@compiled
def firms_pay(w, calendar, p, week, spent_period, visit_all, allowances):
    """Every firm pays what is due, class by class, oldest due date first, as far as cash and credit go."""
    f = w.firms
    for firm in range(f.size):
        if f.first_contract[firm] < 0 and f.interest_due_fen[firm] == 0:
            continue
        if f.fled_week[firm] <= week:
            continue
        account = f.account[firm]
        cash = max(np.int64(0), w.accounts.balance_fen[account] + f.credit_fen[firm])
        if p.firms_commingling >= 0.5:
            for k in range(4):
                cash -= _pay_class(
                    w, calendar, p, week, spent_period, visit_all, allowances, firm, ORDERS[f.order[firm], k], cash, ALL
                )
            continue
        tied = np.int64(0)
        c = f.first_contract[firm]
        while c >= 0:
            tied += max(np.int64(0), w.contracts.received_fen[c] - w.contracts.spent_fen[c])
            c = w.contracts.next_of_firm[c]
        own = max(np.int64(0), cash - tied)
        c = f.first_contract[firm]
        while c >= 0:
            budget = budget_of_contract(w.contracts.received_fen[c], w.contracts.spent_fen[c], cash) + own
            start = budget
            tied_here = budget - own
            for k in range(4):
                if ORDERS[f.order[firm], k] != LENDERS:
                    budget -= _pay_class(
                        w,
                        calendar,
                        p,
                        week,
                        spent_period,
                        visit_all,
                        allowances,
                        firm,
                        ORDERS[f.order[firm], k],
                        min(budget, cash),
                        c,
                    )
            used = start - budget
            cash -= used
            own -= max(np.int64(0), used - tied_here)
            c = w.contracts.next_of_firm[c]
        _pay_class(w, calendar, p, week, spent_period, visit_all, allowances, firm, LENDERS, max(np.int64(0), own), ALL)


@compiled
def _pay_class(w, calendar, p, week, spent_period, visit_all, allowances, firm, which, cash, only):
    """Pay one creditor class; returns what was paid."""
    if cash <= 0:
        return np.int64(0)
    if which == LENDERS:
        fen = min(cash, w.firms.interest_due_fen[firm])
        if fen > 0:
            transfer(w, w.firms.account[firm], BANKS, INTEREST, fen)
            w.firms.interest_due_fen[firm] -= fen
            w.firms.outflow_fen[firm, spent_period, BANK_OUT] += fen
        return fen
    if which == WAGES:
        if w.firms.refuses_until[firm] > week:
            return np.int64(0)
        return pay_wages(w, calendar, p, week, spent_period, visit_all, allowances, firm, cash, only)
    return _pay_open_bills(w, week, spent_period, firm, which == MATERIALS, cash, only)


@compiled
def _pay_open_bills(w, week, spent_period, firm, materials, cash, only):
    count = 0
    rows = np.empty(0, np.int64)
    owed = np.empty(0, np.int64)
    for counting in range(2):
        if counting == 1:
            if count == 0:
                return np.int64(0)
            rows = np.empty(count, np.int64)
            owed = np.empty(count, np.int64)
        n = 0
        c = w.firms.first_contract[firm]
        while c >= 0:
            if only == ALL or only == c:  # noqa: SIM109, PLR1714 (numba has no mixed tuples)
                payee = c if materials else w.contracts.first_child[c]
                while payee >= 0:
                    bill = w.contracts.first_material[payee] if materials else w.contracts.first_bill[payee]
                    while bill >= 0:
                        fen = bill_due(w, bill, week)
                        if fen > 0:
                            if counting == 1:
                                rows[n], owed[n] = bill, fen
                            n += 1
                        bill = w.bills.next[bill]
                    payee = -1 if materials else w.contracts.next_sibling[payee]
            c = w.contracts.next_of_firm[c]
        count = n
    return pay_in_order(w, w.firms.account[firm], firm, rows, owed, cash, spent_period)


@compiled
def pay_wages(w, calendar, p, week, spent_period, visit_all, allowances, firm, cash, only):
    """Wages due, oldest due date first; then, at month end, living allowances. Returns what was paid."""
    hired = _crews_of(w, firm, only)
    total = np.int64(0)
    for crew in hired:
        day = days_due(w, crew, week, calendar.due_month[week])
        total += crew_unpaid_to(w, crew, day, visit_all)
    paid = np.int64(0)
    if total > 0:
        if total <= cash:
            for crew in hired:
                day = days_due(w, crew, week, calendar.due_month[week])
                paid += _pay_crew_to(w, spent_period, firm, crew, day, np.int64(1 << 60))
        else:
            paid = _pay_layers(w, calendar, week, spent_period, firm, hired, cash)
    if allowances and cash > paid:
        paid += _pay_allowances(w, calendar, week, spent_period, firm, hired, cash - paid)
    return paid


@compiled
def _crews_of(w, firm, only):
    hired = np.empty(0, np.int64)
    count = 0
    for counting in range(2):
        if counting == 1:
            hired = np.empty(count, np.int64)
        n = 0
        c = w.firms.first_contract[firm]
        while c >= 0:
            if only == ALL or only == c:  # noqa: SIM109, PLR1714 (numba has no mixed tuples)
                crew = w.contracts.first_crew[c]
                while crew >= 0:
                    if counting == 1:
                        hired[n] = crew
                    n += 1
                    crew = w.crews.next_of_contract[crew]
            c = w.contracts.next_of_firm[c]
        count = n
    return hired


@compiled
def _pay_crew_to(w, spent_period, firm, crew, day, cash):
    """Pay a crew's unpaid days up to `day` from its employer, at most `cash`; returns what was paid."""
    weights = np.empty(w.crews.hands[crew], np.int64)
    owed = members_unpaid_to(w, crew, day, weights)
    return _pay_listed(w, spent_period, firm, crew, weights, owed, min(owed, cash), WAGE)


@compiled
def _pay_listed(w, spent_period, firm, crew, weights, owed, fen, purpose):
    if fen <= 0:
        return np.int64(0)
    c = w.crews.contract[crew]
    pay_crew(w, crew, weights, owed, fen, w.firms.account[firm], purpose)
    w.contracts.spent_fen[c] += fen
    w.contracts.spent_wages_fen[c, spent_period] += fen
    w.firms.outflow_fen[firm, spent_period, PROJECTS_OUT] += fen
    return fen


@compiled
def due_week_of_month(due_month, week, month):
    """First week up to `week` by whose close monthly pay of `month` was due."""
    t = week
    while t > 0 and due_month[t - 1] >= month:
        t -= 1
    return t


@compiled
def _oldest_unpaid(w, calendar, week, crew):
    """Due week and day of the oldest layer of a crew's due wages; (NEVER, 0) if nothing is due."""
    last = days_due(w, crew, week, calendar.due_month[week])
    if crew_unpaid_to(w, crew, last, False) == 0:
        return NEVER, 0
    all_week = min(w.crews.settle_week[crew], w.crews.at_once_week[crew])
    if w.crews.regime[crew] == MONTHLY:
        for month in range(w.crews.first_month[crew], calendar.due_month[week] + 1):
            day = days_by_month(w, crew, month)
            if crew_unpaid_to(w, crew, day, False) > 0:
                due = max(due_week_of_month(calendar.due_month, week, month), w.crews.certified_week[crew])
                if due < all_week:
                    return due, day
                break
    return max(all_week, min(w.crews.certified_week[crew], w.crews.at_once_week[crew])), last


@compiled
def _pay_layers(w, calendar, week, spent_period, firm, hired, cash):
    """Short of cash: the oldest due date first, equal dates pro rata between hired."""
    paid = np.int64(0)
    n = hired.size
    while paid < cash:
        first = NEVER
        dates = np.empty(n, np.int64)
        days = np.empty(n, np.int64)
        for i in range(n):
            dates[i], days[i] = _oldest_unpaid(w, calendar, week, hired[i])
            first = min(first, dates[i])
        if first == NEVER:
            break
        owed = np.zeros(n, np.int64)
        layer = np.int64(0)
        for i in range(n):
            if dates[i] == first:
                owed[i] = crew_unpaid_to(w, hired[i], days[i], False)
                layer += owed[i]
        fen = min(layer, cash - paid)
        shares = np.zeros(n, np.int64)
        split_pro_rata(fen, owed, w.crews.uid[hired], n, shares)
        for i in range(n):
            if shares[i] > 0:
                paid += _pay_crew_to(w, spent_period, firm, hired[i], days[i], shares[i])
    return paid


@compiled
def _pay_allowances(w, calendar, week, spent_period, firm, hired, cash):
    """Month end: a living allowance on the month's days to hired whose wages are settled later."""
    n = hired.size
    sums = np.zeros(n, np.int64)
    total = np.int64(0)
    weights = np.empty(64, np.int64)
    for i in range(n):
        sums[i] = _allowances(w, calendar, week, hired[i], weights)
        total += sums[i]
    if total == 0:
        return np.int64(0)
    shares = sums
    if total > cash:
        shares = np.zeros(n, np.int64)
        split_pro_rata(cash, sums, w.crews.uid[hired], n, shares)
    paid = np.int64(0)
    for i in range(n):
        owed = _allowances(w, calendar, week, hired[i], weights)
        paid += _pay_listed(w, spent_period, firm, hired[i], weights, owed, shares[i], LIVING_ALLOWANCE)
    return paid


@compiled
def allowance(day_wage_fen, days, share, unpaid_fen):
    """Living allowance for a month's days: a share of the wage, never more than is unpaid, in fen."""
    return min(np.int64(np.float64(day_wage_fen) * days * share), unpaid_fen)


@compiled
def _allowances(w, calendar, week, crew, weights):
    """Allowance of each member for this month into `weights`; returns the sum."""
    month = calendar.month[week]
    if w.crews.regime[crew] == MONTHLY and not w.crews.piece[crew]:
        return np.int64(0)
    if w.crews.last_month[crew] != month or w.crews.allowance_share[crew] <= 0.0:
        return np.int64(0)
    if w.crews.hands[crew] > 64:
        return np.int64(0)
    before = days_by_month(w, crew, month - 1) if month > w.crews.first_month[crew] else np.int32(0)
    worked = w.crews.days_worked[crew]
    owed = members_unpaid_to(w, crew, worked, weights)
    if owed == 0:
        return np.int64(0)
    total = np.int64(0)
    first = w.crews.first_claim[crew]
    for k in range(w.crews.hands[crew]):
        days = max(0, min(worked, w.claims.left_day[first + k]) - before)
        weights[k] = allowance(w.claims.day_wage_fen[first + k], days, w.crews.allowance_share[crew], weights[k])
        total += weights[k]
    return total


@compiled
def charge_interest(w, p):
    """Month end: interest on what a firm has drawn of its line."""
    for firm in range(w.firms.size):
        drawn = -w.accounts.balance_fen[w.firms.account[firm]]
        if drawn > 0:
            w.firms.interest_due_fen[firm] += np.int64(drawn * p.firms_interest_per_year / 12.0)


@compiled
def pay_out_profits(w, p, week, spent_period):
    """Once a year, four weeks after the festival, shareholders take what the firm does not need."""
    for firm in range(w.firms.size):
        if w.firms.fled_week[firm] <= week:
            continue
        cost = np.int64(0)
        for period in range(13):
            for kind in range(3):
                cost += w.firms.outflow_fen[firm, period, kind]
        capital = np.int64(w.firms.kappa[firm] * w.firms.gap_fen[firm])
        fen = amount_to_pay_out(w.accounts.balance_fen[w.firms.account[firm]], cost // 4, capital)
        if fen > 0:
            transfer(w, w.firms.account[firm], SHAREHOLDERS, PAY_OUT, fen)
            w.firms.outflow_fen[firm, spent_period, PAID_OUT] += fen
            # what left no longer backs the firm: its credit line is what kappa G asks beyond the rest
            w.firms.equity_fen[firm] = max(np.int64(0), w.firms.equity_fen[firm] - fen)
