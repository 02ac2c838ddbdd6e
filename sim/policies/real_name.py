"""Real-name management."""

from typing import ClassVar

from sim.declared import measures
from sim.policies.policy import GRAND, Policy, parameter


class RealName(Policy):
    """Measure 4: workers on covered projects are registered and their attendance is recorded."""

    number: ClassVar[int] = measures.REAL_NAME
    label_en: ClassVar[str] = "Real-name management"
    label_zh: ClassVar[str] = "实名制管理"
    kind: ClassVar[str] = "real_name"
    acts_on: ClassVar[tuple[str, ...]] = ("evidence", "roster")
    open_claims: ClassVar[str] = (
        "True: crews at work when the gates open are put on the roster, which proves their employment; days before "
        "the gates stay unrecorded, so they get no attendance record. False: only crews formed from then on are "
        "registered. Crews whose package is over are not."
    )
    moves_money: ClassVar[bool] = False

    registered_share: float = parameter(
        0.93, unit="share", label_en="Workers registered", label_zh="登记比例",
        least=0.0, most=1.0,
        law="Order 724, Art. 28; evidence 3e: 93 % of government water projects (2019)",
        doc="By the worker's own luck, for the roster and for the attendance record. A share below those of the cards "
        "evidence.roster_share and evidence.attendance_share changes nothing.",
    )  # fmt: skip
    setup_weeks: int = parameter(
        4, unit="weeks", label_en="Weeks until the gates open", label_zh="设备安装周数",
        least=0, most=52,
        law="evidence 4b: accounts open within 30 days of the contract; gates assumed to take as long",
        doc="From the week in which the measure covers the project; until then it is there on paper only.",
    )  # fmt: skip
    contractor_fen_per_project: int = parameter(
        3_000_000, unit="fen", label_en="Gates and terminals of a project", label_zh="每个项目闸机与终端成本",
        least=0, most=100 * GRAND,
        law="assumed: two gates with face terminals, 30,000 yuan",
        doc="Borne once by the contractor of a project that uses the measure. Memo item.",
    )  # fmt: skip
    contractor_fen_per_worker_month: int = parameter(
        4_000, unit="fen", label_en="Contractor's administration per worker and month", label_zh="施工单位每人每月管理成本",
        least=0, most=GRAND,
        law="Order 724, Art. 28: a wage officer on every site; evidence 3b, 3e: 4,426 yuan a month, 61 workers a project; "
        "half his time assumed",
        doc="For workers at work on projects that use the measure. Memo item.",
    )  # fmt: skip
    authority_fen_per_worker_month: int = parameter(
        200, unit="fen", label_en="Authority's platform per worker and month", label_zh="监管平台每人每月成本",
        least=0, most=GRAND,
        law="Order 724, Art. 38: a county's monitoring platform; assumed 100,000 yuan a year for 4,000 workers",
        doc="For workers at work on projects that use the measure. Memo item.",
    )  # fmt: skip
