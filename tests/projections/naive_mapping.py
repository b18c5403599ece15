"""What an old answer says under a later taxonomy version, one step at a time: plain and slow."""

from __future__ import annotations

from labeltrail.events.identifiers import ClassId, TaskName
from labeltrail.events.streams import taxonomy
from labeltrail.events.values import Choice, Rating, Value

LOST = "(split or retired)"
"""What a value reads as whose class has no successor of its own."""


def said(value: Value) -> str | None:
    """The value as a category; None when the annotator could not tell."""
    match value:
        case Choice():
            return value.class_id
        case Rating():
            return str(value.rank)
        case _:
            return None


def next_category(
    before: taxonomy.TaxonomyPublished, after: taxonomy.TaxonomyPublished, task: str, told: str
) -> str:
    """What a category of one version is in the next."""
    old = {one.name: one for one in before.tasks}.get(TaskName(task))
    new = {one.name: one for one in after.tasks}.get(TaskName(task))
    if old is None:
        return told
    if new is None or new.kind != old.kind:
        return LOST
    ranks = {str(one.rank): one.class_id for one in old.classes}
    class_id = ranks.get(told, told) if old.kind == "ordinal" else told
    if class_id not in [one.class_id for one in old.classes]:
        return told
    left = {one.class_id: str(one.rank) for one in new.classes}
    fates = [f for m in after.mapping if m.task == task for f in m.classes]
    fate = next((f for f in fates if f.class_id == class_id), None)
    target = class_id if fate is None or fate.fate == "kept" else ""
    if fate is not None and fate.fate in ("renamed", "merged"):
        (target,) = fate.into
    if target not in left:
        return LOST
    return left[ClassId(target)] if old.kind == "ordinal" else target
