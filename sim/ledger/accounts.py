"""Accounts, purposes of money and the one function that moves it."""

import numpy as np

from sim.core.compiled import kernel

# Outside accounts are rows 0-6 of the ledger; they start at zero and may go negative.
OWNERS_INCOME, SUPPLIERS, HOUSEHOLDS, BANKS, TREASURY, SHAREHOLDERS, OPENING = range(7)
OUTSIDE = 7
# Kinds of account holder: the outside accounts are their own kinds, then agents.
DEVELOPER_GOVERNMENT, DEVELOPER_OTHER, GENERAL_CONTRACTOR, SUBCONTRACTOR, LABOUR_BOSS = range(7, 12)
WAGE_ACCOUNT, WAGE_DEPOSIT = 12, 13  # ring-fenced money of a project, apart from any firm's cash
KIND_NAMES = (
    "owners_income",
    "suppliers",
    "households",
    "banks",
    "treasury",
    "shareholders",
    "opening",
    "developer_government",
    "developer_other",
    "general_contractor",
    "subcontractor",
    "labour_boss",
    "wage_account",
    "wage_deposit",
)
# Purposes of money: a closed list; append only.
(
    OPENING_BALANCE,
    OWNER_INCOME,
    ADVANCE,
    PROGRESS_PAYMENT,
    SETTLEMENT,
    RETENTION,
    WAGE,
    LIVING_ALLOWANCE,
    MATERIAL,
    INTEREST,
    EQUITY,
    PAY_OUT,
    FLIGHT,
    LOAN_LOSS,
    ESTATE_COSTS,
    LOAN_REPAYMENT,
    LABOUR_COST,  # the part of an owner's payment that goes into the wage account
    ACCOUNT_FLOAT,
    ACCOUNT_CLOSED,
    DEPOSIT_LOCKED,
    DEPOSIT_RETURNED,
    GUARANTEE_FEE,
    GUARANTEE_CALLED,
    GUARANTEE_REPAID,
) = range(24)
PURPOSE_NAMES = (
    "opening_balance",
    "owner_income",
    "advance",
    "progress_payment",
    "settlement",
    "retention",
    "wage",
    "living_allowance",
    "material",
    "interest",
    "equity",
    "pay_out",
    "flight",
    "loan_loss",
    "estate_costs",
    "loan_repayment",
    "labour_cost",
    "account_float",
    "account_closed",
    "deposit_locked",
    "deposit_returned",
    "guarantee_fee",
    "guarantee_called",
    "guarantee_repaid",
)

ACCOUNT_PAYS = (WAGE, LIVING_ALLOWANCE, PROGRESS_PAYMENT, SETTLEMENT, RETENTION, ACCOUNT_CLOSED)
"""What a wage account may pay: labour of its project, and in the end the balance."""


# One row per account: what it holds (all sum to zero) and the kind of its holder.
ACCOUNTS = np.dtype([("balance_fen", "i8"), ("kind", "i4")], align=True)


@kernel
def transfer(w, payer, payee, purpose, fen):
    """Move `fen` from account `payer` to `payee`: the only way money changes hands."""
    w.accounts.balance_fen[payer] -= fen
    w.accounts.balance_fen[payee] += fen
    w.flows_fen[w.now.flow_row[0], w.accounts.kind[payer], w.accounts.kind[payee], purpose] += fen
