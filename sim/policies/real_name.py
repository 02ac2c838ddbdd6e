"""Real-name management."""

from typing import ClassVar

from sim.chain import systems
from sim.policies.policy import Policy, parameter


class RealName(Policy):
    """Measure 4: attendance is known on covered projects: evidence, and the roster direct payment needs."""

    number: ClassVar[int] = systems.REAL_NAME
    label_en: ClassVar[str] = "Real-name management"
    label_zh: ClassVar[str] = "实名制管理"
    kind: ClassVar[str] = "real_name"

    coverage_share: float = parameter(
        1.0, unit="share", label_en="Workers registered", label_zh="登记比例",
        least=0.0, most=1.0,
        law="Order 724, Art. 28; evidence 3e: 93 % of water projects",
        doc="Drawn for each worker when a crew is formed.",
    )  # fmt: skip
