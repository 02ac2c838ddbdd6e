"""Same luck everywhere: threads, plain Python, quiet crews, one more worker."""

import os
import subprocess
import sys

import numpy as np

from sim.chain.tables import CLAIM_ROOM, EVENT_ROOM
from sim.core.draws import Stream, bits, bits_plain, uniform, uniform_plain
from sim.running.one import Playing, Run, finish, run
from sim.scenario import load_scenario
from sim.world import GROWING, ROOMS, check, copy, enlarge, open_claims, used_rows

SMALL = load_scenario("baseline").with_settings(
    {
        "weeks": 60,
        "warmup_weeks": 30,
        "population.workers": 150,
        "population.projects": 5,
        "population.government_projects": 3,
    }
)


def same(a: Run, b: Run) -> None:
    """Two runs agree in every bit."""
    for name in ("values", "places", "places_recorded", "flows", "balances", "events"):
        assert getattr(a, name).tobytes() == getattr(b, name).tobytes(), name


DIGEST = """
import hashlib, sys
from sim.running.one import run
from sim.scenario import load_scenario
s = load_scenario("baseline").with_settings({"weeks": 60, "warmup_weeks": 30, "population.workers": 150,
    "population.projects": 5, "population.government_projects": 3})
r = run(s, 3)
print(hashlib.sha256(r.values.tobytes() + r.places.tobytes() + r.flows.tobytes()).hexdigest())
"""


def digest(**environment: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", DIGEST], env={**os.environ, **environment}, capture_output=True, text=True, check=True
    )
    return done.stdout.strip()


def test_compiled_and_plain_python_agree_to_the_fen():
    assert digest() == digest(ARREARS_NO_JIT="1")


def test_hash_seed_does_not_matter():
    assert digest(PYTHONHASHSEED="1") == digest(PYTHONHASHSEED="2")


def test_quiet_crews_visited_or_not():
    same(run(SMALL, 1), run(SMALL, 1, visit_all=True))


def test_week_by_week_or_in_one_call():
    stepped = Playing(SMALL, 2)
    for week in range(1, len(stepped.calendar.sunday) + 1):
        stepped.play(week)
    same(run(SMALL, 2), finish(stepped))


def test_it_does_not_matter_when_tables_are_enlarged():
    playing = Playing(SMALL, 1)
    for week in (0, 40):
        playing.play(week)
        for which in (*GROWING, CLAIM_ROOM, EVENT_ROOM, *GROWING):  # twice before a row of it is used
            playing.world = enlarge(playing.world, which)
    playing.play(90)
    same(run(SMALL, 1), finish(playing))


def test_rows_never_lent_are_left_alone():
    playing = Playing(SMALL, 1)
    playing.play(40)
    for name in ROOMS:  # what nobody wrote is read by no check, and not copied
        table = getattr(playing.world, name)
        table[used_rows(playing.world, name) :] = np.ones(1, table.dtype)
    assert check(playing.world) == []
    other = copy(playing.world)
    for name in ROOMS:
        assert not getattr(other, name)[used_rows(other, name) :].tobytes().strip(b"\0"), name


def test_closed_claims_take_at_most_a_tenth_at_the_peak():
    playing = Playing(SMALL, 1)
    rows, claims = 0, 0
    for week in range(1, 91):
        playing.play(week)
        rows = max(rows, used_rows(playing.world, "claims"))
        claims = max(claims, len(open_claims(playing.world)))
    assert claims < rows <= claims / 0.9


def test_the_warm_up_leaves_nothing_whether_written_down_or_not():
    class Whole(Playing):
        first_recorded = 0

    told = Whole(SMALL, 1)
    told.play(90)
    assert told.recording.values[:29].any()
    quiet = Playing(SMALL, 1)
    quiet.play(90)
    assert not quiet.recording.values[:29].any()
    same(finish(told), finish(quiet))


def test_replicates_differ():
    assert not np.array_equal(run(SMALL, 0).values, run(SMALL, 1).values)


def test_draws_agree_compiled_and_plain():
    for seed, week, uid in ((1, 0, 1), (2**40, 415, 2**40), (7, -1, 0)):
        assert int(bits(seed, Stream.TENDER, week, uid)) == bits_plain(seed, Stream.TENDER, week, uid)
        assert uniform(seed, Stream.TENDER, week, uid) == uniform_plain(seed, Stream.TENDER, week, uid)


def test_draws_are_uniform_and_streams_unrelated():
    draws = np.array([[uniform(5, stream, 10, uid) for uid in range(20_000)] for stream in (1, 2)])
    counts = np.histogram(draws[0], bins=100, range=(0, 1))[0]
    assert ((counts - 200.0) ** 2 / 200.0).sum() < 160  # chi-square, 99 degrees of freedom, p about 1e-4
    assert abs(np.corrcoef(draws)[0, 1]) < 0.03
