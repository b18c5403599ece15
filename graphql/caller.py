"""Who calls, as the API key says. What they may do, their project's members say."""

import msgspec

from labeltrail.events.identifiers import MemberId, TenantId


class Caller(msgspec.Struct, frozen=True, kw_only=True):
    """An authenticated actor of one tenant. Instance administration creates projects."""

    tenant: TenantId
    actor: MemberId
    is_instance_admin: bool = False
