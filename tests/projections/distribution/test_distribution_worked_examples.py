"""The worked examples in the docstrings hold."""

from __future__ import annotations

import doctest
import importlib

import pytest


@pytest.mark.parametrize(
    "module",
    [
        "balance",
        "columns",
        "divergence",
        "duplicates",
        "features",
        "hamming",
        "information",
        "leakage",
        "levels",
        "memberships",
        "preferences",
        "proportions",
        "resampling",
        "runs",
        "sample",
        "spread",
        "trend",
    ],
)
def test_the_worked_example_holds(module: str) -> None:
    found = doctest.testmod(
        importlib.import_module(f"labeltrail.projections.distribution.{module}")
    )
    assert found.attempted > 0
    assert found.failed == 0
