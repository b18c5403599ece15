"""How often each rule acted, counted in the ledger, as of any position."""

from __future__ import annotations

import msgspec

from labeltrail.events.ledger.read import POSITION_MAX, Connection
from labeltrail.events.sql import load
from labeltrail.events.streams.automation import RuleApplied, RuleObserved, stream_of_rule
from labeltrail.events.streams.policy import AutomaticRule

_SQL = load(__package__, "acts.sql")


class Acts(msgspec.Struct, frozen=True):
    """`applied` counts commands that were carried out, `observed` those that were only noted."""

    applied: int = 0
    observed: int = 0


async def acts(
    connection: Connection, project_id: str, position: int | None = None
) -> dict[AutomaticRule, Acts]:
    """Of every rule, up to a position; None: up to now."""
    streams = {stream_of_rule(rule): rule for rule in AutomaticRule}
    rows = await connection.fetch(
        _SQL.acts,
        project_id,
        POSITION_MAX if position is None else position,
        RuleApplied.__name__,
        RuleObserved.__name__,
        list(streams),
    )
    found = {streams[row["stream"]]: Acts(row["applied"], row["observed"]) for row in rows}
    return {rule: found.get(rule, Acts()) for rule in AutomaticRule}
