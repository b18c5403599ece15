"""The rule that lifts overdue questions: one level up, once for each level.

Only time triggers it, so it looks at every open question that is due. The cause is the event that
set the due time; a question that rose is due anew, at the hour that its new level says.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import msgspec

from labeltrail.events.envelope import RecordedEvent
from labeltrail.events.identifiers import ItemId
from labeltrail.events.sql import load
from labeltrail.events.streams.item.escalation_commands import LiftEscalation
from labeltrail.events.streams.item.state import Escalation
from labeltrail.events.streams.policy import AutomaticRule
from labeltrail.events.streams.policy.escalating import Escalating
from labeltrail.projections import store
from labeltrail.projections.automation.contract import Asked, Automatic
from labeltrail.projections.snapshot import Snapshot

RISING_MAX = 1_000
"""Questions that rise in one look; the others rise in the next."""

_SQL = load(__package__, "rising.sql")


class RiseOverdueEscalations(Automatic):
    rule = AutomaticRule.RISE_OVERDUE_ESCALATIONS

    async def asks(
        self, view: Snapshot, events: Sequence[RecordedEvent], now: datetime
    ) -> list[Asked]:
        section = _section(view)
        if section is None:
            return []
        rows = await view.connection.fetch(
            _SQL.overdue, *view.key, view.position, len(section.levels), now, RISING_MAX
        )
        return [
            asked(ItemId(row["item_id"]), store.escalation_from(row["state"]), section)
            for row in rows
        ]

    async def wakes_at(self, view: Snapshot, now: datetime) -> datetime | None:
        section = _section(view)
        if section is None:
            return None
        due_at: datetime | None = await view.connection.fetchval(
            _SQL.next_due, *view.key, view.position, len(section.levels), now
        )
        return due_at


def asked(item_id: ItemId, question: Escalation, section: Escalating) -> Asked:
    """The step up of a question that is overdue. Pure."""
    level = question.level + 1
    reached = section.level(level)
    if question.due_at is None or question.due_since is None or reached is None:
        raise ValueError(f"escalation {question.escalation_id} is not due, or has no level above")
    return Asked(
        rule=AutomaticRule.RISE_OVERDUE_ESCALATIONS,
        cause=question.due_since,
        key=f"{question.escalation_id} to level {level}",
        command=LiftEscalation(item_id=item_id, escalation_id=question.escalation_id, level=level),
        why=(
            f"it was due on {question.due_at:%Y-%m-%d} at {question.due_at:%H:%M} UTC and is"
            f" unsettled; level {level}, {reached.title}, has {reached.hours} hours"
        ),
    )


def _section(view: Snapshot) -> Escalating | None:
    policy = view.rules.policy.current()
    if policy is None or policy.escalating is msgspec.UNSET:
        return None
    return policy.escalating
