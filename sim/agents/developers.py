"""Developers: income in lumps, and when a due bill is paid."""

import numpy as np

from sim.agents.payments import pay_in_order
from sim.chain.bills import bill_due
from sim.chain.tables import GOVERNMENT
from sim.core.compiled import compiled
from sim.core.draws import Stream, uniform
from sim.core.quantiles import quantile
from sim.ledger.accounts import OWNER_INCOME, OWNERS_INCOME, transfer


@compiled
def income(need_fen, balance_fen, share):
    """What reaches an owner: a share of what its bills need beyond the cash in hand, in fen."""
    return np.int64(max(0.0, share * (need_fen - max(np.int64(0), balance_fen))))


@compiled
def pays_this_week(u, chance, promptness, festival_near, festival_boost):
    """Whether an owner releases its due bills; before the festival it settles more readily."""
    lifted = chance * promptness
    if festival_near:
        lifted = lifted * festival_boost
    return u < lifted


@compiled
def owner_need(contracts, money, queues, bills, projects, owner_first, week, ahead_weeks):
    """Open bills that fall due within `ahead_weeks` over an owner's projects, in fen."""
    need = np.int64(0)
    c = owner_first
    while c >= 0:
        bill = queues.first_bill[c]
        while bill >= 0:
            if bills.due_week[bill] <= week + ahead_weeks:
                need += bills.amount_fen[bill] - bills.paid_fen[bill]
            bill = bills.next[bill]
        c = contracts.next_of_owner[c]
    return need


@compiled
def owners_receive(ledger, owners, contracts, money, queues, bills, projects, calendar, p, seed, week):
    """Budget tranches for government, weekly sales for the others: a share of what they need."""
    for o in range(owners.uid.size):
        public = owners.kind[o] == GOVERNMENT
        step = p.owners_tranche_weeks if public else 1
        if (week + owners.uid[o]) % step and not (public and calendar.next_festival_due[week] - week == 1):
            continue
        need = owner_need(
            contracts,
            money,
            queues,
            bills,
            projects,
            owners.first_contract[o],
            week,
            p.owners_look_ahead_weeks,
        )
        if need == 0:
            continue
        u = uniform(seed, Stream.OWNER_INCOME, week // 13, owners.uid[o])
        share = quantile(p.owners_tranche_share if public else p.owners_sales_share, u)
        fen = income(need, ledger.balance_fen[owners.account[o]], share)
        if fen > 0:
            transfer(ledger, OWNERS_INCOME, owners.account[o], OWNER_INCOME, fen)


@compiled
def owners_pay(ledger, owners, firms, contracts, money, queues, bills, projects, calendar, p, seed, week, spent_period):
    """Each owner draws once: an ageing chain by the week of its oldest due bill releases all that is due."""
    near = calendar.next_festival_due[week] - week < p.owners_festival_weeks
    for o in range(owners.uid.size):
        oldest = _oldest_due(contracts, queues, bills, projects, owners.first_contract[o], week)
        if oldest < 0:
            continue
        age = min(week - oldest, len(p.owners_pay_chance_other) - 1)
        public = owners.kind[o] == GOVERNMENT
        chance = p.owners_pay_chance_government[age] if public else p.owners_pay_chance_other[age]
        u = uniform(seed, Stream.OWNER_PAYS, week, owners.uid[o])
        if pays_this_week(u, chance, owners.promptness[o], near, p.owners_festival_boost):
            _release(ledger, owners, firms, contracts, money, queues, bills, projects, week, o, spent_period)


@compiled
def _payable(projects, contracts, bills, c, bill, week):
    if projects.stopped_until[contracts.project[c]] > week:
        return np.int64(0)
    return bill_due(bills, bill, week)


@compiled
def _oldest_due(contracts, queues, bills, projects, first, week):
    oldest = -1
    c = first
    while c >= 0:
        bill = queues.first_bill[c]
        while bill >= 0:
            if (oldest < 0 or bills.due_week[bill] < oldest) and _payable(
                projects, contracts, bills, c, bill, week
            ) > 0:
                oldest = bills.due_week[bill]
            bill = bills.next[bill]
        c = contracts.next_of_owner[c]
    return oldest


@compiled
def _release(ledger, owners, firms, contracts, money, queues, bills, projects, week, o, spent_period):
    """Pay all due bills of one owner, oldest first, as far as its cash goes."""
    count = 0
    for counting in range(2):
        if counting == 1:
            rows = np.empty(count, np.int64)
            owed = np.empty(count, np.int64)
        n = 0
        c = owners.first_contract[o]
        while c >= 0:
            bill = queues.first_bill[c]
            while bill >= 0:
                fen = _payable(projects, contracts, bills, c, bill, week)
                if fen > 0:
                    if counting == 1:
                        rows[n], owed[n] = bill, fen
                    n += 1
                bill = bills.next[bill]
            c = contracts.next_of_owner[c]
        count = n
    pay_in_order(
        ledger, firms, contracts, money, queues, bills, owners.account[o], -1, rows, owed,
        ledger.balance_fen[owners.account[o]], spent_period,
    )  # fmt: skip
