"""The crowd's acts, through the API alone, as an importer that acts for the workers sends them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import accumulate
from typing import TypeVar

import msgspec

from labeltrail.backend.client import Accepted, outcome
from labeltrail.backend.demo.answers import converted
from labeltrail.backend.demo.cast import AUDITOR, MANAGER, UI, Cast, StoryInterrupted
from labeltrail.backend.demo.crowd import rules
from labeltrail.backend.demo.crowd.judgments import Judgment

One = TypeVar("One")

TOGETHER = 200
"""Commands in one request."""


class Asked(msgspec.Struct, frozen=True):
    metric: str


class Finding(msgspec.Struct, frozen=True, kw_only=True):
    requirement: Asked
    status: str
    observed: str | None
    sentence: str


class Then(msgspec.Struct, frozen=True, kw_only=True):
    """How a batch stood as of one position."""

    verdict: str
    sentence: str
    requirements: list[Finding]

    def observed(self, metric: str) -> str | None:
        """What was measured, where it has a value."""
        return next(one.observed for one in self.requirements if one.requirement.metric == metric)


async def found(cast: Cast, given: Sequence[Judgment], advanced: Callable[[], None]) -> None:
    """The project with its members, rules, batches and items."""
    await cast.act(MANAGER, "create_project", title="Relations in medical sentences")
    for member, role in ((UI, "SERVICE"), (AUDITOR, "AUDITOR")):
        await cast.act(MANAGER, "add_member", member, member=member, roles=[role])
    for worker in sorted({one.worker for one in given}):
        await cast.act(MANAGER, "add_member", worker, member=worker, roles=["ANNOTATOR"])
        advanced()
    relations = {relation for one in given for relation in one.relations}
    note = rules.CHANGE_NOTE
    await cast.act(MANAGER, "publish_taxonomy", tasks=rules.tasks(relations), changeNote=note)
    await cast.act(MANAGER, "revise_guideline", clauses=rules.CLAUSES, changeNote=note)
    await cast.act(MANAGER, "publish_guideline", guidelineRevision=1)
    await cast.act(MANAGER, "publish_policy", policy=rules.POLICY, changeNote=note)
    await _fill_batches(cast, given, advanced)


async def _fill_batches(
    cast: Cast, given: Sequence[Judgment], advanced: Callable[[], None]
) -> None:
    """Each batch with its units, in the order in which they were first judged."""
    sentences = {one.unit: one.sentence for one in given}
    units: dict[str, dict[str, None]] = {}
    for one in given:
        units.setdefault(one.batch, {})[one.unit] = None
    items = [
        {
            "commandId": cast.input("register_items", unit)["commandId"],
            "itemId": unit,
            "modality": "TEXT",
            "source": f"sentence {sentence}",
        }
        for unit, sentence in sentences.items()
    ]
    for some in _chunks(items):
        await _many(cast, "register_items", {"items": some})
    for batch, members in units.items():
        await cast.act(MANAGER, "open_batch", batch, batchId=batch, title=batch)
        await cast.act(MANAGER, "add_items_to_batch", batch, batchId=batch, itemIds=list(members))
        await cast.act(MANAGER, "close_batch", batch, batchId=batch)
        advanced()


async def label(
    cast: Cast, given: Sequence[Judgment], advanced: Callable[[int], None]
) -> list[int]:
    """All judgments in order, each at its own time; for each the position by which it and all
    before it had come: those of one request are recorded side by side."""
    positions: list[int] = []
    for some in _chunks(given):
        labels = [_label(cast, one) for one in some]
        positions += await _many(cast, "submit_labels", {"labels": labels})
        advanced(len(some))
    return list(accumulate(positions, max))


async def then(cast: Cast, batch: str, *, position: int) -> Then:
    """How a batch stood."""
    answered = await cast.ask(
        AUDITOR,
        "batch_then",
        batch=batch,
        atLeast=str(position),
        asOf={"position": str(position)},
    )
    return converted(answered["batch"], dict[str, Then])["readiness"]


def _label(cast: Cast, one: Judgment) -> dict[str, object]:
    return {
        "commandId": cast.input("submit_labels", one.unit, one.worker, one.repeat)["commandId"],
        "occurredAt": one.at.isoformat(),
        "itemId": one.unit,
        "annotator": one.worker,
        "repeat": one.repeat,
        "answers": [{"task": rules.TASK, "value": {"classes": list(one.relations)}}],
        "taxonomyVersion": 1,
        "guidelineRevision": 1,
        "secondsSpent": one.seconds,
        "tool": "crowd replay",
    }


async def _many(cast: Cast, document: str, given: dict[str, object]) -> list[int]:
    """The position of each of many commands in one request. Raises StoryInterrupted."""
    answered = await cast.clients[UI].run(document, {"input": {"project": cast.project, **given}})
    (payload,) = answered.values()
    positions: list[int] = []
    for one in converted(payload, dict[str, list[object]])["outcomes"]:
        result = outcome(one)
        if not isinstance(result, Accepted):
            raise StoryInterrupted(f"{document}: {result.code}: {result.message}")
        positions.append(result.position)
    return positions


def _chunks(given: Sequence[One]) -> Iterator[list[One]]:
    for start in range(0, len(given), TOGETHER):
        yield list(given[start : start + TOGETHER])
