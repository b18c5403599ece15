"""What answers lack: streams with an event that cannot be folded."""

from datetime import datetime
from typing import Self

import strawberry

from labeltrail.graphql.context import Scope
from labeltrail.graphql.scalars import BigInt
from labeltrail.graphql.types.scoped import Scoped
from labeltrail.projections import parking
from labeltrail.projections.answers import ItemAnswer


@strawberry.type(
    description="A stream whose events from a position on are in no answer, since one of them"
    " cannot be folded; those before it are."
)
class Degraded(Scoped):
    stream: str = strawberry.field(description="item/… or batch/….")
    position: BigInt = strawberry.field(description="The first event that is in no answer.")

    @classmethod
    def of(cls, scope: Scope, one: parking.ParkedStream) -> Self:
        return cls(scope=scope, stream=one.stream, position=BigInt(one.position))

    @classmethod
    async def of_item(cls, scope: Scope, answer: ItemAnswer) -> Self | None:
        """Nothing for whoever may still label the item: it would tell of acts of others."""
        if answer.parked is None or not await scope.sees_judgments_of(answer.item_id):
            return None
        return cls.of(scope, answer.parked)


@strawberry.type(description="A stream that was set aside until it is repaired, and why.")
class ParkedStream(Scoped):
    stream: str = strawberry.field(description="item/… or batch/….")
    position: BigInt = strawberry.field(description="The event that cannot be folded.")
    reason: str = strawberry.field(description="Why not.")
    attempts: int = strawberry.field(
        description="How many generations of the read models could not, one after the other."
    )
    parked_at: datetime = strawberry.field(description="When the first of them gave up.")

    @classmethod
    def of(cls, scope: Scope, one: parking.Parked) -> Self:
        return cls(
            scope=scope,
            stream=one.stream.stream,
            position=BigInt(one.stream.position),
            reason=one.stream.reason,
            attempts=one.attempts,
            parked_at=one.parked_at,
        )
