"""Inputs about the guideline."""

import strawberry

from labeltrail.events.streams import guideline
from labeltrail.graphql.inputs.acts import CommandInput, Texts
from labeltrail.graphql.inputs.settling import ResolutionInput


@strawberry.input(description="One numbered rule of the guideline.")
class ClauseInput:
    number: str = strawberry.field(description='The number that decisions cite: "2", "2.1".')
    title: str = strawberry.field(description="What the rule is about.")
    text: str = strawberry.field(description="The rule, in Markdown.")


@strawberry.input(description="Draft a guideline revision; it binds nobody until published.")
class ReviseGuidelineInput(CommandInput):
    clauses: list[ClauseInput] = strawberry.field(description="All clauses of the revision.")
    change_note: str = strawberry.field(description="What changes, and why.")
    answers: list[ResolutionInput] = strawberry.field(
        default_factory=list,
        description="The resolved escalations whose demands it answers once it is published.",
    )

    def command(self, texts: Texts) -> guideline.ReviseGuideline:
        clauses = tuple(
            guideline.Clause(number=one.number, title=one.title, text=one.text)
            for one in self.clauses
        )
        answers = tuple(one.demand() for one in self.answers)
        return guideline.ReviseGuideline(
            clauses=clauses, change_note=self.change_note, answers=answers
        )


@strawberry.input(description="Put a drafted guideline revision in force.")
class PublishGuidelineInput(CommandInput):
    guideline_revision: int = strawberry.field(description="The number of the drafted revision.")

    def command(self, texts: Texts) -> guideline.PublishGuideline:
        return guideline.PublishGuideline(guideline_revision=self.guideline_revision)
