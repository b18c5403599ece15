"""`labeltrail guideline`: revisions, what changed, who goes by what, and what a revision did."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated

import typer

from labeltrail.backend.cli.faults import CommandFault
from labeltrail.backend.cli.reading import position_of, reading, require_batch
from labeltrail.backend.cli.running import run
from labeltrail.backend.cli.standing import point
from labeltrail.backend.cli.terminal import Cell, console, note, print_json, table, word
from labeltrail.events.identifiers import BatchId, TaskName

if TYPE_CHECKING:
    from rich.console import Console

    from labeltrail.projections.annotators.figures import Share
    from labeltrail.projections.guideline.coverage import Cited
    from labeltrail.projections.guideline.diff import ClauseDifference, Piece
    from labeltrail.projections.guideline.impact import Side
    from labeltrail.projections.guideline.impacts import ImpactAnswer
    from labeltrail.projections.guideline.report import Asked, GuidelineReport
    from labeltrail.projections.statistics.score import Interval, Score

EXAMPLES = """\b
Examples:
  labeltrail guideline fitness
  labeltrail guideline fitness --from 1 --to 3
  labeltrail guideline fitness --impact --task fitness --batch table-1
  labeltrail guideline fitness --as-of 120 --json

\b
labels, reviews, resolutions, adjudications: made under the revision; of a clause, citing it.
A change is shown word by word: [-removed-] {+added+}.
--impact: answers under the revision against those under the former, as they stood when it took
effect; accuracy is held against the gold in force.
"""


def guideline(
    project: Annotated[str, typer.Argument(help="The project's id.")],
    earlier: Annotated[
        int | None, typer.Option("--from", min=0, help="Changes from this revision; 0: from none.")
    ] = None,
    later: Annotated[
        int | None, typer.Option("--to", min=1, help="To this one; else that in force.")
    ] = None,
    with_impact: Annotated[
        bool, typer.Option("--impact", help="What the revision did to answers.")
    ] = False,
    task: Annotated[
        list[str] | None, typer.Option(help="Of --impact, any number of times; else all.")
    ] = None,
    batch: Annotated[
        str | None, typer.Option(help="Stale labels and impact of this batch alone.")
    ] = None,
    as_of: Annotated[
        str | None, typer.Option(metavar="POSITION|TIME", help="As of then; else now.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Answer as JSON.")] = False,
) -> None:
    """Show the guideline's life: revisions, changes, coverage, demands and impact."""
    from labeltrail.projections.guideline.report import Asked, RevisionUnknown
    from labeltrail.projections.statistics.errors import StatisticsError

    asked = Asked(
        earlier=earlier,
        later=later,
        with_impact=with_impact,
        tasks=tuple(map(TaskName, task or ())),
        batch_id=BatchId(batch) if batch is not None else None,
    )
    try:
        found = run(_report(project, asked, as_of))
    except (RevisionUnknown, StatisticsError) as unfit:
        raise CommandFault(str(unfit)) from None
    if as_json:
        print_json(found)
        return
    _tell(console(), found)
    note(f"as of {point(found.holds_for)}")


async def _report(project: str, asked: Asked, as_of: str | None) -> GuidelineReport:
    from labeltrail.projections.agreement.limits import COMMAND
    from labeltrail.projections.guideline.report import guideline_report

    async with reading(project) as parts:
        await require_batch(parts.pool, project, asked.batch_id)
        position = None if as_of is None else await position_of(parts.pool, project, as_of)
        return await guideline_report(parts.pool, project, asked, position=position, limits=COMMAND)


def _tell(out: Console, found: GuidelineReport) -> None:
    table(out, ("revision", "in force from", *_KINDS, "change"), _revisions(found), right=_RIGHT)
    if not found.life.revisions:
        return
    out.print()
    of_later = found.coverage.revisions[found.later - 1]
    clarified = found.life.clarified
    rows = [
        (
            one.number,
            one.title,
            *_counts(one.cited),
            str(len(clarified(found.later, one.number)) or ""),
        )
        for one in of_later.clauses
    ]
    table(out, ("clause", "about", *_KINDS, "clarified"), rows, right=(*_KINDS, "clarified"))
    out.print(f"\nFrom revision {found.earlier} to revision {found.later}:")
    for line in _changes(found.differences):
        out.print(line, soft_wrap=True, markup=False)
    for demand in found.open_demands:
        cited = f", clause {demand.clause}" if demand.clause is not None else ""
        out.print(
            f"Demanded since position {demand.position} by {demand.resolved_by}{cited}:"
            f" {demand.demand}",
            soft_wrap=True,
            markup=False,
        )
    for stale in found.stale:
        labels = "1 label" if stale.labels == 1 else f"{stale.labels} labels"
        out.print(
            f"Stale: {labels} made under revision {stale.guideline_revision} and taxonomy version"
            f" {stale.taxonomy_version}",
            soft_wrap=True,
        )
    for impact in found.impacts or ():
        _tell_impact(out, impact)


_KINDS = ("labels", "reviews", "resolutions", "adjudications")
_RIGHT = ("revision", "in force from", *_KINDS)


def _revisions(found: GuidelineReport) -> Iterator[tuple[Cell, ...]]:
    for told, counted in zip(found.life.revisions, found.coverage.revisions, strict=True):
        since = told.published_position
        yield (
            str(told.number),
            str(since) if since is not None else "draft",
            *_counts(counted.made),
            told.change_note,
        )


def _counts(cited: Cited) -> tuple[str, ...]:
    return tuple(str(getattr(cited, kind)) for kind in _KINDS)


def _changes(found: tuple[ClauseDifference, ...]) -> Iterator[str]:
    """A line for each clause that is not the same; one line where all are."""
    is_same = True
    for one in found:
        match one.change.value:
            case "changed":
                title = f" ({_marked(one.title)})" if one.title else ""
                text = f": {_marked(one.text)}" if one.text else ""
                yield f"  clause {one.number} changed{title}{text}"
            case "added" if one.after is not None:
                yield f"  clause {one.number} added ({one.after.title}): {one.after.text}"
            case "removed" if one.before is not None:
                yield f"  clause {one.number} removed ({one.before.title}): {one.before.text}"
            case _:
                continue
        is_same = False
    if is_same:
        yield "  no clause changed"


def _marked(pieces: tuple[Piece, ...]) -> str:
    marks = {"kept": "{}", "removed": "[-{}-]", "added": "{{+{}+}}"}
    return "".join(marks[one.change.value].format(one.text) for one in pieces)


def _tell_impact(out: Console, answer: ImpactAnswer) -> None:
    found = answer.found
    out.print(
        f"\nTask {answer.task}: answers under revision {answer.former} until position"
        f" {answer.published_position}, and under revision {answer.revision} since",
        soft_wrap=True,
    )
    same = found.same_items
    rows: list[tuple[Cell, ...]] = [
        (name, _score(before), _score(after), "", str(before.n_items), str(after.n_items))
        for name, before, after in (
            *_paired("", found.before.agreement, found.after.agreement),
            *_paired(f"on the {same.items} same items: ", same.before, same.after),
        )
    ]
    rows.append(_accuracy(found.before, found.after, _interval(found.accuracy.interval)))
    rows += [
        (
            f"share of {one.category}",
            _share(one.change.second),
            _share(one.change.first),
            _interval(one.change.interval),
            str(one.change.second.n),
            str(one.change.first.n),
        )
        for one in found.balance
    ]
    head = ("figure", "before", "after", "difference from to", "n before", "n after")
    table(out, head, rows, right=("n before", "n after"))
    again = found.answered_again
    out.print(
        f"Answered again: {again.changed.hits} of {again.changed.n} answers changed;"
        f" {again.became_right} became right, {again.became_wrong} wrong"
        + (f" (sign test, p = {again.p_value:.4f})" if again.p_value is not None else "")
        + f". Items still to answer: {found.items_waiting}. Answers given late under the former:"
        f" {found.answers_late}.",
        soft_wrap=True,
    )


def _paired(
    prefix: str, before: tuple[Score, ...], after: tuple[Score, ...]
) -> Iterator[tuple[str, Score, Score]]:
    for one, other in zip(before, after, strict=True):
        yield f"{prefix}{one.algorithm.name.replace('_', ' ')}", one, other


def _score(score: Score) -> Cell:
    if score.value is None:
        return word(score.status)
    between = score.interval
    ends = f" ({between.low:.3f} to {between.high:.3f})" if between is not None else ""
    return f"{score.value:.3f}{ends}"


def _accuracy(before: Side, after: Side, interval: str) -> tuple[Cell, ...]:
    was, now = before.accuracy, after.accuracy
    return ("right by gold", _share(was), _share(now), interval, str(was.n), str(now.n))


def _share(share: Share) -> Cell:
    if share.value is None:
        return word(share.status)
    return f"{share.value:.3f}"


def _interval(between: Interval | None) -> str:
    return "" if between is None else f"{between.low:+.3f} to {between.high:+.3f}"
