"""The engine's columns in words: codes become names, rows become uids, weeks count as results do."""

from collections.abc import Callable

import numpy as np

from sim.agents.authority.tables import CASE_STATES
from sim.agents.tables import SKILLS
from sim.chain.events import EVENT_KINDS
from sim.chain.tables import FIRM_KINDS, FIRM_STATES, NEVER, OWNER_KINDS, SECTORS
from sim.declared.kinds import PAYMENT_ORDERS, SIZES
from sim.ledger.accounts import KIND_NAMES
from sim.ledger.claims import REGIMES
from sim.policies import MEASURES_BY_KIND
from sim.world import World

CODES: dict[tuple[str, str], tuple[str, ...]] = {
    ("accounts", "kind"): KIND_NAMES,
    ("bills", "kind"): ("progress", "final", "retention", "material"),
    ("contracts", "state"): ("free", "active", "complete", "ended"),
    ("crews", "regime"): REGIMES,
    ("crews", "state"): ("free", "working", "package_done"),
    ("events", "kind"): EVENT_KINDS,
    ("firms", "kind"): FIRM_KINDS,
    ("firms", "state"): FIRM_STATES,
    ("crews", "last_case"): CASE_STATES,
    ("firms", "order"): PAYMENT_ORDERS,
    ("owners", "kind"): OWNER_KINDS,
    ("persons", "skill"): SKILLS,
    ("projects", "sector"): SECTORS,
    ("projects", "size_class"): SIZES,
    ("projects", "state"): ("free", "active", "complete", "ended"),
}
"""Names of whole numbers that stand for something, by table of the world and column."""

MASKS = {("projects", "on_paper"), ("projects", "in_use")}
"""Columns that hold a bit per measure."""

POINTERS = {
    "owner": ("owners", "developer_uid"),
    "project": ("projects", "project_uid"),
    "contract": ("contracts", "contract_uid"),
    "parent": ("contracts", "parent_uid"),
    "firm": ("firms", "firm_uid"),
    "crew": ("crews", "crew_uid"),
    "person": ("persons", "worker_uid"),
}
"""Columns that hold a row of another table, and the column of uids they become; a uid of 0 is nobody."""

_LINKS = ("next", "first_", "last_bill", "last_material")
_HIDDEN = {
    "seat",
    "case",
    "account",
    "claim",
    "slot",
    "low_day",
    "high_day",
    "wanted",
    "groups",
    "payer",
    "children",
    "contracts_made",
    "last_month",
    "ever_on_paper",
    "ever_in_use",
    "latest_receipt",
    "wages_year",
    "material_year",
    "set_off_year",
    "equipped",
}
Weeks = Callable[[np.ndarray, bool], np.ma.MaskedArray]


def raw_columns(world: World, source: str, rows: np.ndarray, weeks: Weeks) -> dict[str, np.ndarray]:
    """The readable columns of some rows of a table of the world.

    Parameters
    ----------
    world : World
    source : str
        Name of the table in the world.
    rows : ndarray of int
    weeks : function
        Turns weeks of the engine into weeks of results, with "never" masked; see `week_counter`.

    Returns
    -------
    dict of str to ndarray
        By name, one entry per row. Links between rows and columns with several entries per row are left out.
    """
    table = np.asarray(getattr(world, source))
    found: dict[str, np.ndarray] = {}
    for field in table.dtype.names or ():
        if table.dtype[field].shape or field in _HIDDEN or field.startswith(_LINKS):
            continue
        values = table[field][rows]
        if values.dtype.kind == "i":
            values = values.astype(np.int64)  # who reckons with them need not know how narrow they are kept
        if source == "events" and field in POINTERS:
            found[POINTERS[field][1]] = values
        elif source == "bills" and field == "parent":
            continue
        elif field in POINTERS:
            target, name = POINTERS[field]
            found[name] = uids_of(world, target, values)
        elif (source, field) in MASKS:
            found[field] = measures_of(values)
        elif (source, field) in CODES:
            found[field] = named(values, CODES[source, field])
        elif field == "week" or field.endswith(("_week", "_until")):
            found[field] = weeks(values, field.endswith("_until"))
        else:
            found[field] = values
    return found


def uids_of(world: World, source: str, rows: np.ndarray) -> np.ndarray:
    """Uids of rows of a table; 0 for a row below 0."""
    uids = np.asarray(getattr(world, source))["uid"]
    return np.where(rows >= 0, uids[np.maximum(rows, 0)], 0)


def measures_of(masks: np.ndarray) -> np.ndarray:
    """Names of the measures whose bits are set, with a space between."""
    every = [(m.number, kind) for kind, m in MEASURES_BY_KIND.items()]
    return np.array([" ".join(kind for n, kind in every if mask >> n & 1) for mask in masks.tolist()], object)


def named(codes: np.ndarray, names: tuple[str, ...]) -> np.ndarray:
    """Names of codes; a code without a name is written as a number."""
    last = int(codes.max(initial=0))
    every = np.array([*names, *(str(code) for code in range(len(names), last + 1))], object)
    return every[codes]


def week_counter(first_recorded: int, closed: int) -> Weeks:
    """A function from weeks of the engine to weeks of results, where 1 is the first recorded week.

    Masked are weeks that do not come and, of those until which something lasts, weeks that are over.
    """

    def counted(values: np.ndarray, lasts: bool) -> np.ma.MaskedArray:
        values = values.astype(np.int64)
        hidden = (np.abs(values) >= NEVER) | (lasts & (values <= closed))
        return np.ma.MaskedArray(values - first_recorded + 1, mask=hidden)

    return counted
