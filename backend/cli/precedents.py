"""`labeltrail precedents`: questions that were settled for reuse, found by their words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from labeltrail.backend.cli.faults import CommandFault
from labeltrail.backend.cli.reading import position_of, reading
from labeltrail.backend.cli.running import run
from labeltrail.backend.cli.standing import point
from labeltrail.backend.cli.terminal import console, note, print_json
from labeltrail.events.identifiers import TaskName

if TYPE_CHECKING:
    from rich.console import Console

    from labeltrail.projections.answers import HoldsFor
    from labeltrail.projections.precedents.ranking import Ranked
    from labeltrail.projections.precedents.search import Narrowed

EXAMPLES = """\b
Examples:
  labeltrail precedents fitness
  labeltrail precedents fitness --search "stalked buds"
  labeltrail precedents fitness --class alder --clause 2
  labeltrail precedents fitness --as-of 120 --json

\b
--search takes words in any form, "quoted phrases" and -words that must not be there.
Those in force come first, then the better match, then the newer.
"""


def precedents(
    project: Annotated[str, typer.Argument(help="The project's id.")],
    search: Annotated[str | None, typer.Option(help="Words of the question or answer.")] = None,
    clause: Annotated[str | None, typer.Option(help="Citing this guideline clause.")] = None,
    task: Annotated[str | None, typer.Option(help="About this task.")] = None,
    class_id: Annotated[str | None, typer.Option("--class", help="About this class.")] = None,
    first: Annotated[int, typer.Option(min=1, max=1_000, help="So many.")] = 20,
    as_of: Annotated[
        str | None, typer.Option(metavar="POSITION|TIME", help="As of then; else now.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Answer as JSON.")] = False,
) -> None:
    """Show precedents: what was settled, who follows it, and what overturned it."""
    from labeltrail.projections.precedents.search import Narrowed

    if search is not None and not search.strip():
        raise CommandFault("--search takes at least one word")
    where = Narrowed(
        clause=clause, task=TaskName(task) if task is not None else None, class_id=class_id
    )
    holds_for, rows = run(_found(project, search, where, as_of))
    if as_json:
        print_json({"precedents": [_plain(row) for row in rows[:first]]})
        return
    _tell(console(), rows[:first])
    note(f"{len(rows)} found, as of {point(holds_for)}")


async def _found(
    project: str, search: str | None, where: Narrowed, as_of: str | None
) -> tuple[HoldsFor, tuple[Ranked, ...]]:
    from labeltrail.projections.precedents.search import found
    from labeltrail.projections.snapshot import snapshot

    async with reading(project) as parts:
        position = None if as_of is None else await position_of(parts.pool, project, as_of)
        async with snapshot(parts.pool, project, position=position) as view:
            rows = await found(view.connection, project, search, where, position=view.position)
            return view.holds_for, rows


def _tell(out: Console, rows: tuple[Ranked, ...]) -> None:
    for row in rows:
        known, recorded = row.precedent, row.precedent.recorded
        about = ", ".join(f"{one.class_id} of {one.task}" for one in recorded.classes)
        cited = f"clause {recorded.clause}" if recorded.clause is not None else ""
        times = len(known.followed)
        followed = f"followed {times} time{'' if times == 1 else 's'}"
        over = known.supersession
        told = [one for one in (about, cited, followed) if one]
        if over is not None:
            told.append(f"superseded by {over.superseded_by}, {over.affected_items} items affected")
        lines = (
            f"{known.precedent_id}  {'; '.join(told)}",
            f"  Q  {recorded.question}",
            f"  A  {recorded.answer}",
            *(f"  +  {one.sentence}" for one in row.reasons),
        )
        for line in lines:
            out.print(line, soft_wrap=True, markup=False)


def _plain(row: Ranked) -> dict[str, Any]:
    known, recorded, over = row.precedent, row.precedent.recorded, row.precedent.supersession
    return {
        "precedentId": known.precedent_id,
        "itemId": recorded.item_id,
        "question": recorded.question,
        "answer": recorded.answer,
        "clause": recorded.clause,
        "guidelineRevision": recorded.guideline_revision,
        "classes": [{"task": one.task, "classId": one.class_id} for one in recorded.classes],
        "position": known.position,
        "followed": len(known.followed),
        "affectedItems": known.affected(),
        "supersededBy": over.superseded_by if over is not None else None,
        "score": row.score,
        "reasons": [one.sentence for one in row.reasons],
    }
