"""What is true of the items of a batch, in a form that has one digest.

Pure. A line for each item and task of the taxonomy in force, sorted by item: the category with its
origin, or why there is none. The digest is the SHA-256 of all lines, as JSON arrays without white
space, each followed by a line end.
"""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import sha256

import msgspec

from labeltrail.events.identifiers import ItemId, TaskName
from labeltrail.projections.readiness import Material
from labeltrail.projections.truth import InForce

Line = tuple[ItemId, TaskName, str | None, str | None, str | None]
"""Item, task, category, origin, absence."""

_encode = msgspec.json.Encoder().encode_lines


def truth_lines(material: Material) -> Iterator[Line]:
    tasks = material.terms.tasks
    for item_id, share in material.shares.items():
        for task in tasks:
            found = share.tasks[task].outcome
            if isinstance(found, InForce):
                yield item_id, task, found.category, found.origin, None
            else:
                yield item_id, task, None, found.origin, found.reason


def truths_digest(lines: list[Line]) -> str:
    """
    >>> truths_digest([])
    'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'
    """
    return sha256(_encode(lines)).hexdigest()


def items_changed(before: list[Line], after: list[Line]) -> list[ItemId]:
    """The items of which something else is true, or that are only on one side, by id."""
    one, other = set(before), set(after)
    return sorted({line[0] for line in one ^ other})
