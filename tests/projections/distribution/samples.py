"""Samples as tests write them, and random ones."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from hypothesis import strategies as st

from labeltrail.projections.distribution.sample import Sample

KINDS = ("cat", "cow", "dog", "owl")


def sample(*counts: int, categories: Sequence[str] | None = None) -> Sample:
    """So many items in each class, one value an item."""
    names = tuple(categories or KINDS[: len(counts)])
    category = np.repeat(np.arange(len(counts), dtype=np.int32), counts)
    return Sample.of_codes(np.arange(len(category), dtype=np.int32), category, names)


def counts(classes: int, *, at_most: int = 40) -> st.SearchStrategy[list[int]]:
    """Counts of a set with an item at least."""
    every = st.lists(st.integers(0, at_most), min_size=classes, max_size=classes)
    return every.filter(any)
