"""Who calls, by the key in the Authorization header; a key that is refused says why."""

from __future__ import annotations

from labeltrail.backend.keys import KeyFault, Keys
from labeltrail.events.ledger.turns import asking_for
from labeltrail.graphql.caller import Caller

KEY_NAME_LENGTH = len("lt_0123456789abcdef")  # what follows is secret

NOT_SENT = "MISSING"
SENT_AS = "send an API key as `Authorization: Bearer lt_…`"

MENDS = {
    KeyFault.MALFORMED: f"the key is malformed: {SENT_AS}, copied whole",
    KeyFault.UNKNOWN: "the key is not known here; `labeltrail keys issue` makes one",
    KeyFault.EXPIRED: "the key has expired; ask for a new one",
    KeyFault.REVOKED: "the key was revoked; ask for a new one",
}


class KeyRefused(Exception):
    """The key that was sent is not accepted. `fault` is stable, the message for people."""

    def __init__(self, fault: KeyFault) -> None:
        super().__init__(MENDS[fault])
        self.fault = fault


async def caller_of(authorization: str | None, keys: Keys) -> Caller | None:
    """None when no key was sent. Raises KeyRefused."""
    if authorization is None:
        return None
    scheme, _, key = authorization.partition(" ")
    if scheme.lower() != "bearer":
        raise KeyRefused(KeyFault.MALFORMED)
    with asking_for(key.strip()[:KEY_NAME_LENGTH]):
        found = await keys.verify(key.strip())
    if isinstance(found, KeyFault):
        raise KeyRefused(found)
    return found
