"""What each outcome means, by name; label, unit and groups stand in `sim.outcomes`."""

OUTCOME_DOCS: dict[str, str] = {
    "wages_earned": "Wages of the days worked this week, paid or not.",
    "wages_paid": "What workers received as wages or living allowance this week, for whatever days. Over a run it can exceed "
    "what is earned in it, because wages owed from before are paid too.",
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
    "workers_on_site": "Workers in crews at work this week, leavers not counted: some of the jobs of `population.workers`, "
    "none around the festival.",
    "workers_owed": "Claims with something overdue by agreement. A person owed by two crews counts twice.",
    "unpaid": "Wages earned and unpaid, due or not: deferred and overdue. Offices that write 'unpaid wages' mean this.",
    "waiting_cost": "What waiting costs workers who borrow: overdue wages times the card's yearly rate, a memo item.",
    "billed": "Bills issued this week at a link of the chain, by the tier of the firm that is to be paid: tier 1 is the "
    "owner's link. What a dispute takes off a bill counts against it.",
    "bills_paid": "What was paid this week at a link of the chain, advances included, by the tier of the payee.",
    "bills_paid_late": "Bills paid this week times the weeks since their due date: divided by what was paid, the mean delay.",
    "bills_paid_after_due": "The part of bills paid this week that came after its due date.",
    "bills_overdue": "Bills past their due date and unpaid, by the tier of the payee; bills that wait because their payer "
    "was not paid count as well, disputed ones do not.",
    "withheld": "Work done that cannot be billed because the next milestone of its project is not reached.",
    "work_done": "Value at contract price, less what disputes took away, of the work done so far on contracts that are "
    "not yet closed, by the tier of the firm that did it; a layer's value contains that of the layers below.",
    "projects_stopped": "Projects under construction where work stands still because the owner has stopped paying.",
    "projects_delay": "Weeks that projects under construction are behind an even plan, summed over projects.",
    "firms_failed": "Failed firms whose estates are open: their contracts are not all closed.",
    "complaints": "Complaints of crews that reached the authority this week.",
    "complainants_named": "Workers named in this week's complaints.",
    "complainants_true": "Workers with unpaid wages behind this week's complaints, named or not.",
    "cases_filed": "Complaints filed as cases this week: enough of the debt could be proved, and an order was issued.",
    "cases_coordinated": "Complaints coordinated this week, for lack of proof, of an employer, or after an unmet order.",
    "cases_paid": "Cases closed this week because all wages of the crew were paid.",
    "orders_unmet": "Orders whose deadline passed this week with wages still unpaid.",
    "cases_queue": "Complaints that no officer has taken up yet.",
    "closing_case_weeks": "Weeks from complaint to closing, summed over the cases closed as paid this week.",
    "found": "What the workers named in open cases were owed when they complained: what the authority has found. What "
    "is recorded is less, what is true more.",
    "recorded": "What open orders are for: the part of the debt that could be proved, as the register has it.",
    "officer_hours": "Hours officers worked on complaints and cases this week.",
    "complaint_cost": "Working days lost by the crews that complained this week, at their wages; a memo item.",
    "cost_owners": "Real resources that owners use up for measures; transfers such as deposits and fines do not count.",
    "cost_contractors": "Real resources that contractors and other employers use up for measures: administration, gates, "
    "interest on locked cash. Transfers do not count; fees of bank guarantees are such and stand in the flows of money.",
    "cost_workers": "Real resources that workers use up: the days lost by complaining, and their part in measures.",
    "cost_authority": "Real resources that the authority uses up: its officers' hours on cases at the card's cost, and its "
    "part in measures.",
    "cost_banks": "Real resources that banks use up for measures.",
    "closing_time": "Mean weeks from complaint to closing, of the cases closed as paid.",
    "firms_cash": "Cash of the firms whose balance is positive.",
    "firms_drawn": "Credit that firms have drawn: the sum of negative balances.",
    "firms_credit": "Credit lines of all firms, drawn or not.",
    "festival_persons": "At Spring Festival: persons who worked in construction in the year before. Zero in other weeks.",
    "festival_paid_persons": "Of them, those who are owed nothing at all.",
    "unpaid_weeks": "Unpaid wages, due or not, over the wages of a week.",
    "debt_per_claim": "Overdue wages per claim that is overdue.",
    "days_to_pay": "Mean days from the due date of a bill to its payment, weighted by money, by the tier of the payee.",
    "days_late": "Mean days from the due date to the payment of what was paid late, weighted by money, by the tier of the "
    "payee: what surveys of payment delays ask.",
    "project_delay": "Mean weeks that projects under construction are behind an even plan.",
    "paid_before_festival": "Share of the persons of the year who are owed nothing at Spring Festival; no value in other "
    "weeks.",
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
