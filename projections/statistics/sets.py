"""How far apart two sets of classes are, exactly. Two empty sets are equal: both say "none".

jaccard     1 - |a and b| / |a or b|
masi        1 - J * M, J the Jaccard similarity, M = 1 if equal, 2/3 if one contains the other,
            1/3 if they share some, 0 if nothing
passonneau  1 - M: what MASI was before it weighed sizes

The empty set is contained in every set: M = 2/3 against any other, though J and so MASI's J * M
are 0.

Source: R. Passonneau, Computing Reliability for Coreference Annotation, LREC 2004, and Measuring
Agreement on Set-valued Items (MASI), LREC 2006. Unit: none, from 0 (equal) to 1 (nothing shared).
NLTK before 3.10 rounds the thirds to .33 and .67; DKPro multiplies Jaccard *distance* by 1 - M.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from itertools import combinations
from math import lcm

import msgspec

from labeltrail.projections.statistics.errors import CategoryUnreadable

Classes = frozenset[str]

WORD = 64
"""Classes that fit a machine word; sets of more are compared one pair at a time."""
FEW = 128

_decoder = msgspec.json.Decoder(list[str])


def set_of(category: str) -> Classes:
    """From its canonical text, a JSON array of class ids. Raises CategoryUnreadable."""
    try:
        return frozenset(_decoder.decode(category))
    except msgspec.DecodeError as fault:
        raise CategoryUnreadable(category, "a JSON array of class ids") from fault


def jaccard(a: Classes, b: Classes) -> Fraction:
    """
    >>> jaccard(frozenset("abc"), frozenset("bcde"))
    Fraction(3, 5)
    >>> jaccard(frozenset(), frozenset())
    Fraction(0, 1)
    """
    return 1 - _similarity(a, b)


def masi(a: Classes, b: Classes) -> Fraction:
    """
    >>> masi(frozenset("12"), frozenset("1234"))  # 1 - 1/2 * 2/3
    Fraction(2, 3)
    """
    return 1 - _similarity(a, b) * _monotonicity(a, b)


def passonneau(a: Classes, b: Classes) -> Fraction:
    """
    >>> passonneau(frozenset("ab"), frozenset("bc"))
    Fraction(2, 3)
    """
    return 1 - _monotonicity(a, b)


def _similarity(a: Classes, b: Classes) -> Fraction:
    return Fraction(len(a & b), len(a | b)) if a or b else Fraction(1)


def _monotonicity(a: Classes, b: Classes) -> Fraction:
    if a == b:
        return Fraction(1)
    if a <= b or b <= a:
        return Fraction(2, 3)
    return Fraction(1, 3) if a & b else Fraction(0)


class SetDistances:
    """Jaccard or MASI between many sets as whole numbers: `of(c, k) / scale`, classes as bits.

    >>> found = SetDistances(['["a"]', '["a","b"]'], is_masi=True)
    >>> Fraction(found.of('["a"]', '["a","b"]'), found.scale)
    Fraction(2, 3)
    """

    def __init__(self, categories: Sequence[str], *, is_masi: bool) -> None:
        parsed = {category: set_of(category) for category in categories}
        classes = sorted(frozenset[str]().union(*parsed.values()))
        bit = {one: 1 << place for place, one in enumerate(classes)}
        self._bits = {c: sum(bit[one] for one in members) for c, members in parsed.items()}
        self._n_classes, self._is_masi = len(classes), is_masi
        sizes = sorted(map(len, parsed.values()), reverse=True)[:2]
        union_max = min(sum(sizes), len(classes))
        self.scale = 3 * lcm(*range(1, union_max + 1))
        self._share = [0, *(self.scale // n for n in range(1, union_max + 1))]

    def of(self, c: str, k: str) -> int:
        a, b = self._bits[c], self._bits[k]
        shared = a & b
        return self._apart(shared.bit_count(), (a | b).bit_count(), contained=shared in (a, b))

    def sum_over_pairs(self, totals: Mapping[str, int]) -> int:
        """sum of n_c * n_k * of(c, k) over ordered pairs: they meet by the million, and fall into a
        few kinds, which are counted as whole numbers."""
        if self._n_classes > WORD or len(totals) < FEW:
            pairs = combinations(totals.items(), 2)
            return 2 * sum(n * m * self.of(c, k) for (c, n), (k, m) in pairs)
        import numpy as np

        bits = np.array([self._bits[c] for c in totals], dtype=np.uint64)
        times = np.array(list(totals.values()), dtype=np.float64)  # exact: products below 2^53
        kinds = np.zeros(2 * (WORD + 1) ** 2)
        for first in range(0, len(bits), FEW):
            a = bits[first : first + FEW, None]
            shared = a & bits
            key = np.bitwise_count(shared).astype(np.int64) * (WORD + 1)
            key += np.bitwise_count(a | bits)
            key = 2 * key + ((shared == a) | (shared == bits))
            weights = times[first : first + FEW, None] * times
            kinds += np.bincount(key.ravel(), weights=weights.ravel(), minlength=len(kinds))
        return sum(
            int(kinds[key])
            * self._apart(key // 2 // (WORD + 1), key // 2 % (WORD + 1), contained=key % 2 == 1)
            for key in np.flatnonzero(kinds).tolist()
        )

    def _apart(self, shared: int, union: int, *, contained: bool) -> int:
        if shared == union:
            return 0
        near = shared * self._share[union]
        if self._is_masi:
            near = near * (2 if contained else 1) // 3
        return self.scale - near
