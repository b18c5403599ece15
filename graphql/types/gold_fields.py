"""What a project says of its gold."""

import strawberry

from labeltrail.events.identifiers import TaskName
from labeltrail.events.streams.item.gold_state import GoldStatus
from labeltrail.graphql.reading import position_of
from labeltrail.graphql.types.asof import AsOfInput
from labeltrail.graphql.types.gold import GoldConnection, gold_items
from labeltrail.graphql.types.scoped import Scoped


@strawberry.type
class Golden(Scoped):
    @strawberry.field(
        description="Golds by item, those of former values and mere proposals among them; narrowed"
        " down to some statuses and to a task. None of an item that you may still label."
    )
    async def gold_items(
        self,
        first: int | None = None,
        after: str | None = None,
        last: int | None = None,
        before: str | None = None,
        status: list[GoldStatus] | None = None,
        task: str | None = None,
        as_of: AsOfInput | None = None,
    ) -> GoldConnection | None:
        position = await position_of(self.scope, as_of)
        narrowed = TaskName(task) if task is not None else None
        return await gold_items(
            self.scope, (first, after, last, before), status, narrowed, position
        )
