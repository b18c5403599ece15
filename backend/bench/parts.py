"""The parts of `labeltrail bench`, by name: each gives its comparisons, and can be run small."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import Awaitable, Callable
from contextlib import AbstractContextManager
from enum import StrEnum
from pathlib import Path
from typing import Protocol

import msgspec

from labeltrail.backend.bench.conditions import Conditions, conditions
from labeltrail.backend.bench.report import Comparison
from labeltrail.backend.composition import composed
from labeltrail.backend.serving import ANY_PORT, serving
from labeltrail.backend.settings import Settings


class Part(StrEnum):
    """What is measured."""

    LEDGER = "ledger"
    """Durable appends, from one process and from two; replay, and the reader's memory."""
    FOLD = "fold"
    """Read models: pure, and with their rows; how long answers take."""
    PAST = "past"
    """Lists, sums and items as of any position, beside the same questions now."""
    SUBMIT = "submit"
    """`submitLabel` over HTTP."""
    CLAIMS = "claims"
    """`claimNext` by many annotators at once."""
    VERIFY = "verify"
    """Verification of a bundle, without a database."""
    STATISTICS = "statistics"
    """Agreement from scratch, resampled and label by label; truth inference."""


class Sizes(msgspec.Struct, frozen=True, kw_only=True):
    """How much each part does, most of it in each of several rounds.

    callers  who append at once         appends  events that they append
    events   that a replay reads, that a fold folds and that a bundle holds
    clients  who submit labels at once  labels   that they submit
    annotators  who claim work at once  claims   that they make
    answers  that statistics are computed from; a tenth of them for the slower methods, and items
    resamples  of a bootstrap
    """

    callers: int = 64
    appends: int = 20_000
    events: int = 100_000
    clients: int = 16
    labels: int = 1_600
    annotators: int = 500
    claims: int = 5_000
    answers: int = 1_000_000
    resamples: int = 1_000


class Watch(Protocol):
    """Somebody who watches a part of so many steps; called again after each."""

    def __call__(self, label: str, total: int) -> AbstractContextManager[Callable[[], None]]: ...


async def measure(
    part: Part, configured: Settings, url: str, sizes: Sizes, watch: Watch
) -> list[Comparison]:
    """On the migrated database at `url`; `configured` names it too."""
    return await _MEASURES[part](configured, url, sizes, watch)


async def stated_conditions(configured: Settings) -> Conditions:
    async with composed(configured, folds=False) as parts:
        return await conditions(parts.pool)


async def _ledger(configured: Settings, url: str, sizes: Sizes, watch: Watch) -> list[Comparison]:
    from labeltrail.backend.bench import append, recording, replay

    async with composed(configured, folds=False) as parts:
        with watch("append", append.STEPS) as advanced:
            appended = await append.bench_append(
                parts.pool, url, callers=sizes.callers, appends=sizes.appends, advanced=advanced
            )
        with watch("record", recording.commands_for(sizes.events)) as advanced:
            project = await recording.recorded(parts.pool, events=sizes.events, advanced=advanced)
    with watch("replay", replay.ROUNDS) as advanced:
        replayed = await replay.bench_replay(url, project, events=sizes.events, advanced=advanced)
    return [*appended, replayed]


async def _fold(configured: Settings, url: str, sizes: Sizes, watch: Watch) -> list[Comparison]:
    from labeltrail.backend.bench import fold

    async with composed(configured, folds=False) as parts:
        with watch("fold", fold.STEPS) as advanced:
            return await fold.bench_fold(parts.pool, events=sizes.events, advanced=advanced)


async def _past(configured: Settings, url: str, sizes: Sizes, watch: Watch) -> list[Comparison]:
    from labeltrail.backend.bench import past, recording

    async with composed(configured, folds=False) as parts:
        with watch("record", recording.commands_for(sizes.events)) as advanced:
            project = await recording.recorded(parts.pool, events=sizes.events, advanced=advanced)
        with watch("fold", past.FOLD_STEPS) as advanced:
            await past.fold_whole(parts.pool, project, advanced=advanced)
        with watch("ask", past.STEPS) as advanced:
            return [await past.bench_past(parts.pool, project, advanced=advanced)]


async def _submit(configured: Settings, url: str, sizes: Sizes, watch: Watch) -> list[Comparison]:
    from labeltrail.backend.app import create_app
    from labeltrail.backend.bench import submit

    async with (
        composed(configured) as parts,
        serving(create_app(parts), "127.0.0.1", ANY_PORT) as address,
    ):
        with watch("submitLabel", 2 * submit.ROUNDS) as advanced:
            return [
                await submit.bench_submit(
                    parts, address, clients=sizes.clients, labels=sizes.labels, advanced=advanced
                )
            ]


async def _claims(configured: Settings, url: str, sizes: Sizes, watch: Watch) -> list[Comparison]:
    from labeltrail.backend.bench import claims

    async with composed(configured, folds=False) as parts:
        with watch("claimNext", claims.STEPS) as advanced:
            return [
                await claims.bench_claims(
                    parts.pool,
                    annotators=sizes.annotators,
                    claims=sizes.claims,
                    advanced=advanced,
                )
            ]


async def _verify(configured: Settings, url: str, sizes: Sizes, watch: Watch) -> list[Comparison]:
    from labeltrail.backend.bench import verify

    with tempfile.TemporaryDirectory() as folder, watch("verify", 4 * verify.ROUNDS) as advanced:
        return [
            await asyncio.to_thread(
                verify.bench_verify, Path(folder), events=sizes.events, advanced=advanced
            )
        ]


async def _statistics(
    configured: Settings, url: str, sizes: Sizes, watch: Watch
) -> list[Comparison]:
    from labeltrail.backend.bench import agreement, inference

    with watch("agreement", agreement.STEPS) as advanced:
        agreed = await asyncio.to_thread(
            agreement.bench_agreement,
            labels=sizes.answers,
            items=sizes.answers // 10,
            resamples=sizes.resamples,
            advanced=advanced,
        )
    with watch("truth inference", inference.STEPS) as advanced:
        inferred = await asyncio.to_thread(
            inference.bench_inference,
            labels=sizes.answers,
            modelled=sizes.answers // 10,
            advanced=advanced,
        )
    return [*agreed, *inferred]


_Measure = Callable[[Settings, str, Sizes, Watch], Awaitable[list[Comparison]]]
_MEASURES: dict[Part, _Measure] = {
    Part.LEDGER: _ledger,
    Part.FOLD: _fold,
    Part.PAST: _past,
    Part.SUBMIT: _submit,
    Part.CLAIMS: _claims,
    Part.VERIFY: _verify,
    Part.STATISTICS: _statistics,
}
