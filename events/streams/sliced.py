"""The way into decisions about splits, audits and models: three streams of one kind of question."""

from collections.abc import Mapping
from typing import assert_never

import msgspec

from labeltrail.events.acts import Act
from labeltrail.events.envelope import RecordedEvent
from labeltrail.events.identifiers import ItemId
from labeltrail.events.streams import audits, batch, item, model, splits
from labeltrail.events.streams.outcome import Decision
from labeltrail.events.streams.rules import Rules

SliceCommand = (
    splits.AssignSplits
    | audits.OpenAuditBatch
    | audits.AuditItem
    | model.RegisterModel
    | model.EvaluateModel
)
Beside = Mapping[str, list[RecordedEvent]]


def stream_of(command: SliceCommand) -> str:
    match command:
        case splits.AssignSplits():
            return splits.STREAM
        case audits.OpenAuditBatch() | audits.AuditItem():
            return audits.PREFIX + command.batch_id
        case model.RegisterModel() | model.EvaluateModel():
            return model.PREFIX + command.model_id
        case _:
            assert_never(command)


def streams_beside(command: SliceCommand) -> tuple[str, ...]:
    match command:
        case audits.OpenAuditBatch():
            return (batch.PREFIX + command.batch_id,)
        case audits.AuditItem():
            return (item.PREFIX + command.item_id,)
        case _:
            return ()


def items_named(command: SliceCommand) -> tuple[ItemId, ...]:
    match command:
        case splits.AssignSplits():
            return command.item_ids
        case audits.OpenAuditBatch():
            return tuple(one.item_id for one in command.sample)
        case _:
            return ()


def decide(
    events: list[RecordedEvent],
    command: SliceCommand,
    act: Act,
    rules: Rules,
    beside: Beside,
    registered: frozenset[ItemId],
) -> Decision[msgspec.Struct]:
    """`events` of the command's stream, `beside` those of `streams_beside`, `registered` those of
    `items_named`.
    """
    match command:
        case splits.AssignSplits():
            return splits.decide(splits.fold(events), command, registered)
        case audits.OpenAuditBatch():
            former = beside[batch.PREFIX + command.batch_id]
            return audits.open_audit_batch(former, command, registered)
        case audits.AuditItem():
            its_events = beside[item.PREFIX + command.item_id]
            return audits.audit_item(events, its_events, command, act, rules)
        case model.RegisterModel() | model.EvaluateModel():
            version = 0
            if isinstance(command, model.EvaluateModel):
                version = command.result.taxonomy_version
            is_known = 1 <= version <= len(rules.taxonomy.versions)
            tasks = rules.taxonomy.tasks(version) if is_known else {}
            return model.decide(model.fold(events), command, act, rules.project, tasks)
        case _:
            assert_never(command)
