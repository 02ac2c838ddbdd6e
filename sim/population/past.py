"""The past of a known opening, played at contract terms: everybody works in season, every bill is paid when it is due.

Only wages are left open: `sim.population.opening` says which of them are paid.
"""

import numpy as np

from sim.agents.hiring import fill, form_crew, join
from sim.agents.payments import pay_bill
from sim.agents.pool import idle_in, next_idle, open_pool
from sim.agents.workers import end_package, work_days
from sim.chain.billing import bill_materials, bill_projects, withhold
from sim.chain.bills import bill_due, sweep_queue
from sim.chain.tables import ACTIVE, BILL_ROOM, CONTRACT_ROOM, CREW_ROOM, FIRM_ROOM, FREE, PERIODS, WORKING
from sim.chain.uids import CREWS_OF_WEEK
from sim.chain.years import begin_period
from sim.core.compiled import compiled, kernel
from sim.core.draws import Stream, uniform
from sim.core.lend import lend
from sim.core.money import mul_div
from sim.core.quantiles import quantile
from sim.core.scratch import borrow, give_back
from sim.ledger.accounts import OPENING, OPENING_BALANCE, OWNER_INCOME, OWNERS_INCOME, WAGE, transfer
from sim.ledger.claims import members_unpaid_to, pay_crew
from sim.ledger.tally import fall_due
from sim.population.people import given_or


@compiled
def begin_projects(w, p, seed, weeks_done, now):
    """Projects and their contracts began `weeks_done` weeks before week `now`; where that is missing, as drawn."""
    w = lend(w)
    for slot_row in range(w.slots.size):
        project = w.projects[w.slots.project[slot_row]]
        duration = quantile(p.projects_duration_weeks, uniform(seed, Stream.PROJECT_DURATION, 0, project.uid))
        drawn = min(max(0, int(duration) - project.planned_weeks), now)
        done = given_or(weeks_done[slot_row], drawn)
        project.start_week = now - done
        project.planned_weeks += done
        c = project.first_contract
        while c >= 0:
            contract = w.contracts[c]
            contract.start_week = now - done
            contract.weeks += done
            c = contract.next_of_project


@compiled
def fill_crews(w, calendar, params, seed, since, now):
    """Contracts whose project is at work `since` some week before `now` have all their hands: the idle join new crews."""
    w = lend(w)
    pool = open_pool(w, seed, now, w.now.workers[0])
    idle = idle_in(w, pool)
    for c in range(w.room.top[CONTRACT_ROOM]):
        contract = w.contracts[c]
        if contract.state != ACTIVE or since[contract.project] >= now:
            continue
        contract.wanted = contract.target_workers
        crew_row = contract.first_crew
        while crew_row >= 0:
            contract.wanted -= w.crews.hands[crew_row]
            crew_row = w.crews.next_of_contract[crew_row]
        week = since[contract.project]
        idle = fill(w, calendar, params[week], seed, week, c, pool, idle)
        contract.wanted = 0
    give_back(w, pool)
    for crew_row in range(w.room.top[CREW_ROOM]):  # what is left of a package at the opening is as long as a drawn one
        crew = w.crews[crew_row]
        if crew.state == WORKING and crew.start_week < now:
            last = calendar.next_festival[now] - params[now].crews_stop_before_weeks
            crew.end_week = min(now + crew.end_week - crew.start_week, last)


@compiled
def form_earlier(w, calendar, params, seed, present, firsts, ends, leavers, now):
    """Crews of earlier seasons, of the members of the `present` ones; the first so many of a project were leavers then.

    `firsts`, `ends`: the seasons, the present one last. `leavers` by project: what is left of it found no crew.
    """
    w = lend(w)
    pool = open_pool(w, seed, now, leavers.sum())
    idle = idle_in(w, pool)
    for crew_row in present:
        crew = w.crews[crew_row]
        c = crew.contract
        start = w.projects.start_week[w.contracts.project[c]]
        if start >= firsts[-1]:
            continue
        gone = min(leavers[w.contracts.project[c]], crew.hands, idle)
        leavers[w.contracts.project[c]] -= gone
        members = borrow(w, crew.hands)
        for k in range(crew.hands):
            w.scratch[members + k] = w.claims.person[crew.first_claim + k]
        for k in range(gone):
            w.scratch[members + k] = next_idle(w, seed, pool)
            idle -= 1
        for season in range(len(firsts) - 1):
            first = max(firsts[season], start)
            if first < ends[season]:
                made = crew.uid % CREWS_OF_WEEK
                earlier_row = form_crew(w, calendar, params[first], seed, first, c, made, crew.hands)
                earlier = w.crews[earlier_row]
                earlier.end_week = ends[season]
                for k in range(crew.hands):
                    person_row = w.scratch[members + k]
                    join(w, params[first], seed, first, earlier_row, earlier.first_claim + k, person_row)
        give_back(w, members)
    give_back(w, pool)


@compiled
def play_past(w, calendar, params, seed, start, now):
    """Play weeks [start, now); `params` as at contract terms, without disputes. Returns the week it stopped before.

    That is an earlier one when bills might not fit: enlarge their table, then call again.
    """
    w = lend(w)
    clock = w.now[0]
    for t in range(start, now):
        if w.room.free[BILL_ROOM] < 2 * w.contracts.size:
            return t
        clock.week = t
        clock.next_festival = calendar.next_festival_due[t]
        fall_due(w, t)
        p = params[t]
        for crew_row in range(w.room.top[CREW_ROOM]):
            crew = w.crews[crew_row]
            if crew.state != WORKING or crew.start_week > t:
                continue
            if t >= crew.end_week:
                end_package(w, calendar, p, seed, t, t - 1, crew_row)
            else:
                work_days(w, calendar, p, t, crew_row, crew.day_wages_fen, p.crews_days_per_week)
        if calendar.month_end[t]:
            withhold(w)
            bill_projects(w, calendar, p, seed, t)
            bill_materials(w, p, t)
        _pay_at_terms(w, t)
    for crew_row in range(w.room.top[CREW_ROOM]):
        crew = w.crews[crew_row]
        if crew.state == WORKING:
            for i in range(crew.first_claim, crew.first_claim + crew.hands):
                w.persons.claim[w.claims.person[i]] = i
    return now


@compiled
def add_past_work(w, params, now, work):
    """Contracts let for the work left become those for all of it: at the same price for the same work.

    `work` by contract starts at zero.
    """
    w = lend(w)
    for crew_row in range(w.room.top[CREW_ROOM]):
        crew = w.crews[crew_row]
        if crew.state != WORKING:
            continue
        done = np.int64(0)
        for t in range(crew.start_week, min(now, crew.end_week)):
            done += np.int64(crew.day_wages_fen * params[t].crews_days_per_week / params[t].economy_index)
        w.contracts.own_work[crew.contract] += done
        c = crew.contract
        while c >= 0:
            work[c] += done
            c = w.contracts.parent[c]
    for c in range(w.room.top[CONTRACT_ROOM]):
        contract = w.contracts[c]
        if contract.state == FREE or work[c] == 0:
            continue
        left = max(np.int64(1), contract.planned_work)
        before = contract.price_fen
        contract.price_fen += mul_div(before, work[c], left)
        contract.materials_plan_fen += mul_div(contract.materials_plan_fen, work[c], left)
        contract.planned_work += work[c]
        if contract.parent >= 0:
            w.contracts.passed_fen[contract.parent] += contract.price_fen - before


@kernel
def _pay_at_terms(w, week):
    """All bills due are paid, from the owner's link down: contracts stand behind those above them."""
    for c in range(w.room.top[CONTRACT_ROOM]):
        contract = w.contracts[c]
        if contract.state == FREE:
            continue
        payer = w.contracts.firm[contract.parent] if contract.parent >= 0 else -1
        bill_row = contract.first_bill
        while bill_row >= 0:
            fen = bill_due(w, bill_row, week)
            if fen > 0 and payer < 0:
                account = w.owners.account[w.projects.owner[contract.project]]
                transfer(w, OWNERS_INCOME, account, OWNER_INCOME, fen)
                pay_bill(w, account, payer, bill_row, fen)
            elif fen > 0:
                pay_bill(w, w.firms.account[payer], payer, bill_row, fen)
            bill_row = w.bills.next[bill_row]
        bill_row = contract.first_material
        while bill_row >= 0:
            fen = bill_due(w, bill_row, week)
            if fen > 0:
                pay_bill(w, w.firms.account[contract.firm], contract.firm, bill_row, fen)
            bill_row = w.bills.next[bill_row]
        contract.first_bill = sweep_queue(w, contract.first_bill)
        contract.first_material = sweep_queue(w, contract.first_material)


@compiled
def pay_past_wages(w, unpaid):
    """Every claim is paid by its employer but for what is `unpaid` of it, in fen; so far nothing was."""
    w = lend(w)
    for crew_row in range(w.room.top[CREW_ROOM]):
        crew = w.crews[crew_row]
        if crew.state == FREE:
            continue
        room = borrow(w, crew.hands)
        weights = w.scratch[room : room + crew.hands]
        members_unpaid_to(w, crew_row, crew.days_worked, weights)
        fen = np.int64(0)
        for k in range(crew.hands):
            weights[k] -= unpaid[crew.first_claim + k]
            fen += weights[k]
        contract = w.contracts[crew.contract]
        if fen > 0:
            pay_crew(w, crew_row, weights, fen, fen, w.firms.account[contract.firm], WAGE)
            contract.spent_fen += fen
        give_back(w, room)


@compiled
def restore_funds(w, funds_fen, penniless):
    """The opening account gives each firm, or takes, what its past left it more or less than `funds_fen`.

    Those who are `penniless` have no credit either. What they received and have no more was spent before the start.
    """
    w = lend(w)
    for firm_row in range(w.room.top[FIRM_ROOM]):
        firm = w.firms[firm_row]
        fen = funds_fen[firm_row] - w.accounts.balance_fen[firm.account]
        if fen > 0:
            transfer(w, OPENING, firm.account, OPENING_BALANCE, fen)
        elif fen < 0:
            transfer(w, firm.account, OPENING, OPENING_BALANCE, -fen)
        if penniless[firm_row]:
            firm.credit_fen = 0
    for period in range(PERIODS):
        begin_period(w, period)
