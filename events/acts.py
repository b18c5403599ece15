"""Who acts, for whom and when: what a decision knows beside its command and its state."""

from datetime import datetime
from uuid import UUID

import msgspec

from labeltrail.events.identifiers import MemberId, TenantId


class Act(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """The circumstances of one command.

    `actor` called; `person` judged. They differ only when a service acts for a person.
    `now` is the clock reading that the caller took, `occurred_at` when the source says that
    it happened. All of it arrives from outside: decisions read no clock.
    """

    actor: MemberId
    person: MemberId
    now: datetime
    occurred_at: datetime
    tenant: TenantId
    is_instance_admin: bool = False

    def stands_behind(self, person: MemberId, actor: MemberId) -> bool:
        """Whether who judges or calls now is who judged then, or judges what they called then.

        Only who called both times for others carried and decided nothing. That holds whatever
        the roles are: a service that may decide has not left its own hands out.
        """
        return self.person in (person, actor) or self.actor == person


class PersonalText(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """A reference to free text that people wrote. The text itself is kept in the directory.

    Free text may hold personal data, so the log commits to it only by a keyed digest
    (HMAC-SHA256 under the author's key, hexadecimal): erasing text and key leaves nothing
    that identifies, and every hash of the log still verifies.
    """

    text_id: UUID
    digest: str


def texts_of(fact: msgspec.Struct) -> dict[str, PersonalText]:
    """The references that a fact or command holds, by what the text is to it: note, question."""
    fields = ((name, getattr(fact, name)) for name in fact.__struct_fields__)
    return {name: held for name, held in fields if isinstance(held, PersonalText)}


class ErasedText(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """What is left of a text that was erased: that it was, and when."""

    erased_at: datetime
