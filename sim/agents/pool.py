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


@kernel
def open_pool(w, week, wanted):
    """Count the idle, of whom some `wanted` will be asked for; returns the pool's first cell, which is borrowed."""
    pool = borrow(w, HEAD + 2 * w.persons.size)
    idle = np.int64(0)
    for i in range(w.persons.size):
        idle += _is_idle(w, i, week)
    band = max(min(wanted + wanted // 8, idle // 8), 0) + LEAST
    w.scratch[pool + WEEK], w.scratch[pool + IDLE] = week, idle
    w.scratch[pool + HELD], w.scratch[pool + REACHED] = 0, -1  # keys begin at 0
    w.scratch[pool + STEP] = LAST if band >= idle else LAST // idle * band
    return pool


@kernel
def idle_in(w, pool):
    """How many were idle when the pool was opened."""
    return w.scratch[pool + IDLE]


@kernel
def next_idle(w, seed, pool):
    """Row of the next idle person; there must be one."""
    keys, rows = _cells(w, pool)
    while w.scratch[pool + HELD] == 0:
        _gather(w, seed, pool, keys, rows)
    row = pop(keys, rows, w.scratch[pool + HELD])
    w.scratch[pool + HELD] -= 1
    return row


@kernel
def _cells(w, pool):
    first = pool + HEAD
    return w.scratch[first : first + w.persons.size], w.scratch[first + w.persons.size :]


@kernel
def _is_idle(w, i, week):
    person = w.persons[i]
    return (person.claim < 0) & (person.barred_until <= week)


@kernel
def _gather(w, seed, pool, keys, rows):
    """The next band: idle persons whose keys lie behind those gathered before."""
    week, before = w.scratch[pool + WEEK], w.scratch[pool + REACHED]
    step = w.scratch[pool + STEP]
    reached = before + step if step < LAST - max(before, 0) else LAST
    n = np.int64(0)
    for i in range(w.persons.size):
        if _is_idle(w, i, week):
            key = order_key(seed, Stream.HIRE_PERSON, week, w.persons.uid[i])
            if before < key <= reached:
                keys[n], rows[n] = key, i
                n += 1
    heapify(keys, rows, n)
    w.scratch[pool + HELD], w.scratch[pool + REACHED] = n, reached
