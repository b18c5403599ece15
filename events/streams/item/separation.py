"""Separate persons: who stands behind a label does not judge it, unless the policy relaxes that.

A policy that relaxes the rule is named by it in every event that the rule forbade.
"""

from labeltrail.events.acts import Act
from labeltrail.events.rejections import Rejection, Rule
from labeltrail.events.streams.item.state import Item, Label
from labeltrail.events.streams.policy.reviewing import NO_REVIEWING, FourEyes, Reviewing
from labeltrail.events.streams.rules import Rules

Relaxed = tuple[FourEyes, ...]


def stands_behind(label: Label, act: Act) -> bool:
    """Whether who judges now had judged the label or called for it, or calls for it now."""
    return act.stands_behind(label.annotator, label.actor)


def reviewer(label: Label, act: Act, rules: Rules) -> Relaxed | Rejection:
    """The rules that had to be relaxed for the person to review the label."""
    if not stands_behind(label, act):
        return ()
    if FourEyes.REVIEWER_IS_AUTHOR in section(rules).relaxes:
        return (FourEyes.REVIEWER_IS_AUTHOR,)
    message = f"{act.person!r} stands behind this label; another reviewer must judge it"
    return Rejection(Rule.REVIEWER_IS_AUTHOR, message, ("reviewer",))


def adjudicator(state: Item, act: Act, rules: Rules) -> Relaxed | Rejection:
    """The rules that had to be relaxed for the person to adjudicate the item."""
    asked = section(rules)
    if asked.adjudicator_did_not_review and _has_reviewed(state, act):
        message = f"{act.person!r} has reviewed a label of this item; another must decide it"
        return Rejection(Rule.ADJUDICATOR_REVIEWED_ITEM, message, ("adjudicator",))
    if not any(stands_behind(label, act) for label in state.labels.values()):
        return ()
    if FourEyes.ADJUDICATOR_LABELED_ITEM in asked.relaxes:
        return (FourEyes.ADJUDICATOR_LABELED_ITEM,)
    message = f"{act.person!r} stands behind a label of this item; another must decide it"
    return Rejection(Rule.ADJUDICATOR_LABELED_ITEM, message, ("adjudicator",))


def section(rules: Rules) -> Reviewing:
    """What the policy in force says of reviews."""
    policy = rules.policy.current()
    return policy.reviews if policy is not None else NO_REVIEWING


def _has_reviewed(state: Item, act: Act) -> bool:
    return any(
        review.reviewer in (act.person, act.actor)
        for label in state.labels.values()
        for review in label.reviews
    )
