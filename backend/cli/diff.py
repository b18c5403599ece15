"""`labeltrail diff`: what changed between two moments, and which events did it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated

import msgspec
import typer
from rich.console import Console

from labeltrail.backend.cli.diff_json import as_json as json_of
from labeltrail.backend.cli.faults import CommandFault, ExitCode
from labeltrail.backend.cli.reading import position_of, reading
from labeltrail.backend.cli.running import run
from labeltrail.backend.cli.standing import figure, point, verdict_word
from labeltrail.backend.cli.terminal import console, note, print_json, table, word
from labeltrail.backend.composition import Composition
from labeltrail.events.identifiers import BatchId, ItemId
from labeltrail.events.ledger import read
from labeltrail.projections import differences, history, reads
from labeltrail.projections.answers import PAGE_ROWS_MAX
from labeltrail.projections.difference import ItemDifference, TruthDifference
from labeltrail.projections.difference_sums import RequirementDifference, ScopeDifference
from labeltrail.projections.differences import ChangedItems, Compared, ComparedScope
from labeltrail.projections.explanation import GroundTruth
from labeltrail.projections.fold import PROJECT_SCOPE
from labeltrail.projections.readiness import RequirementVerdict
from labeltrail.projections.timeline import Entry
from labeltrail.projections.truth import InForce

EXAMPLES = """\b
Examples:
  labeltrail diff fitness --from 350
  labeltrail diff fitness --from 350 --to 400 --batch table-1
  labeltrail diff fitness --from 2026-03-03T12:00Z --item patient-2
  labeltrail diff fitness --from 350 --json | jq '.items[].truths[].change'

\b
A moment is a position of the ledger, or a time: what was recorded by then. A time without an
offset is UTC.
"""
ITEMS_TOLD = 50


class Told(msgspec.Struct, frozen=True, kw_only=True):
    """The difference with its sentences by position; `scope` is None for one item."""

    compared: Compared
    scope: ComparedScope | None
    items: ChangedItems
    sentences: dict[int, Entry]


def diff(
    project: Annotated[str, typer.Argument(help="The project's id.")],
    earlier: Annotated[
        str, typer.Option("--from", metavar="POINT", help="The earlier position or time.")
    ],
    later: Annotated[
        str | None, typer.Option("--to", metavar="POINT", help="The later one; left out: now.")
    ] = None,
    batch: Annotated[str | None, typer.Option(help="Of this batch, not the project.")] = None,
    item: Annotated[str | None, typer.Option(help="Of this item alone.")] = None,
    limit: Annotated[
        int, typer.Option(min=1, max=PAGE_ROWS_MAX, help="How many items to tell at most.")
    ] = ITEMS_TOLD,
    after: Annotated[
        str | None, typer.Option(metavar="ITEM", help="Go on after this item's id.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Answer as JSON.")] = False,
) -> None:
    """Tell what changed between two moments: rules, scores, labels and ground truth."""
    if item is not None and batch is not None:
        raise CommandFault("ask about an item or a batch, not about both")
    found = run(_told(project, (earlier, later), batch, item, limit=limit, after=after))
    if as_json:
        print_json(json_of(found.compared, found.scope, found.items, found.sentences))
        return
    note(f"from {point(found.compared.before)}")
    note(f"to {point(found.compared.after)}")
    _tell(console(), found)


async def _told(
    project: str,
    moments: tuple[str, str | None],
    batch: str | None,
    item: str | None,
    *,
    limit: int,
    after: str | None,
) -> Told:
    async with reading(project) as parts:
        pool, (earlier, later) = parts.pool, moments
        asked = await differences.compared(
            pool,
            project,
            await position_of(pool, project, earlier),
            await read.head(pool, project)
            if later is None
            else await position_of(pool, project, later),
        )
        if item is not None:
            one = await differences.item(pool, asked, ItemId(item))
            if one is None and not await reads.items(
                pool, project, [ItemId(item)], position=asked.after.position
            ):
                message = f"project {project!r} had no item {item!r} at the later moment"
                raise CommandFault(message, ExitCode.REFUSED)
            rows = (one,) if one is not None else ()
            items = ChangedItems(rows=rows, scanned_to=None, has_more=False)
            return await _with_sentences(parts, asked, None, items)
        scope = await differences.scope(pool, asked, PROJECT_SCOPE if batch is None else batch)
        if scope is None:
            message = f"project {project!r} had no batch {batch!r} at the later moment"
            raise CommandFault(message, ExitCode.REFUSED)
        items = await differences.items(
            pool,
            asked,
            limit=limit,
            after=ItemId(after) if after is not None else None,
            batch_id=BatchId(batch) if batch is not None else None,
        )
        return await _with_sentences(parts, asked, scope, items)


async def _with_sentences(
    parts: Composition, asked: Compared, scope: ComparedScope | None, items: ChangedItems
) -> Told:
    events = [*(one.event for one in asked.rules), *(e for one in items.rows for e in one.events)]
    entries = await history.entries(parts.directory, asked.project_id, events)
    sentences = {one.position: one for one in entries}
    return Told(compared=asked, scope=scope, items=items, sentences=sentences)


def _tell(out: Console, found: Told) -> None:
    rules = [
        (str(one.event.position), found.sentences[one.event.position].sentence)
        for one in found.compared.rules
    ]
    if rules:
        table(out, ("position", "what changed in the rules"), rows=rules, right=("position",))
        out.print()
    if found.scope is not None:
        _tell_scores(out, found.scope.difference)
    for one in found.items.rows:
        _tell_item(out, one, found.sentences)
    if not found.items.rows and not found.items.has_more:
        out.print("no item changed")
    if found.items.has_more:
        note(f"more follows: go on with --after {found.items.scanned_to}")


def _tell_scores(out: Console, found: ScopeDifference) -> None:
    before = verdict_word(found.before) if found.before is not None else "did not exist"
    rows = [("verdict", word(before), word(verdict_word(found.after)))]
    rows += [
        (_named(one), word(_finding(one.before)), word(_finding(one.after)))
        for one in found.requirements
        if one.is_changed
    ]
    for task in found.agreement:
        scores = [
            figure(side.alpha_nominal) if side is not None else "not asked"
            for side in (task.before, task.after)
        ]
        if scores[0] != scores[1]:
            rows.append((f"nominal alpha of {task.task}", word(scores[0]), word(scores[1])))
    table(out, ("what", "before", "after"), rows)
    out.print()


def _named(found: RequirementDifference) -> str:
    one = found.after or found.before
    if one is None:
        raise ValueError("a requirement is on one side at least")
    wanted = one.requirement
    metric = wanted.metric.value.replace("_", " ")
    return f"{metric} of {wanted.task}" if wanted.task is not None else metric


def _finding(found: RequirementVerdict | None) -> str:
    if found is None:
        return "not demanded"
    observed = f"{found.observed.normalize():f}" if found.observed is not None else "none"
    sign = "≥" if found.requirement.comparison.name == "AT_LEAST" else "≤"
    return f"{observed} ({sign} {found.requirement.threshold}): {found.status.name}"


def _tell_item(out: Console, found: ItemDifference, sentences: dict[int, Entry]) -> None:
    state = ["new"] if found.is_new else []
    state += [f"joined batch {one.batch_id}" for one in found.joined]
    named = f"item {found.item_id}" + (f" ({', '.join(state)})" if state else "")
    out.print(named, style="bold", soft_wrap=True)
    for truth in found.truths:
        out.print(f"  {_truth_line(truth)}", soft_wrap=True)
    rows = [(str(one.position), sentences[one.position].sentence) for one in found.events]
    if rows:
        table(out, ("position", "what happened"), rows, right=("position",), indent=2)
    out.print()


def _truth_line(found: TruthDifference) -> str:
    at = _positions(found.positions)
    sides = f"{_truth(found.before)} → {_truth(found.after)}"
    return f"ground truth of {found.task} {found.change.value}: {sides}, by {at}"


def _positions(positions: Iterable[int]) -> str:
    told = [str(one) for one in positions]
    return f"position{'s' if len(told) > 1 else ''} {', '.join(told)}"


def _truth(found: GroundTruth | None) -> str:
    if found is None:
        return "nothing"
    outcome = found.outcome
    if isinstance(outcome, InForce):
        return f"{outcome.category} ({outcome.origin.value})"
    return f"none ({outcome.reason.value.replace('_', ' ')})"
