"""Written labour contracts."""

from typing import ClassVar

from sim.chain import systems
from sim.policies.policy import Policy, parameter


class WrittenContracts(Policy):
    """Measure 1: crews get written contracts, which prove the employment."""

    number: ClassVar[int] = systems.WRITTEN_CONTRACTS
    label_en: ClassVar[str] = "Written labour contracts"
    label_zh: ClassVar[str] = "书面劳动合同"
    kind: ClassVar[str] = "written_contracts"

    signed_share: float = parameter(
        1.0, unit="share", label_en="Share of workers who sign", label_zh="签订比例",
        least=0.0, most=1.0,
        law="Order 724, Art. 6, 28; evidence 3e",
        doc="Drawn for each worker when a crew is formed.",
    )  # fmt: skip
