"""Words about people's standing, as GraphQL enums."""

from labeltrail.events.streams.policy import ProposalStatus
from labeltrail.events.streams.policy.people import Signal
from labeltrail.events.streams.standing import NoteKind, SuspensionCause
from labeltrail.graphql.types.described import declare
from labeltrail.projections.people.feedback import FeedbackCause

declare(
    Signal,
    "What a suspension rule watches of an annotator's last answers.",
    name="SuspensionSignal",
    GOLD_ACCURACY="Share of answers that agree with gold; suspends below the threshold.",
    DRIFT="Alarms that answers got worse against gold; suspends at the threshold.",
    PACE="Median seconds per label; suspends below the threshold.",
    STRAIGHT_LINING="Longest run of one answer to a task; suspends above the threshold.",
    REJECTION_RATE="Share of reviewed labels rejected or corrected; suspends above the threshold.",
)
declare(
    SuspensionCause,
    "Why somebody may not label: what a rule measured, or what a person saw.",
    GOLD_ACCURACY="A rule: too few answers agree with gold.",
    DRIFT="A rule: errors against gold drifted.",
    PACE="A rule: labels come too fast.",
    STRAIGHT_LINING="A rule: one answer over and over.",
    REJECTION_RATE="A rule: too many labels were rejected or corrected.",
    WORK_QUALITY="By hand: the quality of the work.",
    CONDUCT="By hand: conduct.",
    ABSENT="By hand: the person is away.",
    OTHER="By hand: see the note.",
)
declare(
    NoteKind,
    "What was done with an annotator.",
    name="AnnotatorNoteKind",
    RETRAINED="Trained again, on the clauses named.",
    FEEDBACK_GIVEN="Told about their work.",
    WARNED="Warned.",
    PRAISED="Praised.",
    OTHER="Something else: see the note.",
)
declare(
    ProposalStatus,
    "Where a policy proposal is on its way.",
    name="PolicyProposalStatus",
    OPEN="Waits for a second manager.",
    APPROVED="In force, or was.",
    REFUSED="Another manager would not have it.",
    WITHDRAWN="Who proposed it thought better of it.",
)
declare(
    FeedbackCause,
    "What was decided otherwise than the annotator had it.",
    REJECTED="A reviewer rejected the label.",
    CORRECTED="A reviewer corrected the label.",
    ADJUDICATED="An adjudicator decided otherwise.",
    GOLD="The item's gold says otherwise.",
)
