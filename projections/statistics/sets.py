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

from fractions import Fraction

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
