"""What can be said of an annotator's standing, and the figures that a rule rests on."""

from decimal import Decimal
from enum import StrEnum

import msgspec

from labeltrail.events.acts import PersonalText
from labeltrail.events.identifiers import MemberId, TaskName
from labeltrail.events.streams.policy.people import Signal
from labeltrail.events.streams.policy.requirements import Bound


class SuspensionCause(StrEnum):
    """Why somebody may not label: what a rule watches, or what a person saw."""

    GOLD_ACCURACY = Signal.GOLD_ACCURACY.value
    DRIFT = Signal.DRIFT.value
    PACE = Signal.PACE.value
    STRAIGHT_LINING = Signal.STRAIGHT_LINING.value
    REJECTION_RATE = Signal.REJECTION_RATE.value
    WORK_QUALITY = "work_quality"
    CONDUCT = "conduct"
    ABSENT = "absent"
    OTHER = "other"


BY_RULE = frozenset(SuspensionCause(one.value) for one in Signal)
"""Causes that come with figures; the others come with words."""


class PassedTest(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """A gold test that was passed, as it stood at `position`.

    `right` of `answered` test items agreed with their gold; `observed`, the point or the lower end
    of its interval as `bound` says, is at least `accuracy_min`.
    """

    answered: int
    right: int
    bound: Bound
    observed: Decimal
    accuracy_min: Decimal
    position: int


class Figures(msgspec.Struct, frozen=True, gc=False, kw_only=True, omit_defaults=True):
    """What a suspension rule measured at `position`: `observed` is beyond `threshold`.

    `answers` is how many answers, latest first, it rests on; the task is None over all tasks.
    """

    observed: Decimal
    threshold: Decimal
    bound: Bound
    answers: int
    position: int
    task: TaskName | None = None


class AnnotatorQualified(msgspec.Struct, frozen=True, gc=False, kw_only=True, omit_defaults=True):
    """The annotator may label the task, None for every one: by a test, or by somebody's word."""

    annotator: MemberId
    qualified_by: MemberId
    policy_version: int
    task: TaskName | None = None
    test: PassedTest | None = None
    note: PersonalText | None = None


class AnnotatorSuspended(msgspec.Struct, frozen=True, gc=False, kw_only=True, omit_defaults=True):
    """The annotator labels no more until they are reinstated. What they did stays."""

    annotator: MemberId
    suspended_by: MemberId
    cause: SuspensionCause
    policy_version: int
    figures: Figures | None = None
    note: PersonalText | None = None


class AnnotatorReinstated(msgspec.Struct, frozen=True, gc=False, kw_only=True, omit_defaults=True):
    """The annotator may label again; rules look at what comes from now on.

    With `requalify` the qualifications are void and the tests must be passed anew.
    """

    annotator: MemberId
    reinstated_by: MemberId
    note: PersonalText | None = None
    requalify: bool = False


class NoteKind(StrEnum):
    """What was done with the annotator."""

    RETRAINED = "retrained"
    FEEDBACK_GIVEN = "feedback_given"
    WARNED = "warned"
    PRAISED = "praised"
    OTHER = "other"


class AnnotatorNoted(msgspec.Struct, frozen=True, gc=False, kw_only=True, omit_defaults=True):
    """Somebody worked with the annotator, on these clauses of the guideline's revision."""

    annotator: MemberId
    noted_by: MemberId
    note_kind: NoteKind
    clauses: tuple[str, ...] = ()
    guideline_revision: int = 0
    task: TaskName | None = None
    note: PersonalText | None = None


StandingFact = AnnotatorQualified | AnnotatorSuspended | AnnotatorReinstated | AnnotatorNoted
