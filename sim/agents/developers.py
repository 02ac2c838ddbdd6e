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
def owner_need(w, owner, week, ahead_weeks):
    """Open bills that fall due within `ahead_weeks` over an owner's projects, in fen."""
    need = np.int64(0)
    c = w.owners.first_contract[owner]
    while c >= 0:
        bill = w.contracts.first_bill[c]
        while bill >= 0:
            if w.bills.due_week[bill] <= week + ahead_weeks:
                need += w.bills.amount_fen[bill] - w.bills.paid_fen[bill]
            bill = w.bills.next[bill]
        c = w.contracts.next_of_owner[c]
    return need


@compiled
def owners_receive(w, calendar, p, seed, week):
    """Budget tranches for government, weekly sales for the others: a share of what they need."""
    for o in range(w.owners.size):
        public = w.owners.kind[o] == GOVERNMENT
        step = p.owners_tranche_weeks if public else 1
        if (week + w.owners.uid[o]) % step and not (public and calendar.next_festival_due[week] - week == 1):
            continue
        need = owner_need(w, o, week, p.owners_look_ahead_weeks)
        if need == 0:
            continue
        u = uniform(seed, Stream.OWNER_INCOME, week // 13, w.owners.uid[o])
        share = quantile(p.owners_tranche_share if public else p.owners_sales_share, u)
        fen = income(need, w.accounts.balance_fen[w.owners.account[o]], share)
        if fen > 0:
            transfer(w, OWNERS_INCOME, w.owners.account[o], OWNER_INCOME, fen)


@compiled
def owners_pay(w, calendar, p, seed, week, spent_period):
    """Each owner draws once: an ageing chain by the week of its oldest due bill releases all that is due."""
    near = calendar.next_festival_due[week] - week < p.owners_festival_weeks
    for o in range(w.owners.size):
        oldest = _oldest_due(w, w.owners.first_contract[o], week)
        if oldest < 0:
            continue
        age = min(week - oldest, len(p.owners_pay_chance_other) - 1)
        public = w.owners.kind[o] == GOVERNMENT
        chance = p.owners_pay_chance_government[age] if public else p.owners_pay_chance_other[age]
        u = uniform(seed, Stream.OWNER_PAYS, week, w.owners.uid[o])
        if pays_this_week(u, chance, w.owners.promptness[o], near, p.owners_festival_boost):
            _release(w, week, o, spent_period)


@compiled
def _payable(w, c, bill, week):
    if w.projects.stopped_until[w.contracts.project[c]] > week:
        return np.int64(0)
    return bill_due(w, bill, week)


@compiled
def _oldest_due(w, first, week):
    oldest = -1
    c = first
    while c >= 0:
        bill = w.contracts.first_bill[c]
        while bill >= 0:
            if (oldest < 0 or w.bills.due_week[bill] < oldest) and _payable(w, c, bill, week) > 0:
                oldest = w.bills.due_week[bill]
            bill = w.bills.next[bill]
        c = w.contracts.next_of_owner[c]
    return oldest


@compiled
def _release(w, week, o, spent_period):
    """Pay all due bills of one owner, oldest first, as far as its cash goes."""
    count = 0
    for counting in range(2):
        if counting == 1:
            rows = np.empty(count, np.int64)
            owed = np.empty(count, np.int64)
        n = 0
        c = w.owners.first_contract[o]
        while c >= 0:
            bill = w.contracts.first_bill[c]
            while bill >= 0:
                fen = _payable(w, c, bill, week)
                if fen > 0:
                    if counting == 1:
                        rows[n], owed[n] = bill, fen
                    n += 1
                bill = w.bills.next[bill]
            c = w.contracts.next_of_owner[c]
        count = n
    pay_in_order(w, w.owners.account[o], -1, rows, owed, w.accounts.balance_fen[w.owners.account[o]], spent_period)
