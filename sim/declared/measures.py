"""Numbers of the measures and of those who bear their costs. Never renumber."""

# A project holds bit `number` of a measure that covers it (numbers of domain 4).
WRITTEN_CONTRACTS, WAGE_DEPOSIT, REAL_NAME, DEDICATED_ACCOUNT, DIRECT_PAYMENT, MONTHLY_PAY = 1, 2, 4, 5, 6, 7
MEASURES = 32  # room for all of them
OWNERS_BEAR, CONTRACTORS_BEAR, WORKERS_BEAR, AUTHORITY_BEARS, BANKS_BEAR = range(5)
PARTIES = ("owners", "contractors", "workers", "authority", "banks")
PARTY_LABELS = {
    "owners": ("owners", "建设单位"),
    "contractors": ("contractors", "施工单位"),
    "workers": ("workers", "工人"),
    "authority": ("authority", "政府部门"),
    "banks": ("banks", "银行"),
}
