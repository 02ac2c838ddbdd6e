"""Integer arithmetic of money: exact products and exact splits."""

import numpy as np

from sim.core.compiled import PLAIN, rule

if PLAIN:

    def mul_div(a, b, c):
        """floor(a * b / c), exact; a, b >= 0, c > 0."""
        return int(a) * int(b) // int(c)

    mul_div.py_func = mul_div  # type: ignore[attr-defined]
else:

    @rule
    def mul_div(a, b, c):
        """floor(a * b / c), exact for 0 <= a, b < 2**60 and a quotient below 2**50; c > 0.

        The float quotient is off by a few units at most; the remainder, computed modulo 2**64,
        says by how many, because the true remainder is small.
        """
        q = np.int64(np.float64(a) * np.float64(b) / np.float64(c))
        r = a * b - q * c
        while r < 0:
            q -= 1
            r += c
        while r >= c:
            q += 1
            r -= c
        return q


@rule
def split_pro_rata(total, weights, uids, n, shares):
    """Split `total` over weights[:n] into shares[:n]: largest remainder, ties by smaller uid.

    0 <= total <= sum(weights); every share is at most its weight and they add up to `total`.
    """
    whole = np.int64(0)
    for i in range(n):
        whole += weights[i]
    given = np.int64(0)
    for i in range(n):
        shares[i] = 0
        if weights[i] > 0:
            shares[i] = mul_div(weights[i], total, whole)
            given += shares[i]
    missing = total - given
    if missing <= 0:
        return
    for _ in range(missing):
        best, most = -1, np.int64(0)
        for i in range(n):
            # in [0, whole), or below zero once the share was rounded up: exact also when computed modulo 2**64
            rest = remainder(weights[i], total, shares[i], whole)
            if rest > most or (rest == most and best >= 0 and uids[i] < uids[best]):
                best, most = i, rest
        shares[best] += 1


if PLAIN:

    def remainder(a, b, q, c):
        """a*b - q*c, known to be small."""
        return int(a) * int(b) - int(q) * int(c)
else:

    @rule
    def remainder(a, b, q, c):
        """a*b - q*c, known to be small: wrap-around arithmetic gives it exactly."""
        return a * b - q * c
