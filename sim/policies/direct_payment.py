"""Direct payment by the general contractor."""

from typing import ClassVar

from sim.chain import systems
from sim.policies.policy import Policy, parameter


class DirectPayment(Policy):
    """Measure 6: the general contractor pays workers' own cards from the account against the roster."""

    number: ClassVar[int] = systems.DIRECT_PAYMENT
    label_en: ClassVar[str] = "Direct payment by the general contractor"
    label_zh: ClassVar[str] = "总包代发工资"
    kind: ClassVar[str] = "direct_payment"

    lag_weeks: int = parameter(
        2, unit="weeks", label_en="Weeks from month end to the transfer", label_zh="代发滞后周数",
        least=0, most=13,
        law="Order 724, Art. 31",
        doc="The roster is signed and checked first.",
    )  # fmt: skip
