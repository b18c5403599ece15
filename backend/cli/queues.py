"""`labeltrail queues`: what waits for whom in a project, with the head of each queue."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated

import msgspec
import typer

from labeltrail.backend.cli.reading import position_of, reading, require_batch
from labeltrail.backend.cli.running import run
from labeltrail.backend.cli.standing import point
from labeltrail.backend.cli.terminal import console, note, print_json, table
from labeltrail.events.identifiers import BatchId

if TYPE_CHECKING:
    from rich.console import Console

    from labeltrail.backend.composition import Composition
    from labeltrail.projections.answers import EscalationRow, HoldsFor
    from labeltrail.projections.reviewing.queues import ToAdjudicate, ToReview, ToRevise

EXAMPLES = """\b
Examples:
  labeltrail queues fitness
  labeltrail queues fitness --batch pilot --heads 10
  labeltrail queues fitness --as-of 120 --json

\b
Heaviest first, then oldest. The weight is how many in a thousand of the votes do not side with
the first class, or with the label that is to be looked at.
"""

HEADS = ("queue", "waits", "item", "weight", "why", "since position")


class Head(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """An entry of a queue as it is told."""

    item_id: str
    weight: int
    why: str
    position: int


class Queue(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """`heads` are the first few of so many that wait."""

    name: str
    waits: int
    heads: tuple[Head, ...]


def queues(
    project: Annotated[str, typer.Argument(help="The project's id.")],
    batch: Annotated[str | None, typer.Option(help="Of items in this batch.")] = None,
    heads: Annotated[int, typer.Option(min=0, max=100, help="So many of each queue.")] = 3,
    as_of: Annotated[
        str | None, typer.Option(metavar="POSITION|TIME", help="As of then; else now.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Answer as JSON.")] = False,
) -> None:
    """Show what waits: labels, reviews, second looks, revisions, adjudications, escalations."""
    holds_for, found = run(_found(project, batch, heads, as_of))
    if as_json:
        print_json({"asOf": holds_for, "queues": found})
        return
    _tell(console(), found)
    note(f"as of {point(holds_for)}")


async def _found(
    project: str, batch: str | None, heads: int, as_of: str | None
) -> tuple[HoldsFor, list[Queue]]:
    from labeltrail.projections.reviewing import queue_reads as reads
    from labeltrail.projections.reviewing.queues import QueueFilter

    async with reading(project) as parts:
        await require_batch(parts.pool, project, batch)
        position = None if as_of is None else await position_of(parts.pool, project, as_of)
        batch_id = BatchId(batch) if batch is not None else None
        where, now = QueueFilter(batch_id=batch_id), datetime.now(UTC)
        reviews = await reads.review_queue(
            parts.pool, project, now=now, where=where, position=position
        )
        decisions = await reads.adjudication_queue(
            parts.pool, project, now=now, where=where, position=position
        )
        returned = await reads.returned_labels(
            parts.pool, project, batch_id=batch_id, position=position
        )
        first = [_review(one) for one in reviews.entries if one.request.level == 1]
        second = [_review(one) for one in reviews.entries if one.request.level > 1]
        return decisions.holds_for, [
            await _to_label(parts, project, batch, position),
            _queue("to review", first, heads),
            _queue("to look at again", second, heads),
            _queue("to revise", [_revision(one) for one in returned.entries], heads),
            _queue("to adjudicate", [_decision(one) for one in decisions.entries], heads),
            await _escalated(parts, project, heads, position),
        ]


async def _to_label(
    parts: Composition, project: str, batch: str | None, position: int | None
) -> Queue:
    """Items with fewer voters than the policy wants."""
    from labeltrail.projections import reads
    from labeltrail.projections.fold import PROJECT_SCOPE

    scope = batch or PROJECT_SCOPE
    found = await reads.scopes(parts.pool, project, [scope], position=position, with_evidence=False)
    rules = await reads.rules(parts.pool, project, position=position)
    policy = rules.rules.policy.current()
    answer = found.get(scope)
    if answer is None or policy is None:
        return Queue(name="to label", waits=0, heads=())
    voters = answer.tally.voters_any if policy.models_vote else answer.tally.voters
    waits = sum(items for size, items in voters.items() if int(size) < policy.overlap)
    return Queue(name="to label", waits=waits, heads=())


async def _escalated(parts: Composition, project: str, heads: int, position: int | None) -> Queue:
    """Open questions, which no batch narrows."""
    from labeltrail.projections import reads
    from labeltrail.projections.answers import Window
    from labeltrail.projections.fold import PROJECT_SCOPE

    page = await reads.escalations_page(
        parts.pool, project, Window(limit=heads), is_open=True, position=position
    )
    sums = await reads.scopes(
        parts.pool, project, [PROJECT_SCOPE], position=position, with_evidence=False
    )
    waits = sums[PROJECT_SCOPE].tally.open_escalations
    return Queue(name="escalated", waits=waits, heads=tuple(map(_question, page.rows)))


def _queue(name: str, found: list[Head], heads: int) -> Queue:
    return Queue(name=name, waits=len(found), heads=tuple(found[:heads]))


def _review(one: ToReview) -> Head:
    asked = one.request
    why = asked.cause.replace("_", " ") if asked.rule is None else f"rule {asked.rule}"
    if one.label is not None:
        why += f", label of {one.label.annotator}"
    if asked.task is not None:
        why += f", task {asked.task}"
    return Head(item_id=one.item_id, weight=one.weight, why=why, position=asked.position)


def _decision(one: ToAdjudicate) -> Head:
    told = [
        (f"rule {reason.rule}" if reason.rule else reason.why.replace("_", " "))
        + (f" of {reason.task}" if reason.task else "")
        for reason in one.reasons
    ]
    return Head(item_id=one.item_id, weight=one.weight, why="; ".join(told), position=one.key[1])


def _revision(one: ToRevise) -> Head:
    return Head(
        item_id=one.item_id,
        weight=0,
        why=f"returned to {one.label.annotator}",
        position=one.request.position,
    )


def _question(row: EscalationRow) -> Head:
    asked = row.escalation
    due = f", due {asked.due_at:%Y-%m-%d %H:%M}" if asked.due_at is not None else ""
    return Head(
        item_id=row.item_id,
        weight=0,
        why=f"level {asked.level}{due}",
        position=asked.raised_position,
    )


def _tell(out: Console, found: list[Queue]) -> None:
    rows: list[tuple[str, ...]] = []
    for queue in found:
        heads = queue.heads or (None,)
        for place, head in enumerate(heads):
            named = (queue.name, str(queue.waits)) if not place else ("", "")
            told = (
                (head.item_id, str(head.weight), head.why, str(head.position))
                if head is not None
                else ("", "", "", "")
            )
            rows.append((*named, *told))
    table(out, HEADS, rows, right=("waits", "weight", "since position"))
