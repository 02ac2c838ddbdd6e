"""Groups by which outcomes are counted."""

from sim.declared.kinds import OWNER_KINDS, SECTORS, SIZES

GROUPS = (
    "all",
    *(f"owner_kind:{k}" for k in OWNER_KINDS),
    *(f"sector:{k}" for k in SECTORS),
    *(f"tier:{k}" for k in range(1, 7)),
    *(f"size:{k}" for k in SIZES),
)
OWNER_GROUP, SECTOR_GROUP, TIER_GROUP, SIZE_GROUP = 1, 5, 10, 16
GROUP_COUNT = 19
