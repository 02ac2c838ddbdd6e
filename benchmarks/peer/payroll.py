"""Direct payment: the general contractor pays registered workers past the layers between."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from peer.money import Account, split
from peer.wages import month_allowances, pay_members
from sim.agents.evidence import is_paid_directly

if TYPE_CHECKING:
    from peer.contract import Contract
    from peer.crew import Crew
    from peer.firm import Firm
    from peer.model import PeerModel
    from peer.project import Project

MEASURE = "direct_payment"


@dataclass
class Payroll:
    """The latest list of what is to be paid directly."""

    week: int
    month: int  # of which monthly pay is listed whole
    allowances: bool  # it is paid this week, and lists the month's living allowances

    def listed_through(self, crew: "Crew") -> int:
        """The last week of work that it lists: what was due by then, of monthly pay the whole month before."""
        through = crew.due_through(self.week)
        if crew.regime == "monthly" and crew.certified_week <= self.week:
            through = max(through, crew.model.calendar.last_week(self.month))
        return through

    def dates(self, crew: "Crew") -> set[int]:
        """When the open wages it lists fell due; what falls due later is due with the list."""
        last = self.listed_through(crew)
        months = {entry.month for claim in registered(crew) for entry in claim.open if entry.week <= last}
        return {min(self.week, crew.due_week(month)) for month in months}

    def owed(self, crew: "Crew", date: int) -> list[int]:
        """What it lists for each member and was due by a date."""
        last = self.listed_through(crew) if date == self.week else crew.due_through(date)
        return [claim.unpaid(last) if is_registered(claim) else 0 for claim in crew.claims]


def latest_payroll(model: "PeerModel") -> Payroll | None:
    """Payrolls are some weeks after each month end, and one more is in the week of the festival date."""
    p, calendar, since = model.cards, model.calendar, model.since_week.get(MEASURE)
    if since is None:
        return None
    lag = p.direct_payment_lag_weeks
    for week in range(model.week, since - 1, -1):
        drawn_up = week - lag
        monthly = drawn_up >= 0 and calendar.is_month_end(drawn_up)
        if monthly or calendar.festival_due(week):
            then = max(0, drawn_up)
            month = calendar.month_of_week(then) - (0 if calendar.is_month_end(then) else 1)
            return Payroll(week, month, week == model.week and monthly)
    return None


def is_registered(claim) -> bool:
    """Whether a worker is paid directly in his crew."""
    return is_paid_directly(claim.crew.direct, claim.evidence)


def registered(crew: "Crew") -> list:
    """The claims of a crew that are paid directly."""
    return [claim for claim in crew.claims if is_registered(claim)]


def owed_directly(project: "Project") -> int:
    """All open wages, due or not, of workers who are paid directly."""
    return sum(_open(crew) for c in project.contracts for crew in c.crews)


def _open(crew: "Crew") -> int:
    return sum(claim.unpaid() for claim in registered(crew)) if crew.direct else 0


def pay_directly(model: "PeerModel") -> None:
    """What the latest payroll lists is paid from the account, then from the contractor's cash; then money is kept."""
    projects = [project for project in model.projects if project.contracts]
    for project in projects:
        _mark(model, project)
    users = [project for project in projects if project.pays_past]
    payroll = latest_payroll(model)
    if payroll and users:
        for project in users:
            crews = [crew for c in project.contracts for crew in c.crews if crew.direct]
            account = project.wage_account
            budget = {project.uid: account.fen}
            _pay_list(model, payroll, account, crews, lambda crew: crew.contract.project.uid, budget, account.fen)
        for firm in model.firms():
            if firm.state == "in_business":
                _pay_from_cash(model, payroll, firm)
    for project in users:
        _keep(project)


def _mark(model: "PeerModel", project: "Project") -> None:
    """Which crews are paid directly; without open claims only those formed since the project was covered."""
    used = MEASURE in project.in_use
    for c in project.contracts:
        for crew in c.crews:
            fresh = crew.start_week >= project.covered_week.get(MEASURE, 0)
            crew.direct = used and (fresh or MEASURE in model.open_claims)
        for bill in c.bills:
            bill.kept_fen = 0
    project.pays_past = used


def _pay_from_cash(model: "PeerModel", payroll: Payroll, firm: "Firm") -> None:
    """Crews below its general contracts, as far as bills of the subcontract above each are due."""
    crews = [
        crew
        for c in firm.contracts
        if not c.parent and c.project.pays_past
        for d in c.project.contracts
        if d.parent
        for crew in d.crews
        if crew.direct
    ]
    budget = {link.uid: link.bill_due() for link in {_link(crew.contract) for crew in crews}}
    _pay_list(model, payroll, firm.account, crews, lambda crew: _link(crew.contract).uid, budget, firm.money())


def _link(contract: "Contract") -> "Contract":
    """The subcontract of the general contractor in whose chain a contract stands."""
    while contract.parent.parent:
        contract = contract.parent
    return contract


def _pay_list(
    model: "PeerModel", payroll: Payroll, account: Account, crews: "list[Crew]",
    link_of: "Callable[[Crew], int]", budget: dict[int, int], cash: int,
) -> None:  # fmt: skip
    """The oldest due date first; then allowances. Equal dates pro rata between links, then between their crews."""
    for date in sorted({date for crew in crews for date in payroll.dates(crew)}):
        owed = {crew: payroll.owed(crew, date) for crew in crews}
        cash -= _pay_layer(model, account, owed, link_of, budget, cash, "wage")
    if payroll.allowances:
        owed = {crew: month_allowances(crew, payroll.month, True) for crew in crews}
        cash -= _pay_layer(model, account, owed, link_of, budget, cash, "living_allowance", payroll.month)


def _pay_layer(
    model: "PeerModel", account: Account, owed: "dict[Crew, list[int]]", link_of: "Callable[[Crew], int]",
    budget: dict[int, int], cash: int, purpose: str, month: int | None = None,
) -> int:  # fmt: skip
    links = sorted(budget)
    demand = dict.fromkeys(links, 0)
    for crew, members in owed.items():
        demand[link_of(crew)] += sum(members)
    wanted = [min(demand[link], budget[link]) for link in links]
    fen = max(0, min(cash, sum(wanted)))
    for link, part in zip(links, split(fen, wanted, links), strict=True):
        budget[link] -= part
        crews = [crew for crew in owed if link_of(crew) == link]
        shares = split(part, [sum(owed[crew]) for crew in crews], [crew.uid for crew in crews])
        for crew, share in zip(crews, shares, strict=True):
            if share:
                pay_members(model, account, crew, owed[crew], share, purpose)
                _pass_links(crew.contract, share)
                if month is not None:
                    crew.allowance_month = month
    return fen


def _pass_links(leaf: "Contract", fen: int) -> None:
    """Each link between the crew and the general contractor is discharged."""
    contract = leaf
    while contract.parent:
        contract.be_passed(fen)
        contract = contract.parent
    contract.spend(fen, "projects")


def _keep(project: "Project") -> None:
    """Of what is due on a subcontract's bills, as much as workers paid directly below have earned is kept for them."""
    for link in project.contracts:
        if link.tier != 2 or not link.bill_due():
            continue
        owed = sum(_open(crew) for c in project.contracts if c.parent and _link(c) is link for crew in c.crews)
        for bill in link.bills:
            kept = min(owed, bill.due(project.model.week))
            bill.kept_fen = kept
            owed -= kept
