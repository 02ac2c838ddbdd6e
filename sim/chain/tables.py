"""Tables of the chain, and the rows they lend out.

A row is taken from a stack of free rows and given back when its last claim is closed,
so tables stay as small as what is open at the same time.
"""

import numpy as np

from sim.core.compiled import kernel
from sim.declared.kinds import FIRM_KINDS as FIRM_KINDS
from sim.declared.kinds import OWNER_KINDS as OWNER_KINDS
from sim.declared.kinds import SECTORS as SECTORS
from sim.declared.measures import MEASURES
from sim.ledger.claims import MONTHS

FREE, ACTIVE, COMPLETE, ENDED = 0, 1, 2, 3  # state of a contract or project (ENDED: cut off by a flight)
WORKING, PACKAGE_DONE = 1, 2  # state of a crew
ONE_YUAN = 100  # in fen: who has less cannot pay anything with it
NEVER = 1 << 30  # a week that does not come
GOVERNMENT, STATE_OWNED, PRIVATE, PARTNERSHIP = 0, 1, 2, 3
CONTRACTOR_FIRM, LICENSED_FIRM, SHELL_FIRM, BOSS_FIRM = 0, 1, 2, 3
ABSENT, IN_BUSINESS, FLED, FAILED = range(4)  # state of a firm
FIRM_STATES = ("absent", "in_business", "fled", "failed")
PROGRESS_BILL, FINAL_BILL, RETENTION_BILL, MATERIAL_BILL = 0, 1, 2, 3
PERIODS = 13  # four-week periods of which spending is remembered
PASS_ON_WEEKS = 8  # the longest that a layer may take to pass on what it received


# One row per project the region has at a time; a finished project is followed by another.
SLOTS = np.dtype(
    [
        ("uid", "i8"),
        ("owner_kind", "i4"),
        ("project", "i4"),  # row, -1 between projects
        ("start_week", "i4"),  # when the next project starts
        ("generation", "i4"),  # projects so far
        ("opening_workers", "i4"),  # of its first project
        ("mean_workers", "f8"),  # of later ones
    ],
    align=True,
)


# One row per project until its last wage claim closes.
PROJECTS = np.dtype(
    [
        ("uid", "i8"),
        ("state", "i4"),
        ("slot", "i4"),
        ("owner", "i4"),
        ("sector", "i4"),
        ("size_class", "i4"),  # 0 small, 1 middle, 2 large
        ("start_week", "i4"),
        ("planned_weeks", "i4"),
        ("complete_week", "i4"),
        ("stopped_until", "i4"),  # the owner has stopped paying
        ("halted_from", "i4"),  # while the owner has stopped, the site stands still from this week
        ("withheld", "?"),  # the owner withholds: the next milestone is not reached
        ("first_contract", "i4"),  # newest first: children stand before parents
        ("contracts_made", "i4"),  # for uids of contracts
        ("wage_account", "i4"),  # accounts of its own, kept by the row
        ("account_open", "?"),  # labour cost is split off into the wage account
        ("pays_past", "?"),  # the general contractor pays registered workers directly
        ("deposit_account", "i4"),
        ("on_paper", "i8"),  # measures that cover it: bits by their numbers, names in views
        ("in_use", "i8"),  # those of them that are really used
        ("ever_on_paper", "i8"),  # in a week that is recorded
        ("ever_in_use", "i8"),
        ("equipped", "i8"),  # what measures need once per project is there
        ("ordered_week", "i4"),  # the authority last ordered somebody here to pay; long ago if never
        ("covered_week", "i4", (MEASURES,)),  # since when each measure covers it
        ("next_free", "i4"),
    ],
    align=True,
)


# The tree: one row per edge of a payment chain. A row is five pieces of 64 bytes, in which memory is read: links, work,
# money, terms, the rest.
CONTRACTS = np.dtype(
    [
        ("uid", "i8"),
        ("state", "i1"),
        ("tier", "i1"),  # 1 = general contractor
        ("pre_finances", "?"),  # pays its subcontracts at their terms, whether it was paid or not
        ("pass_on_weeks", "i1"),  # from the payer's own receipt to the due date of what waits for it
        ("project", "i4"),
        ("parent", "i4"),  # -1 below the owner
        ("firm", "i4"),  # the payee
        ("groups", "i4"),  # in which it is counted, see sim.ledger.tally
        ("target_workers", "i4"),  # hands wanted at a time (leaf contracts)
        ("wanted", "i4"),  # hands it hires this week
        ("first_child", "i4"),
        ("next_sibling", "i4"),  # below the same contract; of a general contract below the same owner
        ("next_of_firm", "i4"),  # by rising uid
        ("next_of_project", "i4"),
        ("first_crew", "i4"),
        ("first_bill", "i4"),
        ("first_material", "i4"),
        # work, in planned wages, and its value
        ("own_done", "i8"),
        ("own_work", "i8"),  # planned, by own crews
        ("done_work", "i8"),  # by all below it too
        ("planned_work", "i8"),  # planned wages in fen: the measure of work
        ("price_fen", "i8"),
        ("value_fen", "i8"),  # V: work done at contract price less what disputes took
        ("lost_fen", "i8"),  # taken by disputes
        ("materials_plan_fen", "i8"),
        # receipts and costs
        ("received_fen", "i8"),  # P
        ("spent_fen", "i8"),  # wages, subcontracts and materials paid here
        ("billed_value_fen", "i8"),  # value covered by bills so far
        ("billed_fen", "i8"),  # bills issued so far, the advance included
        ("wages_fen", "i8"),  # own wages accrued
        ("materials_fen", "i8"),  # materials used so far
        ("materials_billed_fen", "i8"),
        ("passed_fen", "i8"),  # price of its subcontracts
        # what it says about payment; money on the way
        ("part_share", "f8"),  # share of certified value paid as progress payment
        ("festival_share", "f8"),  # the higher share settled before the festival
        ("retention_share", "f8"),
        ("advance_share", "f8"),
        ("milestone_share", "f8"),  # 0 = billed monthly
        ("account_share", "f8"),  # share of each payment that goes into the wage account
        ("prepaid_fen", "i8"),  # discharged by set-off before it was billed
        ("recourse_fen", "i8"),  # the payer's claim for what it paid past this firm beyond its debt
        # a general contract with a wage account
        ("ahead_fen", "i8"),  # labour cost billed before the milestone
        ("account_in_fen", "i8"),  # labour cost that went into the account
        ("account_due_fen", "i8"),  # labour cost that the owner's next payments fill up first
        # dates and rows
        ("settlement_week", "i4"),  # NEVER until the work is complete
        ("retention_week", "i4"),
        ("release_week", "i4"),  # a terminated contract is let again from this week
        ("last_bill", "i4"),
        ("last_material", "i4"),
        ("wages_year", "i4"),  # what it spent on wages and subcontracts, see `sim.chain.years`
        ("material_year", "i4"),
        ("next_free", "i4"),
        ("start_week", "i2"),
        ("weeks", "i2"),  # planned
        ("certification_weeks", "i1"),
        ("term_weeks", "i1"),
        ("labour_months", "i1"),  # labour cost is billed every so many months, milestone or not; 0 = with the rest
    ],
    align=True,
)


# One row per open bill: work billed upward, or material bought on credit.
BILLS = np.dtype(
    [
        ("contract", "i4"),
        ("parent", "i4"),  # the bill on the payer's payer for the same work, -1 none
        ("next", "i4"),
        ("kind", "i4"),
        ("payer", "i4"),  # the firm that has to pay it; an owner as -1, -2, ...
        ("due_week", "i4"),  # of a free row NEVER
        ("disputed_until", "i4"),
        ("children", "i4"),  # open bills that wait for this one
        ("paid_week", "i4"),  # of the latest payment
        ("latest_receipt", "i4"),  # row of RECEIPTS, -1 while it has brought nothing
        ("amount_fen", "i8"),
        ("paid_fen", "i8"),
        ("kept_fen", "i8"),  # of what is due: kept for wages that are paid directly
        ("certified_week", "i4"),
        ("next_free", "i4"),
        ("value_fen", "i8"),  # value of all work billed up to this bill
    ],
    align=True,
)


# What a bill brought in one week, as long as that matters to the bills that wait for it.
RECEIPTS = np.dtype(
    [
        ("fen", "i8"),
        ("week", "i4"),
        ("next_free", "i4"),  # of a row in use: the receipt of the same bill before it, -1 none
    ],
    align=True,
)


# One hiring for one trade package; its workers are rows of Claims.
CREWS = np.dtype(
    [
        ("state", "i1"),
        ("regime", "i1"),
        ("piece", "?"),
        ("left", "?"),  # somebody has left
        ("contract", "i4"),
        ("groups", "i4"),  # of its contract
        ("first_claim", "i4"),
        ("hands", "i4"),
        ("present", "i4"),  # workers still here
        ("settle_week", "i4"),  # all falls due (festival, project end)
        ("certified_week", "i4"),  # piece work is measured
        ("at_once_week", "i4"),  # flight made everything due
        ("days_worked", "i2"),
        ("low_day", "i2"),  # nobody is unpaid before this day
        ("high_day", "i2"),  # nobody is paid beyond this day
        ("first_month", "i2"),
        ("last_month", "i2"),  # the last month worked
        ("allowance_month", "i2"),  # the last month for which it got its living allowance
        ("day_wages_fen", "i8"),  # of all workers, while nobody has left
        ("discharged_fen", "i8"),  # of all workers
        ("month_days", "i2", (MONTHS,)),  # days worked by the end of each month
        ("last_case", "i1"),  # how its last case ended
        ("direct", "?"),  # its registered members are paid by the general contractor
        ("slow", "?"),  # it works fewer days because it is owed much
        ("uid", "i8"),
        ("earned_fen", "i8"),  # wages of this week
        ("allowance_share", "f8"),
        ("start_week", "i4"),
        ("end_week", "i4"),  # planned end of the package
        ("next_of_contract", "i4"),
        ("next_free", "i4"),
        ("case", "i4"),  # its open case, -1 none
    ],
    align=True,
)


# Worker x crew: what one person earned in one crew and what became of it. Money has four bytes: nobody earns more in a
# season (`MOST_DAY_WAGE_FEN`).
CLAIMS = np.dtype(
    [
        ("person", "i4"),
        ("crew", "i4"),  # -1 closed
        ("day_wage_fen", "i4"),
        ("paid_fen", "i4"),
        ("given_up_fen", "i4"),
        ("written_off_fen", "i4"),
        ("left_day", "i2"),  # everybody joins on the first day
        ("evidence", "i1"),  # bits: written contract, roster entry, attendance record
    ],
    align=True,
)


# What was spent in a year, by four-week periods (of the last 49 to 52 weeks).
YEARS = np.dtype([("fen", "i8", (PERIODS,)), ("next_free", "i4")], align=True)


# Rows nobody uses: one row per growing table. Claims, events and accounts are added at the end of those in use, which is
# `first_free`; of claims `free` counts the closed ones before it. Rows given back form a stack; `fresh` is the next behind
# them. No row from `top` on is in use, so nobody looks there: it was never lent, and its memory is not touched, or it was left
# behind when rows were laid together.
ROOM = np.dtype([("free", "i8"), ("first_free", "i8"), ("fresh", "i8"), ("top", "i8")], align=True)
(
    PROJECT_ROOM, CONTRACT_ROOM, BILL_ROOM, CREW_ROOM, CLAIM_ROOM, EVENT_ROOM, FIRM_ROOM, CASE_ROOM, ACCOUNT_ROOM, YEAR_ROOM,
    RECEIPT_ROOM,
) = range(11)  # fmt: skip


@kernel
def take_row(w, table, which):
    """A free row of one table: the one given back last, else the first behind all that were lent."""
    row = w.room.first_free[which]
    if row >= 0:
        w.room.first_free[which] = table.next_free[row]
    else:
        row = w.room.fresh[which]
        w.room.fresh[which] = row + 1
    w.room.top[which] = max(w.room.top[which], row + 1)
    w.room.free[which] -= 1
    return row


@kernel
def give_row(w, table, which, row):
    """Give a row back."""
    table.next_free[row] = w.room.first_free[which]
    w.room.first_free[which] = row
    w.room.free[which] += 1


@kernel
def open_account(w, kind):
    """The next account, of a kind of holder; who takes it keeps it with the row."""
    account = w.room.first_free[ACCOUNT_ROOM]
    w.room.first_free[ACCOUNT_ROOM] = account + 1
    w.accounts.kind[account] = kind
    return account
