"""The files of a folder of results: what a row is, and each column with its unit. A test reads them beside real files."""

from typing import NamedTuple

from sim.declared.measures import PARTIES, PARTY_LABELS


class Column(NamedTuple):
    """Labels of a column, its unit ("" where it has none) and its meaning."""

    label_en: str
    label_zh: str
    unit: str
    doc: str


class ResultFile(NamedTuple):
    """A file: what it holds, what one row of it is, and its columns in order."""

    doc: str
    row: str
    columns: dict[str, Column]


UNIT_OF_OUTCOME = "unit of the outcome"

SCENARIO = Column("Scenario", "情景", "", "Name of the scenario, as the manifest lists it.")
REPLICATE = Column(
    "Replicate", "模拟次序", "", "Which luck, from 0 up; the same number means the same luck in every scenario."
)
WEEK = Column("Week", "周次", "", "Week of the run: 1 is the first recorded one, 0 the opening state before it.")
DATE = Column("Sunday of the week", "当周周日", "", "The Sunday at whose close the week's state is taken.")
OUTCOME = Column("Outcome", "结果指标", "", "Name of an outcome; `arrears explain NAME` says what it means.")
UNIT = Column("Unit", "单位", "", "Unit of the outcome's numbers.")
MEDIAN = Column("Median", "中位数", UNIT_OF_OUTCOME, "Median over replicates of one number per run.")
P10 = Column(
    "10th percentile",
    "第10百分位",
    UNIT_OF_OUTCOME,
    "A tenth of the replicates lie below it; empty in summary.csv for one replicate, which is one world.",
)
P90 = Column(
    "90th percentile",
    "第90百分位",
    UNIT_OF_OUTCOME,
    "A tenth of the replicates lie above it; empty in summary.csv for one replicate, which is one world.",
)
CLOCK = Column(
    "Clock", "计时口径", "",
    "What counts as unpaid: `unpaid_over_30_days`, of months that ended more than 30 days ago, whatever was agreed; or "
    "`overdue`, after the agreed date.",
)  # fmt: skip
PLACE = Column("Place", "资金滞留处", "", "Where the money is stuck; `arrears explain PLACE` says how it is computed.")
PAYER = Column("Payer", "付款方", "", "Kind of account holder that paid.")
PAYEE = Column("Payee", "收款方", "", "Kind of account holder that received.")
PURPOSE = Column("Purpose", "资金用途", "", "What the money was paid for.")
PERIOD = Column("Period", "时期", "", 'A quarter such as 2014Q1; "before" is the warm-up with the opening balances.')
GROUP = Column(
    "Group",
    "分组",
    "",
    'Whom a number counts: "all", or a kind and its member such as `owner_kind:private` or `tier:2`.',
)
ARM = Column("Arm", "方案", "", "The scenario compared; that of the first arm is the baseline.")
LOW = Column(
    "95 % interval from",
    "区间下限",
    "as the difference",
    "Lower end of the 95 % interval of the mean difference by itself; empty below two pairs.",
)
HIGH = Column(
    "95 % interval to",
    "区间上限",
    "as the difference",
    "Upper end of the 95 % interval of the mean difference by itself; empty below two pairs.",
)
WORLD = Column(
    "World", "世界", "", '"shared" if all replicates play in one world, so that intervals leave out how worlds differ; '
    '"replicate" if each has its own; "mixed" if some scenarios do the one and some the other.',
)  # fmt: skip
PAIRS = Column("Pairs", "配对数", "count", "Replicates in which both arms have a value.")
LOWER_SHARE = Column(
    "Lower in", "更低配对占比", "share", "Share of pairs in which the arm's number is lower than the baseline's."
)
PAIRS_NEEDED = Column(
    "For 1 %", "1%精度需", "count",
    "Pairs for a 1 % answer: until half the interval is 1 % of the baseline's mean; empty where that is unknown.",
)  # fmt: skip


def _difference(unit: str) -> Column:
    return Column(
        "Difference",
        "配对差",
        unit,
        "Mean of arm minus baseline over pairs with the same luck; the baseline's own rows have none.",
    )


EVENT_COLUMNS = {
    "scenario": SCENARIO,
    "replicate": REPLICATE,
    "region": Column(
        "Region", "区域", "", "Which region of a country, from 0 up: every uid beside it is one of that region. Only where a scenario has several regions.",
    ),
    "week": WEEK,
    "date": DATE,
    "kind": Column("Kind of event", "事件类别", "", "What happened; `arrears explain KIND` says it."),
    "project_uid": Column(
        "Project", "项目编号", "", "Number of the project among all of the run, as in `Model.table`; 0 is none. No target of a shock: see `project_target`.",
    ),
    "contract_uid": Column("Contract", "合同编号", "", "Number of the contract among all of the run; 0 is none."),
    "firm_uid": Column(
        "Firm", "企业编号", "", "Number of the firm among all of the run, as in `Model.table`; 0 is none. No target of a shock: see `firm_target`.",
    ),
    "workers": Column("Workers concerned", "涉及人数", "persons", "Workers concerned; 0 where nothing is said of them."),
    "fen": Column("Money concerned", "涉及金额", "fen", "Money concerned; 0 where nothing is said of it."),
    "project_target": Column(
        "Target of a shock on the project", "冲击目标（项目）", "", 'What a shock of a scenario writes to strike this project in this week, "project:3"; empty if none.',
    ),
    "firm_target": Column(
        "Target of a shock on the firm", "冲击目标（企业）", "", 'What a shock of a scenario writes to strike this firm in this week, "firm:12"; empty if it is out of business or none is concerned.',
    ),
}  # fmt: skip

POLICY_COUNTS = {
    "weeks_in_force": Column("Weeks in force", "实施周数", "weeks", "Recorded weeks in which the measure was in force."),
    "projects_covered": Column(
        "Projects covered", "名义覆盖项目数（累计）", "count", "Projects that the measure ever covered, on paper, in the recorded weeks; not those of one week.",
    ),
    "projects_using": Column(
        "Projects using it", "实际使用项目数（累计）", "count", "Of them, those that ever really used it in the recorded weeks."
    ),
    "money_moved_fen": Column(
        "Money moved", "经措施支付金额", "fen",
        "What was paid to workers through the measure in the recorded weeks. What is locked, given back or paid in fees is "
        "not in it: that stands in flows.csv.",
    ),
    "cases_touched": Column("Cases touched", "涉及案件数", "count", "Crews' cases that a payment of the measure went to."),
} | {
    f"cost_{party}_fen": Column(
        f"Cost to {PARTY_LABELS[party][0]}", f"{PARTY_LABELS[party][1]}成本", "fen", f"Real resources that {who} used up for it, a memo item."
    )
    for party, who in zip(
        PARTIES, ("owners", "contractors and other employers", "workers", "the authority", "banks"), strict=True
    )
}  # fmt: skip
"""What is counted of each measure; a test names those that are not declared."""


def _cells(value: str, unit: str, label: tuple[str, str], doc: str) -> dict[str, Column]:
    """Columns that follow the names of a cell: its mean in every arm and its paired difference."""
    return {
        "arm": ARM, value: Column(*label, unit, doc), "difference": _difference(unit), "low": LOW, "high": HIGH,
        "lower_share": LOWER_SHARE, "pairs": PAIRS, "world": WORLD,
    }  # fmt: skip


COMPARED = {
    "outcome": OUTCOME, "group": GROUP, "arm": ARM, "median": MEDIAN, "p10": P10, "p90": P90,
    "difference": _difference(UNIT_OF_OUTCOME), "low": LOW, "high": HIGH,
    "better_share": Column(
        "Better in", "更好配对占比", "share", "Share of pairs in which the arm is better, of all pairs, those alike included; empty where the direction of the outcome is no judgement.",
    ),
    "pairs_needed": PAIRS_NEEDED, "pairs": PAIRS, "lower_share": LOWER_SHARE, "unit": UNIT,
    "world": WORLD,
}  # fmt: skip


def _change(of: str) -> dict[str, Column]:
    """The columns of one change at a glance."""
    return {
        "difference": Column("Difference", "配对差", "fen", f"Of {of}: mean of arm minus baseline over pairs with the same luck."),
        "low": Column("95 % interval from", "区间下限", "fen", f"Of the mean difference of {of}; empty below two pairs."),
        "high": Column("95 % interval to", "区间上限", "fen", f"Of the mean difference of {of}; empty below two pairs."),
        "share": Column("Change", "变化", "share", f"Of {of}: the difference as a share of the baseline's mean; empty where that is zero."),
        "clear": Column("Clear", "是否明确", "", f'"yes" if it is sure, among all that is told, in which direction {of} change (docs/decisions/0017).'),
    }  # fmt: skip


CHANGES = {"headline": "wages unpaid over 30 days", "overdue": "wages overdue by agreement"}
YUAN_PER_YUAN_MONTH = Column(
    "Price of a yuan-month", "每避免一元·月的成本", "yuan per yuan-month", "Resources per yuan-month avoided; empty unless something is clearly avoided.",
)  # fmt: skip

RESULT_FILES: dict[str, ResultFile] = {
    "summary.csv": ResultFile(
        "one row per scenario and outcome: median and 10-90 % over replicates", "One row per scenario and outcome.",
        {
            "scenario": SCENARIO, "outcome": OUTCOME, "unit": UNIT,
            "kind": Column("Kind of outcome", "指标类别", "", "stock (state at a week's close), flow (sum over a week) or rate (a ratio of two counts)."),
            "measured": Column(
                "Measured as", "取值方式", "", "Which number of a run: a stock's mean over the recorded weeks, a flow's sum, a rate's ratio of sums.",
            ),
            "replicates": Column("Replicates", "模拟次数", "count", "Runs of this scenario."),
            "median": MEDIAN, "p10": P10, "p90": P90,
        },
    ),
    "series.parquet": ResultFile(
        "outcomes by week, long: scenario, replicate, week, date, outcome, group, value", "One row per run, week, outcome and group.",
        {
            "scenario": SCENARIO, "replicate": REPLICATE, "week": WEEK, "date": DATE, "outcome": OUTCOME, "group": GROUP,
            "value": Column("Value", "数值", UNIT_OF_OUTCOME, "A stock at the close of Sunday, a flow's sum over the week; a rate has no row where it has no value."),
        },
    ),
    "events.parquet": ResultFile("what happened to whom", "One row per event, in the recorded weeks.", EVENT_COLUMNS),
    "places.csv": ResultFile(
        "where unpaid wages are stuck", "One row per run, week, clock, owner kind, tier and place that holds anything. Places are written down every fourth week and in "
        "that of the festival, so their mean is not quite that of the weekly outcomes.",
        {
            "scenario": SCENARIO, "replicate": REPLICATE, "week": WEEK, "date": DATE, "clock": CLOCK,
            "owner_kind": Column("Kind of owner", "建设单位类别", "", "Kind of the developer that owns the project."),
            "tier": Column("Tier", "层级", "tier", "Tier of the crew's employer: 1 is the general contractor."),
            "place": PLACE,
            "fen": Column("Stuck there", "滞留金额", "fen", "Unpaid wages stuck at this place at the week's close."),
            "yuan_weeks": Column("Yuan-weeks", "元·周", "yuan-weeks", "The same in yuan, times the weeks since the record before."),
        },
    ),
    "flows.csv": ResultFile(
        "who paid whom for what, by period", "One row per run, period, payer, payee and purpose with any payment.",
        {
            "scenario": SCENARIO, "replicate": REPLICATE, "period": PERIOD, "payer": PAYER, "payee": PAYEE, "purpose": PURPOSE,
            "fen": Column("Paid", "支付金额", "fen", "What was paid in the period."),
        },
    ),
    "balances.csv": ResultFile(
        "what each kind of holder had, got and gave, by period", "One row per run, period and kind of holder; closing = opening + inflow - outflow.",
        {
            "scenario": SCENARIO, "replicate": REPLICATE, "period": PERIOD,
            "holder": Column("Holder", "账户持有人", "", "Kind of account holder."),
            "opening_fen": Column("Opening balance of the period", "期初余额（当期）", "fen", "What it held when the period began; over all holders the sum is zero."),
            "inflow_fen": Column("Inflow", "流入", "fen", "What it received in the period."),
            "outflow_fen": Column("Outflow", "流出", "fen", "What it paid in the period."),
            "closing_fen": Column("Closing balance of the period", "期末余额", "fen", "What it held when the period ended."),
        },
    ),
    "policies.csv": ResultFile(
        "what each measure did in the recorded weeks, and what it cost by party", "One row per measure and run; none where no measure was in force.",
        {"policy": Column("Measure", "治理措施", "", "Kind of the measure."), "scenario": SCENARIO, "replicate": REPLICATE, **POLICY_COUNTS},
    ),
    "compare.csv": ResultFile(
        "every arm of a comparison beside the first, by outcome, over all recorded weeks", "One row per outcome, group and arm.", COMPARED,
    ),
    "compare_since.csv": ResultFile(
        "the same over the weeks since arms differ, as `arrears compare` prints it", "One row per outcome, group and arm.", COMPARED,
    ),
    "compare_arms.csv": ResultFile(
        "every arm at a glance, over the weeks since arms differ", "One row per arm, the first one without changes.",
        {
            "arm": ARM,
            "measures": Column("Measures", "治理措施", "", "Its measures, by number and kind; with each what other scenarios of the comparison have set otherwise, and whom it covers where that is not all."),
            "other_changes": Column("Other changes", "其他差异", "", 'What else sets it apart from the baseline: causes "on" or "off", a "shock" or one that it is without ("unstruck"), what is "set".'),
            "differs_from": Column("Differs from", "开始不同之日", "", "First day of the first week in which anything counted differs from the baseline in a pair; empty where nothing does."),
            "since": Column("Counted since", "统计起始日", "", "First day of the weeks that are counted: those since any arm differs."),
            "weeks": Column("Weeks counted", "统计周数", "weeks", "Recorded weeks from then on."),
        }
        | {f"{name}_{part}": column for name, of in CHANGES.items() for part, column in _change(of).items()}
        | {
            "resources_yuan_per_year": Column("Resources a year", "每年资源成本", "yuan", "Resources used up beyond the baseline's, in a year of these weeks."),
            "resources_clear": Column("Clear (resources)", "是否明确（资源）", "", '"yes" if it is clear that they are more, or less.'),
            "yuan_per_yuan_month": YUAN_PER_YUAN_MONTH,
            "clearly_worse": Column("Clearly worse", "明确变差", "", "Outcomes of the table that clearly get worse by half a per cent or more, the largest relative change first."),
            "pairs": PAIRS,
            "world": WORLD,
        },
    ),
    "compare_places.csv": ResultFile(
        "where unpaid wages are stuck in every arm", "One row per clock, group, place and arm; a tier or an owner kind is a part of \"all\".",
        {"clock": CLOCK, "group": GROUP, "place": PLACE}
        | _cells("yuan_weeks", "yuan-weeks", ("Yuan-weeks per run", "每次模拟的元·周"), "Mean per run of what is stuck there, over the recorded weeks."),
    ),
    "compare_flows.csv": ResultFile(
        "yearly flows between kinds of holders in every arm", "One row per year, payer, payee, purpose and arm.",
        {"year": Column("Year", "年份", "", "Calendar year; the warm-up is left out."), "payer": PAYER, "payee": PAYEE, "purpose": PURPOSE}
        | _cells("fen", "fen", ("Paid per run", "每次模拟支付金额"), "Mean per run of what was paid in the year."),
    ),
    "compare_transfers.csv": ResultFile(
        "what parties receive through accounts, deposits and guarantees in every arm", "One row per party, purpose and arm.",
        {"party": Column("Party", "当事方", "", "Who receives; the accounts and deposits of projects have rows of their own."), "purpose": PURPOSE}
        | _cells("received_fen", "fen", ("Received", "收到金额"), "Mean per run of what it received less what it gave; a transfer, no resource used up."),
    ),
    "compare_costs.csv": ResultFile(
        "what every arm uses up, avoids, and pays for it, against the first", "One row per arm, means per run.",
        {"arm": ARM}
        | {
            f"cost_{party}_yuan": Column(
                f"More used by {PARTY_LABELS[party][0]}", f"{PARTY_LABELS[party][1]}资源成本增量", "yuan", "Resources used up beyond the baseline's: the difference of the outcome of this name.",
            )
            for party in PARTIES
        }
        | {
            "resources_yuan": Column("Resources used in all", "资源成本合计", "yuan", "Sum of the resources used up beyond the baseline's."),
            "yuan_months_avoided": Column("Yuan-months avoided", "避免的欠薪（元·月）", "yuan-months", "Wages unpaid over 30 days that are avoided, times how long; negative if there are more."),
            "yuan_per_yuan_month": YUAN_PER_YUAN_MONTH,
            "avoided_low": Column("Avoided, interval from", "避免欠薪区间下限", "yuan-months", "Lower end of the 95 % interval of what is avoided."),
            "avoided_high": Column("Avoided, interval to", "避免欠薪区间上限", "yuan-months", "Upper end of the 95 % interval of what is avoided."),
            "avoided_clear": Column("Clearly avoided", "是否明确避免", "", '"yes" if it is sure that something is avoided, or that more is unpaid: ten pairs differ and it holds among all that is told (docs/decisions/0017).'),
            "world": WORLD,
        },
    ),
    "drivers.csv": ResultFile(
        "what switching off each cause of the first scenario does", "One row per outcome and cause switched off; then the sum of single effects, all off, and the interaction.",
        {
            "outcome": OUTCOME, "cause": Column("Without", "关闭的成因", "", "The cause that was switched off, or what the row sums up."),
            "difference": _difference(UNIT_OF_OUTCOME), "low": LOW, "high": HIGH,
            "share": Column("Of its mean", "占均值", "share", "The difference as a share of the mean with all causes on."),
            "lower_share": LOWER_SHARE, "pairs_needed": PAIRS_NEEDED, "pairs": PAIRS, "world": WORLD,
        },
    ),
}  # fmt: skip
"""Every table of a folder. `figures/` are drawings of them, `parts/` finished runs, `manifest.json` stands below."""

MANIFEST_KEYS: dict[str, str] = {
    "made_by": "The program; a folder of another one is refused.",
    "format": "Version of this list.",
    "command": "The exact command or call; repeated, it brings the same tables.",
    "folder": "Where it was given.",
    "began": "When, in UTC.",
    "ended": "When the tables were ready to be written, in UTC.",
    "seconds": "From one to the other.",
    "runs": "Runs asked for, finished, reused from parts and failed, regions reused where there are several, and the numbers of the replicates.",
    "scenarios": "Of each: name, title, title_zh, why, fingerprint, seed, start, date of the opening state, weeks, warm-up, replicates "
    "finished, whether they share one world, what tables gave of its population and what was drawn, weeks whose places are "
    "recorded, and its whole text, which plays it again.",
    "warnings": "What a reader should know before trusting the runs, one line each.",
    "failures": "Of each failed run: scenario, fingerprint, seed, replicate, error, traceback.",
    "versions": "Of Python, of this program and of the packages that numbers depend on.",
    "commit": "The commit of the code: `id`, `dirty` (whether files of a checkout differ from it) and `from`, how that is "
    'known: "checkout", "installation" (from a version control address that the installer wrote down), or, where `id` is '
    "null, as after `pip install .`, that it is not known and why; `sources` then tells which code it was.",
    "sources": "Hash of the code, the same in a checkout and where it is installed from it.",
    "engine": "Hash of the part of the code that plays runs; parts of another one are not used.",
    "machine": "System, processor, cores, memory in GB.",
    "files": "What each file of the folder holds.",
    "declared": "Names, units and labels of all that is counted: with them the tables can be read without this program.",
    "arms": "Of a comparison: from when each arm differs from the first, and what it changes from then on.",
}
"""Keys of `manifest.json`; a test reads them beside a real one."""
