"""The stream of one batch: a named set of items judged together.

Closing a batch closes its membership, not labeling. An item may be in several batches.
"""

from enum import StrEnum

import msgspec

from labeltrail.events import checks
from labeltrail.events.envelope import RecordedEvent
from labeltrail.events.identifiers import BatchId, ItemId
from labeltrail.events.limits import ITEMS_PER_COMMAND_MAX, TITLE_LENGTH_MAX
from labeltrail.events.rejections import Rejection, Rule
from labeltrail.events.streams.outcome import Decision, admitted

PREFIX = "batch/"


class BatchKind(StrEnum):
    PILOT = "pilot"
    PRODUCTION = "production"
    AUDIT = "audit"


class BatchOpened(msgspec.Struct, frozen=True, kw_only=True):
    """The batch takes items from now on."""

    title: str
    batch_kind: BatchKind


class ItemsAddedToBatch(msgspec.Struct, frozen=True, kw_only=True):
    """These items are judged with the batch from now on."""

    item_ids: tuple[ItemId, ...]


class BatchClosed(msgspec.Struct, frozen=True, kw_only=True):
    """No more items; labeling goes on."""


BatchFact = BatchOpened | ItemsAddedToBatch | BatchClosed


class OpenBatch(msgspec.Struct, frozen=True, kw_only=True):
    batch_id: BatchId
    title: str
    batch_kind: BatchKind = BatchKind.PRODUCTION


class AddItemsToBatch(msgspec.Struct, frozen=True, kw_only=True):
    batch_id: BatchId
    item_ids: tuple[ItemId, ...]


class CloseBatch(msgspec.Struct, frozen=True, kw_only=True):
    batch_id: BatchId


BatchCommand = OpenBatch | AddItemsToBatch | CloseBatch


class Batch(msgspec.Struct, frozen=True, kw_only=True):
    """`title` is None for a batch that does not exist. Items in the order of joining."""

    title: str | None = None
    batch_kind: BatchKind = BatchKind.PRODUCTION
    item_ids: tuple[ItemId, ...] = ()
    is_closed: bool = False


def evolve(state: Batch, fact: BatchFact) -> Batch:
    match fact:
        case BatchOpened():
            return Batch(title=fact.title, batch_kind=fact.batch_kind)
        case ItemsAddedToBatch():
            joined = (*state.item_ids, *fact.item_ids)
            return msgspec.structs.replace(state, item_ids=joined)
        case BatchClosed():
            return msgspec.structs.replace(state, is_closed=True)


def fold(events: list[RecordedEvent]) -> Batch:
    """The batch after these events of its stream, in order."""
    state = Batch()
    for event in events:
        match event.fact:
            case BatchOpened() | ItemsAddedToBatch() | BatchClosed() as fact:
                state = evolve(state, fact)
            case _:
                message = f"{event.type} at position {event.position} is no event of a batch"
                raise TypeError(message)
    return state


def decide(
    state: Batch, command: BatchCommand, registered: frozenset[ItemId] = frozenset()
) -> Decision[BatchFact]:
    """`registered` holds those of the command's items that the project knows."""
    if isinstance(command, OpenBatch):
        return _open(state, command)
    if state.title is None:
        message = f"no batch {command.batch_id!r} in this project; open it first"
        return Rejection(Rule.BATCH_UNKNOWN, message, ("batch_id",))
    if state.is_closed:
        message = f"batch {command.batch_id!r} is closed; open another one for more items"
        return Rejection(Rule.BATCH_CLOSED, message, ("batch_id",))
    match command:
        case AddItemsToBatch():
            return _fill(state, command, registered)
        case CloseBatch():
            return admitted(BatchClosed())


def _open(state: Batch, command: OpenBatch) -> Decision[BatchFact]:
    if state.title is not None:
        message = f"batch {command.batch_id!r} exists; choose another id"
        return Rejection(Rule.BATCH_EXISTS, message, ("batch_id",))
    fault = checks.identifier(command.batch_id, "batch_id") or checks.text(
        command.title, "title", length_max=TITLE_LENGTH_MAX
    )
    if fault is not None:
        return fault
    return admitted(BatchOpened(title=command.title, batch_kind=command.batch_kind))


def _fill(
    state: Batch, command: AddItemsToBatch, registered: frozenset[ItemId]
) -> Decision[BatchFact]:
    fault = checks.first(
        (
            checks.some(command.item_ids, "item_ids"),
            checks.at_most(command.item_ids, ITEMS_PER_COMMAND_MAX, "item_ids"),
            checks.distinct(command.item_ids, "item_ids"),
        )
    )
    if fault is not None:
        return fault
    present = set(state.item_ids)
    for place, item_id in enumerate(command.item_ids):
        if item_id not in registered:
            message = f"no item {item_id!r} in this project; register it first"
            return Rejection(Rule.ITEM_UNKNOWN, message, ("item_ids", place))
        if item_id in present:
            message = f"item {item_id!r} is in this batch already; leave it out"
            return Rejection(Rule.ITEM_ALREADY_IN_BATCH, message, ("item_ids", place))
    return admitted(ItemsAddedToBatch(item_ids=command.item_ids))
