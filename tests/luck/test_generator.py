"""The generator against published values, and its draws against chance."""

import numpy as np
import pytest

from sim.core.draws import Stream, bits, bits_plain, mix, mix_plain, order_key, squares, squares_plain, uniform

# squares64 for counters 0.. under the key of Widynski's own examples, as given in the documentation and
# tests of two independent Rust implementations of arXiv:2004.06278 (SquaresRng; Squares, test_example_runs_u64).
SQUARES_KEY = 0x548C9DECBCE65297
SQUARES = (
    0x36D88366CEE633A5,
    0x944716E00E60DFAA,
    0xC8A8F4E0678654BF,
    0x35CC666AAB11C80D,
    0x7094EAB1CBAE8747,
    0xA2A1B6F56E92A96F,
    0xD884957D48007552,
    0xE61F37B97D593453,
    0xE4D45C4762B10DAD,
    0xB0DBD071F201DD2A,
)
# The first five outputs of splitmix64 seeded with 1234567: rosettacode.org, Pseudo-random numbers/Splitmix64.
SPLITMIX = (
    6457827717110365317,
    3203168211198807973,
    9817491932198370423,
    4593380528125082431,
    16408922859458223821,
)
STEP = 0x9E3779B97F4A7C15  # what splitmix64 adds to its state before every output; `mix` adds it itself
DRAWS = 20_000


@pytest.mark.parametrize("counter", range(len(SQUARES)))
def test_squares_published_values(counter):
    assert squares_plain(counter, SQUARES_KEY) == SQUARES[counter]
    assert int(squares(np.uint64(counter), np.uint64(SQUARES_KEY))) == SQUARES[counter]


@pytest.mark.parametrize("step", range(len(SPLITMIX)))
def test_splitmix_published_values(step):
    state = (1234567 + step * STEP) % 2**64
    assert mix_plain(state) == SPLITMIX[step]
    assert int(mix(np.uint64(state))) == SPLITMIX[step]


def test_bits_agree_compiled_and_plain():
    for seed, stream, week, uid in ((0, 1, 0, 0), (1, 42, 415, 3), (2**51, 7, -1, 2**42), (123456789, 20, 10**5, 1)):
        assert int(bits(seed, stream, week, uid)) == bits_plain(seed, stream, week, uid)


def _draws(stream=1, week=10, uids=range(DRAWS), seed=5):
    return np.array([uniform(seed, stream, week, uid) for uid in uids])


def _chi_square(draws, bins=100):
    expected = len(draws) / bins
    counts = np.histogram(draws, bins=bins, range=(0, 1))[0]
    return float(((counts - expected) ** 2 / expected).sum())


# 99 degrees of freedom: above 160 with a chance of 1e-4, below 53 with one of 4e-5
@pytest.mark.parametrize(
    "draws",
    [
        pytest.param(lambda: _draws(), id="uids"),
        pytest.param(lambda: _draws(uids=range(0, DRAWS * 64, 64)), id="uids 64 apart"),
        pytest.param(lambda: _draws(uids=range(1 << 40, (1 << 40) + DRAWS)), id="large uids"),
        pytest.param(lambda: np.array([uniform(5, 1, week, 7) for week in range(DRAWS)]), id="weeks"),
        pytest.param(lambda: np.array([uniform(seed, 1, 10, 7) for seed in range(DRAWS)]), id="seeds"),
        pytest.param(lambda: np.array([order_key(5, 1, 10, uid) / 2**63 for uid in range(DRAWS)]), id="order keys"),
    ],
)
def test_draws_are_uniform(draws):
    assert 53 < _chi_square(draws()) < 160


def test_pairs_of_neighbours_fill_the_square():
    draws = _draws()
    cells = np.histogram2d(draws[:-1], draws[1:], bins=10, range=[[0, 1], [0, 1]])[0]
    expected = (DRAWS - 1) / 100
    assert 53 < float(((cells - expected) ** 2 / expected).sum()) < 160


def test_streams_are_unrelated():
    draws = np.array([_draws(stream=stream, uids=range(4000)) for stream in Stream])
    related = np.corrcoef(draws) - np.eye(len(draws))
    assert np.abs(related).max() < 5.5 / np.sqrt(4000)  # 861 pairs: chance 3e-5


def test_weeks_and_seeds_are_unrelated():
    for table in (
        [_draws(week=week, uids=range(4000)) for week in range(30)],
        [_draws(seed=seed, uids=range(4000)) for seed in range(30)],
    ):
        assert np.abs(np.corrcoef(np.array(table)) - np.eye(30)).max() < 5.5 / np.sqrt(4000)


def test_neighbouring_uids_and_weeks_are_unrelated():
    draws = _draws()
    weeks = np.array([uniform(5, 1, week, 7) for week in range(DRAWS)])
    for row in (draws, weeks):
        for lag in (1, 2, 64):
            assert abs(np.corrcoef(row[:-lag], row[lag:])[0, 1]) < 5 / np.sqrt(DRAWS)
