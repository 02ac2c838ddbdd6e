"""What happens to somebody and is written down: the kinds in `events.parquet`."""

EVENT_DOCS: dict[str, str] = {
    "project_started": "A project starts; `workers` it wants at first, `fen` the price of its general contract.",
    "project_completed": "All work of a project is done.",
    "re_let": "The work a firm left is let again; `workers` and `fen` of the new contract.",
    "owner_stopped": "A shock of the scenario: the owner stops paying for its project.",
    "dispute": "A bill is disputed and waits; `fen` is what was open of it.",
    "flight": "A firm flees with its cash; `fen` is what it owes in wages.",
    "refusal": "A firm that could pay refuses to pay wages for some weeks; `fen` is what it owes in wages.",
    "slow_down": "A crew that is owed wages works fewer days a week; `workers` are present, `fen` is overdue.",
    "workers_left": "Members leave a crew that is owed wages; `workers` of them, `fen` is what is overdue in the crew.",
    "written_off": "Wages cease to be owed: open too long after the package; `fen` of them.",
    "firm_entered": "A new firm takes a place in the market; `fen` is its first equity.",
    "failure": "A firm fails and its estate is opened; `fen` is what it owes in wages.",
    "owner_failure": "An owner fails and its project is abandoned; one row per project and general contract.",
    "complaint": "A crew complains at the authority; `workers` with unpaid wages behind it, `fen` they are owed.",
    "order": "The authority files a case and orders payment; `workers` named, `fen` that could be proved.",
    "coordination": "The authority talks with both sides in place of an order; `workers` and `fen` named.",
    "order_missed": "The deadline of an order passes with `fen` still unpaid.",
    "case_closed": "A case is closed, paid or not; `fen` is still unpaid.",
    "boss_quit": "A labour boss without money gives up its place in the market, or a firm while insolvency is off; `fen` is what it owes in wages.",
    "deposit_drawn": "A wage deposit pays a crew, `fen` to its `workers`, for an order that was not met.",
    "deposit_short": "A contractor has not topped up its wage deposit in time; `fen` are missing.",
}
"""Meaning of each kind of event; a test names those that have none."""

POLICY_COLUMN_DOCS: dict[str, str] = {
    "weeks_in_force": "Recorded weeks in which the measure was in force.",
    "projects_covered": "Projects that the measure ever covered, on paper, in the recorded weeks; not those of one week.",
    "projects_using": "Of them, those that ever really used it in the recorded weeks.",
    "money_moved_fen": "What was paid to workers through the measure in the recorded weeks. What is locked, given back or "
    "paid in fees is not in it: that stands in flows.csv.",
    "cases_touched": "Crews' cases that a payment of the measure went to.",
    "cost_owners_fen": "Real resources that owners used up for it, a memo item.",
    "cost_contractors_fen": "Real resources that contractors and other employers used up for it, a memo item.",
    "cost_workers_fen": "Real resources that workers used up for it, a memo item.",
    "cost_authority_fen": "Real resources that the authority used up for it, a memo item.",
    "cost_banks_fen": "Real resources that banks used up for it, a memo item.",
}
"""Meaning of the columns of `policies.csv`; a test names those that have none."""
