"""Truth inference from scratch on many labels, beside crowd-kit where it is installed.

Both get the same labels, made from a stated seed, the same starting values and as many iterations,
and equal posteriors are required of them; a plain NumPy form of Dawid-Skene is beside it in any
case. Ours is timed whole: votes in, digests and quantised results out.
"""

from __future__ import annotations

import time
import tracemalloc
import warnings
from collections.abc import Callable
from importlib.util import find_spec
from typing import Any, TypeVar

import numpy as np

from labeltrail.backend.bench.report import Comparison, Rate
from labeltrail.projections.inference import (
    DawidSkene,
    Glad,
    Inferred,
    Mace,
    MaceStart,
    Method,
    Parameters,
    infer,
)
from labeltrail.projections.inference.mace import Trust, fitted_from
from labeltrail.projections.inference.votes import Floats, Votes
from labeltrail.projections.statistics.sampler import integers, uniform
from labeltrail.projections.statistics.table import ReadingTable

ROUNDS = 3
LABELS_PER_ITEM = 5
ANNOTATORS = 500
CLASSES = ("bird", "cat", "dog", "fish")
ITERATIONS = 20
MACE_ITERATIONS, MACE_RESTARTS = 50, 2
GLAD_ITERATIONS = 2
STEPS = 3 * ROUNDS + 2 + 2 + 2
_SEED = 20261124
_EQUAL = 1e-6

Found = TypeVar("Found")
_MEGABYTE = 1e6

_PLAIN = DawidSkene(
    prior_correct=0.0,
    prior_wrong=0.0,
    prior_class=0.0,
    tolerance=0.0,
    iterations_max=ITERATIONS,
    learn_from_single_votes=True,
)


def bench_inference(
    *, labels: int, modelled: int, advanced: Callable[[], None]
) -> list[Comparison]:
    """Dawid-Skene on so many labels; MACE and GLAD on `modelled`."""
    return [
        _dawid_skene(crowd(labels), advanced),
        _mace(crowd(modelled), advanced),
        _glad(crowd(modelled), advanced),
    ]


def crowd(labels: int) -> ReadingTable:
    """Annotators of different accuracy, five to an item; annotators and classes are numbered as
    they first appear, since crowd-kit's MACE mixes them up otherwise."""
    n_items = max(1, labels // LABELS_PER_ITEM)
    n = n_items * LABELS_PER_ITEM
    item = np.repeat(np.arange(n_items), LABELS_PER_ITEM)
    first = np.repeat(integers(_SEED, 0, n_items, ANNOTATORS), LABELS_PER_ITEM)
    stride = np.repeat(1 + integers(_SEED, 1, n_items, ANNOTATORS // 5 - 1), LABELS_PER_ITEM)
    annotator = (first + stride * np.tile(np.arange(LABELS_PER_ITEM), n_items)) % ANNOTATORS
    truth = integers(_SEED, 2, n_items, len(CLASSES))[item]
    is_right = uniform(_SEED, 3, n) < (0.5 + 0.45 * uniform(_SEED, 4, ANNOTATORS))[annotator]
    other = (truth + 1 + integers(_SEED, 5, n, len(CLASSES) - 1)) % len(CLASSES)
    annotators = _as_they_come(annotator)
    order = np.lexsort((annotators, item))
    return ReadingTable.of_codes(
        items=tuple(f"item {place:08d}" for place in range(n_items)),
        annotators=tuple(f"annotator {place:04d}" for place in range(annotators.max() + 1)),
        categories=CLASSES,
        item=item.astype(np.int32),
        annotator=annotators,
        category=_as_they_come(np.where(is_right, truth, other), order),
    )


def _as_they_come(codes: np.ndarray[Any, Any], order: np.ndarray[Any, Any] | None = None) -> Any:
    _, first, code = np.unique(
        codes if order is None else codes[order], return_index=True, return_inverse=True
    )
    rank = np.argsort(np.argsort(first))[code].astype(np.int32)
    if order is None:
        return rank
    back = np.empty_like(rank)
    back[order] = rank
    return back


def _dawid_skene(table: ReadingTable, advanced: Callable[[], None]) -> Comparison:
    rounds: dict[str, list[float]] = {}
    work = table.n_readings * ITERATIONS
    theirs = _crowd_kit()
    for _ in range(ROUNDS):
        ours, seconds = _timed(lambda: infer(table, Method.DAWID_SKENE, _PLAIN))
        rounds.setdefault("ours", []).append(work / seconds)
        advanced()
        plain, seconds = _timed(lambda: _plain_numpy(table))
        rounds.setdefault("plain", []).append(work / seconds)
        _require_equal(ours.fitted.posterior, plain)
        advanced()
        if theirs is not None:
            fitted, seconds = _timed(
                lambda: theirs.DawidSkene(n_iter=ITERATIONS, tol=-np.inf).fit(_frame(table))
            )
            rounds.setdefault("crowd-kit", []).append(work / seconds)
            _require_equal(ours.fitted.posterior, _in_order(fitted.probas_))
        advanced()
    remarks = [_peak(table, Method.DAWID_SKENE, _PLAIN)]
    converged, seconds = _timed(lambda: infer(table, Method.DAWID_SKENE))
    by_default = f"by default {converged.convergence.iterations} iterations in {seconds:.2f} s"
    advanced()
    if theirs is not None:
        judge, seconds = _timed(lambda: theirs.DawidSkene().fit(_frame(table)))
        by_default += f"; crowd-kit's {len(judge.loss_history_)} in {seconds:.2f} s"
    remarks.append(by_default)
    advanced()
    names = {
        "plain": "plain NumPy, the same iterations, equal posteriors",
        "crowd-kit": "crowd-kit, the same iterations, equal posteriors",
    }
    return Comparison(
        title=f"Dawid-Skene: {table.n_readings:,} labels, {ITERATIONS} iterations",
        ours=_rate("infer, digests and all", rounds["ours"]),
        baselines=tuple(_rate(name, rounds[key]) for key, name in names.items() if key in rounds),
        remarks=(*remarks, *_absence(theirs)),
    )


def _mace(table: ReadingTable, advanced: Callable[[], None]) -> Comparison:
    """crowd-kit begins every restart with the same draw, which is given to ours."""
    parameters = Mace(
        iterations_max=MACE_ITERATIONS,
        restarts=MACE_RESTARTS,
        tolerance=0.0,
        start=MaceStart.DRAWN,
    )
    work = table.n_readings * MACE_ITERATIONS * MACE_RESTARTS
    _, seconds = _timed(lambda: infer(table, Method.MACE, parameters))
    ours = _rate("infer, digests and all", [work / seconds])
    advanced()
    theirs = _crowd_kit()
    baselines: tuple[Rate, ...] = ()
    if theirs is not None:
        judge = theirs.MACE(n_restarts=MACE_RESTARTS, n_iter=MACE_ITERATIONS)
        judged, seconds = _timed(lambda: judge.fit(_frame(table)).probas_)
        judge._initialize(len(table.annotators), len(CLASSES))
        start = Trust(judge.spamming_[:, 0], judge.spamming_[:, 1], judge.thetas_)
        _, posterior, _ = fitted_from(Votes.of(table, {}), start, parameters)
        _require_equal(posterior, _in_order(judged))
        named = "crowd-kit, as many restarts and iterations; from its start equal posteriors"
        baselines = (_rate(named, [work / seconds]),)
    advanced()
    return Comparison(
        title=(
            f"MACE: {table.n_readings:,} labels, "
            f"{MACE_RESTARTS} restarts of {MACE_ITERATIONS} iterations"
        ),
        ours=ours,
        baselines=baselines,
        remarks=(_peak(table, Method.MACE, parameters), *_absence(theirs)),
    )


def _glad(table: ReadingTable, advanced: Callable[[], None]) -> Comparison:
    parameters = Glad(iterations_max=GLAD_ITERATIONS, tolerance=0.0)
    work = table.n_readings * GLAD_ITERATIONS
    found, seconds = _timed(lambda: infer(table, Method.GLAD, parameters))
    ours = _rate("infer, digests and all", [work / seconds])
    advanced()
    theirs = _crowd_kit()
    baselines: tuple[Rate, ...] = ()
    remarks = [_peak(table, Method.GLAD, parameters)]
    if theirs is not None:
        judge = theirs.GLAD(n_iter=GLAD_ITERATIONS, tol=-np.inf)
        judged, seconds = _timed(lambda: judge.fit(_frame(table)).probas_)
        baselines = (_rate("crowd-kit, the same start and iterations", [work / seconds]),)
        remarks.append(_alike(found, _in_order(judged)))
    advanced()
    return Comparison(
        title=f"GLAD: {table.n_readings:,} labels, {GLAD_ITERATIONS} iterations",
        ours=ours,
        baselines=baselines,
        remarks=(*remarks, *_absence(theirs)),
    )


def _alike(found: Inferred, judged: Floats) -> str:
    """Ours finishes each maximisation, crowd-kit's gradient steps stop at a tolerance of .01."""
    same = float((found.fitted.posterior.argmax(axis=1) == judged.argmax(axis=1)).mean())
    apart = float(np.abs(found.fitted.posterior - judged).mean())
    return (
        f"the same class on {100 * same:.2f} % of items, posteriors {apart:.4f} apart on average: "
        "its steps end early, ours do not"
    )


def _plain_numpy(table: ReadingTable) -> Floats:
    """As one would write it: gathers of rows, and sums by item and by answer."""
    k = len(table.categories)
    answers = table.annotator.astype(np.int64) * k + table.category
    starts = np.searchsorted(table.item, np.arange(len(table.items)))
    cells = table.item.astype(np.int64) * k + table.category
    counts = np.bincount(cells, minlength=len(table.items) * k).astype(np.float64)
    posterior: Floats = counts.reshape(-1, k) / table.values_per_item()[:, None]
    for _ in range(ITERATIONS):
        prior = posterior.mean(axis=0)
        rows = posterior[table.item]
        counted = np.stack(
            [
                np.bincount(answers, weights=rows[:, c], minlength=len(table.annotators) * k)
                for c in range(k)
            ],
            axis=1,
        )
        was_said = counted.sum(axis=1, keepdims=True) > 0
        counted = np.where(was_said, np.maximum(counted, 1e-10), 1e-300).reshape(-1, k, k)
        chances = counted / counted.sum(axis=1, keepdims=True)
        logs = np.log(chances).reshape(-1, k)[answers]
        joint = np.add.reduceat(logs, starts, axis=0) + np.log(prior)
        joint = np.exp(joint - joint.max(axis=1, keepdims=True))
        posterior = joint / joint.sum(axis=1, keepdims=True)
    return posterior


def _peak(table: ReadingTable, method: Method, parameters: Parameters) -> str:
    tracemalloc.start()
    infer(table, method, parameters)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return f"at most {peak / _MEGABYTE:,.0f} MB of memory beside the labels"


def _timed(act: Callable[[], Found]) -> tuple[Found, float]:
    started = time.perf_counter()
    found = act()
    return found, time.perf_counter() - started


def _require_equal(ours: Floats, judged: Floats) -> None:
    apart = float(np.abs(ours - judged).max())
    if apart > _EQUAL:
        raise RuntimeError(f"posteriors differ by {apart:g}")


def _rate(name: str, rounds: list[float]) -> Rate:
    return Rate(name=name, unit="labels and iterations/s", rounds=tuple(rounds))


def _crowd_kit() -> Any:
    """Its module, or None where it is not installed."""
    if find_spec("crowdkit") is None or find_spec("pandas") is None:
        return None
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import crowdkit.aggregation
    return crowdkit.aggregation


def _absence(theirs: Any) -> tuple[str, ...]:
    return () if theirs is not None else ("crowd-kit is not installed, so nothing beside it",)


def _in_order(probabilities: Any) -> Floats:
    """By item and class."""
    ordered: Floats = probabilities.sort_index().sort_index(axis=1).to_numpy()
    return ordered


def _frame(table: ReadingTable) -> Any:
    import pandas

    return pandas.DataFrame(
        {"task": table.item, "worker": table.annotator, "label": table.category}
    )
