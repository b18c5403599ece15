"""Readiness over time: the verdict as of some positions, evenly apart.

Each point is judged under the policy that was in force there, from the ledger alone, so it is what
was answered then. Bounded: at most POINTS_MAX points, and so many items at all of them together.
"""

from __future__ import annotations

from datetime import datetime

import asyncpg
import msgspec

from labeltrail.projections import snapshot
from labeltrail.projections.answers import HoldsFor
from labeltrail.projections.readiness.loading import (
    ITEMS_TOGETHER_MAX,
    MATERIAL_ITEMS_MAX,
    Ledger,
    judged_aside,
    material_from,
    waivers_at,
)
from labeltrail.projections.readiness.verdicts import Readiness
from labeltrail.projections.terms import terms_in_force

POINTS_MAX = 50


class TrendPoint(msgspec.Struct, frozen=True, kw_only=True):
    """`readiness` is None before the batch was opened."""

    holds_for: HoldsFor
    readiness: Readiness | None

    @property
    def recorded_at(self) -> datetime | None:
        return self.holds_for.recorded_at


def positions(first: int, last: int, points: int) -> tuple[int, ...]:
    """So many positions at most, the first and the last among them, evenly apart.

    >>> positions(1, 10, 4), positions(5, 6, 10), positions(7, 7, 3)
    ((1, 4, 7, 10), (5, 6), (7,))
    """
    if not 1 <= points <= POINTS_MAX:
        raise ValueError(f"1 to {POINTS_MAX} points, not {points}")
    if points == 1 or last <= first:
        return (last,)
    span = last - first
    found = (first + span * step // (points - 1) for step in range(points))
    return tuple(dict.fromkeys(found))


async def trend(
    pool: asyncpg.Pool, project_id: str, scope: str, wanted: tuple[int, ...]
) -> tuple[TrendPoint, ...]:
    """In order of position. Raises ReplayTooLong, Overloaded and TooMuchAsked."""
    points: list[TrendPoint] = []
    left = ITEMS_TOGETHER_MAX
    for position in wanted:
        async with pool.acquire() as connection:
            ruled = await snapshot.rules_at(connection, project_id, position)
            terms = terms_in_force(ruled)
            holds_for = await snapshot.at(connection, project_id, position, ruled, terms)
        ledger = Ledger(
            connection=pool,
            project_id=project_id,
            position=position,
            ends={one.stream: one.position for one in holds_for.parked},
        )
        material = await material_from(
            ledger, scope, ruled, terms, items_max=min(left, MATERIAL_ITEMS_MAX)
        )
        readiness = None
        if material is not None:
            left -= len(material.states)
            moment = holds_for.recorded_at
            waivers = await waivers_at(ledger, (scope,), terms.policy, moment)
            readiness = await judged_aside(material, waivers=waivers.get(scope, ()))
        points.append(TrendPoint(holds_for=holds_for, readiness=readiness))
    return tuple(points)
