"""Set-off: who pays a crew past its employer settles every link between (domain 6)."""

import numpy as np

from sim.chain.years import add_to_year
from sim.core.compiled import kernel
from sim.core.scratch import borrow, give_back
from sim.ledger.accounts import WAGE
from sim.ledger.claims import members_unpaid_to, pay_crew
from sim.ledger.tally import BILLS_PAID, count, count_open


@kernel
def settle_link(w, c, fen):
    """Discharge a link by a payment past it: min(payment, what the link owes, due or not), oldest bills first.

    What is discharged beyond open bills is netted from the next ones (`prepaid_fen`); the rest is the
    payer's recourse claim on the payee (`recourse_fen`), netted from the next bills too.
    Returns what was discharged.
    """
    contract = w.contracts[c]
    owed = min(fen, max(np.int64(0), contract.value_fen - contract.received_fen))
    contract.received_fen += owed
    count(w, BILLS_PAID, contract.groups, owed)
    rest = owed
    bill_row = contract.first_bill
    while bill_row >= 0 and rest > 0:
        bill = w.bills[bill_row]
        x = min(rest, bill.amount_fen - bill.paid_fen)
        bill.paid_fen += x
        count_open(w, contract.groups, bill.due_week, -x)
        rest -= x
        bill_row = bill.next
    contract.prepaid_fen += rest
    contract.recourse_fen += fen - owed
    return owed


@kernel
def still_owed_above(w, leaf, payer):
    """What every link between a payer's contract and the leaf still owes at least: the payer's part of it, in fen."""
    c = leaf
    while w.contracts.parent[c] != payer:
        c = w.contracts.parent[c]
    return max(np.int64(0), w.contracts.value_fen[c] - w.contracts.received_fen[c])


@kernel
def pay_past(w, payer, crew_row, fen, account):
    """Pay a crew's oldest unpaid wages from an account of the payer's firm, past the employer."""
    crew = w.crews[crew_row]
    room = borrow(w, crew.hands)
    weights = w.scratch[room : room + crew.hands]
    owed = members_unpaid_to(w, crew_row, crew.days_worked, weights)
    pay_crew(w, crew_row, weights, owed, fen, account, WAGE)
    give_back(w, room)
    pass_links(w, payer, crew.contract, fen)


@kernel
def pass_links(w, payer, leaf, fen):
    """Wages were paid from a payer's contract past the firms between it and the leaf: each link is discharged."""
    c = leaf
    while c != payer:
        contract = w.contracts[c]
        contract.spent_fen += fen  # wages at the leaf, what passes through above it
        firm = w.firms[contract.firm]
        firm.set_off_year = add_to_year(w, firm.set_off_year, fen)
        settle_link(w, c, fen)
        c = contract.parent
    contract = w.contracts[payer]
    contract.spent_fen += fen
    contract.wages_year = add_to_year(w, contract.wages_year, fen)
    firm = w.firms[contract.firm]
    firm.outflow_years[0] = add_to_year(w, firm.outflow_years[0], fen)  # PROJECTS_OUT
