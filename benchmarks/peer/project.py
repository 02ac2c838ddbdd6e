"""A project: its chains, what is billed on it, and whether it is done."""

from typing import TYPE_CHECKING

from peer.bill import Bill
from peer.claim import ALL_WEEKS
from peer.contract import Contract
from sim.chain.billing import labour_is_billed, milestone_reached
from sim.core.draws import Stream

if TYPE_CHECKING:
    from peer.developer import Developer
    from peer.model import PeerModel
    from peer.money import Account


class Project:
    """A building site with one owner and, in a region without new tenders, one general contract."""

    def __init__(self, model: "PeerModel", uid: int, owner: "Developer", wage_account: "Account") -> None:
        self.model, self.uid, self.owner, self.wage_account = model, uid, owner, wage_account
        self.state = "active"
        self.withheld = False
        self.complete_week = ALL_WEEKS
        self.contracts: list[Contract] = []  # in the order in which they were let
        self.on_paper: set[str] = set()
        self.in_use: set[str] = set()
        self.covered_week: dict[str, int] = {}
        self.account_open = False
        self.pays_past = False

    @property
    def general(self) -> Contract:
        """The general contract, as long as it is not closed."""
        return self.contracts[0]

    # Month end.

    def withhold(self) -> None:
        """An owner with milestones withholds until the next one is reached."""
        self.withheld = False
        if self.state == "active":
            c = self.general
            self.withheld = not milestone_reached(c.value_fen, c.billed_value_fen, c.price_fen, c.milestone_share)

    def bill(self) -> None:
        """Bill the month's work from the owner's link down.

        At the last month end that leaves time to certify before the festival, what was withheld is billed too.
        """
        if not self.contracts:
            return
        model, calendar, week = self.model, self.model.calendar, self.model.week
        last_due = calendar.next_festival_date(week) - 1
        wait = model.cards.contracts_certification_weeks
        near = week + wait <= last_due < calendar.next_month_end(week) + wait
        withheld = self.withheld and not near
        labour = withheld and labour_is_billed(model.month, self.general.labour_months)
        if labour or not withheld or self.general.pre_finances:
            self._bill_tree(self.general, None, last_due if near else None, withheld, labour)

    def _bill_tree(self, c: Contract, above: Bill | None, last_due: int | None, withheld: bool, labour: bool) -> None:
        made = None
        if not withheld:
            made = self._bill_contract(c, above, last_due)
        elif labour:
            made = self._bill_labour(c)
        if c.pre_finances:
            made = None
        elif not made and c.bills:
            made = c.bills[-1]  # those below wait for the newest open bill
        for child in c.children:
            self._bill_tree(child, made, last_due, False, False)

    def _bill_contract(self, c: Contract, above: Bill | None, last_due: int | None) -> Bill | None:
        week, kind, wanted = self.model.week, "progress", 0
        if week >= c.retention_week:
            kind, wanted = "retention", c.value_fen - c.billed_fen
        elif week >= c.settlement_week:
            kind, wanted = "final", int(c.value_fen * (1.0 - c.retention_share)) - c.billed_fen
        elif c.state != "ended":
            fresh = c.value_fen - c.billed_value_fen
            wanted = int(fresh * (c.part_share - c.advance_share))
            if c.labour_months:
                wanted = max(wanted, c.labour_cost(fresh)) - c.ahead_fen
            if last_due is not None and c.festival_share > c.part_share:
                wanted = max(wanted, int(c.value_fen * c.festival_share) - c.billed_fen)
        if wanted <= 0:
            return None
        c.billed_value_fen = c.value_fen
        c.ahead_fen = 0
        c.billed_fen += wanted
        certified = week + c.certification_weeks
        due = certified if above else certified + c.term_weeks
        if last_due is not None and kind == "progress":
            due = min(due, last_due)
        return c.issue(kind, wanted, certified, due, above, c.value_fen)

    def _bill_labour(self, c: Contract) -> Bill | None:
        """Short of the milestone the labour cost of the work since the last bill goes ahead."""
        wanted = c.labour_cost(c.value_fen - c.billed_value_fen) - c.ahead_fen
        if wanted <= 0 or not c.active:
            return None
        c.ahead_fen += wanted
        c.billed_fen += wanted
        certified = self.model.week + c.certification_weeks
        return c.issue("progress", wanted, certified, certified + c.term_weeks, None, c.value_fen)

    # The end.

    def complete_if_done(self) -> None:
        """A project whose work is done goes into settlement."""
        if self.state != "active" or any(c.hands_planned or c.cut_off for c in self.contracts):
            return
        model, p, week = self.model, self.model.cards, self.model.week
        self.state = "complete"
        self.complete_week = week
        drag = int(model.luck.value(p.contracts_settlement_weeks, Stream.SETTLEMENT_WEEKS, 0, self.uid))
        keep = int(model.luck.value(p.contracts_retention_weeks, Stream.RETENTION_WEEKS, 0, self.uid))
        for c in self.contracts:
            if c.active:
                c.state = "complete"
            c.settlement_week = week + max(1, drag)
            c.retention_week = week + max(drag, keep) + 1

    def close_contracts(self) -> None:
        """From the crews up."""
        for c in reversed(self.contracts.copy()):
            c.close_if_over()
