"""Whether two annotators' marginals are the same: the published tests of a published table."""

from __future__ import annotations

import pytest

from labeltrail.projections.statistics.marginals import bhapkar, stuart_maxwell
from labeltrail.projections.statistics.pairs import PairCounts

GRADES = ("1", "2", "3", "4")
# Unaided distance vision of 7,477 women, right eye by left eye: A. Stuart, A Test for Homogeneity
# of the Marginal Distributions in a Two-Way Classification, Biometrika 42 (1955) 412-416.
VISION = (
    (1520, 266, 124, 66),
    (234, 1512, 432, 78),
    (117, 362, 1772, 205),
    (36, 82, 179, 492),
)


def test_the_vision_table_gives_the_published_statistics() -> None:
    counts = PairCounts(
        {
            right: dict(zip(GRADES, row, strict=True))
            for right, row in zip(GRADES, VISION, strict=True)
        }
    )
    stuart = stuart_maxwell(counts, GRADES)
    assert stuart.chi2 == pytest.approx(11.957, abs=0.001)
    assert (stuart.degrees, stuart.n_items) == (3, 7477)
    # V. P. Bhapkar, A Note on the Equivalence of Two Test Criteria, JASA 61 (1966) 228-235.
    assert bhapkar(counts, GRADES).chi2 == pytest.approx(11.976, abs=0.001)
