"""Random numbers that anyone can draw again: a counter-based generator of our own.

Guarantees: number i depends on (seed, stream, i) alone, so longer draws begin with the shorter
ones, and no library's version, platform or number of processors plays a part. Integer arithmetic
modulo 2^64 only; the one conversion to floats is exact.

    word(key, i) = mix(key + (i + 1) * 0x9E3779B97F4A7C15)            SplitMix64, its i-th output
    key(seed, stream, round) = mix(mix(mix(seed) + stream) + round)   apart by two mixings

Source: G. L. Steele, D. Lea, C. H. Flood, Fast Splittable Pseudorandom Number Generators, OOPSLA
2014; integers below a bound as in D. Lemire, Fast Random Integer Generation in an Interval, ACM
Transactions on Modeling and Computer Simulation 29 (2019). Not for secrets.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Words = npt.NDArray[np.uint64]

BELOW_MAX = 2**32
_GAMMA = np.uint64(0x9E3779B97F4A7C15)
_FIRST, _SECOND = np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB)
_30, _27, _31, _11, _32 = (np.uint64(bits) for bits in (30, 27, 31, 11, 32))
_LOW_HALF = np.uint64(BELOW_MAX - 1)
_2_TO_64 = 2**64
_ULP = 2.0**-53


def words(key: int, n: int) -> Words:
    """The first n outputs of SplitMix64 from the state `key`, shape (n,).

    >>> words(1234567, 2).tolist()
    [6457827717110365317, 3203168211198807973]
    """
    state = np.arange(1, n + 1, dtype=np.uint64)
    state *= _GAMMA
    state += np.uint64(key % _2_TO_64)
    return _mixed(state)


def uniform(seed: int, stream: int, n: int) -> npt.NDArray[np.float64]:
    """n multiples of 2^-53, each at least 0 and below 1, equally likely; shape (n,).

    >>> uniform(7, 0, 3).tolist()
    [0.23677701258716066, 0.6538911662560981, 0.07246758954259147]
    """
    return (words(_key(seed, stream), n) >> _11).astype(np.float64) * _ULP


def integers(seed: int, stream: int, n: int, below: int) -> npt.NDArray[np.int64]:
    """n integers from 0 to below - 1, without bias; shape (n,). `below` is 1 to 2^32.

    Each takes half a word times `below`, and its upper half; the few halves that would favour some
    integers are drawn again, from the stream's next round at the same place.

    >>> integers(7, 0, 8, below=6).tolist()
    [3, 1, 1, 3, 0, 0, 2, 0]
    """
    if not 1 <= below <= BELOW_MAX:
        raise ValueError(f"integers below {below} cannot be drawn: 1 to {BELOW_MAX}")
    times, unfair = np.uint64(below), np.uint64(BELOW_MAX % below)
    drawn = _halves(_key(seed, stream), n) * times
    places = np.flatnonzero((drawn & _LOW_HALF) < unfair)
    tries = 0
    while len(places):
        tries += 1
        again = _halves(_key(seed, stream, tries), n)[places] * times
        drawn[places] = again
        places = places[(again & _LOW_HALF) < unfair]
    return (drawn >> _32).astype(np.int64)


def permutation(seed: int, stream: int, n: int) -> npt.NDArray[np.int64]:
    """An order of 0 to n - 1, shape (n,): by random words, equal ones by place.

    Bias: two equal words keep their order, which happens in fewer than n * n / 2^65 draws.

    >>> permutation(7, 0, 5).tolist()
    [3, 2, 4, 0, 1]
    """
    return np.argsort(words(_key(seed, stream), n), kind="stable").astype(np.int64, copy=False)


def _key(seed: int, stream: int, tries: int = 0) -> int:
    key = 0
    for part in (seed, stream, tries):
        state = np.array([(key + part) % _2_TO_64], dtype=np.uint64)
        key = int(_mixed(state)[0])
    return key


def _mixed(state: Words) -> Words:
    """SplitMix64's finalizer, in place."""
    shifted = state >> _30
    state ^= shifted
    state *= _FIRST
    np.right_shift(state, _27, out=shifted)
    state ^= shifted
    state *= _SECOND
    np.right_shift(state, _31, out=shifted)
    state ^= shifted
    return state


def _halves(key: int, n: int) -> Words:
    """n numbers below 2^32: the low and the high half of each word in turn."""
    whole = words(key, (n + 1) // 2)
    halves = np.empty(2 * len(whole), dtype=np.uint64)
    halves[0::2] = whole & _LOW_HALF
    halves[1::2] = whole >> _32
    return halves[:n]
