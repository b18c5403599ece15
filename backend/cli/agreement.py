"""`labeltrail agreement`: any coefficient, part by part, with intervals; of a project or a file."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from labeltrail.backend.cli.faults import CommandFault, ExitCode
from labeltrail.backend.cli.reading import position_of, reading, require_batch
from labeltrail.backend.cli.running import run
from labeltrail.backend.cli.standing import point
from labeltrail.backend.cli.terminal import Cell, console, note, print_json, table, word
from labeltrail.events.identifiers import BatchId, TaskName
from labeltrail.projections.agreement.by import By
from labeltrail.projections.statistics.coefficient import (
    Coefficient,
    IntervalAsked,
    IntervalMethod,
)
from labeltrail.projections.statistics.errors import StatisticsError
from labeltrail.projections.statistics.score import Distance, Pooling, Weights

if TYPE_CHECKING:
    from labeltrail.projections.agreement.measures import Measure
    from labeltrail.projections.agreement.reports import Asked, Part, Report
    from labeltrail.projections.statistics.score import Score

EXAMPLES = """\b
Examples:
  labeltrail agreement fitness
  labeltrail agreement fitness --by pair --coefficient cohen_kappa --weights quadratic
  labeltrail agreement fitness --by guideline_revision --resamples 1000
  labeltrail agreement fitness --batch table-1 --at 120 --json
  labeltrail agreement --file ratings.csv --coefficient krippendorff_alpha --distance ordinal

\b
A file has a line for each reading, under a head that names `item`, `annotator` and `value`.
Without --coefficient: those that fit the kind of task. Exit code 1: a score has no value.
"""


File = Annotated[Path | None, typer.Option(help="A table of readings instead: CSV, or TSV.")]
TheTask = Annotated[str | None, typer.Option(help="May be left out where there is one.")]
Parts = Annotated[By, typer.Option(help="What the parts are.")]
Attribute = Annotated[str | None, typer.Option(help="Of items, whose values are the slices.")]
Batch = Annotated[str | None, typer.Option(help="Items of this batch alone.")]
Coefficients = Annotated[
    list[Coefficient] | None, typer.Option(case_sensitive=False, help="Any number of times.")
]
TheDistance = Annotated[
    Distance | None,
    typer.Option(case_sensitive=False, help="Of alpha; left out: that of the kind of task."),
]
TheWeights = Annotated[
    Weights, typer.Option(case_sensitive=False, help="Of those that take weights.")
]
ThePooling = Annotated[Pooling, typer.Option(case_sensitive=False, help="Of observed agreement.")]
WithRepeats = Annotated[
    bool, typer.Option("--with-repeats", help="Later readings count as those of others.")
]
Resamples = Annotated[
    int | None, typer.Option(min=50, max=100_000, help="Bootstrap intervals of so many.")
]
Seed = Annotated[int, typer.Option(help="Of the bootstrap.")]
Level = Annotated[float, typer.Option(help="Of the interval.")]
Moment = Annotated[str | None, typer.Option(help="As of a position or a time.")]
OF_A_FILE = (By.WHOLE, By.ITEM, By.CATEGORY, By.PAIR, By.ANNOTATOR)
First = Annotated[int, typer.Option(min=1, max=100_000, help="So many parts.")]


def agreement(
    project: Annotated[str | None, typer.Argument(help="The project's id.")] = None,
    file: File = None,
    task: TheTask = None,
    by: Parts = By.WHOLE,
    attribute: Attribute = None,
    batch: Batch = None,
    coefficient: Coefficients = None,
    distance: TheDistance = None,
    weights: TheWeights = Weights.IDENTITY,
    pooling: ThePooling = Pooling.KRIPPENDORFF,
    with_repeats: WithRepeats = False,
    resamples: Resamples = None,
    seed: Seed = 0,
    level: Level = 0.95,
    at: Moment = None,
    first: First = 100,
    as_json: Annotated[bool, typer.Option("--json", help="Answer as JSON.")] = False,
) -> None:
    """Show how much annotators agree: between whom, on what, under which rules, when."""
    from labeltrail.projections.agreement.reports import Asked
    from labeltrail.projections.agreement.versions import sentence
    from labeltrail.projections.agreement.where import Where

    if (project is None) == (file is None):
        raise CommandFault("name a project or a --file, and only one of them")
    if not 0 < level < 1:
        raise CommandFault(f"--level lies between 0 and 1, not at {level:g}")
    bootstrap = IntervalMethod.BOOTSTRAP
    asked = Asked(
        task=TaskName(task or ""),
        measures=_measures(coefficient or (), distance, weights, pooling),
        by=by,
        attribute=attribute,
        where=Where(batch=None if batch is None else BatchId(batch)),
        interval=None
        if resamples is None
        else IntervalAsked(method=bootstrap, level=level, resamples=resamples, seed=seed),
        with_repeats=with_repeats,
        limit=first,
    )
    try:
        if file is not None:
            parts, has_more, moment, mixing = _of_file(file, asked), False, None, None
        else:
            found = run(_of_project(project or "", asked, at))
            parts, has_more, moment = found.parts, found.has_more, point(found.holds_for)
            mixing = sentence(found.versions)
    except StatisticsError as unfit:
        raise CommandFault(str(unfit)) from None
    if as_json:
        print_json({"parts": parts, "hasMore": has_more})
    else:
        _tell(parts)
        if moment is not None:
            note(f"as of {moment}")
        if mixing is not None:
            note(f"taxonomy versions: {mixing}")
        if has_more:
            note(f"the first {first}; more follow: --first")
    if any(score.value is None for part in parts for score in part.scores):
        raise typer.Exit(ExitCode.REFUSED)


def _measures(
    coefficients: Sequence[Coefficient],
    distance: Distance | None,
    weights: Weights,
    pooling: Pooling,
) -> tuple[Measure, ...]:
    """Each coefficient with what it takes of the three."""
    from labeltrail.projections.agreement.measures import Measure
    from labeltrail.projections.statistics.coefficient import WEIGHED

    return tuple(
        Measure(
            coefficient=one,
            distance=distance if one is Coefficient.KRIPPENDORFF_ALPHA else None,
            weights=weights if one in WEIGHED else Weights.IDENTITY,
            pooling=pooling,
        )
        for one in coefficients
    )


async def _of_project(project: str, asked: Asked, at: str | None) -> Report:
    import msgspec

    from labeltrail.projections.agreement import reports as agreement_reports
    from labeltrail.projections.agreement.limits import COMMAND
    from labeltrail.projections.snapshot import snapshot

    async with reading(project) as parts:
        await require_batch(parts.pool, project, asked.where.batch)
        position = None if at is None else await position_of(parts.pool, project, at)
        if not asked.task:
            async with snapshot(parts.pool, project, position=position) as seen:
                tasks = list(seen.terms.tasks)
            if len(tasks) != 1:
                raise CommandFault(f"name a --task: {', '.join(tasks) or 'there is none yet'}")
            asked = msgspec.structs.replace(asked, task=tasks[0])
        return await agreement_reports.agreement_report(
            parts.pool, project, asked, position=position, limits=COMMAND
        )


def _of_file(file: Path, asked: Asked) -> tuple[Part, ...]:
    """The file's parts. Raises CommandFault, or a StatisticsError."""
    import msgspec

    from labeltrail.backend.reading_files import FileUnusable, asked_of, readings_in, terms_of
    from labeltrail.projections.agreement.limits import COMMAND
    from labeltrail.projections.agreement.reports import report

    if asked.by not in OF_A_FILE or asked.where.batch is not None:
        named = ", ".join(OF_A_FILE)
        raise CommandFault(f"a file has no batches, revisions or times; --by {named} it has")
    try:
        readings, left_out = readings_in(file)
    except FileUnusable as fault:
        raise CommandFault(str(fault)) from None
    if left_out:
        note(f"{left_out} lines without a value left out")
    task, terms = asked_of(readings), terms_of(readings)
    wanted = msgspec.structs.replace(asked, task=task.name)
    return tuple(report(readings, None, terms, task, wanted, limits=COMMAND)[: asked.limit])


def _tell(parts: tuple[Part, ...]) -> None:
    rows = [
        (
            " and ".join(text for text in (part.key, part.other) if text) or "all",
            _name(score),
            *_figures(score),
        )
        for part in parts
        for score in part.scores
    ]
    head = ("part", "coefficient", "value", "interval", "items", "pairs", "annotators")
    table(console(), head, rows, right=("value", "items", "pairs", "annotators"))


def _name(score: Score) -> str:
    """The coefficient, and how far apart or how near it takes categories to be."""
    name = score.algorithm.name
    if name == Coefficient.KRIPPENDORFF_ALPHA.lower():
        return f"{name}, {score.distance.lower()}"
    if score.weights is None or score.weights is Weights.IDENTITY:
        return name
    return f"{name}, {score.weights.lower()}"


def _figures(score: Score) -> tuple[Cell, ...]:
    value = word(score.status) if score.value is None else f"{score.value:.4f}"
    between = score.interval
    interval = "" if between is None else f"{between.low:.4f} to {between.high:.4f}"
    if score.reason is not None:
        interval = score.reason.sentence
    counted = (f"{score.n_items:,}", f"{score.n_pairs:,}", f"{score.n_annotators:,}")
    return (value, interval, *counted)
