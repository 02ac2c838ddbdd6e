"""The waterfall of places written from the text of `domain.md`, section 6, in Python integers.

It shares no code with the engine: contracts are plain records, the year's outflows are given, and every
fen is booked at a contract or, at the top, at the project whose owner has to pay.
"""

from collections import defaultdict
from dataclasses import dataclass, field


@dataclass
class Bill:
    """What is still open of a bill on the payer."""

    open_fen: int
    certified_week: int = 0
    due_week: int = 0
    disputed_until: int = 0

    def status(self, week: int) -> str:
        if self.disputed_until > week:
            return "disputed"
        if self.certified_week > week:
            return "uncertified_or_milestone"
        return "in_term" if self.due_week > week else "due"


@dataclass
class Contract:
    """The unit of the waterfall. `parent` is None below the owner."""

    uid: int
    project: int
    parent: int | None
    firm: int
    tier: int
    unpaid_fen: int = 0  # its own crews' unpaid wages, of the clock that is asked for
    later_fen: int = 0  # of the headline: not yet due by agreement
    value_fen: int = 0  # V
    received_fen: int = 0  # P
    spent_fen: int = 0
    wages_fen: int = 0  # own wages accrued
    materials_fen: int = 0
    subcontracts_fen: int = 0  # V of its subcontracts, closed ones too
    unbilled_fen: int = 0
    ahead_fen: int = 0  # labour billed ahead of the next progress bill
    locked_fen: int = 0  # in a wage deposit
    part_share: float = 1.0
    bills: list[Bill] = field(default_factory=list)
    spent_on_projects_fen: int = 0  # of the last year: wages and subcontracts of this contract
    spent_on_suppliers_fen: int = 0  # of the last year: its materials


@dataclass
class Firm:
    """Cash and the outflows of the last year over all contracts."""

    cash_fen: int = 0
    gone: str = ""  # "fled" or "failed"
    to_projects_fen: int = 0
    to_suppliers_fen: int = 0
    to_bank_fen: int = 0
    paid_out_fen: int = 0


@dataclass
class Located:
    """Where the money is stuck."""

    at_contract: dict[int, dict[str, int]]  # contract -> place -> fen
    at_owner: dict[int, dict[str, int]]  # project -> place -> fen
    demand: dict[int, int]  # contract -> own demand and what its subcontracts pass up
    passed: dict[int, int]  # contract -> passed to the payer


def locate(
    contracts: list[Contract],
    firms: dict[int, Firm],
    owner_of: dict[int, int],
    owner_cash: dict[int, int | None],
    week: int,
    accounts: dict[int, int] | None = None,
) -> Located:
    """Every unpaid fen of one clock, in its place. `owner_of` says which owner a project has, `accounts` what lies
    in its wage account."""
    booked: dict[int, dict[str, int]] = {c.uid: defaultdict(int) for c in contracts}
    demand: dict[int, int] = {c.uid: c.unpaid_fen for c in contracts}
    passed: dict[int, int] = {}
    left: dict[int, int] = {}
    for c in sorted(contracts, key=lambda c: -c.tier):
        booked[c.uid]["agreed_later"] += c.later_fen
        of_payer = min(demand[c.uid], max(0, c.value_fen - c.received_fen))
        left[c.uid] = demand[c.uid] - of_payer
        passed[c.uid] = _fill(c, of_payer, week, booked[c.uid])
        if c.parent is not None:
            demand[c.parent] += passed[c.uid]
    for project, fen in (accounts or {}).items():
        for c in sorted((c for c in contracts if c.project == project and c.parent is None), key=lambda c: c.uid):
            booked[c.uid]["in_account"] = min(left[c.uid], fen)
            left[c.uid] -= booked[c.uid]["in_account"]
            fen -= booked[c.uid]["in_account"]
    for uid, firm in firms.items():
        _firms_own(firm, [c for c in contracts if c.firm == uid and left[c.uid] > 0], left, booked)
    at_owner = _owners_part(contracts, passed, owner_of, owner_cash)
    return Located(booked, at_owner, demand, passed)


def _fill(c: Contract, of_payer: int, week: int, here: dict[str, int]) -> int:
    """Fill the statuses of what the payer owes in their order; the first of them passes to the payer."""
    held_up = {"due": 0, "disputed": 0, "in_term": 0, "uncertified_or_milestone": 0}
    for bill in c.bills:
        held_up[bill.status(week)] += bill.open_fen
    held_up["uncertified_or_milestone"] += max(0, int(max(0, c.unbilled_fen) * c.part_share) - c.ahead_fen)
    for status, fen in held_up.items():
        part = min(of_payer, fen)
        of_payer -= part
        here[status] += part
    here["part_payment_and_retention"] += of_payer
    return here.pop("due")


def _firms_own(firm: Firm, stuck: list[Contract], left: dict[int, int], booked: dict[int, dict[str, int]]) -> None:
    """Fled | held | diverted | price | no own funds."""
    cash = max(0, firm.cash_fen)
    all_left = sum(left[c.uid] for c in stuck)
    for c in sorted(stuck, key=lambda c: c.uid):
        rest, here = left[c.uid], booked[c.uid]
        if firm.gone:
            here[firm.gone] += rest
            continue
        held = min(rest, cash * rest // all_left)
        cash -= held
        all_left -= rest
        here["held"] += held
        rest -= held
        diverted = min(rest, max(0, c.received_fen - c.spent_fen - held - here["in_account"] - c.locked_fen))
        rest -= diverted
        _divert(firm, c, diverted, here)
        cost = c.wages_fen + c.materials_fen + c.subcontracts_fen
        price = min(rest, max(0, cost - c.value_fen))
        here["price"] += price
        here["no_own_funds"] += rest - price


def _divert(firm: Firm, c: Contract, diverted: int, here: dict[str, int]) -> None:
    """Split diverted money by what the firm spent elsewhere; the last bucket takes the remainder."""
    elsewhere = {
        "diverted_other_projects": max(0, firm.to_projects_fen - c.spent_on_projects_fen),
        "diverted_suppliers": max(0, firm.to_suppliers_fen - c.spent_on_suppliers_fen),
        "diverted_bank": firm.to_bank_fen,
        "diverted_paid_out": firm.paid_out_fen,
    }
    whole = sum(elsewhere.values())
    if whole == 0:
        here["diverted_before_start"] += diverted
        return
    parts = {place: diverted * fen // whole for place, fen in elsewhere.items()}
    parts["diverted_paid_out"] += diverted - sum(parts.values())
    for place, fen in parts.items():
        here[place] += fen


def _owners_part(
    contracts: list[Contract], passed: dict[int, int], owner_of: dict[int, int], owner_cash: dict[int, int | None]
) -> dict[int, dict[str, int]]:
    """The owner could pay as far as its cash goes, pro rata to demand; the rest has no budget or sales."""
    reached: dict[int, int] = defaultdict(int)
    for c in contracts:
        if c.parent is None:
            reached[c.project] += passed[c.uid]
    found: dict[int, dict[str, int]] = {}
    for owner, in_hand in owner_cash.items():
        projects = [p for p in sorted(reached) if owner_of[p] == owner]
        if in_hand is None:  # it has failed
            found.update({p: {"owner_failed": reached[p]} for p in projects})
            continue
        cash = max(0, in_hand)
        demand = sum(reached[p] for p in projects)
        for project in projects:
            fen = reached[project]
            could = min(fen, cash * fen // demand) if demand else 0
            cash -= could
            demand -= fen
            found[project] = {"owner_could_pay": could, "owner_no_budget_or_sales": fen - could}
    return found
