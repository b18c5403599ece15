"""Real labels: counts by plain loops, a leak that is there, and one that is not."""

from __future__ import annotations

import csv
import gzip
from collections import Counter, defaultdict
from pathlib import Path

import msgspec
import numpy as np
import pytest

from labeltrail.projections.distribution.features import Described
from labeltrail.projections.distribution.leakage import Leakage, leakage
from labeltrail.projections.distribution.memberships import of_sets
from labeltrail.projections.distribution.sample import Sample
from labeltrail.projections.distribution.shift import Resampling, shift

CROWDS = Path(__file__).resolve().parents[4] / "shared" / "data" / "crowd"


def gold(name: str) -> tuple[list[str], list[str]]:
    """Items by id, and what is true of each; skips the test where they are absent."""
    path = CROWDS / name / "gold.csv"
    if not path.exists():
        pytest.skip(f"{path} is absent")
    with path.open(encoding="utf-8", newline="") as file:
        rows = sorted((row["item"], row["gold"]) for row in csv.DictReader(file))
    return [item for item, _ in rows], [truth for _, truth in rows]


def examined(name: str) -> Leakage:
    ids, truths = gold(name)
    classes = sorted(set(truths))
    nothing: list[str | None] = [None] * len(ids)
    return leakage(
        Described(ids=ids, uris=nothing, sources=nothing, attributes={}),
        np.array([classes.index(one) for one in truths], dtype=np.int32),
        classes,
        permutations=199,
        seed=1,
    )


def test_polarity_of_sentences_can_be_read_off_their_numbers() -> None:
    """The set is two files of sentences, good ones first, numbered through."""
    found = examined("act_sentence_polarity_amt")
    assert found.runs is not None
    assert found.runs.n_runs == 2
    assert found.leaks[0].feature == "id first number"
    assert found.leaks[0].is_suspected
    assert found.leaks[0].told_above_chance.value == pytest.approx(0.952, abs=0.001)


def test_entailment_can_be_told_from_numbers_in_part() -> None:
    """The pairs stand in the order of the tasks that they were taken from."""
    found = examined("snow_rte")
    assert found.leaks[0].is_suspected
    assert found.leaks[0].told_above_chance.value == pytest.approx(0.145, abs=0.001)
    assert not next(one for one in found.leaks if one.feature == "id last digit").is_suspected


def test_weather_cannot_be_read_off_ids() -> None:
    assert not any(one.is_suspected for one in examined("act_weather_amt").leaks)


@pytest.mark.reference
def test_a_real_leak_is_as_large_as_scikit_learn_says() -> None:
    cluster = pytest.importorskip("sklearn.metrics")
    ids, truths = gold("snow_rte")
    lengths = [str(len(one)) for one in ids]
    found = next(one for one in examined("snow_rte").leaks if one.feature == "id length")
    nats = cluster.mutual_info_score(truths, lengths)
    assert found.mutual_information.value == pytest.approx(nats / np.log(2), abs=1e-9)
    adjusted = cluster.adjusted_mutual_info_score(truths, lengths)
    assert found.adjusted_mutual_information.value == pytest.approx(adjusted, abs=1e-9)


def test_relations_of_sentences_by_plain_loops_and_from_batch_to_batch() -> None:
    path = CROWDS / "crowdtruth_medical_relex" / "judgments.csv.gz"
    if not path.exists():
        pytest.skip(f"{path} is absent")
    values: defaultdict[bool, list[tuple[str, str]]] = defaultdict(list)
    naive: Counter[str] = Counter()
    sizes: Counter[int] = Counter()
    with gzip.open(path, "rt", encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            held = row["relations"].split()
            naive.update(held)
            sizes[len(held)] += 1
            told = (row["unit"], msgspec.json.encode(held).decode())
            values[int(row["batch"]) > 23].append(told)
    kinds = sorted({told for side in values.values() for _, told in side})
    whole = Sample.of([*values[False], *values[True]], kinds)
    found = of_sets(whole, sorted(naive))
    assert {one.category: one.n for one in found.classes} == dict(naive)
    assert found.sizes == dict(sorted(sizes.items()))
    first, second = (Sample.of(values[side], kinds) for side in (False, True))
    moved = shift(first, second, how=Resampling(resamples=29, seed=1))
    assert (moved.n_first, moved.n_second) == (1516, 1881)
    assert moved.p_value.value == pytest.approx(1 / 30)
    assert moved.divergence.value == pytest.approx(0.0898, abs=0.0001)
    assert moved.corrected.value is not None
    assert 0.07 < moved.corrected.value < 0.08  # 734 different sets look apart by chance alone
