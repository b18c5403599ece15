"""The worked examples in the docstrings of draws and of what explanations tell."""

from __future__ import annotations

import doctest
from types import ModuleType

import pytest

from labeltrail.events.streams.item import review_draws
from labeltrail.projections.reviewing import anonymous, consulted


@pytest.mark.parametrize(
    "module", [review_draws, consulted, anonymous], ids=lambda one: one.__name__
)
def test_worked_examples_hold(module: ModuleType) -> None:
    found = doctest.testmod(module)
    assert found.attempted
    assert not found.failed
