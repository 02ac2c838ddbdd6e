"""Rows in the order of their keys, as many as are asked for: a heap in borrowed cells."""

from sim.core.compiled import kernel


@kernel
def heapify(keys, rows, n):
    """Make a heap of the first `n` keys, smallest first; `rows` move with them."""
    for i in range(n // 2 - 1, -1, -1):
        _sink(keys, rows, i, n)


@kernel
def pop(keys, rows, n):
    """Row of the smallest of the first `n` keys; the heap then holds n - 1. Equal keys: smaller row first."""
    row = rows[0]
    keys[0], rows[0] = keys[n - 1], rows[n - 1]
    _sink(keys, rows, 0, n - 1)
    return row


@kernel
def _sink(keys, rows, i, n):
    key, row = keys[i], rows[i]
    child = 2 * i + 1
    while child < n:
        other = child + 1
        if other < n and _before(keys[other], rows[other], keys[child], rows[child]):
            child = other
        if not _before(keys[child], rows[child], key, row):
            break
        keys[i], rows[i] = keys[child], rows[child]
        i, child = child, 2 * child + 1
    keys[i], rows[i] = key, row


@kernel
def _before(key, row, other_key, other_row):
    return key < other_key or (key == other_key and row < other_row)
