"""What every command brings along, beside what it asks for."""

from collections.abc import Mapping
from datetime import datetime
from typing import ClassVar
from uuid import UUID

import strawberry

from labeltrail.events.acts import PersonalText
from labeltrail.events.decisions import Command
from labeltrail.events.rejections import Rejection

Texts = Mapping[str, PersonalText]
"""The references to the words that the client wrote, by field; absent where none were."""


@strawberry.input
class ActInput:
    """`TEXTS` are the fields of free text, which the directory keeps outside the log;
    `PERSON` is the field that names who judged, where that can be another than who calls.
    """

    TEXTS: ClassVar[tuple[str, ...]] = ()
    PERSON: ClassVar[str | None] = None

    command_id: UUID = strawberry.field(
        description="Made by the client, one for each command. Sent again with the same input, the"
        " command is answered as before and carried out once."
    )
    expected_version: int | None = strawberry.field(
        default=None,
        description="The version that the client saw of what it changes; any other is a conflict."
        " Left out: any will do.",
    )
    occurred_at: datetime | None = strawberry.field(
        default=None,
        description="When it happened, by the source. Left out: now. More than 5 minutes back"
        " takes the role service.",
    )

    def command(self, texts: Texts) -> Command | Rejection:
        """The domain's command. Pure."""
        raise NotImplementedError

    def person(self) -> str | None:
        """Who judged, where the client says so; an empty id is one that nobody has."""
        named: str | None = getattr(self, self.PERSON) if self.PERSON else None
        return named


@strawberry.input
class CommandInput(ActInput):
    project: strawberry.ID = strawberry.field(
        description="The project's own id, as given at its creation."
    )
