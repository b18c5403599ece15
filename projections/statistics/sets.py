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

from collections.abc import Callable, Sequence
from fractions import Fraction
from math import lcm

import msgspec

from labeltrail.projections.statistics.errors import CategoryUnreadable

Classes = frozenset[str]

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


def whole_distances(
    categories: Sequence[str], *, is_masi: bool
) -> tuple[Callable[[str, str], int], int]:
    """Jaccard or MASI distances as whole numbers, and what to divide them by.

    A thousand sets meet each other half a million times: classes are bits here.

    >>> between, scale = whole_distances(['["a"]', '["a","b"]'], is_masi=True)
    >>> Fraction(between('["a"]', '["a","b"]'), scale)
    Fraction(2, 3)
    """
    parsed = {category: set_of(category) for category in categories}
    classes = sorted(frozenset[str]().union(*parsed.values()))
    bit = {one: 1 << place for place, one in enumerate(classes)}
    bits = {category: sum(bit[one] for one in members) for category, members in parsed.items()}
    sizes = sorted(map(len, parsed.values()), reverse=True)[:2]
    union_max = min(sum(sizes), len(classes))
    scale = 3 * lcm(*range(1, union_max + 1))
    share = [0, *(scale // n for n in range(1, union_max + 1))]

    def between(c: str, k: str) -> int:
        a, b = bits[c], bits[k]
        if a == b:
            return 0
        shared = a & b
        near = shared.bit_count() * share[(a | b).bit_count()]
        if is_masi:
            near = near * (2 if shared in (a, b) else 1) // 3
        return scale - near

    return between, scale
