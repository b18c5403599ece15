"""The guideline stream: the handbook's numbered clauses, revision by revision.

A revision is drafted first and binds nobody until it is published; the position of its
publication is when it takes effect. A clause of the revision in force may be clarified without a
new one. Resolutions of escalations may demand a change: a revision names those that it answers.
"""

import msgspec

from labeltrail.events import checks
from labeltrail.events.acts import Act
from labeltrail.events.identifiers import EscalationId, ItemId, MemberId
from labeltrail.events.limits import (
    CLAUSES_CITED_MAX,
    CLAUSES_MAX,
    DEMANDS_MAX,
    TITLE_LENGTH_MAX,
)
from labeltrail.events.rejections import Rejection, Rule
from labeltrail.events.streams.outcome import Decision, admitted

STREAM = "guideline"


class Clause(msgspec.Struct, frozen=True, kw_only=True):
    """One numbered rule, in Markdown. The number ("2", "2.1") is how decisions cite it."""

    number: str
    title: str
    text: str


class Demand(msgspec.Struct, frozen=True, kw_only=True):
    """A resolved escalation that demands a change of the guideline, and the item it is about."""

    item_id: ItemId
    escalation_id: EscalationId


class GuidelineRevised(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Revision `guideline_revision` was drafted. It binds nobody yet.

    Once it is published, it answers the demands of `answers`.
    """

    guideline_revision: int
    clauses: tuple[Clause, ...]
    change_note: str
    answers: tuple[Demand, ...] = ()


class GuidelinePublished(msgspec.Struct, frozen=True, kw_only=True):
    """The revision is in force from this position on."""

    guideline_revision: int


class GuidelineClauseClarified(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """How a clause of the revision in force is to be read; its own text stays as it is.

    `resolution` is the resolved escalation that it came from, if one it was.
    """

    guideline_revision: int
    clause: str
    clarification: str
    clarified_by: MemberId
    reason: str
    resolution: Demand | None = None


GuidelineFact = GuidelineRevised | GuidelinePublished | GuidelineClauseClarified


class ReviseGuideline(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    clauses: tuple[Clause, ...]
    change_note: str
    answers: tuple[Demand, ...] = ()


class PublishGuideline(msgspec.Struct, frozen=True, kw_only=True):
    guideline_revision: int


class ClarifyClause(msgspec.Struct, frozen=True, kw_only=True):
    """`guideline_revision` is the one that the clarifier saw in force."""

    guideline_revision: int
    clause: str
    clarification: str
    reason: str
    resolution: Demand | None = None


GuidelineCommand = ReviseGuideline | PublishGuideline | ClarifyClause


class Guideline(msgspec.Struct, frozen=True, kw_only=True):
    """Every revision drafted; `published` in the order of publication, the last in force.

    `answers` in the order of the revisions, `clarifications` in that of their recording.
    """

    revisions: tuple[tuple[Clause, ...], ...] = ()
    published: tuple[int, ...] = ()
    answers: tuple[tuple[Demand, ...], ...] = ()
    clarifications: tuple[GuidelineClauseClarified, ...] = ()

    @property
    def in_force(self) -> int:
        """The number of the revision in force; 0 before the first."""
        return self.published[-1] if self.published else 0

    def has_clause(self, revision: int, number: str) -> bool:
        return any(clause.number == number for clause in self.revisions[revision - 1])

    def answered_by(self, demand: Demand) -> int | None:
        """The first published revision that answers the demand; None while it is open."""
        return next((one for one in self.published if demand in self.answers_of(one)), None)

    def answers_of(self, revision: int) -> tuple[Demand, ...]:
        return self.answers[revision - 1] if revision <= len(self.answers) else ()

    def clarified(self, revision: int, number: str) -> tuple[GuidelineClauseClarified, ...]:
        return tuple(
            one
            for one in self.clarifications
            if (one.guideline_revision, one.clause) == (revision, number)
        )


def evolve(state: Guideline, fact: GuidelineFact) -> Guideline:
    match fact:
        case GuidelineRevised():
            return msgspec.structs.replace(
                state,
                revisions=(*state.revisions, fact.clauses),
                answers=(*state.answers, fact.answers),
            )
        case GuidelinePublished():
            published = (*state.published, fact.guideline_revision)
            return msgspec.structs.replace(state, published=published)
        case GuidelineClauseClarified():
            clarifications = (*state.clarifications, fact)
            return msgspec.structs.replace(state, clarifications=clarifications)


def decide(
    state: Guideline, command: GuidelineCommand, act: Act, resolved: dict[Demand, str | None]
) -> Decision[GuidelineFact]:
    """`resolved` are those of `demands_of(command)` that are resolved, with what they demand."""
    match command:
        case ReviseGuideline():
            return _revise(state, command, resolved)
        case PublishGuideline():
            return _publish(state, command)
        case ClarifyClause():
            return _clarify(state, command, act, resolved)


def demands_of(command: GuidelineCommand) -> tuple[Demand, ...]:
    """The escalations that the command names: their items' streams are read for the decision."""
    match command:
        case ReviseGuideline():
            return command.answers
        case ClarifyClause(resolution=Demand() as resolution):
            return (resolution,)
        case _:
            return ()


def address_fault(command: ReviseGuideline | ClarifyClause) -> Rejection | None:
    """Why no item can be where the command points."""
    named = demands_of(command)
    at_answers = isinstance(command, ReviseGuideline)
    return checks.first(
        checks.identifier(
            one.item_id, *(("answers", place) if at_answers else ("resolution",)), "item_id"
        )
        for place, one in enumerate(named)
    )


def clause_fault(
    state: Guideline, revision: int, number: str | None, *path: str | int
) -> Rejection | None:
    """Why a decision under `revision` cannot cite clause `number`."""
    if number is None or (revision and state.has_clause(revision, number)):
        return None
    message = f"guideline revision {revision} has no clause {number!r}"
    return Rejection(Rule.CLAUSE_UNKNOWN, message, path)


def clauses_fault(
    state: Guideline, revision: int, numbers: tuple[str, ...], *path: str | int
) -> Rejection | None:
    """Why a decision under `revision` cannot cite all of these clauses."""
    if not numbers:
        return None
    return checks.first(
        (
            checks.at_most(numbers, CLAUSES_CITED_MAX, *path),
            checks.distinct(numbers, *path),
            *(clause_fault(state, revision, one, *path, n) for n, one in enumerate(numbers)),
        )
    )


def _revise(
    state: Guideline, command: ReviseGuideline, resolved: dict[Demand, str | None]
) -> Decision[GuidelineFact]:
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
            checks.at_most(command.answers, DEMANDS_MAX, "answers"),
            checks.distinct(command.answers, "answers"),
            *(
                _demand_fault(state, one, resolved, "answers", place)
                for place, one in enumerate(command.answers)
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
            answers=command.answers,
        )
    )


def _demand_fault(
    state: Guideline, demand: Demand, resolved: dict[Demand, str | None], *path: str | int
) -> Rejection | None:
    if resolved.get(demand) is None:
        message = "no resolution of this escalation demands a change of the guideline"
        return Rejection(Rule.DEMAND_UNKNOWN, message, path)
    revision = state.answered_by(demand)
    if revision is None:
        return None
    message = f"revision {revision}, which is published, answers this demand; leave it out"
    return Rejection(Rule.DEMAND_ANSWERED, message, path)


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


def _clarify(
    state: Guideline, command: ClarifyClause, act: Act, resolved: dict[Demand, str | None]
) -> Decision[GuidelineFact]:
    if not state.in_force:
        return Rejection(Rule.GUIDELINE_MISSING, "publish a guideline before clarifying it")
    if command.guideline_revision != state.in_force:
        message = f"guideline revision {state.in_force} is in force; clarify a clause of it"
        return Rejection(Rule.GUIDELINE_NOT_IN_FORCE, message, ("guideline_revision",))
    fault = (
        clause_fault(state, state.in_force, command.clause, "clause")
        or checks.text(command.clarification, "clarification")
        or checks.text(command.reason, "reason")
    )
    if fault is not None:
        return fault
    if command.resolution is not None and command.resolution not in resolved:
        message = "this escalation is not there, or is not resolved"
        return Rejection(Rule.RESOLUTION_UNKNOWN, message, ("resolution",))
    return admitted(
        GuidelineClauseClarified(
            guideline_revision=state.in_force,
            clause=command.clause,
            clarification=command.clarification,
            clarified_by=act.person,
            reason=command.reason,
            resolution=command.resolution,
        )
    )
