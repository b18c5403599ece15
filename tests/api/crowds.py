"""Real crowds as projects: what their workers said, recorded event by event, and read by the API.

The labels were given long ago and elsewhere; they lie beside the repository, or not at all.
"""

from __future__ import annotations

import csv
import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

import asyncpg
import msgspec
import pytest

from labeltrail.events import catalogue
from labeltrail.events.identifiers import ClassId, MemberId, TaskName, TenantId
from labeltrail.events.ledger import read
from labeltrail.events.ledger.append import Append, Appended, Ledger, NewEvent
from labeltrail.events.streams import guideline, policy, project, taxonomy
from labeltrail.events.streams.item import PREFIX, facts, gold_facts
from labeltrail.events.values import Answer, Choice, ClassDefinition, Task, TaskKind

CROWDS = Path(__file__).resolve().parents[3] / "shared" / "data" / "crowd"
TASK = TaskName("label")
MOMENT = datetime(2024, 3, 1, 9, 15, tzinfo=UTC)
MANAGER = MemberId("ada")

Said = tuple[str, str, float | None]
"""Worker, label, seconds spent."""


class Crowd(msgspec.Struct, frozen=True):
    """What was said of each item, in the order of the file; `gold` where it is known."""

    name: str
    said: dict[str, list[Said]]
    gold: dict[str, str]

    @property
    def classes(self) -> list[str]:
        return sorted({label for one in self.said.values() for _, label, _ in one})

    @property
    def workers(self) -> int:
        return len({worker for one in self.said.values() for worker, _, _ in one})


def crowd(name: str) -> Crowd:
    """Skips the test where the crowd is absent."""
    labels = CROWDS / name / "labels.csv"
    if not labels.exists():
        pytest.skip(f"{labels} is absent")
    said: defaultdict[str, list[Said]] = defaultdict(list)
    for row in rows_of(labels):
        seconds = float(row["seconds"]) if row.get("seconds") else None
        said[row["item"]].append((row["worker"], row["label"], seconds))
    gold = CROWDS / name / "gold.csv"
    known = {row["item"]: row["gold"] for row in rows_of(gold)} if gold.exists() else {}
    return Crowd(name, dict(said), known)


def rows_of(path: Path) -> Iterator[dict[str, str]]:
    with path.open(newline="", encoding="utf-8") as lines:
        yield from csv.DictReader(lines)


async def recorded(pool: asyncpg.Pool, name: str, tenant: str, found: Crowd) -> int:
    """The crowd's project, its manager ada; the position of the last event."""
    ledger = Ledger(pool)
    await ledger.open_project(name, tenant)
    for stream, happened in (*rules(found, tenant), *labeled(found)):
        outcome = await ledger.append(name, appended(stream, happened))
        assert isinstance(outcome, Appended), outcome
    await ledger.aclose()
    return await read.head(pool, name)


def rules(found: Crowd, tenant: str) -> Iterator[tuple[str, Sequence[msgspec.Struct]]]:
    created = project.ProjectCreated(title=found.name, tenant=TenantId(tenant), manager=MANAGER)
    yield project.STREAM, (created,)
    classes = tuple(
        ClassDefinition(class_id=ClassId(one), definition=f"About {one}.") for one in found.classes
    )
    task = Task(name=TASK, kind=TaskKind.MULTICLASS, question="Which one?", classes=classes)
    published = taxonomy.TaxonomyPublished(taxonomy_version=1, tasks=(task,), change_note="First.")
    yield taxonomy.STREAM, (published,)
    clause = guideline.Clause(number="1", title="Read", text="Read it all.")
    yield (
        guideline.STREAM,
        (
            guideline.GuidelineRevised(
                guideline_revision=1, clauses=(clause,), change_note="First."
            ),
            guideline.GuidelinePublished(guideline_revision=1),
        ),
    )
    wanted = policy.Policy(overlap=2, quorum=1)
    yield (
        policy.STREAM,
        (policy.PolicyPublished(policy_version=1, policy=wanted, change_note="First."),),
    )


def labeled(found: Crowd) -> Iterator[tuple[str, Sequence[msgspec.Struct]]]:
    for item, said in found.said.items():
        repeats: Counter[str] = Counter()
        happened: list[msgspec.Struct] = [facts.ItemRegistered(modality=facts.Modality.TEXT)]
        for worker, label, seconds in said:
            repeats[worker] += 1
            happened.append(
                facts.LabelSubmitted(
                    annotator=MemberId(worker),
                    member_kind=project.MemberKind.PERSON,
                    repeat=repeats[worker],
                    answers={TASK: Answer(value=Choice(class_id=ClassId(label)))},
                    taxonomy_version=1,
                    guideline_revision=1,
                    seconds_spent=seconds,
                )
            )
        if item in found.gold:
            value = Choice(class_id=ClassId(found.gold[item]))
            happened.append(
                gold_facts.GoldProposed(
                    proposed_by=MemberId("eve"),
                    task=TASK,
                    value=value,
                    taxonomy_version=1,
                    guideline_revision=1,
                )
            )
            happened.append(
                gold_facts.GoldActivated(
                    approved_by=MemberId("abe"),
                    task=TASK,
                    value=value,
                    taxonomy_version=1,
                    guideline_revision=1,
                )
            )
        yield PREFIX + item, happened


def appended(stream: str, happened: Sequence[msgspec.Struct]) -> Append:
    command_id = uuid4()
    event_ids = [uuid4() for _ in happened]
    causes = [None, *event_ids]
    return Append(
        command_id=command_id,
        request_sha=hashlib.sha256(command_id.bytes).digest(),
        correlation_id=command_id,
        trace_id=None,
        expected={stream: 0},
        events=tuple(
            NewEvent(
                stream=stream,
                event_id=event_id,
                type=type(fact).__name__,
                schema_version=catalogue.SCHEMA_VERSIONS[type(fact).__name__],
                occurred_at=MOMENT,
                actor=MANAGER,
                # An approval names the proposal just before it.
                causation_id=cause if isinstance(fact, gold_facts.GoldActivated) else None,
                body=catalogue.encode(fact),
            )
            for fact, event_id, cause in zip(happened, event_ids, causes, strict=False)
        ),
    )
