"""`labeltrail bench`: how fast this machine appends, reads, folds and verifies, and beside what."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import msgspec
import typer

from labeltrail.backend.bench.conditions import Conditions
from labeltrail.backend.bench.parts import Part, Sizes, measure, stated_conditions
from labeltrail.backend.bench.report import Comparison
from labeltrail.backend.cli.running import run, settings
from labeltrail.backend.cli.terminal import console, print_json, progress_bar, table
from labeltrail.backend.migrations import migrate
from labeltrail.backend.postgres import embedded
from labeltrail.backend.settings import Settings
from labeltrail.backend.subject_keys import keyring

EXAMPLES = """\b
Examples:
  labeltrail bench
  labeltrail bench ledger --events 1000000
  labeltrail bench fold --json

\b
Works in a database of its own, in a temporary folder that is removed, with fsync as in production;
with LABELTRAIL_DATABASE_URL in that database, where its projects stay. Compare the ratios: the
rates are this machine's.
"""


def bench(
    part: Annotated[Part | None, typer.Argument(help="This one alone.")] = None,
    callers: Annotated[int, typer.Option(min=2, max=200, help="Who append at once.")] = 64,
    appends: Annotated[int, typer.Option(min=100, help="Events they append a round.")] = 20_000,
    events: Annotated[
        int, typer.Option(min=1_000, help="Events that are replayed, folded or verified a round.")
    ] = 100_000,
    clients: Annotated[int, typer.Option(min=1, max=200, help="Who submit labels at once.")] = 16,
    labels: Annotated[int, typer.Option(min=100, help="Labels they submit a round.")] = 1_600,
    annotators: Annotated[int, typer.Option(min=1, max=5_000, help="Who claim at once.")] = 500,
    claims: Annotated[int, typer.Option(min=100, help="Claims that they make a round.")] = 5_000,
    answers: Annotated[
        int, typer.Option(min=1_000, help="Answers that statistics are computed from.")
    ] = 1_000_000,
    as_json: Annotated[bool, typer.Option("--json", help="Answer as JSON.")] = False,
) -> None:
    """Measure ledger, folds, labels over HTTP, audits and statistics, each beside a baseline."""
    sizes = Sizes(
        callers=callers,
        appends=appends,
        events=events,
        clients=clients,
        labels=labels,
        annotators=annotators,
        claims=claims,
        answers=answers,
    )
    parts = [part] if part is not None else list(Part)
    with tempfile.TemporaryDirectory() as folder:
        given = msgspec.structs.replace(settings(), data_dir=Path(folder))
        with _database(given) as url:
            configured = msgspec.structs.replace(given, database_url=url)
            under = run(stated_conditions(configured))
            found = [one for each in parts for one in run(_measured(each, configured, url, sizes))]
    if as_json:
        print_json({"conditions": under, "measured": [_json(one) for one in found]})
        return
    _tell(under, found)


@contextmanager
def _database(given: Settings) -> Iterator[str]:
    """The address of the database named, or of one of our own that is gone afterwards."""
    if given.database_url is not None:
        yield given.database_url
        return
    with embedded(given.data_dir) as url:
        run(migrate(url, keyring=keyring(given)))
        yield url


async def _measured(part: Part, configured: Settings, url: str, sizes: Sizes) -> list[Comparison]:
    return await measure(part, configured, url, sizes, _watched)


@contextmanager
def _watched(label: str, total: int) -> Iterator[Callable[[], None]]:
    with progress_bar(label, total=total) as bar:
        yield bar.step


def _tell(under: Conditions, found: list[Comparison]) -> None:
    out = console()
    out.print(under.sentence())
    for one in found:
        out.print()
        _tell_one(one)


def _tell_one(found: Comparison) -> None:
    out = console()
    out.print(found.title)
    rows = [(found.ours.name, f"{found.ours.median:,.0f} {found.ours.unit}", "")]
    rows += [
        (one.name, f"{one.median:,.0f} {one.unit}", f"{found.ratio(one):.2f}")
        for one in found.baselines
    ]
    head = ("measured", "median", "ours, times this")
    table(out, head, rows, right=head[1:])
    for one in found.latencies:
        out.print(f"{one.name}: p50 {one.p50:.1f} ms, p95 {one.p95:.1f} ms, p99 {one.p99:.1f} ms")
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
