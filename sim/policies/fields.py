"""Measures in the weekly record of parameters: neutral values where none is in force."""

from collections.abc import Iterable, Sequence

import numpy as np

from sim.chain.systems import MEASURES
from sim.chain.tables import OWNER_KINDS, SECTORS
from sim.core.calendar import first_monday
from sim.policies import MEASURES_BY_KIND
from sim.policies.policy import SIZES, Policy

# One entry per number of a measure.
FRAME = (
    ("measure_in_force", "i8", (MEASURES,)),
    ("measure_since_week", "i8", (MEASURES,)),  # first week of its window
    ("measure_new_only", "i8", (MEASURES,)),
    ("measure_open_claims", "i8", (MEASURES,)),
    ("measure_owner_kinds", "i8", (MEASURES,)),  # bits
    ("measure_sectors", "i8", (MEASURES,)),
    ("measure_sizes", "i8", (MEASURES,)),
    ("measure_share", "f8", (MEASURES,)),
    ("measure_compliance", "f8", (MEASURES,)),
    ("measure_floor", "f8", (MEASURES,)),
    ("measure_ceiling", "f8", (MEASURES,)),
)


def record_fields() -> list[tuple]:
    """Fields of the weekly record: the frame, then each measure's own parameters as <kind>_<parameter>."""
    fields: list[tuple] = list(FRAME)
    for kind, measure in MEASURES_BY_KIND.items():
        for name, field in measure.parameters().items():
            fields.append((f"{kind}_{name}", "i8" if isinstance(field.default, int) else "f8"))
    return fields


def put_measures(records: np.ndarray, policies: Iterable[Policy], sundays: np.ndarray) -> None:
    """Write the measures of a scenario into the weeks of their windows."""
    mondays = np.asarray(sundays, np.int64) - 6
    for policy in policies:
        after = mondays >= first_monday(policy.start).toordinal()
        window = after if policy.stop is None else after & (mondays < first_monday(policy.stop).toordinal())
        weeks = np.flatnonzero(window)
        if not len(weeks):
            continue
        n, cover = policy.number, policy.coverage
        records["measure_in_force"][weeks, n] = 1
        records["measure_since_week"][weeks, n] = weeks[0]
        records["measure_new_only"][weeks, n] = cover.projects == "new"
        records["measure_open_claims"][weeks, n] = cover.open_claims
        records["measure_owner_kinds"][weeks, n] = _bits(OWNER_KINDS, cover.owner_kinds)
        records["measure_sectors"][weeks, n] = _bits(SECTORS, cover.sectors)
        records["measure_sizes"][weeks, n] = _bits(SIZES, cover.sizes)
        records["measure_share"][weeks, n] = cover.share
        records["measure_compliance"][weeks, n] = policy.compliance
        records["measure_floor"][weeks, n] = policy.compliance if policy.floor is None else policy.floor
        records["measure_ceiling"][weeks, n] = policy.compliance if policy.ceiling is None else policy.ceiling
        for name in policy.parameters():
            records[f"{policy.kind}_{name}"][weeks] = getattr(policy, name)


def _bits(names: Sequence[str], chosen: Sequence[str]) -> int:
    return sum(1 << names.index(name) for name in chosen)
