"""Equal bytes: over runs, processes and what stands beside; other bytes when anything counts."""

from __future__ import annotations

import subprocess
import sys

import msgspec
import pytest

from labeltrail.projections.inference import (
    Mace,
    Majority,
    Method,
    Parameters,
    checked,
    infer,
    read,
)
from labeltrail.projections.statistics.table import ReadingTable
from tests.projections.inference.crowd import SPECIES, crowd

CLASSIFY = [method for method in Method if method is not Method.BRADLEY_TERRY]

AGAIN = """
from labeltrail.projections.inference import Method, infer
from labeltrail.projections.statistics.table import ReadingTable
from tests.projections.inference.crowd import SPECIES, crowd
table = ReadingTable.of(reversed(crowd([0.8, 0.6, 0.6, 0.5], 40, seed=21)[0]), SPECIES)
for method in Method:
    if method is not Method.BRADLEY_TERRY:
        print(infer(table, method, seed=9).result_digest.hex())
"""


def table() -> ReadingTable:
    return ReadingTable.of(crowd([0.8, 0.6, 0.6, 0.5], 40, seed=21)[0], SPECIES)


def test_another_process_gets_the_same_bytes() -> None:
    here = [infer(table(), method, seed=9).result_digest.hex() for method in CLASSIFY]
    there = subprocess.run(
        [sys.executable, "-c", AGAIN], capture_output=True, text=True, check=True
    ).stdout.split()
    assert here == there


@pytest.mark.parametrize("method", CLASSIFY)
def test_idle_annotators_and_items_change_no_digest(method: Method) -> None:
    plain = table()
    item = {one: n for n, one in enumerate(sorted((*plain.items, "aaa unlabelled")))}
    annotator = {one: n for n, one in enumerate(sorted((*plain.annotators, "aaa idle")))}
    beside = ReadingTable.of_codes(
        items=tuple(item),
        annotators=tuple(annotator),
        categories=plain.categories,
        item=plain.item + 1,
        annotator=plain.annotator + 1,
        category=plain.category,
    )
    found, again = infer(plain, method), infer(beside, method)
    assert found.input_digest == again.input_digest
    assert found.result_digest == again.result_digest
    assert again.annotator(0).accuracy is None


def test_one_vote_less_is_another_input() -> None:
    whole = table()
    less = whole.where(whole.item + whole.annotator > 0)
    assert infer(whole).input_digest != infer(less).input_digest


def test_gold_is_part_of_the_input() -> None:
    gold = {table().items[0]: SPECIES[0]}
    assert infer(table()).input_digest != infer(table(), gold=gold).input_digest


def test_method_parameters_and_seed_are_part_of_the_result() -> None:
    asked: list[tuple[Method, Parameters, int]] = [
        (Method.MAJORITY, Majority(), 0),
        (Method.MAJORITY, Majority(quorum=2), 0),
        (Method.MACE, Mace(), 0),
        (Method.MACE, Mace(), 1),
    ]
    digests = {infer(table(), *each).result_digest for each in asked}
    assert len(digests) == len(asked)
    assert len({infer(table(), *each).input_digest for each in asked}) == 1


def test_the_input_digest_is_fixed_for_good() -> None:
    """A recorded run can be recomputed by whoever hashes the votes the same way."""
    votes = [("leaf", "bob", "oak"), ("leaf", "ann", "elm")]
    inferred = infer(ReadingTable.of(votes), Method.MAJORITY)
    assert inferred.input_digest.hex() == (
        "93325484907c628382d8cdf25c26ad9c85aaab0b7e82cfd9921e9eab734bc1ae"
    )
    assert inferred.result_digest.hex() == (
        "2e73a8f06bd3dbdf1fe6e31b265aa2847815be64d293b5d1cce3c3a243ab300a"
    )


@pytest.mark.parametrize("method", Method)
def test_parameters_are_read_back_as_recorded(method: Method) -> None:
    parameters = checked(method, None)
    assert read(msgspec.json.encode(parameters)) == parameters
