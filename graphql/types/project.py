"""A project: its rules, items, batches, and what they add up to."""

from typing import Self

import strawberry

from labeltrail.events.identifiers import BatchId, ItemId
from labeltrail.events.streams import project
from labeltrail.events.streams.project import Role
from labeltrail.graphql import ids
from labeltrail.graphql.context import Scope
from labeltrail.graphql.errors import bad_input, blind
from labeltrail.graphql.reading import coded, position_of, rules_at
from labeltrail.graphql.scalars import BigInt
from labeltrail.graphql.types.annotator_fields import Staffed
from labeltrail.graphql.types.asof import AsOfInput, OccurredBy
from labeltrail.graphql.types.automation import Automated
from labeltrail.graphql.types.batch import Batch, BatchConnection
from labeltrail.graphql.types.batches import batches
from labeltrail.graphql.types.certified import CertifiedProject
from labeltrail.graphql.types.distribution_fields import Distributed
from labeltrail.graphql.types.dry_run_fields import Tried
from labeltrail.graphql.types.enums import RuleStream
from labeltrail.graphql.types.gold_fields import Golden
from labeltrail.graphql.types.guideline import GuidelineRevision, guideline
from labeltrail.graphql.types.guideline_fields import Guided
from labeltrail.graphql.types.inference_fields import Inferring
from labeltrail.graphql.types.item import Item, ItemConnection
from labeltrail.graphql.types.items import ItemFilterInput, items
from labeltrail.graphql.types.ledger import LedgerEvent, LedgerPage, Projection
from labeltrail.graphql.types.node import Node
from labeltrail.graphql.types.paging import PAGE_MAX, Connection
from labeltrail.graphql.types.people import MemberConnection, members
from labeltrail.graphql.types.people_fields import Peopled
from labeltrail.graphql.types.policy import Policy
from labeltrail.graphql.types.proof import Proof, proof
from labeltrail.graphql.types.queue import (
    EscalationConnection,
    EscalationFilterInput,
    escalations,
)
from labeltrail.graphql.types.review_fields import Reviewed
from labeltrail.graphql.types.rules import Taxonomy
from labeltrail.graphql.types.slice_fields import Sliced
from labeltrail.graphql.types.sums import Judged
from labeltrail.graphql.types.taxonomies import Drafting
from labeltrail.graphql.types.taxonomy_advice import Advised
from labeltrail.graphql.types.timeline import TimelineConnection, timeline
from labeltrail.graphql.types.work_fields import Worked
from labeltrail.projections import history, waiting
from labeltrail.projections.answers import Window
from labeltrail.projections.fold import PROJECT_SCOPE

START = BigInt(0)
"""Before the first event."""


@strawberry.type(description="One labeling effort with its rules, members and ledger.")
class Project(
    Node,
    Judged,
    Distributed,
    Staffed,
    Inferring,
    Golden,
    Peopled,
    Drafting,
    Advised,
    Automated,
    Reviewed,
    Sliced,
    CertifiedProject,
    Guided,
    Tried,
    Worked,
):
    project_id: strawberry.ID = strawberry.field(description="The project's own id.")
    title: str = strawberry.field(description="The project's title.")
    viewer_roles: list[Role] = strawberry.field(description="What you may do in it.")
    taxonomy_version: int = strawberry.field(description="In force; 0 before the first.")
    guideline_revision: int = strawberry.field(description="In force; 0 before the first.")
    policy_version: int = strawberry.field(description="In force; 0 before the first.")

    @strawberry.field(description="A published version; the one in force when none is named.")
    async def taxonomy(
        self, version: int | None = None, as_of: AsOfInput | None = None
    ) -> Taxonomy | None:
        seen = await rules_at(self.scope, as_of)
        known = seen.rules.taxonomy
        wanted = known.in_force if version is None else version
        is_known = 1 <= wanted <= len(known.versions)
        return Taxonomy.of(self.scope, wanted, seen) if is_known else None

    @strawberry.field(description="A drafted or published revision; else the one in force.")
    async def guideline(
        self,
        revision: int | None = None,
        as_of: AsOfInput | None = None,
        occurred_by: OccurredBy = None,
    ) -> GuidelineRevision | None:
        return await guideline(self.scope, revision, as_of, occurred_by)

    @strawberry.field(description="A published version; the one in force when none is named.")
    async def policy(
        self, version: int | None = None, as_of: AsOfInput | None = None
    ) -> Policy | None:
        seen = await rules_at(self.scope, as_of)
        known = seen.rules.policy
        wanted = known.in_force if version is None else version
        is_known = 1 <= wanted <= len(known.versions)
        return Policy.of(self.scope, wanted, seen) if is_known else None

    @strawberry.field(description="An item by its own id.")
    async def item(self, item_id: strawberry.ID, as_of: AsOfInput | None = None) -> Item | None:
        return await Item.at(self.scope, ItemId(item_id), await position_of(self.scope, as_of))

    @strawberry.field(description="Items, in the order of their ids.")
    async def items(
        self,
        first: int | None = None,
        after: str | None = None,
        last: int | None = None,
        before: str | None = None,
        where: ItemFilterInput | None = None,
        as_of: AsOfInput | None = None,
    ) -> ItemConnection | None:
        position = await position_of(self.scope, as_of)
        return await items(self.scope, (first, after, last, before), where, position)

    @strawberry.field(description="A batch by its own id.")
    async def batch(self, batch_id: strawberry.ID, as_of: AsOfInput | None = None) -> Batch | None:
        return await Batch.at(self.scope, BatchId(batch_id), await position_of(self.scope, as_of))

    @strawberry.field(description="Batches, in the order of their ids.")
    async def batches(
        self,
        first: int | None = None,
        after: str | None = None,
        last: int | None = None,
        before: str | None = None,
        as_of: AsOfInput | None = None,
    ) -> BatchConnection:
        return await batches(self.scope, (first, after, last, before), as_of)

    @strawberry.field(
        description="The queue of questions, most urgent first: open ones, closed ones, or all;"
        " those that you raised while you only annotate."
    )
    async def escalations(
        self,
        first: int | None = None,
        after: str | None = None,
        last: int | None = None,
        before: str | None = None,
        is_open: bool | None = None,
        where: EscalationFilterInput | None = None,
        as_of: AsOfInput | None = None,
    ) -> EscalationConnection | None:
        pages = (first, after, last, before)
        return await escalations(self.scope, pages, is_open, where, as_of)

    @strawberry.field(description="Members, in the order of their ids.")
    async def members(
        self,
        first: int | None = None,
        after: str | None = None,
        last: int | None = None,
        before: str | None = None,
        as_of: AsOfInput | None = None,
    ) -> MemberConnection | None:
        return await members(self.scope, (first, after, last, before), as_of)

    @strawberry.field(description="The history of one of the project's rules.")
    async def rule_timeline(
        self,
        rule: RuleStream,
        first: int | None = None,
        after: str | None = None,
        last: int | None = None,
        before: str | None = None,
        as_of: AsOfInput | None = None,
        occurred_by: OccurredBy = None,
    ) -> TimelineConnection | None:
        if rule is RuleStream.STANDING and not self.scope.sight.sees_others:
            raise blind("the standing of people")
        pages = (first, after, last, before)
        position = await position_of(self.scope, as_of)
        return await timeline(self.scope, rule.value, pages, position, occurred_by)

    @strawberry.field(description="The history of the project itself: creation and members.")
    async def timeline(
        self,
        first: int | None = None,
        after: str | None = None,
        last: int | None = None,
        before: str | None = None,
        as_of: AsOfInput | None = None,
        occurred_by: OccurredBy = None,
    ) -> TimelineConnection | None:
        pages = (first, after, last, before)
        position = await position_of(self.scope, as_of)
        return await timeline(self.scope, project.STREAM, pages, position, occurred_by)

    @strawberry.field(
        description="The ledger as it stands, event by event; not for who labels as well."
    )
    async def events(self, first: int, after_position: BigInt = START) -> LedgerPage | None:
        if not self.scope.sight.sees_all:
            raise blind("the ledger")
        if not 0 <= first <= PAGE_MAX:
            raise bad_input(f"a page holds 0 to {PAGE_MAX} events, not {first}")
        with coded():
            page = await history.events(
                self.scope.pool, self.scope.project_id, Window(limit=first, after=after_position)
            )
        last = page.rows[-1].position if page.rows else after_position
        return LedgerPage(
            scope=self.scope,
            events=[LedgerEvent.of(self.scope, one) for one in page.rows],
            last_position=BigInt(last),
            head=BigInt(page.holds_for.position),
            has_more=page.has_more,
        )

    @strawberry.field(description="How far the ledger is sealed, and proofs of what is in it.")
    async def proof(self) -> Proof | None:
        return await proof(self.scope)

    @strawberry.field(
        description="The read models: how far they are, what they lack, what they hold."
    )
    async def projection(self) -> Projection | None:
        with coded():
            lag = await waiting.lag(self.scope.pool, self.scope.project_id)
        return Projection.of(self.scope, lag)

    @classmethod
    def of(cls, scope: Scope) -> Self:
        rules = scope.rules
        return cls(
            scope=scope,
            sums_of=PROJECT_SCOPE,
            id=ids.node(ids.Kind.PROJECT, scope.project_id),
            project_id=strawberry.ID(scope.project_id),
            title=rules.project.title or "",
            viewer_roles=sorted(scope.roles),
            taxonomy_version=rules.taxonomy.in_force,
            guideline_revision=rules.guideline.in_force,
            policy_version=rules.policy.in_force,
        )


@strawberry.type(description="A page of projects, in the order of their ids.")
class ProjectConnection(Connection[Project]):
    pass
