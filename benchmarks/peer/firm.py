"""A firm: one purse, an order of creditors; it may refuse or flee, and pays out what it does not need."""

from collections import Counter
from typing import TYPE_CHECKING

from peer.bill import pay_in_order
from peer.wages import pay_allowances, pay_wages
from sim.agents.contractors import amount_to_pay_out, drawable
from sim.agents.subcontractors import tempted
from sim.chain.contracts import credit_line
from sim.core.draws import Stream
from sim.model.quiet_mesa import mesa

if TYPE_CHECKING:
    from peer.bill import Bill
    from peer.contract import Contract
    from peer.crew import Crew
    from peer.model import PeerModel
    from peer.money import Account

ORDERS = (
    ("wages", "subcontracts", "suppliers", "lenders"),
    ("subcontracts", "wages", "suppliers", "lenders"),
    ("suppliers", "lenders", "subcontracts", "wages"),
)


class Firm(mesa.Agent):
    """A general contractor, licensed subcontractor, hung-on shell or labour boss."""

    def __init__(self, model: "PeerModel", uid: int, kind: str, account: "Account", order: int, kappa: float) -> None:
        super().__init__(model)
        self.uid, self.kind, self.account = uid, kind, account
        self.order = ORDERS[order]
        self.kappa = kappa
        self.gap_fen = self.credit_fen = self.interest_due_fen = 0
        self.state = "in_business"
        self.gone_week = self.refuses_until = 0
        self.contracts: list[Contract] = []  # by rising uid
        self.outflows: Counter[tuple[str, int]] = Counter()  # for what, in which four-week period

    # What it has, and owes.

    def money(self) -> int:
        """Cash and what may still be drawn of the credit line."""
        return drawable(self.account.fen, self.credit_fen, self.model.cards.economy_downturn)

    def crews(self) -> "list[Crew]":
        """All crews it owes, or may owe, wages."""
        return [crew for c in self.contracts for crew in c.crews]

    def year_outflow(self, on: str) -> int:
        """What it spent in this four-week period and the twelve before it."""
        return sum(self.outflows[on, self.model.period - k] for k in range(13))

    def owed_below(self) -> int:
        """Unpaid wages of its crews and unpaid value of its subcontracts."""
        wages = sum(crew.unpaid() for crew in self.crews())
        return wages + sum(max(0, d.value_fen - d.received_fen) for c in self.contracts for d in c.children)

    # Month end.

    def charge_interest(self) -> None:
        """Interest on what is drawn."""
        if self.state == "in_business" and self.account.fen < 0:
            self.interest_due_fen += int(-self.account.fen * self.model.cards.firms_interest_per_year / 12.0)

    # Flight and refusal.

    def decide(self) -> None:
        """Bosses and shells may flee, all but general contractors may refuse."""
        if self.state != "in_business" or not self.contracts or self.kind == "general_contractor":
            return
        p, luck, week = self.model.cards, self.model.luck, self.model.week
        if self.kind in ("shell", "labour_boss") and luck.u(Stream.BOSS_FLEES, week, self.uid) < p.firms_flight_chance:
            to_come = sum(max(0, c.billed_fen - c.received_fen) for c in self.contracts)
            if tempted(self.account.fen, self.owed_below(), to_come):
                self.flee()
                return
        if luck.u(Stream.FIRM_REFUSES, week, self.uid) < p.firms_refusal_chance and self.money() and self.owed_below():
            span = luck.value(p.firms_refusal_weeks, Stream.REFUSAL_WEEKS, week, self.uid)
            self.refuses_until = max(self.refuses_until, week + int(span))

    def flee(self) -> None:
        """The cash is gone, the contracts are cut off, the crews' wages are due; another takes the seat."""
        week = self.model.week
        if self.account.fen > 0:
            self.model.ledger.transfer(self.account, "households", "flight", self.account.fen)
        self.state, self.gone_week, self.credit_fen = "fled", week, 0
        for c in self.contracts:
            if c.active:
                c.end()
                c.cut_off = True
            for crew in c.crews:
                crew.at_once_week = min(crew.at_once_week, week)
        self.model.let_in(self)

    # Paying.

    def pay(self, last_round: bool) -> None:
        """Pay what is due class by class; in the last round of a month end living allowances too."""
        if self.state != "in_business":
            return
        left = self.money()
        for creditors in self.order:
            if left > 0:
                left -= self._pay_class(creditors, left, last_round and self.model.month_end)

    def _pay_class(self, creditors: str, cash: int, allowances: bool) -> int:
        model = self.model
        if creditors == "lenders":
            fen = min(cash, self.interest_due_fen)
            if fen:
                model.ledger.transfer(self.account, "banks", "interest", fen)
                self.interest_due_fen -= fen
                self.outflows["bank", model.period] += fen
            return fen
        if creditors == "suppliers":
            bills = [bill for c in self.contracts for bill in c.material_bills]
            return pay_in_order(model, self.account, self, bills, cash)
        if self.refuses_until > model.week:
            return 0
        if creditors == "subcontracts":
            return pay_in_order(model, self.account, self, self._bills_below(), cash)
        crews = self.crews()
        paid = pay_wages(model, self.account, crews, cash)
        if allowances and paid < cash:
            paid += pay_allowances(model, self.account, crews, cash - paid)
        return paid

    def _bills_below(self) -> "list[Bill]":
        return [bill for c in self.contracts for d in c.children for bill in d.bills]

    # Profits.

    def pay_out(self) -> None:
        """Shareholders take cash above three months' cost, as far as own funds exceed their share of kappa times the gap."""
        if self.state != "in_business":
            return
        p = self.model.cards
        cost = sum(self.year_outflow(on) for on in ("projects", "suppliers", "bank", "set_off"))
        capital = int(self.kappa * float(self.gap_fen))
        floor = int(capital * (1.0 - p.firms_credit_share))
        fen = amount_to_pay_out(self.account.fen, cost // 4, self._own_funds(), floor)
        if fen > 0:
            self.model.ledger.transfer(self.account, "shareholders", "pay_out", fen)
            self.outflows["paid_out", self.model.period] += fen
            drawn = max(0, -self.account.fen)
            self.credit_fen = credit_line(capital, self._own_funds(), p.firms_credit_share, drawn)

    def _own_funds(self) -> int:
        """Cash less what is drawn, and what it has put into contracts and will come back."""
        put_in = 0
        for c in self.contracts:
            ringed = 0 if c.parent else c.project.wage_account.fen
            put_in += max(0, c.spent_fen + ringed - c.received_fen)
        return self.account.fen - self.interest_due_fen + put_in

    def close_if_gone(self) -> None:
        """Who is gone and has no contracts left is closed; what was drawn is the lender's loss."""
        if self.state == "in_business" or self.contracts or self.gone_week >= self.model.week:
            return
        if self.account.fen > 0:
            self.model.ledger.transfer(self.account, "shareholders", "pay_out", self.account.fen)
        elif self.account.fen < 0:
            self.model.ledger.transfer("banks", self.account, "loan_loss", -self.account.fen)
        self.remove()
