"""Accounts, and how money is split."""

from collections import Counter
from dataclasses import dataclass

OUTSIDE = ("owners_income", "suppliers", "households", "banks", "treasury", "shareholders", "opening")


@dataclass(slots=True, eq=False)
class Account:
    """What one holder has; outside accounts may go below zero without limit."""

    kind: str
    name: str
    fen: int = 0


class Ledger:
    """All accounts, and what flowed between kinds of holders for which purpose."""

    def __init__(self) -> None:
        self.accounts: list[Account] = []
        self.flows: Counter[tuple[str, str, str]] = Counter()
        self.outside = {kind: self.open(kind, kind) for kind in OUTSIDE}

    def open(self, kind: str, name: str) -> Account:
        """A new account."""
        self.accounts.append(Account(kind, name))
        return self.accounts[-1]

    def transfer(self, payer: Account | str, payee: Account | str, purpose: str, fen: int) -> None:
        """Move money; an outside account is named by its kind."""
        giver = self.outside[payer] if isinstance(payer, str) else payer
        taker = self.outside[payee] if isinstance(payee, str) else payee
        giver.fen -= fen
        taker.fen += fen
        self.flows[giver.kind, taker.kind, purpose] += fen


def split(total: int, weights: list[int], keys: list) -> list[int]:
    """Split a total pro rata to weights: largest remainder, ties by the smaller key, then by place."""
    whole = sum(weights)
    if total >= whole:
        return list(weights)
    shares = [weight * total // whole for weight in weights]
    missing = total - sum(shares)
    if missing:
        rests = sorted((-(weight * total % whole), keys[i], i) for i, weight in enumerate(weights))
        for _, _, i in rests[:missing]:
            shares[i] += 1
    return shares
