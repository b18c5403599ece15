"""Inputs about the rules of a project: taxonomy and guideline."""

import strawberry

from labeltrail.events.identifiers import ClassId, TaskName
from labeltrail.events.streams import guideline, taxonomy
from labeltrail.events.values import ClassDefinition, Task, TaskKind
from labeltrail.graphql.inputs.acts import CommandInput, Texts


@strawberry.input(description="One class of a task, as annotators read it.")
class ClassInput:
    class_id: str = strawberry.field(description="The class's id, as labels name it.")
    definition: str = strawberry.field(description="What the class means.")
    inclusion: list[str] = strawberry.field(default_factory=list, description="What belongs to it.")
    exclusion: list[str] = strawberry.field(
        default_factory=list, description="What does not belong to it."
    )
    examples: list[str] = strawberry.field(default_factory=list, description="Examples.")
    counterexamples: list[str] = strawberry.field(
        default_factory=list, description="What looks like one and is none."
    )
    rank: int | None = strawberry.field(
        default=None, description="Its place on the scale of an ordinal task."
    )

    def definition_of_class(self) -> ClassDefinition:
        return ClassDefinition(
            class_id=ClassId(self.class_id),
            definition=self.definition,
            inclusion=tuple(self.inclusion),
            exclusion=tuple(self.exclusion),
            examples=tuple(self.examples),
            counterexamples=tuple(self.counterexamples),
            rank=self.rank,
        )


@strawberry.input(description="A question asked of every item.")
class TaskInput:
    name: str = strawberry.field(description="The task's name, as answers name it.")
    kind: TaskKind = strawberry.field(description="What shape of value answers it.")
    question: str = strawberry.field(description="The question in words.")
    classes: list[ClassInput] = strawberry.field(
        description="The classes, in the order that scores report."
    )
    allows_cannot_tell: bool = strawberry.field(
        default=False, description="Whether an annotator may say that it cannot be told."
    )

    def task(self) -> Task:
        return Task(
            name=TaskName(self.name),
            kind=self.kind,
            question=self.question,
            classes=tuple(one.definition_of_class() for one in self.classes),
            allows_cannot_tell=self.allows_cannot_tell,
        )


@strawberry.input(description="Put a new taxonomy version in force.")
class PublishTaxonomyInput(CommandInput):
    tasks: list[TaskInput] = strawberry.field(description="All tasks of the version.")
    change_note: str = strawberry.field(description="What changes, and why.")

    def command(self, texts: Texts) -> taxonomy.PublishTaxonomy:
        return taxonomy.PublishTaxonomy(
            tasks=tuple(one.task() for one in self.tasks), change_note=self.change_note
        )


@strawberry.input(description="One numbered rule of the guideline.")
class ClauseInput:
    number: str = strawberry.field(description='The number that decisions cite: "2", "2.1".')
    title: str = strawberry.field(description="What the rule is about.")
    text: str = strawberry.field(description="The rule, in Markdown.")


@strawberry.input(description="Draft a guideline revision; it binds nobody until published.")
class ReviseGuidelineInput(CommandInput):
    clauses: list[ClauseInput] = strawberry.field(description="All clauses of the revision.")
    change_note: str = strawberry.field(description="What changes, and why.")

    def command(self, texts: Texts) -> guideline.ReviseGuideline:
        clauses = tuple(
            guideline.Clause(number=one.number, title=one.title, text=one.text)
            for one in self.clauses
        )
        return guideline.ReviseGuideline(clauses=clauses, change_note=self.change_note)


@strawberry.input(description="Put a drafted guideline revision in force.")
class PublishGuidelineInput(CommandInput):
    guideline_revision: int = strawberry.field(description="The number of the drafted revision.")

    def command(self, texts: Texts) -> guideline.PublishGuideline:
        return guideline.PublishGuideline(guideline_revision=self.guideline_revision)
