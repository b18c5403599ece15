"""Decisions that make a precedent, follow one, or overturn one.

A precedent is made by the resolution that it keeps, and followed by any decision that names it:
both are recorded in the same append as that decision.
"""

from collections.abc import Mapping, Sequence

import msgspec

from labeltrail.events import checks
from labeltrail.events.acts import Act
from labeltrail.events.envelope import RecordedEvent
from labeltrail.events.identifiers import MemberId, PrecedentId
from labeltrail.events.limits import CLASSES_INVOLVED_MAX, ITEMS_PER_COMMAND_MAX
from labeltrail.events.rejections import Path, Rejection, Rule
from labeltrail.events.streams.item import commands, facts
from labeltrail.events.streams.item.escalation_commands import PrecedentGiven
from labeltrail.events.streams.item.state import Item
from labeltrail.events.streams.outcome import Decision, Emitted, admitted
from labeltrail.events.streams.precedent.commands import SupersedePrecedent
from labeltrail.events.streams.precedent.facts import (
    Following,
    PrecedentFollowed,
    PrecedentRecorded,
    PrecedentSuperseded,
)
from labeltrail.events.streams.precedent.state import Precedent, fold, stream_of_precedent
from labeltrail.events.streams.rules import Rules

Beside = Mapping[str, Sequence[RecordedEvent]]

FOLLOWING: dict[type[msgspec.Struct], Following] = {
    commands.SubmitLabel: Following.LABEL,
    commands.ReviseLabel: Following.LABEL,
    commands.ReviewLabel: Following.REVIEW,
    commands.AdjudicateItem: Following.ADJUDICATION,
    commands.ResolveEscalation: Following.RESOLUTION,
}
"""Decisions that may rest on a precedent."""


def precedents_named(command: msgspec.Struct) -> tuple[PrecedentId, ...]:
    """The precedents that a decision about an item reads, which must not move on meanwhile."""
    match command:
        case commands.ResolveEscalation(precedent=PrecedentGiven() as given):
            named = (command.follows, given.supersedes)
        case (
            commands.SubmitLabel()
            | commands.ReviseLabel()
            | commands.ReviewLabel()
            | commands.AdjudicateItem()
            | commands.ResolveEscalation()
        ):
            named = (command.follows, None)
        case _:
            return ()
    return tuple(dict.fromkeys(one for one in named if one))


def alongside(
    decision: Decision[facts.ItemFact],
    command: commands.ItemCommand,
    state: Item,
    act: Act,
    rules: Rules,
    beside: Beside,
) -> Decision[msgspec.Struct]:
    """What was decided about the item, and what follows from it for precedents."""
    if isinstance(decision, Rejection):
        return decision
    told: list[Emitted[msgspec.Struct]] = []
    for part in (_followed(command, act, beside), _recorded(command, state, act, rules, beside)):
        if isinstance(part, Rejection):
            return part
        told += part
    return msgspec.structs.replace(decision, facts=(*decision.facts, *told)) if told else decision


def decide(
    known: Sequence[RecordedEvent], command: SupersedePrecedent, act: Act, beside: Beside
) -> Decision[PrecedentSuperseded]:
    """`known` is the stream of the precedent that is to be overturned."""
    if command.superseded_by == command.precedent_id:
        message = "a precedent is overturned by another one, not by itself"
        return Rejection(Rule.PRECEDENT_SUPERSEDES_ITSELF, message, ("superseded_by",))
    former = in_force(fold(known), "precedent_id")
    if isinstance(former, Rejection):
        return former
    by = in_force(_folded(beside, command.superseded_by), "superseded_by")
    if isinstance(by, Rejection):
        return by
    fault = checks.text(command.reason, "reason")
    if fault is not None:
        return fault
    return admitted(superseded(former, by.precedent_id, act.person, command.reason))


def superseded(
    former: Precedent, by: PrecedentId, person: MemberId, reason: str | None = None
) -> PrecedentSuperseded:
    affected = former.affected()
    return PrecedentSuperseded(
        superseded_by=by,
        decided_by=person,
        affected_items=len(affected),
        affected=affected[:ITEMS_PER_COMMAND_MAX],
        reason=reason,
    )


def in_force(found: Precedent | None, *path: str | int) -> Precedent | Rejection:
    """The precedent if it may be followed, or the reason why not."""
    if found is None:
        return Rejection(Rule.PRECEDENT_UNKNOWN, "no precedent with this id", path)
    if found.supersession is None:
        return found
    message = f"precedent {found.supersession.superseded_by} has superseded this one; look there"
    return Rejection(Rule.PRECEDENT_SUPERSEDED, message, path)


def _followed(
    command: commands.ItemCommand, act: Act, beside: Beside
) -> list[Emitted[msgspec.Struct]] | Rejection:
    """The note on the precedent that the decision rests on."""
    following = FOLLOWING.get(type(command))
    named: PrecedentId | msgspec.UnsetType = getattr(command, "follows", msgspec.UNSET)
    if following is None or named is msgspec.UNSET:
        return []
    found = in_force(_folded(beside, named), "follows")
    if isinstance(found, Rejection):
        return found
    fact = PrecedentFollowed(item_id=command.item_id, followed_by=act.person, following=following)
    return [Emitted(fact=fact, after=0, stream=stream_of_precedent(named))]


def _recorded(
    command: commands.ItemCommand, state: Item, act: Act, rules: Rules, beside: Beside
) -> list[Emitted[msgspec.Struct]] | Rejection:
    """The precedent that a resolution makes, and the end of the one that it overturns."""
    if not isinstance(command, commands.ResolveEscalation):
        return []
    given = command.precedent
    if given is msgspec.UNSET:
        return []
    fault = _words_fault(given, rules)
    if fault is not None:
        return fault.under("precedent")
    registered = state.registered
    precedent_id = PrecedentId(command.escalation_id)
    recorded = PrecedentRecorded(
        item_id=command.item_id,
        recorded_by=act.person,
        question=given.question,
        answer=given.answer,
        guideline_revision=rules.guideline.in_force,
        taxonomy_version=rules.taxonomy.in_force,
        clause=command.clause,
        classes=given.classes,
        attributes=registered.attributes if registered is not None else {},
        supersedes=given.supersedes,
    )
    told: list[Emitted[msgspec.Struct]] = [
        Emitted(fact=recorded, after=0, stream=stream_of_precedent(precedent_id))
    ]
    if given.supersedes is None:
        return told
    path: Path = ("precedent", "supersedes")
    if command.follows == given.supersedes:
        message = "a resolution cannot follow a precedent and overturn it"
        return Rejection(Rule.PRECEDENT_SUPERSEDES_ITSELF, message, path)
    former = in_force(_folded(beside, given.supersedes), *path)
    if isinstance(former, Rejection):
        return former
    fact = superseded(former, precedent_id, act.person)
    return [*told, Emitted(fact=fact, after=0, stream=stream_of_precedent(given.supersedes))]


def _words_fault(given: PrecedentGiven, rules: Rules) -> Rejection | None:
    """Of the summary: what it says, and that the classes are in the taxonomy in force."""
    fault = checks.first(
        (
            checks.text(given.question, "question"),
            checks.text(given.answer, "answer"),
            checks.at_most(given.classes, CLASSES_INVOLVED_MAX, "classes"),
            checks.distinct(given.classes, "classes"),
        )
    )
    if fault is not None:
        return fault
    tasks = rules.taxonomy.tasks(rules.taxonomy.in_force) if rules.taxonomy.in_force else {}
    for place, one in enumerate(given.classes):
        task = tasks.get(one.task)
        if task is None:
            message = f"no task {one.task!r} in taxonomy version {rules.taxonomy.in_force}"
            return Rejection(Rule.TASK_UNKNOWN, message, ("classes", place, "task"))
        if all(known.class_id != one.class_id for known in task.classes):
            message = f"task {one.task!r} has no class {one.class_id!r}"
            return Rejection(Rule.CLASS_UNKNOWN, message, ("classes", place, "class_id"))
    return None


def _folded(beside: Beside, precedent_id: PrecedentId) -> Precedent | None:
    return fold(beside.get(stream_of_precedent(precedent_id), ()))
