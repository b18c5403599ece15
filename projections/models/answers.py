"""Models of a project as of a position: versions, evaluations, and whether each may label alone.

Read from the ledger; an evaluation is computed from the answers of the member in whose name the
model labels, held against gold or against what people made of the items. Raises ReadError.
"""

from __future__ import annotations

from collections.abc import Sequence

import asyncpg
import msgspec
import numpy as np

from labeltrail.events.envelope import RecordedEvent
from labeltrail.events.identifiers import BatchId, TaskName
from labeltrail.events.ledger.read import read_prefixed, read_streams
from labeltrail.events.rejections import Rejection
from labeltrail.events.streams import model
from labeltrail.events.streams.model import (
    Against,
    Evaluated,
    EvaluateModel,
    Model,
    ModelEvaluated,
)
from labeltrail.events.streams.model.decide import figures_of, nothing_to_evaluate, unknown_version
from labeltrail.events.streams.policy.validation import SoleLabeler
from labeltrail.projections.annotators.material import HeldAgainst
from labeltrail.projections.answers import HoldsFor
from labeltrail.projections.aside import aside
from labeltrail.projections.columns.readings import NONE
from labeltrail.projections.models.figures import confusion_of
from labeltrail.projections.scorecards import Asked, Loaded, load_for, material_of
from labeltrail.projections.slices.again import other_question
from labeltrail.projections.snapshot import snapshot


class Models(msgspec.Struct, frozen=True, kw_only=True):
    """By id. `wanted` is what the policy demands of a model that labels alone."""

    holds_for: HoldsFor
    models: dict[str, Model]
    wanted: tuple[SoleLabeler, ...]


class Wanted(msgspec.Struct, frozen=True, kw_only=True):
    """What to compute: how a version did on a task, in a batch if one is named."""

    model_id: str
    version: str
    task: TaskName
    against: Against
    batch_id: BatchId | None = None


async def models_of(pool: asyncpg.Pool, project_id: str, *, position: int | None = None) -> Models:
    async with snapshot(pool, project_id, position=position) as view:
        streams = await read_prefixed(
            view.connection, project_id, model.PREFIX, up_to=view.position
        )
        policy = view.terms.policy
    found = policy.sole_labelers if policy is not None else msgspec.UNSET
    return Models(
        holds_for=view.holds_for,
        models={
            stream.removeprefix(model.PREFIX): model.fold(events)
            for stream, events in sorted(streams.items())
        },
        wanted=() if found is msgspec.UNSET else found,
    )


async def evaluated(
    pool: asyncpg.Pool, project_id: str, wanted: Wanted, *, position: int | None = None
) -> EvaluateModel | Rejection:
    """The command that records how the version did, or why that cannot be computed."""
    if wanted.against is Against.RELEASE:
        message = "what a release holds is with whoever took it; send the counts instead"
        return nothing_to_evaluate(message, "against")
    known = await models_of(pool, project_id, position=position)
    version = _version(known.models.get(wanted.model_id, Model()), wanted.version)
    if version is None:
        return unknown_version(wanted.model_id, wanted.version)
    if version.member is None:
        message = "this version labels in nobody's name; register its member, or send the counts"
        return nothing_to_evaluate(message, "version")
    asked = Asked(task=wanted.task, batch_id=wanted.batch_id)
    async with snapshot(
        pool, project_id, position=known.holds_for.position, is_for_lists=True
    ) as view:
        loaded = await load_for(view, asked)
        taxonomy_version = view.terms.taxonomy_version
    result = await aside(_result, loaded, asked, wanted, version.member, taxonomy_version)
    if not result.items:
        message = "it has given no answer to an item that it could be held against"
        return nothing_to_evaluate(message, "task")
    return EvaluateModel(model_id=wanted.model_id, version=wanted.version, result=result)


def again(events: Sequence[RecordedEvent], wanted: Wanted) -> EvaluateModel | Rejection:
    """The command that these events are the answer to, if it was the same question."""
    for event in events:
        fact = event.fact
        if isinstance(fact, ModelEvaluated) and event.stream == model.PREFIX + wanted.model_id:
            result = fact.result
            was = (fact.version, result.task, result.against, result.batch_id, result.is_computed)
            if was == (wanted.version, wanted.task, wanted.against, wanted.batch_id, True):
                return EvaluateModel(model_id=wanted.model_id, version=fact.version, result=result)
    return other_question()


def _version(found: Model, name: str) -> model.ModelRegistered | None:
    return next((one for one in found.versions if one.version == name), None)


def _result(
    loaded: Loaded, asked: Asked, wanted: Wanted, member: str, taxonomy_version: int
) -> Evaluated:
    material, _ = material_of(loaded, asked)
    readings, listed = material.readings, material.categories
    code = readings.annotators.index(member) if member in readings.annotators else NONE
    against = HeldAgainst.GOLD_TODAY if wanted.against is Against.GOLD else HeldAgainst.TRUTH
    standard = material.standards[against]
    said: dict[str, str | None] = {}
    truths: dict[str, str] = {}
    for row in np.flatnonzero((readings.annotator == code) & material.stands).tolist():
        item = readings.items[readings.item[row]]
        if item in said or standard[row] == NONE:
            continue
        value = readings.value[row]
        answer = material.listed[value] if value != NONE else NONE
        said[item] = listed[answer] if answer != NONE else None
        truths[item] = listed[standard[row]]
    confusion = confusion_of(said, truths, listed)
    return Evaluated(
        task=wanted.task,
        against=wanted.against,
        taxonomy_version=taxonomy_version,
        is_computed=True,
        items=sum(one.items for one in confusion),
        right=sum(one.items for one in confusion if one.truth == one.said),
        classes=figures_of(confusion),
        confusion=confusion,
        position=loaded.holds_for.position,
        batch_id=wanted.batch_id,
    )


class OneModel(msgspec.Struct, frozen=True, kw_only=True):
    """A model as the ledger has it; no version: there is none."""

    holds_for: HoldsFor
    model: Model
    wanted: tuple[SoleLabeler, ...]


async def model_now(pool: asyncpg.Pool, project_id: str, model_id: str) -> OneModel:
    """Also where the read models do not know it yet."""
    known = await models_of(pool, project_id)
    events = await read_streams(pool, project_id, [model.PREFIX + model_id])
    return OneModel(holds_for=known.holds_for, model=model.fold(events), wanted=known.wanted)


def no_evaluation(wanted: Wanted) -> EvaluateModel:
    """A command of the kind, to ask who may give it."""
    nothing = Evaluated(
        task=wanted.task,
        against=wanted.against,
        taxonomy_version=0,
        is_computed=True,
        items=0,
        right=0,
        classes=(),
        confusion=(),
    )
    return EvaluateModel(model_id=wanted.model_id, version=wanted.version, result=nothing)
