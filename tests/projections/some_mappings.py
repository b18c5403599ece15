"""Random mappings between taxonomy versions, the same for the same seed."""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator

from labeltrail.events.identifiers import ClassId
from labeltrail.events.streams.taxonomy import ClassFate, Fate, TaskMapping
from labeltrail.events.values import Task


def some_mapping(
    drawn: random.Random, old: Iterable[Task], new: Iterable[Task]
) -> tuple[TaskMapping, ...]:
    """Each class that the new tasks lack gets a fate that is admitted; others are kept."""
    after = {task.name: task for task in new}
    found = []
    for task in old:
        fates = tuple(_fates(drawn, task, after.get(task.name)))
        if fates:
            found.append(TaskMapping(task=task.name, classes=fates))
    return tuple(found)


def _fates(drawn: random.Random, old: Task, new: Task | None) -> Iterator[ClassFate]:
    left = [one.class_id for one in new.classes] if new is not None else []
    fresh = [one for one in left if one not in {c.class_id for c in old.classes}]
    for one in old.classes:
        if one.class_id in left:
            continue
        what = drawn.choice((Fate.RETIRED, Fate.MERGED, Fate.SPLIT, Fate.RENAMED))
        into: tuple[ClassId, ...] = ()
        if what is Fate.RENAMED and fresh:
            into = (fresh.pop(drawn.randrange(len(fresh))),)
        elif what is Fate.MERGED and left:
            into = (drawn.choice(left),)
            fresh = [each for each in fresh if each not in into]
        elif what is Fate.SPLIT and len(left) > 1:
            into = tuple(drawn.sample(left, 2))
        else:
            what = Fate.RETIRED
        yield ClassFate(class_id=one.class_id, fate=what, into=into)
