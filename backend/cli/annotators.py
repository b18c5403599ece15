"""`labeltrail annotators`: how each annotator does, and whether something changed."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import msgspec
import typer

from labeltrail.backend.cli import annotator_card
from labeltrail.backend.cli.annotator_json import as_json as json_of
from labeltrail.backend.cli.faults import CommandFault, ExitCode
from labeltrail.backend.cli.pictures import require_svg
from labeltrail.backend.cli.reading import reading, require_batch, time_of
from labeltrail.backend.cli.running import run
from labeltrail.backend.cli.standing import point
from labeltrail.backend.cli.terminal import console, note, print_json
from labeltrail.events.identifiers import BatchId, MemberId, TaskName
from labeltrail.projections.annotators.card import Terms
from labeltrail.projections.annotators.material import HeldAgainst
from labeltrail.projections.annotators.picture import picture
from labeltrail.projections.answers import Window
from labeltrail.projections.scorecards import (
    CARDS_MAX,
    Asked,
    CardRow,
    Cards,
    scorecard_of,
    scorecards,
)
from labeltrail.projections.snapshot import snapshot

EXAMPLES = """\b
Examples:
  labeltrail annotators fitness
  labeltrail annotators fitness --against gold_then --from 2026-03-01
  labeltrail annotators fitness --annotator observer-1
  labeltrail annotators fitness --annotator observer-1 --picture observer-1.svg
  labeltrail annotators fitness --json | jq '.[].accuracy.truth.overall'

\b
--against: gold_then, gold_today (gold as judged then, or today's), decided (gold, adjudication or
review), truth (the same, else the others' consensus), rest (the others' leading answer).
"""


def annotators(
    project: Annotated[str, typer.Argument(help="The project's id.")],
    task: Annotated[
        str | None, typer.Option(help="The task; may be left out where there is one.")
    ] = None,
    batch: Annotated[str | None, typer.Option(help="Labels on items of this batch.")] = None,
    from_: Annotated[
        str | None, typer.Option("--from", metavar="TIME", help="Labels that occurred from then.")
    ] = None,
    to: Annotated[
        str | None, typer.Option("--to", metavar="TIME", help="Labels that occurred before then.")
    ] = None,
    revision: Annotated[
        int | None, typer.Option(help="Labels given under this guideline revision.")
    ] = None,
    annotator: Annotated[str | None, typer.Option(help="One annotator's whole card.")] = None,
    against: Annotated[
        HeldAgainst, typer.Option(help="What charts and classes hold labels against.")
    ] = HeldAgainst.TRUTH,
    in_control: Annotated[
        float | None, typer.Option(help="Share right that charts expect; else the annotator's own.")
    ] = None,
    picture_file: Annotated[
        Path | None,
        typer.Option("--picture", metavar="FILE.svg", help="Draw the annotator's charts."),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Answer as JSON.")] = False,
) -> None:
    """Show how often annotators are right, agree, repeat themselves, tire, drift and follow."""
    if picture_file is not None and annotator is None:
        raise CommandFault("a picture is of one annotator: name one with --annotator")
    require_svg(picture_file)
    if in_control is not None and not 0 < in_control < 1:
        raise CommandFault(f"--in-control is a share between 0 and 1, not {in_control:g}")
    asked = Asked(
        task=TaskName(task or ""),
        batch_id=None if batch is None else BatchId(batch),
        occurred_from=None if from_ is None else time_of(from_),
        occurred_to=None if to is None else time_of(to),
        guideline_revision=revision,
        terms=Terms(against=against, in_control=in_control),
    )
    found = run(_cards(project, asked, annotator))
    if annotator is not None and not found.rows:
        raise CommandFault(f"{annotator!r} has no label there", ExitCode.REFUSED)
    if picture_file is not None:
        picture_file.write_text(_drawn(found.rows[0]), encoding="utf-8")
        note(f"drawn to {picture_file}")
    if as_json:
        print_json([json_of(one, with_points=annotator is not None) for one in found.rows])
        return
    if annotator is not None:
        annotator_card.tell_card(console(), found.rows[0], against)
    else:
        annotator_card.tell_everybody(console(), found.rows, against)
        if found.has_more:
            note(f"the first {CARDS_MAX} of {len(found.annotators):,} annotators; see --annotator")
    note(f"as of {point(found.holds_for)}")


async def _cards(project: str, asked: Asked, annotator: str | None) -> Cards:
    async with reading(project) as parts:
        await require_batch(parts.pool, project, asked.batch_id)
        if not asked.task:
            async with snapshot(parts.pool, project) as seen:
                tasks = list(seen.terms.tasks)
            if len(tasks) != 1:
                raise CommandFault(f"name a task with --task: {', '.join(tasks) or 'none yet'}")
            asked = msgspec.structs.replace(asked, task=tasks[0])
        if annotator is not None:
            return await scorecard_of(parts.pool, project, asked, MemberId(annotator))
        window: Window[MemberId] = Window(limit=CARDS_MAX)
        return await scorecards(parts.pool, project, asked, window)


def _drawn(row: CardRow) -> str:
    drift = row.card.drift
    times = row.readings.occurred_at[list(drift.rows)].tolist()
    return picture(drift, times, title=row.card.annotator)
