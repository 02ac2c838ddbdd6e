"""A contract: one edge of a payment chain, its value, receipts, costs and bills."""

from collections import Counter
from typing import TYPE_CHECKING

from peer.bill import Bill
from peer.claim import ALL_WEEKS
from sim.agents.payments import labour_part
from sim.chain.contracts import contract_value
from sim.core.draws import Stream

if TYPE_CHECKING:
    from peer.crew import Crew
    from peer.firm import Firm
    from peer.model import PeerModel
    from peer.project import Project


class Contract:
    """What a firm does for its payer, and what became of the money."""

    def __init__(self, model: "PeerModel", project: "Project", parent: "Contract | None", firm: "Firm") -> None:
        self.model, self.project, self.parent, self.firm = model, project, parent, firm
        self.tier = parent.tier + 1 if parent else 1
        self.state = "active"
        self.children: list[Contract] = []
        self.crews: list[Crew] = []
        self.bills: list[Bill] = []  # open ones, the oldest first; and paid ones that some bill still needs
        self.material_bills: list[Bill] = []
        self.cut_off = False  # its work waits to be let again
        self.settlement_week = self.retention_week = ALL_WEEKS
        self.value_fen = self.lost_fen = 0
        self.billed_fen = self.billed_value_fen = 0
        self.received_fen = self.spent_fen = 0
        self.wages_fen = self.materials_fen = self.materials_billed_fen = 0
        self.closed_children_fen = 0  # value of subcontracts that are closed
        self.done_work = self.own_done = 0
        self.prepaid_fen = self.recourse_fen = 0
        self.spent: Counter[tuple[str, int]] = Counter()  # on what, in which four-week period
        self.labour_months = self.ahead_fen = 0
        self.account_in_fen = self.account_due_fen = 0
        self.account_share = 0.0

    @property
    def active(self) -> bool:
        """Whether work goes on here."""
        return self.state == "active"

    @property
    def general(self) -> "Contract":
        """The general contract at the top of the chain."""
        return self.parent.general if self.parent else self

    # Work.

    def record_own_work(self, work: int) -> None:
        """Work of own crews counts here and on every contract above."""
        self.own_done += work
        contract: Contract | None = self
        while contract:
            contract._record(work)
            contract = contract.parent
        if self.own_done >= self.own_work:
            self.hands_planned = 0

    def _record(self, work: int) -> None:
        self.done_work += work
        self.value_fen = contract_value(self.price_fen, self.done_work, self.planned_work, self.lost_fen)
        if self.materials_plan_fen:
            done = min(self.done_work, self.planned_work)
            self.materials_fen = self.materials_plan_fen * done // self.planned_work

    def lose(self, fen: int) -> None:
        """A dispute takes value away."""
        self.billed_fen -= fen
        self.billed_value_fen -= fen
        self.lost_fen += fen
        self.value_fen -= fen

    def cost_fen(self) -> int:
        """Own wages accrued, materials, value of the subcontracts, paid or not."""
        below = sum(child.value_fen for child in self.children) + self.closed_children_fen
        return self.wages_fen + self.materials_fen + below

    def labour_cost(self, value_fen: int) -> int:
        """Labour in a value of work done: price of subcontracted labour and own crews' wages."""
        planned = self.passed_fen + int(self.own_work * self.model.cards.economy_index)
        return planned * value_fen // self.price_fen if self.price_fen > 0 else 0

    def labour_part(self, fen: int) -> int:
        """What of an owner's payment goes into the wage account."""
        return labour_part(fen, self.account_due_fen, self.account_share)

    # Money.

    def spend(self, fen: int, on: str) -> None:
        """Wages and subcontracts ("projects") or materials ("suppliers") paid for this contract by its firm."""
        self.spent_fen += fen
        self.spent[on, self.model.period] += fen
        self.firm.outflows[on, self.model.period] += fen

    def be_passed(self, fen: int) -> None:
        """Wages were paid past this link: what it owes is discharged, due or not, the oldest bills first."""
        self.spent_fen += fen
        self.firm.outflows["set_off", self.model.period] += fen
        owed = min(fen, max(0, self.value_fen - self.received_fen))
        self.received_fen += owed
        rest = owed
        for bill in self.bills:
            part = min(rest, bill.open_fen)
            bill.paid_fen += part
            rest -= part
        self.prepaid_fen += rest
        self.recourse_fen += fen - owed

    # Bills.

    def bill_due(self) -> int:
        """What is due on its bills."""
        return sum(bill.due(self.model.week) for bill in self.bills)

    def issue(self, kind: str, fen: int, certified: int, due: int, parent: Bill | None, value: int) -> Bill:
        """A new bill; what was paid past this link before is netted from it, then it may be disputed."""
        bill = Bill(self, kind, fen, certified, due, parent, value)
        if parent:
            parent.waiting += 1
        self.bills.append(bill)
        bill.paid_fen = min(self.prepaid_fen, fen)
        self.prepaid_fen -= bill.paid_fen
        recourse = min(self.recourse_fen, bill.open_fen)
        self.recourse_fen -= recourse
        self.received_fen += recourse
        bill.paid_fen += recourse
        self._may_be_disputed(bill)
        return bill

    def _may_be_disputed(self, bill: Bill) -> None:
        p, luck, week = self.model.cards, self.model.luck, self.model.week
        chance = p.contracts_settlement_dispute_chance if bill.kind == "final" else p.contracts_dispute_chance
        if luck.u(Stream.BILL_DISPUTED, week, self.uid) < chance:
            weeks = int(luck.value(p.contracts_dispute_weeks, Stream.DISPUTE_WEEKS, week, self.uid))
            lost = luck.value(p.contracts_dispute_lost_share, Stream.DISPUTE_LOST, week, self.uid)
            bill.freeze(bill.certified_week + max(1, weeks), lost)

    def bill_materials(self) -> None:
        """Suppliers bill the month's materials on credit."""
        fresh = self.materials_fen - self.materials_billed_fen
        if fresh > 0:
            week = self.model.week
            self.materials_billed_fen += fresh
            due = week + self.model.cards.contracts_supplier_credit_weeks
            self.material_bills.append(Bill(self, "material", fresh, week, due))

    # The end.

    def end(self) -> None:
        """Cut off, with all below: packages end; hands that were wanted below are wanted here, if anywhere."""
        self.state = "ended"
        for crew in self.crews:
            if crew.working:
                crew.end_package(self.model.week)
        for child in self.children:
            if child.active:
                child.end()
            if child.state == "ended":
                child.cut_off = False
                self.hands_planned += child.hands_planned
                child.hands_planned = 0

    def sweep(self) -> None:
        """Forget the oldest bills once they are paid and nobody waits for them."""
        for bills in (self.bills, self.material_bills):
            while bills and not bills[0].open_fen and not bills[0].waiting:
                bill = bills.pop(0)
                if bill.parent:
                    bill.parent.waiting -= 1

    def close_if_over(self) -> None:
        """Close it when retention is over, bills are paid, claims are closed and nothing is below it."""
        self.sweep()
        over = self.model.week > self.retention_week + 5 and self.project.state != "active"
        if not self.parent and self.project.wage_account.fen:
            over = False
        if not over or self.crews or self.children:
            return
        if self._never_paid():
            self._void(self.bills)
        if self.firm.state != "in_business":
            self._void(self.material_bills)
        if not self.bills and not self.material_bills:
            self._close()

    def _never_paid(self) -> bool:
        """Whether the firm has fled, or one above, for whose money it waits, is gone."""
        above, contract = [], self.parent
        while contract:
            above.append(contract.firm.state)
            contract = contract.parent
        return self.firm.state == "fled" or any(state != "in_business" for state in above)

    def _void(self, bills: list[Bill]) -> None:
        for bill in bills:
            if bill.parent:
                bill.parent.waiting -= 1
        bills.clear()

    def _close(self) -> None:
        self.firm.contracts.remove(self)
        self.project.contracts.remove(self)
        if self.parent:
            self.parent.children.remove(self)
            self.parent.closed_children_fen += self.value_fen
        else:
            self.project.owner.contracts.remove(self)
