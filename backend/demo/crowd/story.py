"""A crowd's year, told: the judgments go in at their own times, and each batch is asked about.

The figures come back as `CrowdEnding`, so that whoever asks for JSON, and the test, read the same.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

import msgspec

from labeltrail.backend.cli.terminal import Cell, progress_bar, word
from labeltrail.backend.demo.cast import Cast
from labeltrail.backend.demo.crowd import acts, rules
from labeltrail.backend.demo.crowd.acts import Then
from labeltrail.backend.demo.crowd.judgments import Judgment, judgments
from labeltrail.backend.demo.stage import Stage

QUARTERS = (1, 2, 3, 4)
COVERAGE, AGREEMENT = "OVERLAP", "AGREEMENT"


class Moment(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """A batch as of one moment: `at` is the time of the judgment at the position."""

    position: int
    at: datetime
    verdict: str
    overlap: str | None
    alpha: str | None


class BatchTold(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """`moments` after each quarter of its judgments, the last one when all had come."""

    batch: str
    judgments: int
    workers: int
    first: datetime
    last: datetime
    moments: list[Moment]
    reasons: list[str]


class CrowdEnding(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    project: str
    judgments: int
    workers: int
    items: int
    batches: list[BatchTold]
    position: int


async def tell(stage: Stage, cast: Cast, folder: Path) -> CrowdEnding:
    """All of it. Raises CrowdFault, and StoryInterrupted when the server refuses an act."""
    given = judgments(folder)
    stage.title(f"A crowd's work, from {given[0].at:%d %B %Y} to {given[-1].at:%d %B %Y}")
    await _rules(stage, cast, given)
    positions = await _judged(stage, cast, given)
    told = await _batches(stage, cast, given, positions)
    ready = sum(one.moments[-1].verdict == "READY" for one in told)
    stage.gap()
    stage.say(
        f"{ready} of {len(told)} batches were ready when their last judgment had come. Each verdict"
        " is as of the position that stands before it: ask again for any of them, and it is the"
        " same."
    )
    return CrowdEnding(
        project=cast.project,
        judgments=len(given),
        workers=len({one.worker for one in given}),
        items=len({one.unit for one in given}),
        batches=told,
        position=positions[-1],
    )


async def _rules(stage: Stage, cast: Cast, given: Sequence[Judgment]) -> None:
    stage.chapter("The rules, and who works")
    workers, batches = {one.worker for one in given}, {one.batch for one in given}
    with progress_bar("   members and batches", total=len(workers) + len(batches)) as bar:
        await acts.found(cast, given, bar.step)
    stage.say(
        f"{len(workers)} workers and {len(batches)} batches of"
        f" {len({one.unit for one in given})} sentences, as the data set has them."
    )
    stage.illustrative(
        f"Project {cast.project!r} gets a taxonomy of the relations that were chosen, a guideline"
        f" of {len(rules.CLAUSES)} clause, and a policy: {rules.OVERLAP} judgments each, and"
        f" Krippendorff's alpha of at least {rules.ALPHA_MIN} on sets."
    )


async def _judged(stage: Stage, cast: Cast, given: Sequence[Judgment]) -> list[int]:
    stage.chapter("The judgments come in")
    done = 0
    with progress_bar("   submitLabels", total=len(given)) as bar:

        def advanced(more: int) -> None:
            nonlocal done
            done += more
            bar.reach(done)

        positions = await acts.label(cast, given, advanced)
    stage.say(
        f"{len(given)} judgments, each at the time at which it was submitted."
        f" The ledger is at position {positions[-1]}."
    )
    return positions


async def _batches(
    stage: Stage, cast: Cast, given: Sequence[Judgment], positions: Sequence[int]
) -> list[BatchTold]:
    stage.chapter("Each batch, as it filled")
    of_batch: dict[str, list[int]] = defaultdict(list)
    for place, one in enumerate(given):
        of_batch[one.batch].append(place)
    told: list[BatchTold] = []
    with progress_bar("   readiness", total=len(of_batch)) as bar:
        for batch, places in of_batch.items():
            told.append(await _batch(cast, batch, places, given, positions))
            bar.step()
    head = ("batch", "first", "judgments", "¼", "½", "¾", "all", "alpha", "verdict")
    stage.table(
        head, [_row(one) for one in told], right=("judgments", "¼", "½", "¾", "all", "alpha")
    )
    stage.gap()
    stage.say("¼ to all: the share of sentences with enough judgments after each quarter.")
    return told


async def _batch(
    cast: Cast,
    batch: str,
    places: Sequence[int],
    given: Sequence[Judgment],
    positions: Sequence[int],
) -> BatchTold:
    moments: list[Moment] = []
    then: Then | None = None
    for quarter in QUARTERS:
        place = places[max(0, len(places) * quarter // len(QUARTERS) - 1)]
        then = await acts.then(cast, batch, position=positions[place])
        moments.append(
            Moment(
                position=positions[place],
                at=given[place].at,
                verdict=then.verdict,
                overlap=then.observed(COVERAGE),
                alpha=then.observed(AGREEMENT),
            )
        )
    some = [given[place] for place in places]
    return BatchTold(
        batch=batch,
        judgments=len(some),
        workers=len({one.worker for one in some}),
        first=some[0].at,
        last=some[-1].at,
        moments=moments,
        reasons=[one.sentence for one in then.requirements if one.status != "PASS"] if then else [],
    )


def _row(one: BatchTold) -> tuple[Cell, ...]:
    last = one.moments[-1]
    return (
        one.batch,
        f"{one.first:%Y-%m-%d %H:%M}",
        str(one.judgments),
        *(_share(moment.overlap) for moment in one.moments),
        f"{float(last.alpha):.3f}" if last.alpha is not None else "none",
        word(last.verdict.replace("_", " ")),
    )


def _share(observed: str | None) -> str:
    return f"{float(observed):.0%}" if observed is not None else "none"
