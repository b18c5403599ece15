"""What can be asked about an annotator's standing; who decides is the act's person."""

import msgspec

from labeltrail.events.acts import PersonalText
from labeltrail.events.identifiers import MemberId, TaskName
from labeltrail.events.streams.standing.facts import (
    Figures,
    NoteKind,
    PassedTest,
    SuspensionCause,
)


class QualifyAnnotator(msgspec.Struct, frozen=True, kw_only=True):
    """By a test that the system marked, or by hand with a reason."""

    annotator: MemberId
    task: TaskName | None = None
    test: PassedTest | None = None
    note: PersonalText | None = None


class SuspendAnnotator(msgspec.Struct, frozen=True, kw_only=True):
    """By a rule with its figures, or by hand with a reason."""

    annotator: MemberId
    cause: SuspensionCause
    figures: Figures | None = None
    note: PersonalText | None = None


class ReinstateAnnotator(msgspec.Struct, frozen=True, kw_only=True):
    annotator: MemberId
    note: PersonalText
    requalify: bool = False


class NoteAnnotator(msgspec.Struct, frozen=True, kw_only=True):
    annotator: MemberId
    note_kind: NoteKind
    clauses: tuple[str, ...] = ()
    task: TaskName | None = None
    note: PersonalText | None = None


StandingCommand = QualifyAnnotator | SuspendAnnotator | ReinstateAnnotator | NoteAnnotator
