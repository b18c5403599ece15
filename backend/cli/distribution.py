"""`labeltrail distribution`: class balance, shift, what gives labels away, and duplicates."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import msgspec
import typer

from labeltrail.backend.cli.distribution_picture import Row, picture
from labeltrail.backend.cli.distribution_tables import (
    as_json,
    tell_duplicates,
    tell_leakage,
    tell_portrait,
    tell_shift,
    tell_trend,
)
from labeltrail.backend.cli.faults import CommandFault, ExitCode
from labeltrail.backend.cli.pictures import require_svg
from labeltrail.backend.cli.reading import position_of, reading, require_batch
from labeltrail.backend.cli.running import run
from labeltrail.backend.cli.standing import point
from labeltrail.backend.cli.terminal import console, note, print_json
from labeltrail.backend.composition import Composition
from labeltrail.events.identifiers import TaskName
from labeltrail.projections import distributions, reads
from labeltrail.projections.answers import HoldsFor
from labeltrail.projections.distribution.balance import ClassShare
from labeltrail.projections.distribution.duplicates import DISTANCE, DISTANCE_MAX, Duplicates
from labeltrail.projections.distribution.leakage import PERMUTATIONS, Leakage
from labeltrail.projections.distribution.portrait import Portrait
from labeltrail.projections.distribution.shift import RESAMPLES, Resampling, Shift
from labeltrail.projections.distribution.survey import Basis, ItemSet, Trend

EXAMPLES = """\b
Examples:
  labeltrail distribution fitness --task asa
  labeltrail distribution fitness --batch march --against april --picture shift.svg
  labeltrail distribution fitness --by week
  labeltrail distribution fitness --by hospital --readings
  labeltrail distribution fitness --leakage --duplicates --json

\b
--by takes week, batch, guideline_revision, or the name of an attribute.
"""


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """What the command line wants."""

    project: str
    task: str | None
    batch: str | None
    against: str | None
    by: str | None
    basis: Basis
    with_leakage: bool
    with_duplicates: bool
    how: Resampling
    permutations: int
    distance: int
    moment: str | None


class Told(msgspec.Struct, kw_only=True):
    """What was found; parts that were not asked for are None."""

    holds_for: HoldsFor | None = None
    task: str | None = None
    basis: Basis = Basis.GROUND_TRUTH
    distribution: Portrait | None = None
    against: Portrait | None = None
    shift: Shift | None = None
    trend: Trend | None = None
    leakage: Leakage | None = None
    duplicates: Duplicates | None = None


def distribution(
    project: Annotated[str, typer.Argument(help="The project's id.")],
    task: Annotated[
        str | None, typer.Option(help="The task; left out where the project asks one.")
    ] = None,
    batch: Annotated[str | None, typer.Option(help="Of this batch, not the project.")] = None,
    against: Annotated[
        str | None, typer.Option(metavar="BATCH", help="Compare with this batch.")
    ] = None,
    by: Annotated[str | None, typer.Option(help="Part by part: see below.")] = None,
    readings: Annotated[
        bool, typer.Option("--readings", help="Count first readings, not ground truth.")
    ] = False,
    leakage: Annotated[
        bool, typer.Option("--leakage", help="Test whether labels can be read off ids and such.")
    ] = False,
    duplicates: Annotated[
        bool, typer.Option("--duplicates", help="Find items that are alike.")
    ] = False,
    picture_file: Annotated[
        Path | None, typer.Option("--picture", metavar="FILE.svg", help="Draw the classes.")
    ] = None,
    resamples: Annotated[
        int, typer.Option(min=0, max=distributions.RESAMPLES_MAX, help="Draws for intervals.")
    ] = RESAMPLES,
    permutations: Annotated[
        int, typer.Option(min=1, max=distributions.PERMUTATIONS_MAX, help="Of the leakage test.")
    ] = PERMUTATIONS,
    distance: Annotated[
        int, typer.Option(min=0, max=DISTANCE_MAX, help="Bits in which digests may differ.")
    ] = DISTANCE,
    seed: Annotated[int, typer.Option(help="Of all random numbers.")] = 0,
    moment: Annotated[
        str | None, typer.Option("--as-of", metavar="POINT", help="A position or time; else now.")
    ] = None,
    is_json: Annotated[bool, typer.Option("--json", help="Answer as JSON.")] = False,
) -> None:
    """Show how classes are spread, how that moved, and what gives labels away."""
    require_svg(picture_file)
    if against is not None and batch is None:
        raise CommandFault("--against compares two batches; name the other with --batch")
    asked = Asked(
        project=project,
        task=task,
        batch=batch,
        against=against,
        by=by,
        basis=Basis.FIRST_READINGS if readings else Basis.GROUND_TRUTH,
        with_leakage=leakage,
        with_duplicates=duplicates,
        how=Resampling(resamples=resamples, seed=seed),
        permutations=permutations,
        distance=distance,
        moment=moment,
    )
    found = run(_found(asked))
    if picture_file is not None:
        picture_file.write_text(_picture(asked, found), encoding="utf-8")
        note(f"drawn to {picture_file}")
    if is_json:
        print_json(as_json(found))
        return
    _tell(asked, found)
    if found.holds_for is not None:
        note(f"as of {point(found.holds_for)}")


async def _found(asked: Asked) -> Told:
    async with reading(asked.project) as parts:
        pool, project = parts.pool, asked.project
        await require_batch(pool, project, asked.batch)
        await require_batch(pool, project, asked.against)
        position = None
        if asked.moment is not None:
            position = await position_of(pool, project, asked.moment)
        task = TaskName(asked.task) if asked.task else await _only_task(parts, project)
        seen = await distributions.surveyed(pool, project, task, position=position)
        for named in (asked.batch, asked.against):
            if named is not None and named not in seen.survey.items.batches:
                message = f"project {project!r} has no batch {named!r} with an item in it"
                raise CommandFault(message, ExitCode.REFUSED)
        if asked.by is not None and not seen.survey.can_be_cut(asked.by):
            known = ", ".join(
                ("week", "batch", "guideline_revision", *seen.survey.items.attributes)
            )
            raise CommandFault(f"there is nothing like {asked.by!r} to go by; there is {known}")
        told = Told(holds_for=seen.holds_for, task=task, basis=asked.basis)
        one, other = ItemSet(batch=asked.batch), ItemSet(batch=asked.against)
        told.distribution = await _portrait(seen, one, asked.basis)
        if asked.against is not None:
            told.against = await _portrait(seen, other, asked.basis)
            told.shift = await distributions.shift(seen, one, other, asked.basis, asked.how)
        if asked.by is not None:
            told.trend = await distributions.trend(seen, one, asked.by, asked.basis)
        if asked.with_leakage:
            told.leakage = await distributions.leaks(
                seen, permutations=asked.permutations, seed=asked.how.seed
            )
        if asked.with_duplicates:
            _, told.duplicates = await distributions.alike(
                pool, project, distance=asked.distance, position=position
            )
        return told


async def _portrait(seen: distributions.Surveyed, of: ItemSet, basis: Basis) -> Portrait:
    found = await distributions.distribution(seen, of)
    return found.truth if basis is Basis.GROUND_TRUTH else found.readings


async def _only_task(parts: Composition, project: str) -> TaskName:
    answer = await reads.rules(parts.pool, project)
    tasks = list(answer.rules.taxonomy.current())
    if len(tasks) != 1:
        message = f"name one of the project's tasks with --task: {', '.join(tasks) or 'none yet'}"
        raise CommandFault(message)
    return tasks[0]


def _tell(asked: Asked, found: Told) -> None:
    out = console()
    whose = "ground truth" if found.basis is Basis.GROUND_TRUTH else "first readings"
    place = f"batch {asked.batch}" if asked.batch is not None else f"project {asked.project}"
    if found.shift is not None:
        out.print(f"{whose} of {found.task}: {place} against batch {asked.against}", style="bold")
        tell_shift(out, found.shift, (asked.batch or "", asked.against or ""))
    elif found.distribution is not None:
        out.print(f"{whose} of {found.task}: {place}", style="bold")
        tell_portrait(out, found.distribution)
    if found.trend is not None:
        out.print()
        tell_trend(out, found.trend)
    if found.leakage is not None:
        out.print()
        tell_leakage(out, found.leakage)
    if found.duplicates is not None:
        out.print()
        tell_duplicates(out, found.duplicates)


def _picture(asked: Asked, found: Told) -> str:
    names = [asked.batch or asked.project]
    if found.shift is not None:
        names.append(asked.against or "")
        rows: list[Row] = [
            (one.first.category, [(side.n, side.share) for side in (one.first, one.second)])
            for one in found.shift.classes
        ]
    else:
        listed = _shares(found.distribution) if found.distribution is not None else []
        rows = [(name, [(n, share)]) for name, n, share in listed]
    if not rows:
        raise CommandFault("there are no classes to draw")
    return picture(f"{asked.project}: {found.task}", names, rows)


def _shares(found: Portrait) -> list[tuple[str, int, float | None]]:
    classes: tuple[ClassShare, ...] = ()
    if found.balance is not None:
        classes = found.balance.classes
    elif found.memberships is not None:
        classes = found.memberships.classes
    if classes:
        return [(one.category, one.n, one.share) for one in classes]
    if found.spread is not None:
        total = found.n_values or 1
        return [
            (f"{one.low:g} to {one.high:g}", one.n, one.n / total) for one in found.spread.histogram
        ]
    return [(one.candidate, one.wins, one.share) for one in found.wins]
