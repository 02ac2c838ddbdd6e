"""Subcontractors and bosses: flight, refusal, and who takes the work over."""

import numpy as np

from sim.agents.workers import end_package
from sim.chain.projects import let_labour
from sim.chain.tables import ACTIVE, BOSS_FIRM, ENDED, LICENSED_FIRM, NEVER, WORKING
from sim.core.compiled import compiled
from sim.core.draws import Stream, uniform
from sim.core.quantiles import quantile
from sim.ledger.accounts import BANKS, FLIGHT, HOUSEHOLDS, LOAN_LOSS, transfer


@compiled
def tempted(cash_fen, wages_owed_fen):
    """A boss thinks of flight when he holds money and owes more in wages than he holds."""
    return cash_fen > 0 and wages_owed_fen > cash_fen


@compiled
def flee(w, calendar, p, seed, week, firm):
    """The firm's holder takes the cash and is gone: its wages fall due at once, its sites stop."""
    account = w.firms.account[firm]
    cash = w.accounts.balance_fen[account]
    if cash > 0:
        transfer(w, account, HOUSEHOLDS, FLIGHT, cash)
    w.firms.fled_week[firm] = week
    c = w.firms.first_contract[firm]
    while c >= 0:
        if w.contracts.state[c] == ACTIVE:
            end_contract(w, calendar, p, seed, week, c)
        crew = w.contracts.first_crew[c]
        while crew >= 0:
            w.crews.at_once_week[crew] = min(w.crews.at_once_week[crew], week)
            crew = w.crews.next_of_contract[crew]
        c = w.contracts.next_of_firm[c]


@compiled
def end_contract(w, calendar, p, seed, week, c):
    """Cut a contract and all below it off; the work left is let again some weeks later."""
    w.contracts.state[c] = ENDED
    w.contracts.release_week[c] = week + p.firms_replacement_weeks
    crew = w.contracts.first_crew[c]
    while crew >= 0:
        if w.crews.state[crew] == WORKING:
            end_package(w, calendar, p, seed, week, crew)
        crew = w.crews.next_of_contract[crew]
    child = w.contracts.first_child[c]
    while child >= 0:
        if w.contracts.state[child] == ACTIVE:
            _end_below(w, calendar, p, seed, week, child)
            w.contracts.target_workers[c] += w.contracts.target_workers[child]
            w.contracts.target_workers[child] = 0
        child = w.contracts.next_sibling[child]


@compiled
def _end_below(w, calendar, p, seed, week, top):
    """End a chain below a cut: a chain is a line, so walk down it."""
    c = top
    hands = 0
    while c >= 0:
        w.contracts.state[c] = ENDED
        hands += w.contracts.target_workers[c]
        w.contracts.target_workers[c] = 0
        crew = w.contracts.first_crew[c]
        while crew >= 0:
            if w.crews.state[crew] == WORKING:
                end_package(w, calendar, p, seed, week, crew)
            crew = w.crews.next_of_contract[crew]
        following = -1
        child = w.contracts.first_child[c]
        while child >= 0:
            if w.contracts.state[child] == ACTIVE:
                following = child
            child = w.contracts.next_sibling[child]
        c = following
    w.contracts.target_workers[top] = hands


@compiled
def decide(w, calendar, p, seed, week):
    """Bosses flee, firms refuse, each with a chance per week."""
    for firm in range(w.firms.size):
        if w.firms.fled_week[firm] != NEVER or w.firms.first_contract[firm] < 0:
            continue
        uid = w.firms.uid[firm]
        kind = w.firms.kind[firm]
        if kind == BOSS_FIRM and uniform(seed, Stream.BOSS_FLEES, week, uid) < p.firms_flight_chance:
            cash = w.accounts.balance_fen[w.firms.account[firm]]
            if tempted(cash, _wages_owed(w, firm)):
                flee(w, calendar, p, seed, week, firm)
                continue
        if kind >= LICENSED_FIRM and uniform(seed, Stream.FIRM_REFUSES, week, uid) < p.firms_refusal_chance:
            span = quantile(p.firms_refusal_weeks, uniform(seed, Stream.REFUSAL_WEEKS, week, uid))
            w.firms.refuses_until[firm] = max(w.firms.refuses_until[firm], week + int(span))


@compiled
def _wages_owed(w, firm):
    owed = np.int64(0)
    c = w.firms.first_contract[firm]
    while c >= 0:
        crew = w.contracts.first_crew[c]
        while crew >= 0:
            if not w.crews.left[crew]:
                owed += w.crews.day_wages_fen[crew] * w.crews.days_worked[crew] - w.crews.discharged_fen[crew]
            crew = w.crews.next_of_contract[crew]
        c = w.contracts.next_of_firm[c]
    return owed


@compiled
def replace(w, p, seed, week):
    """The work left by a fled firm is let again, at the price that is left, to one new subcontractor."""
    for c in range(w.contracts.size):
        if w.contracts.state[c] != ENDED or w.contracts.release_week[c] > week:
            continue
        w.contracts.release_week[c] = NEVER
        hands = w.contracts.target_workers[c]
        w.contracts.target_workers[c] = 0
        left = w.contracts.planned_work[c] - w.contracts.done_work[c]
        parent = w.contracts.parent[c]
        if left <= 0 or parent < 0 or w.contracts.state[parent] != ACTIVE:
            continue
        price = np.int64(np.float64(w.contracts.price_fen[c]) * left / max(1, w.contracts.planned_work[c]))
        project = w.contracts.project[c]
        fresh = let_labour(w, p, seed, week, project, parent, left, price, max(3, hands), 2, 7, 52)
        w.contracts.tier[fresh] = w.contracts.tier[parent] + 1


@compiled
def renew_firms(w, seed, p, week):
    """A fled firm without contracts is followed by an entrant of its kind."""
    for firm in range(w.firms.size):
        if w.firms.fled_week[firm] < week and w.firms.first_contract[firm] < 0:
            drawn = -w.accounts.balance_fen[w.firms.account[firm]]
            if drawn > 0:  # the lender bears what the fled firm had drawn
                transfer(w, BANKS, w.firms.account[firm], LOAN_LOSS, drawn)
            w.firms.interest_due_fen[firm] = 0
            w.firms.uid[firm] += 1 << 24
            w.firms.fled_week[firm] = NEVER
            w.firms.refuses_until[firm] = 0
            w.firms.outflow_fen[firm, :, :] = 0
            u = uniform(seed, Stream.FIRM_CAPITAL, 0, w.firms.uid[firm])
            w.firms.kappa[firm] = quantile(p.firms_kappa, u)
