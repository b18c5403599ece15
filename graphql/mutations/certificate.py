"""Mutations about certificates: certified, waived, revoked, released."""

import logging
from collections.abc import Awaitable, Callable
from typing import Annotated

import asyncpg
import strawberry
from strawberry import Info

from labeltrail.events.execute import Executor
from labeltrail.events.identifiers import BatchId, ProjectId
from labeltrail.events.ledger.seal import SealRefused
from labeltrail.events.ledger.turns import ask_for
from labeltrail.events.rejections import Rejection, Rule
from labeltrail.events.requests import Request, Result
from labeltrail.events.streams import certificate
from labeltrail.events.streams.certificate.decide import not_sealed
from labeltrail.graphql.context import Context
from labeltrail.graphql.inputs.certificate import (
    ApproveWaiverInput,
    CertifyBatchInput,
    ReleaseBatchInput,
    RevokeCertificateInput,
    WaiveRequirementInput,
    WithdrawWaiverInput,
)
from labeltrail.graphql.mutations.carry import AT_INPUT, CommandSuccess, Done, act_of, carry, told
from labeltrail.graphql.refusals import Refusal, refusal
from labeltrail.graphql.types.certificate import Certificate, Waiver
from labeltrail.graphql.types.release import Release
from labeltrail.projections.certificates.certifying import Seal, Wanted, certify
from labeltrail.projections.releases.releasing import certification, release

_log = logging.getLogger(__name__)

Asking = Info[Context, None]
Carry = Callable[[asyncpg.Pool, Executor, Seal, Wanted], Awaitable[Result]]


@strawberry.type
class CertificateSuccess(CommandSuccess):
    @strawberry.field(description="The certificate as it stands now.")
    async def certificate(self) -> Certificate | None:
        scope, command = await self.done.scope(), self.done.command
        if scope is None or not isinstance(command, certificate.CertificateCommand):
            return None
        known = await certification(scope.pool, scope.project_id, command.batch_id)
        if isinstance(command, certificate.RevokeCertificate):
            found = known.certificate(command.number)
        else:
            event_id = self.done.accepted.event_ids[0]
            found = next((one for one in known.certificates if one.event == event_id), None)
        return Certificate.of(scope, command.batch_id, found) if found is not None else None


@strawberry.type(description="The batch is certified; the checkpoint that proves it is signed.")
class CertifyBatchSuccess(CertificateSuccess):
    pass


@strawberry.type(description="The certificate holds no more.")
class RevokeCertificateSuccess(CertificateSuccess):
    pass


@strawberry.type
class WaiverSuccess(CommandSuccess):
    @strawberry.field(description="The waiver as it stands now.")
    async def waiver(self) -> Waiver | None:
        scope, command = await self.done.scope(), self.done.command
        match command:
            case certificate.WaiveRequirement():
                waiver_id = self.done.accepted.event_ids[0]
            case certificate.ApproveWaiver() | certificate.WithdrawWaiver():
                waiver_id = command.waiver
            case _:
                return None
        if scope is None:
            return None
        known = await certification(scope.pool, scope.project_id, command.batch_id)
        found = known.waivers.get(waiver_id)
        return Waiver.of(scope, command.batch_id, found) if found is not None else None


@strawberry.type(description="The requirement is waived, or its waiver waits for a second person.")
class WaiveRequirementSuccess(WaiverSuccess):
    pass


@strawberry.type(description="The requirement is waived.")
class ApproveWaiverSuccess(WaiverSuccess):
    pass


@strawberry.type(description="The waiver counts no more.")
class WithdrawWaiverSuccess(WaiverSuccess):
    pass


@strawberry.type(description="What is true of the batch's items is frozen in a manifest.")
class ReleaseBatchSuccess(CommandSuccess):
    @strawberry.field(description="The release.")
    async def release(self) -> Release | None:
        scope, command = await self.done.scope(), self.done.command
        if scope is None or not isinstance(command, certificate.CertificateCommand):
            return None
        known = await certification(scope.pool, scope.project_id, command.batch_id)
        event_id = self.done.accepted.event_ids[0]
        found = next((one for one in known.releases if one.event == event_id), None)
        if found is None:
            return None
        return Release.of(scope, command.batch_id, found, known.revocation_of(found))


CertifyBatchPayload = Annotated[
    CertifyBatchSuccess | Refusal, strawberry.union("CertifyBatchPayload")
]
RevokeCertificatePayload = Annotated[
    RevokeCertificateSuccess | Refusal, strawberry.union("RevokeCertificatePayload")
]
WaiveRequirementPayload = Annotated[
    WaiveRequirementSuccess | Refusal, strawberry.union("WaiveRequirementPayload")
]
ApproveWaiverPayload = Annotated[
    ApproveWaiverSuccess | Refusal, strawberry.union("ApproveWaiverPayload")
]
WithdrawWaiverPayload = Annotated[
    WithdrawWaiverSuccess | Refusal, strawberry.union("WithdrawWaiverPayload")
]
ReleaseBatchPayload = Annotated[
    ReleaseBatchSuccess | Refusal, strawberry.union("ReleaseBatchPayload")
]


@strawberry.type
class CertificateMutations:
    @strawberry.mutation(
        description="Seal the ledger, judge the batch as of there, and certify it if it is ready."
        " Takes a role that the policy names, else manager, of somebody who did not label in it."
    )
    async def certify_batch(self, asking: Asking, input: CertifyBatchInput) -> CertifyBatchPayload:
        done = await _carried(asking.context, input, certify)
        return CertifyBatchSuccess.of(done) if isinstance(done, Done) else done

    @strawberry.mutation(
        description="Let a requirement pass for a time. Takes a role that the policy names; where"
        " it wants two persons, this proposes and another approves."
    )
    async def waive_requirement(
        self, asking: Asking, input: WaiveRequirementInput
    ) -> WaiveRequirementPayload:
        done = await carry(asking.context, input)
        return WaiveRequirementSuccess.of(done) if isinstance(done, Done) else done

    @strawberry.mutation(
        description="Approve a waiver that another proposed. Takes a role that the policy names."
    )
    async def approve_waiver(
        self, asking: Asking, input: ApproveWaiverInput
    ) -> ApproveWaiverPayload:
        done = await carry(asking.context, input)
        return ApproveWaiverSuccess.of(done) if isinstance(done, Done) else done

    @strawberry.mutation(
        description="End a waiver before its time. Takes the role manager, adjudicator or reviewer."
    )
    async def withdraw_waiver(
        self, asking: Asking, input: WithdrawWaiverInput
    ) -> WithdrawWaiverPayload:
        done = await carry(asking.context, input)
        return WithdrawWaiverSuccess.of(done) if isinstance(done, Done) else done

    @strawberry.mutation(description="Revoke a certificate by hand. Takes the role manager.")
    async def revoke_certificate(
        self, asking: Asking, input: RevokeCertificateInput
    ) -> RevokeCertificatePayload:
        done = await carry(asking.context, input)
        return RevokeCertificateSuccess.of(done) if isinstance(done, Done) else done

    @strawberry.mutation(
        description="Freeze what is true of a certified batch's items. Takes the role manager; a"
        " batch that is not certified, or not any more, is not released."
    )
    async def release_batch(self, asking: Asking, input: ReleaseBatchInput) -> ReleaseBatchPayload:
        done = await _carried(asking.context, input, release)
        return ReleaseBatchSuccess.of(done) if isinstance(done, Done) else done


async def _carried(
    context: Context,
    given: CertifyBatchInput | ReleaseBatchInput,
    carried: Carry,
) -> Done | Refusal:
    project_id, batch_id = ProjectId(given.project), BatchId(given.batch_id)
    ask_for(project_id)
    act = act_of(context, context.identified.actor, given.occurred_at)
    if await context.scope(project_id) is None:
        rejection = Rejection(Rule.PROJECT_UNKNOWN, "no project with this id", ("project",))
        return refusal(rejection, given, AT_INPUT)
    resources = context.resources
    wanted = Wanted(
        project_id=project_id,
        command_id=given.command_id,
        batch_id=batch_id,
        act=act,
        expected_version=given.expected_version,
    )
    try:
        result = await carried(resources.pool, resources.executor, resources.seal, wanted)
    except (SealRefused, OSError) as refused:  # the latter where the key cannot be read
        _log.warning("batch %s of %s cannot be sealed: %s", batch_id, project_id, refused)
        return refusal(not_sealed(), given, AT_INPUT)
    # What was judged is in the event; the answer needs to know only which batch it was.
    command = certificate.ApproveWaiver(batch_id=batch_id, waiver=given.command_id)
    request = Request(project_id=project_id, command_id=given.command_id, command=command, act=act)
    return await told(context, request, result, given, AT_INPUT)
