"""The pool gives idle persons in the order of their keys, however many are asked for."""

import numpy as np
import pytest

from sim.agents.pool import BLOCK, idle_in, next_idle, open_pool
from sim.core.compiled import rule
from sim.core.draws import Stream, order_key_plain
from sim.core.lend import lend
from sim.core.scratch import give_back
from sim.running.one import Playing
from sim.scenario import load_scenario

SEED, WEEK = 7, 41
PERSONS = 3 * BLOCK + 100  # the last block is not a full one


@rule
def drawn(w, wanted, found):
    """All idle persons in the pool's order; returns how many the pool said they are."""
    w = lend(w)
    pool = open_pool(w, SEED, WEEK, wanted)
    idle = idle_in(w, pool)
    for k in range(idle):
        found[k] = next_idle(w, SEED, pool)
    give_back(w, pool)
    return idle


@pytest.mark.parametrize("share", [0.0, 0.1, 0.6, 1.0])
@pytest.mark.parametrize("wanted", [1, PERSONS])
def test_the_idle_come_in_the_order_of_their_keys(share, wanted):
    world = Playing(load_scenario("baseline").with_settings({"population.workers": PERSONS}), 0).world
    persons, luck = world.persons, np.random.default_rng(5)
    busy, barred = luck.random((2, persons.size)) < [[1 - share], [0.2]]
    persons.claim[:] = np.where(busy, 0, -1)
    persons.barred_until[:] = np.where(barred, WEEK + 1, WEEK)
    expected = np.flatnonzero(~busy & ~barred).tolist()
    expected.sort(key=lambda row: order_key_plain(SEED, Stream.HIRE_PERSON, WEEK, int(persons.uid[row])))
    found = np.zeros(persons.size, np.int64)
    idle = drawn(world, wanted, found)
    assert found[:idle].tolist() == expected
