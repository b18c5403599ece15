"""The work that turns shares: label, review, adjudicate, relabel, answer gold, repeat. Pure."""

from __future__ import annotations

from collections import Counter

from labeltrail.events.identifiers import ItemId
from labeltrail.events.streams.policy import Comparison, Requirement
from labeltrail.projections.evidence import voters
from labeltrail.projections.readiness.judge import measured
from labeltrail.projections.readiness.material import Material
from labeltrail.projections.readiness.metrics.reviews import standing
from labeltrail.projections.readiness.takes.turning import grown, hits_of, turned
from labeltrail.projections.readiness.work import (
    Step,
    Sureness,
    Work,
    WorkKind,
    none_known,
    on_items,
    work,
)
from labeltrail.projections.truth import adjudication_of

_TOO_FEW = "Even with all of it the interval would not reach so far: it takes more items."


def coverage(material: Material, requirement: Requirement) -> Work:
    return _voted(material, requirement, wanted=1)


def overlap(material: Material, requirement: Requirement) -> Work:
    policy = material.terms.policy
    return _voted(material, requirement, wanted=policy.overlap if policy is not None else 1)


def _voted(material: Material, requirement: Requirement, *, wanted: int) -> Work:
    """The items that lack fewest voters first."""
    if requirement.comparison is Comparison.AT_MOST:
        return none_known("Labels are never undone, so no work lowers it.")
    lacks = sorted(
        (wanted - voters(share, material.terms), item_id)
        for item_id, share in material.shares.items()
        if voters(share, material.terms) < wanted
    )
    n = len(material.states)
    k = turned(n - len(lacks), n, requirement)
    if k is None:
        return none_known(_TOO_FEW if n else "The batch has no items: add some.")
    steps = [Step(kind=WorkKind.LABEL, times=lack, item_id=item) for lack, item in lacks[:k]]
    return work(steps, Sureness.EXACT, f"{k} items need votes.")


def review_coverage(material: Material, requirement: Requirement) -> Work:
    if requirement.comparison is Comparison.AT_MOST:
        return none_known("Reviews are never undone, so no work lowers it.")
    waiting: Counter[ItemId] = Counter()
    for item_id, label in standing(material, requirement):
        waiting[item_id] += label.review_in_force() is None
    found = measured(material, requirement)
    k = turned(hits_of(found), found.n, requirement)
    if k is None:
        return none_known(_TOO_FEW if found.n else "There are no labels to review.")
    steps = on_items(WorkKind.REVIEW, _heaviest(waiting), k)
    return work(steps, Sureness.EXACT, f"{k} labels need a review.")


def approval_rate(material: Material, requirement: Requirement) -> Work:
    found = measured(material, requirement)
    k = grown(hits_of(found), found.n, requirement)
    if k is None:
        return none_known("However many more reviews approve, it stays where it is.")
    waiting: Counter[ItemId] = Counter()
    for item_id, label in standing(material, requirement):
        waiting[item_id] += label.review_in_force() is None
    steps = list(on_items(WorkKind.REVIEW, _heaviest(waiting), k))
    rest = k - sum(one.times for one in steps)
    steps.append(Step(kind=WorkKind.REVIEW, times=rest))
    verb = "approve" if requirement.comparison is Comparison.AT_LEAST else "do not approve"
    return work(steps, Sureness.AT_LEAST, f"At least {k} more reviews that {verb}.")


def adjudication_rate(material: Material, requirement: Requirement) -> Work:
    if requirement.comparison is Comparison.AT_MOST or requirement.task is None:
        return none_known("Decisions are never undone, so no work lowers it.")
    found = measured(material, requirement)
    k = turned(hits_of(found), found.n, requirement)
    if k is None:
        return none_known(_TOO_FEW if found.n else "The batch has no items: add some.")
    undecided = [
        (item_id, 1)
        for item_id, item in material.states.items()
        if adjudication_of(item, requirement.task) is None
    ]
    steps = on_items(WorkKind.ADJUDICATE, undecided, k)
    return work(steps, Sureness.EXACT, f"{k} items need an adjudicator's decision.")


def stale_labels(material: Material, requirement: Requirement) -> Work:
    if requirement.comparison is Comparison.AT_LEAST:
        return none_known("Nobody makes labels stale on purpose.")
    ruled, stale = material.rules, Counter[ItemId]()
    for item_id, label in standing(material, requirement):
        stale[item_id] += (
            label.taxonomy_version < ruled.taxonomy.in_force
            or label.guideline_revision < ruled.guideline.in_force
        )
    found = measured(material, requirement)
    k = turned(hits_of(found), found.n, requirement)
    if k is None:
        return none_known(_TOO_FEW if found.n else "There are no labels yet.")
    steps = on_items(WorkKind.RELABEL, _heaviest(stale), k)
    return work(steps, Sureness.EXACT, f"{k} labels need to be given again under today's rules.")


def concentration(material: Material, requirement: Requirement) -> Work:
    if requirement.comparison is Comparison.AT_LEAST:
        return none_known("Nobody wants one annotator to give most labels.")
    found = measured(material, requirement)
    k = grown(hits_of(found), found.n, requirement)
    if k is None:
        return none_known("However many labels others give, it stays where it is.")
    step = Step(kind=WorkKind.LABEL, times=k)
    return work((step,), Sureness.AT_LEAST, f"At least {k} more labels by others.")


def gold_accuracy(material: Material, requirement: Requirement) -> Work:
    """Whoever is wrong most is to be looked at first."""
    found = measured(material, requirement)
    k = grown(hits_of(found), found.n, requirement)
    if k is None or requirement.comparison is Comparison.AT_MOST:
        return none_known("However many more answers are right, it stays where it is.")
    checks = [
        Step(kind=WorkKind.CHECK_ANNOTATOR, times=1, annotator=one.name)
        for one in found.culprits
        if one.kind == "annotator"
    ]
    right = Step(
        kind=WorkKind.ANSWER_GOLD,
        times=k,
        annotator=requirement.annotator,
        category=requirement.category,
    )
    sentence = f"At least {k} more right answers to items with gold; look at who was wrong."
    return work((*checks, right), Sureness.AT_LEAST, sentence)


def self_consistency(material: Material, requirement: Requirement) -> Work:
    found = measured(material, requirement)
    k = grown(hits_of(found), found.n, requirement)
    if k is None or requirement.comparison is Comparison.AT_MOST:
        return none_known("However many more repeats say the same, it stays where it is.")
    step = Step(kind=WorkKind.REPEAT, times=k, annotator=requirement.annotator)
    return work((step,), Sureness.AT_LEAST, f"At least {k} more repeats that say the same.")


def cannot_tell(material: Material, requirement: Requirement) -> Work:
    if requirement.comparison is Comparison.AT_LEAST:
        return none_known('Nobody wants more answers that say "cannot tell".')
    found = measured(material, requirement)
    k = turned(hits_of(found), found.n, requirement)
    if k is None:
        return none_known(_TOO_FEW if found.n else "Nobody has answered yet.")
    weights = [(one.item_id, one.weight) for one in found.evidence]
    steps = list(on_items(WorkKind.RELABEL, weights, k))
    steps.append(Step(kind=WorkKind.RELABEL, times=k - sum(one.times for one in steps)))
    return work(steps, Sureness.AT_LEAST, f'{k} answers "cannot tell" need another answer.')


def _heaviest(weights: Counter[ItemId]) -> list[tuple[ItemId, int]]:
    return sorted(weights.items(), key=lambda one: (-one[1], one[0]))
