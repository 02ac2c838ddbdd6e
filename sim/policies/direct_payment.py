"""Direct payment by the general contractor."""

from typing import ClassVar

from sim.declared import measures
from sim.policies.policy import GRAND, Policy, parameter


class DirectPayment(Policy):
    """Measure 6: the general contractor pays workers' own cards from the account against the roster."""

    number: ClassVar[int] = measures.DIRECT_PAYMENT
    label_en: ClassVar[str] = "Direct payment by the general contractor"
    label_zh: ClassVar[str] = "总包代发工资"
    kind: ClassVar[str] = "direct_payment"
    acts_on: ClassVar[tuple[str, ...]] = ("roster", "labour_money", "agreed_date", "payer")
    open_claims: ClassVar[str] = (
        "True: all registered workers of the project are paid, also what they earned before. False: only crews formed "
        "since the measure reached the project."
    )

    lag_weeks: int = parameter(
        2, unit="weeks", label_en="Weeks from month end to the payroll", label_zh="代发滞后周数",
        least=0, most=13,
        law="Order 724, Art. 31: listed monthly, signed by the worker; lag assumed",
        doc="The roster is signed and checked first. What the payroll lists and the account cannot pay is paid as money "
        "comes in.",
    )  # fmt: skip
    contractor_fen_per_payment: int = parameter(
        200, unit="fen", label_en="Contractor's cost of a payment to one worker", label_zh="总承包单位每人次代发成本",
        least=0, most=GRAND,
        law="assumed: four minutes of a wage officer to have the list signed and sent",
        doc="Memo item. What is earned is reckoned up by monthly pay.",
    )  # fmt: skip
    bank_fen_per_payment: int = parameter(
        100, unit="fen", label_en="Bank's cost of a payment to one worker", label_zh="银行每人次转账成本",
        least=0, most=GRAND,
        law="assumed",
        doc="Memo item.",
    )  # fmt: skip
