"""What is told of people's standing: who said what of whom, by which figures or by hand."""

from __future__ import annotations

from labeltrail.events.envelope import RecordedEvent
from labeltrail.events.identifiers import SYSTEM, MemberId, TaskName
from labeltrail.events.streams.policy import (
    Bound,
    PolicyProposalRefused,
    PolicyProposalWithdrawn,
    PolicyProposed,
)
from labeltrail.events.streams.standing import (
    AnnotatorNoted,
    AnnotatorQualified,
    AnnotatorReinstated,
    AnnotatorSuspended,
    Figures,
    NoteKind,
    SuspensionCause,
)
from labeltrail.projections.sentences import told

CAUSES = {
    SuspensionCause.GOLD_ACCURACY: "too few of their answers agree with gold",
    SuspensionCause.DRIFT: "their errors against gold drifted",
    SuspensionCause.PACE: "they answer faster than anybody can look",
    SuspensionCause.STRAIGHT_LINING: "they gave one answer over and over",
    SuspensionCause.REJECTION_RATE: "too many of their labels were rejected or corrected",
    SuspensionCause.WORK_QUALITY: "for the quality of their work",
    SuspensionCause.CONDUCT: "for their conduct",
    SuspensionCause.ABSENT: "since they are away",
    SuspensionCause.OTHER: "for the reason given",
}
NOTED = {
    NoteKind.RETRAINED: "was retrained",
    NoteKind.FEEDBACK_GIVEN: "was given feedback",
    NoteKind.WARNED: "was warned",
    NoteKind.PRAISED: "was praised",
    NoteKind.OTHER: "was noted about",
}


@told.register
def _(fact: AnnotatorQualified, event: RecordedEvent) -> str:
    what = _for(fact.task)
    if fact.test is None:
        return f"{_by(fact.qualified_by)} qualified {fact.annotator} for {what} by hand."
    test = fact.test
    held = "" if test.bound is Bound.POINT else ", the lower end of whose interval"
    return (
        f"{fact.annotator} passed the test of {what}: {test.right} of {test.answered} right{held}"
        f" ({test.observed}, wanted at least {test.accuracy_min})."
    )


@told.register
def _(fact: AnnotatorSuspended, event: RecordedEvent) -> str:
    why = CAUSES[fact.cause]
    figures = "" if fact.figures is None else f": {figures_told(fact.figures)}"
    return f"{_by(fact.suspended_by)} suspended {fact.annotator}, {why}{figures}."


@told.register
def _(fact: AnnotatorReinstated, event: RecordedEvent) -> str:
    anew = ", who must pass the tests anew" if fact.requalify else ""
    return f"{_by(fact.reinstated_by)} reinstated {fact.annotator}{anew}."


@told.register
def _(fact: AnnotatorNoted, event: RecordedEvent) -> str:
    clauses = ""
    if fact.clauses:
        which = "clause" if len(fact.clauses) == 1 else "clauses"
        clauses = (
            f" on {which} {', '.join(fact.clauses)} of guideline revision {fact.guideline_revision}"
        )
    on = f", for {fact.task}" if fact.task is not None else ""
    return f"{fact.annotator} {NOTED[fact.note_kind]}{clauses}{on}; {fact.noted_by} noted it."


@told.register
def _(fact: PolicyProposed, event: RecordedEvent) -> str:
    weakens = f" It weakens: {'; '.join(fact.weakens)}." if fact.weakens else ""
    return (
        f"{fact.proposed_by} proposed a policy, number {fact.proposal}, to follow version"
        f" {fact.base_version}.{weakens} Change: {fact.change_note}"
    )


@told.register
def _(fact: PolicyProposalRefused, event: RecordedEvent) -> str:
    return f"{fact.refused_by} refused policy proposal {fact.proposal}."


@told.register
def _(fact: PolicyProposalWithdrawn, event: RecordedEvent) -> str:
    return f"{fact.withdrawn_by} withdrew policy proposal {fact.proposal}."


def figures_told(figures: Figures) -> str:
    """What a rule measured, in words."""
    task = f" to {figures.task}" if figures.task is not None else ""
    end = "" if figures.bound is Bound.POINT else " (the better end of its interval)"
    return (
        f"{figures.observed}{end} over the last {figures.answers} answers{task},"
        f" the limit being {figures.threshold}"
    )


def _by(member: MemberId) -> str:
    return "A rule" if member == SYSTEM else member


def _for(task: TaskName | None) -> str:
    return "every task" if task is None else task
