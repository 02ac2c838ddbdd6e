"""The week, on one page: every phase in order, each in the room its name says."""

from sim.agents.authority.cases import follow_up_cases, handle_cases, keep_orders
from sim.agents.authority.complaints import complain
from sim.agents.contractors import charge_interest, firms_pay, pay_out_profits
from sim.agents.developers import owners_pay, owners_receive
from sim.agents.estates import owners_default, pay_dividends, wind_up
from sim.agents.evidence import settle_accounts
from sim.agents.hiring import count_vacancies, hire
from sim.agents.market import close_gone
from sim.agents.shocks import strike
from sim.agents.subcontractors import decide
from sim.agents.workers import close_crews, work
from sim.chain.billing import bill_materials, bill_projects, withhold
from sim.chain.projects import close_contracts, complete_projects, let_again, tender_projects
from sim.chain.tables import PERIODS
from sim.chain.tidy import TIDY_WEEKS, tidy_rows
from sim.chain.years import begin_period
from sim.core.compiled import compiled, kernel
from sim.core.lend import lend
from sim.ledger.tally import fall_due
from sim.mechanisms.costs import charge_costs
from sim.mechanisms.coverage import begin_reports, cover_projects
from sim.mechanisms.dedicated_account import keep_accounts, pay_from_accounts, split_labour_cost
from sim.mechanisms.direct_payment import pay_directly
from sim.mechanisms.wage_deposit import draw_deposits, keep_deposits
from sim.recorder import record
from sim.rooms import short_table


@kernel
def play_week(w, r, calendar, params, shocks, seed, t, switches):
    """One week, Monday to Sunday. `switches`: [record places every N weeks, visit all crews, first week to record]."""
    p = params[t]
    period = (t // 4) % PERIODS  # the year's outflows are kept by four-week periods: this one and twelve before it
    now = w.now[0]
    now.visit_all = switches[1] == 1
    now.week = t
    now.next_festival = calendar.next_festival_due[t]
    now.recording = calendar.flow_row[t] > 0
    now.flow_row = calendar.flow_row[t]
    now.period = period
    _clear_counts(w)
    fall_due(w, t)
    if t % 4 == 0:
        begin_period(w, period)
    if t % TIDY_WEEKS == 0:
        tidy_rows(w)

    # 1 what is over makes room; projects are tendered and let down their chains, covered by measures, get accounts
    close_crews(w, p, t)
    close_contracts(w, t)
    close_gone(w, t)
    tender_projects(w, p, seed, t)
    if calendar.flow_row[t] == 1 and (t == 0 or calendar.flow_row[t - 1] == 0):
        begin_reports(w)
    cover_projects(w, p, seed, t)
    keep_accounts(w, calendar, p, t)
    # 2 crews hire from the pool of idle persons
    count_vacancies(w, calendar, p, t)
    hire(w, calendar, p, seed, t)
    # 3 shocks of the scenario strike
    strike(w, shocks, calendar, p, seed, t)
    # 4 crews work; unpaid ones slow down and lose people; packages end; measures cost administration
    work(w, calendar, p, seed, t)
    charge_costs(w, p)
    # 5 month end: owners withhold short of a milestone; the month's work and materials are billed, interest charged
    if calendar.month_end[t]:
        withhold(w)
        bill_projects(w, calendar, p, seed, t)
        bill_materials(w, p, t)
        charge_interest(w, p)
    # 6 owners receive budgets and sales and pay, or let bills age; labour cost goes into wage accounts
    owners_receive(w, calendar, p, seed, t)
    split_labour_cost(w, p, t)
    owners_pay(w, calendar, p, seed, t)
    # 7 bosses may flee, firms may refuse
    decide(w, calendar, p, seed, t)
    # 8 unpaid crews complain; deposits pay what orders did not bring; the inspectorate files, coordinates, orders
    complain(w, calendar, p, seed, t)
    follow_up_cases(w, t)
    draw_deposits(w, calendar, p, t)
    handle_cases(w, calendar, p, seed, t)
    keep_orders(w, p, seed)
    # 9 payrolls and wage accounts are paid; then firms pay, tier by tier as the money comes down, in classes
    pay_directly(w, calendar, p, t)
    pay_from_accounts(w, calendar, p, t)
    if calendar.festival_due[t]:
        settle_accounts(w, p, t)
    firms_pay(w, calendar, p, t)
    keep_deposits(w, p, seed, t)
    if t - calendar.last_festival[t] == 9 and t >= 52:  # the first year's costs must be known
        pay_out_profits(w, p, t)
    # 10 owners and firms that could not pay for too long fail; estates pay by quarters
    owners_default(w, calendar, p, seed, t)
    wind_up(w, calendar, p, seed, t)
    pay_dividends(w, calendar, p, t)
    # 11 the work left by the gone is let again; finished projects go into settlement
    let_again(w, p, seed, t)
    complete_projects(w, p, seed, t)
    # 12 the state at Sunday's close is written down
    places_now = t % switches[0] == 0 or calendar.festival[t]
    record(w, r, calendar, p, t, t >= switches[2], places_now)


@compiled
def record_opening(w, r, calendar, params, t):
    """Write down the state in which a world opens, at the close of week `t`, as that of a week played."""
    record(lend(w), r, calendar, params[t], t, True, True)


@kernel
def _clear_counts(w):
    office = w.authority[0]
    office.hours_used = 0.0
    office.complaints = 0
    office.complainants_named = 0
    office.complainants_true = 0
    office.filed = 0
    office.coordinated = 0
    office.closed_paid = 0
    office.orders_unmet = 0
    office.closing_weeks = 0
    office.complaint_cost_fen = 0


@compiled
def play_weeks(w, r, calendar, params, shocks, seed, start, stop, switches):
    """Play weeks [start, stop) in one call; returns the week it stopped before, for want of room or at the end.

    When a table might not fit the coming week, nothing of that week has happened: `room_for_week`
    names the table to enlarge, then call again.
    """
    w = lend(w)
    for t in range(start, stop):
        if short_table(w, calendar, params[t], t) >= 0:
            return t
        play_week(w, r, calendar, params, shocks, seed, t, switches)
    return stop
