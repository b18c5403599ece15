"""What a command id was answered with: a command that was computed is computed once.

Sent again, the client gets its first answer, though what it was computed from has moved on.
"""

from __future__ import annotations

from uuid import UUID

import asyncpg

from labeltrail.events.envelope import RecordedEvent
from labeltrail.events.ledger.read import find_command, read_project
from labeltrail.events.rejections import Rejection, Rule


async def answered(pool: asyncpg.Pool, project_id: str, command_id: UUID) -> list[RecordedEvent]:
    """The events of the command, if it was carried out before; none otherwise."""
    found = await find_command(pool, project_id, command_id)
    if found is None:
        return []
    first, last = found.first_position, found.last_position
    return await read_project(pool, project_id, after=first - 1, limit=last - first + 1, up_to=last)


def other_question() -> Rejection:
    message = "this command id was used for another question; make a new one"
    return Rejection(Rule.COMMAND_ID_REUSED, message, ("command_id",))
