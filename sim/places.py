"""The waterfall of places: where each unpaid fen is stuck (domain 6)."""

import numpy as np

from sim.chain.contracts import cost_here
from sim.chain.tables import (
    ABSENT,
    BILL_ROOM,
    CONTRACT_ROOM,
    CREW_ROOM,
    FAILED,
    FIRM_ROOM,
    FLED,
    FREE,
    MATERIAL_BILL,
    PROJECT_ROOM,
)
from sim.chain.years import spent_in_year
from sim.core.compiled import kernel
from sim.core.money import mul_div
from sim.core.scratch import borrow, give_back
from sim.ledger.claims import crew_unpaid_to, days_by_month, days_due

PLACE_NAMES = (
    "agreed_later",
    "disputed",
    "in_term",
    "uncertified_or_milestone",
    "part_payment_and_retention",
    "in_account",
    "fled",
    "failed",
    "held",
    "diverted_other_projects",
    "diverted_suppliers",
    "diverted_bank",
    "diverted_paid_out",
    "diverted_before_start",
    "price",
    "no_own_funds",
    "owner_failed",
    "owner_could_pay",
    "owner_no_budget_or_sales",
)
(
    AGREED_LATER,
    DISPUTED,
    IN_TERM,
    UNCERTIFIED,
    PART_PAYMENT,
    IN_ACCOUNT,
    AT_FLED,
    AT_FAILED,
    HELD,
    DIVERTED_PROJECTS,
    DIVERTED_SUPPLIERS,
    DIVERTED_BANK,
    DIVERTED_PAID_OUT,
    DIVERTED_BEFORE_START,
    PRICE,
    NO_OWN_FUNDS,
    OWNER_GONE,
    COULD_PAY,
    NO_BUDGET,
) = range(19)
PLACES = 19
TIERS = 8  # 0 = the owner, 1-6 tiers, 7 deeper
OVERDUE, HEADLINE = 0, 1
CLOCKS = ("overdue", "unpaid_over_30_days")
DUE, IN_DISPUTE, NOT_DUE, NOT_CERTIFIED = range(4)  # of an open bill
STATUSES = 4


@kernel
def locate(w, calendar, week, clock_kind, places):
    """Add every unpaid fen of one clock to places[owner kind, tier, place].

    Bottom up per contract: demand = own crews' unpaid wages + what subcontracts pass up. What the
    payer owes (U) is filled status by status; due bills pass to the payer, the rest stays here.
    What is left is the firm's own doing. Crews and bills are gone through in order, contracts tier by tier.
    """
    n = w.room.top[CONTRACT_ROOM]
    room = borrow(w, (4 + STATUSES) * n)
    w.scratch[room : room + (4 + STATUSES) * n] = 0
    left, passed = w.scratch[room : room + n], w.scratch[room + n : room + 2 * n]
    ringed, demand = w.scratch[room + 2 * n : room + 3 * n], w.scratch[room + 3 * n : room + 4 * n]
    statuses = room + 4 * n
    _sum_bills(w, week, statuses)
    _sum_crews(w, calendar, week, clock_kind, demand, places)
    for tier in range(_deepest(w), 0, -1):
        for c in range(n):
            contract = w.contracts[c]
            if contract.tier != tier or contract.state == FREE or demand[c] == 0:
                continue
            here = places[w.owners.kind[w.projects.owner[contract.project]], min(TIERS - 1, tier)]
            passed[c], left[c] = _fill_statuses(w, c, demand[c], statuses + STATUSES * c, here)
            if contract.parent >= 0:
                demand[contract.parent] += passed[c]
    for project_row in range(w.room.top[PROJECT_ROOM]):
        project = w.projects[project_row]
        if project.state != FREE and w.accounts.balance_fen[project.wage_account] > 0:
            _in_account(w, project_row, left, ringed, places[w.owners.kind[project.owner], 1])
    _firms_own(w, left, ringed, places)
    _owners_part(w, passed, places)
    give_back(w, room)


@kernel
def _deepest(w):
    """The deepest tier of any contract."""
    tier = 0
    for c in range(w.room.top[CONTRACT_ROOM]):
        if w.contracts.state[c] != FREE:
            tier = max(tier, w.contracts.tier[c])
    return tier


@kernel
def _sum_bills(w, week, statuses):
    """Sum what is open of each contract's bills by status, in cells `statuses` + 4 c of contract c."""
    for bill_row in range(w.room.top[BILL_ROOM]):
        bill = w.bills[bill_row]
        rest = bill.amount_fen - bill.paid_fen
        if rest == 0 or bill.kind == MATERIAL_BILL:
            continue
        status = DUE
        if bill.disputed_until > week:
            status = IN_DISPUTE
        elif bill.certified_week > week:
            status = NOT_CERTIFIED
        elif bill.due_week > week:
            status = NOT_DUE
        w.scratch[statuses + STATUSES * bill.contract + status] += rest


@kernel
def _sum_crews(w, calendar, week, clock_kind, demand, places):
    """Sum what each contract's own crews are owed by the clock; what is not due by agreement has its place already."""
    for crew_row in range(w.room.top[CREW_ROOM]):
        crew = w.crews[crew_row]
        if crew.state == FREE:
            continue
        c = crew.contract
        due = days_due(w, crew_row, week, calendar.due_month[week])
        overdue = crew_unpaid_to(w, crew_row, due)
        if clock_kind == OVERDUE:
            demand[c] += overdue
            continue
        old = days_by_month(w, crew_row, calendar.over30_month[week])
        headline = crew_unpaid_to(w, crew_row, old)
        both = headline if old <= due else overdue
        demand[c] += both
        if headline > both:
            contract = w.contracts[c]
            kind = w.owners.kind[w.projects.owner[contract.project]]
            places[kind, min(TIERS - 1, contract.tier), AGREED_LATER] += headline - both


@kernel
def _fill_statuses(w, c, demand, sums, here):
    """Fill the payer's debt U with `demand`; returns (passed to the payer, left to the firm).

    `sums`: cell of the contract's due bills, then of those in dispute, not due and not certified.
    """
    contract = w.contracts[c]
    unpaid = max(np.int64(0), contract.value_fen - contract.received_fen)
    fresh = contract.value_fen - contract.billed_value_fen
    uncertified = w.scratch[sums + NOT_CERTIFIED]
    uncertified += max(np.int64(0), np.int64(max(np.int64(0), fresh) * contract.part_share) - contract.ahead_fen)
    rest = min(demand, unpaid)
    left = demand - rest
    passed = min(rest, w.scratch[sums + DUE])
    rest -= passed
    x = min(rest, w.scratch[sums + IN_DISPUTE])
    here[DISPUTED] += x
    rest -= x
    x = min(rest, w.scratch[sums + NOT_DUE])
    here[IN_TERM] += x
    rest -= x
    x = min(rest, uncertified)
    here[UNCERTIFIED] += x
    here[PART_PAYMENT] += rest - x
    return passed, left


@kernel
def _in_account(w, project_row, left, ringed, here):
    """The wage account holds money for what is left at its general contracts, the oldest first."""
    project = w.projects[project_row]
    older = np.int64(0)
    c = project.first_contract
    while c >= 0:
        if w.contracts.tier[c] == 1:
            older += left[c]
        c = w.contracts.next_of_project[c]
    c = project.first_contract  # the newest
    while c >= 0:
        if w.contracts.tier[c] == 1:
            older -= left[c]
            ringed[c] = min(left[c], max(np.int64(0), w.accounts.balance_fen[project.wage_account] - older))
            left[c] -= ringed[c]
            here[IN_ACCOUNT] += ringed[c]
        c = w.contracts.next_of_project[c]


@kernel
def _firms_own(w, left, ringed, places):
    """Fled, held, diverted, price, no own funds: what a firm received or should have had."""
    for firm_row in range(w.room.top[FIRM_ROOM]):
        firm = w.firms[firm_row]
        if firm.state == ABSENT:
            continue
        whole = np.int64(0)
        c = firm.first_contract
        while c >= 0:
            whole += left[c]
            c = w.contracts.next_of_firm[c]
        if whole == 0:
            continue
        cash = max(np.int64(0), w.accounts.balance_fen[firm.account])
        c = firm.first_contract
        while c >= 0:
            contract = w.contracts[c]
            if left[c] > 0:
                project_row = contract.project
                here = places[w.owners.kind[w.projects.owner[project_row]], min(TIERS - 1, contract.tier)]
                if firm.state == FLED:
                    here[AT_FLED] += left[c]
                elif firm.state == FAILED:
                    here[AT_FAILED] += left[c]
                else:
                    held = min(left[c], mul_div(cash, left[c], whole))
                    cash -= held
                    whole -= left[c]
                    here[HELD] += held
                    _diverted(w, firm_row, c, left[c] - held, held + ringed[c], here)
            c = contract.next_of_firm


@kernel
def _diverted(w, firm_row, c, rest, there, here):
    """What was received here and is not there, but spent elsewhere; what the price does not cover; own funds."""
    contract = w.contracts[c]
    there += w.deposits.cash_fen[c]  # locked money is not held, because nobody may use it, and not diverted
    diverted = min(rest, max(np.int64(0), contract.received_fen - contract.spent_fen - there))
    rest -= diverted
    room = borrow(w, 4)
    out = w.scratch[room : room + 4]
    for k in range(4):
        out[k] = spent_in_year(w, w.firms.outflow_years[firm_row, k])
    out[0] -= spent_in_year(w, contract.wages_year)
    out[1] -= spent_in_year(w, contract.material_year)
    whole = np.int64(0)
    for k in range(4):
        out[k] = max(np.int64(0), out[k])
        whole += out[k]
    if whole == 0:
        here[DIVERTED_BEFORE_START] += diverted
    else:
        given = np.int64(0)
        for k in range(3):
            x = mul_div(diverted, out[k], whole)
            here[DIVERTED_PROJECTS + k] += x
            given += x
        here[DIVERTED_PAID_OUT] += diverted - given
    give_back(w, room)
    short = min(rest, max(np.int64(0), cost_here(w, c) - contract.value_fen))
    here[PRICE] += short
    here[NO_OWN_FUNDS] += rest - short


@kernel
def _owners_part(w, passed, places):
    """What reaches the owner: it could pay as far as its cash goes, the rest has no budget or sales."""
    for o in range(w.owners.size):
        owner = w.owners[o]
        demand = np.int64(0)
        c = owner.first_contract
        while c >= 0:
            demand += passed[c]
            c = w.contracts.next_sibling[c]
        if demand > 0 and owner.failed:
            places[owner.kind, 0, OWNER_GONE] += demand
        elif demand > 0:
            could = min(demand, max(np.int64(0), w.accounts.balance_fen[owner.account]))
            places[owner.kind, 0, COULD_PAY] += could
            places[owner.kind, 0, NO_BUDGET] += demand - could
