"""No week depends on where the run ends: festivals, month ends and payrolls ahead are the calendar's, not the run's."""

import numpy as np
import pytest

from sim.running.one import Playing
from sim.scenario import load_scenario

SMALL = {
    "warmup_weeks": 8, "weeks": 80, "population.projects": 8, "population.government_projects": 3,
    "population.workers": 200,
    "contracts.certification_weeks": 1,  # bills of the month end before last are certified in time for the festival
}  # fmt: skip
# Weeks that runs end before. The festival dates lie in weeks 10 and 65, the month ends around them are 6, 10, 58, 62
# and 66; payrolls follow two weeks later.
ENDS = (*range(9, 16), *range(54, 72), 85)
LATER = 88


def to_the_byte(playing: Playing) -> dict[str, bytes]:
    """The whole world, but for flows of quarters that a shorter run does not have."""
    tables = {name: np.asarray(table) for name, table in playing.world._asdict().items() if name != "scratch"}
    tables["flows_fen"] = tables["flows_fen"][: playing.calendar.flow_row[playing.week - 1] + 1]
    return {name: table.tobytes() for name, table in tables.items()}


@pytest.mark.parametrize("name", ["baseline", "direct_payment"])
@pytest.mark.parametrize("replicate", range(2))
def test_no_week_depends_on_where_the_run_ends(name, replicate):
    shipped = load_scenario(name)
    at_once = {f"policies.{measure.kind}.start": "2014-01-06" for measure in shipped.policies}
    scenario = shipped.with_settings(SMALL | at_once)
    longer = Playing(scenario, replicate, record_every=1)
    assert len(longer.calendar.sunday) == LATER
    assert np.flatnonzero(longer.calendar.festival_due).tolist() == [10, 65]
    for end in ENDS:
        longer.play(end)
        shorter = Playing(scenario.with_settings({"weeks": end - 8}), replicate, record_every=1)
        shorter.play(end)
        assert len(shorter.calendar.sunday) == end
        assert np.array_equal(shorter.recording.values, longer.recording.values[:end])
        assert np.array_equal(shorter.recording.places, longer.recording.places[:end])
        found, expected = to_the_byte(shorter), to_the_byte(longer)
        assert [table for table in found if found[table] != expected[table]] == [], end
    assert name == "baseline" or longer.world.measures.money_fen.any()
