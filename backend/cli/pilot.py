"""`labeltrail pilot`: where the disagreement of a pilot sits, and whether it may pass."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from labeltrail.backend.cli.distribution_tables import as_json as json_of
from labeltrail.backend.cli.faults import CommandFault, ExitCode
from labeltrail.backend.cli.pictures import require_svg
from labeltrail.backend.cli.reading import position_of, reading, require_batch
from labeltrail.backend.cli.running import run
from labeltrail.backend.cli.standing import point
from labeltrail.backend.cli.terminal import console, note, print_json, table, word
from labeltrail.events.identifiers import BatchId, TaskName
from labeltrail.projections.agreement.versions import sentence as mixing
from labeltrail.projections.pilot.asked import Pilot, pilot_report, why_not
from labeltrail.projections.pilot.decomposition import Part
from labeltrail.projections.pilot.picture import picture
from labeltrail.projections.pilot.verdict import named
from labeltrail.projections.snapshot import snapshot
from labeltrail.projections.statistics.errors import TooMuchAsked

ROWS_MAX = 5
EXAMPLES = """\b
Examples:
  labeltrail pilot fitness table-1
  labeltrail pilot fitness table-1 --task asa --picture pilot.svg
  labeltrail pilot fitness table-1 --json | jq .report.verdict

\b
Disagreement is cut by pair of classes, by the clause cited, and by annotator; `without` is
what alpha would be if the two classes were one, without those items, or without the person.
"""


def pilot(
    project: Annotated[str, typer.Argument(help="The project's id.")],
    batch: Annotated[str, typer.Argument(help="The pilot's id; any batch that is small.")],
    task: Annotated[
        str | None, typer.Option(help="The task; may be left out where there is one.")
    ] = None,
    at: Annotated[str | None, typer.Option(help="As of a position or a time.")] = None,
    picture_file: Annotated[
        Path | None, typer.Option("--picture", metavar="FILE.svg", help="Draw where it sits.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Answer as JSON.")] = False,
) -> None:
    """Show whether a pilot's disagreement sits in the taxonomy, the guideline or a person."""
    require_svg(picture_file)
    try:
        found = run(_pilot(project, BatchId(batch), task, at))
    except TooMuchAsked as much:
        raise CommandFault(str(much)) from None
    if picture_file is not None:
        title = f"Pilot {batch} of {project}, {found.report.task}"
        picture_file.write_text(picture(found.report, title), "utf-8")
        note(f"drawn to {picture_file}")
    if as_json:
        print_json(json_of(found))
    else:
        _tell(found)
        note(f"as of {point(found.holds_for)}")


async def _pilot(project: str, batch: BatchId, task: str | None, at: str | None) -> Pilot:
    async with reading(project) as parts:
        await require_batch(parts.pool, project, batch)
        position = None if at is None else await position_of(parts.pool, project, at)
        if task is None:
            async with snapshot(parts.pool, project, position=position) as seen:
                tasks = list(seen.terms.tasks)
            if len(tasks) != 1:
                raise CommandFault(f"name a --task: {', '.join(tasks) or 'there is none yet'}")
            task = tasks[0]
        named_task = TaskName(task)
        found = await pilot_report(parts.pool, project, batch, named_task, position=position)
    if found is None:
        raise CommandFault(f"batch {batch!r} was not there yet", ExitCode.REFUSED)
    return found


def _tell(found: Pilot) -> None:
    out = console()
    report, size = found.report, found.report.size
    cut = report.decomposition
    out.print(report.verdict.sentence, highlight=False)
    alpha = "no value" if cut.alpha is None else f"{cut.alpha:.4f}"
    between = cut.alpha_interval
    range_ = f", {between.low:.4f} to {between.high:.4f}" if between is not None else ""
    out.print(
        f"nominal alpha {alpha}{range_}: {cut.n_values} values of {cut.n_annotators} annotators on"
        f" {cut.n_items} items",
        highlight=False,
    )
    out.print(
        f"{size.overlapped} of {size.items} items have {size.overlap_min} independent answers"
        " under the taxonomy version in force",
        highlight=False,
    )
    rows = [_row(part) for part in _shown(found)]
    if rows:
        head = ("seat", "name", "of disagreement", "items", "without", "gain", "interval")
        right = ("of disagreement", "items", "without", "gain")
        table(out, head, rows, right=right)
    verdict = found.readiness.verdict.upper().replace("_", " ")
    passed = f"passed, by {found.passed.passed_by}" if found.passed else "not passed"
    out.print(word(verdict), end="")
    reason = why_not(found.readiness)
    out.print(f" today; pilot {passed}{f'. {reason}' if reason else ''}", highlight=False)
    mixed = mixing(report.versions)
    for warning in (*size.warnings, *((f"taxonomy versions: {mixed}",) if mixed else ())):
        note(warning)


def _shown(found: Pilot) -> list[Part]:
    cut = found.report.decomposition
    return [
        part
        for parts in (cut.class_pairs, cut.clauses, cut.annotators)
        for part in parts[:ROWS_MAX]
    ]


def _row(part: Part) -> tuple[str, ...]:
    between = part.gain_interval
    return (
        part.seat.replace("_", " "),
        named(part),
        f"{part.share:.1%}",
        str(part.n_items),
        "" if part.alpha_without is None else f"{part.alpha_without:.4f}",
        "" if part.gain is None else f"{part.gain:+.4f}",
        "" if between is None else f"{between.low:+.4f} to {between.high:+.4f}",
    )
