"""What happens to somebody and is written down: the kinds in `events.parquet`."""

from sim.declared.meaning import Meaning

EVENTS: dict[str, Meaning] = {
    "project_started": Meaning(
        "Project started",
        "项目开工",
        "A project starts; `workers` it wants at first, `fen` the price of its general contract.",
    ),
    "project_completed": Meaning("Project completed", "项目完工", "All work of a project is done."),
    "re_let": Meaning(
        "Work let again", "重新发包", "The work a firm left is let again; `workers` and `fen` of the new contract."
    ),
    "owner_stopped": Meaning(
        "Owner stopped paying", "建设单位停止付款", "A shock of the scenario: the owner stops paying for its project."
    ),
    "dispute": Meaning("Bill disputed", "账单争议", "A bill is disputed and waits; `fen` is what was open of it."),
    "flight": Meaning("Firm fled", "企业逃匿", "A firm flees with its cash; `fen` is what it owes in wages."),
    "refusal": Meaning(
        "Firm refuses to pay",
        "拒付工资",
        "A firm that could pay refuses to pay wages for some weeks; `fen` is what it owes in wages.",
    ),
    "slow_down": Meaning(
        "Crew slows down",
        "班组怠工",
        "A crew that is owed wages works fewer days a week; `workers` are present, `fen` is overdue.",
    ),
    "workers_left": Meaning(
        "Workers left their crew",
        "工人离场",
        "Members leave a crew that is owed wages; `workers` of them, `fen` is what is overdue in the crew.",
    ),
    "written_off": Meaning(
        "Wages of a claim written off",
        "工资核销",
        "Wages cease to be owed: open too long after the package; `fen` of them.",
    ),
    "firm_entered": Meaning(
        "Firm entered the market", "新企业进入", "A new firm takes a place in the market; `fen` is its first equity."
    ),
    "failure": Meaning(
        "Firm failed", "企业破产", "A firm fails and its estate is opened; `fen` is what it owes in wages."
    ),
    "owner_failure": Meaning(
        "Owner failed",
        "建设单位破产",
        "An owner fails and its project is abandoned; one row per project and general contract.",
    ),
    "complaint": Meaning(
        "Crew complains",
        "投诉",
        "A crew complains at the authority; `workers` with unpaid wages behind it, `fen` they are owed.",
    ),
    "order": Meaning(
        "Order to pay",
        "限期整改指令书",
        "The authority files a case and orders payment; `workers` named, `fen` that could be proved.",
    ),
    "coordination": Meaning(
        "Coordination",
        "协调处理",
        "The authority talks with both sides in place of an order; `workers` and `fen` named.",
    ),
    "order_missed": Meaning(
        "Order not met in time", "逾期未履行指令", "The deadline of an order passes with `fen` still unpaid."
    ),
    "case_closed": Meaning("Case closed", "结案", "A case is closed, paid or not; `fen` is still unpaid."),
    "boss_quit": Meaning(
        "Boss gave up",
        "包工头退出",
        "A labour boss without money gives up its place in the market, or a firm while insolvency is off; `fen` is what it owes in wages.",
    ),
    "deposit_drawn": Meaning(
        "Deposit drawn",
        "动用工资保证金",
        "A wage deposit pays a crew, `fen` to its `workers`, for an order that was not met.",
    ),
    "deposit_short": Meaning(
        "Deposit not topped up",
        "保证金未按期补足",
        "A contractor has not topped up its wage deposit in time; `fen` are missing.",
    ),
}
"""Labels and meaning of each kind of event; a test names those that have none."""
