"""The examples in the docstrings are what the code does."""

from __future__ import annotations

import doctest
from types import ModuleType

import pytest

from labeltrail.projections.readiness import trend, verdicts, work
from labeltrail.projections.readiness.takes import turning


@pytest.mark.parametrize("module", [trend, turning, verdicts, work], ids=lambda one: one.__name__)
def test_worked_examples(module: ModuleType) -> None:
    found = doctest.testmod(module)
    assert found.attempted > 0
    assert found.failed == 0
