"""What each purpose of money and each kind of account holder means (domain 6)."""

from sim.declared.meaning import Meaning

PURPOSES: dict[str, Meaning] = {
    "opening_balance": Meaning("Opening balance", "期初余额", "Working capital that firms hold when the model starts."),
    "owner_income": Meaning(
        "Owner's income", "建设单位收入", "Budget transfers, sales and credit that reach an owner."
    ),
    "advance": Meaning("Advance", "工程预付款", "Paid by the owner to the general contractor when a project starts."),
    "progress_payment": Meaning(
        "Progress payment", "工程进度款", "Payment of a bill for work of a month or a milestone."
    ),
    "settlement": Meaning("Settlement", "竣工结算款", "Payment of the final bill after completion."),
    "retention": Meaning("Retention", "质量保证金", "Release of what was kept back against defects."),
    "wage": Meaning("Wage", "工资", "Wages paid by the employer for days that are due."),
    "living_allowance": Meaning(
        "Living allowance",
        "生活费",
        "Paid at month end to crews that are settled later; counts as wages, oldest days first.",
    ),
    "material": Meaning("Material", "材料款", "Payment of suppliers' bills by the general contractor."),
    "interest": Meaning("Interest", "利息", "On what a firm has drawn of its credit line."),
    "equity": Meaning("Equity", "股东出资", "Own capital that entrants bring."),
    "pay_out": Meaning("Pay-out", "利润分配", "Cash above what is needed, taken by shareholders once a year."),
    "flight": Meaning("Flight", "卷款逃匿", "Cash that the holder of a firm takes along."),
    "loan_loss": Meaning("Loan loss", "贷款损失", "What a firm that is gone had drawn and its lender writes off."),
    "estate_costs": Meaning(
        "Estate costs", "破产费用", "What the administration of a failed firm's estate takes first."
    ),
    "loan_repayment": Meaning("Loan repayment", "贷款受偿", "What lenders receive of their claim on an estate."),
    "labour_cost": Meaning(
        "Labour cost", "人工费用", "The part of an owner's payment that goes into the wage account."
    ),
    "account_float": Meaning(
        "Opening float", "专户启动资金", "What the contractor pays into the wage account before the start."
    ),
    "account_closed": Meaning(
        "Account closed", "专户销户结余", "What the wage account still holds after completion, back to the contractor."
    ),
    "deposit_locked": Meaning(
        "Deposit locked", "缴存工资保证金", "What a general contractor pays into the wage deposit of a project."
    ),
    "deposit_returned": Meaning(
        "Deposit returned",
        "返还工资保证金",
        "What is left of a wage deposit, back to the contractor or into its estate.",
    ),
    "guarantee_fee": Meaning("Guarantee fee", "保函费", "Yearly fee of a bank guarantee in place of a wage deposit."),
    "guarantee_called": Meaning(
        "Guarantee called", "保函兑付", "What a bank pays into the deposit account when its guarantee is called."
    ),
    "guarantee_repaid": Meaning(
        "Guarantee repaid", "保函追偿", "What the bank takes back from the contractor, as drawn credit."
    ),
}
"""Purposes of money by name; a test names those that have no words."""

HOLDERS: dict[str, Meaning] = {
    "owners_income": Meaning(
        "Sources of owners' income", "建设单位资金来源", "Outside: budgets, buyers, lenders of owners."
    ),
    "suppliers": Meaning("Suppliers", "材料供应商", "Outside: sellers of material."),
    "households": Meaning("Households", "居民", "Outside: workers' households, and where fled money goes."),
    "banks": Meaning("Banks", "银行", "Outside: lenders of firms."),
    "treasury": Meaning("Treasury", "财政", "Outside: taxes and fines."),
    "shareholders": Meaning("Shareholders", "股东", "Outside: owners of firms."),
    "opening": Meaning("Opening account", "期初账户", "Outside: the one account from which all opening balances come."),
    "developer_government": Meaning("Government developer", "政府建设单位", "Cash of government owners."),
    "developer_other": Meaning(
        "Other developer", "其他建设单位", "Cash of state-owned, private and partnership owners."
    ),
    "general_contractor": Meaning("General contractor", "总承包单位", "The one cash pool of a general contractor."),
    "subcontractor": Meaning("Subcontractor", "分包单位", "Cash pool of a licensed subcontractor or a shell."),
    "labour_boss": Meaning("Labour boss", "包工头", "Cash of a labour boss, a person."),
    "wage_account": Meaning(
        "Wage account", "农民工工资专用账户", "Ring-fenced money of one project: pays labour of that project only."
    ),
    "wage_deposit": Meaning(
        "Wage deposit", "工资保证金账户", "Locked money of one project: drawn only when an order is not met."
    ),
}
"""Kinds of account holder by name. Outside accounts start at zero and may go negative; all accounts sum to zero."""
