"""Paying bills: who is paid first, and what each payment changes."""

import numpy as np

from sim.agents.tables import PROJECTS_OUT, SUPPLIERS_OUT
from sim.chain.tables import FINAL_BILL, MATERIAL_BILL, RETENTION_BILL
from sim.core.compiled import kernel
from sim.core.money import split_pro_rata
from sim.ledger.accounts import MATERIAL, PROGRESS_PAYMENT, RETENTION, SETTLEMENT, SUPPLIERS, transfer


@kernel
def pay_bill(w, account, payer_firm, bill_row, fen, spent_period):
    """Pay `fen` of a bill: cash, the bill, receipts here, spending one link up, the year's outflows."""
    firm = w.firms[payer_firm]
    bill = w.bills[bill_row]
    c = bill.contract
    contract = w.contracts[c]
    bill.paid_fen += fen
    kind = bill.kind
    if kind == MATERIAL_BILL:
        transfer(w, account, SUPPLIERS, MATERIAL, fen)
        contract.spent_fen += fen
        contract.spent_material_fen[spent_period] += fen
        firm.outflow_fen[spent_period, SUPPLIERS_OUT] += fen
        return
    purpose = PROGRESS_PAYMENT
    if kind == FINAL_BILL:
        purpose = SETTLEMENT
    elif kind == RETENTION_BILL:
        purpose = RETENTION
    transfer(w, account, w.firms.account[contract.firm], purpose, fen)
    contract.received_fen += fen
    if payer_firm >= 0:
        above = contract.parent
        above_contract = w.contracts[above]
        above_contract.spent_fen += fen
        above_contract.spent_wages_fen[spent_period] += fen
        firm.outflow_fen[spent_period, PROJECTS_OUT] += fen


@kernel
def pay_in_order(w, account, payer_firm, rows, owed, cash_fen, spent_period):
    """Pay bills oldest due date first, equal dates pro rata, as far as `cash_fen` goes; returns what was paid."""
    n = rows.size
    paid_fen = np.int64(0)
    whole = np.int64(0)
    for i in range(n):
        whole += owed[i]
    if whole <= cash_fen:
        for i in range(n):
            pay_bill(w, account, payer_firm, rows[i], owed[i], spent_period)
        return whole
    from_week = np.empty(n, np.int64)
    for i in range(n):
        from_week[i] = w.bills.due_week[rows[i]]
    while paid_fen < cash_fen:
        oldest = np.int64(1 << 40)
        for i in range(n):
            if owed[i] > 0 and from_week[i] < oldest:
                oldest = from_week[i]
        if oldest == 1 << 40:
            break
        weights = np.zeros(n, np.int64)
        keys = np.zeros(n, np.int64)
        layer = np.int64(0)
        for i in range(n):
            keys[i] = w.contracts.uid[w.bills.contract[rows[i]]] * 8 + w.bills.kind[rows[i]]
            if from_week[i] == oldest:
                weights[i] = owed[i]
                layer += owed[i]
        fen = min(layer, cash_fen - paid_fen)
        shares = np.zeros(n, np.int64)
        split_pro_rata(fen, weights, keys, n, shares)
        for i in range(n):
            if weights[i] > 0:
                owed[i] = 0
                if shares[i] > 0:
                    pay_bill(w, account, payer_firm, rows[i], shares[i], spent_period)
        paid_fen += fen
        if fen < layer:
            break
    return paid_fen
