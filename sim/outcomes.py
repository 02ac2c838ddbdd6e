"""Every outcome declared once: what a run reports, in which unit, by which groups."""

from dataclasses import dataclass

from sim.chain.tables import OWNER_KINDS, SECTORS

GROUPS = (
    "all",
    *(f"owner_kind:{k}" for k in OWNER_KINDS),
    *(f"sector:{k}" for k in SECTORS),
    *(f"tier:{k}" for k in range(1, 7)),
    *(f"size:{k}" for k in ("small", "middle", "large")),
)
OWNER_GROUP, SECTOR_GROUP, TIER_GROUP, SIZE_GROUP = 1, 5, 10, 16
GROUP_COUNT = 19


@dataclass(frozen=True)
class Outcome:
    """One reported number.

    `unit`: fen, persons, share, months, count. `kind`: stock (state at the close of Sunday), flow
    (sum over the week), rate (a ratio of two counted columns). `grouped`: also by owner kind,
    sector, tier that employs the crew, and project size.
    """

    name: str
    unit: str
    kind: str
    grouped: bool
    label_en: str
    label_zh: str
    ratio_of: tuple[str, str] | None = None


OUTCOMES = (
    Outcome("wages_earned", "fen", "flow", True, "Wages earned", "应发工资"),
    Outcome("wages_paid", "fen", "flow", True, "Wages paid", "已付工资"),
    Outcome("given_up", "fen", "flow", True, "Wages given up", "放弃的工资"),
    Outcome("written_off", "fen", "flow", True, "Wages written off", "核销的工资"),
    Outcome("deferred", "fen", "stock", True, "Deferred wages (not yet due by agreement)", "未到期工资"),
    Outcome("overdue", "fen", "stock", True, "Overdue wages by agreement", "逾期工资"),
    Outcome("overdue_0_30_days", "fen", "stock", True, "Overdue up to 30 days", "逾期30天以内"),
    Outcome("overdue_31_90_days", "fen", "stock", True, "Overdue 31-90 days", "逾期31-90天"),
    Outcome("overdue_91_180_days", "fen", "stock", True, "Overdue 91-180 days", "逾期91-180天"),
    Outcome("overdue_over_180_days", "fen", "stock", True, "Overdue more than 180 days", "逾期180天以上"),
    Outcome("unpaid_over_30_days", "fen", "stock", True, "Unpaid over 30 days", "超过30天未付工资"),
    Outcome("workers_on_site", "persons", "stock", True, "Workers on site", "在场农民工"),
    Outcome("workers_owed", "persons", "stock", True, "Worker claims overdue", "被欠薪人次"),
    Outcome("work_done", "fen", "stock", False, "Value of work done on open contracts with owners", "已完工程价值"),
    Outcome("owner_debt", "fen", "stock", False, "Certified bills owners have not paid", "业主拖欠工程款"),
    Outcome("firms", "count", "stock", False, "Firms in business", "在营企业数"),
    Outcome("firms_fled", "count", "stock", False, "Firms that have fled", "逃匿企业数"),
    Outcome("projects_active", "count", "stock", False, "Projects under construction", "在建项目数"),
    Outcome("survey_persons", "persons", "stock", False, "Survey: persons who worked this year", "调查：当年务工人数"),
    Outcome("survey_owed_persons", "persons", "stock", False, "Survey: persons owed", "调查：被欠薪人数"),
    Outcome("survey_debt_thousandths", "count", "stock", False, "Survey: debt in thousandths of a monthly wage", "调查：欠薪千分月"),
    Outcome(
        "survey_share", "share", "rate", False, "Survey share of workers owed wages", "调查欠薪比例",
        ("survey_owed_persons", "survey_persons"),
    ),
    Outcome(
        "survey_debt_months", "months", "rate", False, "Survey debt per victim in monthly wages", "调查人均欠薪月数",
        ("survey_debt_thousandths", "survey_owed_persons"),
    ),
)  # fmt: skip
COUNTED = tuple(o for o in OUTCOMES if o.ratio_of is None)
_widths = [GROUP_COUNT if o.grouped else 1 for o in COUNTED]
COLUMN = {o.name: sum(_widths[:i]) for i, o in enumerate(COUNTED)}
COLUMN_COUNT = sum(_widths)


def outcome(name: str) -> Outcome:
    """The declaration of an outcome; KeyError if there is none."""
    for declared in OUTCOMES:
        if declared.name == name:
            return declared
    raise KeyError(name)
