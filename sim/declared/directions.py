"""Which way an outcome is better; what stands in neither list is told as lower or higher, without a judgement.

`paid_before_festival` is in neither: it counts wages that are not due yet, so monthly pay lowers it.
"""

LOWER_IS_BETTER = frozenset(
    {
        "given_up",
        "written_off",
        "unpaid",
        "overdue",
        "overdue_0_30_days",
        "overdue_31_90_days",
        "overdue_91_180_days",
        "overdue_over_180_days",
        "unpaid_over_30_days",
        "workers_owed",
        "waiting_cost",
        "bills_paid_late",
        "bills_overdue",
        "projects_stopped",
        "projects_delay",
        "firms_fled",
        "firms_failed",
        "survey_owed_persons",
        "survey_debt_thousandths",
        "unpaid_weeks",
        "debt_per_claim",
        "days_to_pay",
        "project_delay",
        "survey_share",
        "survey_debt_months",
        "cases_queue",
        "orders_unmet",
        "closing_time",
        "complaint_cost",
    }
)
HIGHER_IS_BETTER: frozenset[str] = frozenset()


def better_sign(outcome: str) -> int:
    """-1 where lower is better, 1 where higher is, 0 where the direction is no judgement."""
    return (outcome in HIGHER_IS_BETTER) - (outcome in LOWER_IS_BETTER)
