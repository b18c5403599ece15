"""`labeltrail bench`: how fast this machine appends, takes labels and folds, beside baselines."""

from __future__ import annotations

import tempfile
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import msgspec
import typer

from labeltrail.backend.bench.report import Comparison
from labeltrail.backend.cli.running import run, settings
from labeltrail.backend.cli.terminal import console, print_json, progress_bar, table
from labeltrail.backend.composition import composed
from labeltrail.backend.serving import ANY_PORT, serving
from labeltrail.backend.settings import Settings

EXAMPLES = """\b
Examples:
  labeltrail bench
  labeltrail bench --only append --callers 64
  labeltrail bench --json

\b
Works in a database of its own, in a temporary folder that is removed, with fsync as in production;
with LABELTRAIL_DATABASE_URL in that database, where its projects stay. Compare the ratios: the
rates are this machine's.
"""


class Bench(StrEnum):
    APPEND = "append"
    SUBMIT = "submit"
    FOLD = "fold"


def bench(
    only: Annotated[Bench | None, typer.Option(help="This one alone.")] = None,
    callers: Annotated[int, typer.Option(min=1, max=200, help="Who append at once.")] = 64,
    clients: Annotated[int, typer.Option(min=1, max=200, help="Who submit labels at once.")] = 16,
    appends: Annotated[int, typer.Option(min=100, help="Events in each round.")] = 4_000,
    labels: Annotated[int, typer.Option(min=100, help="Labels in each round.")] = 1_600,
    items: Annotated[int, typer.Option(min=100, help="Items that each round folds.")] = 10_000,
    as_json: Annotated[bool, typer.Option("--json", help="Answer as JSON.")] = False,
) -> None:
    """Measure appends, labels and folds per second, each against a baseline in the same run."""
    with tempfile.TemporaryDirectory() as folder:
        configured = msgspec.structs.replace(
            settings(), data_dir=Path(folder), pool_size_max=max(callers, 16)
        )
        found = run(_bench(configured, only, callers, clients, appends, labels, items))
    if as_json:
        print_json([_json(one) for one in found])
        return
    for place, one in enumerate(found):
        if place:
            console().print()
        _tell(one)


async def _bench(
    configured: Settings,
    only: Bench | None,
    callers: int,
    clients: int,
    appends: int,
    labels: int,
    items: int,
) -> list[Comparison]:
    from labeltrail.backend.app import create_app
    from labeltrail.backend.bench.append import ROUNDS as APPEND_ROUNDS
    from labeltrail.backend.bench.append import bench_append
    from labeltrail.backend.bench.fold import ROUNDS as FOLD_ROUNDS
    from labeltrail.backend.bench.fold import bench_fold
    from labeltrail.backend.bench.submit import ROUNDS as SUBMIT_ROUNDS
    from labeltrail.backend.bench.submit import bench_submit

    found: list[Comparison] = []
    if only in (None, Bench.APPEND):
        async with composed(configured, folds=False) as parts:
            with progress_bar("append", total=2 * APPEND_ROUNDS) as bar:
                found.append(
                    await bench_append(
                        parts.pool, callers=callers, appends=appends, advanced=bar.step
                    )
                )
    if only in (None, Bench.SUBMIT):
        async with (
            composed(configured) as parts,
            serving(create_app(parts), "127.0.0.1", ANY_PORT) as url,
        ):
            with progress_bar("submitLabel", total=2 * SUBMIT_ROUNDS) as bar:
                found.append(
                    await bench_submit(
                        parts, url, clients=clients, labels=labels, advanced=bar.step
                    )
                )
    if only in (None, Bench.FOLD):
        async with composed(configured, folds=False) as parts:
            with progress_bar("fold", total=2 * FOLD_ROUNDS) as bar:
                found.append(await bench_fold(parts.pool, items=items, advanced=bar.step))
    return found


def _tell(found: Comparison) -> None:
    out = console()
    out.print(found.title)
    rows = [(found.ours.name, f"{found.ours.median:,.0f} {found.ours.unit}", "")]
    rows += [
        (one.name, f"{one.median:,.0f} {one.unit}", f"{found.ratio(one):.2f}")
        for one in found.baselines
    ]
    head = ("measured", "median", "ours, times this")
    table(out, head, rows, right=head[1:])
    for latency in found.latencies:
        out.print(f"{latency.name}: p50 {latency.p50:.1f} ms, p99 {latency.p99:.1f} ms")
    for remark in found.remarks:
        out.print(remark)


def _json(found: Comparison) -> dict[str, object]:
    return {
        "title": found.title,
        "ours": found.ours,
        "baselines": [
            {"rate": one, "median": one.median, "ratio": found.ratio(one)}
            for one in found.baselines
        ],
        "median": found.ours.median,
        "latencies": found.latencies,
        "remarks": found.remarks,
    }
