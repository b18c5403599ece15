"""The verdict on a batch under a policy, from the items themselves.

Pure. A requirement on each task, class, slice or annotator is judged on every one of them; it
passes when all do, fails when one does, and is as uncertain as the most uncertain one otherwise.
Of parts so many must pass: what is not known yet counts for and against.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

import msgspec

from labeltrail.events.identifiers import MemberId
from labeltrail.events.streams.policy import (
    MEASURABLE,
    Metric,
    Policy,
    Requirement,
    Scope,
    classes_of,
)
from labeltrail.projections.readiness.judging import (
    passes,
    readiness_of,
    verdict_on,
    waived,
)
from labeltrail.projections.readiness.material import Material
from labeltrail.projections.readiness.member_teams import labels_only_of, teams_of
from labeltrail.projections.readiness.metrics.registry import METRICS
from labeltrail.projections.readiness.metrics.shares import nothing, undefined
from labeltrail.projections.readiness.names import name_of, told, wanted_by
from labeltrail.projections.readiness.verdicts import (
    CULPRITS_MAX,
    MET,
    PARTS_SHOWN_MAX,
    Culprit,
    CulpritKind,
    Measured,
    Readiness,
    RequirementStatus,
    RequirementVerdict,
    Waiver,
)

_FAIL, _PASS = RequirementStatus.FAIL, RequirementStatus.PASS
_LACK, _UNDEFINED = RequirementStatus.INSUFFICIENT_EVIDENCE, RequirementStatus.UNDEFINED
_WORST_FIRST = {_FAIL: 0, _UNDEFINED: 1, _LACK: 2, RequirementStatus.WAIVED: 3, _PASS: 4}
_KINDS = {
    Scope.EACH_TASK: CulpritKind.TASK,
    Scope.EACH_CLASS: CulpritKind.CLASS,
    Scope.EACH_SLICE: CulpritKind.SLICE,
    Scope.EACH_ANNOTATOR: CulpritKind.ANNOTATOR,
    Scope.EACH_TEAM: CulpritKind.TEAM,
}


def judged(
    material: Material, policy: Policy | None = None, waivers: Sequence[Waiver] = ()
) -> Readiness:
    """Under a policy, or under the one in force where none is given."""
    in_force, version = material.terms.policy, material.terms.policy_version
    is_other = policy is not None and policy != in_force
    if policy is not None and is_other:
        material = material.under(policy)
    asked = policy if is_other else in_force
    verdicts = tuple(
        verdict_of(material, requirement, place)
        for place, requirement in enumerate(asked.requirements if asked is not None else ())
    )
    under = "this policy" if is_other else f"policy version {version}"
    return readiness_of(waived(verdicts, waivers), asked, under)


def verdict_of(material: Material, requirement: Requirement, place: int) -> RequirementVerdict:
    if requirement.metric is Metric.PARTS_PASSED:
        return _of_parts(material, requirement, place)
    if requirement.scope is not Scope.BATCH:
        return _ofeach(material, requirement, place)
    return verdict_on(place, requirement, measured(material, requirement))


def measured(material: Material, requirement: Requirement) -> Measured:
    """Of a requirement on one thing."""
    some = narrowed(material, requirement)
    if some is None:
        name, value = requirement.attribute, requirement.attribute_value
        return nothing(f"no item was registered with {name} {value!r}.")
    measure = METRICS.get(requirement.metric)
    if measure is None:
        return undefined("this release cannot measure it.", len(some.states))
    return measure(some, requirement)


def narrowed(material: Material, requirement: Requirement) -> Material | None:
    """The items that the requirement is about; None where it names a slice that is not there."""
    name, value = requirement.attribute, requirement.attribute_value
    if name is None or value is None:
        return material
    return material.slices(name).get(value)


def _ofeach(material: Material, requirement: Requirement, place: int) -> RequirementVerdict:
    verdicts = [
        msgspec.structs.replace(
            verdict_on(n, one, measured(of, one)),
            subject=subject,
        )
        for n, (subject, of, one) in enumerate(each(material, requirement))
    ]
    name = name_of(requirement)
    if not verdicts:
        sentence = f"{name} has no {each_word(requirement)} to ask about."
        return RequirementVerdict(
            place=place,
            requirement=requirement,
            status=_LACK,
            observed=None,
            n=0,
            sentence=sentence,
        )
    ordered = sorted(verdicts, key=lambda one: (_WORST_FIRST[one.status], _badness(one), one.place))
    worst, n_met = ordered[0], sum(one.status in MET for one in verdicts)
    for_so_many = f"{len(verdicts)} {each_word(requirement, len(verdicts))}"
    sentence = f"{name} is {wanted_by(requirement)} for all {for_so_many}."
    if worst.status not in MET:
        sentence = (
            f"{name} is {wanted_by(requirement)} for {n_met or 'none'} of {for_so_many};"
            f" {each_word(requirement)} {worst.subject} is furthest off: {_in_short(worst)}"
        )
    unmet = [one for one in ordered if one.status not in MET]
    return RequirementVerdict(
        place=place,
        requirement=requirement,
        status=worst.status,
        observed=worst.observed,
        interval=worst.interval,
        n=worst.n,
        sentence=sentence,
        evidence=worst.evidence,
        culprits=tuple(
            Culprit(kind=_KINDS[requirement.scope], name=one.subject or "", weight=len(unmet) - n)
            for n, one in enumerate(unmet[:CULPRITS_MAX])
        ),
        parts=tuple(ordered[:PARTS_SHOWN_MAX]),
        parts_total=len(verdicts),
    )


def _in_short(worst: RequirementVerdict) -> str:
    """The worst in a few words, as what is measured was just named; whole where it has no value."""
    if worst.observed is None or worst.interval is not None or worst.status is not _FAIL:
        return worst.sentence
    return f"{told(worst.observed)}, on {worst.n} {MEASURABLE[worst.requirement.metric].counted}."


def _badness(one: RequirementVerdict) -> Decimal:
    """How far on the right side of the threshold; the worst is the lowest."""
    if one.observed is None:
        return Decimal(0)
    difference = one.observed - one.requirement.threshold
    return difference if one.requirement.comparison == "at_least" else -difference


def each_word(requirement: Requirement, n: int = 1) -> str:
    """What the requirement is about one by one, as one of them or `n` of them are called."""
    word = str(_KINDS[requirement.scope])
    return word if n == 1 else f"{word}es" if word == "class" else f"{word}s"


def each(
    material: Material, requirement: Requirement
) -> Iterator[tuple[str, Material, Requirement]]:
    """What the requirement is about one by one, in order, with the requirement on it alone."""
    tasks = material.terms.tasks
    some = narrowed(material, requirement) or material.only(())
    match requirement.scope:
        case Scope.EACH_TASK:
            for task in tasks:
                yield task, material, _one(requirement, task=task)
        case Scope.EACH_CLASS:
            held = tasks.get(requirement.task) if requirement.task is not None else None
            for category in classes_of(held) if held is not None else ():
                yield category, material, _one(requirement, category=category)
        case Scope.EACH_SLICE:
            for value in material.slices(requirement.attribute or ""):
                yield value, material, _one(requirement, attribute_value=value)
        case Scope.EACH_ANNOTATOR:
            people = {
                label.annotator
                for item in some.states.values()
                for label in item.labels.values()
                if not label.is_retracted
            }
            for who in sorted(people):
                yield who, material, _one(requirement, annotator=MemberId(who))
        case Scope.EACH_TEAM:
            for team, members in teams_of(material, requirement.attribute or "").items():
                yield (
                    team,
                    material.changed(labels_only_of(members)),
                    _one(requirement, attribute=None),
                )
        case Scope.BATCH:
            yield "", material, requirement


def _one(requirement: Requirement, **about: object) -> Requirement:
    return msgspec.structs.replace(requirement, scope=Scope.BATCH, **about)


def _of_parts(material: Material, requirement: Requirement, place: int) -> RequirementVerdict:
    parts = [verdict_of(material, one, n) for n, one in enumerate(requirement.parts)]
    n_met = sum(one.status in MET for one in parts)
    n_unknown = sum(one.status in (_UNDEFINED, _LACK) for one in parts)
    least, most = Decimal(n_met), Decimal(n_met + n_unknown)
    name, wanted = name_of(requirement), wanted_by(requirement)
    if passes(requirement, least) == passes(requirement, most):
        status = _PASS if passes(requirement, least) else _FAIL
        sentence = f"{name} is {n_met} of {len(parts)}, wanted {wanted}."
    else:
        lacks = [one.status for one in parts if one.status in (_UNDEFINED, _LACK)]
        status = _UNDEFINED if _UNDEFINED in lacks else _LACK
        sentence = (
            f"{name} is {n_met} of {len(parts)}, wanted {wanted}, and {n_unknown} cannot be judged"
            " yet."
        )
    ordered = sorted(parts, key=lambda one: (_WORST_FIRST[one.status], one.place))
    return RequirementVerdict(
        place=place,
        requirement=requirement,
        status=status,
        observed=Decimal(n_met),
        n=len(parts),
        sentence=sentence,
        culprits=tuple(
            Culprit(kind=CulpritKind.PART, name=str(one.place), weight=len(parts) - n)
            for n, one in enumerate(ordered[:CULPRITS_MAX])
            if one.status not in MET
        ),
        parts=tuple(ordered),
        parts_total=len(parts),
    )
