"""Who takes an item on to judge it: one person at a time, for as long as the policy says."""

from datetime import timedelta

from labeltrail.events.acts import Act
from labeltrail.events.rejections import Rejection, Rule
from labeltrail.events.streams.item import facts, review_commands, review_facts, separation
from labeltrail.events.streams.item.state import Item
from labeltrail.events.streams.outcome import Decision, admitted
from labeltrail.events.streams.project import Role
from labeltrail.events.streams.rules import Rules


def claim(state: Item, act: Act, rules: Rules) -> Decision[facts.ItemFact]:
    """Who may still label the item gets one and the same answer, whatever others did with it."""
    fault = _blind_fault(state, act, rules) or claim_fault(state, act)
    if fault is not None:
        return fault
    if not state.active_labels():
        message = "nobody has labeled this item, or every label was retracted"
        return Rejection(Rule.NOTHING_TO_JUDGE, message, ("item_id",))
    until = act.now + timedelta(minutes=separation.section(rules).claim_minutes)
    return admitted(review_facts.ReviewClaimed(claimed_by=act.person, until=until))


def _blind_fault(state: Item, act: Act, rules: Rules) -> Rejection | None:
    if Role.ANNOTATOR not in rules.project.roles_of(act.person):
        return None
    if any(not label.is_retracted for label in state.labels_of(act.person)):
        return None
    message = f"{act.person!r} may still label this item; label it before you judge it"
    return Rejection(Rule.NOTHING_TO_JUDGE, message, ("item_id",))


def release(
    state: Item, command: review_commands.ReleaseReview, act: Act, rules: Rules
) -> Decision[facts.ItemFact]:
    held = state.review_claim
    is_manager = Role.MANAGER in rules.project.roles_of(act.person)
    if held is None or not (is_manager or held.claimed_by == act.person):
        message = f"{act.person!r} has not claimed this item"
        return Rejection(Rule.CLAIM_NOT_HELD, message, ("item_id",))
    released = review_facts.ReviewClaimReleased(claim=held.event_id, released_by=act.person)
    return admitted(released, cause=held.event_id)


def claim_fault(state: Item, act: Act) -> Rejection | None:
    """Why the person may not judge the item now: somebody else is at it."""
    held = state.review_claim
    if held is None or held.claimed_by == act.person or held.until <= act.now:
        return None
    message = f"{held.claimed_by!r} looks at this item until {held.until.isoformat()}"
    return Rejection(Rule.ITEM_CLAIMED, message, ("item_id",))
