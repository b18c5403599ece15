"""Groups of roles that read a field."""

from collections.abc import Mapping

import msgspec

from labeltrail.events.streams.project import Role


class Readers(msgspec.Struct, frozen=True):
    """`any_caller`: whoever has an API key, also outside projects. `is_open`: every member, or
    for answers to a command whoever gave it.
    """

    roles: frozenset[Role] = frozenset()
    any_caller: bool = False
    is_open: bool = False

    def admits(self, roles: frozenset[Role]) -> bool:
        return self.is_open or not self.roles.isdisjoint(roles)


NOBODY = Readers()
CALLERS = Readers(any_caller=True)
MEMBERS = Readers(is_open=True)
JUDGES = Readers(frozenset({Role.REVIEWER, Role.ADJUDICATOR, Role.MANAGER, Role.AUDITOR}))
"""Who sees what others decided. Annotators do not, nor does the key of an annotation UI."""
KEEPERS = Readers(frozenset({Role.MANAGER, Role.AUDITOR, Role.SERVICE, Role.ADMIN}))
OVERSEERS = Readers(frozenset({Role.MANAGER, Role.AUDITOR}))
COLLEAGUES = Readers(JUDGES.roles | {Role.SERVICE, Role.ADMIN})

Fields = Mapping[str, Mapping[Readers, str]]
"""Names of fields by type and by who reads them."""

CONNECTION = "edges nodes pageInfo totalCount"
EDGE = "cursor node"
"""Fields that every list has."""
