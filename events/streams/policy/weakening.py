"""What a new policy demands less than the one in force: what a second person has to approve.

Every step down is one sentence. A requirement that is stated otherwise in anything but its
threshold, bound, evidence and severity counts as left out, and a section that this module does
not compare counts as weakened when it is another: in doubt a second person looks.
"""

from collections.abc import Iterator, Sequence
from decimal import Decimal

import msgspec

from labeltrail.events.streams.policy.automation import AutomaticRule, Mode
from labeltrail.events.streams.policy.demands import Demands, TaxonomyApproval
from labeltrail.events.streams.policy.people import (
    NO_PEOPLE,
    GoldProposing,
    GoldTest,
    People,
    Signal,
    SuspensionRule,
)
from labeltrail.events.streams.policy.requirements import (
    Bound,
    Comparison,
    Requirement,
    Severity,
)
from labeltrail.events.streams.policy.rules import Policy, StaleLabels, TruthMethod

_STALE = (StaleLabels.ACCEPT, StaleLabels.WARN, StaleLabels.REFUSE)
_APPROVALS = (
    TaxonomyApproval.NOT_DEMANDED,
    TaxonomyApproval.BEFORE_PRODUCTION,
    TaxonomyApproval.BEFORE_PUBLICATION,
)
_STRICTER = (TruthMethod.PLURALITY, TruthMethod.MAJORITY)
"""The one change of method that lets less through; any other lets other things through."""
_MODES = (Mode.OFF, Mode.OBSERVE, Mode.ON)
_COMPARED = frozenset(
    {
        "overlap",
        "quorum",
        "truth_method",
        "stale_labels",
        "models_vote",
        "review_ties",
        "review_disagreements",
        "requirements",
        "probability_min",
        "automation",
        "people",
        "demands",
    }
)


def weakenings(old: Policy | None, new: Policy) -> list[str]:
    """One sentence for each thing that `new` demands less; none where nothing was in force."""
    if old is None:
        return []
    return [
        *_of_truth(old, new),
        *_of_routing(old, new),
        *_of_requirements(old.requirements, new.requirements),
        *_of_automation(old, new),
        *_of_people(people_of(old), people_of(new)),
        *_of_demands(old.demanded, new.demanded),
        *_of_sections(old, new),
    ]


def people_of(policy: Policy) -> People:
    """The section, or one that demands nothing where the policy is silent."""
    return NO_PEOPLE if policy.people is msgspec.UNSET else policy.people


def _of_truth(old: Policy, new: Policy) -> Iterator[str]:
    for name, was, now in (
        ("labels wanted per item", old.overlap, new.overlap),
        ("votes for a consensus", old.quorum, new.quorum),
    ):
        if now < was:
            yield f"{name}: {now} instead of {was}"
    methods = (old.truth_method, new.truth_method)
    if methods == (TruthMethod.MAJORITY, TruthMethod.PLURALITY):
        yield "most votes decide instead of more than half of them"
    elif old.truth_method is not new.truth_method and methods != _STRICTER:
        yield (
            f"truth by {new.truth_method} instead of {old.truth_method}; whether that demands less,"
            " a second person sees"
        )
    if new.models_vote and not old.models_vote:
        yield "models and labeling functions come to vote"
    least = old.probability_min
    if least is not msgspec.UNSET and (
        new.probability_min is msgspec.UNSET or new.probability_min < least
    ):
        now_least = "any" if new.probability_min is msgspec.UNSET else new.probability_min
        yield f"probability of what is inferred: {now_least} instead of {least}"


def _of_routing(old: Policy, new: Policy) -> Iterator[str]:
    if _STALE.index(new.stale_labels) < _STALE.index(old.stale_labels):
        yield f"stale labels: {new.stale_labels} instead of {old.stale_labels}"
    reviews = old.review_ties or old.review_disagreements or old.reviewing is not msgspec.UNSET
    if new.overlap > old.overlap and reviews:
        yield f"ties and differences go to review at {new.overlap} labels instead of {old.overlap}"
    if old.review_ties and not new.review_ties:
        yield "ties go to review no more"
    if old.review_disagreements and not new.review_disagreements:
        yield "disagreements go to review no more"


def _of_requirements(old: Sequence[Requirement], new: Sequence[Requirement]) -> Iterator[str]:
    for was in old:
        alike = [one for one in new if _what(one) == _what(was)]
        if not alike:
            yield f"the requirement of {told(was)} is left out or stated otherwise"
        elif all(_steps_down(was, one) for one in alike):
            yield from _steps_down(was, alike[0])


def _what(requirement: Requirement) -> Requirement:
    """What it measures and where, whatever it demands of it."""
    return msgspec.structs.replace(
        requirement,
        threshold=Decimal(0),
        bound=Bound.POINT,
        items_min=1,
        severity=Severity.BLOCK,
    )


def _steps_down(was: Requirement, now: Requirement) -> list[str]:
    of, found = told(was), []
    is_least = was.comparison is Comparison.AT_LEAST
    if now.threshold < was.threshold if is_least else now.threshold > was.threshold:
        found.append(f"{of}: {now.threshold} is enough instead of {was.threshold}")
    if was.bound is Bound.INTERVAL and now.bound is Bound.POINT:
        found.append(f"{of}: the point is enough instead of the interval's worse end")
    if now.items_min < was.items_min:
        found.append(f"{of}: {now.items_min} items count as evidence instead of {was.items_min}")
    if was.severity is Severity.BLOCK and now.severity is Severity.WARN:
        found.append(f"{of}: only warned of instead of blocking")
    return found


def told(requirement: Requirement) -> str:
    """What a requirement is about, in a few words."""
    task = f" of {requirement.task}" if requirement.task is not None else ""
    return f"{requirement.metric}{task}"


def _of_automation(old: Policy, new: Policy) -> Iterator[str]:
    for rule in AutomaticRule:
        was, now = old.mode_of(rule), new.mode_of(rule)
        if _MODES.index(now) < _MODES.index(was):
            yield f"the rule {rule} is {now} instead of {was}"


def _of_people(old: People, new: People) -> Iterator[str]:
    for test in old.tests:
        yield from _of_test(test, {one.task: one for one in new.tests}.get(test.task))
    for rule in old.suspensions:
        alike = [one for one in new.suspensions if _watched(one) == _watched(rule)]
        if not any(_is_as_strict(one, rule) for one in alike):
            yield f"the rule that suspends by {rule.signal} is left out or suspends later"
    if new.grace_answers > old.grace_answers:
        yield f"first answers not judged: {new.grace_answers} instead of {old.grace_answers}"
    if new.suspended_vote and not old.suspended_vote:
        yield "what suspended annotators labeled comes to vote"
    if old.two_persons and not new.two_persons:
        yield "what weakens quality takes one person alone"
    if old.exposures_max is not None and (
        new.exposures_max is None or new.exposures_max > old.exposures_max
    ):
        most = "no number" if new.exposures_max is None else new.exposures_max
        yield f"labels on a gold before it counts as exposed: {most} instead of {old.exposures_max}"
    if new.shows_gold and not old.shows_gold:
        yield "feedback tells the value of gold that is in use"
    for proposing in old.gold_proposals:
        yield from _of_proposing(
            proposing, {one.task: one for one in new.gold_proposals}.get(proposing.task)
        )


def _of_test(was: GoldTest, now: GoldTest | None) -> Iterator[str]:
    if now is None:
        yield f"the test of {was.task} is left out"
        return
    if now.accuracy_min < was.accuracy_min:
        yield f"the test of {was.task}: {now.accuracy_min} right instead of {was.accuracy_min}"
    if now.answers_min < was.answers_min:
        yield f"the test of {was.task}: {now.answers_min} answers instead of {was.answers_min}"
    if was.bound is Bound.INTERVAL and now.bound is Bound.POINT:
        yield f"the test of {was.task}: the point is enough instead of the interval's lower end"
    if not set(was.items) <= set(now.items):
        yield f"the test of {was.task}: items are taken out"


def _watched(rule: SuspensionRule) -> tuple[Signal, str | None, int]:
    return (rule.signal, rule.task, rule.last)


def _is_as_strict(now: SuspensionRule, was: SuspensionRule) -> bool:
    """Whether it suspends whenever the other one did."""
    is_floor = was.signal in (Signal.GOLD_ACCURACY, Signal.PACE)
    reaches = now.threshold >= was.threshold if is_floor else now.threshold <= was.threshold
    is_as_soon = now.answers_min <= was.answers_min
    return reaches and is_as_soon and not (was.bound is Bound.POINT and now.bound is Bound.INTERVAL)


def _of_proposing(was: GoldProposing, now: GoldProposing | None) -> Iterator[str]:
    """A rule that proposes no more weakens nothing: people may."""
    if now is None:
        return
    if now.annotators_min < was.annotators_min:
        yield (
            f"gold of {was.task} is proposed from {now.annotators_min} votes instead of"
            f" {was.annotators_min}"
        )
    if now.agreement_min < was.agreement_min:
        yield (
            f"gold of {was.task} is proposed from agreement of {now.agreement_min} instead of"
            f" {was.agreement_min}"
        )


def _of_demands(old: Demands, new: Demands) -> Iterator[str]:
    if _APPROVALS.index(new.taxonomy_approval) < _APPROVALS.index(old.taxonomy_approval):
        yield f"an expert's approval of the taxonomy: {new.taxonomy_approval}"
    if old.pilot and not new.pilot:
        yield "production waits for no pilot"
    elif new.pilot:
        for name, was, now in (
            ("items of a pilot", old.pilot_items_min, new.pilot_items_min),
            ("answers to each item of a pilot", old.pilot_overlap_min, new.pilot_overlap_min),
        ):
            if now < was:
                yield f"{name}: {now} instead of {was}"


def _of_sections(old: Policy, new: Policy) -> Iterator[str]:
    for name in Policy.__struct_fields__:
        if name not in _COMPARED and getattr(old, name) != getattr(new, name):
            yield f"the section {name} is another; whether it demands less, a second person sees"
