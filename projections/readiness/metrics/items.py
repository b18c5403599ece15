"""Items among items: duplicates, what tells the class besides content, shift of classes. Pure.

A duplicate shares its content's digest or its address with another item of the batch, or with one
of the reference batch that is another item. Leakage and shift as in `projections.distribution`;
the least p-value that so few permutations can show is told where nothing could be suspected.
"""

from __future__ import annotations

from decimal import Decimal

import numpy as np

from labeltrail.events.identifiers import ItemId
from labeltrail.events.streams.policy import Bound, Requirement, classes_of
from labeltrail.events.values import Task
from labeltrail.projections.distribution.features import Described
from labeltrail.projections.distribution.leakage import LEVEL, leakage
from labeltrail.projections.distribution.sample import Sample
from labeltrail.projections.distribution.shift import Resampling, shift
from labeltrail.projections.evidence import Evidence, heaviest
from labeltrail.projections.readiness.material import Material, States
from labeltrail.projections.readiness.metrics.classes import in_category
from labeltrail.projections.readiness.metrics.shares import nothing, rounded, undefined
from labeltrail.projections.readiness.tallied import task_unknown
from labeltrail.projections.readiness.verdicts import (
    Culprit,
    CulpritKind,
    Interval,
    Measured,
    heaviest_culprits,
)
from labeltrail.projections.truth import InForce

WEIGHT_SCALE = 1_000_000


def duplicate_items(material: Material, requirement: Requirement) -> Measured:
    others: States = {}
    if requirement.reference is not None:
        found = material.of_reference(requirement.reference)
        if found is None:
            return undefined(f"there is no batch {requirement.reference!r}.", len(material.states))
        others = found.states
    known: dict[str, set[ItemId]] = {}
    for item_id, item in {**others, **material.states}.items():
        fact = item.registered
        for shown in (fact.content_sha256, fact.uri) if fact is not None else ():
            if shown is not None:
                known.setdefault(shown, set()).add(item_id)
    weights: dict[ItemId, int] = {}
    for item_id, item in material.states.items():
        fact = item.registered
        shown_by = (fact.content_sha256, fact.uri) if fact is not None else ()
        same = set().union(*(known[one] for one in shown_by if one is not None)) - {item_id}
        if same:
            weights[item_id] = len(same)
    if not material.states:
        return nothing("the batch has no items.")
    return Measured(
        value=Decimal(len(weights)),
        n=len(material.states),
        evidence=heaviest(Evidence(item_id=one, weight=n) for one, n in weights.items()),
    )


def suspected_leakage(material: Material, requirement: Requirement) -> Measured:
    task = material.terms.tasks.get(requirement.task) if requirement.task is not None else None
    if task is None:
        return task_unknown(requirement, material.terms, len(material.states))
    columns = material.items
    truths = {
        item_id: one.category
        for item_id, one in material.outcomes(task.name).items()
        if isinstance(one, InForce)
    }
    categories = tuple(sorted(set(truths.values())))
    place = {category: n for n, category in enumerate(categories)}
    category = np.array(
        [place[truths[item]] if item in truths else -1 for item in material.states],
        dtype=np.int32,
    )
    described = Described(
        ids=columns.items,
        uris=columns.uri,
        sources=_texts(columns.source.texts, columns.source.code.tolist()),
        attributes={
            name: _texts(one.texts, one.code.tolist()) for name, one in columns.attributes.items()
        },
    )
    found = leakage(
        described, category, categories, permutations=requirement.resamples, seed=requirement.seed
    )
    if found.lack is not None:
        absent = undefined if truths else nothing
        return absent(found.lack.sentence, len(truths))
    if found.p_least > LEVEL:
        sentence = f"{requirement.resamples} permutations of so many features can show nothing."
        return undefined(sentence, found.n_items)
    suspected = [one for one in found.leaks if one.is_suspected]
    return Measured(
        value=Decimal(len(suspected)),
        n=found.n_items,
        culprits=heaviest_culprits(
            [
                Culprit(
                    kind=CulpritKind.FEATURE,
                    name=one.feature,
                    weight=int(WEIGHT_SCALE * (one.told_above_chance.value or 0.0)),
                )
                for one in suspected
            ]
        ),
    )


def distribution_shift(material: Material, requirement: Requirement) -> Measured:
    task = material.terms.tasks.get(requirement.task) if requirement.task is not None else None
    n = len(material.states)
    if task is None:
        return task_unknown(requirement, material.terms, n)
    reference = (
        material.of_reference(requirement.reference) if requirement.reference is not None else None
    )
    if reference is None:
        return undefined(f"there is no batch {requirement.reference!r}.", n)
    if task.has_open_categories and not classes_of(task):
        return undefined(f"the answers to {task.name} cannot be listed.", n)
    if set(material.states) & set(reference.states):
        return undefined("the two batches share items, so they are not apart.", n)
    first, second = _sample(reference, task), _sample(material, task)
    if not first.n_items or not second.n_items:
        return nothing("one of the two batches has no ground truth.")
    how = Resampling(
        level=float(requirement.level), resamples=requirement.resamples, seed=requirement.seed
    )
    found = shift(first, second, how=how).corrected
    if found.value is None:
        return undefined(found.reason.sentence if found.reason else "", second.n_items)
    ends = found.interval if requirement.bound is Bound.INTERVAL else None
    return Measured(
        value=rounded(found.value),
        n=second.n_items,
        interval=None
        if ends is None
        else Interval(
            low=rounded(ends.low),
            high=rounded(ends.high),
            level=requirement.level,
            method=ends.method,
            seed=requirement.seed,
        ),
        culprits=_moved(first, second),
    )


def _sample(material: Material, task: Task) -> Sample:
    return Sample.of(
        [
            (item_id, one)
            for item_id, outcome in material.outcomes(task.name).items()
            if isinstance(outcome, InForce)
            for one in in_category(outcome.category, task)
        ],
        classes_of(task),
    )


def _moved(first: Sample, second: Sample) -> tuple[Culprit, ...]:
    """The classes whose shares differ most."""
    was, now = first.counts(), second.counts()
    before, after = int(was.sum()), int(now.sum())
    if not before or not after:
        return ()
    return heaviest_culprits(
        [
            Culprit(
                kind=CulpritKind.CLASS,
                name=name,
                weight=WEIGHT_SCALE
                * abs(int(now[place]) * before - int(was[place]) * after)
                // (before * after),
            )
            for place, name in enumerate(first.categories)
        ]
    )


def _texts(texts: tuple[str, ...], codes: list[int]) -> list[str | None]:
    return [texts[code] if code >= 0 else None for code in codes]
