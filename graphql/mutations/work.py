"""Mutations about work: the next item is claimed, given back, or taken back."""

from datetime import datetime
from typing import Annotated

import strawberry
from strawberry import Info

from labeltrail.events.identifiers import AssignmentId, BatchId, ItemId, MemberId, ProjectId
from labeltrail.events.ledger.turns import ask_for
from labeltrail.events.rejections import Rejection, Rule
from labeltrail.events.requests import Request
from labeltrail.events.streams.item.assignment_commands import (
    AssignItem,
    ReleaseAssignment,
    ReturnItem,
)
from labeltrail.events.streams.item.assignment_facts import Purpose
from labeltrail.graphql.context import Context
from labeltrail.graphql.inputs.work import ClaimNextInput, ReleaseAssignmentInput, ReturnItemInput
from labeltrail.graphql.mutations.carry import AT_INPUT, CommandSuccess, Done, act_of, carry, told
from labeltrail.graphql.refusals import Refusal, refusal
from labeltrail.graphql.scalars import BigInt
from labeltrail.graphql.types.assigned import Assignment
from labeltrail.graphql.types.item import Item
from labeltrail.projections.work.answers import Claim, Given, Idle, Nothing

Asking = Info[Context, None]


@strawberry.type(description="The item is the annotator's until the lease ends.")
class ClaimNextSuccess(CommandSuccess):
    @strawberry.field(description="The item's own id.")
    def item_id(self) -> strawberry.ID:
        command = self.done.command
        assert isinstance(command, AssignItem)
        return strawberry.ID(command.item_id)

    @strawberry.field(description="The item; null where it is not to be seen any more.")
    async def item(self) -> Item | None:
        scope = await self.done.scope()
        return await Item.at(scope, ItemId(self.item_id()), None) if scope is not None else None

    @strawberry.field(description="The assignment, as it stands now.")
    async def assignment(self) -> Assignment | None:
        scope, command = await self.done.scope(), self.done.command
        assert isinstance(command, AssignItem)
        if scope is None:
            return None
        found = (await scope.item_now(command.item_id)).assignments
        for event_id in self.done.accepted.event_ids:
            one = found.get(AssignmentId(event_id))
            if one is not None and one.annotator == command.annotator:
                return Assignment.of(scope, command.item_id, AssignmentId(event_id), one)
        return None


@strawberry.type(description="There is no item for the annotator now, and why. It is no fault.")
class NothingToClaim:
    reason: Idle = strawberry.field(description="Why; to branch on.")
    message: str = strawberry.field(description="The same for people.")
    until: datetime | None = strawberry.field(
        description="When to ask again, where a time is set for that."
    )
    position: BigInt = strawberry.field(
        description="What was looked through is as of here; 0 where nothing had to be."
    )


@strawberry.type(description="The item is free for others.")
class ReturnItemSuccess(CommandSuccess):
    @strawberry.field(description="The item's own id.")
    def item_id(self) -> strawberry.ID:
        command = self.done.command
        assert isinstance(command, ReturnItem)
        return strawberry.ID(command.item_id)


@strawberry.type(description="The assignment has ended; the item is free for others.")
class ReleaseAssignmentSuccess(CommandSuccess):
    @strawberry.field(description="The item's own id.")
    def item_id(self) -> strawberry.ID:
        command = self.done.command
        assert isinstance(command, ReleaseAssignment)
        return strawberry.ID(command.item_id)


ClaimNextPayload = Annotated[
    ClaimNextSuccess | NothingToClaim | Refusal, strawberry.union("ClaimNextPayload")
]
ReturnItemPayload = Annotated[ReturnItemSuccess | Refusal, strawberry.union("ReturnItemPayload")]
ReleaseAssignmentPayload = Annotated[
    ReleaseAssignmentSuccess | Refusal, strawberry.union("ReleaseAssignmentPayload")
]


@strawberry.type
class WorkMutations:
    @strawberry.mutation(
        description="Get the next item to label, by the policy, for as long as its lease runs."
        " Takes the role annotator. Label it, skip it, or return it."
    )
    async def claim_next(self, asking: Asking, input: ClaimNextInput) -> ClaimNextPayload:
        answer = await _claimed(asking.context, input)
        return ClaimNextSuccess.of(answer) if isinstance(answer, Done) else answer

    @strawberry.mutation(
        description="Give an item back without labeling it. Takes the role annotator."
    )
    async def return_item(self, asking: Asking, input: ReturnItemInput) -> ReturnItemPayload:
        done = await carry(asking.context, input)
        return ReturnItemSuccess.of(done) if isinstance(done, Done) else done

    @strawberry.mutation(
        description="Take an item back from whoever holds it. Takes the role manager."
    )
    async def release_assignment(
        self, asking: Asking, input: ReleaseAssignmentInput
    ) -> ReleaseAssignmentPayload:
        done = await carry(asking.context, input)
        return ReleaseAssignmentSuccess.of(done) if isinstance(done, Done) else done


async def _claimed(context: Context, given: ClaimNextInput) -> Done | NothingToClaim | Refusal:
    project_id = ProjectId(given.project)
    ask_for(project_id)
    if given.expected_version is not None:
        message = "which item comes next is not known, so there is no version to expect"
        rejection = Rejection(Rule.NUMBER_OUT_OF_RANGE, message, ("expected_version",))
        return refusal(rejection, given, AT_INPUT)
    named = given.person()
    person = MemberId(named) if named is not None else context.identified.actor
    act = act_of(context, person, given.occurred_at)
    claim = Claim(
        project_id=project_id,
        command_id=given.command_id,
        act=act,
        batch_id=BatchId(given.batch_id) if given.batch_id is not None else None,
    )
    answer = await context.resources.desk.claim(claim)
    if isinstance(answer, Nothing):
        return NothingToClaim(
            reason=answer.idle,
            message=answer.message,
            until=answer.until,
            position=BigInt(answer.position),
        )
    if isinstance(answer, Given):
        return await told(context, answer.request, answer.accepted, given, AT_INPUT)
    nowhere = AssignItem(item_id=ItemId(""), annotator=person, number=0, purpose=Purpose.WORK)
    asked = Request(project_id=project_id, command_id=given.command_id, command=nowhere, act=act)
    return await told(context, asked, answer, given, AT_INPUT)
