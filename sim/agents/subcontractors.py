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
def flee(ledger, contracts, terms, crews, clock, claims, firms, persons, calendar, p, seed, week, firm):
    """The firm's holder takes the cash and is gone: its wages fall due at once, its sites stop."""
    account = firms.account[firm]
    cash = ledger.balance_fen[account]
    if cash > 0:
        transfer(ledger, account, HOUSEHOLDS, FLIGHT, cash)
    firms.fled_week[firm] = week
    c = firms.first_contract[firm]
    while c >= 0:
        if contracts.state[c] == ACTIVE:
            end_contract(contracts, terms, crews, clock, claims, persons, calendar, p, seed, week, c)
        crew = contracts.first_crew[c]
        while crew >= 0:
            clock.at_once_week[crew] = min(clock.at_once_week[crew], week)
            crew = crews.next_of_contract[crew]
        c = contracts.next_of_firm[c]


@compiled
def end_contract(contracts, terms, crews, clock, claims, persons, calendar, p, seed, week, c):
    """Cut a contract and all below it off; the work left is let again some weeks later."""
    contracts.state[c] = ENDED
    terms.release_week[c] = week + p.firms_replacement_weeks
    crew = contracts.first_crew[c]
    while crew >= 0:
        if crews.state[crew] == WORKING:
            end_package(crews, clock, claims, persons, calendar, p, seed, week, crew)
        crew = crews.next_of_contract[crew]
    child = contracts.first_child[c]
    while child >= 0:
        if contracts.state[child] == ACTIVE:
            _end_below(contracts, terms, crews, clock, claims, persons, calendar, p, seed, week, child)
            terms.target_workers[c] += terms.target_workers[child]
            terms.target_workers[child] = 0
        child = contracts.next_sibling[child]


@compiled
def _end_below(contracts, terms, crews, clock, claims, persons, calendar, p, seed, week, top):
    """End a chain below a cut: a chain is a line, so walk down it."""
    c = top
    hands = 0
    while c >= 0:
        contracts.state[c] = ENDED
        hands += terms.target_workers[c]
        terms.target_workers[c] = 0
        crew = contracts.first_crew[c]
        while crew >= 0:
            if crews.state[crew] == WORKING:
                end_package(crews, clock, claims, persons, calendar, p, seed, week, crew)
            crew = crews.next_of_contract[crew]
        following = -1
        child = contracts.first_child[c]
        while child >= 0:
            if contracts.state[child] == ACTIVE:
                following = child
            child = contracts.next_sibling[child]
        c = following
    terms.target_workers[top] = hands


@compiled
def decide(ledger, contracts, terms, crews, clock, claims, firms, persons, calendar, p, seed, week):
    """Bosses flee, firms refuse, each with a chance per week."""
    for firm in range(firms.uid.size):
        if firms.fled_week[firm] != NEVER or firms.first_contract[firm] < 0:
            continue
        uid = firms.uid[firm]
        kind = firms.kind[firm]
        if kind == BOSS_FIRM and uniform(seed, Stream.BOSS_FLEES, week, uid) < p.firms_flight_chance:
            cash = ledger.balance_fen[firms.account[firm]]
            if tempted(cash, _wages_owed(contracts, crews, clock, firms, firm)):
                flee(
                    ledger,
                    contracts,
                    terms,
                    crews,
                    clock,
                    claims,
                    firms,
                    persons,
                    calendar,
                    p,
                    seed,
                    week,
                    firm,
                )
                continue
        if kind >= LICENSED_FIRM and uniform(seed, Stream.FIRM_REFUSES, week, uid) < p.firms_refusal_chance:
            span = quantile(p.firms_refusal_weeks, uniform(seed, Stream.REFUSAL_WEEKS, week, uid))
            firms.refuses_until[firm] = max(firms.refuses_until[firm], week + int(span))


@compiled
def _wages_owed(contracts, crews, clock, firms, firm):
    owed = np.int64(0)
    c = firms.first_contract[firm]
    while c >= 0:
        crew = contracts.first_crew[c]
        while crew >= 0:
            if not clock.left[crew]:
                owed += clock.day_wages_fen[crew] * clock.days_worked[crew] - clock.discharged_fen[crew]
            crew = crews.next_of_contract[crew]
        c = contracts.next_of_firm[c]
    return owed


@compiled
def replace(projects, contracts, terms, money, queues, room, owners, firms, directory, p, seed, week):
    """The work left by a fled firm is let again, at the price that is left, to one new subcontractor."""
    for c in range(contracts.uid.size):
        if contracts.state[c] != ENDED or terms.release_week[c] > week:
            continue
        terms.release_week[c] = NEVER
        hands = terms.target_workers[c]
        terms.target_workers[c] = 0
        left = money.planned_work[c] - money.done_work[c]
        parent = contracts.parent[c]
        if left <= 0 or parent < 0 or contracts.state[parent] != ACTIVE:
            continue
        price = np.int64(np.float64(money.price_fen[c]) * left / max(1, money.planned_work[c]))
        project = contracts.project[c]
        fresh = let_labour(
            room, projects, contracts, terms, money, queues, firms, directory,
            owners.first_contract, p, seed, week, project, parent, left, price, max(3, hands), 2,
            7, 52,
        )  # fmt: skip
        contracts.tier[fresh] = contracts.tier[parent] + 1


@compiled
def renew_firms(ledger, firms, seed, p, week):
    """A fled firm without contracts is followed by an entrant of its kind."""
    for firm in range(firms.uid.size):
        if firms.fled_week[firm] < week and firms.first_contract[firm] < 0:
            drawn = -ledger.balance_fen[firms.account[firm]]
            if drawn > 0:  # the lender bears what the fled firm had drawn
                transfer(ledger, BANKS, firms.account[firm], LOAN_LOSS, drawn)
            firms.interest_due_fen[firm] = 0
            firms.uid[firm] += 1 << 24
            firms.fled_week[firm] = NEVER
            firms.refuses_until[firm] = 0
            firms.outflow_fen[firm, :, :] = 0
            u = uniform(seed, Stream.FIRM_CAPITAL, 0, firms.uid[firm])
            firms.kappa[firm] = quantile(p.firms_kappa, u)
