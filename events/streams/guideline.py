"""The guideline stream: the handbook's numbered clauses, revision by revision.

A revision is drafted first and binds nobody until it is published; the position of its
publication is when it takes effect.
"""

import msgspec

from labeltrail.events import checks
from labeltrail.events.limits import CLAUSES_MAX, TITLE_LENGTH_MAX
from labeltrail.events.rejections import Rejection, Rule
from labeltrail.events.streams.outcome import Decision, admitted

STREAM = "guideline"


class Clause(msgspec.Struct, frozen=True, kw_only=True):
    """One numbered rule, in Markdown. The number ("2", "2.1") is how decisions cite it."""

    number: str
    title: str
    text: str


class GuidelineRevised(msgspec.Struct, frozen=True, kw_only=True):
    """Revision `guideline_revision` was drafted. It binds nobody yet."""

    guideline_revision: int
    clauses: tuple[Clause, ...]
    change_note: str


class GuidelinePublished(msgspec.Struct, frozen=True, kw_only=True):
    """The revision is in force from this position on."""

    guideline_revision: int


GuidelineFact = GuidelineRevised | GuidelinePublished


class ReviseGuideline(msgspec.Struct, frozen=True, kw_only=True):
    clauses: tuple[Clause, ...]
    change_note: str


class PublishGuideline(msgspec.Struct, frozen=True, kw_only=True):
    guideline_revision: int


GuidelineCommand = ReviseGuideline | PublishGuideline


class Guideline(msgspec.Struct, frozen=True, kw_only=True):
    """Every revision drafted; `published` in the order of publication, the last in force."""

    revisions: tuple[tuple[Clause, ...], ...] = ()
    published: tuple[int, ...] = ()

    @property
    def in_force(self) -> int:
        """The number of the revision in force; 0 before the first."""
        return self.published[-1] if self.published else 0

    def has_clause(self, revision: int, number: str) -> bool:
        return any(clause.number == number for clause in self.revisions[revision - 1])


def evolve(state: Guideline, fact: GuidelineFact) -> Guideline:
    match fact:
        case GuidelineRevised():
            return Guideline(revisions=(*state.revisions, fact.clauses), published=state.published)
        case GuidelinePublished():
            return Guideline(
                revisions=state.revisions,
                published=(*state.published, fact.guideline_revision),
            )


def decide(state: Guideline, command: GuidelineCommand) -> Decision[GuidelineFact]:
    match command:
        case ReviseGuideline():
            return _revise(state, command)
        case PublishGuideline():
            return _publish(state, command)


def clause_fault(
    state: Guideline, revision: int, number: str | None, *path: str | int
) -> Rejection | None:
    """Why a decision under `revision` cannot cite clause `number`."""
    if number is None or (revision and state.has_clause(revision, number)):
        return None
    message = f"guideline revision {revision} has no clause {number!r}"
    return Rejection(Rule.CLAUSE_UNKNOWN, message, path)


def _revise(state: Guideline, command: ReviseGuideline) -> Decision[GuidelineFact]:
    fault = checks.first(
        (
            checks.text(command.change_note, "change_note"),
            checks.some(command.clauses, "clauses"),
            checks.at_most(command.clauses, CLAUSES_MAX, "clauses"),
            checks.distinct([clause.number for clause in command.clauses], "clauses"),
            *(
                checks.identifier(clause.number, "clauses", place, "number")
                or checks.text(clause.title, "clauses", place, "title", length_max=TITLE_LENGTH_MAX)
                or checks.text(clause.text, "clauses", place, "text")
                for place, clause in enumerate(command.clauses)
            ),
        )
    )
    if fault is not None:
        return fault
    return admitted(
        GuidelineRevised(
            guideline_revision=len(state.revisions) + 1,
            clauses=command.clauses,
            change_note=command.change_note,
        )
    )


def _publish(state: Guideline, command: PublishGuideline) -> Decision[GuidelineFact]:
    path = ("guideline_revision",)
    revision = command.guideline_revision
    if not 1 <= revision <= len(state.revisions):
        message = f"no revision {revision} has been drafted; the last is {len(state.revisions)}"
        return Rejection(Rule.GUIDELINE_REVISION_UNKNOWN, message, path)
    if revision <= state.in_force:
        message = (
            f"revision {state.in_force} is in force already; to return to older clauses,"
            " draft them as a new revision"
        )
        return Rejection(Rule.GUIDELINE_ALREADY_PUBLISHED, message, path)
    return admitted(GuidelinePublished(guideline_revision=revision))
