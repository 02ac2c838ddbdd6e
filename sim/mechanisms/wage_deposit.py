"""Wage deposit: locked by the general contractor, drawn when an order of the authority is not met."""

import numpy as np

from sim.agents.authority.cases import still_ordered
from sim.agents.authority.tables import ORDER_UNMET
from sim.agents.contractors import money_in_reach
from sim.agents.tables import BANK_OUT
from sim.chain.contracts import general_above, tied_cash
from sim.chain.events import DEPOSIT_DRAWN, DEPOSIT_SHORT, note
from sim.chain.projects import holds_deposit
from sim.chain.setoff import pay_past
from sim.chain.systems import (
    AUTHORITY_BEARS,
    CONTRACTORS_BEAR,
    DEDICATED_ACCOUNT,
    REAL_NAME,
    WAGE_DEPOSIT,
    bear,
    in_use,
    on_paper,
)
from sim.chain.tables import (
    ABSENT,
    ACTIVE,
    CASE_ROOM,
    CONTRACTOR_FIRM,
    FAILED,
    FIRM_ROOM,
    IN_BUSINESS,
    NEVER,
    ONE_YUAN,
)
from sim.chain.years import add_to_year
from sim.core.compiled import kernel, rule
from sim.core.draws import Stream, uniform
from sim.core.money import split_pro_rata
from sim.core.scratch import borrow, give_back
from sim.ledger.accounts import (
    BANKS,
    DEPOSIT_LOCKED,
    DEPOSIT_RETURNED,
    GUARANTEE_CALLED,
    GUARANTEE_FEE,
    GUARANTEE_REPAID,
    transfer,
)
from sim.ledger.claims import crew_unpaid_to, days_by_month

NUMBER = WAGE_DEPOSIT
NO_DEPOSIT, REQUIRED, EXEMPT = 0, 1, 2  # state of a deposit

# One row per row of contracts: the deposit of a general contract, in the deposit account of its project.
DEPOSITS = np.dtype(
    [
        ("state", "i4"),
        ("since_week", "i4"),  # when it was first asked for
        ("guaranteed", "?"),  # by a bank, not in cash
        ("short", "?"),  # it was not topped up in time
        ("top_up_until", "i4"),
        ("fee_week", "i4"),  # when the next yearly fee is due
        ("clear_weeks", "i4"),  # weeks on end since the work is over and no wages are open
        ("required_fen", "i8"),  # what is recorded
        ("cash_fen", "i8"),  # what is in the account
        ("guarantee_fen", "i8"),  # what the bank still stands for
    ],
    align=True,
)


@rule
def weeks_clean(week, entered_week, unmet_week):
    """Weeks since a contractor entered the market or last left an order unmet."""
    return week - max(entered_week, unmet_week)


@rule
def is_exempt(price_fen, below_fen, clean, after_weeks, systems_kept):
    """Small contracts of who left no order unmet for a year, and all of who is clean for long and keeps the systems."""
    return (price_fen < below_fen and clean >= 52) or (clean >= after_weeks and systems_kept)


@rule
def surcharge(draws, weeks_since_draw, memory_weeks, once, again):
    """Surcharge for a record of draws."""
    if draws == 0 or weeks_since_draw > memory_weeks:
        return 0.0
    return once if draws == 1 else again


@rule
def deposit_required(price_fen, rate, floor_fen, cap_fen, discount, surcharged):
    """What a contract asks for: a share of its price between floor and cap, then the surcharge, in fen."""
    if rate <= 0.0:
        return np.int64(0)
    fen = min(cap_fen, max(floor_fen, np.int64(np.float64(price_fen) * rate * (1.0 - discount))))
    return fen + np.int64(np.float64(fen) * surcharged)


@rule
def yearly_fee(guaranteed_fen, share):
    """Fee of a bank guarantee for a year, in fen."""
    return np.int64(np.float64(guaranteed_fen) * share)


@rule
def may_be_drawn(ordered_fen, unpaid_fen, unpaid_before_fen, open_claims):
    """What a deposit owes a crew: what was ordered and is unpaid; without open claims what was earned before is left out."""
    covered = unpaid_fen if open_claims else unpaid_fen - unpaid_before_fen
    return max(np.int64(0), min(ordered_fen, covered))


@kernel
def draw_deposits(w, calendar, p, week):
    """Unmet orders are paid from the deposit of the general contract, past the employer; if it is short, pro rata."""
    if w.measures.open[NUMBER] == 0 or p.measure_in_force[NUMBER] == 0:
        return
    room = borrow(w, w.cases.size)
    n = 0
    for case_row in range(w.room.top[CASE_ROOM]):
        if w.cases.state[case_row] == ORDER_UNMET:
            w.scratch[room + n] = case_row
            n += 1
    unmet = w.scratch[room : room + n]
    for i in range(n):
        top = general_above(w, w.crews.contract[w.cases.crew[unmet[i]]])
        drawn = False  # for another case of the same contract
        for j in range(i):
            drawn = drawn or general_above(w, w.crews.contract[w.cases.crew[unmet[j]]]) == top
        if not drawn and holds_deposit(w, top):
            _draw(w, calendar, p, week, top, unmet)
    give_back(w, room)


@kernel
def _draw(w, calendar, p, week, top, unmet):
    """Pay the crews of a general contract whose orders were not met; the contractor must top up."""
    deposit = w.deposits[top]
    firm_row = w.contracts.firm[top]
    n = unmet.size
    room = borrow(w, 3 * n)
    owed, uids = w.scratch[room : room + n], w.scratch[room + n : room + 2 * n]
    shares = w.scratch[room + 2 * n : room + 3 * n]
    whole = np.int64(0)
    for i in range(n):
        crew_row = w.cases.crew[unmet[i]]
        uids[i] = w.crews.uid[crew_row]
        owed[i] = 0
        if general_above(w, w.crews.contract[crew_row]) == top:
            owed[i] = _open_here(w, calendar, p, deposit.since_week, unmet[i])
        whole += owed[i]
    fen = min(whole, deposit.cash_fen + deposit.guarantee_fen)
    split_pro_rata(fen, owed, uids, n, shares)
    _call_guarantee(w, top, fen - min(fen, deposit.cash_fen))
    for i in range(n):
        if shares[i] > 0:
            crew_row = w.cases.crew[unmet[i]]
            pay_past(w, top, crew_row, shares[i], w.projects.deposit_account[w.contracts.project[top]])
            w.measures.cases[NUMBER] += 1
            c = w.crews.contract[crew_row]
            note(w, DEPOSIT_DRAWN, w.contracts.project[top], c, firm_row, w.crews.hands[crew_row], shares[i])
    give_back(w, room)
    if fen > 0:
        w.measures.money_fen[NUMBER] += fen
        deposit.cash_fen -= fen
        deposit.top_up_until = week + p.wage_deposit_top_up_weeks
        _put_on_record(w, p, week, firm_row)


@kernel
def _open_here(w, calendar, p, since_week, case_row):
    """What a case may draw; days before the month in which the deposit came count as earned before it."""
    crew_row = w.cases.crew[case_row]
    unpaid = crew_unpaid_to(w, crew_row, w.crews.days_worked[crew_row])
    before = crew_unpaid_to(w, crew_row, days_by_month(w, crew_row, calendar.month[since_week] - 1))
    return may_be_drawn(still_ordered(w, case_row), unpaid, before, p.measure_open_claims[NUMBER])


@kernel
def _call_guarantee(w, top, fen):
    """The bank pays into the deposit account and takes it back as drawn credit, or claims it from the estate."""
    if fen <= 0:
        return
    deposit = w.deposits[top]
    firm = w.firms[w.contracts.firm[top]]
    transfer(w, BANKS, w.projects.deposit_account[w.contracts.project[top]], GUARANTEE_CALLED, fen)
    deposit.cash_fen += fen
    deposit.guarantee_fen -= fen
    if firm.state == IN_BUSINESS:
        transfer(w, firm.account, BANKS, GUARANTEE_REPAID, fen)
    elif firm.state == FAILED:
        firm.loan_claim_fen += fen


@kernel
def _put_on_record(w, p, week, firm_row):
    firm = w.firms[firm_row]
    remembered = week - firm.drawn_week <= p.wage_deposit_surcharge_weeks
    firm.draws = firm.draws + 1 if remembered else 1
    firm.drawn_week = week


@kernel
def keep_deposits(w, p, seed, week):
    """Deposits are asked for, locked or guaranteed as far as contractors have money left, topped up, given back."""
    if not p.measure_in_force[NUMBER] and w.measures.open[NUMBER] == 0:
        return
    still_open = 0
    for firm_row in range(w.room.top[FIRM_ROOM]):
        firm = w.firms[firm_row]
        c = firm.first_contract if firm.state != ABSENT and firm.kind == CONTRACTOR_FIRM else -1
        while c >= 0:
            _keep(w, p, seed, week, c)
            still_open += w.deposits.state[c] != NO_DEPOSIT
            cash = w.deposits.cash_fen[c]
            if cash > 0:
                bear(w, NUMBER, CONTRACTORS_BEAR, np.int64(cash * p.firms_interest_per_year / 52.0))
            c = w.contracts.next_of_firm[c]
    w.measures.open[NUMBER] = still_open


@kernel
def _keep(w, p, seed, week, c):
    """The deposit of one general contract this week; on paper only it is recorded and nothing is paid in."""
    contract = w.contracts[c]
    deposit = w.deposits[c]
    running = contract.state == ACTIVE and w.firms.state[contract.firm] == IN_BUSINESS
    if running and deposit.state == NO_DEPOSIT and on_paper(w, contract.project, NUMBER):
        _ask(w, p, seed, week, c)
    if not p.measure_in_force[NUMBER]:
        _give_back(w, c)
    elif deposit.state != REQUIRED:
        return
    elif running:
        if in_use(w, contract.project, NUMBER):
            _fill(w, p, week, c)
    elif holds_deposit(w, c):
        deposit.clear_weeks = 0 if _wages_open(w, c) else deposit.clear_weeks + 1
        if deposit.clear_weeks > p.wage_deposit_notice_weeks:
            _give_back(w, c)


@kernel
def _ask(w, p, seed, week, c):
    """What a contract has to deposit, by the record of its firm."""
    contract = w.contracts[c]
    deposit = w.deposits[c]
    firm = w.firms[contract.firm]
    clean = weeks_clean(week, firm.entered_week, firm.unmet_week)
    kept = in_use(w, contract.project, REAL_NAME) and in_use(w, contract.project, DEDICATED_ACCOUNT)
    kept = kept or not p.wage_deposit_exempt_needs_systems
    below = p.wage_deposit_exempt_below_fen
    required = np.int64(0)
    if not is_exempt(contract.price_fen, below, clean, p.wage_deposit_exempt_after_weeks, kept):
        discount = p.wage_deposit_discount_share if clean >= p.wage_deposit_discount_after_weeks else 0.0
        since = week - firm.drawn_week
        once, again = p.wage_deposit_surcharge_once, p.wage_deposit_surcharge_again
        dearer = surcharge(firm.draws, since, p.wage_deposit_surcharge_weeks, once, again)
        bounds = (p.wage_deposit_floor_fen, p.wage_deposit_cap_fen)
        required = deposit_required(contract.price_fen, p.wage_deposit_rate, bounds[0], bounds[1], discount, dearer)
    deposit.state = REQUIRED if required > 0 else EXEMPT
    if required > 0:
        bear(w, NUMBER, AUTHORITY_BEARS, p.wage_deposit_authority_fen_per_deposit)
    deposit.since_week = week
    deposit.guaranteed = uniform(seed, Stream.GUARANTEED, 0, firm.uid) < p.wage_deposit_guarantee_share
    deposit.short = False
    deposit.top_up_until = NEVER
    deposit.fee_week = NEVER
    deposit.clear_weeks = 0
    deposit.required_fen = required
    deposit.cash_fen = 0
    deposit.guarantee_fen = 0


@kernel
def _fill(w, p, week, c):
    """Lock what is missing as far as the firm has money when all that was due is paid; a bank asks for its fee first."""
    contract = w.contracts[c]
    deposit = w.deposits[c]
    firm = w.firms[contract.firm]
    if week >= deposit.fee_week:
        fee = yearly_fee(deposit.guarantee_fen, p.wage_deposit_guarantee_fee_per_year)
        deposit.fee_week += 52
        paid = min(fee, _free_money(w, p, contract.firm))
        _pay_fee(w, contract.firm, paid)
        firm.interest_due_fen += fee - paid
    missing = deposit.required_fen - deposit.cash_fen - deposit.guarantee_fen
    if missing <= 0 or deposit.short:
        return
    if week > deposit.top_up_until:
        deposit.short = True
        note(w, DEPOSIT_SHORT, contract.project, c, contract.firm, 0, missing)
        return
    money = _free_money(w, p, contract.firm)
    if not deposit.guaranteed:
        fen = min(missing, money)
        if fen > 0:
            transfer(w, firm.account, w.projects.deposit_account[contract.project], DEPOSIT_LOCKED, fen)
            deposit.cash_fen += fen
            missing -= fen
    elif money >= max(ONE_YUAN, yearly_fee(missing, p.wage_deposit_guarantee_fee_per_year)):
        _pay_fee(w, contract.firm, yearly_fee(missing, p.wage_deposit_guarantee_fee_per_year))
        deposit.guarantee_fen += missing
        deposit.fee_week = min(deposit.fee_week, week + 52)
        missing = 0
    if missing == 0:
        deposit.top_up_until = NEVER


@kernel
def _pay_fee(w, firm_row, fen):
    firm = w.firms[firm_row]
    if fen > 0:
        transfer(w, firm.account, BANKS, GUARANTEE_FEE, fen)
        firm.outflow_years[BANK_OUT] = add_to_year(w, firm.outflow_years[BANK_OUT], fen)


@kernel
def _free_money(w, p, firm_row):
    """Cash and credit in reach; who does not mix the money of projects leaves what is tied alone, in fen."""
    money = money_in_reach(w, p, firm_row)
    if p.firms_commingling < 0.5:
        c = w.firms.first_contract[firm_row]
        while c >= 0:
            money -= tied_cash(w, c)
            c = w.contracts.next_of_firm[c]
    return max(np.int64(0), money)


@kernel
def _wages_open(w, top):
    """Whether a crew below a general contract is owed anything."""
    c = w.projects.first_contract[w.contracts.project[top]]
    while c >= 0:
        contract = w.contracts[c]
        crew_row = contract.first_crew
        while crew_row >= 0:
            crew = w.crews[crew_row]
            if crew_unpaid_to(w, crew_row, crew.days_worked) > 0 and general_above(w, c) == top:
                return True
            crew_row = crew.next_of_contract
        c = contract.next_of_project
    return False


@kernel
def _give_back(w, c):
    """Cash goes back to the contractor or into its estate, a guarantee is released."""
    contract = w.contracts[c]
    deposit = w.deposits[c]
    if deposit.cash_fen > 0:
        account = w.firms.account[contract.firm]
        transfer(w, w.projects.deposit_account[contract.project], account, DEPOSIT_RETURNED, deposit.cash_fen)
    deposit.cash_fen = 0
    deposit.guarantee_fen = 0
    deposit.state = NO_DEPOSIT
