"""A second opinion on every metric that is counted: from the bare facts, plainly, in fractions.

Shares no code with the projections; what single labels and truths are comes from the naive model
of the other tests (`tests/projections/model.py`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from decimal import Decimal
from fractions import Fraction
from itertools import combinations
from uuid import UUID

from labeltrail.events.identifiers import TaskName
from labeltrail.events.streams import guideline
from labeltrail.events.streams.item import facts
from labeltrail.events.streams.policy import Requirement
from tests.projections.model import Model, OneLabel, ac1, alpha, observed, rounded

Value = tuple[Decimal | None, int]
"""What it comes to, and the cases that it rests on; None: no value."""


def measured(model: Model, scope: str, wanted: Requirement) -> Value:
    """Of a requirement on one thing: a class, an annotator, or the batch."""
    return NAIVE[wanted.metric](model, scope, wanted)


def share(cases: list[bool]) -> Value:
    return (rounded(Fraction(sum(cases), len(cases))) if cases else None), len(cases)


def labels(model: Model, scope: str, wanted: Requirement) -> Iterator[tuple[str, OneLabel]]:
    """Those that stand, of whoever is asked about."""
    for item in model.items_in(scope):
        for label in model.labels(item):
            if not label.is_retracted and wanted.annotator in (None, label.annotator):
                yield item, label


def first_answers(
    model: Model, item: str, task: TaskName, *, with_models: bool = False
) -> dict[str, str | None]:
    """Each annotator's first answer from before anything was revealed."""
    found: dict[str, str | None] = {}
    for label in sorted(model.labels(item), key=lambda one: one.repeat):
        before = label.independent
        if label.is_retracted or before is None or task not in before:
            continue
        if label.is_person or with_models:
            found.setdefault(label.annotator, before[task])
    return found


def coverage(model: Model, scope: str, wanted: Requirement) -> Value:
    return model.measured(scope, wanted)[:2]


def agreement(model: Model, scope: str, wanted: Requirement) -> Value:
    task = wanted.task or TaskName("")
    listed = model.tasks[task].categories()
    by_item = [
        {who: said for who, said in first_answers(model, item, task).items() if said in listed}
        for item in model.items_in(scope)
    ]
    units = [[str(said) for said in one.values()] for one in by_item]
    n = sum(len(unit) > 1 for unit in units)
    if wanted.annotator is not None:
        pairs = [
            (place, [str(one[wanted.annotator]), str(said)])
            for place, one in enumerate(by_item)
            if wanted.annotator in one
            for other, said in one.items()
            if other != wanted.annotator
        ]
        units, n = [pair for _, pair in pairs], len({place for place, _ in pairs})
    if wanted.category is not None:
        given = {said for unit in units if len(unit) > 1 for said in unit}
        if wanted.category not in given:
            return None, n
        units = [["yes" if said == wanted.category else "no" for said in unit] for unit in units]
        listed = ("yes", "no")
    match wanted.coefficient:
        case "OBSERVED_AGREEMENT":
            value = observed(units)
        case "GWET_AC1":
            value = ac1(units, listed)
        case _:
            value = alpha(units)
    return (None if isinstance(value, str) else rounded(Fraction(float(value)))), n


def gold_accuracy(model: Model, scope: str, wanted: Requirement) -> Value:
    task, cases = wanted.task or TaskName(""), []
    for item in model.items_in(scope):
        gold = model.gold(item, task)
        if gold is None or gold[0] is None or wanted.category not in (None, gold[0]):
            continue
        true, *setters = gold
        everybody = first_answers(model, item, task, with_models=wanted.annotator is not None)
        for who, said in everybody.items():
            is_judged = said in model.tasks[task].categories() and who not in setters
            if is_judged and wanted.annotator in (None, who):
                cases.append(said == true)
    return share(cases)


def review_coverage(model: Model, scope: str, wanted: Requirement) -> Value:
    return share([label.review is not None for _, label in labels(model, scope, wanted)])


def approval_rate(model: Model, scope: str, wanted: Requirement) -> Value:
    reviews = [label.review for _, label in labels(model, scope, wanted)]
    return share([one.verdict == "approved" for one in reviews if one is not None])


def adjudication_rate(model: Model, scope: str, wanted: Requirement) -> Value:
    task = wanted.task or TaskName("")
    return share([is_adjudicated(model, item, task) for item in model.items_in(scope)])


def is_adjudicated(model: Model, item: str, task: TaskName) -> bool:
    last: facts.ItemAdjudicated | None = None
    for event in model.of_item(item):
        if isinstance(event.fact, facts.ItemAdjudicated):
            last = event.fact
        elif isinstance(event.fact, facts.AdjudicationReopened):
            last = None
    return last is not None and task in last.answers


def classes(model: Model, scope: str, task: TaskName) -> Counter[str]:
    truths = (model.truth(item, task)[1] for item in model.items_in(scope))
    return Counter(one for one in truths if one is not None)


def class_items(model: Model, scope: str, wanted: Requirement) -> Value:
    task, n = wanted.task or TaskName(""), len(model.items_in(scope))
    found = classes(model, scope, task)
    if not n:
        return None, 0
    if wanted.category is not None:
        return Decimal(found[wanted.category]), n
    return Decimal(min(found[one] for one in model.tasks[task].categories())), n


def imbalance(model: Model, scope: str, wanted: Requirement) -> Value:
    task = wanted.task or TaskName("")
    found = classes(model, scope, task)
    counts = [found[one] for one in model.tasks[task].categories()]
    if not min(counts):
        return None, found.total()
    return rounded(Fraction(max(counts), min(counts))), found.total()


def stale_labels(model: Model, scope: str, wanted: Requirement) -> Value:
    in_force = sum(isinstance(e.fact, guideline.GuidelinePublished) for e in model.events)
    cases = []
    for item in model.items_in(scope):
        last: dict[UUID, int] = {}
        gone, whose = set(), {}
        for event in model.of_item(item):
            match event.fact:
                case facts.LabelSubmitted() as fact:
                    last[event.event_id] = fact.guideline_revision
                    whose[event.event_id] = fact.annotator
                case facts.LabelRevised() as fact:
                    last[fact.label_id] = fact.guideline_revision
                case facts.LabelRetracted() as fact:
                    gone.add(fact.label_id)
                case _:
                    pass
        cases += [
            revision < in_force
            for label, revision in last.items()
            if label not in gone and wanted.annotator in (None, whose[label])
        ]
    return share(cases)


def concentration(model: Model, scope: str, wanted: Requirement) -> Value:
    everybody = Requirement(
        metric=wanted.metric, comparison=wanted.comparison, threshold=wanted.threshold
    )
    given = Counter(label.annotator for _, label in labels(model, scope, everybody))
    most = max(given.values(), default=0)
    most = given[wanted.annotator] if wanted.annotator is not None else most
    total = given.total()
    return (rounded(Fraction(most, total)) if total else None), total


def self_consistency(model: Model, scope: str, wanted: Requirement) -> Value:
    task, cases = wanted.task or TaskName(""), []
    listed = model.tasks[task].categories()
    for item in model.items_in(scope):
        said: dict[str, list[str]] = {}
        for label in sorted(model.labels(item), key=lambda one: one.repeat):
            before = label.independent
            if label.is_retracted or before is None or before.get(task) not in listed:
                continue
            if wanted.annotator in (None, label.annotator):
                said.setdefault(label.annotator, []).append(str(before[task]))
        for first, *rest in said.values():
            cases += [one == first for one in rest]
    return share(cases)


def cannot_tell(model: Model, scope: str, wanted: Requirement) -> Value:
    task, cases = wanted.task or TaskName(""), []
    for item in model.items_in(scope):
        with_models = wanted.annotator is not None
        for who, said in first_answers(model, item, task, with_models=with_models).items():
            if wanted.annotator in (None, who):
                cases.append(said is None)
    return share(cases)


def duplicates(model: Model, scope: str, wanted: Requirement) -> Value:
    def shown(item: str) -> facts.ItemRegistered:
        (fact,) = (e.fact for e in model.of_item(item) if isinstance(e.fact, facts.ItemRegistered))
        return fact

    mine = model.items_in(scope)
    beside = model.items_in(wanted.reference) if wanted.reference else []
    twins = set()
    for one, other in combinations(dict.fromkeys((*mine, *beside)), 2):
        first, second = shown(one), shown(other)
        is_same = first.uri is not None and first.uri == second.uri
        sha = first.content_sha256
        if is_same or (sha is not None and sha == second.content_sha256):
            twins |= {one, other}
    return (Decimal(len(twins & set(mine))) if mine else None), len(mine)


NAIVE: dict[str, Callable[[Model, str, Requirement], Value]] = {
    "coverage": coverage,
    "overlap": coverage,
    "alpha_nominal": coverage,
    "alpha_ordinal": coverage,
    "items_without_ground_truth": coverage,
    "open_escalations": coverage,
    "agreement": agreement,
    "gold_accuracy": gold_accuracy,
    "review_coverage": review_coverage,
    "approval_rate": approval_rate,
    "adjudication_rate": adjudication_rate,
    "class_items": class_items,
    "imbalance_ratio": imbalance,
    "stale_labels": stale_labels,
    "annotator_concentration": concentration,
    "self_consistency": self_consistency,
    "cannot_tell_rate": cannot_tell,
    "duplicate_items": duplicates,
}
