"""What can be asked about a precedent itself; it is recorded and followed by other commands."""

import msgspec

from labeltrail.events.identifiers import PrecedentId


class SupersedePrecedent(msgspec.Struct, frozen=True, kw_only=True):
    """Overturn a precedent by another one that is there already."""

    precedent_id: PrecedentId
    superseded_by: PrecedentId
    reason: str
