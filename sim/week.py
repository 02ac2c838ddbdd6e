"""The week, on one page: every phase in order, each in the room its name says."""

import numpy as np

from sim.agents.contractors import charge_interest, firms_pay, pay_out_profits
from sim.agents.developers import owners_pay, owners_receive
from sim.agents.shocks import strike
from sim.agents.subcontractors import decide, renew_firms, replace
from sim.agents.workers import close_crews, compact_claims, count_vacancies, hire, work
from sim.chain.projects import (
    bill_materials,
    bill_projects,
    close_contracts,
    complete_projects,
    tender_projects,
)
from sim.chain.tables import BILL_ROOM, CLAIM_TOP, CONTRACT_ROOM, CREW_ROOM, PROJECT_ROOM, SHORT_OF
from sim.core.compiled import compiled
from sim.recorder import record


@compiled
def play_week(w, r, calendar, params, shocks, seed, t, switches):
    """One week, Monday to Sunday. `switches`: [record places every N weeks, visit all crews]."""
    p = params[t]
    period = (t // 4) % 13  # the year's outflows are kept by four-week periods
    visit_all = switches[1] == 1
    w.ledger.quarter_row[0] = calendar.quarter[t] - calendar.quarter[0]
    if t % 4 == 0:
        w.firms.outflow_fen[:, period, :] = 0
        w.queues.spent_wages_fen[:, period] = 0
        w.queues.spent_material_fen[:, period] = 0
    earned = np.zeros(w.crews.uid.size, np.int64)

    # 1 what is over makes room; new projects are tendered and let down their chains
    close_crews(w.contracts, w.crews, w.clock, w.claims, w.room, p, t)
    close_contracts(w.room, w.projects, w.contracts, w.terms, w.money, w.queues, w.bills, w.firms, w.owners, t)
    renew_firms(w.ledger, w.firms, seed, p, t)
    tender_projects(
        w.room, w.slots, w.projects, w.contracts, w.terms, w.money, w.queues, w.ledger, w.owners, w.firms,
        w.directory, p, seed, t,
    )  # fmt: skip
    # 2 crews hire from the pool of idle persons
    wants = np.zeros(w.contracts.uid.size, np.int64)
    count_vacancies(w.projects, w.contracts, w.terms, w.money, w.crews, calendar, p, t, wants)
    hire(w.contracts, w.crews, w.clock, w.claims, w.room, w.persons, calendar, p, seed, t, wants)
    # 3 shocks of the scenario strike
    strike(
        w.ledger,
        w.slots,
        w.projects,
        w.contracts,
        w.terms,
        w.money,
        w.queues,
        w.bills,
        w.crews,
        w.clock,
        w.claims,
        w.firms,
        w.persons,
        shocks,
        calendar,
        p,
        seed,
        t,
    )
    # 4 crews work; unpaid ones slow down and lose people; packages end
    work(
        w.projects,
        w.contracts,
        w.terms,
        w.money,
        w.crews,
        w.clock,
        w.claims,
        w.persons,
        calendar,
        p,
        seed,
        t,
        visit_all,
        earned,
    )
    # 5 month end: the month's work and materials are billed up the chain, interest is charged
    if calendar.month_end[t]:
        bill_projects(w.room, w.projects, w.contracts, w.terms, w.money, w.queues, w.bills, p, seed, t)
        bill_materials(w.room, w.projects, w.contracts, w.money, w.queues, w.bills, p, t)
        charge_interest(w.ledger, w.firms, p)
    # 6 owners receive budgets and sales and pay, or let bills age
    owners_receive(w.ledger, w.owners, w.contracts, w.money, w.queues, w.bills, w.projects, calendar, p, seed, t)
    owners_pay(
        w.ledger, w.owners, w.firms, w.contracts, w.money, w.queues, w.bills, w.projects, calendar, p, seed, t,
        period,
    )  # fmt: skip
    # 7 bosses may flee, firms may refuse
    decide(w.ledger, w.contracts, w.terms, w.crews, w.clock, w.claims, w.firms, w.persons, calendar, p, seed, t)
    # 8 firms pay, tier by tier as the money comes down: suppliers, lenders, subcontracts, wages
    rounds = p.firms_payment_rounds
    for k in range(rounds):
        firms_pay(
            w.ledger,
            w.contracts,
            w.money,
            w.queues,
            w.bills,
            w.crews,
            w.clock,
            w.claims,
            w.firms,
            calendar,
            p,
            t,
            period,
            visit_all,
            calendar.month_end[t] and k == rounds - 1,
        )
    if t - calendar.last_festival[t] == 4:
        pay_out_profits(w.ledger, w.firms, p, t, period)
    # 9 the work left by the fled is let again; finished projects go into settlement
    replace(
        w.projects,
        w.contracts,
        w.terms,
        w.money,
        w.queues,
        w.room,
        w.owners,
        w.firms,
        w.directory,
        p,
        seed,
        t,
    )
    complete_projects(w.room, w.slots, w.projects, w.contracts, w.terms, p, seed, t)
    # 10 the state at Sunday's close is written down
    places_now = t % switches[0] == 0 or calendar.festival[t]
    record(
        w.ledger,
        w.projects,
        w.contracts,
        w.terms,
        w.money,
        w.queues,
        w.bills,
        w.crews,
        w.clock,
        w.claims,
        w.owners,
        w.firms,
        w.persons,
        r,
        calendar,
        p,
        t,
        earned,
        places_now,
        visit_all,
    )


@compiled
def room_for_week(w, calendar, p, t):
    """Which table may not fit the coming week, or -1. Claims are compacted before they are called short."""
    counts = w.room.counts
    starting = 0
    for slot in range(w.slots.uid.size):
        if w.slots.project[slot] < 0 and w.slots.start_week[slot] <= t:
            starting += 1
    contracts = w.contracts.uid.size - counts[CONTRACT_ROOM]
    if counts[PROJECT_ROOM] < starting:
        return PROJECT_ROOM
    if counts[CONTRACT_ROOM] < starting * 20 + contracts // 16 + 8:
        return CONTRACT_ROOM
    if counts[BILL_ROOM] < 2 * contracts + starting * 20:
        return BILL_ROOM
    crews, hands = count_vacancies(
        w.projects,
        w.contracts,
        w.terms,
        w.money,
        w.crews,
        calendar,
        p,
        t,
        np.zeros(w.contracts.uid.size, np.int64),
    )
    crews += 2 * starting * 20
    hands += int(4 * starting * (w.directory.mean_workers[0] + 1) * 6)
    if counts[CREW_ROOM] < crews:
        return CREW_ROOM
    if w.claims.crew.size - counts[CLAIM_TOP] < hands:
        compact_claims(w.crews, w.claims, w.room, w.persons)
        if w.claims.crew.size - counts[CLAIM_TOP] < hands:
            return CLAIM_TOP
    return -1


@compiled
def play_weeks(w, r, calendar, params, shocks, seed, start, stop, switches):
    """Play weeks [start, stop) in one call; returns the week it stopped before, for want of room or at the end.

    When a table might not fit the coming week, `room.counts[SHORT_OF]` names it and nothing of
    that week has happened: enlarge the table and call again.
    """
    for t in range(start, stop):
        short = room_for_week(w, calendar, params[t], t)
        if short >= 0:
            w.room.counts[SHORT_OF] = short
            return t
        play_week(w, r, calendar, params, shocks, seed, t, switches)
    return stop
