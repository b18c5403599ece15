"""Agreement: from scratch on many labels, with intervals by resampling, and label by label.

The judge is the library krippendorff where it is installed; a plain NumPy count is beside it in any
case. All get the same labels, made from a stated seed, and equal values are required of them.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from importlib.util import find_spec

import numpy as np

from labeltrail.backend.bench.report import Comparison, Rate
from labeltrail.projections.statistics import AgreementCounts, Bucket
from labeltrail.projections.statistics.coefficient import Coefficient, IntervalAsked
from labeltrail.projections.statistics.compute import compute
from labeltrail.projections.statistics.matrices import Matrix
from labeltrail.projections.statistics.sampler import integers, uniform
from labeltrail.projections.statistics.table import ReadingTable

ROUNDS = 3
LABELS_PER_ITEM = 5
CLASSES = ("bird", "cat", "dog", "fish", "other")
SIZES = (10_000, 100_000, 1_000_000, 10_000_000)
UPDATES = 2_000
STEPS = 2 * ROUNDS + len(SIZES)
_SEED = 20261124
_AGREES = 0.7
_TOLERANCE = 1e-9


def bench_agreement(
    *, labels: int, items: int, resamples: int, advanced: Callable[[], None]
) -> list[Comparison]:
    """Alpha of so many labels; resampled over so many items; updates at each of SIZES."""
    return [
        _from_scratch(labels, advanced),
        _resampled(items, resamples, advanced),
        _label_by_label(advanced),
    ]


def labels_of(items: int) -> ReadingTable:
    """Five annotators label every item, and mostly say its class."""
    n = items * LABELS_PER_ITEM
    truth = np.repeat(integers(_SEED, 0, items, len(CLASSES)), LABELS_PER_ITEM)
    other = integers(_SEED, 1, n, len(CLASSES))
    said = np.where(uniform(_SEED, 2, n) < _AGREES, truth, other)
    return ReadingTable(
        items=tuple(f"item {place:08d}" for place in range(items)),
        annotators=tuple(f"annotator {place}" for place in range(LABELS_PER_ITEM)),
        categories=CLASSES,
        item=np.repeat(np.arange(items, dtype=np.int32), LABELS_PER_ITEM),
        annotator=np.tile(np.arange(LABELS_PER_ITEM, dtype=np.int32), items),
        category=said.astype(np.int32),
    )


def _from_scratch(labels: int, advanced: Callable[[], None]) -> Comparison:
    table = labels_of(labels // LABELS_PER_ITEM)
    matrix = table.category.reshape(-1, LABELS_PER_ITEM).T.astype(float)
    makers: dict[str, Callable[[], float]] = {
        "labeltrail": lambda: _alpha(table),
        "NumPy: counts by item, coincidences": lambda: _alpha_of_counts(matrix),
    }
    remarks = ["all give the same value"]
    if find_spec("krippendorff") is None:
        remarks.append("the library krippendorff is not installed: a plain NumPy count stands in")
    else:
        makers["krippendorff, given its matrix"] = lambda: _alpha_of_library(matrix)
    rounds: dict[str, list[float]] = {name: [] for name in makers}
    for make in makers.values():
        make()  # the first time pays for memory and for loading
    for _ in range(ROUNDS):
        values = []
        for name, make in makers.items():
            started = time.perf_counter()
            values.append(make())
            rounds[name].append(labels / (time.perf_counter() - started))
        if max(values) - min(values) > _TOLERANCE:
            raise AssertionError(f"the same labels have several alphas: {values}")
        advanced()
    rates = [
        Rate(name=name, unit="labels/s", rounds=tuple(found)) for name, found in rounds.items()
    ]
    return Comparison(
        title=f"nominal alpha from scratch, {labels:,} labels",
        ours=rates[0],
        baselines=tuple(rates[1:]),
        remarks=tuple(remarks),
    )


def _resampled(items: int, resamples: int, advanced: Callable[[], None]) -> Comparison:
    table = labels_of(items)
    asked = IntervalAsked(resamples=resamples, seed=_SEED)
    found: dict[str, list[float]] = {"with a bootstrap interval": [], "without": []}
    ends = set()
    for _ in range(ROUNDS):
        for name, interval in (("with a bootstrap interval", asked), ("without", None)):
            started = time.perf_counter()
            score = compute(table, Coefficient.KRIPPENDORFF_ALPHA, interval=interval)
            found[name].append(1 / (time.perf_counter() - started))
            if score.interval is not None:
                ends.add((score.interval.low, score.interval.high))
        advanced()
    ((low, high),) = ends
    rates = [
        Rate(name=name, unit="answers/s", rounds=tuple(rounds)) for name, rounds in found.items()
    ]
    return Comparison(
        title=f"nominal alpha, {resamples:,} resamples of {items:,} items",
        ours=rates[0],
        baselines=(rates[1],),
        remarks=(
            f"{1 / rates[0].median:.1f} s for an interval",
            f"the same in every round: {low} to {high}",
        ),
    )


def _label_by_label(advanced: Callable[[], None]) -> Comparison:
    """One label of an item changes: its former contribution goes, its new one comes."""
    rates = []
    for size in SIZES:
        kept = _kept(size // LABELS_PER_ITEM)
        items = labels_of(UPDATES).category.reshape(-1, LABELS_PER_ITEM).tolist()
        rounds = []
        for _ in range(ROUNDS):
            started = time.perf_counter()
            for codes in items:
                before = [CLASSES[code] for code in codes]
                after = [CLASSES[(codes[0] + 1) % len(CLASSES)], *before[1:]]
                change = AgreementCounts.of_item(after).minus(AgreementCounts.of_item(before))
                kept = kept.plus(change)
            rounds.append(len(items) / (time.perf_counter() - started))
        rates.append(Rate(name=f"at {size:,} labels", unit="labels/s", rounds=tuple(rounds)))
        advanced()
    return Comparison(
        title="one label more, in the kept counts",
        ours=rates[-1],
        baselines=tuple(rates[:-1]),
        remarks=("a flat curve: the same work at any size",),
    )


def _kept(items: int) -> AgreementCounts:
    """Counts of so many items, by adding up a thousand of them over and over."""
    some = labels_of(1_000).category.reshape(-1, LABELS_PER_ITEM).tolist()
    once = AgreementCounts.total(
        AgreementCounts.of_item([CLASSES[code] for code in codes]) for codes in some
    )
    times = items // 1_000
    (bucket,) = once.buckets.values()
    return AgreementCounts(
        {
            LABELS_PER_ITEM: Bucket(
                bucket.items * times,
                {c: n * times for c, n in bucket.totals.items()},
                {c: {k: n * times for k, n in row.items()} for c, row in bucket.pairs.items()},
            )
        }
    )


def _alpha(table: ReadingTable) -> float:
    return compute(table, Coefficient.KRIPPENDORFF_ALPHA).value or 0.0


def _alpha_of_library(matrix: Matrix) -> float:
    import krippendorff

    return float(krippendorff.alpha(matrix, level_of_measurement="nominal"))


def _alpha_of_counts(matrix: Matrix) -> float:
    """As one would write it without much thought: (items, classes) counts, then two sums."""
    counts = np.stack([(matrix == code).sum(axis=0) for code in range(len(CLASSES))], axis=1)
    size = counts.sum(axis=1)
    totals = counts.sum(axis=0)
    n = int(totals.sum())
    apart = ((size**2 - (counts**2).sum(axis=1)) / (size - 1)).sum()
    return float(1 - (n - 1) * apart / (n * n - int((totals**2).sum())))
