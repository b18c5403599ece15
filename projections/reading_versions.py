"""The answers of labels as row versions, and items as they were registered.

Pure. One reading is what one label says of one task, and what was said of it: statistics from
scratch rest on these rows alone. They hold under any terms. A version is made only where something
that it says has changed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import zip_longest

import msgspec

from labeltrail.events.identifiers import ItemId, LabelId, TaskName
from labeltrail.events.streams.item.facts import Verdict
from labeltrail.events.streams.item.state import Item, Label
from labeltrail.events.values import category
from labeltrail.projections.columns.readings import Standing
from labeltrail.projections.fold import ItemStep

FOR_EVER = 2**63 - 1
"""Where a row ends that still holds."""

Said = tuple[object, ...]
"""What a reading says, in the order of `SAID`."""

SAID = (
    *("item_id", "item_position", "annotator", "member_kind", "repeat"),
    *("category", "independent", "is_independent", "standing", "is_retracted", "suggested"),
    *("submitted_position", "position", "occurred_at"),
    *("taxonomy_version", "guideline_revision", "seconds_spent", "independent_version"),
)
"""The columns of `read.readings` that follow its key and the positions that it holds for."""


class ReadingVersion(msgspec.Struct, frozen=True, gc=False):
    """`said` is None where the label answers the task no more. `follows` tells whether there was
    a reading before."""

    task: TaskName
    label_id: LabelId
    position: int
    said: Said | None
    follows: bool

    @property
    def key(self) -> tuple[TaskName, LabelId]:
        return (self.task, self.label_id)


class RegisteredVersion(msgspec.Struct, frozen=True, gc=False):
    """An item as it was registered, in the order of the table's columns."""

    item_id: ItemId
    position: int
    modality: str
    uri: str | None
    source: str | None
    content_sha256: str | None
    attributes: str


def reading_versions(step: ItemStep, former: Item) -> list[ReadingVersion]:
    """What a step says anew of the answers of an item; `former` is the item before it."""
    item = step.now.state
    if len(item.labels) == len(former.labels) + 1:
        label = next(reversed(item.labels.values()))
        if label.submitted_position == step.position:
            return _of_new_label(step, item, label)
    found: list[ReadingVersion] = []
    for was, label in zip_longest(former.labels.values(), item.labels.values()):
        if was is not label and label is not None:
            found += _of_label(step, was, label)
    return found


def registered_version(step: ItemStep, former: Item) -> Iterator[RegisteredVersion]:
    """The item, if the step registers it."""
    fact = step.now.state.registered
    if fact is not None and former.registered is None:
        yield RegisteredVersion(
            item_id=step.item_id,
            position=step.position,
            modality=fact.modality.value,
            uri=fact.uri,
            source=fact.source,
            content_sha256=fact.content_sha256,
            attributes=msgspec.json.encode(fact.attributes, order="sorted").decode(),
        )


def _of_new_label(step: ItemStep, item: Item, label: Label) -> list[ReadingVersion]:
    """The same as `said_of`, of a label that nobody has judged or changed yet."""
    position, label_id = step.position, label.label_id
    whose = (step.item_id, item.registered_position, label.annotator, label.member_kind)
    when = (position, label.position, label.occurred_at, label.taxonomy_version)
    is_independent, shown = label.independent is not None, label.suggestion
    found: list[ReadingVersion] = []
    for task, answer in label.answers.items():
        said = category(answer.value)
        suggested = shown.values.get(task) if shown is not None else None
        told = (
            *whose,
            label.repeat,
            said,
            said if is_independent else None,
            is_independent,
            *_UNJUDGED,
            category(suggested) if suggested is not None else None,
            *when,
            label.guideline_revision,
            label.seconds_spent,
            None,
        )
        found.append(ReadingVersion(task, label_id, position, told, False))
    return found


def _of_label(step: ItemStep, was: Label | None, label: Label) -> Iterator[ReadingVersion]:
    item_id, item = step.item_id, step.now.state
    for task in tasks_of(label):
        said = said_of(item_id, item, label, task)
        follows = was is not None and task in tasks_of(was)
        if was is None or not follows or said_of(item_id, item, was, task) != said:
            yield ReadingVersion(task, label.label_id, step.position, said, follows)
    if was is not None and label.answers is not was.answers:
        for task in tasks_of(was):
            if task not in tasks_of(label):
                yield ReadingVersion(task, label.label_id, step.position, None, True)


def tasks_of(label: Label) -> Iterable[TaskName]:
    """Those of its answers and of its last independent ones: both may count."""
    if label.independent is None or label.independent is label.answers:
        return label.answers
    return {**label.answers, **label.independent}


def said_of(item_id: ItemId, item: Item, label: Label, task: TaskName) -> Said:
    answer = label.answers.get(task)
    independent = label.independent.get(task) if label.independent is not None else None
    review = label.review_in_force() if label.reviews else None
    suggested = label.suggestion.values.get(task) if label.suggestion is not None else None
    return (
        *(item_id, item.registered_position, label.annotator, label.member_kind),
        label.repeat,
        category(answer.value) if answer is not None else None,
        category(independent.value) if independent is not None else None,
        independent is not None,
        _STANDINGS[review.verdict] if review is not None else 0,
        label.is_retracted,
        category(suggested) if suggested is not None else None,
        *(label.submitted_position, label.position, label.occurred_at),
        *(label.taxonomy_version, label.guideline_revision, label.seconds_spent),
        label.independent_version,
    )


_STANDINGS = {
    Verdict.APPROVED: int(Standing.APPROVED),
    Verdict.REJECTED: int(Standing.REJECTED),
    Verdict.CORRECTED: int(Standing.CORRECTED),
}
_UNJUDGED = (0, False)
"""Standing, and whether it is retracted."""
