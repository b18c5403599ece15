"""Inputs about the standing of annotators, and about policies that take two persons."""

from typing import ClassVar

import strawberry

from labeltrail.events.identifiers import MemberId, TaskName
from labeltrail.events.streams import policy as policies
from labeltrail.events.streams import standing
from labeltrail.events.streams.standing import NoteKind, SuspensionCause
from labeltrail.graphql.inputs.acts import CommandInput, Texts
from labeltrail.graphql.inputs.policy import PolicyInput

_WHO = "The annotator's member id."


@strawberry.input(description="Somebody's word that an annotator may label a task.")
class QualifyAnnotatorInput(CommandInput):
    TEXTS: ClassVar[tuple[str, ...]] = ("note",)

    annotator: strawberry.ID = strawberry.field(description=_WHO)
    note: str = strawberry.field(description="Why, erasable.")
    task: str | None = strawberry.field(
        default=None, description="The task's name; left out: every task."
    )

    def command(self, texts: Texts) -> standing.QualifyAnnotator:
        return standing.QualifyAnnotator(
            annotator=MemberId(self.annotator),
            task=None if self.task is None else TaskName(self.task),
            note=texts["note"],
        )


@strawberry.input(description="Let an annotator label no more, for now.")
class SuspendAnnotatorInput(CommandInput):
    TEXTS: ClassVar[tuple[str, ...]] = ("note",)

    annotator: strawberry.ID = strawberry.field(description=_WHO)
    cause: SuspensionCause = strawberry.field(description="Why; what a rule measures is for it.")
    note: str = strawberry.field(description="More about it, erasable.")

    def command(self, texts: Texts) -> standing.SuspendAnnotator:
        return standing.SuspendAnnotator(
            annotator=MemberId(self.annotator), cause=self.cause, note=texts["note"]
        )


@strawberry.input(description="Let a suspended annotator label again.")
class ReinstateAnnotatorInput(CommandInput):
    TEXTS: ClassVar[tuple[str, ...]] = ("note",)

    annotator: strawberry.ID = strawberry.field(description=_WHO)
    note: str = strawberry.field(description="Why, erasable.")
    requalify: bool = strawberry.field(
        default=False, description="Whether tests must be passed anew."
    )

    def command(self, texts: Texts) -> standing.ReinstateAnnotator:
        return standing.ReinstateAnnotator(
            annotator=MemberId(self.annotator), note=texts["note"], requalify=self.requalify
        )


@strawberry.input(description="What was done with an annotator: a retraining, a talk.")
class NoteAnnotatorInput(CommandInput):
    TEXTS: ClassVar[tuple[str, ...]] = ("note",)

    annotator: strawberry.ID = strawberry.field(description=_WHO)
    note_kind: NoteKind = strawberry.field(description="What was done.")
    clauses: list[str] = strawberry.field(
        default_factory=list,
        description="Numbers of clauses of the guideline in force that it was about.",
    )
    task: str | None = strawberry.field(default=None, description="The task's name, if of one.")
    note: str | None = strawberry.field(default=None, description="More about it, erasable.")

    def command(self, texts: Texts) -> standing.NoteAnnotator:
        return standing.NoteAnnotator(
            annotator=MemberId(self.annotator),
            note_kind=self.note_kind,
            clauses=tuple(self.clauses),
            task=None if self.task is None else TaskName(self.task),
            note=texts.get("note"),
        )


@strawberry.input(description="A policy for another manager to approve. It binds nobody yet.")
class ProposePolicyInput(CommandInput):
    policy: PolicyInput = strawberry.field(description="The whole policy.")
    change_note: str = strawberry.field(description="What changes, and why.")

    def command(self, texts: Texts) -> policies.ProposePolicy:
        return policies.ProposePolicy(policy=self.policy.policy(), change_note=self.change_note)


@strawberry.input(description="A second manager's word for a proposed policy.")
class ApprovePolicyInput(CommandInput):
    proposal: int = strawberry.field(description="The proposal's number.")

    def command(self, texts: Texts) -> policies.ApprovePolicy:
        return policies.ApprovePolicy(proposal=self.proposal)


@strawberry.input(description="A second manager's word against a proposed policy.")
class RefusePolicyInput(CommandInput):
    TEXTS: ClassVar[tuple[str, ...]] = ("note",)

    proposal: int = strawberry.field(description="The proposal's number.")
    note: str | None = strawberry.field(default=None, description="Why, erasable.")

    def command(self, texts: Texts) -> policies.RefusePolicy:
        return policies.RefusePolicy(proposal=self.proposal, note=texts.get("note"))


@strawberry.input(description="Take one's own proposal back.")
class WithdrawPolicyProposalInput(CommandInput):
    proposal: int = strawberry.field(description="The proposal's number.")

    def command(self, texts: Texts) -> policies.WithdrawPolicyProposal:
        return policies.WithdrawPolicyProposal(proposal=self.proposal)
