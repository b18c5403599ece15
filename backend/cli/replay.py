"""`labeltrail replay`: what was believed at a point in the past, beside what is believed now."""

from __future__ import annotations

from typing import Annotated

import msgspec
import typer

from labeltrail.backend.cli.faults import CommandFault, ExitCode
from labeltrail.backend.cli.reading import position_of, reading
from labeltrail.backend.cli.running import run
from labeltrail.backend.cli.standing import as_json as json_of
from labeltrail.backend.cli.standing import figure, point, tell, verdict_word
from labeltrail.backend.cli.terminal import console, note, print_json, table
from labeltrail.events.identifiers import ItemId
from labeltrail.projections import reads
from labeltrail.projections import replay as from_ledger
from labeltrail.projections.answers import ItemAnswer, ScopeAnswer
from labeltrail.projections.explanation import GroundTruth
from labeltrail.projections.fold import PROJECT_SCOPE
from labeltrail.projections.truth import InForce

EXAMPLES = """\b
Examples:
  labeltrail replay fitness --at 350
  labeltrail replay fitness --at 2026-03-03T12:00Z --batch table-1
  labeltrail replay fitness --at 350 --item patient-2
  labeltrail replay fitness --at 350 --batch table-1 --json | jq .then.readiness.verdict

\b
A time means what was recorded by then. A time without an offset is UTC.
"""


class Compared(msgspec.Struct, frozen=True, kw_only=True):
    """The same question answered as of a point and as of now; None for what did not exist."""

    then: ItemAnswer | ScopeAnswer | None
    now: ItemAnswer | ScopeAnswer


def replay(
    project: Annotated[str, typer.Argument(help="The project's id.")],
    at: Annotated[
        str, typer.Option("--at", metavar="POINT", help="A position of the ledger, or a time.")
    ],
    item: Annotated[str | None, typer.Option(help="Ground truth and labels of this item.")] = None,
    batch: Annotated[
        str | None, typer.Option(help="Agreement and readiness of this batch, not the project.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Answer as JSON.")] = False,
) -> None:
    """Answer as of a position or time, from the ledger alone, and say what differs from now."""
    if item is not None and batch is not None:
        raise CommandFault("ask about an item or a batch, not about both")
    found = run(_compared(project, at, item, batch))
    if as_json:
        print_json({"then": _json(found.then), "now": _json(found.now)})
        return
    if found.then is None:
        console().print(f"at {at} it did not exist yet")
        return
    note(f"as of {point(found.then.holds_for)}")
    if isinstance(found.then, ItemAnswer) and isinstance(found.now, ItemAnswer):
        _tell_item(found.then, found.now)
    elif isinstance(found.then, ScopeAnswer) and isinstance(found.now, ScopeAnswer):
        tell(console(), [found.then])
        _tell_difference(found.then, found.now)


async def _compared(project: str, at: str, item: str | None, batch: str | None) -> Compared:
    async with reading(project) as parts:
        pool, position = parts.pool, await position_of(parts.pool, project, at)
        then: ItemAnswer | ScopeAnswer | None
        now: ItemAnswer | ScopeAnswer | None
        if item is not None:
            wanted = [ItemId(item)]
            now = (await reads.items(pool, project, wanted)).get(wanted[0])
            then = (await reads.items(pool, project, wanted, position=position)).get(wanted[0])
        else:
            scope = PROJECT_SCOPE if batch is None else batch
            now = (await reads.scopes(pool, project, [scope])).get(scope)
            then = (await from_ledger.scopes(pool, project, [scope], position)).get(scope)
        if now is None:
            what = f"item {item!r}" if item is not None else f"batch {batch!r}"
            raise CommandFault(f"project {project!r} has no {what}", ExitCode.REFUSED)
        return Compared(then=then, now=now)


def _tell_item(then: ItemAnswer, now: ItemAnswer) -> None:
    out = console()
    truths = {one.task: one for one in now.ground_truths}
    rows = [
        (str(one.task), _truth(one), _truth(truths[one.task]) if one.task in truths else "")
        for one in then.ground_truths
    ]
    table(out, ("task", "ground truth then", "now"), rows)
    for one in then.ground_truths:
        out.print(f"then: {one.explanation.sentence}", soft_wrap=True)
    for one in now.ground_truths:
        out.print(f"now:  {one.explanation.sentence}", soft_wrap=True)
    out.print()
    labels = len(then.state.labels), len(now.state.labels)
    out.print(f"labels: {labels[0]} then, {labels[1]} now")


def _truth(truth: GroundTruth) -> str:
    found = truth.outcome
    if isinstance(found, InForce):
        return f"{found.category} by {found.origin.value}"
    return f"none: {found.reason.value.replace('_', ' ')}"


def _tell_difference(then: ScopeAnswer, now: ScopeAnswer) -> None:
    rows = [
        ("verdict", verdict_word(then.readiness.verdict), verdict_word(now.readiness.verdict)),
        ("items", str(then.tally.items), str(now.tally.items)),
        ("open escalations", str(then.tally.open_escalations), str(now.tally.open_escalations)),
    ]
    present = {one.task: one for one in now.agreement}
    for one in then.agreement:
        alpha = f"nominal alpha of {one.task}"
        other = present.get(one.task)
        told = figure(other.alpha_nominal) if other is not None else ""
        rows.append((alpha, figure(one.alpha_nominal), told))
    out = console()
    out.print()
    table(out, ("what", "then", "now"), rows)


def _json(answer: ItemAnswer | ScopeAnswer | None) -> object:
    if isinstance(answer, ScopeAnswer):
        return json_of(answer)
    if answer is None:
        return None
    return {
        "asOf": answer.holds_for,
        "item": answer.item_id,
        "labels": len(answer.state.labels),
        "groundTruth": [
            {
                "task": one.task,
                "truth": _truth(one),
                "explanation": one.explanation.sentence,
            }
            for one in answer.ground_truths
        ],
    }
