"""A developer: seeks income for its bills, pays when its draw says so."""

from typing import TYPE_CHECKING

from peer.bill import pay_in_order
from sim.agents.developers import income, pays_this_week
from sim.core.draws import Stream
from sim.model.quiet_mesa import mesa

if TYPE_CHECKING:
    from peer.contract import Contract
    from peer.model import PeerModel
    from peer.money import Account


class Developer(mesa.Agent):
    """An owner of projects; it keeps its ways."""

    def __init__(self, model: "PeerModel", uid: int, kind: str, promptness: float, account: "Account") -> None:
        super().__init__(model)
        self.uid, self.kind, self.promptness, self.account = uid, kind, promptness, account
        self.contracts: list[Contract] = []

    @property
    def public(self) -> bool:
        """Whether it lives from a budget."""
        return self.kind == "government"

    def receive(self) -> None:
        """Income is a share of what the bills of the coming weeks need beyond the cash in hand.

        Government owners get it in tranches, and once more in the week before the festival date.
        """
        model, p, week = self.model, self.model.cards, self.model.week
        step = p.owners_tranche_weeks if self.public else 1
        extra = self.public and model.calendar.next_festival_date(week) == week + 1
        if (week + self.uid) % step and not extra:
            return
        last = week + p.owners_look_ahead_weeks
        need = sum(bill.open_fen for c in self.contracts for bill in c.bills if bill.due_week <= last)
        if not need:
            return
        table = p.owners_tranche_share if self.public else p.owners_sales_share
        share = model.luck.value(table, Stream.OWNER_INCOME, week // 13, self.uid)
        if not self.public:
            share = max(0.0, share - p.economy_downturn)
        fen = income(need, self.account.fen, share)
        if fen > 0:
            model.ledger.transfer("owners_income", self.account, "owner_income", fen)

    def pay(self) -> None:
        """One draw a week against the age of the oldest due bill releases all due bills, as far as cash goes."""
        model, p, week = self.model, self.model.cards, self.model.week
        bills = [bill for c in self.contracts for bill in c.bills]
        oldest = min((bill.due_week for bill in bills if bill.due(week)), default=None)
        if oldest is None:
            return
        table = p.owners_pay_chance_government if self.public else p.owners_pay_chance_other
        chance = float(table[min(week - oldest, len(table) - 1)])
        near = model.calendar.next_festival_date(week) - week < p.owners_festival_weeks
        u = model.luck.u(Stream.OWNER_PAYS, week, self.uid)
        if pays_this_week(u, chance, self.promptness, near, p.owners_festival_boost):
            pay_in_order(model, self.account, None, bills, self.account.fen)
