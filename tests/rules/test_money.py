"""Exact products and splits against Python's big integers."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.core.money import mul_div, split_pro_rata


def test_mul_div_equals_big_integers():
    generator = np.random.default_rng(1)
    c = generator.integers(1, 10**13, 200_000)
    a = generator.integers(0, 10**13, 200_000) % (c + 1)
    b = generator.integers(0, 10**13, 200_000)
    for x, y, z in zip(a.tolist(), b.tolist(), c.tolist(), strict=True):
        assert mul_div(x, y, z) == x * y // z


@settings(deadline=None)
@given(st.lists(st.integers(0, 10**10), min_size=1, max_size=12), st.floats(0, 1))
def test_split_is_exact_by_largest_remainder(weights, share):
    whole = sum(weights)
    total = min(whole, int(whole * share))
    shares = np.zeros(len(weights), np.int64)
    split_pro_rata(total, np.array(weights), np.arange(len(weights)), len(weights), shares)
    floors = [w * total // whole if whole else 0 for w in weights]
    order = sorted(range(len(weights)), key=lambda i: (-(weights[i] * total % whole if whole else 0), i))
    for i in order[: total - sum(floors)]:
        floors[i] += 1
    assert shares.tolist() == floors
