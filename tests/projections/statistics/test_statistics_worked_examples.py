"""The worked examples in the docstrings hold."""

from __future__ import annotations

import doctest
import importlib

import pytest

MODULES = [
    "cohen",
    "compute",
    "conger",
    "icc",
    "marginals",
    "per_item",
    "ordering",
    "pairs",
    "resampling",
    "alpha",
    "brennan_prediger",
    "counts",
    "distances",
    "fleiss",
    "gwet",
    "kept",
    "observed",
    "patterns",
    "rankings",
    "sampler",
    "sets",
    "table",
    "weights",
]


@pytest.mark.parametrize("module", MODULES)
def test_the_worked_example_holds(module: str) -> None:
    found = doctest.testmod(importlib.import_module(f"labeltrail.projections.statistics.{module}"))
    assert found.attempted > 0
    assert found.failed == 0
