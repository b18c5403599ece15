"""What is told of routing, reviews and claims."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import UUID

import msgspec

from labeltrail.events.identifiers import SYSTEM, EventId, ItemId, LabelId, MemberId, TaskName
from labeltrail.events.streams.item import facts, review_facts
from labeltrail.events.streams.policy import FourEyes
from labeltrail.events.streams.project import Role
from tests.projections.sheet import WORDS

ITEM = "item/sheet/1847-03"
NOOR, GRETA = MemberId("noor"), MemberId("greta")
GENUS = TaskName("genus")
LABEL = LabelId(UUID("0190c0de-0000-7000-8000-000000000001"))
EVENT = EventId(UUID("0190c0de-0000-7000-8000-000000000002"))
NOON = datetime(2026, 3, 3, 12, tzinfo=UTC)
DROPPED = facts.LabelReviewed(
    label_id=LABEL,
    judged=EVENT,
    reviewer=GRETA,
    verdict=facts.Verdict.REJECTED,
    guideline_revision=2,
    reason=facts.ReviewReason.CARELESS,
    action=facts.RejectAction.DROP,
)
_JUDGED = f"greta rejected label {LABEL} of item sheet/1847-03 as it stood in event {EVENT}"

TOLD: list[tuple[str, str, msgspec.Struct, str]] = [
    (
        ITEM,
        "system",
        facts.ReviewRequested(
            cause=facts.ReviewCause.SAMPLED,
            requested_by=SYSTEM,
            policy_version=3,
            rule="one in twenty",
            annotator=NOOR,
            repeat=1,
        ),
        (
            "Rule one in twenty of policy version 3 sent item sheet/1847-03, label 1 of noor to"
            " review: the rule fired, and it was drawn."
        ),
    ),
    (
        ITEM,
        "system",
        facts.ReviewRequested(
            cause=facts.ReviewCause.SECOND_LEVEL,
            requested_by=SYSTEM,
            policy_version=3,
            level=2,
            annotator=NOOR,
            repeat=1,
        ),
        (
            "Policy version 3 sent item sheet/1847-03, label 1 of noor to a second review: its"
            " review was drawn for a second look."
        ),
    ),
    (
        ITEM,
        "system",
        facts.ReviewRequested(
            cause=facts.ReviewCause.RETURNED, requested_by=SYSTEM, annotator=NOOR, repeat=2
        ),
        (
            "Item sheet/1847-03, label 2 of noor goes to review again: its author has revised what"
            " was returned."
        ),
    ),
    (
        ITEM,
        "greta",
        DROPPED,
        f"{_JUDGED} (careless), under guideline revision 2; it counts no more.",
    ),
    (
        ITEM,
        "greta",
        msgspec.structs.replace(
            DROPPED,
            action=facts.RejectAction.RETURN,
            second_of=EVENT,
            relaxed=(FourEyes.REVIEWER_IS_AUTHOR,),
        ),
        (
            f"{_JUDGED} (careless), looking again at review {EVENT}, under guideline revision 2;"
            " its author is to revise it. The policy lets it: reviewers judge labels of their own."
        ),
    ),
    (
        ITEM,
        "system",
        review_facts.AdjudicationRequested(
            rule="rare", policy_version=3, requested_by=SYSTEM, task=GENUS
        ),
        "Rule rare of policy version 3 sent item sheet/1847-03 on task genus to adjudication.",
    ),
    (
        ITEM,
        "system",
        review_facts.EscalationRouted(
            rule="untold",
            policy_version=3,
            raised_by=SYSTEM,
            level=2,
            guideline_revision=2,
            task=GENUS,
            annotator=NOOR,
            repeat=1,
            owner_role=Role.ADJUDICATOR,
            due_at=NOON,
        ),
        (
            "Rule untold of policy version 3 escalated item sheet/1847-03, label 1 of noor on task"
            " genus to level 2, owned by any adjudicator, due 2026-03-03T12:00:00+00:00, under"
            " guideline revision 2."
        ),
    ),
    (
        ITEM,
        "greta",
        review_facts.ReviewClaimed(claimed_by=GRETA, until=NOON),
        "greta took on item sheet/1847-03 to judge it until 2026-03-03T12:00:00+00:00.",
    ),
    (
        ITEM,
        "greta",
        review_facts.ReviewClaimReleased(claim=EVENT, released_by=GRETA),
        "greta let go of item sheet/1847-03 without a judgment.",
    ),
    (
        "second-look/greta",
        "ines",
        review_facts.SecondLookTaken(
            item_id=ItemId("sheet/1847-03"),
            review=EVENT,
            reviewer=GRETA,
            verdict=facts.Verdict.APPROVED,
            second_reviewer=MemberId("ines"),
            second_verdict=facts.Verdict.REJECTED,
            agrees=False,
        ),
        (
            f"ines looked again at review {EVENT} of item sheet/1847-03 and rejected what greta had"
            " approved: they do not agree."
        ),
    ),
    (
        ITEM,
        "greta",
        facts.ItemAdjudicated(
            adjudicator=GRETA,
            answers={},
            judged=(EVENT,),
            rationale=WORDS,
            taxonomy_version=2,
            guideline_revision=2,
            relaxed=(FourEyes.ADJUDICATOR_LABELED_ITEM,),
        ),
        (
            "greta adjudicated item sheet/1847-03 as , under taxonomy version 2 and guideline"
            " revision 2, having judged 1 label. The policy lets it: adjudicators decide items that"
            f" they have labeled. Rationale: text {WORDS.text_id}."
        ),
    ),
]
