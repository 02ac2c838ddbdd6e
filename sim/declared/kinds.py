"""Names of codes that tables, scenarios and results share, in the order of the codes."""

OWNER_KINDS = ("government", "state_owned", "private", "partnership")
SECTORS = ("building", "municipal", "transport", "water", "energy")
SIZES = ("small", "middle", "large")
FIRM_KINDS = ("general_contractor", "licensed_subcontractor", "shell", "labour_boss")
PAYMENT_ORDERS = ("wages_first", "subcontracts_first", "suppliers_first")
SKILLS = ("general", "skilled", "technician")
REGIMES = ("monthly", "festival", "project_end")
