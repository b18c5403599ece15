"""Objects by their opaque id, under the same access rules as by any other path."""

from asyncio import gather
from collections.abc import Awaitable, Callable, Sequence
from uuid import UUID

from labeltrail.events.identifiers import (
    BatchId,
    EscalationId,
    ItemId,
    LabelId,
    MemberId,
    ProjectId,
)
from labeltrail.graphql import ids
from labeltrail.graphql.access import table
from labeltrail.graphql.context import Context, Scope
from labeltrail.graphql.errors import Code, CodedError
from labeltrail.graphql.ids import Kind, NodeKey
from labeltrail.graphql.reading import coded, rules_seen
from labeltrail.graphql.types.batch import Batch
from labeltrail.graphql.types.escalation import Escalation
from labeltrail.graphql.types.item import Item
from labeltrail.graphql.types.label import Label
from labeltrail.graphql.types.ledger import LedgerEvent
from labeltrail.graphql.types.node import Node
from labeltrail.graphql.types.people import Member
from labeltrail.graphql.types.project import Project
from labeltrail.graphql.types.timeline import position_from


async def node(context: Context, text: str) -> Node | None:
    """None for what does not exist and for what the caller may not see: the same answer."""
    named = ids.node_key(text)
    if named is None:
        return None
    scope = await context.scope(ProjectId(named.project_id))
    if scope is None:
        return None
    if not table.READABLE_TYPES[named.kind].admits(scope.roles):
        return None
    try:
        with coded():
            return await _FOUND[named.kind](scope, named)
    except CodedError as error:
        if named.position is not None and error.code is Code.POSITION_NOT_REACHED:
            return None  # made up: no id of ours names what has not come
        raise


async def nodes(context: Context, texts: Sequence[str]) -> list[Node | None]:
    """All at once, so that what they load is loaded in bulk; in the same order."""
    named = (ids.node_key(text) for text in texts)
    for project_id in dict.fromkeys(one.project_id for one in named if one is not None):
        await context.scope(ProjectId(project_id))  # once, before many ask for it
    return await gather(*(node(context, text) for text in texts))


async def _project(scope: Scope, named: NodeKey) -> Node | None:
    return Project.of(scope) if not named.key and named.position is None else None


async def _member(scope: Scope, named: NodeKey) -> Node | None:
    if len(named.key) != 1:
        return None
    return Member.of(scope, MemberId(named.key[0]), await rules_seen(scope, named.position))


async def _item(scope: Scope, named: NodeKey) -> Node | None:
    if len(named.key) != 1:
        return None
    return await Item.at(scope, ItemId(named.key[0]), named.position)


async def _batch(scope: Scope, named: NodeKey) -> Node | None:
    if len(named.key) != 1:
        return None
    return await Batch.at(scope, BatchId(named.key[0]), named.position)


async def _label(scope: Scope, named: NodeKey) -> Node | None:
    found = _of_item(named)
    if found is None:
        return None
    item_id, label_id = found
    answer = await scope.loaders.item(scope.project_id, item_id, named.position)
    label = answer.state.labels.get(LabelId(label_id)) if answer is not None else None
    if label is None:
        return None
    return await Label.seen(scope, item_id, label, named.position)


async def _escalation(scope: Scope, named: NodeKey) -> Node | None:
    found = _of_item(named)
    if found is None:
        return None
    item_id, escalation_id = found
    answer = await scope.loaders.item(scope.project_id, item_id, named.position)
    raised = answer.state.escalations.get(EscalationId(escalation_id)) if answer else None
    if raised is None:
        return None
    return await Escalation.seen(scope, item_id, raised, named.position)


async def _event(scope: Scope, named: NodeKey) -> Node | None:
    if not scope.sight.sees_all or named.position is not None:
        return None
    try:
        position = position_from(named.key)
    except CodedError:
        return None
    found = await scope.loaders.event(scope.project_id, position)
    return LedgerEvent.of(scope, found) if found is not None else None


def _of_item(named: NodeKey) -> tuple[ItemId, UUID] | None:
    """An item and the id of an event of it."""
    if len(named.key) != 2:
        return None
    try:
        return ItemId(named.key[0]), UUID(named.key[1])
    except ValueError:
        return None


_FOUND: dict[Kind, Callable[[Scope, NodeKey], Awaitable[Node | None]]] = {
    Kind.PROJECT: _project,
    Kind.MEMBER: _member,
    Kind.ITEM: _item,
    Kind.LABEL: _label,
    Kind.ESCALATION: _escalation,
    Kind.BATCH: _batch,
    Kind.EVENT: _event,
}
