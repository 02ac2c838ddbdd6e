"""Paying bills: who is paid first, and what each payment changes."""

import numpy as np

from sim.agents.tables import PROJECTS_OUT, SUPPLIERS_OUT
from sim.chain.bills import bill_due, note_receipt
from sim.chain.tables import FINAL_BILL, MATERIAL_BILL, RETENTION_BILL
from sim.chain.years import add_to_year
from sim.core.compiled import kernel, rule
from sim.core.money import split_pro_rata
from sim.core.scratch import borrow, give_back
from sim.ledger.accounts import LABOUR_COST, MATERIAL, PROGRESS_PAYMENT, RETENTION, SETTLEMENT, SUPPLIERS, transfer
from sim.ledger.tally import BILLS_PAID, BILLS_PAID_AFTER_DUE, BILLS_PAID_LATE, count, count_open


@rule
def labour_part(fen, due_fen, share):
    """What of an owner's payment goes into the wage account: it fills up what is due first, or takes a share, in fen."""
    return max(min(fen, due_fen), np.int64(np.float64(fen) * share))


@kernel
def _split_off_labour(w, account, c, fen):
    """The labour part of an owner's payment goes into the project's wage account; returns the part."""
    contract = w.contracts[c]
    labour = labour_part(fen, contract.account_due_fen, contract.account_share)
    if labour > 0:
        transfer(w, account, w.projects.wage_account[contract.project], LABOUR_COST, labour)
        contract.account_in_fen += labour
        contract.account_due_fen -= min(labour, contract.account_due_fen)
    return labour


@kernel
def pay_bill(w, account, payer_firm, bill_row, fen):
    """Pay `fen` of a bill: cash, the bill, receipts here, spending one link up, the year's outflows.

    What an owner pays goes partly into the wage account where one is used.
    """
    firm = w.firms[payer_firm]
    bill = w.bills[bill_row]
    c = bill.contract
    contract = w.contracts[c]
    note_receipt(w, bill_row, fen)
    bill.paid_fen += fen
    kind = bill.kind
    if kind == MATERIAL_BILL:
        transfer(w, account, SUPPLIERS, MATERIAL, fen)
        contract.spent_fen += fen
        contract.material_year = add_to_year(w, contract.material_year, fen)
        firm.outflow_years[SUPPLIERS_OUT] = add_to_year(w, firm.outflow_years[SUPPLIERS_OUT], fen)
        return
    purpose = PROGRESS_PAYMENT
    if kind == FINAL_BILL:
        purpose = SETTLEMENT
    elif kind == RETENTION_BILL:
        purpose = RETENTION
    labour = _split_off_labour(w, account, c, fen) if payer_firm < 0 else np.int64(0)
    transfer(w, account, w.firms.account[contract.firm], purpose, fen - labour)
    contract.received_fen += fen
    count(w, BILLS_PAID, contract.groups, fen)
    count_open(w, contract.groups, bill.due_week, -fen)
    if w.now.week[0] > bill.due_week:
        count(w, BILLS_PAID_AFTER_DUE, contract.groups, fen)
        count(w, BILLS_PAID_LATE, contract.groups, fen * (w.now.week[0] - bill.due_week))
    if payer_firm >= 0:
        above = contract.parent
        above_contract = w.contracts[above]
        above_contract.spent_fen += fen
        above_contract.wages_year = add_to_year(w, above_contract.wages_year, fen)
        firm.outflow_years[PROJECTS_OUT] = add_to_year(w, firm.outflow_years[PROJECTS_OUT], fen)


@kernel
def list_due_bills(w, first_bill, week):
    """Borrow a cell for each bill of a queue of which something must be paid this week."""
    bill_row = first_bill
    while bill_row >= 0:
        list_if_due(w, bill_row, week)
        bill_row = w.bills.next[bill_row]


@kernel
def list_if_due(w, bill_row, week):
    """Borrow a cell for a bill of which something must be paid this week."""
    if bill_due(w, bill_row, week) > 0:
        w.scratch[borrow(w, 1)] = bill_row


@kernel
def bill_key(w, bill_row):
    """What decides between bills that are alike when a fen is left over: contract, kind, then the older one."""
    bill = w.bills[bill_row]
    return (w.contracts.uid[bill.contract] * 8 + bill.kind) << 14 | bill.certified_week  # 45 bits of uid and kind


@kernel
def pay_in_order(w, account, payer_firm, listed, week, cash_fen):
    """Pay the bills listed from cell `listed` on, as far as `cash_fen` goes; returns what was paid.

    The oldest due date comes first, equal dates share pro rata. The cells are given back.
    """
    n = borrow(w, 0) - listed
    rows = w.scratch[listed : listed + n]
    room = borrow(w, 5 * n)
    owed = w.scratch[room + 4 * n : room + 5 * n]
    paid_fen = np.int64(0)
    whole = np.int64(0)
    for i in range(n):
        owed[i] = bill_due(w, rows[i], week)
        whole += owed[i]
    if whole <= cash_fen:
        for i in range(n):
            pay_bill(w, account, payer_firm, rows[i], owed[i])
        give_back(w, listed)
        return whole
    from_week, weights = w.scratch[room : room + n], w.scratch[room + n : room + 2 * n]
    keys, shares = w.scratch[room + 2 * n : room + 3 * n], w.scratch[room + 3 * n : room + 4 * n]
    for i in range(n):
        from_week[i] = w.bills.due_week[rows[i]]
        keys[i] = bill_key(w, rows[i])
    while paid_fen < cash_fen:
        oldest = np.int64(1 << 40)
        for i in range(n):
            if owed[i] > 0 and from_week[i] < oldest:
                oldest = from_week[i]
        if oldest == 1 << 40:
            break
        layer = np.int64(0)
        for i in range(n):
            weights[i] = owed[i] if from_week[i] == oldest else 0
            layer += weights[i]
        fen = min(layer, cash_fen - paid_fen)
        split_pro_rata(fen, weights, keys, n, shares)
        for i in range(n):
            if weights[i] > 0:
                owed[i] = 0
                if shares[i] > 0:
                    pay_bill(w, account, payer_firm, rows[i], shares[i])
        paid_fen += fen
        if fen < layer:
            break
    give_back(w, listed)
    return paid_fen
