"""A run recorded: the computation, then what it says of items in chunks, then that it is whole.

The run's id is the command id it was asked for with, and each part has a command id derived from
it. Cut off anywhere and sent again, a run goes on from where it is: it is computed once more as of
the position that was recorded, and must come to the same; parts that are there are not recorded
twice. Only the last part puts it in force.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from uuid import UUID, uuid5

import asyncpg
import msgspec

from labeltrail.events.acts import Act
from labeltrail.events.execute import Executor
from labeltrail.events.identifiers import ProjectId
from labeltrail.events.ledger import read
from labeltrail.events.limits import INFERENCE_CHUNK_ITEMS_MAX
from labeltrail.events.rejections import Rejection, Rule
from labeltrail.events.requests import Accepted, Request, Result
from labeltrail.events.streams import inference
from labeltrail.events.streams.authority import admits
from labeltrail.events.streams.inference.commands import (
    Completion,
    Computation,
    ItemOutcome,
    Outcomes,
    RecordInference,
)
from labeltrail.events.streams.inference.decide import recorded, resumed_fault, superseded_fault
from labeltrail.events.streams.inference.facts import InferenceRecorded, RunInput
from labeltrail.events.streams.inference.runs import Runs
from labeltrail.events.streams.rules import Rules
from labeltrail.projections.inference_runs import words
from labeltrail.projections.inference_runs.computing import (
    READ_SECONDS_MAX,
    Computed,
    computed,
    loaded,
    one_at_a_time,
)
from labeltrail.projections.inference_runs.question import Question, recordable_fault
from labeltrail.projections.inference_runs.results import changed, result_of
from labeltrail.projections.snapshot import snapshot
from labeltrail.projections.waiting import wait_for

ATTEMPTS_MAX = 3
"""Begun anew where another run of the same task and method was completed meanwhile."""

OnChunk = Callable[[int, int], Awaitable[None]]
"""Called with the items told of and all that there are to tell of, before each append."""


async def _nothing(_told: int, _all: int) -> None:
    """Nobody follows."""


class Wanted(msgspec.Struct, frozen=True, kw_only=True):
    """A run to record. `position` None: as of the last position of now."""

    project_id: ProjectId
    run_id: UUID
    question: Question
    position: int | None
    act: Act


class _Made(msgspec.Struct, frozen=True, eq=False, kw_only=True):
    """What the first part records, and what the others tell."""

    run: InferenceRecorded
    outcomes: list[ItemOutcome]


async def record(
    pool: asyncpg.Pool, executor: Executor, wanted: Wanted, *, on_chunk: OnChunk = _nothing
) -> Result:
    """The answer to the last part. Raises ReadError, Overloaded and what the ledger raises."""
    for _ in range(ATTEMPTS_MAX):
        rules = await executor.rules(wanted.project_id)
        fault = _fault(rules, wanted)
        if fault is not None:
            return fault
        begun = await _begun(pool, wanted)
        fault = _other_question(begun, wanted) if begun is not None else None
        if fault is not None:
            return fault
        if begun is not None and _is_complete(rules.inference, wanted.run_id):
            return await _complete(executor, wanted, begun.items_changed)
        fault = superseded_fault(begun, rules.inference) if begun is not None else None
        if fault is not None:
            return fault
        with one_at_a_time():
            made = await _made(pool, wanted, begun, rules.inference)
        if isinstance(made, Rejection):
            return made
        first = await _begin(executor, wanted, begun, made)
        if isinstance(first, Rejection) and first.rule is Rule.RUN_SUPERSEDED and begun is None:
            continue
        if not isinstance(first, Accepted):
            return first
        return await _finished(executor, wanted, made, on_chunk)
    return first


async def _begin(
    executor: Executor, wanted: Wanted, begun: InferenceRecorded | None, made: _Made
) -> Result:
    if begun is not None:
        fault = resumed_fault(begun, made.run)
        if fault is not None:
            return fault
        made = msgspec.structs.replace(made, run=begun)
    return await _part(executor, wanted, wanted.run_id, Computation(recorded=made.run))


async def _finished(executor: Executor, wanted: Wanted, made: _Made, on_chunk: OnChunk) -> Result:
    told = made.outcomes
    for start in range(0, len(told), INFERENCE_CHUNK_ITEMS_MAX):
        await on_chunk(start, len(told))
        some = tuple(told[start : start + INFERENCE_CHUNK_ITEMS_MAX])
        answer = await _part(
            executor, wanted, uuid5(wanted.run_id, f"outcomes {start}"), Outcomes(items=some)
        )
        if not isinstance(answer, Accepted):
            return answer
    await on_chunk(len(told), len(told))
    return await _complete(executor, wanted, len(told))


async def _complete(executor: Executor, wanted: Wanted, items: int) -> Result:
    completion = Completion(items=items)
    answer = await _part(executor, wanted, uuid5(wanted.run_id, "completed"), completion)
    if isinstance(answer, Accepted):
        return msgspec.structs.replace(answer, command_id=wanted.run_id)
    return answer


async def _part(
    executor: Executor,
    wanted: Wanted,
    command_id: UUID,
    part: Computation | Outcomes | Completion,
) -> Result:
    return await executor.execute(
        Request(
            project_id=wanted.project_id,
            command_id=command_id,
            command=RecordInference(run_id=wanted.run_id, part=part),
            act=wanted.act,
        )
    )


async def _made(
    pool: asyncpg.Pool, wanted: Wanted, begun: InferenceRecorded | None, runs: Runs
) -> _Made | Rejection:
    """Everything that is to be recorded, from what holds now and at the position."""
    project_id, question = wanted.project_id, wanted.question
    position = await _position(pool, wanted, begun)
    answers = await loaded(pool, project_id, question, position)
    if isinstance(answers, Rejection):
        return answers
    fault = recordable_fault(question, answers.terms)
    if fault is not None:
        return fault
    found = await computed(answers, question)
    if isinstance(found, Rejection):
        return found
    last = runs.last(question.task, question.method)
    former = {
        one.run_id
        for one in runs.completed
        if one.task == question.task and one.method is question.method
    }
    if last is not None:
        await wait_for(pool, project_id, last.position, seconds_max=READ_SECONDS_MAX)
    async with snapshot(pool, project_id) as seen:
        before = await words.words(seen, question.task, former)
        scope = None
        if question.batch_id is not None:
            scope = await words.members(seen, question.batch_id, position)
    outcomes = await asyncio.to_thread(
        changed, found.inferred, found.table, found.task, before, scope
    )
    follows = last.run_id if last is not None else None
    return _Made(run=_run(found, follows, len(outcomes)), outcomes=outcomes)


async def _position(pool: asyncpg.Pool, wanted: Wanted, begun: InferenceRecorded | None) -> int:
    if begun is not None:
        return begun.computed_from.position
    if wanted.position is not None:
        return wanted.position
    return await read.head(pool, wanted.project_id)


def _run(found: Computed, follows: UUID | None, items_changed: int) -> InferenceRecorded:
    question, inferred = found.question, found.inferred
    return InferenceRecorded(
        task=question.task,
        method=question.method,
        parameters=found.put.recorded,
        seed=question.seed,
        batch_id=question.batch_id,
        computed_from=RunInput(
            position=found.position,
            taxonomy_version=found.terms.taxonomy_version,
            policy_version=found.terms.policy_version,
            items=len(inferred.items),
            labels=inferred.n_votes,
            annotators=len(inferred.annotators),
            digest=inferred.input_digest.hex(),
            gold=inferred.n_gold,
        ),
        result=result_of(inferred),
        follows=follows,
        items_changed=items_changed,
    )


async def _begun(pool: asyncpg.Pool, wanted: Wanted) -> InferenceRecorded | None:
    stream = f"{inference.PREFIX}{wanted.run_id}"
    found = recorded(await read.read_streams(pool, wanted.project_id, (stream,)))
    return found[1] if found is not None else None


def _is_complete(runs: Runs, run_id: UUID) -> bool:
    return any(one.run_id == run_id for one in runs.completed)


def _fault(rules: Rules, wanted: Wanted) -> Rejection | None:
    """What the decision would refuse at the end, before anything is computed."""
    if rules.project.title is None or rules.project.tenant != wanted.act.tenant:
        return Rejection(Rule.PROJECT_UNKNOWN, "no project with this id", ("project",))
    command = RecordInference(run_id=wanted.run_id, part=Completion(items=0))
    return admits(rules.project, command, wanted.act)


def _other_question(begun: InferenceRecorded, wanted: Wanted) -> Rejection | None:
    """Why the run that has this id is not the one that is asked for."""
    asked = wanted.question
    is_same = (
        (begun.task, begun.method, begun.seed, begun.batch_id)
        == (asked.task, asked.method, asked.seed, asked.batch_id)
        and wanted.position in (None, begun.computed_from.position)
        and all(begun.parameters.get(name) == one for name, one in asked.settings.items())
    )
    if is_same:
        return None
    message = "this command id was used for another run; make a new one"
    return Rejection(Rule.COMMAND_ID_REUSED, message, ("command_id",))
