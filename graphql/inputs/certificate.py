"""Inputs about certificates, waivers and releases of a batch."""

from datetime import datetime
from typing import ClassVar
from uuid import UUID

import strawberry

from labeltrail.events.identifiers import BatchId
from labeltrail.events.streams import certificate
from labeltrail.graphql.inputs.acts import CommandInput, Texts


@strawberry.input(description="Certify a batch as it stands.")
class CertifyBatchInput(CommandInput):
    batch_id: strawberry.ID = strawberry.field(description="The batch's own id.")


@strawberry.input(description="Release what is true of a certified batch's items.")
class ReleaseBatchInput(CommandInput):
    batch_id: strawberry.ID = strawberry.field(description="The batch's own id.")


@strawberry.input(description="Let a requirement pass for a time.")
class WaiveRequirementInput(CommandInput):
    TEXTS: ClassVar[tuple[str, ...]] = ("reason",)

    batch_id: strawberry.ID = strawberry.field(description="The batch's own id.")
    place: int = strawberry.field(
        description="The requirement's place in the policy in force, from 0."
    )
    policy_version: int = strawberry.field(
        description="The policy that you looked at; if it is not in force any more, this is"
        " refused."
    )
    until: datetime = strawberry.field(description="It counts up to then.")
    reason: str = strawberry.field(description="Why, erasable.")

    def command(self, texts: Texts) -> certificate.WaiveRequirement:
        return certificate.WaiveRequirement(
            batch_id=BatchId(self.batch_id),
            place=self.place,
            policy_version=self.policy_version,
            until=self.until,
            reason=texts["reason"],
        )


@strawberry.input(description="A second person's word that a proposed waiver counts.")
class ApproveWaiverInput(CommandInput):
    batch_id: strawberry.ID = strawberry.field(description="The batch's own id.")
    waiver_id: UUID = strawberry.field(description="The proposal.")

    def command(self, texts: Texts) -> certificate.ApproveWaiver:
        return certificate.ApproveWaiver(batch_id=BatchId(self.batch_id), waiver=self.waiver_id)


@strawberry.input(description="The end of a waiver before its time, or of a proposal of one.")
class WithdrawWaiverInput(CommandInput):
    TEXTS: ClassVar[tuple[str, ...]] = ("reason",)

    batch_id: strawberry.ID = strawberry.field(description="The batch's own id.")
    waiver_id: UUID = strawberry.field(description="The waiver.")
    reason: str = strawberry.field(description="Why, erasable.")

    def command(self, texts: Texts) -> certificate.WithdrawWaiver:
        return certificate.WithdrawWaiver(
            batch_id=BatchId(self.batch_id), waiver=self.waiver_id, reason=texts["reason"]
        )


@strawberry.input(description="The end of a certificate, by hand.")
class RevokeCertificateInput(CommandInput):
    TEXTS: ClassVar[tuple[str, ...]] = ("reason",)

    batch_id: strawberry.ID = strawberry.field(description="The batch's own id.")
    number: int = strawberry.field(description="The certificate's number.")
    reason: str = strawberry.field(description="Why, erasable.")

    def command(self, texts: Texts) -> certificate.RevokeCertificate:
        return certificate.RevokeCertificate(
            batch_id=BatchId(self.batch_id), number=self.number, reason=texts["reason"]
        )
