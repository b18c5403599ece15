"""The examples in docstrings of certificates and releases are true."""

from __future__ import annotations

import doctest
from types import ModuleType

import pytest

from labeltrail.projections.certificates import truths
from labeltrail.projections.releases import manifest


@pytest.mark.parametrize("module", [truths, manifest], ids=lambda one: one.__name__)
def test_examples_are_true(module: ModuleType) -> None:
    outcome = doctest.testmod(module)
    assert outcome.attempted > 0
    assert outcome.failed == 0
