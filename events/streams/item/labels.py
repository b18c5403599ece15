"""Decisions about labels: register the item, submit, revise, retract, skip."""

from collections.abc import Iterator
from uuid import UUID

import msgspec

from labeltrail.events import checks
from labeltrail.events.acts import Act
from labeltrail.events.identifiers import EventId, LabelId, MemberId, TaskName
from labeltrail.events.limits import (
    ATTRIBUTES_MAX,
    IDENTIFIER_LENGTH_MAX,
    LABELS_PER_ITEM_MAX,
    SECONDS_SPENT_MAX,
)
from labeltrail.events.rejections import Rejection, Rule
from labeltrail.events.streams.guideline import clauses_fault
from labeltrail.events.streams.item import assigned_labels, commands, facts
from labeltrail.events.streams.item.adjudications import reopened_by_change
from labeltrail.events.streams.item.constrained import item_facts
from labeltrail.events.streams.item.rework import revision_fault
from labeltrail.events.streams.item.routing import routed
from labeltrail.events.streams.item.sighted import saw_others
from labeltrail.events.streams.item.state import Item, Label
from labeltrail.events.streams.outcome import Decision, admitted
from labeltrail.events.streams.policy import StaleLabels
from labeltrail.events.streams.rules import Rules
from labeltrail.events.streams.standing import admission
from labeltrail.events.values import value_fault

Labeling = commands.SubmitLabel | commands.ReviseLabel

_TO_COME = UUID(int=0)
"""Stands for the id that the event gets once it is admitted."""


def register(state: Item, command: commands.RegisterItem) -> Decision[facts.ItemFact]:
    if state.registered is not None:
        message = f"item {command.item_id!r} is registered already"
        return Rejection(Rule.ITEM_EXISTS, message, ("item_id",))
    fault = checks.first(
        (
            checks.identifier(command.item_id, "item_id"),
            checks.sha256(command.content_sha256, "content_sha256"),
            checks.at_most(command.attributes, ATTRIBUTES_MAX, "attributes"),
            *(_named_text_fault(command, name) for name in ("uri", "text", "source")),
            *(
                checks.identifier(key, "attributes", key)
                or checks.text(value, "attributes", key, length_max=IDENTIFIER_LENGTH_MAX)
                for key, value in command.attributes.items()
            ),
        )
    )
    if fault is not None:
        return fault
    return admitted(
        facts.ItemRegistered(
            modality=command.modality,
            uri=command.uri,
            content_sha256=command.content_sha256,
            text=command.text,
            source=command.source,
            attributes=dict(sorted(command.attributes.items())),
        )
    )


def submit(
    state: Item, command: commands.SubmitLabel, act: Act, rules: Rules
) -> Decision[facts.ItemFact]:
    held = assigned_labels.of_label(state, command, act, rules)
    if isinstance(held, Rejection):
        return held
    if held is not None and command.assignment_id is not None and command.repeat == 1:
        command = msgspec.structs.replace(command, repeat=state.assignments[held].repeat)
    fault = _repeat_fault(state, command, act.person) or _labeling_fault(
        state, command, act.person, rules
    )
    if fault is not None:
        return fault
    member = rules.project.members[act.person]
    label = facts.LabelSubmitted(
        annotator=act.person,
        assignment=held,
        member_kind=member.member_kind,
        repeat=command.repeat,
        answers=command.answers,
        taxonomy_version=command.taxonomy_version,
        guideline_revision=command.guideline_revision,
        seconds_spent=command.seconds_spent,
        suggestion=command.suggestion,
        tool=command.tool,
        clauses=command.clauses or (),
        saw_others=saw_others(state, act.person, rules),
    )
    standing = Label(
        label_id=LabelId(_TO_COME),
        current=EventId(_TO_COME),
        annotator=act.person,
        actor=act.actor,
        member_kind=member.member_kind,
        repeat=command.repeat,
        answers=command.answers,
        independent=None,
        taxonomy_version=command.taxonomy_version,
        guideline_revision=command.guideline_revision,
        position=0,
        seconds_spent=command.seconds_spent,
        suggestion=command.suggestion,
    )
    requests = routed(command.item_id, state, standing, act, rules)
    return admitted(label, *requests, warnings=_stale_warnings(command, rules))


def revise(
    state: Item, command: commands.ReviseLabel, act: Act, rules: Rules
) -> Decision[facts.ItemFact]:
    label = own_label(state, command.label_id, act.person)
    if isinstance(label, Rejection):
        return label
    fault = revision_fault(label) or _labeling_fault(state, command, act.person, rules)
    if fault is not None:
        return fault
    revised = facts.LabelRevised(
        label_id=command.label_id,
        answers=command.answers,
        taxonomy_version=command.taxonomy_version,
        guideline_revision=command.guideline_revision,
        seconds_spent=command.seconds_spent,
        suggestion=command.suggestion,
        tool=command.tool,
        clauses=command.clauses or (),
        saw_others=saw_others(state, act.person, rules),
    )
    standing = msgspec.structs.replace(
        label,
        current=EventId(_TO_COME),
        answers=command.answers,
        seconds_spent=command.seconds_spent,
        suggestion=command.suggestion or label.suggestion,
    )
    follow = (
        *reopened_by_change(state, label),
        *routed(command.item_id, state, standing, act, rules),
    )
    warnings = _stale_warnings(command, rules)
    return admitted(revised, *follow, cause=label.current, warnings=warnings)


def retract(
    state: Item, command: commands.RetractLabel, act: Act, rules: Rules
) -> Decision[facts.ItemFact]:
    label = own_label(state, command.label_id, act.person)
    if isinstance(label, Rejection):
        return label
    suspended = admission.suspension_fault(rules, act.person)
    if suspended is not None:
        return suspended
    retracted = facts.LabelRetracted(
        label_id=command.label_id, reason=command.reason, note=command.note
    )
    gone = msgspec.structs.replace(label, is_retracted=True)
    follow = (*reopened_by_change(state, label), *routed(command.item_id, state, gone, act, rules))
    return admitted(retracted, *follow, cause=label.current)


def skip(state: Item, command: commands.SkipItem, act: Act) -> Decision[facts.ItemFact]:
    if any(not label.is_retracted for label in state.labels_of(act.person)):
        message = f"{act.person!r} has labeled this item; retract the label to skip it"
        return Rejection(Rule.ITEM_ALREADY_LABELED, message, ("item_id",))
    if act.person in state.skipped_by:
        message = f"{act.person!r} has skipped this item already"
        return Rejection(Rule.ITEM_ALREADY_SKIPPED, message, ("item_id",))
    skipped = facts.ItemSkipped(annotator=act.person, reason=command.reason, note=command.note)
    return admitted(skipped)


def own_label(state: Item, label_id: LabelId, person: MemberId) -> Label | Rejection:
    """The person's own active label. Another's label is as unknown as none: no leak."""
    label = state.labels.get(label_id)
    if label is None or label.annotator != person:
        message = f"{person!r} has no label with this id on this item"
        return Rejection(Rule.LABEL_UNKNOWN, message, ("label_id",))
    if label.is_retracted:
        message = "this label was retracted; submit a new one as the next repeat"
        return Rejection(Rule.LABEL_RETRACTED, message, ("label_id",))
    return label


def _named_text_fault(command: commands.RegisterItem, name: str) -> Rejection | None:
    written = getattr(command, name)
    return None if written is None else checks.text(written, name)


def _repeat_fault(state: Item, command: commands.SubmitLabel, person: MemberId) -> Rejection | None:
    """Repeats run 1, 2, 3 … per annotator, and the first of a used number is kept."""
    if len(state.labels) >= LABELS_PER_ITEM_MAX:
        message = f"an item holds at most {LABELS_PER_ITEM_MAX} labels"
        return Rejection(Rule.TOO_MANY, message, ("item_id",))
    done = max((label.repeat for label in state.labels_of(person)), default=0)
    if command.repeat == done + 1:
        return None
    if 1 <= command.repeat <= done:
        message = (
            f"{person!r} has given label {command.repeat} of this item; revise it,"
            f" or submit a planned repeat as number {done + 1}"
        )
        return Rejection(Rule.LABEL_EXISTS, message, ("repeat",))
    message = f"the next repeat of {person!r} on this item is {done + 1}, not {command.repeat}"
    return Rejection(Rule.REPEAT_OUT_OF_ORDER, message, ("repeat",))


def _labeling_fault(
    state: Item, command: Labeling, person: MemberId, rules: Rules
) -> Rejection | None:
    """What submitting and revising demand alike."""
    return (
        admission.labeling_fault(rules, person, command.item_id, command.answers)
        or _version_fault(command, rules)
        or _answers_fault(state, command, rules)
        or _seconds_fault(command.seconds_spent)
        or (checks.text(command.tool, "tool") if command.tool is not None else None)
        or clauses_fault(
            rules.guideline, command.guideline_revision, command.clauses or (), "clauses"
        )
    )


def _version_fault(command: Labeling, rules: Rules) -> Rejection | None:
    taxonomy, guideline = rules.taxonomy, rules.guideline
    if not taxonomy.in_force:
        return Rejection(Rule.TAXONOMY_MISSING, "publish a taxonomy before labeling")
    if not guideline.in_force:
        return Rejection(Rule.GUIDELINE_MISSING, "publish a guideline before labeling")
    if not 1 <= command.taxonomy_version <= taxonomy.in_force:
        message = f"no taxonomy version {command.taxonomy_version}; {taxonomy.in_force} is in force"
        return Rejection(Rule.TAXONOMY_VERSION_UNKNOWN, message, ("taxonomy_version",))
    if command.guideline_revision not in guideline.published:
        message = (
            f"guideline revision {command.guideline_revision} was never in force;"
            f" {guideline.in_force} is"
        )
        return Rejection(Rule.GUIDELINE_REVISION_UNKNOWN, message, ("guideline_revision",))
    policy = rules.policy.current()
    if policy is None or policy.stale_labels is not StaleLabels.REFUSE:
        return None
    if command.taxonomy_version != taxonomy.in_force:
        message = f"taxonomy version {taxonomy.in_force} is in force; label under it"
        return Rejection(Rule.TAXONOMY_NOT_IN_FORCE, message, ("taxonomy_version",))
    if command.guideline_revision != guideline.in_force:
        message = f"guideline revision {guideline.in_force} is in force; label under it"
        return Rejection(Rule.GUIDELINE_NOT_IN_FORCE, message, ("guideline_revision",))
    return None


def _answers_fault(state: Item, command: Labeling, rules: Rules) -> Rejection | None:
    taxonomy, version = rules.taxonomy, command.taxonomy_version
    fault = taxonomy.answers_fault(version, command.answers, item_facts(state))
    if fault is not None:
        return fault.under("answers")
    if command.suggestion is None:
        return None
    tasks = taxonomy.tasks(version)
    unnamed = checks.identifier(command.suggestion.model, "suggestion", "model")
    if unnamed is not None:
        return unnamed
    for name, value in command.suggestion.values.items():
        task = tasks.get(TaskName(name))
        if task is None:
            message = f"no task {name!r} in taxonomy version {command.taxonomy_version}"
            return Rejection(Rule.TASK_UNKNOWN, message, ("suggestion", "values", name))
        fault = value_fault(task, value)
        if fault is not None:
            return fault.under("suggestion", "values", name)
    return None


def _seconds_fault(seconds: float | None) -> Rejection | None:
    if seconds is None or 0 <= seconds <= SECONDS_SPENT_MAX:
        return None
    message = f"seconds spent must lie between 0 and {SECONDS_SPENT_MAX}, not {seconds}"
    return Rejection(Rule.NUMBER_OUT_OF_RANGE, message, ("seconds_spent",))


def _stale_warnings(command: Labeling, rules: Rules) -> Iterator[str]:
    policy = rules.policy.current()
    if policy is not None and policy.stale_labels is StaleLabels.ACCEPT:
        return
    if command.taxonomy_version != rules.taxonomy.in_force:
        yield f"taxonomy version {rules.taxonomy.in_force} is in force by now"
    if command.guideline_revision != rules.guideline.in_force:
        yield f"guideline revision {rules.guideline.in_force} is in force by now"
