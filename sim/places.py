"""The waterfall of places: where each unpaid fen is stuck (domain 6)."""

import numpy as np

from sim.chain.tables import FREE, NEVER
from sim.core.compiled import compiled
from sim.core.money import mul_div
from sim.ledger.claims import crew_unpaid_to, days_by_month, days_due

PLACE_NAMES = (
    "agreed_later",
    "disputed",
    "in_term",
    "uncertified_or_milestone",
    "part_payment_and_retention",
    "fled",
    "held",
    "diverted_other_projects",
    "diverted_suppliers",
    "diverted_bank",
    "diverted_paid_out",
    "diverted_before_start",
    "price",
    "no_own_funds",
    "owner_could_pay",
    "owner_no_budget_or_sales",
)
(
    AGREED_LATER,
    DISPUTED,
    IN_TERM,
    UNCERTIFIED,
    PART_PAYMENT,
    FLED,
    HELD,
    DIVERTED_PROJECTS,
    DIVERTED_SUPPLIERS,
    DIVERTED_BANK,
    DIVERTED_PAID_OUT,
    DIVERTED_BEFORE_START,
    PRICE,
    NO_OWN_FUNDS,
    COULD_PAY,
    NO_BUDGET,
) = range(16)
PLACES = 16
TIERS = 8  # 0 = the owner, 1-6 tiers, 7 deeper
OVERDUE, HEADLINE = 0, 1
CLOCKS = ("overdue", "unpaid_over_30_days")


@compiled
def locate(w, calendar, week, clock_kind, visit_all, places):
    """Add every unpaid fen of one clock to places[owner kind, tier, place].

    Bottom up per contract: demand = own crews' unpaid wages + what subcontracts pass up. What the
    payer owes (U) is filled status by status; due bills pass to the payer, the rest stays here.
    What is left is the firm's own doing.
    """
    n = w.contracts.size
    left = np.zeros(n, np.int64)
    passed = np.zeros(n, np.int64)
    for project in range(w.projects.size):
        if w.projects.state[project] == FREE:
            continue
        kind = w.owners.kind[w.projects.owner[project]]
        c = w.projects.first_contract[project]
        while c >= 0:
            tier = min(TIERS - 1, w.contracts.tier[c])
            later, demand = _own_demand(w, calendar, week, clock_kind, visit_all, c)
            places[kind, tier, AGREED_LATER] += later
            child = w.contracts.first_child[c]
            while child >= 0:
                demand += passed[child]
                child = w.contracts.next_sibling[child]
            passed[c], left[c] = fill_statuses(w, week, c, demand, places[kind, tier])
            c = w.contracts.next_of_project[c]
    _firms_own(w, left, places)
    _owners_part(w, passed, places)


@compiled
def _own_demand(w, calendar, week, clock_kind, visit_all, c):
    later, demand = np.int64(0), np.int64(0)
    crew = w.contracts.first_crew[c]
    while crew >= 0:
        due = days_due(w, crew, week, calendar.due_month[week])
        overdue = crew_unpaid_to(w, crew, due, visit_all)
        if clock_kind == OVERDUE:
            demand += overdue
        else:
            old = days_by_month(w, crew, calendar.over30_month[week])
            headline = crew_unpaid_to(w, crew, old, visit_all)
            both = headline if old <= due else overdue
            demand += both
            later += headline - both
        crew = w.crews.next_of_contract[crew]
    return later, demand


@compiled
def fill_statuses(w, week, c, demand, here):
    """Fill the payer's debt U with `demand`; returns (passed to the payer, left to the firm)."""
    unpaid = max(np.int64(0), w.contracts.value_fen[c] - w.contracts.received_fen[c])
    due, disputed, in_term, uncertified = np.int64(0), np.int64(0), np.int64(0), np.int64(0)
    bill = w.contracts.first_bill[c]
    while bill >= 0:
        rest = w.bills.amount_fen[bill] - w.bills.paid_fen[bill]
        if w.bills.disputed_until[bill] > week:
            disputed += rest
        elif w.bills.certified_week[bill] > week:
            uncertified += rest
        elif w.bills.due_week[bill] > week:
            in_term += rest
        else:
            due += rest
        bill = w.bills.next[bill]
    fresh = w.contracts.value_fen[c] - w.contracts.billed_value_fen[c]
    uncertified += np.int64(max(np.int64(0), fresh) * w.contracts.part_share[c])
    rest = min(demand, unpaid)
    left = demand - rest
    passed = min(rest, due)
    rest -= passed
    x = min(rest, disputed)
    here[DISPUTED] += x
    rest -= x
    x = min(rest, in_term)
    here[IN_TERM] += x
    rest -= x
    x = min(rest, uncertified)
    here[UNCERTIFIED] += x
    here[PART_PAYMENT] += rest - x
    return passed, left


@compiled
def _firms_own(w, left, places):
    """Fled, held, diverted, price, no own funds: what a firm received or should have had."""
    for firm in range(w.firms.size):
        whole = np.int64(0)
        c = w.firms.first_contract[firm]
        while c >= 0:
            whole += left[c]
            c = w.contracts.next_of_firm[c]
        if whole == 0:
            continue
        fled = w.firms.fled_week[firm] != NEVER
        cash = max(np.int64(0), w.accounts.balance_fen[w.firms.account[firm]])
        c = w.firms.first_contract[firm]
        while c >= 0:
            if left[c] > 0:
                project = w.contracts.project[c]
                here = places[w.owners.kind[w.projects.owner[project]], min(TIERS - 1, w.contracts.tier[c])]
                if fled:
                    here[FLED] += left[c]
                else:
                    held = min(left[c], mul_div(cash, left[c], whole))
                    cash -= held
                    whole -= left[c]
                    here[HELD] += held
                    _diverted(w, firm, c, left[c] - held, held, here)
            c = w.contracts.next_of_firm[c]


@compiled
def _diverted(w, firm, c, rest, held, here):
    """What was received here and spent elsewhere; then what the price does not cover; then own funds."""
    diverted = min(rest, max(np.int64(0), w.contracts.received_fen[c] - w.contracts.spent_fen[c] - held))
    rest -= diverted
    out = np.zeros(4, np.int64)
    for period in range(13):
        for k in range(4):
            out[k] += w.firms.outflow_fen[firm, period, k]
        out[0] -= w.contracts.spent_wages_fen[c, period]
        out[1] -= w.contracts.spent_material_fen[c, period]
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
    cost = w.contracts.wages_fen[c] + w.contracts.materials_fen[c]
    child = w.contracts.first_child[c]
    while child >= 0:
        cost += w.contracts.value_fen[child]
        child = w.contracts.next_sibling[child]
    short = min(rest, max(np.int64(0), cost - w.contracts.value_fen[c]))
    here[PRICE] += short
    here[NO_OWN_FUNDS] += rest - short


@compiled
def _owners_part(w, passed, places):
    """What reaches the owner: it could pay as far as its cash goes, the rest has no budget or sales."""
    for o in range(w.owners.size):
        demand = np.int64(0)
        c = w.owners.first_contract[o]
        while c >= 0:
            demand += passed[c]
            c = w.contracts.next_of_owner[c]
        if demand > 0:
            could = min(demand, max(np.int64(0), w.accounts.balance_fen[w.owners.account[o]]))
            places[w.owners.kind[o], 0, COULD_PAY] += could
            places[w.owners.kind[o], 0, NO_BUDGET] += demand - could
