"""Monthly pay in full."""

from typing import ClassVar

from sim.chain import systems
from sim.policies.policy import Policy, parameter


class MonthlyPay(Policy):
    """Measure 7: crews formed on covered projects are agreed to be paid monthly."""

    number: ClassVar[int] = systems.MONTHLY_PAY
    label_en: ClassVar[str] = "Monthly pay in full"
    label_zh: ClassVar[str] = "按月足额支付"
    kind: ClassVar[str] = "monthly_pay"

    measured_monthly: bool = parameter(
        True, unit="switch", label_en="Piece work is measured at month end", label_zh="计件工资按月计量",
        law="Order 724, Art. 11-14",
        doc="Off: piece wages stay unknown until acceptance.",
    )  # fmt: skip
