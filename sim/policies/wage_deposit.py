"""Wage deposit."""

from typing import ClassVar

from sim.declared import measures
from sim.policies.policy import GRAND, Policy, parameter


class WageDeposit(Policy):
    """Measure 2: the general contractor locks a share of its price; it is drawn when an order is not met.

    The base is the price of the general contract, of ongoing projects too (the rules of 2021 know no other); work
    that is let again is a new contract with its own price. What is locked stays the contractor's own money, so that
    no bank lends more because of it, but only unpaid workers can get at it. Two years count as 104 weeks.
    """

    number: ClassVar[int] = measures.WAGE_DEPOSIT
    label_en: ClassVar[str] = "Wage deposit"
    label_zh: ClassVar[str] = "农民工工资保证金"
    kind: ClassVar[str] = "wage_deposit"
    acts_on: ClassVar[tuple[str, ...]] = ("payer", "locked_money")
    open_claims: ClassVar[str] = (
        "True: an unmet order draws for all that it is for. False: at most for what is unpaid of days worked since the "
        "first of the month in which the deposit was asked for. Either way a payment discharges the oldest days first."
    )

    rate: float = parameter(
        0.02, unit="share", label_en="Share of the contract price", label_zh="保证金比例",
        least=0.0, most=0.2,
        law="Order 724, Art. 32; Wage Deposit Rules 2021, Art. 11: 1-3 %; older local scales up to 8 %",
        doc="Locked in cash or by a bank guarantee; 0 asks for none.",
    )  # fmt: skip
    setup_weeks: int = parameter(
        4, unit="weeks", label_en="Weeks until the deposit is due", label_zh="缴存期限",
        least=0, most=52,
        law="Wage Deposit Rules 2021: 20 business days",
        doc="From the week in which the measure covers the project; until then it is recorded and nothing is paid in.",
    )  # fmt: skip
    floor_fen: int = parameter(
        5_000_000, unit="fen", label_en="Least deposit of a project", label_zh="保证金下限",
        least=0, most=10_000 * GRAND,
        law="evidence 4b: Shenzhen, 50,000 yuan",
        doc="Before the surcharge.",
    )  # fmt: skip
    cap_fen: int = parameter(
        500_000_000, unit="fen", label_en="Largest deposit of a project", label_zh="保证金上限",
        least=0, most=10_000 * GRAND,
        law="evidence 4b: Fujian, 5 million yuan",
        doc="The surcharge goes above it.",
    )  # fmt: skip
    exempt_below_fen: int = parameter(
        300_000_000, unit="fen", label_en="Price below which no deposit is asked for", label_zh="小额工程免存标准",
        least=0, most=10_000 * GRAND,
        law="Wage Deposit Rules 2021: less than 3 million yuan and no arrears in the past year",
        doc="Only of a contractor without an unmet order in the last 52 weeks.",
    )  # fmt: skip
    guarantee_share: float = parameter(
        0.5, unit="share", label_en="Contractors that use a bank guarantee", label_zh="以银行保函代替的企业比例",
        least=0.0, most=1.0,
        law="Order 724, Art. 32 allows it; level assumed",
        doc="Drawn once per contractor; the others lock cash.",
    )  # fmt: skip
    guarantee_fee_per_year: float = parameter(
        0.01, unit="share per year", label_en="Fee of a bank guarantee", label_zh="保函年费率",
        least=0.0, most=0.2,
        law="level assumed; no source found",
        doc="Of the amount guaranteed, in advance for each year. The guarantee takes nothing of the credit line.",
    )  # fmt: skip
    top_up_weeks: int = parameter(
        2, unit="weeks", label_en="Weeks to top up after a draw", label_zh="补足期限",
        least=0, most=104,
        law="Wage Deposit Rules 2021: 10 business days; Shenzhen: 30 days",
        doc="Who has not topped up by then does not do so any more.",
    )  # fmt: skip
    notice_weeks: int = parameter(
        5, unit="weeks", label_en="Weeks of notice before the deposit is given back", label_zh="返还公示周数",
        least=0, most=52,
        law="Wage Deposit Rules 2021: 30 days after completion",
        doc="They begin when the work is over and no wages of the contract are open.",
    )  # fmt: skip
    discount_after_weeks: int = parameter(
        104, unit="weeks", label_en="Clean weeks until the deposit is lower", label_zh="减收所需无欠薪周数",
        least=0, most=5200,
        law="Wage Deposit Rules 2021: no arrears for 2 years",
        doc="Clean: no order was left unmet on any project of the contractor since it entered the market.",
    )  # fmt: skip
    discount_share: float = parameter(
        0.5, unit="share", label_en="Discount of a clean contractor", label_zh="减收比例",
        least=0.0, most=1.0,
        law="evidence 4b: at least 50 % (memory)",
        doc="The floor still holds.",
    )  # fmt: skip
    exempt_after_weeks: int = parameter(
        156, unit="weeks", label_en="Clean weeks until no deposit is asked for", label_zh="免收所需无欠薪周数",
        least=0, most=5200,
        law="Wage Deposit Rules 2021: 3 years, with real-name management and a dedicated account",
        doc="See the switch for the two systems.",
    )  # fmt: skip
    exempt_needs_systems: bool = parameter(
        True, unit="switch", label_en="Exemption needs real-name management and a dedicated account in use",
        label_zh="免收须落实实名制和专户",
        law="Wage Deposit Rules 2021",
        doc="On the project in question.",
    )  # fmt: skip
    surcharge_weeks: int = parameter(
        104, unit="weeks", label_en="Weeks a draw is remembered", label_zh="加收追溯周数",
        least=0, most=5200,
        law="Wage Deposit Rules 2021: arrears in the previous 2 years",
        doc="The record counts when the next deposit is asked for.",
    )  # fmt: skip
    surcharge_once: float = parameter(
        0.5, unit="share", label_en="Surcharge after a draw", label_zh="首次动用后加收比例",
        least=0.0, most=10.0,
        law="evidence 4b: Fujian, 50 % after arrears",
        doc="Of the deposit, above the cap.",
    )  # fmt: skip
    surcharge_again: float = parameter(
        1.0, unit="share", label_en="Surcharge after repeated draws", label_zh="多次动用后加收比例",
        least=0.0, most=10.0,
        law="evidence 4b: Fujian, 100 % on the serious-default list",
        doc="In place of the surcharge after one draw.",
    )  # fmt: skip
    authority_fen_per_deposit: int = parameter(
        40_000, unit="fen", label_en="Authority's administration of a deposit", label_zh="每个项目保证金监管成本",
        least=0, most=GRAND,
        law="assumed: a day of an officer, 400 yuan",
        doc="Borne once by the authority for every deposit it asks for and records. Memo item, like the interest that the "
        "contractor loses on locked cash.",
    )  # fmt: skip
