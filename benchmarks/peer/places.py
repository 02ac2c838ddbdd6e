"""The waterfall of places: where each unpaid fen of a clock is stuck (domain 6)."""

from collections import Counter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from peer.contract import Contract
    from peer.firm import Firm
    from peer.model import PeerModel

Places = Counter[tuple[str, int, str]]  # owner kind, tier (0 = the owner), place -> fen


def locate(model: "PeerModel", clock: str) -> Places:
    """Every unpaid fen of "overdue" or "unpaid_over_30_days" in its place."""
    places: Places = Counter()
    left: dict[Contract, int] = {}
    ringed: dict[Contract, int] = {}
    for project in model.projects:
        for c in [c for c in project.contracts if not c.parent]:
            passed = _pass_up(model, c, clock, left, places)
            ringed[c] = min(left[c], max(0, project.wage_account.fen))
            left[c] -= ringed[c]
            places[where(c, "in_account")] += ringed[c]
            project.passed_up_fen = passed
    for firm in model.firms():
        _firms_own(firm, left, ringed, places)
    for owner in model.developers():
        demand = sum(c.project.passed_up_fen for c in owner.contracts)
        could = min(demand, max(0, owner.account.fen))
        places[owner.kind, 0, "owner_could_pay"] += could
        places[owner.kind, 0, "owner_no_budget_or_sales"] += demand - could
    return places


def where(c: "Contract", place: str) -> tuple[str, int, str]:
    """A place at a contract."""
    return c.project.owner.kind, min(7, c.tier), place


def _pass_up(model: "PeerModel", c: "Contract", clock: str, left: "dict[Contract, int]", places: Places) -> int:
    """Book what is stuck between a contract and its payer; returns what passes to the payer."""
    demand = sum(_pass_up(model, child, clock, left, places) for child in c.children)
    for crew in c.crews:
        due, old = crew.due_through(model.week), model.calendar.last_old_week(model.week)
        if clock == "overdue":
            demand += crew.unpaid(due)
        else:
            both = crew.unpaid(min(due, old))
            demand += both
            places[where(c, "agreed_later")] += crew.unpaid(old) - both
    rest = min(demand, max(0, c.value_fen - c.received_fen))
    left[c] = demand - rest
    status = _statuses(model.week, c)
    passed = min(rest, status["due"])
    rest -= passed
    for place in ("disputed", "in_term", "uncertified_or_milestone"):
        part = min(rest, status[place])
        places[where(c, place)] += part
        rest -= part
    places[where(c, "part_payment_and_retention")] += rest
    return passed


def _statuses(week: int, c: "Contract") -> Counter[str]:
    """What the payer owes by its status."""
    status: Counter[str] = Counter()
    for bill in c.bills:
        if bill.disputed_until > week:
            status["disputed"] += bill.open_fen
        elif bill.certified_week > week:
            status["uncertified_or_milestone"] += bill.open_fen
        elif bill.due_week > week:
            status["in_term"] += bill.open_fen
        else:
            status["due"] += bill.open_fen
    unbilled = int(max(0, c.value_fen - c.billed_value_fen) * c.part_share) - c.ahead_fen
    status["uncertified_or_milestone"] += max(0, unbilled)
    return status


def _firms_own(firm: "Firm", left: "dict[Contract, int]", ringed: "dict[Contract, int]", places: Places) -> None:
    """Fled | held | diverted | price | no own funds."""
    stuck = [c for c in firm.contracts if left[c]]
    cash, whole = max(0, firm.account.fen), sum(left[c] for c in stuck)
    for c in stuck:
        rest = left[c]
        if firm.state == "fled":
            places[where(c, "fled")] += rest
            continue
        held = min(rest, cash * rest // whole)
        cash -= held
        whole -= rest
        rest -= held
        diverted = min(rest, max(0, c.received_fen - c.spent_fen - held - ringed.get(c, 0)))
        rest -= diverted
        price = min(rest, max(0, c.cost_fen() - c.value_fen))
        places[where(c, "held")] += held
        _divert(firm, c, diverted, places)
        places[where(c, "price")] += price
        places[where(c, "no_own_funds")] += rest - price


def _divert(firm: "Firm", c: "Contract", fen: int, places: Places) -> None:
    """Split what was diverted by what the firm spent elsewhere in the last year; the last takes the remainder."""
    year = range(firm.model.period - 12, firm.model.period + 1)
    elsewhere = {
        "diverted_other_projects": firm.year_outflow("projects") - sum(c.spent["projects", k] for k in year),
        "diverted_suppliers": firm.year_outflow("suppliers") - sum(c.spent["suppliers", k] for k in year),
        "diverted_bank": firm.year_outflow("bank"),
        "diverted_paid_out": firm.year_outflow("paid_out"),
    }
    whole = sum(max(0, spent) for spent in elsewhere.values())
    if not whole:
        places[where(c, "diverted_before_start")] += fen
        return
    parts = {place: fen * max(0, spent) // whole for place, spent in elsewhere.items()}
    parts["diverted_paid_out"] += fen - sum(parts.values())
    for place, part in parts.items():
        places[where(c, place)] += part
