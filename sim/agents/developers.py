"""Developers: income in lumps, and when a due bill is paid."""

import numpy as np

from sim.agents.payments import list_due_bills, pay_in_order
from sim.chain.bills import bill_due
from sim.chain.tables import GOVERNMENT, ONE_YUAN
from sim.core.compiled import kernel, rule
from sim.core.draws import Stream, uniform
from sim.core.quantiles import quantile
from sim.core.scratch import borrow
from sim.ledger.accounts import OWNER_INCOME, OWNERS_INCOME, transfer


@rule
def income(need_fen, balance_fen, share):
    """What reaches an owner: a share of what its bills need beyond the cash in hand, in fen."""
    return np.int64(max(0.0, share * (need_fen - max(np.int64(0), balance_fen))))


@rule
def pays_this_week(u, chance, promptness, festival_near, festival_boost):
    """Whether an owner releases its due bills; before the festival it settles more readily."""
    lifted = chance * promptness
    if festival_near:
        lifted = lifted * festival_boost
    return u < lifted


@kernel
def owner_need(w, owner_row, week, ahead_weeks):
    """Open bills that fall due within `ahead_weeks` over an owner's projects, in fen; of those it has stopped none."""
    need = np.int64(0)
    c = w.owners.first_contract[owner_row]
    while c >= 0:
        contract = w.contracts[c]
        stopped = w.projects.stopped_until[contract.project] > week
        bill_row = -1 if stopped else contract.first_bill
        while bill_row >= 0:
            bill = w.bills[bill_row]
            if bill.due_week <= week + ahead_weeks:
                need += bill.amount_fen - bill.paid_fen
            bill_row = bill.next
        c = contract.next_of_owner
    return need


@kernel
def owners_receive(w, calendar, p, seed, week):
    """Budget tranches for government, weekly sales for the others: a share of what they need."""
    for o in range(w.owners.size):
        owner = w.owners[o]
        if owner.failed:
            continue
        public = owner.kind == GOVERNMENT
        step = p.owners_tranche_weeks if public else 1
        if (week + owner.uid) % step and not (public and calendar.next_festival_due[week] - week == 1):
            continue
        need = owner_need(w, o, week, p.owners_look_ahead_weeks)
        if need == 0:
            continue
        u = uniform(seed, Stream.OWNER_INCOME, week // 13, owner.uid)
        share = quantile(p.owners_tranche_share if public else p.owners_sales_share, u)
        if not public:
            share = max(0.0, share - p.economy_downturn)  # the weakest sell nothing
        fen = income(need, w.accounts.balance_fen[owner.account], share)
        if fen > 0:
            transfer(w, OWNERS_INCOME, owner.account, OWNER_INCOME, fen)


@kernel
def owners_pay(w, calendar, p, seed, week):
    """Each owner draws once: an ageing chain by the week of its oldest due bill releases all that is due."""
    near = calendar.next_festival_due[week] - week < p.owners_festival_weeks
    for o in range(w.owners.size):
        owner = w.owners[o]
        oldest = -1 if owner.failed else _oldest_due(w, owner.first_contract, week)
        short = oldest >= 0 and w.accounts.balance_fen[owner.account] < ONE_YUAN
        owner.short_weeks = owner.short_weeks + 1 if short else 0
        if oldest < 0:
            continue
        age = min(week - oldest, len(p.owners_pay_chance_other) - 1)
        public = owner.kind == GOVERNMENT
        chance = p.owners_pay_chance_government[age] if public else p.owners_pay_chance_other[age]
        u = uniform(seed, Stream.OWNER_PAYS, week, owner.uid)
        if pays_this_week(u, chance, owner.promptness, near, p.owners_festival_boost):
            _release(w, week, o)


@kernel
def _oldest_due(w, first, week):
    oldest = -1
    c = first
    while c >= 0:
        contract = w.contracts[c]
        stopped = w.projects.stopped_until[contract.project] > week
        bill_row = -1 if stopped else contract.first_bill
        while bill_row >= 0:
            bill = w.bills[bill_row]
            if (oldest < 0 or bill.due_week < oldest) and bill_due(w, bill_row, week) > 0:
                oldest = bill.due_week
            bill_row = bill.next
        c = contract.next_of_owner
    return oldest


@kernel
def _release(w, week, o):
    """Pay all due bills of one owner, oldest first, as far as its cash goes."""
    owner = w.owners[o]
    listed = borrow(w, 0)
    c = owner.first_contract
    while c >= 0:
        contract = w.contracts[c]
        if w.projects.stopped_until[contract.project] <= week:
            list_due_bills(w, contract.first_bill, week)
        c = contract.next_of_owner
    pay_in_order(w, owner.account, -1, listed, week, w.accounts.balance_fen[owner.account])
