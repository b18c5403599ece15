"""Whether reviewers agree: how second looks at their reviews came out.

    agreed = reviews whose second look said the same / reviews looked at a second time

A share with Wilson's interval for each reviewer and over all, and beside it the coefficients that
take chance into account, over the verdicts of first and second reviewers. Second looks are a
random sample of reviews, so the shares speak of all of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import asyncpg
import msgspec

from labeltrail.events.identifiers import MemberId
from labeltrail.events.ledger.read import read_prefixed
from labeltrail.events.streams.item.facts import Verdict
from labeltrail.events.streams.item.review_facts import SECOND_LOOK, SecondLookTaken
from labeltrail.projections.annotators.figures import LackCode, Share
from labeltrail.projections.annotators.proportions import share
from labeltrail.projections.answers import HoldsFor
from labeltrail.projections.snapshot import snapshot
from labeltrail.projections.statistics import Score
from labeltrail.projections.statistics.coefficient import Coefficient
from labeltrail.projections.statistics.compute import compute
from labeltrail.projections.statistics.table import ReadingTable

COEFFICIENTS = (
    Coefficient.OBSERVED_AGREEMENT,
    Coefficient.KRIPPENDORFF_ALPHA,
    Coefficient.GWET_AC1,
)


class ReviewerLooks(msgspec.Struct, frozen=True, kw_only=True):
    """How the reviews of one reviewer came out."""

    reviewer: MemberId
    agreed: Share


class VerdictPair(msgspec.Struct, frozen=True, kw_only=True):
    """So many reviews had these verdicts at first and second look."""

    first: Verdict
    second: Verdict
    reviews: int


class SecondLooks(msgspec.Struct, frozen=True, kw_only=True):
    """`by_reviewer` with the most looks first; `pairs` in the order of verdicts."""

    holds_for: HoldsFor
    agreed: Share
    by_reviewer: tuple[ReviewerLooks, ...]
    pairs: tuple[VerdictPair, ...]
    scores: tuple[tuple[Coefficient, Score], ...]


async def second_looks(
    pool: asyncpg.Pool, project_id: str, *, position: int | None = None
) -> SecondLooks:
    """As of a position, or where the read models are. Raises ReadError."""
    async with snapshot(pool, project_id, position=position) as view:
        streams = await read_prefixed(view.connection, project_id, SECOND_LOOK, up_to=view.position)
        found = [event.fact for events in streams.values() for event in events]
        taken = [one for one in found if isinstance(one, SecondLookTaken)]
        return counted(view.holds_for, taken)


def counted(holds_for: HoldsFor, taken: Sequence[SecondLookTaken]) -> SecondLooks:
    """Pure; the order in which they were taken plays no part."""
    reviewers = sorted({one.reviewer for one in taken})
    by_reviewer = [
        ReviewerLooks(
            reviewer=reviewer, agreed=_agreed(one for one in taken if one.reviewer == reviewer)
        )
        for reviewer in reviewers
    ]
    return SecondLooks(
        holds_for=holds_for,
        agreed=_agreed(taken),
        by_reviewer=tuple(sorted(by_reviewer, key=lambda one: (-one.agreed.n, one.reviewer))),
        pairs=tuple(_pairs(taken)),
        scores=tuple((one, compute(_table(taken), one)) for one in COEFFICIENTS),
    )


def _agreed(taken: Iterable[SecondLookTaken]) -> Share:
    looks = list(taken)
    return share(sum(one.agrees for one in looks), len(looks), lack=LackCode.NO_LABELS)


def _pairs(taken: Sequence[SecondLookTaken]) -> Iterable[VerdictPair]:
    for first in Verdict:
        for second in Verdict:
            reviews = sum((one.verdict, one.second_verdict) == (first, second) for one in taken)
            if reviews:
                yield VerdictPair(first=first, second=second, reviews=reviews)


def _table(taken: Sequence[SecondLookTaken]) -> ReadingTable:
    """Reviews as items, which each reviewer gave a verdict of."""
    readings = [
        (str(one.review), person, str(said))
        for one in taken
        for person, said in (
            (one.reviewer, one.verdict),
            (one.second_reviewer, one.second_verdict),
        )
    ]
    return ReadingTable.of(readings, categories=tuple(map(str, Verdict)))
