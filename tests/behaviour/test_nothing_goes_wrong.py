"""With every cause off nobody is ever unpaid after the agreed date."""

import pytest

from sim.outcomes import COLUMN
from sim.running.one import run
from sim.scenario import load_scenario

SCENARIO = load_scenario("nothing_goes_wrong")


@pytest.mark.parametrize("replicate", range(30))
def test_nobody_is_ever_overdue(replicate):
    values = run(SCENARIO, replicate).values
    assert values[:, COLUMN["wages_earned"]].sum() > 0
    assert values[:, COLUMN["unpaid_over_30_days"]].max() == 0
    assert values[:, COLUMN["overdue"]].max() == 0
