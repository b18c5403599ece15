"""What a project says of its gold, and of its annotators against it."""

import strawberry

from labeltrail.events.identifiers import TaskName
from labeltrail.events.streams.item.gold_state import GoldStatus
from labeltrail.graphql.reading import position_of
from labeltrail.graphql.types.annotator_fields import counted
from labeltrail.graphql.types.asof import AsOfInput
from labeltrail.graphql.types.gold import GoldConnection, gold_items
from labeltrail.graphql.types.gold_scores import GoldScores
from labeltrail.graphql.types.named_batch import named_batch
from labeltrail.graphql.types.scoped import Scoped
from labeltrail.graphql.types.sums import sees_known_sums
from labeltrail.projections.fold import PROJECT_SCOPE
from labeltrail.projections.gold.answers import gold_scores_of
from labeltrail.projections.gold.judging import JudgedBy


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

    @strawberry.field(
        description="How annotators do against gold on a task, as they were judged then or scored"
        " again today, and what that changes; on items of a batch if one is named. Null, with the"
        " error BLIND, while there is an item here that you may still label."
    )
    async def gold_scores(
        self,
        task: str,
        judged: JudgedBy = JudgedBy.TODAY,
        batch_id: strawberry.ID | None = None,
        as_of: AsOfInput | None = None,
    ) -> GoldScores | None:
        position = await position_of(self.scope, as_of)
        among = await named_batch(self.scope, batch_id, position)
        if not await sees_known_sums(self.scope, among or PROJECT_SCOPE, "scores against gold"):
            return None
        with counted():
            answer = await gold_scores_of(
                self.scope.pool,
                self.scope.project_id,
                TaskName(task),
                judged,
                batch_id=among,
                position=position,
            )
        return GoldScores.of(self.scope, task, answer)
