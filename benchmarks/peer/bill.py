"""Bills: what is demanded, when it is due, and how bills are paid in order."""

from dataclasses import dataclass, field
from itertools import groupby
from typing import TYPE_CHECKING

from peer.money import Account, split
from sim.chain.bills import amount_due

if TYPE_CHECKING:
    from peer.contract import Contract
    from peer.firm import Firm
    from peer.model import PeerModel

PURPOSES = {"progress": "progress_payment", "final": "settlement", "retention": "retention", "material": "material"}
KINDS = list(PURPOSES)


@dataclass(slots=True, eq=False)
class Bill:
    """A demand of a contract's firm on its payer, or of a supplier on the firm."""

    contract: "Contract"
    kind: str
    amount_fen: int
    certified_week: int
    due_week: int
    parent: "Bill | None" = None  # it is due as this one is paid
    value_fen: int = 0  # of all work billed up to this bill
    paid_fen: int = 0
    kept_fen: int = 0  # of what is due: for workers who are paid directly
    disputed_until: int = 0
    waiting: int = 0  # open bills that wait for this one
    receipts: dict[int, int] = field(default_factory=dict)  # week -> fen; what was set off is not among them

    @property
    def open_fen(self) -> int:
        """What is not paid."""
        return self.amount_fen - self.paid_fen

    def passed_on(self, after_weeks: int, week: int) -> int:
        """What it brought at least so many weeks ago, or by set-off: the payer owes it further down."""
        fresh = sum(fen for then, fen in self.receipts.items() if then > week - after_weeks)
        return self.paid_fen - fresh

    def due(self, week: int) -> int:
        """What must be paid this week; nobody pays a firm that has fled."""
        if week < self.due_week or week < self.disputed_until or not self.open_fen:
            return 0
        if self.kind != "material" and self.contract.firm.state == "fled":
            return 0
        parent_amount = parent_paid = 0
        if self.parent:
            parent_amount = self.parent.amount_fen
            parent_paid = self.parent.passed_on(self.contract.pass_on_weeks, week)
        due = amount_due(
            self.amount_fen, self.paid_fen, self.due_week, self.disputed_until, parent_amount, parent_paid, week
        )
        return max(0, due - self.kept_fen)

    def freeze(self, until: int, lost_share: float) -> None:
        """A dispute: nothing is paid until then, from when on the bill ages; a part of what is open is lost."""
        lost = int(self.open_fen * lost_share)
        if lost >= self.amount_fen:
            lost = max(0, self.amount_fen - 1)
        self.disputed_until = max(self.disputed_until, until)
        self.due_week = max(self.due_week, until)
        self.amount_fen -= lost
        self.contract.lose(lost)


def pay_bill(model: "PeerModel", account: Account, payer: "Firm | None", bill: Bill, fen: int) -> None:
    """Pay a part of a bill from an account; `payer` is None for the owner."""
    ledger, contract = model.ledger, bill.contract
    bill.paid_fen += fen
    bill.receipts[model.week] = bill.receipts.get(model.week, 0) + fen
    if bill.kind == "material":
        ledger.transfer(account, "suppliers", "material", fen)
        contract.spend(fen, "suppliers")
        return
    labour = 0
    if payer is None:
        labour = contract.labour_part(fen)
        if labour:
            ledger.transfer(account, contract.project.wage_account, "labour_cost", labour)
            contract.account_in_fen += labour
            contract.account_due_fen -= min(labour, contract.account_due_fen)
    ledger.transfer(account, contract.firm.account, PURPOSES[bill.kind], fen - labour)
    contract.received_fen += fen
    if payer:
        contract.parent.spend(fen, "projects")


def pay_in_order(model: "PeerModel", account: Account, payer: "Firm | None", bills: list[Bill], cash: int) -> int:
    """Pay what is due: the oldest due date first, equal dates pro rata. Returns what was paid."""
    week = model.week
    due = [(bill.due_week, bill, fen) for bill in bills if (fen := bill.due(week))]
    left = cash
    for _, group in groupby(sorted(due, key=lambda entry: entry[0]), key=lambda entry: entry[0]):
        layer = list(group)
        owed = [fen for _, _, fen in layer]
        keys = [(bill.contract.uid, KINDS.index(bill.kind)) for _, bill, _ in layer]
        for (_, bill, _), share in zip(layer, split(min(left, sum(owed)), owed, keys), strict=True):
            if share:
                pay_bill(model, account, payer, bill, share)
                left -= share
        if not left:
            break
    return cash - left
