"""The pool: idle persons in the order of a draw, as many as are asked for.

Only those with the smallest keys are gathered at first, some more than are wanted; the next band of keys follows when
they are used up. So few are put in order, and what is put in order lies in a core's own cache.
"""

import numpy as np

from sim.core.compiled import kernel
from sim.core.draws import Stream, order_key
from sim.core.order import heapify, pop
from sim.core.scratch import borrow

HEAD = 5  # cells before the keys
WEEK, IDLE, HELD, REACHED, STEP = range(
    HEAD
)  # of the draw; at first; in hand; keys up to here were gathered; next band
LAST = (1 << 63) - 1  # the largest key
LEAST = 1024  # persons in a band, if there are so many
BLOCK = 1024  # persons looked at in one go
USUALLY_IDLE = 0.2  # of all persons: only how many are gathered at a time hangs on it


@kernel
def open_pool(w, seed, week, wanted):
    """Gather the idle, of whom some `wanted` will be asked for; returns the pool's first cell, which is borrowed."""
    pool = borrow(w, HEAD + 2 * w.persons.size)
    share = (min(wanted * 1.125, w.persons.size * 0.1) + LEAST) / (w.persons.size * USUALLY_IDLE)
    w.scratch[pool + WEEK], w.scratch[pool + STEP] = week, np.int64(min(share, 0.5) * LAST)
    w.scratch[pool + REACHED] = -1  # keys begin at 0
    w.scratch[pool + IDLE] = _gather(w, seed, pool)
    return pool


@kernel
def idle_in(w, pool):
    """How many were idle when the pool was opened."""
    return w.scratch[pool + IDLE]


@kernel
def next_idle(w, seed, pool):
    """Row of the next idle person; there must be one."""
    while w.scratch[pool + HELD] == 0:
        _gather(w, seed, pool)
    keys, rows = _cells(w, pool)
    row = pop(keys, rows, w.scratch[pool + HELD])
    w.scratch[pool + HELD] -= 1
    return row


@kernel
def _cells(w, pool):
    first = pool + HEAD
    return w.scratch[first : first + w.persons.size], w.scratch[first + w.persons.size :]


@kernel
def _gather(w, seed, pool):
    """The next band: idle persons whose keys lie behind those gathered before. Returns how many are idle.

    Who is idle is listed block by block behind the band, and most of them are dropped again: loops that ask nothing run
    at the same speed whoever is idle, and draw several keys at a time.
    """
    keys, rows = _cells(w, pool)
    week, before = w.scratch[pool + WEEK], w.scratch[pool + REACHED]
    step = w.scratch[pool + STEP]
    reached = before + step if step < LAST - max(before, 0) else LAST
    n, idle = np.int64(0), np.int64(0)
    for first in range(0, w.persons.size, BLOCK):
        found = _list_idle(w, week, first, keys[n:], rows[n:])
        _draw_keys(seed, week, keys[n : n + found])
        idle += found
        n += _keep_band(keys[n : n + found], rows[n : n + found], before, reached)
    heapify(keys, rows, n)
    w.scratch[pool + HELD], w.scratch[pool + REACHED] = n, reached
    w.scratch[pool + STEP] = step + min(step, LAST - step)  # few are idle: larger bands
    return idle


@kernel
def _list_idle(w, week, first, uids, rows):
    """Put down uid and row of each idle person of a block; returns how many they are."""
    n = np.int64(0)
    for i in range(first, min(first + BLOCK, w.persons.size)):
        person = w.persons[i]
        uids[n], rows[n] = person.uid, i
        n += (person.claim < 0) & (person.barred_until <= week)
    return n


@kernel
def _draw_keys(seed, week, keys):
    """In place of each person's uid its key."""
    for k in range(keys.size):
        keys[k] = order_key(seed, Stream.HIRE_PERSON, week, keys[k])


@kernel
def _keep_band(keys, rows, before, reached):
    """Move those of the band to the front; returns how many they are."""
    n = np.int64(0)
    for k in range(keys.size):
        key = keys[k]
        keys[n], rows[n] = key, rows[k]
        n += (before < key) & (key <= reached)
    return n
