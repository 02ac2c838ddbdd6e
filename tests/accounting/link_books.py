"""A contract as books see it that know its payments only: bills, receipts, set-off, recourse and what was spent."""

from dataclasses import dataclass, field


@dataclass
class Bill:
    """A bill as its payer sees it."""

    row: int
    amount_fen: int
    paid_fen: int = 0


@dataclass
class Link:
    """A contract: what its firm received, what the payer claims back, and what it spent, by week."""

    cash_fen: int = 0
    past_fen: int = 0  # paid past it
    received_fen: int = 0
    recourse_fen: int = 0
    prepaid_fen: int = 0
    bills: list[Bill] = field(default_factory=list)
    spent_fen: int = 0
    own_spending: list[tuple[int, int]] = field(default_factory=list)  # (week, fen): wages and subcontracts

    def spend(self, week: int, fen: int) -> None:
        self.spent_fen += fen
        self.own_spending.append((week, fen))

    def bill(self, row: int) -> Bill:
        """The bill that stands in a row of the engine's table: the latest that was put there."""
        return [bill for bill in self.bills if bill.row == row][-1]

    def set_off(self, value_fen: int, fen: int) -> None:
        """A payment past this link discharges min(payment, what it owes), oldest bills first; the rest is recourse."""
        owed = min(fen, max(0, value_fen - self.received_fen))
        self.past_fen += fen
        self.received_fen += owed
        self.recourse_fen += fen - owed
        for bill in self.bills:
            part = min(owed, bill.amount_fen - bill.paid_fen)
            bill.paid_fen += part
            owed -= part
        self.prepaid_fen += owed

    def issue(self, bill: Bill) -> None:
        """What was paid past it before is netted from a new bill: first what it owed, then what it owes back."""
        prepaid = min(self.prepaid_fen, bill.amount_fen)
        claimed = min(self.recourse_fen, bill.amount_fen - prepaid)
        self.prepaid_fen -= prepaid
        self.recourse_fen -= claimed
        self.received_fen += claimed
        bill.paid_fen = prepaid + claimed
        self.bills.append(bill)
