"""What becomes of labels that a review rejected. Pure.

As the review in force says: dropped, returned to the author, or given to another annotator. A
review of before that says nothing leaves the label to its author, and its seat to another.
"""

from labeltrail.events.rejections import Rejection, Rule
from labeltrail.events.streams.item.facts import RejectAction, Verdict
from labeltrail.events.streams.item.state import Item, Label


def action_of(label: Label) -> RejectAction | None:
    """None for a label that no review in force rejects, or by one that does not say."""
    review = label.review_in_force() if label.reviews else None
    return None if review is None else review.action


def is_returned(label: Label) -> bool:
    """Whether it waits for its author."""
    return not label.is_retracted and action_of(label) is RejectAction.RETURN


def returned(item: Item) -> list[Label]:
    """The labels that the item waits for, in the order in which they were submitted."""
    return [one for one in item.labels.values() if is_returned(one)]


def gives_up_seat(label: Label) -> bool:
    """Whether the item wants another annotator in place of this label's: not while its author is
    to revise it, and not where the review dropped it for good.
    """
    review = label.review_in_force() if label.reviews else None
    if review is None or review.verdict is not Verdict.REJECTED:
        return False
    return review.action in (None, RejectAction.REASSIGN)


def revision_fault(label: Label) -> Rejection | None:
    """Why the author may not revise it, or None when they may."""
    action = action_of(label)
    if action in (None, RejectAction.RETURN):
        return None
    message = "a review dropped this label for good; ask a reviewer, or an adjudicator, to decide"
    return Rejection(Rule.LABEL_DROPPED, message, ("label_id",))
