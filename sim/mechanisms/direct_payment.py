"""Direct payment: the general contractor pays registered workers past the layers between."""

import numpy as np

from sim.agents.contractors import money_in_reach
from sim.agents.wages import month_allowances
from sim.chain.bills import bill_due
from sim.chain.contracts import general_above, tied_cash
from sim.chain.setoff import pass_links
from sim.chain.systems import BANKS_BEAR, CONTRACTORS_BEAR, DEDICATED_ACCOUNT, DIRECT_PAYMENT, bear, in_use
from sim.chain.tables import FIRM_ROOM, FREE, IN_BUSINESS, NEVER, PROJECT_ROOM
from sim.core.compiled import kernel
from sim.core.money import split_pro_rata
from sim.core.scratch import borrow, give_back
from sim.ledger.accounts import LIVING_ALLOWANCE, WAGE
from sim.ledger.claims import (
    crew_unpaid_to,
    pay_crew,
)
from sim.mechanisms.payrolls import (
    ALLOWANCE,
    last_payroll,
    listed_fen,
    listed_month,
    oldest_listed,
    registered_unpaid_to,
)

# ---- Who is paid directly, and what is kept for them ------------------------------------------------------------


@kernel
def _mark_crews(w, p, project_row):
    """Mark the crews of a project that are paid directly; without open claims only those formed since."""
    project = w.projects[project_row]
    used = in_use(w, project_row, DIRECT_PAYMENT)
    c = project.first_contract
    while c >= 0:
        crew_row = w.contracts.first_crew[c]
        while crew_row >= 0:
            crew = w.crews[crew_row]
            fresh = crew.start_week >= project.covered_week[DIRECT_PAYMENT]
            crew.direct = used and (fresh or p.measure_open_claims[DIRECT_PAYMENT] != 0)
            crew_row = crew.next_of_contract
        bill_row = w.contracts.first_bill[c]
        while bill_row >= 0:
            w.bills.kept_fen[bill_row] = 0
            bill_row = w.bills.next[bill_row]
        c = w.contracts.next_of_project[c]
    project.pays_past = used


@kernel
def owed_directly(w, project_row):
    """Unpaid wages, due or not, of all members on a project who are paid directly, in fen."""
    owed = np.int64(0)
    c = w.projects.first_contract[project_row]
    while c >= 0:
        owed += _owed_here(w, c)
        c = w.contracts.next_of_project[c]
    return owed


@kernel
def _owed_here(w, c):
    owed = np.int64(0)
    crew_row = w.contracts.first_crew[c]
    while crew_row >= 0:
        owed += listed_fen(w, crew_row, 0, w.crews.days_worked[crew_row])
        crew_row = w.crews.next_of_contract[crew_row]
    return owed


@kernel
def link_below_top(w, c):
    """The subcontract of the general contractor in whose chain a contract stands; -1 for the general contract."""
    link = -1
    while w.contracts.parent[c] >= 0:
        link = c
        c = w.contracts.parent[c]
    return link


@kernel
def _keep_back(w, week, project_row):
    """Of what is due on a subcontract's bills, as much as workers below have earned is kept for them."""
    link = w.projects.first_contract[project_row]
    while link >= 0:
        if w.contracts.tier[link] == 2 and _due_on(w, link, week) > 0:
            owed = np.int64(0)
            c = w.projects.first_contract[project_row]
            while c >= 0:
                if w.contracts.first_crew[c] >= 0 and link_below_top(w, c) == link:
                    owed += _owed_here(w, c)
                c = w.contracts.next_of_project[c]
            bill_row = w.contracts.first_bill[link]
            while bill_row >= 0 and owed > 0:
                kept = min(owed, bill_due(w, bill_row, week))
                w.bills.kept_fen[bill_row] = kept
                owed -= kept
                bill_row = w.bills.next[bill_row]
        link = w.contracts.next_of_project[link]


@kernel
def _due_on(w, c, week):
    due = np.int64(0)
    bill_row = w.contracts.first_bill[c]
    while bill_row >= 0:
        due += bill_due(w, bill_row, week)
        bill_row = w.bills.next[bill_row]
    return due


# ---- Paying -------------------------------------------------------------------------------------------------------


@kernel
def pay_directly(w, calendar, p, week):
    """General contractors pay registered workers what the last payroll lists, from the account, then from their cash.

    From cash no more than is due on the bill of the subcontract above the crew: that is theirs to pay anyway.
    """
    lag = p.direct_payment_lag_weeks
    payroll = last_payroll(calendar, week, lag) if p.measure_in_force[DIRECT_PAYMENT] else -1
    if payroll < p.measure_since_week[DIRECT_PAYMENT]:
        payroll = -1
    month = listed_month(calendar, max(0, payroll), lag)
    allowances = payroll == week and calendar.month_end[max(0, week - lag)]
    any_used = False
    for project_row in range(w.room.top[PROJECT_ROOM]):
        project = w.projects[project_row]
        if project.state == FREE:
            continue
        if project.pays_past or in_use(w, project_row, DIRECT_PAYMENT):
            _mark_crews(w, p, project_row)
        if project.pays_past:
            any_used = True
            if payroll >= 0 and w.accounts.balance_fen[project.wage_account] > 0:
                _pay_from_account(w, calendar, p, payroll, month, allowances, project_row)
    if not any_used:
        return
    if payroll >= 0:
        for firm_row in range(w.room.top[FIRM_ROOM]):
            if w.firms.state[firm_row] == IN_BUSINESS and w.firms.first_contract[firm_row] >= 0:
                _pay_from_cash(w, calendar, p, week, payroll, month, allowances, firm_row)
    for project_row in range(w.room.top[PROJECT_ROOM]):
        if w.projects.state[project_row] != FREE and w.projects.pays_past[project_row]:
            _keep_back(w, week, project_row)


@kernel
def _pay_from_account(w, calendar, p, payroll, month, allowances, project_row):
    project = w.projects[project_row]
    room = borrow(w, 0)
    _list_project(w, project_row, -1)
    rows = w.scratch[room : borrow(w, 0)]
    links = borrow(w, rows.size)
    w.scratch[links : links + rows.size] = 0
    budget = borrow(w, 2)
    w.scratch[budget] = w.accounts.balance_fen[project.wage_account]
    w.scratch[budget + 1] = 0
    lists = (
        rows,
        w.scratch[links : links + rows.size],
        w.scratch[budget : budget + 1],
        w.scratch[budget + 1 : budget + 2],
    )
    cash = w.scratch[budget]
    paid = _pay_list(w, calendar, p, payroll, month, allowances, lists, cash, project.wage_account)
    give_back(w, room)
    w.measures.money_fen[DEDICATED_ACCOUNT] += paid


@kernel
def _list_project(w, project_row, top):
    """Borrow a cell for each crew on a project that is paid directly; below one general contract only, if it is named."""
    c = w.projects.first_contract[project_row]
    while c >= 0:
        if top < 0 or (c != top and general_above(w, c) == top):
            crew_row = w.contracts.first_crew[c]
            while crew_row >= 0:
                crew = w.crews[crew_row]
                if crew.direct and crew_unpaid_to(w, crew_row, crew.days_worked) > 0:
                    w.scratch[borrow(w, 1)] = crew_row
                crew_row = crew.next_of_contract
        c = w.contracts.next_of_project[c]


@kernel
def _pay_from_cash(w, calendar, p, week, payroll, month, allowances, firm_row):
    """A contractor in business pays directly what is due on its subcontracts' bills, as far as its money goes."""
    cash = money_in_reach(w, p, firm_row)
    if p.firms_commingling >= 0.5:
        _pay_firms_list(w, calendar, p, week, payroll, month, allowances, firm_row, -1, cash)
        return
    tied = np.int64(0)
    c = w.firms.first_contract[firm_row]
    while c >= 0:
        tied += tied_cash(w, c)
        c = w.contracts.next_of_firm[c]
    own = max(np.int64(0), cash - tied)
    c = w.firms.first_contract[firm_row]
    while c >= 0:
        tied_here = min(tied_cash(w, c), cash)
        most = min(cash, tied_here + own)
        paid = _pay_firms_list(w, calendar, p, week, payroll, month, allowances, firm_row, c, most)
        cash -= paid
        own -= max(np.int64(0), paid - tied_here)
        c = w.contracts.next_of_firm[c]


@kernel
def _pay_firms_list(w, calendar, p, week, payroll, month, allowances, firm_row, only, cash):
    """Pay the crews below a firm's general contracts, or below one of them, each as far as bills on its link are due."""
    if cash <= 0:
        return np.int64(0)
    firm = w.firms[firm_row]
    room = borrow(w, 0)
    c = firm.first_contract
    while c >= 0:
        contract = w.contracts[c]
        if contract.tier == 1 and (only < 0 or only == c) and w.projects.pays_past[contract.project]:
            _list_project(w, contract.project, c)
        c = contract.next_of_firm
    rows = w.scratch[room : borrow(w, 0)]
    n = rows.size
    cells = borrow(w, 4 * n)
    links, tops = w.scratch[cells : cells + n], w.scratch[cells + n : cells + 2 * n]
    budgets, keys = w.scratch[cells + 2 * n : cells + 3 * n], w.scratch[cells + 3 * n : cells + 4 * n]
    m = 0
    for i in range(n):
        top = link_below_top(w, w.crews.contract[rows[i]])
        j = 0
        while j < m and tops[j] != top:
            j += 1
        links[i] = j
        if j == m:
            tops[j], keys[j] = top, w.contracts.uid[top]
            budgets[j] = _due_on(w, top, week)
            m += 1
    lists = (rows, links, budgets[:m], keys[:m])
    paid = _pay_list(w, calendar, p, payroll, month, allowances, lists, cash, firm.account)
    give_back(w, room)
    return paid


@kernel
def _pay_list(w, calendar, p, payroll, month, allowances, lists, cash, account):
    """Pay what a payroll lists for some crews, then allowances: the oldest due date first, equal dates pro rata.

    `lists`: crews, the link of each, what each link may bring, uids of the links. Returns what was paid.
    """
    rows, _, budgets, _ = lists
    n = rows.size
    room = borrow(w, 2 * n)
    dates, days = w.scratch[room : room + n], w.scratch[room + n : room + 2 * n]
    paid = np.int64(0)
    while paid < cash:
        first = NEVER
        for i in range(n):
            dates[i], days[i] = oldest_listed(w, calendar, rows[i], payroll, month)
            if budgets[lists[1][i]] > 0:
                first = min(first, dates[i])
        if first == NEVER:
            break
        for i in range(n):
            if dates[i] != first:
                days[i] = 0
        paid += _pay_layer(w, p, month, lists, days, cash - paid, account)
    if allowances and paid < cash:
        days[:] = ALLOWANCE
        paid += _pay_layer(w, p, month, lists, days, cash - paid, account)
    give_back(w, room)
    return paid


@kernel
def _pay_layer(w, p, month, lists, days, cash, account):
    """One due date: pro rata between links as far as each may bring it, then between their crews. Returns what was paid."""
    rows, links, budgets, keys = lists
    n, m = rows.size, budgets.size
    room = borrow(w, 4 * n + 2 * m)
    owed, weights = w.scratch[room : room + n], w.scratch[room + n : room + 2 * n]
    uids, shares = w.scratch[room + 2 * n : room + 3 * n], w.scratch[room + 3 * n : room + 4 * n]
    room_2 = room + 4 * n
    demands, parts = w.scratch[room_2 : room_2 + m], w.scratch[room_2 + m : room_2 + 2 * m]
    demands[:] = 0
    for i in range(n):
        uids[i] = w.crews.uid[rows[i]]
        owed[i] = listed_fen(w, rows[i], month, days[i])
        demands[links[i]] += owed[i]
    layer = np.int64(0)
    for j in range(m):
        demands[j] = min(demands[j], budgets[j])
        layer += demands[j]
    paid = min(layer, cash)
    split_pro_rata(paid, demands, keys, m, parts)
    for j in range(m):
        if parts[j] > 0:
            budgets[j] -= parts[j]
            for i in range(n):
                weights[i] = owed[i] if links[i] == j else 0
            split_pro_rata(parts[j], weights, uids, n, shares)
            for i in range(n):
                if shares[i] > 0:
                    _pay_members(w, p, rows[i], month, days[i], shares[i], account)
    give_back(w, room)
    return paid


@kernel
def _pay_members(w, p, crew_row, month, day, fen, account):
    """Pay the registered members of a crew past the firms between, and write down what it took."""
    crew = w.crews[crew_row]
    room = borrow(w, crew.hands)
    weights = w.scratch[room : room + crew.hands]
    if day == ALLOWANCE:
        owed, purpose = month_allowances(w, crew_row, month, weights, True), LIVING_ALLOWANCE
    else:
        owed, purpose = registered_unpaid_to(w, crew_row, day, weights), WAGE
    workers = 0
    for k in range(crew.hands):
        workers += 1 if weights[k] > 0 else 0
    pay_crew(w, crew_row, weights, owed, fen, account, purpose)
    give_back(w, room)
    if day == ALLOWANCE:
        crew.allowance_month = month
    pass_links(w, general_above(w, crew.contract), crew.contract, fen)
    w.measures.money_fen[DIRECT_PAYMENT] += fen
    bear(w, DIRECT_PAYMENT, CONTRACTORS_BEAR, workers * p.direct_payment_contractor_fen_per_payment)
    bear(w, DIRECT_PAYMENT, BANKS_BEAR, workers * p.direct_payment_bank_fen_per_payment)
    if crew.case >= 0 and crew_unpaid_to(w, crew_row, crew.days_worked) == 0:
        w.measures.cases[DIRECT_PAYMENT] += 1
