"""`labeltrail status`: is it ready to train on, and if not, why not."""

from __future__ import annotations

from typing import Annotated

import typer

from labeltrail.backend.cli.faults import CommandFault, ExitCode
from labeltrail.backend.cli.reading import reading
from labeltrail.backend.cli.running import run, settings
from labeltrail.backend.cli.standing import as_json as json_of
from labeltrail.backend.cli.standing import name_of, point, tell, verdict_word
from labeltrail.backend.cli.terminal import console, note, print_json, table, word
from labeltrail.backend.composition import composed
from labeltrail.events.identifiers import BatchId
from labeltrail.events.ledger.checkpoints import Standing, every_standing, standing
from labeltrail.projections import reads, waiting
from labeltrail.projections.answers import PAGE_ROWS_MAX, Lag, ScopeAnswer, Window
from labeltrail.projections.fold import PROJECT_SCOPE
from labeltrail.projections.readiness import Verdict

EXAMPLES = """\b
Examples:
  labeltrail status                        all projects
  labeltrail status fitness                the project and its batches, with the reasons
  labeltrail status fitness --batch table-1 && train
  labeltrail status fitness --json | jq '.[].readiness.verdict'

\b
Exit code 0: ready. 1: not ready, or not decided yet.
"""


Answers = tuple[list[ScopeAnswer], list[Standing], list[Lag]]


def status(
    project: Annotated[
        str | None, typer.Argument(help="The project's id; left out: all of them, one line each.")
    ] = None,
    batch: Annotated[str | None, typer.Option(help="This batch alone.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Answer as JSON.")] = False,
) -> None:
    """Show the readiness of a project and its batches, requirement by requirement."""
    answers, sealed, lags = run(_of_all() if project is None else _of_one(project, batch))
    if as_json:
        print_json([json_of(one) | _read_model(one, lags) for one in answers])
    elif project is None:
        rows = [
            (name_of(one), word(verdict_word(one.readiness.verdict)), str(one.tally.items))
            for one in answers
        ]
        table(console(), ("project", "verdict", "items"), rows, right=("items",))
    else:
        tell(console(), answers)
        note(f"as of {point(answers[0].holds_for)}")
        for one in sealed:
            note(_sealed(one))
    if any(one.readiness.verdict is not Verdict.READY for one in answers):
        raise typer.Exit(ExitCode.REFUSED)


def _read_model(answer: ScopeAnswer, lags: list[Lag]) -> dict[str, object]:
    """What the rows behind a project's answer are and hold, to compare with another machine's."""
    if answer.batch is not None:
        return {}
    lag = next(one for one in lags if one.project_id == answer.holds_for.project_id)
    told = {
        "position": lag.position,
        "head": lag.head,
        "generation": lag.generation,
        "foldVersion": lag.fold_version,
        "stateSha": lag.state_sha,
    }
    return {"readModel": told}


def _sealed(one: Standing) -> str:
    if one.stopped is not None:
        return f"takes no changes: {one.stopped}; see `labeltrail audit resume`"
    if one.sealed_at is None:
        return f"not sealed yet: {one.head:,} events"
    return (
        f"sealed up to position {one.sealed_size:,} of {one.head:,}, "
        f"at {one.sealed_at:%Y-%m-%d %H:%M:%S} UTC"
    )


async def _of_all() -> Answers:
    async with composed(settings(), folds=False) as parts:
        await parts.runner.run_all()
        answers: list[ScopeAnswer] = []
        for lag in await waiting.every_lag(parts.pool):
            found = await reads.scopes(parts.pool, lag.project_id, [PROJECT_SCOPE])
            answers += found.values()
        return answers, await every_standing(parts.pool), await waiting.every_lag(parts.pool)


async def _of_one(project: str, batch: str | None) -> Answers:
    async with reading(project) as parts:
        if batch is None:
            wanted = [PROJECT_SCOPE]
            window: Window[BatchId] = Window(limit=PAGE_ROWS_MAX)
            page = await reads.batches_page(parts.pool, project, window)
            wanted += [one.batch_id for one in page.rows]
        else:
            wanted = [batch]
        found = await reads.scopes(parts.pool, project, wanted)
        if not found:
            message = f"project {project!r} has no batch {batch!r}"
            raise CommandFault(message, ExitCode.REFUSED)
        sealed = await standing(parts.pool, project)
        lags = [await waiting.lag(parts.pool, project)]
        return list(found.values()), [] if sealed is None else [sealed], lags
