"""Every outcome declared once: what a run reports, in which unit, by which groups."""

from dataclasses import dataclass

from sim.declared.groups import GROUP_COUNT
from sim.declared.groups import GROUPS as GROUPS
from sim.declared.measures import PARTIES, PARTY_LABELS
from sim.policies.outcomes import measure_outcomes


@dataclass(frozen=True)
class Outcome:
    """One reported number.

    `unit`: fen, persons, share, months, count. `kind`: stock (state at the close of Sunday), flow
    (sum over the week), rate (`scale` times the ratio of two counted columns, over a period the ratio of
    their sums). `grouped`: also by owner kind,
    sector, tier that employs the crew, and project size.
    """

    name: str
    unit: str
    kind: str
    grouped: bool
    label_en: str
    label_zh: str
    ratio_of: tuple[str, str] | None = None
    scale: float = 1.0


OUTCOMES = (
    Outcome("wages_earned", "fen", "flow", True, "Wages earned", "应发工资"),
    Outcome("wages_paid", "fen", "flow", True, "Wages paid", "已付工资"),
    Outcome("given_up", "fen", "flow", True, "Wages given up", "放弃的工资"),
    Outcome("written_off", "fen", "flow", True, "Wages written off", "核销的工资"),
    Outcome("unpaid", "fen", "stock", True, "Unpaid wages, due or not", "未付工资（含未到期）"),
    Outcome("deferred", "fen", "stock", True, "Deferred wages (not yet due by agreement)", "未到期工资"),
    Outcome("overdue", "fen", "stock", True, "Overdue wages by agreement", "逾期工资"),
    Outcome("overdue_0_30_days", "fen", "stock", True, "Overdue up to 30 days", "逾期30天以内"),
    Outcome("overdue_31_90_days", "fen", "stock", True, "Overdue 31-90 days", "逾期31-90天"),
    Outcome("overdue_91_180_days", "fen", "stock", True, "Overdue 91-180 days", "逾期91-180天"),
    Outcome("overdue_over_180_days", "fen", "stock", True, "Overdue more than 180 days", "逾期180天以上"),
    Outcome("unpaid_over_30_days", "fen", "stock", True, "Unpaid over 30 days", "超过30天未付工资"),
    Outcome("workers_on_site", "persons", "stock", True, "Workers on site", "在场农民工"),
    Outcome("workers_owed", "persons", "stock", True, "Worker claims overdue", "被欠薪人次"),
    Outcome("waiting_cost", "fen", "flow", True, "Cost of waiting for overdue wages (memo)", "工人等待成本（备忘）"),
    Outcome("billed", "fen", "flow", True, "Bills issued, by tier of the payee", "开出账单"),
    Outcome("bills_paid", "fen", "flow", True, "Bills and advances paid, by tier of the payee", "已付工程款"),
    Outcome("bills_paid_late", "fen-weeks", "flow", True, "Bills paid times weeks after the due date", "工程款迟付（分周）"),
    Outcome("bills_paid_after_due", "fen", "flow", True, "Bills paid after the due date", "逾期支付的工程款"),
    Outcome("bills_overdue", "fen", "stock", True, "Bills past their due date, by tier of the payee", "拖欠工程款"),
    Outcome("withheld", "fen", "stock", True, "Work done that waits for a milestone", "节点未到扣留的产值"),
    Outcome("work_done", "fen", "stock", True, "Value of work done on open contracts", "已完工程价值"),
    Outcome("projects_active", "count", "stock", False, "Projects under construction", "在建项目数"),
    Outcome("projects_stopped", "count", "stock", False, "Projects that stand still as their owner stopped paying", "停工项目数"),
    Outcome("projects_delay", "weeks", "stock", False, "Weeks behind plan, over all projects", "工期延误周数合计"),
    Outcome("firms", "count", "stock", False, "Firms in business", "在营企业数"),
    Outcome("firms_fled", "count", "stock", False, "Firms that have fled", "逃匿企业数"),
    Outcome("firms_failed", "count", "stock", False, "Failed firms whose estates are open", "破产清算中企业数"),
    Outcome("firms_cash", "fen", "stock", False, "Cash of firms in credit", "企业现金"),
    Outcome("firms_drawn", "fen", "stock", False, "Credit drawn by firms", "企业已用授信"),
    Outcome("firms_credit", "fen", "stock", False, "Credit lines of firms", "企业授信额度"),
    Outcome("complaints", "count", "flow", False, "Complaints", "投诉件数"),
    Outcome("complainants_named", "persons", "flow", False, "Workers named in complaints", "投诉登记人数"),
    Outcome("complainants_true", "persons", "flow", False, "Workers behind the complaints", "投诉涉及实际人数"),
    Outcome("cases_filed", "count", "flow", False, "Cases filed", "立案件数"),
    Outcome("cases_coordinated", "count", "flow", False, "Complaints coordinated", "协调处理件数"),
    Outcome("cases_paid", "count", "flow", False, "Cases closed with all wages paid", "足额支付结案件数"),
    Outcome("orders_unmet", "count", "flow", False, "Orders not met by their deadline", "逾期未履行指令件数"),
    Outcome("cases_queue", "count", "stock", False, "Complaints that wait to be taken up", "待处理投诉件数"),
    Outcome("closing_case_weeks", "weeks", "flow", False, "Weeks from complaint to closing, summed", "结案周数合计"),
    Outcome("found", "fen", "stock", False, "Arrears found: what named complainants of open cases are owed", "发现的欠薪"),
    Outcome("recorded", "fen", "stock", False, "Arrears recorded: what open orders are for", "登记的欠薪"),
    Outcome("officer_hours", "hours", "flow", False, "Hours officers worked on cases", "监察工时"),
    Outcome("complaint_cost", "fen", "flow", False, "Days lost by those who complained (memo)", "投诉误工成本（备忘）"),
    *(
        Outcome(f"cost_{party}", "fen", "flow", False, f"Resources used by {PARTY_LABELS[party][0]}", f"{PARTY_LABELS[party][1]}资源成本")
        for party in PARTIES
    ),
    *(Outcome(name, "count", "stock", False, en, zh) for name, en, zh, _ in measure_outcomes()),
    Outcome("festival_persons", "persons", "stock", False, "Festival: persons who worked in the year before", "春节：上年务工人数"),
    Outcome("festival_paid_persons", "persons", "stock", False, "Festival: persons paid in full", "春节：足额领薪人数"),
    Outcome("survey_persons", "persons", "stock", False, "Survey: persons who worked this year", "调查：当年务工人数"),
    Outcome("survey_owed_persons", "persons", "stock", False, "Survey: persons owed", "调查：被欠薪人数"),
    Outcome("survey_debt_thousandths", "count", "stock", False, "Survey: debt in thousandths of a monthly wage", "调查：欠薪千分月"),
    Outcome(
        "unpaid_weeks", "weeks", "rate", False, "Weeks of pay that are unpaid", "未付工资折合周数",
        ("unpaid", "wages_earned"),
    ),
    Outcome(
        "debt_per_claim", "fen", "rate", False, "Overdue wages per claim", "人均逾期工资", ("overdue", "workers_owed"),
    ),
    Outcome(
        "days_to_pay", "days", "rate", True, "Mean days from the due date to the payment of bills", "工程款平均迟付天数",
        ("bills_paid_late", "bills_paid"), 7.0,
    ),
    Outcome(
        "days_late", "days", "rate", True, "Mean delay of bills paid late", "迟付工程款的平均逾期天数",
        ("bills_paid_late", "bills_paid_after_due"), 7.0,
    ),
    Outcome(
        "project_delay", "weeks", "rate", False, "Mean weeks behind plan", "平均工期延误", ("projects_delay", "projects_active"),
    ),
    Outcome(
        "closing_time", "weeks", "rate", False, "Mean weeks from complaint to a paid closing", "平均结案周数",
        ("closing_case_weeks", "cases_paid"),
    ),
    Outcome(
        "paid_before_festival", "share", "rate", False, "Share of workers paid in full at the festival", "春节前足额领薪比例",
        ("festival_paid_persons", "festival_persons"),
    ),
    Outcome(
        "survey_share", "share", "rate", False, "Survey share of workers owed wages", "调查欠薪比例",
        ("survey_owed_persons", "survey_persons"),
    ),
    Outcome(
        "survey_debt_months", "months", "rate", False, "Survey debt per victim in monthly wages", "调查人均欠薪月数",
        ("survey_debt_thousandths", "survey_owed_persons"), 0.001,
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
