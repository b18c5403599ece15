"""Inputs about the life of a taxonomy: drafts, reviews, and what becomes of classes."""

from collections.abc import Sequence
from typing import ClassVar

import strawberry

from labeltrail.events.identifiers import BatchId, ClassId, TaskName
from labeltrail.events.streams import taxonomy
from labeltrail.events.streams.taxonomy import Fate, Mapping, TaxonomyObjection, TaxonomyVerdict
from labeltrail.graphql.inputs.acts import CommandInput, Texts
from labeltrail.graphql.inputs.tasks import ConstraintInput, TaskInput

MAPPING = (
    "What becomes of the classes of the version in force. One that is not named is kept if the new"
    " version has it; one that would vanish in silence is refused."
)


@strawberry.input(description="What becomes of a class of the version in force.")
class ClassFateInput:
    class_id: str = strawberry.field(description="The class of the version in force.")
    fate: Fate = strawberry.field(description="What becomes of it.")
    into: list[str] = strawberry.field(
        default_factory=list,
        description="The classes of the new version that it becomes: one of a class renamed or"
        " merged, two or more of one that is split.",
    )


@strawberry.input(description="What becomes of the classes of a task of the version in force.")
class TaskMappingInput:
    task: str = strawberry.field(description="The task.")
    classes: list[ClassFateInput] = strawberry.field(description="The fates of its classes.")


def mapping_of(given: Sequence[TaskMappingInput]) -> Mapping:
    return tuple(
        taxonomy.TaskMapping(
            task=TaskName(one.task),
            classes=tuple(
                taxonomy.ClassFate(
                    class_id=ClassId(each.class_id),
                    fate=each.fate,
                    into=tuple(map(ClassId, each.into)),
                )
                for each in one.classes
            ),
        )
        for one in given
    )


@strawberry.input(description="Put a new taxonomy version in force.")
class PublishTaxonomyInput(CommandInput):
    tasks: list[TaskInput] = strawberry.field(description="All tasks of the version.")
    change_note: str = strawberry.field(description="What changes, and why.")
    constraints: list[ConstraintInput] = strawberry.field(
        default_factory=list, description="Which answers cannot be together."
    )
    mapping: list[TaskMappingInput] = strawberry.field(default_factory=list, description=MAPPING)

    def command(self, texts: Texts) -> taxonomy.PublishTaxonomy:
        return taxonomy.PublishTaxonomy(
            tasks=tuple(one.task() for one in self.tasks),
            change_note=self.change_note,
            constraints=tuple(one.constraint() for one in self.constraints),
            mapping=mapping_of(self.mapping),
        )


@strawberry.input(description="Draft what comes after the version in force; it binds nobody.")
class DraftTaxonomyInput(CommandInput):
    PERSON: ClassVar[str | None] = "drafted_by"

    tasks: list[TaskInput] = strawberry.field(description="All tasks of the version to be.")
    change_note: str = strawberry.field(description="What changes, and why.")
    constraints: list[ConstraintInput] = strawberry.field(
        default_factory=list, description="Which answers cannot be together."
    )
    mapping: list[TaskMappingInput] = strawberry.field(default_factory=list, description=MAPPING)
    drafted_by: strawberry.ID | None = strawberry.field(
        default=None,
        description="Who drafted it. Left out: who calls. Another takes the role service.",
    )

    def command(self, texts: Texts) -> taxonomy.DraftTaxonomy:
        return taxonomy.DraftTaxonomy(
            tasks=tuple(one.task() for one in self.tasks),
            change_note=self.change_note,
            constraints=tuple(one.constraint() for one in self.constraints),
            mapping=mapping_of(self.mapping),
        )


@strawberry.input(
    description="An expert's word on a draft, or on the version in force: name one of the two."
)
class ReviewTaxonomyInput(CommandInput):
    TEXTS: ClassVar[tuple[str, ...]] = ("note",)
    PERSON: ClassVar[str | None] = "reviewed_by"

    verdict: TaxonomyVerdict = strawberry.field(description="The verdict.")
    draft: int | None = strawberry.field(default=None, description="The draft.")
    taxonomy_version: int | None = strawberry.field(
        default=None, description="The version in force, where it was published without a draft."
    )
    objections: list[TaxonomyObjection] = strawberry.field(
        default_factory=list, description="Why; needed with REFUSED and only then."
    )
    note: str | None = strawberry.field(default=None, description="More about it, erasable.")
    reviewed_by: strawberry.ID | None = strawberry.field(
        default=None, description="Who judged. Left out: who calls. Another takes the role service."
    )

    def command(self, texts: Texts) -> taxonomy.ReviewTaxonomy:
        return taxonomy.ReviewTaxonomy(
            verdict=self.verdict,
            draft=self.draft,
            taxonomy_version=self.taxonomy_version,
            objections=tuple(self.objections),
            note=texts.get("note"),
        )


@strawberry.input(
    description="Let a pilot pass for the taxonomy version in force, as it stands: it must be"
    " ready, and of the size that the policy demands."
)
class PassPilotInput(CommandInput):
    batch_id: strawberry.ID = strawberry.field(description="The pilot's own id.")

    def command(self, texts: Texts) -> taxonomy.PassPilot:
        """Only what is asked for: how the pilot stands is looked up where it is carried out."""
        return taxonomy.PassPilot(
            batch_id=BatchId(self.batch_id),
            position=0,
            taxonomy_version=0,
            policy_version=0,
            basis=taxonomy.PilotBasis.READY,
            items=0,
            items_overlapped=0,
            is_passed=False,
        )


@strawberry.input(description="Put a draft of the taxonomy in force.")
class PublishTaxonomyDraftInput(CommandInput):
    draft: int = strawberry.field(description="The draft.")

    def command(self, texts: Texts) -> taxonomy.PublishTaxonomyDraft:
        return taxonomy.PublishTaxonomyDraft(draft=self.draft)
