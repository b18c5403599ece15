"""One door to every decision: a command and what is known in, facts or a rejection out.

Pure. The state arrives as recorded events of the command's own stream, folded here.
"""

from typing import assert_never

import msgspec

from labeltrail.events import checks
from labeltrail.events.acts import Act
from labeltrail.events.envelope import RecordedEvent
from labeltrail.events.identifiers import ItemId
from labeltrail.events.rejections import Rejection, Rule
from labeltrail.events.streams import (
    audits,
    authority,
    automation,
    batch,
    certificate,
    guideline,
    inference,
    item,
    model,
    policy,
    precedent,
    project,
    settling,
    sliced,
    standing,
    taxonomy,
)
from labeltrail.events.streams.inference import commands as run_commands
from labeltrail.events.streams.inference import decide as runs
from labeltrail.events.streams.item import (
    assignment_commands,
    assignments,
    commands,
    decide,
    state,
)
from labeltrail.events.streams.outcome import Decision
from labeltrail.events.streams.precedent import decide as precedents
from labeltrail.events.streams.rules import Rules
from labeltrail.events.streams.standing import decide as people
from labeltrail.events.streams.taxonomy import pilots
from labeltrail.events.streams.work import stream_of_work

Command = (
    project.ProjectCommand
    | taxonomy.TaxonomyCommand
    | policy.PolicyCommand
    | commands.ItemCommand
    | assignment_commands.AssignmentCommand
    | batch.BatchCommand
    | certificate.CertificateCommand
    | run_commands.RecordInference
    | sliced.SliceCommand
    | automation.ObserveRule
    | standing.StandingCommand
    | settling.SettlingCommand
)


class Known(msgspec.Struct, frozen=True, kw_only=True):
    """What a decision may know: the rules in force, its stream, and which items exist.

    `events` are those of `stream_of(command)`, empty for the streams that `rules` holds;
    `beside` those of `streams_beside(command)`, by stream, and the last one of each of
    `tails_beside(command)` and those of `streams_seen(command)`; `registered` are those of
    `items_named(command)` that the project knows.
    """

    rules: Rules
    events: list[RecordedEvent]
    beside: dict[str, list[RecordedEvent]] = {}
    registered: frozenset[ItemId] = frozenset()


def stream_of(command: Command) -> str:
    """The stream that the command's facts go to."""
    if isinstance(command, sliced.SliceCommand):
        return sliced.stream_of(command)
    if isinstance(command, certificate.CertificateCommand):
        return certificate.PREFIX + command.batch_id
    if isinstance(command, taxonomy.TaxonomyCommand):
        return taxonomy.STREAM
    if isinstance(command, settling.SettlingCommand):
        return settling.stream_of(command)
    if isinstance(command, project.ProjectCommand):
        return project.STREAM
    if isinstance(command, policy.PolicyCommand):
        return policy.STREAM
    if isinstance(command, standing.StandingCommand):
        return standing.STREAM
    if isinstance(command, batch.BatchCommand):
        return batch.PREFIX + command.batch_id
    match command:
        case run_commands.RecordInference():
            return f"{inference.PREFIX}{command.run_id}"
        case automation.ObserveRule():
            return automation.stream_of_rule(command.rule)
        case _:
            return item.PREFIX + command.item_id


def streams_beside(command: Command) -> tuple[str, ...]:
    """Other streams that the decision reads; it holds only while none of them moves on."""
    if isinstance(command, sliced.SliceCommand):
        return sliced.streams_beside(command)
    if isinstance(command, certificate.CertificateCommand):
        return (batch.PREFIX + command.batch_id,)
    if isinstance(command, settling.SettlingCommand):
        return settling.streams_beside(command)
    match command:
        case taxonomy.PassPilot():
            return pilots.streams_beside(command)
        case _:
            named = precedents.precedents_named(command)
            return tuple(precedent.stream_of_precedent(one) for one in named)


def tails_beside(command: Command) -> tuple[str, ...]:
    """The same of streams whose last event says it all: no other is read."""
    match command:
        case assignment_commands.AssignItem():
            return (stream_of_work(command.annotator),)
        case _:
            return ()


def streams_seen(command: Command) -> tuple[str, ...]:
    """Streams that the decision reads as well, and holds whatever becomes of them since."""
    match command:
        case assignment_commands.AssignItem():
            return assignments.items_seen(command)
        case _:
            return ()


def items_named(command: Command) -> tuple[ItemId, ...]:
    """Items outside the command's stream whose registration it depends on."""
    if isinstance(command, sliced.SliceCommand):
        return sliced.items_named(command)
    match command:
        case batch.AddItemsToBatch():
            return command.item_ids
        case run_commands.RecordInference(part=run_commands.Outcomes() as part):
            return tuple(one.item_id for one in part.items)
        case _:
            return ()


def address_fault(command: Command) -> Rejection | None:
    """Why no stream can be where the command points, before anybody looks there."""
    stream = stream_of(command)
    named = [(("item_ids", place), one) for place, one in enumerate(items_named(command))]
    return checks.first(
        (
            checks.identifier(stream.removeprefix(item.PREFIX), "item_id")
            if stream.startswith(item.PREFIX)
            else None,
            checks.identifier(stream.removeprefix(batch.PREFIX), "batch_id")
            if stream.startswith(batch.PREFIX)
            else None,
            *(
                checks.identifier(stream.removeprefix(prefix), field)
                for prefix, field in _NAMED_BY.items()
                if stream.startswith(prefix)
            ),
            checks.identifier(command.item_id, "item_id")
            if isinstance(command, audits.AuditItem)
            else None,
            *(checks.identifier(one, *path) for path, one in named),
            guideline.address_fault(command)
            if isinstance(command, guideline.ReviseGuideline | guideline.ClarifyClause)
            else None,
        )
    )


def decide_command(command: Command, act: Act, known: Known) -> Decision[msgspec.Struct]:
    """The facts that follow from the command, or the rejection that stands in their way."""
    rules = known.rules
    if isinstance(command, project.CreateProject):
        return project.decide(rules.project, command, act)
    if rules.project.title is None or rules.project.tenant != act.tenant:
        # Another tenant's project is as unknown as none.
        message = "no project with this id"
        return Rejection(Rule.PROJECT_UNKNOWN, message, ("project",))
    fault = authority.admits(rules.project, command, act)
    return fault if fault is not None else _decide(command, act, known)


def _decide(command: Command, act: Act, known: Known) -> Decision[msgspec.Struct]:
    rules = known.rules
    if isinstance(command, commands.ItemCommand):
        kept_item = state.fold(known.events)
        decided = decide.decide(kept_item, command, act, rules)
        return precedents.alongside(decided, command, kept_item, act, rules, known.beside)
    if isinstance(command, certificate.CertificateCommand):
        kept = batch.fold(known.beside.get(batch.PREFIX + command.batch_id, []))
        return certificate.decide(certificate.fold(known.events), command, act, rules, kept)
    if isinstance(command, taxonomy.TaxonomyCommand):
        return pilots.decide(command, act, rules, known.beside)
    if isinstance(command, settling.SettlingCommand):
        return settling.decide(known.events, command, act, rules, known.beside)
    if isinstance(command, sliced.SliceCommand):
        own, beside = known.events, known.beside
        return sliced.decide(own, command, act, rules, beside, known.registered)
    if isinstance(command, project.ProjectCommand):
        return project.decide(rules.project, command, act)
    if isinstance(command, standing.StandingCommand):
        return people.decide(command, act, rules)
    if isinstance(command, policy.PolicyCommand):
        tasks = rules.taxonomy.current()
        return policy.decide(rules.policy, command, act, tasks)
    if isinstance(command, batch.BatchCommand):
        kept = batch.fold(known.events)
        return pilots.decide_batch(command, kept, rules, known.registered)
    match command:
        case run_commands.RecordInference():
            tasks = rules.taxonomy.tasks(runs.taxonomy_version(command))
            return runs.decide(known.events, command, rules.inference, tasks, known.registered)
        case automation.ObserveRule():
            return automation.decide(command)
        case (
            assignment_commands.AssignItem()
            | assignment_commands.ReturnItem()
            | assignment_commands.ReleaseAssignment()
        ):
            return assignments.decide(known.events, command, act, rules, known.beside)
        case _:
            assert_never(command)


_NAMED_BY = {
    audits.PREFIX: "batch_id",
    certificate.PREFIX: "batch_id",
    model.PREFIX: "model_id",
}
"""Streams that are named after an id, and the field that it comes in."""
