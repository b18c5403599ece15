"""Mutations of gold: proposed, approved by a second person, contested, retired, imported."""

from typing import Annotated

import strawberry
from strawberry import Info

from labeltrail.events.identifiers import GoldId
from labeltrail.events.streams.item import gold_commands as commands
from labeltrail.graphql.context import Context
from labeltrail.graphql.inputs.gold import (
    ActivateGoldInput,
    ContestGoldInput,
    ImportGoldInput,
    ProposeGoldInput,
    RetireGoldInput,
)
from labeltrail.graphql.mutations.carry import CommandSuccess, Done, carry, carry_many
from labeltrail.graphql.refusals import Refusal
from labeltrail.graphql.types.gold import Gold

Asking = Info[Context, None]


@strawberry.type
class GoldSuccess(CommandSuccess):
    @strawberry.field(
        description="The gold as it stands now; null for whoever may still label the item."
    )
    async def gold(self) -> Gold | None:
        scope, command = await self.done.scope(), self.done.command
        match command:
            case commands.ProposeGold() | commands.ImportGold():
                gold_id = GoldId(self.done.accepted.event_ids[0])
            case commands.ActivateGold() | commands.ContestGold() | commands.RetireGold():
                gold_id = command.gold_id
            case _:
                return None
        if scope is None or not await scope.sees_judgments_of(command.item_id):
            return None
        gold = (await scope.item_now(command.item_id)).golds.get(gold_id)
        return Gold.of(scope, command.item_id, gold) if gold is not None else None


@strawberry.type(description="The value waits for a second person.")
class ProposeGoldSuccess(GoldSuccess):
    pass


@strawberry.type(description="The value is the item's ground truth from now on.")
class ActivateGoldSuccess(GoldSuccess):
    pass


@strawberry.type(description="The gold is not in force any more; approve a value to end the doubt.")
class ContestGoldSuccess(GoldSuccess):
    pass


@strawberry.type(description="The gold is used no more; it stays in the item's history.")
class RetireGoldSuccess(GoldSuccess):
    pass


@strawberry.type(description="Proposal and approval are recorded, and the value is in force.")
class ImportGoldSuccess(GoldSuccess):
    pass


ProposeGoldPayload = Annotated[ProposeGoldSuccess | Refusal, strawberry.union("ProposeGoldPayload")]
ActivateGoldPayload = Annotated[
    ActivateGoldSuccess | Refusal, strawberry.union("ActivateGoldPayload")
]
ContestGoldPayload = Annotated[ContestGoldSuccess | Refusal, strawberry.union("ContestGoldPayload")]
RetireGoldPayload = Annotated[RetireGoldSuccess | Refusal, strawberry.union("RetireGoldPayload")]
ImportGoldOutcome = Annotated[
    ImportGoldSuccess | Refusal,
    strawberry.union("ImportGoldOutcome", description="What became of one gold."),
]


@strawberry.type(description="What became of each gold.")
class ImportGoldPayload:
    outcomes: list[ImportGoldOutcome] = strawberry.field(
        description="One for each gold, in the order of the input."
    )


@strawberry.type
class GoldMutations:
    @strawberry.mutation(
        description="Propose a known value of an item that one has not labeled. Takes the role"
        " adjudicator or manager."
    )
    async def propose_gold(self, asking: Asking, input: ProposeGoldInput) -> ProposeGoldPayload:
        told = await carry(asking.context, input)
        return ProposeGoldSuccess.of(told) if isinstance(told, Done) else told

    @strawberry.mutation(
        description="Approve what another proposed. Takes the role adjudicator or manager."
    )
    async def activate_gold(self, asking: Asking, input: ActivateGoldInput) -> ActivateGoldPayload:
        told = await carry(asking.context, input)
        return ActivateGoldSuccess.of(told) if isinstance(told, Done) else told

    @strawberry.mutation(
        description="Take gold out of force that is doubted. Takes the role adjudicator or manager."
    )
    async def contest_gold(self, asking: Asking, input: ContestGoldInput) -> ContestGoldPayload:
        told = await carry(asking.context, input)
        return ContestGoldSuccess.of(told) if isinstance(told, Done) else told

    @strawberry.mutation(
        description="Use a gold no more, or end a proposal. Takes the role adjudicator or manager."
    )
    async def retire_gold(self, asking: Asking, input: RetireGoldInput) -> RetireGoldPayload:
        told = await carry(asking.context, input)
        return RetireGoldSuccess.of(told) if isinstance(told, Done) else told

    @strawberry.mutation(
        description="Record gold that two persons decided elsewhere. Takes the role service, and"
        " of both the role adjudicator or manager. It corrects no gold that there is."
    )
    async def import_gold(self, asking: Asking, input: ImportGoldInput) -> ImportGoldPayload:
        told = await carry_many(asking.context, input.project, input.golds, "golds")
        return ImportGoldPayload(
            outcomes=[ImportGoldSuccess.of(one) if isinstance(one, Done) else one for one in told]
        )
