"""Written labour contracts."""

from typing import ClassVar

from sim.declared import measures
from sim.policies.policy import GRAND, Policy, parameter


class WrittenContracts(Policy):
    """Measure 1: workers on covered projects get written contracts, which prove the employment."""

    number: ClassVar[int] = measures.WRITTEN_CONTRACTS
    label_en: ClassVar[str] = "Written labour contracts"
    label_zh: ClassVar[str] = "书面劳动合同"
    kind: ClassVar[str] = "written_contracts"
    acts_on: ClassVar[tuple[str, ...]] = ("evidence",)
    open_claims: ClassVar[str] = (
        "True: crews at work when the measure reaches the project sign too, and the contract proves what they earned "
        "before. False: only crews formed from then on. Crews whose package is over sign nothing."
    )
    moves_money: ClassVar[bool] = False

    signed_share: float = parameter(
        0.94, unit="share", label_en="Workers who sign", label_zh="签订比例",
        least=0.0, most=1.0,
        law="Order 724, Art. 6, 28; evidence 3e: 94 % of government water projects (2019)",
        doc="By the worker's own luck: who has a contract without the measure has one with it. A share below that of "
        "the card evidence.contract_share changes nothing.",
    )  # fmt: skip
    contractor_fen_per_contract: int = parameter(
        2_000, unit="fen", label_en="Employer's cost of a contract", label_zh="每份合同的用人单位成本",
        least=0, most=GRAND,
        law="assumed: half an hour of a clerk, paper and filing",
        doc="For each contract that would not have been signed without the measure. Memo item.",
    )  # fmt: skip
    worker_fen_per_contract: int = parameter(
        500, unit="fen", label_en="Worker's cost of a contract", label_zh="每份合同的工人成本",
        least=0, most=GRAND,
        law="assumed: a quarter of an hour",
        doc="For each contract that would not have been signed without the measure. Memo item.",
    )  # fmt: skip
