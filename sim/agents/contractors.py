"""Firms that hold contracts: one cash pool, an order of creditor classes, wages among them."""

import numpy as np

from sim.agents.evidence import is_paid_directly
from sim.agents.payments import list_due_bills, pay_in_order
from sim.agents.tables import BANK_OUT, PAID_OUT, PROJECTS_OUT
from sim.chain.contracts import own_funds, set_credit, tied_cash, working_capital
from sim.chain.tables import IN_BUSINESS, NEVER
from sim.core.compiled import kernel, rule
from sim.core.money import split_pro_rata
from sim.core.scratch import borrow, give_back
from sim.ledger.accounts import BANKS, INTEREST, LIVING_ALLOWANCE, PAY_OUT, SHAREHOLDERS, WAGE, transfer
from sim.ledger.claims import MONTHLY, crew_unpaid_to, days_by_month, days_due, members_unpaid_to, pay_crew

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
    room = borrow(w, w.firms.size)
    balances = w.scratch[room : room + w.firms.size]  # after a firm's last payment
    mixed = p.firms_commingling >= 0.5
    rounds = p.firms_payment_rounds
    for k in range(rounds):
        allowances = calendar.month_end[week] and k == rounds - 1
        for firm_row in range(w.firms.size):
            firm = w.firms[firm_row]
            balance = w.accounts.balance_fen[firm.account]
            if k > 0 and mixed and not allowances and balance == balances[firm_row]:
                continue
            paid = np.int64(0)
            if firm.state == IN_BUSINESS and (firm.first_contract >= 0 or firm.interest_due_fen > 0):
                cash = money_in_reach(w, p, firm_row)
                if mixed:
                    paid = _pay_classes(w, calendar, p, week, allowances, firm_row, cash)
                else:
                    _pay_apart(w, calendar, p, week, allowances, firm_row, cash)
            balances[firm_row] = balance - paid
    give_back(w, room)


@kernel
def _pay_classes(w, calendar, p, week, allowances, firm_row, cash):
    """Pay the creditor classes in the firm's order; returns what was paid."""
    left = cash
    for k in range(4):
        which = ORDERS[w.firms.order[firm_row], k]
        left -= _pay_class(w, calendar, p, week, allowances, firm_row, which, left, ALL)
    return cash - left


@kernel
def _pay_apart(w, calendar, p, week, allowances, firm_row, cash):
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
                budget -= _pay_class(w, calendar, p, week, allowances, firm_row, which, min(budget, cash), c)
        used = tied_here + own - budget
        cash -= used
        own -= max(np.int64(0), used - tied_here)
        c = w.contracts.next_of_firm[c]
    _pay_class(w, calendar, p, week, allowances, firm_row, LENDERS, max(np.int64(0), own), ALL)


@kernel
def _pay_class(w, calendar, p, week, allowances, firm_row, which, cash, only):
    """Pay one creditor class; returns what was paid."""
    firm = w.firms[firm_row]
    if cash <= 0:
        return np.int64(0)
    if which == LENDERS:
        fen = min(cash, firm.interest_due_fen)
        if fen > 0:
            transfer(w, firm.account, BANKS, INTEREST, fen)
            firm.interest_due_fen -= fen
            firm.outflow_fen[w.now.period[0], BANK_OUT] += fen
        return fen
    if which != MATERIALS and firm.refuses_until > week:
        return np.int64(0)  # it could pay those below it and will not
    if which == WAGES:
        return pay_wages(w, calendar, p, week, allowances, firm_row, cash, only)
    return _pay_open_bills(w, week, firm_row, which == MATERIALS, cash, only)


@kernel
def _pay_open_bills(w, week, firm_row, materials, cash, only):
    firm = w.firms[firm_row]
    listed = borrow(w, 0)
    c = firm.first_contract
    while c >= 0:
        contract = w.contracts[c]
        if only == ALL or only == c:  # noqa: SIM109, PLR1714 (numba has no mixed tuples)
            if materials:
                list_due_bills(w, contract.first_material, week)
            else:
                payee_row = contract.first_child
                while payee_row >= 0:
                    payee = w.contracts[payee_row]
                    list_due_bills(w, payee.first_bill, week)
                    payee_row = payee.next_sibling
        c = contract.next_of_firm
    return pay_in_order(w, firm.account, firm_row, listed, week, cash)


@kernel
def pay_wages(w, calendar, p, week, allowances, firm_row, cash, only):
    """Wages due, oldest due date first; then, at month end, living allowances. Returns what was paid."""
    return pay_wages_from(w, calendar, week, allowances, firm_row, w.firms.account[firm_row], cash, only)


@kernel
def pay_wages_from(w, calendar, week, allowances, firm_row, account, cash, only):
    """`pay_wages` from an account that is not the firm's own cash."""
    room = borrow(w, 0)
    hired = w.scratch[room : _list_crews(w, firm_row, only)]
    total = np.int64(0)
    for crew_row in hired:
        day = days_due(w, crew_row, week, calendar.due_month[week])
        total += crew_unpaid_to(w, crew_row, day)
    paid = np.int64(0)
    if total > 0:
        if total <= cash:
            for crew_row in hired:
                day = days_due(w, crew_row, week, calendar.due_month[week])
                if crew_unpaid_to(w, crew_row, day) > 0:
                    paid += _pay_crew_from(w, firm_row, account, crew_row, day, np.int64(1 << 60))
        else:
            paid = _pay_layers(w, calendar, week, firm_row, account, hired, cash)
    if allowances and cash > paid:
        paid += _pay_allowances(w, calendar, week, firm_row, account, hired, cash - paid)
    give_back(w, room)
    return paid


@kernel
def _list_crews(w, firm_row, only):
    """Borrow a cell for each crew of a firm; returns the end of the list."""
    c = w.firms.first_contract[firm_row]
    while c >= 0:
        contract = w.contracts[c]
        if only == ALL or only == c:  # noqa: SIM109, PLR1714 (numba has no mixed tuples)
            crew_row = contract.first_crew
            while crew_row >= 0:
                w.scratch[borrow(w, 1)] = crew_row
                crew_row = w.crews.next_of_contract[crew_row]
        c = contract.next_of_firm
    return borrow(w, 0)


@kernel
def pay_crew_to(w, firm_row, crew_row, day, cash):
    """Pay a crew's unpaid days up to `day` from its employer, at most `cash`; returns what was paid."""
    return _pay_crew_from(w, firm_row, w.firms.account[firm_row], crew_row, day, cash)


@kernel
def _pay_crew_from(w, firm_row, account, crew_row, day, cash):
    room = borrow(w, w.crews.hands[crew_row])
    weights = w.scratch[room : room + w.crews.hands[crew_row]]
    owed = members_unpaid_to(w, crew_row, day, weights)
    paid = _pay_listed(w, firm_row, account, crew_row, weights, owed, min(owed, cash), WAGE)
    give_back(w, room)
    return paid


@kernel
def _pay_listed(w, firm_row, account, crew_row, weights, owed, fen, purpose):
    firm = w.firms[firm_row]
    if fen <= 0:
        return np.int64(0)
    c = w.crews.contract[crew_row]
    contract = w.contracts[c]
    pay_crew(w, crew_row, weights, owed, fen, account, purpose)
    contract.spent_fen += fen
    contract.spent_wages_fen[w.now.period[0]] += fen
    firm.outflow_fen[w.now.period[0], PROJECTS_OUT] += fen
    return fen


@rule
def due_week_of_month(due_month, week, month):
    """First week up to `week` by whose close monthly pay of `month` was due."""
    t = week
    while t > 0 and due_month[t - 1] >= month:
        t -= 1
    return t


@kernel
def _oldest_unpaid(w, calendar, week, crew_row):
    """Due week and day of the oldest layer of a crew's due wages; (NEVER, 0) if nothing is due."""
    crew = w.crews[crew_row]
    last = days_due(w, crew_row, week, calendar.due_month[week])
    if crew_unpaid_to(w, crew_row, last) == 0:
        return NEVER, 0
    all_week = min(crew.settle_week, crew.at_once_week)
    if crew.regime == MONTHLY:
        for month in range(crew.first_month, calendar.due_month[week] + 1):
            day = days_by_month(w, crew_row, month)
            if crew_unpaid_to(w, crew_row, day) > 0:
                due = max(due_week_of_month(calendar.due_month, week, month), crew.certified_week)
                if due < all_week:
                    # months measured together fall due together
                    return due, days_due(w, crew_row, due, calendar.due_month[due])
                break
    return max(all_week, min(crew.certified_week, crew.at_once_week)), last


@kernel
def _pay_layers(w, calendar, week, firm_row, account, hired, cash):
    """Short of cash: the oldest due date first, equal dates pro rata between hired."""
    paid = np.int64(0)
    n = hired.size
    room = borrow(w, 5 * n)
    dates, days = w.scratch[room : room + n], w.scratch[room + n : room + 2 * n]
    owed, shares = w.scratch[room + 2 * n : room + 3 * n], w.scratch[room + 3 * n : room + 4 * n]
    uids = w.scratch[room + 4 * n : room + 5 * n]
    for i in range(n):
        uids[i] = w.crews.uid[hired[i]]
    while paid < cash:
        first = NEVER
        for i in range(n):
            dates[i], days[i] = _oldest_unpaid(w, calendar, week, hired[i])
            first = min(first, dates[i])
        if first == NEVER:
            break
        layer = np.int64(0)
        for i in range(n):
            owed[i] = crew_unpaid_to(w, hired[i], days[i]) if dates[i] == first else 0
            layer += owed[i]
        fen = min(layer, cash - paid)
        split_pro_rata(fen, owed, uids, n, shares)
        for i in range(n):
            if shares[i] > 0:
                paid += _pay_crew_from(w, firm_row, account, hired[i], days[i], shares[i])
    give_back(w, room)
    return paid


@kernel
def _pay_allowances(w, calendar, week, firm_row, account, hired, cash):
    """Month end: a living allowance on the month's days to hired whose wages are settled later."""
    n = hired.size
    room = borrow(w, 3 * n)
    sums, uids = w.scratch[room : room + n], w.scratch[room + n : room + 2 * n]
    shares = w.scratch[room + 2 * n : room + 3 * n]
    total = np.int64(0)
    most = 0
    for i in range(n):
        most = max(most, w.crews.hands[hired[i]])
    members = borrow(w, most)
    weights = w.scratch[members : members + most]
    for i in range(n):
        sums[i] = _allowances(w, calendar, week, hired[i], weights)
        uids[i] = w.crews.uid[hired[i]]
        total += sums[i]
    split_pro_rata(min(total, cash), sums, uids, n, shares)
    paid = np.int64(0)
    for i in range(n):
        if shares[i] > 0:
            owed = _allowances(w, calendar, week, hired[i], weights)
            paid += _pay_listed(w, firm_row, account, hired[i], weights, owed, shares[i], LIVING_ALLOWANCE)
            w.crews.allowance_month[hired[i]] = calendar.month[week]
    give_back(w, room)
    return paid


@kernel
def pay_allowances_from(w, calendar, week, firm_row, account, cash, only):
    """Living allowances of a firm's own crews on one of its contracts, at most `cash`; returns what was paid."""
    room = borrow(w, 0)
    hired = w.scratch[room : _list_crews(w, firm_row, only)]
    paid = _pay_allowances(w, calendar, week, firm_row, account, hired, cash)
    give_back(w, room)
    return paid


@rule
def allowance(day_wage_fen, days, share, unpaid_fen):
    """Living allowance for a month's days: a share of the wage, never more than is unpaid, in fen."""
    return min(np.int64(np.float64(day_wage_fen) * days * share), unpaid_fen)


@kernel
def _allowances(w, calendar, week, crew_row, weights):
    """Allowance of each member for this month into `weights`, but for those whom others pay directly; returns the sum."""
    return month_allowances(w, crew_row, calendar.month[week], weights, False)


@kernel
def month_allowances(w, crew_row, month, weights, direct):
    """Allowance for a month of the members who are paid directly, or of all others, into `weights`; returns the sum.

    A general contractor pays all of its own crews, and does so once: what it paid is not paid directly too.
    """
    crew = w.crews[crew_row]
    own = w.contracts.parent[crew.contract] < 0
    if own and crew.allowance_month >= month:
        return np.int64(0)
    if crew.regime == MONTHLY and crew.certified_week == 0:  # measured and due month by month: nothing is settled later
        return np.int64(0)
    if crew.last_month < month or crew.allowance_share <= 0.0:
        return np.int64(0)
    before = days_by_month(w, crew_row, month - 1) if month > crew.first_month else np.int32(0)
    worked = days_by_month(w, crew_row, month)
    owed = members_unpaid_to(w, crew_row, worked, weights)
    if owed == 0:
        return np.int64(0)
    total = np.int64(0)
    first = crew.first_claim
    for k in range(crew.hands):
        days = max(0, min(worked, w.claims.left_day[first + k]) - before)
        if is_paid_directly(crew.direct, w.claims.evidence[first + k]) != direct and not (own and not direct):
            days = 0
        weights[k] = allowance(w.claims.day_wage_fen[first + k], days, crew.allowance_share, weights[k])
        total += weights[k]
    return total


@kernel
def charge_interest(w, p):
    """Month end: interest on what a firm has drawn of its line."""
    for firm_row in range(w.firms.size):
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
    for firm_row in range(w.firms.size):
        firm = w.firms[firm_row]
        if firm.state != IN_BUSINESS:
            continue
        cost = np.int64(0)
        for period in range(13):
            cost += firm.set_off_fen[period]
            for kind in range(3):
                cost += firm.outflow_fen[period, kind]
        floor = np.int64(working_capital(w, firm_row) * (1.0 - p.firms_credit_share))
        balance = w.accounts.balance_fen[firm.account]
        free = own_funds(w, p, firm_row)
        fen = amount_to_pay_out(balance, cost // 4, free, floor)
        if fen > 0:
            transfer(w, firm.account, SHAREHOLDERS, PAY_OUT, fen)
            firm.outflow_fen[w.now.period[0], PAID_OUT] += fen
            firm.funded_gap_fen = gap_still_funded(
                firm.funded_gap_fen, firm.gap_fen, fen, firm.kappa * (1.0 - p.firms_credit_share)
            )
            set_credit(w, p, firm_row)
