"""What firms pay to their crews: due wages, the oldest due date first, and living allowances."""

import numpy as np

from sim.agents.evidence import is_paid_directly
from sim.agents.tables import PROJECTS_OUT
from sim.chain.tables import NEVER
from sim.chain.years import add_to_year
from sim.core.compiled import kernel, rule
from sim.core.money import split_pro_rata
from sim.core.scratch import borrow, give_back
from sim.ledger.accounts import LIVING_ALLOWANCE, WAGE
from sim.ledger.claims import MONTHLY, crew_unpaid_to, days_by_month, days_due, members_unpaid_to, pay_crew

ALL = -1  # a firm's payments on all its contracts, not on one


@kernel
def pay_wages(w, calendar, week, firm_row, cash, only):
    """Wages due, oldest due date first. Returns what was paid."""
    return pay_wages_from(w, calendar, week, firm_row, w.firms.account[firm_row], cash, only)


@kernel
def pay_wages_from(w, calendar, week, firm_row, account, cash, only):
    """`pay_wages` from an account that is not the firm's own cash."""
    room = borrow(w, 0)
    hired = w.scratch[room : _list_crews(w, firm_row, only)]
    paid = pay_hired(w, calendar, week, False, firm_row, account, hired, cash)
    give_back(w, room)
    return paid


@kernel
def pay_hired(w, calendar, week, allowances, firm_row, account, hired, cash):
    """Wages due of some crews of a firm, oldest due date first; then, at month end, living allowances. Returns what was paid."""
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
    contract.wages_year = add_to_year(w, contract.wages_year, fen)
    firm.outflow_years[PROJECTS_OUT] = add_to_year(w, firm.outflow_years[PROJECTS_OUT], fen)
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
    room = borrow(w, 4 * n)
    sums, uids = w.scratch[room : room + n], w.scratch[room + n : room + 2 * n]
    shares, first = w.scratch[room + 2 * n : room + 3 * n], w.scratch[room + 3 * n : room + 4 * n]
    total = np.int64(0)
    for i in range(n):
        first[i] = borrow(w, w.crews.hands[hired[i]])
        weights = w.scratch[first[i] : borrow(w, 0)]
        sums[i] = _allowances(w, calendar, week, hired[i], weights)
        uids[i] = w.crews.uid[hired[i]]
        total += sums[i]
    split_pro_rata(min(total, cash), sums, uids, n, shares)
    paid = np.int64(0)
    for i in range(n):
        if shares[i] > 0:
            weights = w.scratch[first[i] : first[i] + w.crews.hands[hired[i]]]
            paid += _pay_listed(w, firm_row, account, hired[i], weights, sums[i], shares[i], LIVING_ALLOWANCE)
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
