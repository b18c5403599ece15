"""`labeltrail taxonomy`: what the labels say of the classes, and what must be labeled anew."""

from __future__ import annotations

from typing import Annotated

import msgspec
import typer

from labeltrail.backend.cli.distribution_tables import as_json as json_of
from labeltrail.backend.cli.faults import CommandFault
from labeltrail.backend.cli.reading import position_of, reading, require_batch
from labeltrail.backend.cli.running import run
from labeltrail.backend.cli.standing import point
from labeltrail.backend.cli.terminal import console, note, print_json, table
from labeltrail.events.identifiers import BatchId, TaskName
from labeltrail.events.streams.taxonomy import Fate
from labeltrail.projections.agreement.limits import COMMAND
from labeltrail.projections.agreement.versions import sentence as mixing
from labeltrail.projections.answers import Window
from labeltrail.projections.snapshot import snapshot
from labeltrail.projections.statistics.errors import TooMuchAsked
from labeltrail.projections.taxonomies.relabel import ToRelabel, relabel_page
from labeltrail.projections.taxonomy_advice.asked import TaxonomyAdvice, taxonomy_advice

ITEMS_NAMED_MAX = 3
EXAMPLES = """\b
Examples:
  labeltrail taxonomy fitness
  labeltrail taxonomy fitness --task asa --batch table-1 --other 4
  labeltrail taxonomy fitness --relabel 50
"""


class Told(msgspec.Struct, frozen=True, kw_only=True):
    """`relabel` holds the first answers to give anew, where they were asked for."""

    advice: TaxonomyAdvice
    relabel: tuple[ToRelabel, ...] = ()
    has_more: bool = False


def taxonomy(
    project: Annotated[str, typer.Argument(help="The project's id.")],
    task: Annotated[
        str | None, typer.Option(help="The task; may be left out where there is one.")
    ] = None,
    batch: Annotated[str | None, typer.Option(help="Labels on items of this batch.")] = None,
    other: Annotated[
        str | None, typer.Option(help="The class that takes what belongs nowhere.")
    ] = None,
    relabel: Annotated[
        int, typer.Option(min=0, max=1_000, help="List so many answers to give anew.")
    ] = 0,
    at: Annotated[str | None, typer.Option(help="As of a position or a time.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Answer as JSON.")] = False,
) -> None:
    """Advise on the classes of a task from its labels: confused, rare, or swallowed by other."""
    try:
        found = run(_told(project, task, batch, other, relabel, at))
    except TooMuchAsked as much:
        raise CommandFault(str(much)) from None
    if as_json:
        print_json(json_of(found))
    else:
        _tell(found)
        note(f"as of {point(found.advice.holds_for)}")


async def _told(
    project: str,
    task: str | None,
    batch: str | None,
    other: str | None,
    relabel: int,
    at: str | None,
) -> Told:
    async with reading(project) as parts:
        await require_batch(parts.pool, project, batch)
        position = None if at is None else await position_of(parts.pool, project, at)
        async with snapshot(parts.pool, project, position=position) as seen:
            tasks = list(seen.terms.tasks)
        if task is None and len(tasks) != 1:
            raise CommandFault(f"name a --task: {', '.join(tasks) or 'there is none yet'}")
        named = TaskName(task) if task is not None else tasks[0]
        advice = await taxonomy_advice(
            parts.pool,
            project,
            named,
            batch_id=None if batch is None else BatchId(batch),
            other=other,
            position=position,
            limits=COMMAND,
        )
        if not relabel:
            return Told(advice=advice)
        page = await relabel_page(
            parts.pool,
            project,
            named,
            Window(limit=relabel),
            fates=(Fate.SPLIT, Fate.RETIRED),
            position=position,
        )
    return Told(advice=advice, relabel=tuple(page.rows), has_more=page.has_more)


def _tell(found: Told) -> None:
    out, given = console(), found.advice.given
    alpha = "" if given.alpha is None else f" Nominal alpha is {given.alpha:.4f}."
    out.print(f"{given.sentence}{alpha}", highlight=False)
    for one in given.advice:
        out.print(f"- {one.sentence}", highlight=False)
        if one.items:
            names = ", ".join(item.item_id for item in one.items[:ITEMS_NAMED_MAX])
            out.print(f"  see {names}", highlight=False)
    mixed = mixing(found.advice.versions)
    if mixed is not None:
        note(f"taxonomy versions: {mixed}")
    if found.relabel:
        rows = [
            (
                one.item_id,
                one.annotator,
                one.category,
                str(one.taxonomy_version),
                one.fate if not one.into else f"{one.fate} into {', '.join(one.into)}",
            )
            for one in found.relabel
        ]
        table(out, ("item", "annotator", "answer", "version", "its class is"), rows)
        if found.has_more:
            note("more follow: --relabel")
