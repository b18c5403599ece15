"""Which classes a category of a task names: one, several, or none. Pure."""

from __future__ import annotations

from functools import cache

import msgspec

from labeltrail.events.values import Task, TaskKind
from labeltrail.events.values.categories import path_to

_set = msgspec.json.Decoder(tuple[str, ...])


class Classes:
    """The classes of a task's categories; categories that the task has not name none."""

    def __init__(self, task: Task) -> None:
        self._task = task
        self._by_rank = {str(one.rank): str(one.class_id) for one in task.classes}
        self._known = frozenset(str(one.class_id) for one in task.classes)
        self.of = cache(self._of)
        """Of a category; a path names every class that it leads through."""

    def _of(self, category: str) -> tuple[str, ...]:
        match self._task.kind:
            case TaskKind.BINARY | TaskKind.MULTICLASS:
                return (category,) if category in self._known else ()
            case TaskKind.ORDINAL:
                named = self._by_rank.get(category)
                return (named,) if named is not None else ()
            case TaskKind.HIERARCHICAL:
                if category not in self._known:
                    return ()
                return tuple(str(one) for one in path_to(self._task, category).class_ids)
            case TaskKind.MULTILABEL:
                return tuple(one for one in _set.decode(category) if one in self._known)
            case _:
                return ()
