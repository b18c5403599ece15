"""What labels say of their taxonomy: advice on classes, and what must be labeled anew."""

from collections.abc import Sequence
from typing import Self
from uuid import UUID

import strawberry

from labeltrail.events.identifiers import ItemId, LabelId, TaskName
from labeltrail.events.streams.project import MemberKind
from labeltrail.events.streams.taxonomy import Fate
from labeltrail.graphql import ids
from labeltrail.graphql.context import Scope
from labeltrail.graphql.errors import Code, CodedError, bad_input
from labeltrail.graphql.listing import Listing, listed
from labeltrail.graphql.reading import coded, position_of
from labeltrail.graphql.scalars import BigInt
from labeltrail.graphql.types import paging
from labeltrail.graphql.types.agreement_report import AnswersUnderVersion
from labeltrail.graphql.types.asof import AsOf, AsOfInput
from labeltrail.graphql.types.named_batch import named_batch
from labeltrail.graphql.types.paging import Connection, CursorKey, Edge, Pages
from labeltrail.graphql.types.scoped import Scoped
from labeltrail.graphql.types.scores import ScoreInterval
from labeltrail.graphql.types.sums import sees_known_sums
from labeltrail.projections.answers import Page, Window
from labeltrail.projections.fold import PROJECT_SCOPE
from labeltrail.projections.statistics.errors import TooMuchAsked
from labeltrail.projections.taxonomies.relabel import RelabelKey, ToRelabel, relabel_page
from labeltrail.projections.taxonomy_advice import findings
from labeltrail.projections.taxonomy_advice.asked import TaxonomyAdvice as Found
from labeltrail.projections.taxonomy_advice.asked import taxonomy_advice
from labeltrail.projections.taxonomy_advice.findings import Finding, Ground


@strawberry.type(description="An item that shows a finding.")
class AdviceItem(Scoped):
    item_id: strawberry.ID = strawberry.field(description="The item's own id.")
    weight: float = strawberry.field(
        description="What it adds, in values: each value of an item weighs one."
    )


@strawberry.type(description="Something to mend in the classes of a task, with its evidence.")
class ClassAdvice(Scoped):
    finding: Finding = strawberry.field(description="What was found.")
    classes: list[str] = strawberry.field(description="The two classes, or the one.")
    measure: str = strawberry.field(
        description="What `value` is: ratio_to_chance, alpha of the two, or share of values."
    )
    value: float = strawberry.field(description="The number.")
    interval: ScoreInterval | None = strawberry.field(description="Around it.")
    n_items: int = strawberry.field(description="Items that it rests on.")
    n_values: int = strawberry.field(description="Values of the classes.")
    disagreement: float | None = strawberry.field(
        description="The share of all disagreement that they play a part in."
    )
    items: list[AdviceItem] = strawberry.field(description="What shows it best, heaviest first.")
    sentence: str = strawberry.field(description="The same in words, and what to do.")

    @classmethod
    def of(cls, scope: Scope, found: findings.Advice) -> Self:
        between = found.interval
        return cls(
            scope=scope,
            finding=found.finding,
            classes=list(found.classes),
            measure=found.measure,
            value=found.value,
            interval=ScoreInterval.of(scope, between) if between is not None else None,
            n_items=found.n_items,
            n_values=found.n_values,
            disagreement=found.disagreement,
            items=[
                AdviceItem(scope=scope, item_id=strawberry.ID(one.item_id), weight=one.weight)
                for one in found.items
            ],
            sentence=found.sentence,
        )


@strawberry.type(description="What the labels say of the classes of a task, as of one point.")
class TaxonomyAdvice(Scoped):
    task: str = strawberry.field(description="The task.")
    ground: Ground = strawberry.field(description="Whether advice can be given at all.")
    sentence: str = strawberry.field(description="What it comes to.")
    n_items: int = strawberry.field(description="Items with two values or more.")
    n_values: int = strawberry.field(description="Values of all items.")
    alpha: float | None = strawberry.field(description="Krippendorff's, nominal.")
    advice: list[ClassAdvice] = strawberry.field(description="Pairs first, heaviest first.")
    method: str = strawberry.field(description="The algorithm's name.")
    method_version: int = strawberry.field(
        description="Rises whenever the same labels could give other advice."
    )
    versions: list[AnswersUnderVersion] = strawberry.field(
        description="The taxonomy versions that the answers were given under."
    )
    as_of: AsOf = strawberry.field(description="What it holds for.")

    @classmethod
    def of(cls, scope: Scope, found: Found) -> Self:
        given = found.given
        return cls(
            scope=scope,
            task=found.task,
            ground=given.ground,
            sentence=given.sentence,
            n_items=given.n_items,
            n_values=given.n_values,
            alpha=given.alpha,
            advice=[ClassAdvice.of(scope, one) for one in given.advice],
            method=given.algorithm.name,
            method_version=given.algorithm.version,
            versions=[AnswersUnderVersion.of(scope, one) for one in found.versions],
            as_of=AsOf.of(scope, found.holds_for),
        )


@strawberry.type(description="An answer that must be given anew, since its class is gone.")
class LabelToRelabel(Scoped):
    item_id: strawberry.ID = strawberry.field(description="The item's own id.")
    label_id: UUID = strawberry.field(description="The label.")
    annotator: strawberry.ID = strawberry.field(description="Who gave the answer.")
    member_kind: MemberKind = strawberry.field(description="What the annotator is.")
    repeat: int = strawberry.field(description="Which of the annotator's labels of the item.")
    taxonomy_version: int = strawberry.field(description="The version that it was given under.")
    category: str = strawberry.field(description="The answer, as the statistics name it.")
    class_id: str = strawberry.field(description="The class that is gone.")
    fate: Fate = strawberry.field(description="What became of the class.")
    into: list[str] = strawberry.field(description="What it was split into.")
    position: BigInt = strawberry.field(description="Of the label's last event.")

    @classmethod
    def of(cls, scope: Scope, row: ToRelabel) -> Self:
        return cls(
            scope=scope,
            item_id=strawberry.ID(row.item_id),
            label_id=row.label_id,
            annotator=strawberry.ID(row.annotator),
            member_kind=row.member_kind,
            repeat=row.repeat,
            taxonomy_version=row.taxonomy_version,
            category=row.category,
            class_id=row.class_id,
            fate=row.fate,
            into=list(row.into),
            position=BigInt(row.position),
        )


@strawberry.type(description="A page of answers to give anew, by item and label.")
class LabelToRelabelConnection(Connection[LabelToRelabel]):
    as_of: AsOf = strawberry.field(description="What the page holds for.")


@strawberry.type
class Advised(Scoped):
    """Not a type of the schema: what a project says of its classes."""

    @strawberry.field(
        description="What the labels of a task say of its classes, of a batch if one is named."
        " Null, with the error BLIND, while there is an item here that you may still label."
    )
    async def taxonomy_advice(
        self,
        task: str,
        batch_id: strawberry.ID | None = None,
        other: str | None = None,
        as_of: AsOfInput | None = None,
    ) -> TaxonomyAdvice | None:
        position = await position_of(self.scope, as_of)
        among = await named_batch(self.scope, batch_id, position)
        if not await sees_known_sums(self.scope, among or PROJECT_SCOPE, "advice on classes"):
            return None
        try:
            with coded():
                found = await taxonomy_advice(
                    self.scope.pool,
                    self.scope.project_id,
                    TaskName(task),
                    batch_id=among,
                    other=other,
                    position=position,
                )
        except TooMuchAsked as much:
            raise CodedError(Code.TOO_COMPLEX, str(much)) from None
        return TaxonomyAdvice.of(self.scope, found)

    @strawberry.field(
        description="Answers that must be given anew since their class was split, or retired if"
        " that is asked for. None of an item that you may still label."
    )
    async def relabel_worklist(
        self,
        task: str,
        first: int | None = None,
        after: str | None = None,
        last: int | None = None,
        before: str | None = None,
        fates: list[Fate] | None = None,
        as_of: AsOfInput | None = None,
    ) -> LabelToRelabelConnection | None:
        position = await position_of(self.scope, as_of)
        wanted = (Fate.SPLIT,) if fates is None else tuple(fates)
        if not set(wanted) <= {Fate.SPLIT, Fate.RETIRED}:
            raise bad_input("only what was split or retired is to be labeled anew")
        pages = (first, after, last, before)
        return await _worklist(self.scope, pages, TaskName(task), wanted, position)


async def _worklist(
    scope: Scope, pages: Pages, task: TaskName, fates: Sequence[Fate], position: int | None
) -> LabelToRelabelConnection:
    wanted = paging.asked(scope, f"relabel/{task}", *pages, position=position)

    async def fetch(window: Window[RelabelKey]) -> Page[ToRelabel]:
        return await relabel_page(
            scope.pool, scope.project_id, task, window, fates=fates, position=wanted.position
        )

    async def sees(rows: Sequence[ToRelabel]) -> list[bool]:
        await scope.loaders.items_now(scope.project_id, [row.item_id for row in rows])
        return [await scope.sees_judgments_of(row.item_id) for row in rows]

    with coded():
        found = await listed(
            Listing(
                fetch=fetch,
                key_of=lambda row: row.key,
                key_from=_key_from,
                sees=None if scope.sight.sees_all else sees,
            ),
            wanted,
        )
    return LabelToRelabelConnection(
        **paging.parts(
            wanted,
            found.shown,
            lambda row: (row.item_id, str(row.label_id)),
            lambda row: LabelToRelabel.of(scope, row),
            Edge[LabelToRelabel],
        ),
        as_of=AsOf.of(scope, found.holds_for),
    )


def _key_from(key: CursorKey) -> RelabelKey:
    if len(key) != 2:
        raise ids.bad_cursor()
    try:
        return RelabelKey(ItemId(key[0]), LabelId(UUID(key[1])))
    except ValueError:
        raise ids.bad_cursor() from None
