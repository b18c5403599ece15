"""One annotator's answers to a task, held against gold: what tests and suspension rules look at.

Pure. An answer counts as it does on scorecards (`annotators/material.py`): the first reading of
the item, given before anything about it was reviewed, and not taken back. It is held against the
gold in force today, so that nobody is suspended for a gold that was wrong; never against a gold
that they set themselves.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

import msgspec


class Answered(msgspec.Struct, frozen=True, kw_only=True):
    """
    answer     the category said before any review; None: cannot tell, or none
    gold       the category of the gold in force, None: none that judges the annotator
    standing   what the review in force says: 0 nothing, 1 approved, 2 rejected, 3 corrected
    submitted  position where the label began; `position` that of its last event
    seconds    spent, None where it is not known
    """

    label_id: UUID
    task: str
    item_id: str
    repeat: int
    answer: str | None
    is_retracted: bool
    standing: int
    submitted: int
    position: int
    occurred_at: datetime
    seconds: float | None
    gold: str | None

    @property
    def is_right(self) -> bool:
        return self.answer == self.gold

    @property
    def is_revised(self) -> bool:
        return self.position != self.submitted


def first_readings(answers: Iterable[Answered]) -> list[Answered]:
    """Those that count, in the order in which they were submitted."""
    seen: set[tuple[str, str]] = set()
    found = []
    for one in sorted(answers, key=lambda each: (each.repeat, each.submitted)):
        if one.is_retracted or one.answer is None or (one.task, one.item_id) in seen:
            continue
        seen.add((one.task, one.item_id))
        found.append(one)
    return sorted(found, key=lambda each: each.submitted)


def on_gold(answers: Iterable[Answered]) -> list[Answered]:
    """Those that count and are judged by a gold."""
    return [one for one in first_readings(answers) if one.gold is not None]


def by_label(answers: Iterable[Answered]) -> list[Answered]:
    """One for each label that was not taken back, in the order of submission."""
    labels = {one.label_id: one for one in answers if not one.is_retracted}
    return sorted(labels.values(), key=lambda each: each.submitted)


def after(answers: Sequence[Answered], *, position: int, grace: int) -> list[Answered]:
    """Without the first `grace` labels, and without those that began by `position`."""
    known = sorted({one.submitted for one in answers})
    begins = known[grace] if grace < len(known) else None
    if begins is None:
        return []
    return [one for one in answers if one.submitted >= begins and one.submitted > position]
