"""Paying wages and living allowances: who is paid first, and how a crew shares what is short."""

from typing import TYPE_CHECKING

from peer.money import Account, split
from sim.agents.evidence import is_paid_directly
from sim.agents.wages import allowance

if TYPE_CHECKING:
    from peer.crew import Crew
    from peer.model import PeerModel


def pay_members(model: "PeerModel", account: Account, crew: "Crew", owed: list[int], fen: int, purpose: str) -> None:
    """Pay a crew so much of what is owed to each member: pro rata, largest remainder, ties by the worker's uid."""
    shares = split(fen, owed, [claim.worker.uid for claim in crew.claims])
    for claim, share in zip(crew.claims, shares, strict=True):
        claim.pay(share)
    model.ledger.transfer(account, "households", purpose, fen)


def pay_wages(model: "PeerModel", account: Account, crews: "list[Crew]", cash: int) -> int:
    """Pay wages that are due: the oldest due date first, equal dates pro rata between crews. Returns what was paid."""
    left = cash
    dates = sorted({date for crew in crews for date in _due_dates(crew, model.week)})
    for date in dates:
        through = [crew.due_through(date) for crew in crews]
        owed = [crew.unpaid(last) for crew, last in zip(crews, through, strict=True)]
        shares = split(min(left, sum(owed)), owed, [crew.uid for crew in crews])
        for crew, last, share in zip(crews, through, shares, strict=True):
            if share:
                members = [claim.unpaid(last) for claim in crew.claims]
                pay_members(model, account, crew, members, share, "wage")
                crew.contract.spend(share, "projects")
                left -= share
        if not left:
            break
    return cash - left


def _due_dates(crew: "Crew", week: int) -> set[int]:
    """The weeks in which the open wages of a crew that are due fell due."""
    through = crew.due_through(week)
    months = {entry.month for claim in crew.claims for entry in claim.open if entry.week <= through}
    return {crew.due_week(month) for month in months}


def month_allowances(crew: "Crew", month: int, direct: bool) -> list[int]:
    """Living allowance of each member for a month: of those who are paid directly, or of all others.

    A general contractor pays all of its own crews, and does so once.
    """
    own = crew.contract.parent is None
    nothing = [0] * len(crew.claims)
    if (own and crew.allowance_month >= month) or crew.paid_monthly:
        return nothing
    if crew.last_month < month or crew.allowance_share <= 0.0:
        return nothing
    last = crew.model.calendar.last_week(month)
    found = []
    for claim in crew.claims:
        days = claim.month_days.get(month, 0)
        mine = is_paid_directly(crew.direct, claim.evidence) == direct or (own and not direct)
        payable = days if mine else 0
        found.append(allowance(claim.day_wage_fen, payable, crew.allowance_share, claim.unpaid(last)))
    return found


def pay_allowances(model: "PeerModel", account: Account, crews: "list[Crew]", cash: int) -> int:
    """Month end: living allowances of crews that are settled later. Returns what was paid."""
    listed = [month_allowances(crew, model.month, False) for crew in crews]
    owed = [sum(members) for members in listed]
    fen = min(cash, sum(owed))
    for crew, members, share in zip(crews, listed, split(fen, owed, [crew.uid for crew in crews]), strict=True):
        if share:
            pay_members(model, account, crew, members, share, "living_allowance")
            crew.contract.spend(share, "projects")
            crew.allowance_month = model.month
    return fen
