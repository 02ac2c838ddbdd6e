"""Distributions as tables: no transcendental functions, the same bits everywhere."""

from sim.core.compiled import rule


@rule
def quantile(table, u):
    """Value at probability `u` of a table of values at evenly spaced probabilities from 0 to 1."""
    last = len(table) - 1
    if last == 0:
        return table[0]
    position = u * last
    i = int(position)
    if i >= last:
        return table[last]
    return table[i] + (table[i + 1] - table[i]) * (position - i)
