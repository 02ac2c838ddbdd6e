"""Random measures for the tests of accounting: any kinds, windows, coverage, compliance and own parameters."""

from datetime import date, timedelta
from typing import Any

from hypothesis import assume
from hypothesis import strategies as st

from sim.declared.kinds import OWNER_KINDS, SIZES
from sim.errors import InputError
from sim.policies import MEASURES_BY_KIND, Coverage, Policy
from sim.scenario import Scenario

LATEST = 25  # weeks after the start of the run
# so small and soon that they matter in a small world
SMALL_DEPOSITS = {
    "rate": st.floats(0.01, 0.2), "floor_fen": st.sampled_from([0, 10_001]), "exempt_below_fen": st.just(0),
    "guarantee_share": st.sampled_from([0.0, 1.0]), "guarantee_fee_per_year": st.sampled_from([0.0, 0.01]),
}  # fmt: skip


def bounds(field: Any) -> tuple[float, float]:
    """The least and most that a parameter allows, as its model says."""
    said = {type(limit).__name__: limit for limit in field.metadata}
    return said["Ge"].ge, said["Le"].le


def values(field: Any) -> st.SearchStrategy:
    """Any value a parameter allows, its ends more often; of amounts small ones, so that they matter in a small world."""
    if isinstance(field.default, bool):
        return st.booleans()
    least, most = bounds(field)
    if isinstance(field.default, int):
        most = min(most, max(least + 1, 4 * field.default, 8))
        return st.one_of(st.sampled_from([int(least), int(most)]), st.integers(int(least), int(most)))
    return st.one_of(st.sampled_from([least, most]), st.floats(least, most))


@st.composite
def random_policy(draw: st.DrawFn, kind: str, start: date, own: dict[str, st.SearchStrategy]) -> Policy:
    """One measure that is in force for some weeks of the first half year, or from then on; `own` parameters as given."""
    measure = MEASURES_BY_KIND[kind]
    since = draw(st.integers(0, LATEST))
    until = draw(st.one_of(st.none(), st.integers(since + 1, since + 30)))
    shares = sorted(draw(st.tuples(*[st.sampled_from([0.0, 0.3, 0.7, 1.0, 1.0])] * 3)))
    coverage = Coverage(
        owner_kinds=draw(st.sampled_from([OWNER_KINDS, OWNER_KINDS, OWNER_KINDS[:1], OWNER_KINDS[1:]])),
        sizes=draw(st.sampled_from([SIZES, SIZES, SIZES[:1]])),
        share=draw(st.sampled_from([0.5, 1.0, 1.0])),
        projects=draw(st.sampled_from(["all", "all", "new"])),
        open_claims=draw(st.booleans()),
    )
    chosen = {name: draw(values(field)) for name, field in measure.parameters().items() if draw(st.booleans())}
    chosen |= {name: draw(which) for name, which in own.items()}
    return measure(
        start=start + timedelta(weeks=since),
        stop=None if until is None else start + timedelta(weeks=until),
        coverage=coverage,
        floor=shares[0], compliance=shares[1], ceiling=shares[2],
        **chosen,
    )  # fmt: skip


@st.composite
def random_policies(
    draw: st.DrawFn, start: date, always: dict[str, dict[str, st.SearchStrategy]] | None = None
) -> tuple[Policy, ...]:
    """Any mix of the measures of this version, none of a kind twice; those of `always` are among them, as it says."""
    certain = always or {}
    kinds = [kind for kind in sorted(MEASURES_BY_KIND) if kind in certain or draw(st.booleans())]
    return tuple(draw(random_policy(kind, start, certain.get(kind, {}))) for kind in kinds)


@st.composite
def with_policies(
    draw: st.DrawFn,
    which: st.SearchStrategy[Scenario],
    always: dict[str, dict[str, st.SearchStrategy]] | None = None,
) -> Scenario:
    """A random world with a random mix of measures."""
    scenario = draw(which)
    try:
        return scenario.with_policies(*draw(random_policies(scenario.start, always)))
    except InputError:  # a window outside the run
        assume(False)
        raise
