"""Luck: every draw is a pure function of (seed, stream, week, uid)."""

from enum import IntEnum

import numpy as np

from sim.core.compiled import PLAIN, rule


class Stream(IntEnum):
    """One number per decision. Never renumber; append."""

    OWNER_PAYS = 1
    OWNER_INCOME = 2
    OWNER_TYPE = 3
    PROJECT_SIZE = 4
    PROJECT_DURATION = 5
    PROJECT_SECTOR = 6
    PROJECT_OWNER = 7
    PROJECT_GAP = 8
    CHAIN_DEPTH = 9
    CHAIN_FEE = 10
    CHAIN_FIRM = 11
    BRANCHES = 12
    CREW_SIZE = 13
    PACKAGE_WEEKS = 14
    PAY_REGIME = 15
    PAY_BASIS = 16
    ALLOWANCE = 17
    PERSON_WAGE = 18
    HIRE_PERSON = 19
    HIRE_CREW = 20
    WORKER_LEAVES = 21
    BILL_DISPUTED = 22
    DISPUTE_WEEKS = 23
    DISPUTE_LOST = 24
    MILESTONE = 25
    SETTLEMENT_WEEKS = 26
    BOSS_FLEES = 27
    FIRM_REFUSES = 28
    REFUSAL_WEEKS = 29
    FIRM_CAPITAL = 30
    FIRM_ORDER = 31
    MEASUREMENT_CUT = 32
    CERTIFICATION = 33
    TERM = 34
    FIRM_KIND = 35
    OPENING_AGE = 36
    RETENTION_WEEKS = 37
    PATIENCE = 38
    PERSON_OPENING = 39
    TENDER = 40
    PRE_FINANCES = 41
    PERSON_SKILL = 42
    HAS_CONTRACT = 43
    ON_ROSTER = 44
    HAS_ATTENDANCE = 45
    COMPLAINS = 46
    NAMED = 47
    DISMISSED = 48
    ORDER_KEPT = 49
    COORDINATED = 50
    COVERED = 51
    COMPLIES = 52
    FIRM_OPENING = 53
    GUARANTEED = 60
    COMPLAINT_SERVED = 61


_MASK = (1 << 64) - 1


def squares_plain(counter: int, key: int) -> int:
    """squares64 of Widynski (2020) in Python integers."""
    x = y = (counter * key) & _MASK
    z = (y + key) & _MASK
    x = (x * x + y) & _MASK
    x = (x >> 32) | (x << 32) & _MASK
    x = (x * x + z) & _MASK
    x = (x >> 32) | (x << 32) & _MASK
    x = (x * x + y) & _MASK
    x = (x >> 32) | (x << 32) & _MASK
    x = t = (x * x + z) & _MASK
    x = (x >> 32) | (x << 32) & _MASK
    return t ^ (((x * x + y) & _MASK) >> 32)


def mix_plain(x: int) -> int:
    """splitmix64's finaliser: spreads a small number over 64 bits."""
    x = (x + 0x9E3779B97F4A7C15) & _MASK
    x = ((x ^ (x >> 30)) * 0xBF58476D1CE4E5B9) & _MASK
    x = ((x ^ (x >> 27)) * 0x94D049BB133111EB) & _MASK
    return x ^ (x >> 31)


def bits_plain(seed: int, stream: int, week: int, uid: int) -> int:
    """64 random bits for one decision of one agent in one week."""
    key = mix_plain(int(seed) * 1024 + int(stream)) | 1
    counter = mix_plain((mix_plain(int(uid) & _MASK) + int(week)) & _MASK)
    return squares_plain(counter, key)


def uniform_plain(seed: int, stream: int, week: int, uid: int) -> float:
    """A number in [0, 1) for one decision of one agent in one week."""
    return (bits_plain(seed, stream, week, uid) >> 11) * (1.0 / 9007199254740992.0)


def replicate_seed(seed: int, replicate: int, region: int = 0) -> int:
    """Seed of a replicate in a region: the scenario has no part in it, so luck is paired.

    The first region of many has the luck of an only one.
    """
    mixed = mix_plain(mix_plain(seed) ^ replicate)
    return (mix_plain(mixed ^ region) if region else mixed) >> 12


def order_key_plain(seed: int, stream: int, week: int, uid: int) -> int:
    """A whole number of 63 bits to sort by."""
    return bits_plain(seed, stream, week, uid) >> 1


if PLAIN:
    order_key = order_key_plain
    squares, mix, bits, uniform = squares_plain, mix_plain, bits_plain, uniform_plain
else:

    @rule
    def squares(counter, key):
        """squares64 of Widynski (2020)."""
        s = np.uint64(32)
        x = counter * key
        y = x
        z = y + key
        x = x * x + y
        x = (x >> s) | (x << s)
        x = x * x + z
        x = (x >> s) | (x << s)
        x = x * x + y
        x = (x >> s) | (x << s)
        x = x * x + z
        t = x
        x = (x >> s) | (x << s)
        return t ^ ((x * x + y) >> s)

    @rule
    def mix(x):
        """splitmix64's finaliser."""
        x = x + np.uint64(0x9E3779B97F4A7C15)
        x = (x ^ (x >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        x = (x ^ (x >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
        return x ^ (x >> np.uint64(31))

    @rule
    def bits(seed, stream, week, uid):
        """64 random bits for one decision of one agent in one week."""
        key = mix(np.uint64(np.int64(seed) * 1024 + np.int64(stream))) | np.uint64(1)
        counter = mix(mix(np.uint64(uid)) + np.uint64(week))
        return squares(counter, key)

    @rule
    def uniform(seed, stream, week, uid):
        """A number in [0, 1) for one decision of one agent in one week."""
        return np.float64(bits(seed, stream, week, uid) >> np.uint64(11)) * (1.0 / 9007199254740992.0)

    @rule
    def order_key(seed, stream, week, uid):
        """A whole number of 63 bits to sort by."""
        return np.int64(bits(seed, stream, week, uid) >> np.uint64(1))
