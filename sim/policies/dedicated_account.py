"""Dedicated wage account."""

from typing import ClassVar

from sim.declared import measures
from sim.policies.policy import GRAND, Policy, parameter


class DedicatedAccount(Policy):
    """Measure 5: labour cost is split from the owner's payment and ring-fenced per project."""

    number: ClassVar[int] = measures.DEDICATED_ACCOUNT
    label_en: ClassVar[str] = "Dedicated wage account"
    label_zh: ClassVar[str] = "农民工工资专用账户"
    kind: ClassVar[str] = "dedicated_account"
    acts_on: ClassVar[tuple[str, ...]] = ("labour_money", "locked_money")
    open_claims: ClassVar[str] = (
        "True: payments of bills that were open when the account was opened fill it too. False: only the labour cost of "
        "work billed from then on goes in."
    )

    base_is_payment: bool = parameter(
        False, unit="switch", label_en="Base is the progress payment, not the certified value", label_zh="以进度款为基数",
        law="Order 724, Art. 29; evidence 3b: Yunnan",
        doc="Off: each payment first fills the account up to the full labour cost of the work certified so far. On: a "
        "share of each payment, which is less than the labour cost when only part of the value is paid.",
    )  # fmt: skip
    payment_share: float = parameter(
        0.3, unit="share", label_en="Share of each payment, where that is the base", label_zh="进度款拨付比例",
        least=0.0, most=1.0,
        law="evidence 3b: at least 25 % (Yunnan), 30 % (summary 9)",
        doc="Only with the progress payment as base.",
    )  # fmt: skip
    cycle_months: int = parameter(
        1, unit="months", label_en="Months between transfers of labour cost", label_zh="人工费用拨付周期",
        least=1, most=12,
        law="Order 724, Art. 24: at most a month",
        doc="Labour cost is billed so often even where the owner withholds until a milestone; with the certified value as "
        "base only. Longer cycles break the law and are there to be tried.",
    )  # fmt: skip
    float_share: float = parameter(
        1.0, unit="share of a month's labour cost", label_en="Opening float", label_zh="专户启动资金比例",
        least=0.0, most=12.0,
        law="summary 9: 30 % of a progress payment before a project starts, about a month's labour cost",
        doc="Paid in by the contractor of a project that starts with the account, as far as its money goes.",
    )  # fmt: skip
    closing_weeks: int = parameter(
        5, unit="weeks", label_en="Weeks of notice from completion to closing", label_zh="销户公示周数",
        least=0, most=52,
        law="Order 724, Art. 27: 30 days",
        doc="The account closes then, or as soon as no wages of the project are open; the contractor gets the balance.",
    )  # fmt: skip
    contractor_fen_per_month: int = parameter(
        30_000, unit="fen", label_en="Contractor's cost of an account a month", label_zh="总承包单位每月管理成本",
        least=0, most=GRAND,
        law="assumed: two days of a clerk a month",
        doc="Memo item, for each account on paper. The contractor also bears interest on what lies in the account, at the "
        "rate of firms.interest_per_year.",
    )  # fmt: skip
    bank_fen_per_month: int = parameter(
        10_000, unit="fen", label_en="Bank's cost of an account a month", label_zh="银行每月管理成本",
        least=0, most=GRAND,
        law="assumed",
        doc="Memo item, for each account on paper.",
    )  # fmt: skip
