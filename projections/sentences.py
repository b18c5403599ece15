"""One sentence for each event type. A type without one is an error, and a test looks for it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import singledispatch

import msgspec

from labeltrail.events.envelope import RecordedEvent
from labeltrail.events.streams import batch, policy, project
from labeltrail.events.streams.item import PREFIX as ITEM
from labeltrail.events.streams.item import facts
from labeltrail.events.values import Answers, Value, category

NAMED_MAX = 5
"""So many of a long list are named; the rest are counted."""


@singledispatch
def told(fact: msgspec.Struct, event: RecordedEvent) -> str:
    """The sentence of a fact. `event` is the envelope that it came in."""
    raise NotImplementedError(f"no sentence for {type(fact).__name__}: add one to this module")


@told.register
def _(fact: project.ProjectCreated, event: RecordedEvent) -> str:
    return f"{fact.manager} created the project “{fact.title}” and is its first manager."


@told.register
def _(fact: project.MemberAdded, event: RecordedEvent) -> str:
    kind = fact.member_kind.replace("_", " ")
    return f"{event.actor} added the {kind} {fact.member} as {_and(fact.roles)}."


@told.register
def _(fact: project.MemberRolesChanged, event: RecordedEvent) -> str:
    return f"{event.actor} changed the roles of {fact.member} to {_and(fact.roles)}."


@told.register
def _(fact: project.MemberRemoved, event: RecordedEvent) -> str:
    return f"{event.actor} removed {fact.member}; what they did stays."


@told.register
def _(fact: policy.PolicyPublished, event: RecordedEvent) -> str:
    rules = fact.policy
    routed = [
        name
        for name, is_on in (
            ("ties", rules.review_ties),
            ("disagreements", rules.review_disagreements),
        )
        if is_on
    ]
    return (
        f"{_publisher(fact, event)} published policy version {fact.policy_version}:"
        f" {rules.overlap} labels wanted per item, {rules.truth_method} of at least {rules.quorum},"
        f" models {'vote' if rules.models_vote else 'do not vote'},"
        f" stale labels: {rules.stale_labels}, sent to review: {_and(routed) or 'nothing'},"
        f" {_requirements(rules.requirements)}{_sections(rules)}. Change: {fact.change_note}"
    )


def _sections(rules: policy.Policy) -> str:
    """What else the policy rules, by name: the sections themselves are too long for a sentence."""
    given = [
        _spaced(one.name)
        for one in msgspec.structs.fields(rules)
        if one.default is msgspec.UNSET and getattr(rules, one.name) is not msgspec.UNSET
    ]
    return f", with rules of its own on {_and(given)}" if given else ""


def _publisher(fact: policy.PolicyPublished, event: RecordedEvent) -> str:
    if fact.proposed_by is msgspec.UNSET:
        return event.actor
    return f"{fact.approved_by} approved what {fact.proposed_by} had proposed and"


@told.register
def _(fact: batch.BatchOpened, event: RecordedEvent) -> str:
    name = _batch(event)
    return f"{event.actor} opened the {fact.batch_kind} batch {name}, “{fact.title}”."


@told.register
def _(fact: batch.ItemsAddedToBatch, event: RecordedEvent) -> str:
    number = len(fact.item_ids)
    items = "item" if number == 1 else f"{number} items:"
    return f"{event.actor} added to batch {_batch(event)} {items} {_some(fact.item_ids)}."


@told.register
def _(fact: batch.BatchClosed, event: RecordedEvent) -> str:
    return f"{event.actor} closed batch {_batch(event)}: no more items; labeling goes on."


@told.register
def _(fact: facts.ItemRegistered, event: RecordedEvent) -> str:
    at = f" at {fact.uri}" if fact.uri is not None else ""
    source = f", from {fact.source}" if fact.source is not None else ""
    return f"{event.actor} registered item {_item(event)} ({fact.modality}{at}{source})."


@told.register
def _(fact: facts.LabelSubmitted, event: RecordedEvent) -> str:
    repeat = f" for the {_ordinal(fact.repeat)} time" if fact.repeat > 1 else ""
    return f"{_by(fact.annotator, event)} labeled item {_item(event)}{repeat}: {_labeling(fact)}."


@told.register
def _(fact: facts.LabelRevised, event: RecordedEvent) -> str:
    return f"{event.actor} revised label {fact.label_id} of item {_item(event)}: {_labeling(fact)}."


@told.register
def _(fact: facts.LabelRetracted, event: RecordedEvent) -> str:
    reason = _spaced(fact.reason)
    return f"{event.actor} retracted label {fact.label_id} of item {_item(event)}: {reason}."


@told.register
def _(fact: facts.ItemSkipped, event: RecordedEvent) -> str:
    return f"{_by(fact.annotator, event)} skipped item {_item(event)}: {_spaced(fact.reason)}."


def _labeling(fact: facts.LabelSubmitted | facts.LabelRevised) -> str:
    rules = f"taxonomy version {fact.taxonomy_version} and {_revision(fact.guideline_revision)}"
    parts = [_answers(fact.answers), f"under {rules}"]
    if fact.clauses:
        parts.append(f"going by clause{'s' if len(fact.clauses) > 1 else ''} {_and(fact.clauses)}")
    if fact.suggestion is not None:
        shown = ", ".join(f"{task} = {_value(v)}" for task, v in fact.suggestion.values.items())
        parts.append(f"having seen {fact.suggestion.model} suggest {shown}")
    if fact.seconds_spent is not None:
        parts.append(f"in {fact.seconds_spent:g} seconds")
    if fact.tool is not None:
        parts.append(f"with {fact.tool}")
    return ", ".join(parts)


def _answers(answers: Answers) -> str:
    return ", ".join(
        f"{task} = {_value(answer.value)}"
        + (f" (confidence {answer.confidence:g})" if answer.confidence is not None else "")
        for task, answer in answers.items()
    )


def _value(value: Value) -> str:
    return category(value) or "cannot tell"


def _by(person: str, event: RecordedEvent) -> str:
    """Who judged, and who called for them where somebody else did."""
    return person if event.actor == person else f"{person} (through {event.actor})"


def _under(revision: int, clause: str | None) -> str:
    return f"under {_revision(revision, clause)}"


def _revision(revision: int, clause: str | None = None) -> str:
    cited = f", clause {clause}" if clause is not None else ""
    return f"guideline revision {revision}{cited}"


def _requirements(requirements: Sequence[policy.Requirement]) -> str:
    told_each = [
        f"{_spaced(one.coefficient or one.metric)}"
        f"{f' of {one.task}' if one.task is not None else ''}"
        f"{f' on class {one.category}' if one.category is not None else ''}"
        f"{f' for {_spaced(one.scope)}' if one.scope is not policy.Scope.BATCH else ''}"
        f" {_spaced(one.comparison)} {one.threshold} ({one.severity})"
        for one in requirements
    ]
    return f"required: {'; '.join(told_each)}" if told_each else "nothing required"


def _item(event: RecordedEvent) -> str:
    return event.stream.removeprefix(ITEM)


def _batch(event: RecordedEvent) -> str:
    return event.stream.removeprefix(batch.PREFIX)


def _spaced(code: str) -> str:
    return code.replace("_", " ")


def _ordinal(number: int) -> str:
    endings = {1: "st", 2: "nd", 3: "rd"}
    ending = "th" if number % 100 in (11, 12, 13) else endings.get(number % 10, "th")
    return f"{number}{ending}"


def _some(names: Sequence[str]) -> str:
    more = f" and {len(names) - NAMED_MAX} more" if len(names) > NAMED_MAX else ""
    return ", ".join(names[:NAMED_MAX]) + more


def _and(parts: Sequence[str]) -> str:
    return " and ".join((", ".join(parts[:-1]), parts[-1])) if len(parts) > 1 else "".join(parts)
