"""Scenarios that share a past play it once; the bytes are those of separate runs."""

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from sim.running import branches
from sim.running.branches import play_trunk, trunks
from sim.running.compact import play_record
from sim.running.many import run_many
from sim.running.one import Playing
from sim.running.records import ARRAYS
from sim.scenario import Shock, load_scenario

SMALL = load_scenario("baseline").with_settings(
    {"weeks": 60, "warmup_weeks": 30, "population.workers": 150, "population.projects": 5,
     "population.government_projects": 3}
)  # fmt: skip
LATER = [{"from": date(2014, 9, 1), "value": 0.0}]
LATE = SMALL.with_parameters({"contracts.dispute_chance": LATER})
STRUCK = replace(SMALL, name="struck", shocks=(Shock(kind="downturn", date=date(2014, 3, 3), weeks=26, depth=0.6),))
FLED = replace(
    STRUCK, name="fled", shocks=(*STRUCK.shocks, Shock(kind="flight", date=date(2014, 6, 2), target="firm:4"))
)
STOPPED = Shock(kind="owner_stops", date=date(2014, 9, 1), target="project:1", weeks=4)
LAST = replace(FLED, name="last", shocks=(STOPPED, *FLED.shocks))  # what fled in the common past stands elsewhere
UNLIKE = SMALL.with_causes({"chains": False})
OTHER_SEED = SMALL.with_seed(5)
ARMS = (SMALL, LATE, STRUCK, FLED, UNLIKE, OTHER_SEED)


def same(mine, theirs):
    return mine.key == theirs.key and all(
        np.array_equal(getattr(mine, field), getattr(theirs, field)) for field in ARRAYS
    )


def test_who_shares_how_many_weeks():
    together, alone, seed = trunks(ARMS)
    assert together.scenarios == (SMALL, LATE, STRUCK, FLED)
    assert [len(trunk.scenarios) for trunk in (alone, seed)] == [1, 1]
    assert together.until == 30 + 8  # the third of March 2014 is the Monday of the ninth week
    assert [(branch.scenarios, branch.until) for branch in together.branches] == [
        ((SMALL, LATE), 30 + 34), ((STRUCK, FLED), 30 + 21),
    ]  # fmt: skip
    assert together.weeks == 38 + 26 + 2 * 26 + 13 + 2 * 39
    assert alone.weeks == seed.weeks == 90


def test_arms_that_leave_one_after_the_other_need_two_worlds(monkeypatch):
    """What branches again goes last and takes over the world of its past."""
    dates = (date(2014, month, 1) for month in (3, 5, 7, 9, 11))
    later = [SMALL.with_parameters({"contracts.dispute_chance": [{"from": day, "value": 0.0}]}) for day in dates]
    (trunk,) = trunks([SMALL, *later])
    assert trunk.worlds == 2
    assert trunks(ARMS)[0].worlds == 3  # two pairs
    alive, most = set(), []
    branch, finish = Playing.branch, branches.finish

    def branched(playing, scenario, *, keep=True):
        alive.update([id(playing.world)])
        other = branch(playing, scenario, keep=keep)
        alive.add(id(other.world))
        most.append(len(alive))
        return other

    def finished(playing):
        alive.discard(id(playing.world))
        return finish(playing)

    monkeypatch.setattr(Playing, "branch", branched)
    monkeypatch.setattr(branches, "finish", finished)
    play_trunk(trunk, 0)
    assert max(most) == 2


@pytest.mark.parametrize("shared", [True, False])
def test_branches_are_the_bytes_of_separate_runs(shared):
    arms = [s.with_settings({"population.world": "shared"}) if shared else s for s in (*ARMS, LAST)]
    for trunk in trunks(arms):
        for scenario, record in zip(trunk.scenarios, play_trunk(trunk, 2), strict=True):
            assert same(record, play_record(scenario, 2)), scenario.name


def test_many_runs_branch_and_are_kept(tmp_path, monkeypatch):
    played = []
    play = Playing.play
    monkeypatch.setattr(Playing, "play", lambda self, until: (played.append(until - self.week), play(self, until)))
    records, failures = run_many([SMALL, LATE], 3, jobs=2, out=tmp_path)
    assert not failures
    assert sum(played) == 3 * (64 + 2 * 26)
    assert [(r.fingerprint, r.replicate) for r in records] == [
        (s.fingerprint(), k) for s in (SMALL, LATE) for k in range(3)
    ]
    again, _ = run_many([SMALL, LATE, STRUCK], 3, out=tmp_path)
    assert again.reused == 6
    assert sum(played) == 3 * (64 + 2 * 26) + 3 * 90


def test_a_failure_is_that_of_its_arm(monkeypatch):
    finish = branches.finish

    def sour(playing):
        if playing.scenario is STRUCK:
            raise ValueError("sour")
        return finish(playing)

    monkeypatch.setattr(branches, "finish", sour)
    records, failures = run_many([SMALL, STRUCK, FLED], 2)
    assert [(f["scenario"], f["replicate"], f["error"]) for f in failures] == [
        ("struck", 0, "ValueError: sour"), ("struck", 1, "ValueError: sour"),
    ]  # fmt: skip
    assert len(records) == 4
    assert all(
        same(record, play_record(s, record.replicate))
        for record, s in zip(records, [SMALL] * 2 + [FLED] * 2, strict=True)
    )
