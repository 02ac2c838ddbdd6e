"""What each outcome means, by name; label, unit and groups stand in `sim.outcomes`."""

OUTCOME_DOCS: dict[str, str] = {
    "wages_earned": "Wages of the days worked this week, paid or not.",
    "wages_paid": "What workers received as wages or living allowance this week, for whatever days.",
    "given_up": "Wages that ceased to be owed this week because measurement took days away from a piece crew.",
    "written_off": "Wages that ceased to be owed this week because they were open too long after the package ended.",
    "deferred": "Wages earned and unpaid whose agreed date has not come: month end, Spring Festival or project end.",
    "overdue": "Wages unpaid after the agreed date. A wage is due in the week that contains its date and overdue from "
    "that Sunday's close; flight of the employer makes everything due at once.",
    "overdue_0_30_days": "The part of overdue whose agreed date is less than five weeks back.",
    "overdue_31_90_days": "The part of overdue whose agreed date is five to twelve weeks back.",
    "overdue_91_180_days": "The part of overdue whose agreed date is 13 to 25 weeks back.",
    "overdue_over_180_days": "The part of overdue whose agreed date is 26 weeks back or more.",
    "unpaid_over_30_days": "The headline of every comparison: unpaid wages of calendar months that ended more than 30 "
    "days ago, whatever was agreed. It is zero when all wages are paid by the end of the following month.",
    "workers_on_site": "Workers in crews at work this week, leavers not counted.",
    "workers_owed": "Claims with something overdue by agreement. A person owed by two crews counts twice.",
    "work_done": "Value at contract price, less what disputes took away, of the work done so far on contracts with "
    "owners that are not yet closed.",
    "owner_debt": "What owners have not paid of bills that are certified and due, disputed ones included.",
    "firms": "Contractors, subcontractors, shells and labour bosses that have not fled.",
    "firms_fled": "Firms whose holder has fled and whose contracts are not yet closed.",
    "projects_active": "Projects whose work is not complete.",
    "survey_persons": "On the last Sunday on or before 31 December: persons who worked in construction in that year, "
    "leavers included. Zero in every other week.",
    "survey_owed_persons": "Of the persons surveyed: those with at least the survey's threshold (500 yuan) overdue by "
    "agreement for 30 days or more, over all employers.",
    "survey_debt_thousandths": "Sum over persons found owed of what is overdue 30 days or more, in thousandths of their "
    "own last monthly wage.",
    "survey_share": "Share of the persons surveyed who are owed wages; no value outside the survey's week. This is what "
    "national surveys ask.",
    "survey_debt_months": "Mean debt of the persons found owed, in own monthly wages; no value outside the survey's "
    "week.",
}
"""Meaning of each outcome; a test names those that have none."""
