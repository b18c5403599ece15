"""`labeltrail infer`: what methods of truth inference make of a task's labels; to record one."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Annotated
from uuid import UUID, uuid4

import msgspec
import typer

from labeltrail.backend.cli.faults import CommandFault, ExitCode
from labeltrail.backend.cli.infer_tables import comparison_json, tell_comparison
from labeltrail.backend.cli.reading import position_of, reading, require_batch
from labeltrail.backend.cli.running import run
from labeltrail.backend.cli.standing import point
from labeltrail.backend.cli.terminal import console, note, print_json, progress_bar
from labeltrail.backend.composition import Composition
from labeltrail.events.acts import Act
from labeltrail.events.identifiers import BatchId, MemberId, ProjectId, TaskName, TenantId
from labeltrail.events.ledger import read
from labeltrail.events.rejections import Rejection
from labeltrail.events.requests import Accepted, VersionConflict
from labeltrail.events.streams.inference.facts import Setting
from labeltrail.events.streams.policy import TruthMethod
from labeltrail.projections.inference_runs.comparing import Comparison, compare
from labeltrail.projections.inference_runs.listing import RecordedRun, runs
from labeltrail.projections.inference_runs.question import Question
from labeltrail.projections.inference_runs.recording import OnChunk, Wanted, record
from labeltrail.projections.inference_runs.sentences import NAMES

EXAMPLES = """\b
Examples:
  labeltrail infer fitness fitness
  labeltrail infer fitness fitness --method majority --method dawid_skene --method mace
  labeltrail infer fitness fitness --method dawid_skene --set with_repeats=true
  labeltrail infer fitness fitness --method dawid_skene --record --as beth

\b
Without --record nothing is written. A run that was cut off goes on with --run and its id.
"""

EVERY = (
    TruthMethod.PLURALITY,
    TruthMethod.WEIGHTED_VOTE,
    TruthMethod.ONE_COIN_DAWID_SKENE,
    TruthMethod.DAWID_SKENE,
)


def infer(
    project: Annotated[str, typer.Argument(help="The project's id.")],
    task: Annotated[str, typer.Argument(help="The task's name.")],
    methods: Annotated[
        list[TruthMethod] | None,
        typer.Option("--method", help="A method; several are compared."),
    ] = None,
    settings: Annotated[
        list[str] | None,
        typer.Option("--set", metavar="NAME=VALUE", help="A parameter of the method."),
    ] = None,
    seed: Annotated[int, typer.Option(help="Of random starting values.")] = 0,
    batch: Annotated[str | None, typer.Option(help="Only items of this batch.")] = None,
    at: Annotated[str | None, typer.Option(help="Labels up to this position or time.")] = None,
    is_recorded: Annotated[bool, typer.Option("--record", help="Record the run.")] = False,
    member: Annotated[
        str | None, typer.Option("--as", metavar="MEMBER", help="A manager who records it.")
    ] = None,
    run_id: Annotated[
        UUID | None, typer.Option("--run", help="Go on with the run of this id.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Answer as JSON.")] = False,
) -> None:
    """Infer a task's truth from its labels, by one method or several side by side."""
    given = _settings(settings or [])
    questions = [
        Question(
            task=TaskName(task),
            method=method,
            settings=given,
            seed=seed,
            batch_id=BatchId(batch) if batch is not None else None,
        )
        for method in methods or EVERY
    ]
    if not is_recorded:
        found = run(_compared(project, questions, at))
        if as_json:
            print_json(comparison_json(found))
        else:
            tell_comparison(console(), found)
            note(f"as of {point(found.holds_for)}; nothing was written")
        return
    if methods is None or len(methods) != 1 or member is None:
        raise CommandFault("--record takes one --method, and --as a manager of the project")
    one, position = run(_recorded(project, questions[0], at, member, run_id or uuid4()))
    if as_json:
        print_json({"run_id": one.run_id, "position": position, "run": one.run})
        return
    console().print(_sentence(one, position), highlight=False)


def _sentence(one: RecordedRun, position: int) -> str:
    run, given = one.run, one.run.computed_from
    outcomes = sorted(run.result.outcomes.items())
    counted = ", ".join(f"{number:,} {name.replace('_', ' ')}" for name, number in outcomes)
    return (
        f"Run {one.run_id} of {NAMES[run.method]} is recorded and complete at position {position}:"
        f" {given.labels:,} labels of {given.annotators:,} annotators up to position"
        f" {given.position}; {counted}; {run.items_changed:,} items told anew."
    )


async def _compared(project: str, questions: list[Question], at: str | None) -> Comparison:
    async with reading(project) as parts:
        await require_batch(parts.pool, project, questions[0].batch_id)
        position = await position_of(parts.pool, project, at) if at is not None else None
        found = await compare(
            parts.pool,
            project,
            questions[0].task,
            questions,
            batch_id=questions[0].batch_id,
            position=position,
        )
    if isinstance(found, Rejection):
        raise CommandFault(found.message, ExitCode.REFUSED)
    refused = [one.answer for one in found.methods if isinstance(one.answer, Rejection)]
    if refused and len(refused) == len(found.methods):
        raise CommandFault(refused[0].message, ExitCode.REFUSED)
    return found


async def _recorded(
    project: str, question: Question, at: str | None, member: str, run_id: UUID
) -> tuple[RecordedRun, int]:
    async with reading(project) as parts:
        position = await position_of(parts.pool, project, at) if at is not None else None
        wanted = Wanted(
            project_id=ProjectId(project),
            run_id=run_id,
            question=question,
            position=position,
            act=await _act(parts, project, MemberId(member)),
        )
        try:
            async with _told() as on_chunk:
                answer = await record(parts.pool, parts.executor, wanted, on_chunk=on_chunk)
        except BaseException:
            note(f"cut off; the same command with --run {run_id} goes on")
            raise
        match answer:
            case Accepted():
                kept = await runs(parts.pool, project, [run_id])
                return kept[run_id], answer.position
            case Rejection():
                raise CommandFault(answer.message, ExitCode.REFUSED)
            case VersionConflict():
                raise CommandFault("the project changes too fast; try again", ExitCode.REFUSED)


@contextlib.asynccontextmanager
async def _told() -> AsyncIterator[OnChunk]:
    with progress_bar("recording", total=None) as bar:

        async def on_chunk(told: int, everything: int) -> None:
            bar.reach(told, total=everything)

        yield on_chunk


async def _act(parts: Composition, project: str, member: MemberId) -> Act:
    now = datetime.now(UTC)
    tenant = await read.tenant_of(parts.pool, project)
    return Act(
        actor=member,
        person=member,
        now=now,
        occurred_at=now,
        tenant=TenantId(tenant or ""),
    )


def _settings(given: list[str]) -> dict[str, Setting]:
    """Values are JSON where they can be read as such, and text otherwise."""
    found: dict[str, Setting] = {}
    for one in given:
        name, is_there, value = one.partition("=")
        if not is_there:
            raise CommandFault(f"--set takes NAME=VALUE, not {one!r}")
        try:
            found[name] = msgspec.json.decode(value, type=Setting)
        except msgspec.DecodeError:
            found[name] = value
    return found
