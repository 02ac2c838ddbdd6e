"""The waterfall of places: where each unpaid fen is stuck (domain 6)."""

import numpy as np

from sim.chain.contracts import cost_here
from sim.chain.tables import (
    CONTRACT_ROOM,
    CREW_ROOM,
    FAILED,
    FLED,
    FREE,
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
CLOCK_COUNT = len(CLOCKS)


@kernel
def locate(w, calendar, week, places):
    """Add every unpaid fen of each clock to places[clock, owner kind, tier, place].

    Bottom up per contract: demand = own crews' unpaid wages + what subcontracts pass up. What the
    payer owes (U) is filled status by status; due bills pass to the payer, the rest stays here.
    What is left is the firm's own doing. Only contracts where somebody waits for wages are looked at, each
    once for all clocks: cell `CLOCK_COUNT` c + clock of a list is contract c's. Once it was looked at, its `demand` is
    what passes to its payer.
    """
    n = w.room.top[CONTRACT_ROOM]
    size = CLOCK_COUNT * n
    room = borrow(w, n + 3 * size)
    w.scratch[room + n : room + n + 3 * size] = 0
    waiting, lists = w.scratch[room : room + n], room + n
    demand, left = w.scratch[lists : lists + size], w.scratch[lists + size : lists + 2 * size]
    ringed = w.scratch[lists + 2 * size : lists + 3 * size]
    count = _sum_crews(w, calendar, week, waiting, demand, places)
    count = _pass_up(w, week, waiting, count, demand, left, places)
    for project_row in range(w.room.top[PROJECT_ROOM]):
        project = w.projects[project_row]
        if project.state != FREE and w.accounts.balance_fen[project.wage_account] > 0:
            for clock in range(CLOCK_COUNT):
                _in_account(w, project_row, clock, left, ringed, places[clock, w.owners.kind[project.owner], 1])
    for k in range(count):
        contract = w.contracts[waiting[k]]
        for clock in range(CLOCK_COUNT):
            at = CLOCK_COUNT * waiting[k] + clock
            if left[at] > 0:
                _firms_own(w, contract.firm, clock, left, ringed, places[clock])
            if contract.parent < 0 and demand[at] > 0:
                _owners_part(w, w.projects.owner[contract.project], clock, demand, places[clock])
    give_back(w, room)


@kernel
def _add_demand(waiting, count, demand, c, overdue, headline):
    """More is waited for at contract c; returns how many contracts there are where somebody waits."""
    if overdue == 0 and headline == 0:
        return count
    at = CLOCK_COUNT * c
    if demand[at + OVERDUE] == 0 and demand[at + HEADLINE] == 0:
        waiting[count] = c
        count += 1
    demand[at + OVERDUE] += overdue
    demand[at + HEADLINE] += headline
    return count


@kernel
def _sum_crews(w, calendar, week, waiting, demand, places):
    """Sum what each contract's own crews are owed by each clock; what is not due by agreement has its place already."""
    count = 0
    for crew_row in range(w.room.top[CREW_ROOM]):
        crew = w.crews[crew_row]
        if crew.state == FREE:
            continue
        due = days_due(w, crew_row, week, calendar.due_month[week])
        overdue = crew_unpaid_to(w, crew_row, due)
        old = days_by_month(w, crew_row, calendar.over30_month[week])
        headline = crew_unpaid_to(w, crew_row, old)
        both = headline if old <= due else overdue
        count = _add_demand(waiting, count, demand, crew.contract, overdue, both)
        if headline > both:
            contract = w.contracts[crew.contract]
            kind = w.owners.kind[w.projects.owner[contract.project]]
            places[HEADLINE, kind, min(TIERS - 1, contract.tier), AGREED_LATER] += headline - both
    return count


@kernel
def _pass_up(w, week, waiting, count, demand, left, places):
    """Split each contract's demand from the deepest tier up; at a general contract what passes to the owner remains.

    Returns how many contracts there are where somebody waits: those above join.
    """
    deepest = 0
    for k in range(count):
        deepest = max(deepest, w.contracts.tier[waiting[k]])
    for tier in range(deepest, 0, -1):
        for k in range(count):  # whoever joins on the way is of a higher tier
            c = waiting[k]
            contract = w.contracts[c]
            if contract.tier != tier:
                continue
            owed = _owed_by_status(w, week, c)
            kind = w.owners.kind[w.projects.owner[contract.project]]
            for clock in range(CLOCK_COUNT):
                at = CLOCK_COUNT * c + clock
                here = places[clock, kind, min(TIERS - 1, tier)]
                demand[at], left[at] = _fill_statuses(w, c, demand[at], owed, here)
            if contract.parent >= 0:
                at = CLOCK_COUNT * c
                count = _add_demand(
                    waiting, count, demand, contract.parent, demand[at + OVERDUE], demand[at + HEADLINE]
                )
    return count


@kernel
def _owed_by_status(w, week, c):
    """What the payer of a contract owes by status: due, in dispute, not due yet, not certified or not billed."""
    due = in_dispute = not_due = not_certified = np.int64(0)
    contract = w.contracts[c]
    bill_row = contract.first_bill
    while bill_row >= 0:
        bill = w.bills[bill_row]
        rest = bill.amount_fen - bill.paid_fen
        if bill.disputed_until > week:
            in_dispute += rest
        elif bill.certified_week > week:
            not_certified += rest
        elif bill.due_week > week:
            not_due += rest
        else:
            due += rest
        bill_row = bill.next
    fresh = contract.value_fen - contract.billed_value_fen
    not_certified += max(np.int64(0), np.int64(max(np.int64(0), fresh) * contract.part_share) - contract.ahead_fen)
    return due, in_dispute, not_due, not_certified


@kernel
def _fill_statuses(w, c, demand, owed, here):
    """Fill the payer's debt U, `owed` by status, with `demand`; returns (passed to the payer, left to the firm)."""
    contract = w.contracts[c]
    due, in_dispute, not_due, not_certified = owed
    unpaid = max(np.int64(0), contract.value_fen - contract.received_fen)
    rest = min(demand, unpaid)
    left = demand - rest
    passed = min(rest, due)
    rest -= passed
    x = min(rest, in_dispute)
    here[DISPUTED] += x
    rest -= x
    x = min(rest, not_due)
    here[IN_TERM] += x
    rest -= x
    x = min(rest, not_certified)
    here[UNCERTIFIED] += x
    here[PART_PAYMENT] += rest - x
    return passed, left


@kernel
def _in_account(w, project_row, clock, left, ringed, here):
    """The wage account holds money for what is left at its general contracts, the oldest first."""
    project = w.projects[project_row]
    older = np.int64(0)
    c = project.first_contract
    while c >= 0:
        if w.contracts.tier[c] == 1:
            older += left[CLOCK_COUNT * c + clock]
        c = w.contracts.next_of_project[c]
    c = project.first_contract  # the newest
    while c >= 0:
        if w.contracts.tier[c] == 1:
            at = CLOCK_COUNT * c + clock
            older -= left[at]
            ringed[at] = min(left[at], max(np.int64(0), w.accounts.balance_fen[project.wage_account] - older))
            left[at] -= ringed[at]
            here[IN_ACCOUNT] += ringed[at]
        c = w.contracts.next_of_project[c]


@kernel
def _firms_own(w, firm_row, clock, left, ringed, places):
    """Fled, held, diverted, price, no own funds: what a firm received or should have had. Nothing is left to it."""
    firm = w.firms[firm_row]
    whole = np.int64(0)
    c = firm.first_contract
    while c >= 0:
        whole += left[CLOCK_COUNT * c + clock]
        c = w.contracts.next_of_firm[c]
    cash = max(np.int64(0), w.accounts.balance_fen[firm.account])
    c = firm.first_contract
    while c >= 0:
        contract = w.contracts[c]
        at = CLOCK_COUNT * c + clock
        if left[at] > 0:
            project_row = contract.project
            here = places[w.owners.kind[w.projects.owner[project_row]], min(TIERS - 1, contract.tier)]
            if firm.state == FLED:
                here[AT_FLED] += left[at]
            elif firm.state == FAILED:
                here[AT_FAILED] += left[at]
            else:
                held = min(left[at], mul_div(cash, left[at], whole))
                cash -= held
                whole -= left[at]
                here[HELD] += held
                _diverted(w, firm_row, c, left[at] - held, held + ringed[at], here)
            left[at] = 0
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
def _owners_part(w, owner_row, clock, passed, places):
    """What reaches an owner: it could pay as far as its cash goes, the rest has no budget or sales. All is taken."""
    owner = w.owners[owner_row]
    demand = np.int64(0)
    c = owner.first_contract
    while c >= 0:
        demand += passed[CLOCK_COUNT * c + clock]
        passed[CLOCK_COUNT * c + clock] = 0
        c = w.contracts.next_sibling[c]
    if owner.failed:
        places[owner.kind, 0, OWNER_GONE] += demand
    else:
        could = min(demand, max(np.int64(0), w.accounts.balance_fen[owner.account]))
        places[owner.kind, 0, COULD_PAY] += could
        places[owner.kind, 0, NO_BUDGET] += demand - could
