"""Reviews in the owl archive: policies that route, and what follows from them, for the tests."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from labeltrail.events.identifiers import SYSTEM, ClassId, MemberId, TaskName
from labeltrail.events.streams.item import facts, review_facts
from labeltrail.events.streams.item.commands import ReviewLabel
from labeltrail.events.streams.item.facts import LabelReviewed, ReviewCause, Verdict
from labeltrail.events.streams.outcome import Emitted
from labeltrail.events.streams.policy import (
    Condition,
    ConditionKind,
    Policy,
    Reviewing,
    RoutingAction,
    RoutingRule,
)
from labeltrail.events.streams.project import Role
from tests.events.history import ITEM, by_rule
from tests.events.owls import INES, OSKAR, RUTH, SPECIES, event_id, label_id

NOON = datetime(2024, 4, 2, 12, tzinfo=UTC)


def rule(
    *when: Condition, action: RoutingAction = RoutingAction.REVIEW, rule_id: str = "r", **more: Any
) -> RoutingRule:
    return RoutingRule(**{"rule_id": rule_id, "action": action, "when": when, **more})


def condition(kind: ConditionKind, *names: str, **more: Any) -> Condition:
    return Condition(kind=kind, names=names, **more)


def reviewing(*rules: RoutingRule, **more: Any) -> Policy:
    """Two labels an item, and this section about reviews."""
    return Policy(overlap=2, quorum=2, reviewing=Reviewing(rules=rules, **more))


def asked(
    rule_id: str = "r",
    *,
    task: TaskName | None = SPECIES,
    of: MemberId | None = None,
    cause: ReviewCause = ReviewCause.ROUTED,
) -> Emitted[facts.ItemFact]:
    """The rule asks for a review, of somebody's label where one is named."""
    return by_rule(
        facts.ReviewRequested(
            cause=cause,
            requested_by=SYSTEM,
            task=task,
            policy_version=1,
            rule=rule_id,
            annotator=of,
            repeat=1 if of is not None else None,
        )
    )


def verdict(kind: Verdict = Verdict.APPROVED, number: int = 1, **more: Any) -> ReviewLabel:
    """A verdict on label `number` as it was submitted, unless `more` says otherwise."""
    return ReviewLabel(
        **{
            "item_id": ITEM,
            "label_id": label_id(number),
            "judged": label_id(number),
            "verdict": kind,
            **more,
        }
    )


def reviewed(
    kind: Verdict = Verdict.APPROVED, number: int = 1, *, by: MemberId = RUTH, **more: Any
) -> LabelReviewed:
    return LabelReviewed(
        **{
            "label_id": label_id(number),
            "judged": label_id(number),
            "reviewer": by,
            "verdict": kind,
            "guideline_revision": 1,
            **more,
        }
    )


LITTLE_OWLS = condition(ConditionKind.CLASS, ClassId("little"))
HALF = Decimal("0.5")

OF_REVIEWING = (
    review_facts.AdjudicationRequested(
        rule="rare owls",
        policy_version=2,
        requested_by=SYSTEM,
        task=SPECIES,
        annotator=OSKAR,
        repeat=1,
    ),
    review_facts.EscalationRouted(
        rule="nobody can tell",
        policy_version=2,
        raised_by=SYSTEM,
        level=2,
        guideline_revision=1,
        task=SPECIES,
        annotator=OSKAR,
        repeat=1,
        owner=RUTH,
        owner_role=Role.REVIEWER,
        due_at=NOON,
    ),
    review_facts.ReviewClaimed(claimed_by=RUTH, until=NOON),
    review_facts.ReviewClaimReleased(claim=event_id(7), released_by=RUTH),
    review_facts.SecondLookTaken(
        item_id=ITEM,
        review=event_id(7),
        reviewer=RUTH,
        verdict=Verdict.APPROVED,
        second_reviewer=INES,
        second_verdict=Verdict.REJECTED,
        agrees=False,
    ),
)
"""One of each event that is about routing and claims alone."""
