"""Tables of the chain, and the rows they lend out.

A row is taken from a stack of free rows and given back when its last claim is closed,
so tables stay as small as what is open at the same time.
"""

from typing import NamedTuple

import numpy as np

from sim.core.compiled import compiled

FREE, ACTIVE, COMPLETE, ENDED = 0, 1, 2, 3  # state of a contract or project (ENDED: cut off by a flight)
WORKING, PACKAGE_DONE = 1, 2  # state of a crew
NEVER = 1 << 30  # a week that does not come
NOT_LEFT = 32767  # left_day of a worker still in the crew
MONTHS = 14  # month ends a crew remembers: a package lasts at most 10 months
GOVERNMENT, STATE_OWNED, PRIVATE, PARTNERSHIP = 0, 1, 2, 3
OWNER_KINDS = ("government", "state_owned", "private", "partnership")
SECTORS = ("building", "municipal", "transport", "water", "energy")
CONTRACTOR_FIRM, LICENSED_FIRM, SHELL_FIRM, BOSS_FIRM = 0, 1, 2, 3
FIRM_KINDS = ("general_contractor", "licensed_subcontractor", "shell", "labour_boss")
MONTHLY, FESTIVAL, PROJECT_END = 0, 1, 2
REGIMES = ("monthly", "festival", "project_end")
PROGRESS_BILL, FINAL_BILL, RETENTION_BILL, MATERIAL_BILL = 0, 1, 2, 3


class Slots(NamedTuple):
    """One row per project the region has at a time; a finished project is followed by another."""

    uid: np.ndarray  # int64
    owner_kind: np.ndarray  # int8
    project: np.ndarray  # int32 row, -1 between projects
    start_week: np.ndarray  # int32, when the next project starts
    generation: np.ndarray  # int32, projects so far


class Projects(NamedTuple):
    """One row per project until its last wage claim closes."""

    uid: np.ndarray  # int64
    state: np.ndarray  # int8
    slot: np.ndarray  # int32
    owner: np.ndarray  # int32
    sector: np.ndarray  # int8
    size: np.ndarray  # int8: 0 small, 1 middle, 2 large
    start_week: np.ndarray  # int32
    planned_weeks: np.ndarray  # int32
    complete_week: np.ndarray  # int32
    stopped_until: np.ndarray  # int32: the owner stopped it
    first_contract: np.ndarray  # int32, newest first: children stand before parents
    contracts_made: np.ndarray  # int32, for uids of contracts


class Contracts(NamedTuple):
    """The tree: one row per edge of a payment chain."""

    uid: np.ndarray  # int64
    state: np.ndarray  # int8
    project: np.ndarray  # int32
    parent: np.ndarray  # int32, -1 below the owner
    firm: np.ndarray  # int32, the payee
    tier: np.ndarray  # int8, 1 = general contractor
    first_child: np.ndarray  # int32
    next_sibling: np.ndarray  # int32
    next_of_project: np.ndarray  # int32
    next_of_firm: np.ndarray  # int32, by rising uid
    next_of_owner: np.ndarray  # int32, tier 1 only
    first_crew: np.ndarray  # int32


class Terms(NamedTuple):
    """What a contract says about payment."""

    part_share: np.ndarray  # float64, share of certified value paid as progress payment
    retention_share: np.ndarray  # float64
    advance_share: np.ndarray  # float64
    certification_weeks: np.ndarray  # int32
    term_weeks: np.ndarray  # int32
    milestone_share: np.ndarray  # float64, 0 = billed monthly
    settlement_week: np.ndarray  # int32, NEVER until the work is complete
    retention_week: np.ndarray  # int32
    release_week: np.ndarray  # int32: a terminated contract is let again from this week
    target_workers: np.ndarray  # int32, hands wanted at a time (leaf contracts)


class Money(NamedTuple):
    """Value, receipts and costs of a contract."""

    price_fen: np.ndarray  # int64
    value_fen: np.ndarray  # int64, V: work done at contract price less what disputes took
    lost_fen: np.ndarray  # int64, taken by disputes
    billed_value_fen: np.ndarray  # int64, value covered by bills so far
    billed_fen: np.ndarray  # int64, bills issued so far, the advance included
    received_fen: np.ndarray  # int64, P
    spent_fen: np.ndarray  # int64, wages, subcontracts and materials paid here
    wages_fen: np.ndarray  # int64, own wages accrued
    materials_fen: np.ndarray  # int64, materials used so far
    materials_plan_fen: np.ndarray  # int64
    materials_billed_fen: np.ndarray  # int64
    planned_work: np.ndarray  # int64, planned wages in fen: the measure of work
    done_work: np.ndarray  # int64


class Queues(NamedTuple):
    """Open bills and the year's spending of a contract."""

    first_bill: np.ndarray  # int32
    last_bill: np.ndarray  # int32
    first_material: np.ndarray  # int32
    last_material: np.ndarray  # int32
    gap_fen: np.ndarray  # int64, deepest cash gap at contract terms
    spent_wages_fen: np.ndarray  # int64 [13 four-week periods]: wages and subcontracts
    spent_material_fen: np.ndarray  # int64 [13]


class Bills(NamedTuple):
    """One row per open bill: work billed upward, or material bought on credit."""

    contract: np.ndarray  # int32
    kind: np.ndarray  # int8
    parent: np.ndarray  # int32, the bill on the payer's payer for the same work, -1 none
    next: np.ndarray  # int32
    amount_fen: np.ndarray  # int64
    paid_fen: np.ndarray  # int64
    certified_week: np.ndarray  # int32
    due_week: np.ndarray  # int32
    disputed_until: np.ndarray  # int32
    children: np.ndarray  # int32, open bills that wait for this one


class Crews(NamedTuple):
    """One hiring for one trade package; its workers are rows of Claims."""

    uid: np.ndarray  # int64
    state: np.ndarray  # int8
    contract: np.ndarray  # int32
    next_of_contract: np.ndarray  # int32
    first_claim: np.ndarray  # int64
    size: np.ndarray  # int32
    present: np.ndarray  # int32, workers still here
    regime: np.ndarray  # int8
    piece: np.ndarray  # bool
    allowance_share: np.ndarray  # float64
    start_week: np.ndarray  # int32
    end_week: np.ndarray  # int32, planned end of the package


class CrewClock(NamedTuple):
    """Days worked and the dates on which they fall due."""

    days_worked: np.ndarray  # int32
    first_month: np.ndarray  # int32
    last_month: np.ndarray  # int32, the last month worked
    month_days: np.ndarray  # int32 [MONTHS], days worked by the end of each month
    settle_week: np.ndarray  # int32, all falls due (festival, project end)
    certified_week: np.ndarray  # int32, piece work is measured
    at_once_week: np.ndarray  # int32, flight made everything due
    low_day: np.ndarray  # int32, nobody is unpaid before this day
    high_day: np.ndarray  # int32, nobody is paid beyond this day
    day_wages_fen: np.ndarray  # int64, of all workers, while nobody has left
    discharged_fen: np.ndarray  # int64, of all workers
    left: np.ndarray  # bool, somebody has left
    settled_fen: np.ndarray  # int64 [3]: paid, given up, written off when last recorded


class Claims(NamedTuple):
    """Worker x crew: what one person earned in one crew and what became of it."""

    person: np.ndarray  # int32
    crew: np.ndarray  # int32, -1 free
    joined_day: np.ndarray  # int16
    left_day: np.ndarray  # int16
    day_wage_fen: np.ndarray  # int32
    paid_fen: np.ndarray  # int64
    given_up_fen: np.ndarray  # int64
    written_off_fen: np.ndarray  # int64


class Room(NamedTuple):
    """Free rows of the growing tables, and counters."""

    project_free: np.ndarray  # int32 stack
    contract_free: np.ndarray  # int32 stack
    bill_free: np.ndarray  # int32 stack
    crew_free: np.ndarray  # int32 stack
    counts: np.ndarray  # int64: free projects, contracts, bills, crews, top of claims, crews made, shortage


PROJECT_ROOM, CONTRACT_ROOM, BILL_ROOM, CREW_ROOM, CLAIM_TOP, CREWS_MADE, SHORT_OF = range(7)


@compiled
def take_row(stack, counts, which):
    """A free row of one table."""
    counts[which] -= 1
    return stack[counts[which]]


@compiled
def give_row(stack, counts, which, row):
    """Give a row back."""
    stack[counts[which]] = row
    counts[which] += 1
