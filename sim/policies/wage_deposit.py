"""Wage deposit."""

from typing import ClassVar

from sim.chain import systems
from sim.policies.policy import Policy, parameter


class WageDeposit(Policy):
    """Measure 2: the contractor locks a share of the contract price; it is drawn when an order is not met."""

    number: ClassVar[int] = systems.WAGE_DEPOSIT
    label_en: ClassVar[str] = "Wage deposit"
    label_zh: ClassVar[str] = "农民工工资保证金"
    kind: ClassVar[str] = "wage_deposit"

    rate: float = parameter(
        0.02, unit="share", label_en="Share of the contract price", label_zh="保证金比例",
        least=0.0, most=0.2,
        law="Order 724, Art. 32; evidence 4a",
        doc="Locked in cash or by a bank guarantee.",
    )  # fmt: skip
