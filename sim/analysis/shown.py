"""Outcomes that an analyst reads in the tables; everything else is in the files."""

import numpy as np

from sim.results.compare import Comparison
from sim.running.records import Declared

MAIN = ("unpaid_over_30_days", "overdue", "survey_share", "given_up")  # of the short table
SHOWN = (
    "unpaid_over_30_days",
    "overdue",
    "deferred",
    "survey_share",
    "survey_debt_months",
    "debt_per_claim",
    "paid_before_festival",
    "wages_earned",
    "wages_paid",
    "given_up",
    "written_off",
    "bills_overdue",
    "days_to_pay",
    "firms_failed",
    "firms_fled",
    "project_delay",
    "complaints",
    "recorded",
    "closing_time",
    "officer_hours",
)
RESOURCES = "cost_"
BESIDE = 2  # differences of an arm that are told and in no row: its resources in all, and to the arm that changes most


def resources(declared: Declared) -> list[str]:
    """Outcomes that count resources used up; none in a version whose measures have no costs."""
    return [o.name for o in declared.outcomes if o.name.startswith(RESOURCES) and (o.unit, o.kind) == ("fen", "flow")]


def shown(comparison: Comparison) -> list[str]:
    """Outcomes of the table: those declared of which a run has a number, and those that count a cost somebody bears."""
    declared = comparison.declared.by_name
    arms = (comparison.baseline, *comparison.arms)
    borne = [name for name in resources(comparison.declared) if any(comparison.values(arm, name).any() for arm in arms)]
    there = [n for n in SHOWN if n in declared and any(not np.isnan(comparison.values(a, n)).all() for a in arms)]
    return there + borne


def told_together(comparison: Comparison) -> int:
    """How many differences a reader is told at once: what is called clear must hold for all of them together."""
    return len(comparison.arms) * (len(shown(comparison)) + BESIDE)
