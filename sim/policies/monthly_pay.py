"""Monthly pay in full."""

from typing import ClassVar

from sim.declared import measures
from sim.policies.policy import GRAND, Policy, parameter


class MonthlyPay(Policy):
    """Measure 7: crews formed on covered projects are agreed to be paid monthly."""

    number: ClassVar[int] = measures.MONTHLY_PAY
    label_en: ClassVar[str] = "Monthly pay in full"
    label_zh: ClassVar[str] = "按月足额支付"
    kind: ClassVar[str] = "monthly_pay"
    acts_on: ClassVar[tuple[str, ...]] = ("agreed_date",)
    open_claims: ClassVar[str] = (
        "No difference: what a crew agreed when it was formed stays agreed. Packages last 2-10 months, so all crews of a "
        "project are paid monthly within a year."
    )
    moves_money: ClassVar[bool] = False

    measured_monthly: bool = parameter(
        True, unit="switch", label_en="Piece work is measured at month end", label_zh="计件工资按月计量",
        law="Order 724, Art. 11-14",
        doc="Off: piece wages stay unknown until acceptance, so monthly pay of piece crews still waits for it.",
    )  # fmt: skip
    contractor_fen_per_worker_month: int = parameter(
        500, unit="fen", label_en="Employer's payroll per worker and month", label_zh="每人每月工资核算成本",
        least=0, most=GRAND,
        law="Order 724, Art. 31: listed monthly and signed; ten minutes of a wage officer assumed",
        doc="For workers at work on projects that use the measure. Memo item.",
    )  # fmt: skip
