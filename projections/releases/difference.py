"""What is other in one release than in another: items, truths, rules and scores.

Pure. Two releases of one batch as a rule, but any two of a project can be compared. A truth has
changed when its category or its origin has; the events that did it are those that decide it in the
later release and did not in the earlier one.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from uuid import UUID

import msgspec

from labeltrail.events.identifiers import ItemId, TaskName
from labeltrail.events.streams.certificate import Assessment, Result, Versions
from labeltrail.events.streams.policy import Requirement
from labeltrail.projections.releases.manifest import Manifest, ReleasedItem, ReleasedTruth
from labeltrail.projections.truth import Absence


class TruthChanged(msgspec.Struct, frozen=True, kw_only=True):
    """`before` or `after` is None where the task had no truth; `absent` is why it has none now."""

    item_id: ItemId
    task: TaskName
    before: ReleasedTruth | None
    after: ReleasedTruth | None
    absent: Absence | None
    events: tuple[UUID, ...]


class RuleChanged(msgspec.Struct, frozen=True, kw_only=True):
    """The version of a rule or algorithm; 0 where there was none."""

    name: str
    before: int
    after: int


class ScoreChanged(msgspec.Struct, frozen=True, kw_only=True):
    """A requirement of either release; None where it was not asked for there, or has no value."""

    requirement: Requirement
    result_before: Result | None
    result_after: Result | None
    observed_before: Decimal | None
    observed_after: Decimal | None


class ReleaseDifference(msgspec.Struct, frozen=True, kw_only=True):
    items_added: tuple[ItemId, ...]
    items_removed: tuple[ItemId, ...]
    truths_changed: tuple[TruthChanged, ...]
    rules_changed: tuple[RuleChanged, ...]
    scores_changed: tuple[ScoreChanged, ...]


def release_difference(
    before: Manifest, after: Manifest, assessed_before: Assessment, assessed_after: Assessment
) -> ReleaseDifference:
    """Of two releases, each with the assessment in its event. All lists in a stated order: items
    and truths by item, then by task as the later taxonomy has them; rules by name."""
    one = {item.item_id: item for item in before.items}
    other = {item.item_id: item for item in after.items}
    return ReleaseDifference(
        items_added=tuple(sorted(other.keys() - one.keys())),
        items_removed=tuple(sorted(one.keys() - other.keys())),
        truths_changed=tuple(
            change
            for item_id in sorted(one.keys() & other.keys())
            for change in _truths(one[item_id], other[item_id])
        ),
        rules_changed=tuple(_rules(before.versions, after.versions)),
        scores_changed=tuple(_scores(assessed_before, assessed_after)),
    )


def _truths(before: ReleasedItem, after: ReleasedItem) -> Iterator[TruthChanged]:
    was = {one.task: one for one in before.truths}
    now = {one.task: one for one in after.truths}
    for task in dict.fromkeys((*now, *was, *after.absent)):
        one, other = was.get(task), now.get(task)
        if (one.sha256 if one else None) == (other.sha256 if other else None):
            continue
        known = set(one.decided_by) if one is not None else set()
        decided = other.decided_by if other is not None else ()
        yield TruthChanged(
            item_id=after.item_id,
            task=task,
            before=one,
            after=other,
            absent=after.absent.get(task),
            events=tuple(event for event in decided if event not in known),
        )


def _rules(before: Versions, after: Versions) -> Iterator[RuleChanged]:
    one, other = _numbers(before), _numbers(after)
    for name in sorted(one.keys() | other.keys()):
        if one.get(name, 0) != other.get(name, 0):
            yield RuleChanged(name=name, before=one.get(name, 0), after=other.get(name, 0))


def _numbers(versions: Versions) -> dict[str, int]:
    return {
        "policy": versions.policy,
        "taxonomy": versions.taxonomy,
        "guideline_revision": versions.guideline_revision,
        "inference": versions.inference,
        "standing": versions.standing,
        **{f"algorithm {name}": number for name, number in versions.algorithms.items()},
    }


def _scores(before: Assessment, after: Assessment) -> Iterator[ScoreChanged]:
    was = {one.requirement: one for one in before.findings}
    now = {one.requirement: one for one in after.findings}
    for asked in dict.fromkeys((*now, *was)):
        one, other = was.get(asked), now.get(asked)
        values = [(x.result, x.observed) if x is not None else (None, None) for x in (one, other)]
        if values[0] != values[1]:
            yield ScoreChanged(
                requirement=asked,
                result_before=values[0][0],
                result_after=values[1][0],
                observed_before=values[0][1],
                observed_after=values[1][1],
            )
