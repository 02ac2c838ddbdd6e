"""Measures in the weekly record of parameters: neutral values where none is in force."""

from collections.abc import Iterable, Sequence
from datetime import date

import numpy as np

from sim.core.calendar import first_monday
from sim.declared.kinds import OWNER_KINDS, SECTORS, SIZES
from sim.declared.measures import MEASURES, PARTIES
from sim.policies import MEASURES_BY_KIND
from sim.policies.policy import Policy

ALWAYS = -(1 << 30)  # a week before all others
# One entry per number of a measure.
FRAME = (
    ("measure_in_force", "i8", (MEASURES,)),
    ("measure_since_week", "i8", (MEASURES,)),  # first week of its window
    ("measure_new_since", "i8", (MEASURES,)),  # projects must have started by then; long ago if ongoing ones count
    ("measure_open_claims", "i8", (MEASURES,)),
    ("measure_owner_kinds", "i8", (MEASURES,)),  # bits
    ("measure_sectors", "i8", (MEASURES,)),
    ("measure_sizes", "i8", (MEASURES,)),
    ("measure_share", "f8", (MEASURES,)),
    ("measure_compliance", "f8", (MEASURES,)),
    ("measure_floor", "f8", (MEASURES,)),
    ("measure_ceiling", "f8", (MEASURES,)),
    ("measure_setup_weeks", "i8", (MEASURES,)),
    ("measure_fen_per_project", "i8", (MEASURES, len(PARTIES))),
    ("measure_fen_per_worker_month", "i8", (MEASURES, len(PARTIES))),
)
PAYERS = ("owner", "contractor", "worker", "authority", "bank")  # how names of cost parameters begin, one per party


def record_fields() -> list[tuple]:
    """Fields of the weekly record: the frame, then each measure's own parameters as <kind>_<parameter>."""
    fields: list[tuple] = list(FRAME)
    for kind, measure in MEASURES_BY_KIND.items():
        for name, field in measure.parameters().items():
            fields.append((f"{kind}_{name}", "i8" if isinstance(field.default, int) else "f8"))
    return fields


def weeks_in_force(policy: Policy, sundays: np.ndarray, begin: date) -> np.ndarray:
    """The weeks of a calendar in which a measure is in force; `begin` stands for a start that is not given."""
    mondays = np.asarray(sundays, np.int64) - 6
    window = mondays >= first_monday(policy.start or begin).toordinal()
    if policy.stop is not None:
        window &= mondays < first_monday(policy.stop).toordinal()
    return np.flatnonzero(window)


def put_measures(records: np.ndarray, policies: Iterable[Policy], sundays: np.ndarray, begin: date) -> None:
    """Write the measures of a scenario into the weeks of their windows.

    Costs that every measure can have are found by the names of its parameters: `contractor_fen_per_project` (once,
    when a project first uses it), `authority_fen_per_worker_month` and so on. `setup_weeks` delays the use.

    Parameters
    ----------
    records : ndarray
        One record per week, with the fields of `record_fields`.
    policies : iterable of Policy
        No two of one kind in force in one week.
    sundays : ndarray of int
        Ordinal of each week's Sunday.
    begin : datetime.date
        Start of the run: that of measures that name none.
    """
    for policy in policies:
        weeks = weeks_in_force(policy, sundays, begin)
        if not len(weeks):
            continue
        n, cover = policy.number, policy.coverage
        records["measure_in_force"][weeks, n] = 1
        records["measure_since_week"][weeks, n] = weeks[0]
        records["measure_new_since"][weeks, n] = weeks[0] if cover.projects == "new" else ALWAYS
        records["measure_open_claims"][weeks, n] = cover.open_claims
        records["measure_owner_kinds"][weeks, n] = _bits(OWNER_KINDS, cover.owner_kinds)
        records["measure_sectors"][weeks, n] = _bits(SECTORS, cover.sectors)
        records["measure_sizes"][weeks, n] = _bits(SIZES, cover.sizes)
        records["measure_share"][weeks, n] = cover.share
        records["measure_compliance"][weeks, n] = policy.compliance
        records["measure_floor"][weeks, n] = policy.lowest
        records["measure_ceiling"][weeks, n] = policy.highest
        records["measure_setup_weeks"][weeks, n] = getattr(policy, "setup_weeks", 0)
        for party, payer in enumerate(PAYERS):
            for base in ("project", "worker_month"):
                fen = getattr(policy, f"{payer}_fen_per_{base}", 0)
                records[f"measure_fen_per_{base}"][weeks, n, party] = fen
        for name in policy.parameters():
            records[f"{policy.kind}_{name}"][weeks] = getattr(policy, name)


def _bits(names: Sequence[str], chosen: Sequence[str]) -> int:
    return sum(1 << names.index(name) for name in chosen)
