"""The dedicated wage account of a project: labour cost goes in, labour of the project is paid from it."""

from typing import TYPE_CHECKING

from peer.bill import pay_in_order
from peer.payroll import owed_directly
from peer.wages import pay_allowances, pay_wages
from sim.mechanisms.dedicated_account import labour_paid_before, opening_float

if TYPE_CHECKING:
    from peer.contract import Contract
    from peer.model import PeerModel
    from peer.project import Project

MEASURE = "dedicated_account"


def keep_account(model: "PeerModel", project: "Project") -> None:
    """Open the account where it is now used; close it after completion, once no wages are open."""
    if MEASURE in project.in_use:
        if not project.account_open and project.state == "active":
            _open(model, project)
    elif project.account_open:
        _split_no_more(project)
    if project.wage_account.fen > 0 or project.account_open:
        _close_when_done(model, project)


def _open(model: "PeerModel", project: "Project") -> None:
    p, c = model.cards, project.general
    project.account_open = True
    certified = c.labour_cost(max(0, c.billed_value_fen))
    c.account_in_fen = certified
    if MEASURE in model.open_claims:
        c.account_in_fen = labour_paid_before(certified, c.received_fen, c.billed_fen)
    if model.week == 0:  # all projects began at the opening
        money = c.firm.money()
        fen = opening_float(c.labour_cost(c.price_fen), c.weeks, p.dedicated_account_float_share, money)
        if fen > 0:
            model.ledger.transfer(c.firm.account, project.wage_account, "account_float", fen)


def _split_no_more(project: "Project") -> None:
    project.account_open = False
    for c in project.contracts:
        c.labour_months = c.account_due_fen = 0
        c.account_share = 0.0


def _close_when_done(model: "PeerModel", project: "Project") -> None:
    """After notice the balance goes to the contractor."""
    notice = model.cards.dedicated_account_closing_weeks
    if project.state == "active" or model.week < project.complete_week + notice:
        return
    if any(c.crews for c in project.contracts):
        return
    _split_no_more(project)
    if project.wage_account.fen > 0 and project.contracts:
        payee = project.general.firm.account
        model.ledger.transfer(project.wage_account, payee, "account_closed", project.wage_account.fen)


def split_labour_cost(model: "PeerModel", project: "Project") -> None:
    """How much of what the owner pays this week goes into the account."""
    if not project.account_open or not project.contracts:
        return
    p, c = model.cards, project.general
    c.labour_months = c.account_due_fen = 0
    c.account_share = 0.0
    if p.dedicated_account_base_is_payment:
        c.account_share = p.dedicated_account_payment_share
        return
    c.labour_months = p.dedicated_account_cycle_months
    c.account_due_fen = max(0, c.labour_cost(certified_value(model, c)) - c.account_in_fen)


def certified_value(model: "PeerModel", c: "Contract") -> int:
    """Value of the work certified so far, as far as open bills say."""
    certified = [bill.value_fen for bill in c.bills if bill.certified_week <= model.week]
    return min(max(certified, default=0), c.value_fen)


def pay_from_account(model: "PeerModel", project: "Project") -> None:
    """Own crews' allowances; then what is due of labour, beyond all that workers paid directly have earned."""
    account = project.wage_account
    if account.fen <= 0:
        return
    c = project.general
    if model.month_end:
        pay_allowances(model, account, c.crews, account.fen)
    free = account.fen - (owed_directly(project) if project.pays_past else 0)
    wages_first = c.firm.order[0] == "wages"
    for wages in (wages_first, not wages_first):
        if free > 0:
            if wages:
                free -= pay_wages(model, account, c.crews, free)
            else:
                bills = [bill for child in c.children for bill in child.bills]
                free -= pay_in_order(model, account, c.firm, bills, free)
