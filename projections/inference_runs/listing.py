"""The runs that were recorded, and each computed once more from the ledger's labels."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

import asyncpg
import msgspec

from labeltrail.events.identifiers import MemberId
from labeltrail.events.ledger import read
from labeltrail.events.rejections import Rejection
from labeltrail.events.streams import inference
from labeltrail.events.streams.inference.facts import InferenceRecorded
from labeltrail.projections.inference_runs.computing import computed, loaded, one_at_a_time
from labeltrail.projections.inference_runs.question import Question


class RecordedRun(msgspec.Struct, frozen=True, kw_only=True):
    """A run that was begun, `position` where. It counts for nothing until it is complete."""

    run_id: UUID
    run: InferenceRecorded
    position: int
    recorded_at: datetime
    recorded_by: MemberId

    @property
    def question(self) -> Question:
        """With every parameter that was recorded, so that no default plays a part."""
        run = self.run
        return Question(
            task=run.task,
            method=run.method,
            settings=run.parameters,
            seed=run.seed,
            batch_id=run.batch_id,
        )


class Verified(msgspec.Struct, frozen=True, kw_only=True):
    """What a run comes to when it is computed once more; None where it cannot be, and why."""

    input_digest: str | None
    result_digest: str | None
    refusal: Rejection | None
    run: InferenceRecorded

    @property
    def is_equal(self) -> bool:
        recorded = (self.run.computed_from.digest, self.run.result.digest)
        return recorded == (self.input_digest, self.result_digest)


async def runs(
    pool: asyncpg.Pool, project_id: str, run_ids: Iterable[UUID], *, position: int | None = None
) -> dict[UUID, RecordedRun]:
    """Those of the runs that were begun by a position."""
    streams = {f"{inference.PREFIX}{run_id}": run_id for run_id in run_ids}
    found: dict[UUID, RecordedRun] = {}
    for event in await read.read_streams(pool, project_id, streams, up_to=position):
        if isinstance(event.fact, InferenceRecorded):
            run_id = streams[event.stream]
            found[run_id] = RecordedRun(
                run_id=run_id,
                run=event.fact,
                position=event.position,
                recorded_at=event.recorded_at,
                recorded_by=MemberId(event.actor),
            )
    return found


async def verified(pool: asyncpg.Pool, project_id: str, one: RecordedRun) -> Verified:
    """Compute the run again. Raises ReadError and Overloaded."""
    with one_at_a_time():
        answers = await loaded(pool, project_id, one.question, one.run.computed_from.position)
        found = answers if isinstance(answers, Rejection) else await computed(answers, one.question)
    if isinstance(found, Rejection):
        return Verified(input_digest=None, result_digest=None, refusal=found, run=one.run)
    return Verified(
        input_digest=found.inferred.input_digest.hex(),
        result_digest=found.inferred.result_digest.hex(),
        refusal=None,
        run=one.run,
    )
