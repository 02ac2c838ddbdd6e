"""Dedicated wage account."""

from typing import ClassVar

from sim.chain import systems
from sim.policies.policy import Policy, parameter


class DedicatedAccount(Policy):
    """Measure 5: labour cost is split from the owner's payment and ring-fenced per project."""

    number: ClassVar[int] = systems.DEDICATED_ACCOUNT
    label_en: ClassVar[str] = "Dedicated wage account"
    label_zh: ClassVar[str] = "农民工工资专用账户"
    kind: ClassVar[str] = "dedicated_account"

    base_is_payment: bool = parameter(
        False, unit="switch", label_en="Base is the progress payment, not the certified value", label_zh="以进度款为基数",
        law="evidence 7; summary 9: 30 %",
        doc="Off: the full labour cost of the certified work (Order 724, Art. 29).",
    )  # fmt: skip
