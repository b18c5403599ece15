"""The ledger itself: events as they were recorded, and how far the read models are."""

from datetime import datetime
from typing import Self
from uuid import UUID

import strawberry

from labeltrail.events.envelope import RecordedEvent
from labeltrail.graphql import ids
from labeltrail.graphql.context import Scope
from labeltrail.graphql.scalars import BigInt
from labeltrail.graphql.types.node import Node
from labeltrail.graphql.types.parked import ParkedStream
from labeltrail.graphql.types.scoped import Scoped
from labeltrail.projections.answers import Lag


@strawberry.type(description="An event as it stands in the ledger, byte for byte.")
class LedgerEvent(Node):
    position: BigInt = strawberry.field(description="1, 2, 3 … without a gap.")
    stream: str = strawberry.field(description="What it happened to: item/…, batch/…, or a rule.")
    version: int = strawberry.field(description="1, 2, 3 … in its stream.")
    event_id: UUID = strawberry.field(description="The event's id.")
    type: str = strawberry.field(description="What happened, in the past tense.")
    schema_version: int = strawberry.field(description="Of the type's body.")
    occurred_at: datetime = strawberry.field(description="When, by the source.")
    recorded_at: datetime = strawberry.field(description="When, by the database.")
    actor: strawberry.ID = strawberry.field(description="Who called; `system` for a rule.")
    command_id: UUID = strawberry.field(description="The command that it came of.")
    causation_id: UUID | None = strawberry.field(description="The event that it follows from.")
    correlation_id: UUID = strawberry.field(description="What belongs together has the same.")
    trace_id: str | None = strawberry.field(description="The trace that recorded it, if traced.")
    body: str = strawberry.field(
        description="The body as it was written: JSON in UTF-8, to be hashed as it is."
    )
    leaf: str = strawberry.field(
        description="SHA-256 of the envelope, 64 hexadecimal digits: the Merkle tree's leaf."
    )

    @classmethod
    def of(cls, scope: Scope, event: RecordedEvent) -> Self:
        return cls(
            scope=scope,
            id=ids.node(ids.Kind.EVENT, scope.project_id, str(event.position)),
            position=BigInt(event.position),
            stream=event.stream,
            version=event.version,
            event_id=event.event_id,
            type=event.type,
            schema_version=event.schema_version,
            occurred_at=event.occurred_at,
            recorded_at=event.recorded_at,
            actor=strawberry.ID(event.actor),
            command_id=event.command_id,
            causation_id=event.causation_id,
            correlation_id=event.correlation_id,
            trace_id=event.trace_id,
            body=event.body.decode(),
            leaf=event.leaf.hex(),
        )


@strawberry.type(description="Events in the order of the ledger.")
class LedgerPage(Scoped):
    events: list[LedgerEvent] = strawberry.field(description="The events, without a gap.")
    last_position: BigInt = strawberry.field(
        description="The last event's position, or the one asked after; go on from here."
    )
    head: BigInt = strawberry.field(description="The ledger's last position when it was read.")
    has_more: bool = strawberry.field(description="Whether more follows already.")


@strawberry.type(description="The read models: how far they are, what they lack, what they hold.")
class Projection(Scoped):
    position: BigInt = strawberry.field(description="All events up to here are in answers.")
    head: BigInt = strawberry.field(description="The ledger's last position.")
    lag: BigInt = strawberry.field(description="How many events are not in answers yet.")
    folded_at: datetime = strawberry.field(description="When rows were last written.")
    is_refolding: bool = strawberry.field(
        description="Whether a new policy or taxonomy is on its way through the items; until then"
        " answers hold for the former one and say so."
    )
    stopped_position: BigInt | None = strawberry.field(
        description="The event that cannot be folded, if there is one."
    )
    stopped_reason: str | None = strawberry.field(description="Why not.")
    parked: list[ParkedStream] = strawberry.field(
        description="Streams that were set aside, so that all others go on."
    )
    generation: int = strawberry.field(description="1, 2, 3 …: which build of the rows answers.")
    fold_version: int = strawberry.field(description="Of the code that the rows were folded by.")
    state_sha: str = strawberry.field(
        description="SHA-256 of all that the rows hold at the position, 64 hexadecimal digits:"
        " equal on every machine for the same project, position and fold version."
    )

    @classmethod
    def of(cls, scope: Scope, lag: Lag) -> Self:
        return cls(
            scope=scope,
            position=BigInt(lag.position),
            head=BigInt(lag.head),
            lag=BigInt(max(0, lag.events)),
            folded_at=lag.folded_at,
            is_refolding=lag.refold is not None,
            stopped_position=BigInt(lag.stopped.position) if lag.stopped else None,
            stopped_reason=lag.stopped.reason if lag.stopped else None,
            parked=[ParkedStream.of(scope, one) for one in lag.parked],
            generation=lag.generation,
            fold_version=lag.fold_version,
            state_sha=lag.state_sha,
        )
