"""Measures: one file per mechanism, found by the name of their kind."""

from sim.policies.dedicated_account import DedicatedAccount
from sim.policies.direct_payment import DirectPayment
from sim.policies.monthly_pay import MonthlyPay
from sim.policies.policy import Coverage, Policy
from sim.policies.real_name import RealName
from sim.policies.wage_deposit import WageDeposit
from sim.policies.written_contracts import WrittenContracts

MEASURES_BY_KIND: dict[str, type[Policy]] = {
    measure.kind: measure
    for measure in (WrittenContracts, WageDeposit, RealName, DedicatedAccount, DirectPayment, MonthlyPay)
}
"""Every measure of this version, in the order of its number."""

__all__ = [
    "MEASURES_BY_KIND",
    "Coverage",
    "DedicatedAccount",
    "DirectPayment",
    "MonthlyPay",
    "Policy",
    "RealName",
    "WageDeposit",
    "WrittenContracts",
]
