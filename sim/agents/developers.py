"""Developers: income in lumps, and when a due bill is paid."""

import numpy as np

from sim.agents.payments import list_due_bills, pay_in_order
from sim.chain.bills import bill_due, list_unpaid
from sim.chain.tables import BILL_ROOM, GOVERNMENT, ONE_YUAN
from sim.core.compiled import kernel, rule
from sim.core.draws import Stream, uniform
from sim.core.quantiles import quantile
from sim.core.scratch import borrow, give_back
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


@rule
def owner_of(payer):
    """The row of the owner that pays a bill, negative if a firm pays it."""
    return -1 - payer


@kernel
def is_stopped(w, bill_row, week):
    """Whether the owner has stopped paying for the project of a bill."""
    return w.projects.stopped_until[w.contracts.project[w.bills.contract[bill_row]]] > week


@kernel
def _needs(w, week, ahead_weeks, needs):
    """Write into `needs` the open bills of each owner that fall due within `ahead_weeks`, in fen; stopped ones not."""
    needs[:] = 0
    for bill_row in range(w.room.top[BILL_ROOM]):
        bill = w.bills[bill_row]
        o = owner_of(bill.payer)
        if o >= 0 and bill.due_week <= week + ahead_weeks and not is_stopped(w, bill_row, week):
            needs[o] += bill.amount_fen - bill.paid_fen


@kernel
def owners_receive(w, calendar, p, seed, week):
    """Budget tranches for government, weekly sales for the others: a share of what they need."""
    room = borrow(w, w.owners.size)
    needs = w.scratch[room : room + w.owners.size]
    _needs(w, week, p.owners_look_ahead_weeks, needs)
    for o in range(w.owners.size):
        owner = w.owners[o]
        if owner.failed:
            continue
        public = owner.kind == GOVERNMENT
        step = p.owners_tranche_weeks if public else 1
        if (week + owner.uid) % step and not (public and calendar.next_festival_due[week] - week == 1):
            continue
        if needs[o] == 0:
            continue
        u = uniform(seed, Stream.OWNER_INCOME, week // 13, owner.uid)
        share = quantile(p.owners_tranche_share if public else p.owners_sales_share, u)
        if not public:
            share = max(0.0, share - p.economy_downturn)  # the weakest sell nothing
        fen = income(needs[o], w.accounts.balance_fen[owner.account], share)
        if fen > 0:
            transfer(w, OWNERS_INCOME, owner.account, OWNER_INCOME, fen)
    give_back(w, room)


@kernel
def owners_pay(w, calendar, p, seed, week):
    """Each owner draws once: an ageing chain by the week of its oldest due bill releases all that is due."""
    near = calendar.next_festival_due[week] - week < p.owners_festival_weeks
    room = borrow(w, w.owners.size)
    oldest_due = w.scratch[room : room + w.owners.size]
    _oldest_due(w, week, oldest_due)
    for o in range(w.owners.size):
        owner = w.owners[o]
        oldest = -1 if owner.failed else oldest_due[o]
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
    give_back(w, room)


@kernel
def _oldest_due(w, week, oldest):
    """Write into `oldest` the week of each owner's oldest due bill, -1 where nothing is due."""
    oldest[:] = -1
    room = borrow(w, w.bills.size)
    rows = w.scratch[room : room + w.bills.size]
    unpaid = list_unpaid(w, week, True, rows)
    for bill_row in rows[:unpaid]:
        bill = w.bills[bill_row]
        o = owner_of(bill.payer)
        if 0 <= oldest[o] <= bill.due_week:
            continue
        if bill_due(w, bill_row, week) > 0 and not is_stopped(w, bill_row, week):
            oldest[o] = bill.due_week
    give_back(w, room)


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
        c = contract.next_sibling
    pay_in_order(w, owner.account, -1, listed, week, w.accounts.balance_fen[owner.account])
