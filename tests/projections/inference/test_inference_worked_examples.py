"""The worked examples in the docstrings hold."""

from __future__ import annotations

import doctest
import importlib

import pytest


@pytest.mark.parametrize(
    "module",
    [
        "bradley_terry",
        "comparisons",
        "dawid_skene",
        "entry",
        "incremental",
        "model",
        "parameters",
        "quantised",
        "sets",
    ],
)
def test_the_worked_example_holds(module: str) -> None:
    found = doctest.testmod(importlib.import_module(f"labeltrail.projections.inference.{module}"))
    assert found.attempted > 0
    assert found.failed == 0
