"""What a set of items adds up to: integers only, so that sums are exact in any order.

The tally of many items is the sum of the tallies of each; `minus` undoes `plus` exactly; equal
content is equal bytes. Zero entries are absent. Division belongs to reading, not to keeping.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

import msgspec

from labeltrail.projections.statistics import AgreementCounts, decode, decode_difference, encode
from labeltrail.projections.statistics.moments import (
    NumberMoments,
    require_consistent_moments,
)
from labeltrail.projections.statistics.moments import plain as moments_plain

Counts = Mapping[str, int]


class TaskTally(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """One task over a set of items.

    agreement   the independent first readings, and the labels left out by cause
    annotators  on how many items each annotator's value counts in `agreement`
    origins     items with ground truth, by its origin
    absences    items without, by the reason
    moments     of a numeric task, whose `agreement` tells only which values are equal
                (see `moments.sameness`), so that neither grows with the values
    """

    agreement: AgreementCounts = AgreementCounts()
    annotators: Counts = {}
    origins: Counts = {}
    absences: Counts = {}
    moments: NumberMoments = NumberMoments()


class Tally(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """
    items              items in the set
    items_labeled      of them with a label that was not retracted
    voters             items by the number of persons whose label may vote, as text
    voters_any         the same, with models and labeling functions counted as well
    open_escalations   escalations on the items
    review_requests    requests that no review has answered yet
    items_to_review    items with such a request
    items_escalated    items with an open escalation
    tasks              by name, the taxonomy's tasks
    """

    items: int = 0
    items_labeled: int = 0
    voters: Counts = {}
    voters_any: Counts = {}
    open_escalations: int = 0
    review_requests: int = 0
    items_to_review: int = 0
    items_escalated: int = 0
    tasks: Mapping[str, TaskTally] = {}

    @staticmethod
    def total(parts: Iterable[Tally]) -> Tally:
        """The sum of any number of parts."""
        given = list(parts)
        names = dict.fromkeys(name for part in given for name in part.tasks)
        return Tally(
            items=sum(part.items for part in given),
            items_labeled=sum(part.items_labeled for part in given),
            voters=_sum(part.voters for part in given),
            voters_any=_sum(part.voters_any for part in given),
            open_escalations=sum(part.open_escalations for part in given),
            review_requests=sum(part.review_requests for part in given),
            items_to_review=sum(part.items_to_review for part in given),
            items_escalated=sum(part.items_escalated for part in given),
            tasks=_without_empty(
                {
                    name: _total_of_task([part.tasks[name] for part in given if name in part.tasks])
                    for name in names
                }
            ),
        )

    def plus(self, other: Tally) -> Tally:
        return Tally.total((self, other))

    def minus(self, other: Tally) -> Tally:
        """The tally that `other` must be added to for this one."""
        return Tally.total((self, other.negated()))

    def negated(self) -> Tally:
        return Tally(
            items=-self.items,
            items_labeled=-self.items_labeled,
            voters=_negated(self.voters),
            voters_any=_negated(self.voters_any),
            open_escalations=-self.open_escalations,
            review_requests=-self.review_requests,
            items_to_review=-self.items_to_review,
            items_escalated=-self.items_escalated,
            tasks={
                name: TaskTally(
                    agreement=AgreementCounts().minus(task.agreement),
                    annotators=_negated(task.annotators),
                    origins=_negated(task.origins),
                    absences=_negated(task.absences),
                    moments=NumberMoments().minus(task.moments),
                )
                for name, task in self.tasks.items()
            },
        )

    def of_task(self, name: str) -> TaskTally:
        """The task's part; of a task that no item was counted under, the empty one."""
        return self.tasks.get(name, _NOTHING)


def to_bytes(tally: Tally) -> bytes:
    """Canonical: equal tallies give equal bytes."""
    kept = {
        **msgspec.structs.asdict(tally),
        "tasks": {
            name: _kept({**msgspec.structs.asdict(task), "agreement": _agreement(task)})
            for name, task in tally.tasks.items()
        },
    }
    return msgspec.json.encode(kept, order="sorted")


def change_to_bytes(change: Tally) -> bytes:
    """Canonical too, and short: what does not change is left out."""
    tasks = {
        name: _without_zero(
            _kept(
                {
                    **msgspec.structs.asdict(task),
                    "agreement": _agreement(task) if task.agreement != _NOTHING.agreement else None,
                }
            )
        )
        for name, task in change.tasks.items()
    }
    kept = _without_zero({**msgspec.structs.asdict(change), "tasks": tasks})
    return msgspec.json.encode(kept, order="sorted")


def from_bytes(raw: bytes) -> Tally:
    """Raises CountsInconsistent or msgspec.DecodeError on bytes that are no tally."""
    found = _from_bytes(raw, decode)
    for task in found.tasks.values():
        require_consistent_moments(task.moments)
    return found


def change_from_bytes(raw: bytes) -> Tally:
    """What a tally changes by, which may be below zero. Raises as `from_bytes` does."""
    return _from_bytes(raw, decode_difference)


def _from_bytes(raw: bytes, counts: Callable[[bytes], AgreementCounts]) -> Tally:
    kept = _decoder.decode(raw)
    return Tally(
        items=kept.items,
        items_labeled=kept.items_labeled,
        voters=kept.voters,
        voters_any=kept.voters_any,
        open_escalations=kept.open_escalations,
        review_requests=kept.review_requests,
        items_to_review=kept.items_to_review,
        items_escalated=kept.items_escalated,
        tasks={
            name: TaskTally(
                agreement=counts(bytes(task.agreement)),
                annotators=task.annotators,
                origins=task.origins,
                absences=task.absences,
                moments=task.moments,
            )
            for name, task in kept.tasks.items()
        },
    )


class _KeptTask(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    agreement: msgspec.Raw = msgspec.Raw(b"{}")
    annotators: dict[str, int] = {}
    origins: dict[str, int] = {}
    absences: dict[str, int] = {}
    moments: NumberMoments = NumberMoments()


class _Kept(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    items: int = 0
    items_labeled: int = 0
    voters: dict[str, int] = {}
    voters_any: dict[str, int] = {}
    open_escalations: int = 0
    review_requests: int = 0
    items_to_review: int = 0
    items_escalated: int = 0
    tasks: dict[str, _KeptTask] = {}


_decoder = msgspec.json.Decoder(_Kept)


def _total_of_task(parts: list[TaskTally]) -> TaskTally:
    return TaskTally(
        agreement=AgreementCounts.total(part.agreement for part in parts),
        annotators=_sum(part.annotators for part in parts),
        origins=_sum(part.origins for part in parts),
        absences=_sum(part.absences for part in parts),
        moments=NumberMoments.total(part.moments for part in parts),
    )


def _agreement(task: TaskTally) -> msgspec.Raw:
    return msgspec.Raw(encode(task.agreement))


def _kept(fields: dict[str, object]) -> dict[str, object]:
    """Without the moments of a task that has none: as such a task was written before there were
    any.
    """
    moments = fields.pop("moments")
    if isinstance(moments, NumberMoments) and moments.buckets:
        fields["moments"] = moments_plain(moments)
    return fields


def _sum(parts: Iterable[Counts]) -> dict[str, int]:
    total: dict[str, int] = {}
    for part in parts:
        for key, number in part.items():
            total[key] = total.get(key, 0) + number
    return {key: number for key, number in total.items() if number}


def _negated(counts: Counts) -> dict[str, int]:
    return {key: -number for key, number in counts.items()}


def _without_zero(fields: dict[str, object]) -> dict[str, object]:
    return {name: kept for name, kept in fields.items() if kept}


def _without_empty(tasks: dict[str, TaskTally]) -> dict[str, TaskTally]:
    return {name: task for name, task in tasks.items() if task != _NOTHING}


_NOTHING = TaskTally()
