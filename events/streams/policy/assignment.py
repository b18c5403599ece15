"""How work is given out: how many may hold an item, for how long, and how much of it to whom."""

from collections.abc import Iterator
from decimal import Decimal

import msgspec

from labeltrail.events import checks
from labeltrail.events.identifiers import BatchId
from labeltrail.events.limits import (
    CLAIM_MINUTES_MAX,
    CLAIM_SEED_MAX,
    CLAIMS_MAX,
    OPEN_CLAIMS_MAX,
    OVERLAP_MAX,
    PRIORITIES_MAX,
    PRIORITY_MAX,
)
from labeltrail.events.rejections import Rejection, Rule


class AssignmentRules(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The policy's word on assignments; without it nobody is given anything.

    lease_minutes           how long a claim holds
    is_required             a label without an assignment of its own is refused
    items_max               items that one annotator labels or holds by assignment, at most
    open_max                assignments that one annotator holds at a time, at most
    extra_annotators_max    beyond the overlap, one at a time, while the votes tie or the first
                            class has less than `agreement_min` of them
    gold_percent            of the claims, so many get an item whose gold is in force
    repeat_percent          of the claims, so many get an item again that the annotator labeled
    repeat_distance         at least so many claims ago
    session_minutes_max     work without a rest, at most so long
    session_items_max       and at most so many items
    rest_minutes            what counts as a rest
    seed                    of which claims get gold or a repeat
    batch_priorities        an item has the highest of its batches, 0 where none is named,
    priority_attribute      plus the whole number in this attribute; ties go by age
    """

    lease_minutes: int = 30
    is_required: bool = False
    items_max: int | None = None
    open_max: int = 1
    extra_annotators_max: int = 0
    agreement_min: Decimal = Decimal(1)
    gold_percent: int = 0
    repeat_percent: int = 0
    repeat_distance: int = 20
    session_minutes_max: int | None = None
    session_items_max: int | None = None
    rest_minutes: int = 10
    seed: int = 0
    batch_priorities: dict[BatchId, int] = {}
    priority_attribute: str | None = None


def assignment_fault(section: AssignmentRules, overlap: int) -> Rejection | None:
    """What stands against the section, beside an overlap that is lawful itself."""
    path = ("policy", "assignment")
    return checks.first(
        (
            *_range_faults(section),
            _extra_fault(section, overlap),
            _agreement_fault(section),
            _repeat_fault(section),
            checks.at_most(section.batch_priorities, PRIORITIES_MAX, *path, "batch_priorities"),
            *(
                checks.identifier(batch_id, *path, "batch_priorities", batch_id)
                or _within(priority, -PRIORITY_MAX, PRIORITY_MAX, "batch_priorities", batch_id)
                for batch_id, priority in section.batch_priorities.items()
            ),
            checks.identifier(section.priority_attribute, *path, "priority_attribute")
            if section.priority_attribute is not None
            else None,
        )
    )


def _range_faults(section: AssignmentRules) -> Iterator[Rejection | None]:
    for name, least, most in (
        ("lease_minutes", 1, CLAIM_MINUTES_MAX),
        ("items_max", 1, CLAIMS_MAX),
        ("open_max", 1, OPEN_CLAIMS_MAX),
        ("extra_annotators_max", 0, OVERLAP_MAX),
        ("gold_percent", 0, 100),
        ("repeat_percent", 0, 100),
        ("repeat_distance", 1, CLAIMS_MAX),
        ("session_minutes_max", 1, CLAIM_MINUTES_MAX),
        ("session_items_max", 1, CLAIMS_MAX),
        ("rest_minutes", 1, CLAIM_MINUTES_MAX),
        ("seed", 0, CLAIM_SEED_MAX),
    ):
        number: int | None = getattr(section, name)
        if number is not None:
            yield _within(number, least, most, name)


def _within(number: int, least: int, most: int, *at: str) -> Rejection | None:
    if least <= number <= most:
        return None
    message = f"{at[-1]} must lie between {least} and {most}, not {number}"
    return Rejection(Rule.NUMBER_OUT_OF_RANGE, message, ("policy", "assignment", *at))


def _extra_fault(section: AssignmentRules, overlap: int) -> Rejection | None:
    if overlap + section.extra_annotators_max <= OVERLAP_MAX:
        return None
    message = f"overlap and extra annotators are at most {OVERLAP_MAX} together"
    path = ("policy", "assignment", "extra_annotators_max")
    return Rejection(Rule.NUMBER_OUT_OF_RANGE, message, path)


def _agreement_fault(section: AssignmentRules) -> Rejection | None:
    least = section.agreement_min
    if least.is_finite() and 0 < least <= 1 and not 100 * least % 1:
        return None
    message = f"a share of votes lies above 0 and up to 1, in steps of 0.01, and is not {least}"
    return Rejection(Rule.NUMBER_OUT_OF_RANGE, message, ("policy", "assignment", "agreement_min"))


def _repeat_fault(section: AssignmentRules) -> Rejection | None:
    if section.gold_percent + section.repeat_percent <= 100:
        return None
    message = "gold and repeats are at most 100 of 100 claims together"
    return Rejection(Rule.POLICY_CONTRADICTORY, message, ("policy", "assignment", "repeat_percent"))
