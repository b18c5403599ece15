"""`labeltrail work`: how much is open to be labeled, by batch, and who holds what."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated

import typer

from labeltrail.backend.cli.reading import position_of, reading, require_batch
from labeltrail.backend.cli.running import run
from labeltrail.backend.cli.terminal import console, print_json, table
from labeltrail.events.identifiers import BatchId
from labeltrail.projections.answers import Window
from labeltrail.projections.work import queue
from labeltrail.projections.work.queue import BatchWork, OpenItem, OpenKey, WorkSummary

NEXT_SHOWN = 5

EXAMPLES = """\b
Examples:
  labeltrail work fitness               how much is open, by batch, and who holds how much
  labeltrail work fitness --next 20     and the first items of the queue
  labeltrail work fitness --batch april --next 20
  labeltrail work fitness --at 2026-03-03
  labeltrail work fitness --json

\b
What is given out, and how, is said by the policy's section `assignment`. Gold is not counted:
every annotator gets it, and none is to tell which it is.
"""


def work(
    project: Annotated[str, typer.Argument(help="The project's id.")],
    shown: Annotated[
        int, typer.Option("--next", min=0, max=1_000, help="So many of the next items.")
    ] = NEXT_SHOWN,
    batch: Annotated[str | None, typer.Option(help="The next items of this batch alone.")] = None,
    at: Annotated[
        str | None, typer.Option(metavar="POINT", help="As of this position or time.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Answer as JSON.")] = False,
) -> None:
    """Show what is open to be labeled, by batch, and who holds what."""
    found, items = run(_found(project, batch, at, shown))
    if as_json:
        print_json({"summary": found, "next": items})
    else:
        _tell(found, items)


async def _found(
    project: str, batch: str | None, at: str | None, shown: int
) -> tuple[WorkSummary, tuple[OpenItem, ...]]:
    async with reading(project) as parts:
        await require_batch(parts.pool, project, batch)
        position = None if at is None else await position_of(parts.pool, project, at)
        found = await queue.summary(parts.pool, project, datetime.now(UTC), position=position)
        window = Window[OpenKey](limit=shown, after=None, before=None, is_backward=False)
        page = await queue.queue_page(
            parts.pool,
            project,
            window,
            batch_id=BatchId(batch) if batch is not None else None,
            position=position,
        )
        return found, page.rows


def _tell(found: WorkSummary, items: tuple[OpenItem, ...]) -> None:
    out = console()
    held_for = found.holds_for
    out.print(f"Policy version {held_for.policy_version}, position {held_for.position}")
    out.print()
    head = ("batch", "open items", "annotators wanted", "held", "lease ran out")
    rows = [_row("(whole project)", found.whole)]
    rows += [_row(one.batch_id or "", one) for one in found.batches]
    table(out, head, rows, right=head[1:])
    if found.holders:
        out.print()
        holders = [(one.member, str(one.items)) for one in found.holders]
        table(out, ("annotator", "holds"), holders, right=("holds",))
    if items:
        out.print()
        named = ("next", "priority", "wanted", "held by")
        table(out, named, [_item(one) for one in items], right=("priority", "wanted"))


def _row(name: str, one: BatchWork) -> tuple[str, ...]:
    return (name, *(f"{count:,}" for count in (one.open_items, one.free, one.held, one.expired)))


def _item(one: OpenItem) -> tuple[str, ...]:
    return (one.item_id, str(one.key.priority), str(one.free), ", ".join(one.held_by))
