"""How measures combine that act on one quantity: what is not in the table is an error of the scenario."""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from sim.policies.policy import Policy

QUANTITIES: dict[str, str] = {
    "evidence": "what workers can prove",
    "roster": "who stands on the project's roster",
    "agreed_date": "when wages are agreed to be paid",
    "labour_money": "the labour cost in what the owner pays",
    "payer": "who pays workers in place of their employer",
    "locked_money": "the contractor's money that is locked away",
}
"""What more than one measure can act on; each measure names its own in `acts_on`."""


class Rule(NamedTuple):
    """How two measures combine on one quantity."""

    first: str
    second: str
    quantity: str
    how: str


RULES: tuple[Rule, ...] = (
    Rule(
        "written_contracts", "real_name", "evidence",
        "Each adds what it proves: a contract the employment, the roster too, attendance the whole claim.",
    ),
    Rule(
        "real_name", "direct_payment", "roster",
        "Direct payment reaches who stands on the roster. Without real-name management those are the few whom the card "
        "evidence.roster_share puts there.",
    ),
    Rule(
        "dedicated_account", "direct_payment", "labour_money",
        "Direct payment pays from the account first, then from the general contractor's cash as far as the bill above the "
        "crew is due. Without an account it pays from cash alone.",
    ),
    Rule(
        "monthly_pay", "direct_payment", "agreed_date",
        "Monthly pay sets the date, direct payment who pays: its payroll lists the whole month before of crews paid monthly, "
        "and of others what is due.",
    ),
    Rule(
        "wage_deposit", "direct_payment", "payer",
        "Direct payment comes first, week by week; the deposit is drawn for what is still unpaid when an order is not met.",
    ),
    Rule(
        "wage_deposit", "dedicated_account", "locked_money",
        "Two accounts beside each other: each locks its own money, neither pays for the other.",
    ),
)  # fmt: skip


COMPANIONS: dict[str, dict[str, str]] = {
    "direct_payment": {
        "real_name": "it pays only workers on the roster, and those are few",
        "dedicated_account": "it pays from the general contractor's cash alone",
    },
}
"""Measures without which another one does little: kind -> kind of the companion -> what is so without it."""


REPLACE = ', or write inherited = "replaced" in the later one, which takes the inherited one out'


class InForce(NamedTuple):
    """A measure as a scenario names it, the weeks of its window, the last not included, and whether it is inherited."""

    name: str
    policy: Policy
    first: int
    end: int
    inherited: bool = False


def clashes(measures: Sequence[InForce]) -> list[str]:
    """Why measures cannot be in force together, one line each; every line names both."""
    lines = []
    known = {(rule.quantity, frozenset((rule.first, rule.second))) for rule in RULES}
    for number, mine in enumerate(measures):
        for other in measures[number + 1 :]:
            if min(mine.end, other.end) <= max(mine.first, other.first):
                continue
            kinds = (mine.policy.kind, other.policy.kind)
            said = f"{mine.name} ({kinds[0]}) and {other.name} ({kinds[1]})"
            if kinds[0] == kinds[1]:
                lines.append(
                    f"{said}: are in force at the same time; a measure has one set of parameters at a time, "
                    f"so let one stop when the other starts{REPLACE if mine.inherited else ''}."
                )
                continue
            if not mine.policy.coverage.meets(other.policy.coverage):
                continue
            both = [quantity for quantity in mine.policy.acts_on if quantity in other.policy.acts_on]
            lines.extend(
                f"{said}: both act on {QUANTITIES[quantity]}, and nothing says how they combine; "
                "let them cover different projects, or add a rule to sim.policies.combination."
                for quantity in both
                if (quantity, frozenset(kinds)) not in known
            )
    return lines


def lacking(measures: Sequence[Policy]) -> list[str]:
    """Measures that are never in force beside a companion they need, one line each, naming all that is missing."""
    lines = []
    for mine in measures:
        beside = {other.kind for other in measures if _meet(mine, other)}
        missing = {kind: why for kind, why in COMPANIONS.get(mine.kind, {}).items() if kind not in beside}
        if missing:
            whys = "; ".join(f"without {kind} {why}" for kind, why in missing.items())
            lines.append(f"{mine.kind} is in force without {' and '.join(missing)}: {whys}")
    return list(dict.fromkeys(lines))


def _meet(mine: Policy, other: Policy) -> bool:
    """Whether two measures can be in force on one project in one week; what has no start or stop has no end there."""
    first = max(policy.start or date.min for policy in (mine, other))
    end = min(policy.stop or date.max for policy in (mine, other))
    return first < end and mine.coverage.meets(other.coverage)
