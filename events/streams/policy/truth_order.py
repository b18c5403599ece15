"""Which word counts most about what is true: the policy's order of origins."""

from enum import StrEnum

from labeltrail.events import checks
from labeltrail.events.rejections import Rejection, Rule


class Origin(StrEnum):
    """Where a value in force can come from, strongest first where a policy says nothing."""

    GOLD = "gold"
    ADJUDICATION = "adjudication"
    REVIEW = "review"
    CONSENSUS = "consensus"


DEFAULT_ORDER = tuple(Origin)


def order_fault(order: tuple[Origin, ...]) -> Rejection | None:
    """One that is left out never decides."""
    at = ("policy", "truth_order")
    if not order:
        message = "nothing could ever be true; name at least one origin, or leave the order out"
        return Rejection(Rule.NOTHING_GIVEN, message, at)
    fault = checks.distinct(order, *at)
    if fault is not None:
        return fault
    if Origin.GOLD in order and order[0] is not Origin.GOLD:
        message = "gold is what others are measured by: it comes first, or is left out"
        return Rejection(Rule.POLICY_CONTRADICTORY, message, (*at, order.index(Origin.GOLD)))
    return None
