"""A herbarium that has its pressed sheets labeled: people, rules and commands for the tests.

Everything goes through the real decisions and the real ledger.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from uuid import UUID, uuid4

import asyncpg

from labeltrail.events.acts import Act, PersonalText
from labeltrail.events.decisions import Command
from labeltrail.events.directory import Directory, WrittenText
from labeltrail.events.envelope import RecordedEvent
from labeltrail.events.execute import Executor
from labeltrail.events.identifiers import (
    BatchId,
    ClassId,
    EscalationId,
    GoldId,
    ItemId,
    LabelId,
    MemberId,
    ProjectId,
    TaskName,
    TenantId,
)
from labeltrail.events.ledger import read
from labeltrail.events.ledger.append import Ledger
from labeltrail.events.requests import Accepted, Request, Result
from labeltrail.events.streams import batch, guideline, policy, project, taxonomy
from labeltrail.events.streams.item import PREFIX, commands, gold_commands, state
from labeltrail.events.streams.item.facts import Modality
from labeltrail.events.streams.item.state import Item
from labeltrail.events.streams.policy import Comparison, Metric, Policy, Requirement, Severity
from labeltrail.events.streams.project import MemberKind, Role
from labeltrail.events.values import (
    Answer,
    Answers,
    Choice,
    ClassDefinition,
    Rating,
    Task,
    TaskKind,
)
from labeltrail.projections import progress
from labeltrail.projections.page import PageLimits
from labeltrail.projections.turn import NO_LIMITS, CaughtUp, take_turn
from tests.events.taxonomies import retiring

HERBARIUM = ProjectId("herbarium")
TENANT = TenantId("botanic-garden")
MAUD = MemberId("maud")
"""The manager."""
ANNOTATORS = tuple(MemberId(name) for name in ("noor", "emeka", "sofia", "jiri"))
GRETA, TOMAS, INES = MemberId("greta"), MemberId("tomas"), MemberId("ines")
"""Greta labels and reviews, Tomas reviews, Ines adjudicates."""
LEAFNET, COLOURS = MemberId("leafnet-2"), MemberId("colour-rule")
"""A model and a labeling function."""
SCANNER = MemberId("scanner-import")
"""A service that acts for people."""

GENUS, CONDITION = TaskName("genus"), TaskName("condition")
TREES = ("alder", "birch", "willow")


def classes(*names: str) -> tuple[ClassDefinition, ...]:
    return tuple(
        ClassDefinition(class_id=ClassId(name), definition=f"A twig of {name}.") for name in names
    )


def genus(*names: str) -> Task:
    return Task(
        name=GENUS,
        kind=TaskKind.MULTICLASS,
        question="Which tree is the twig from?",
        classes=classes(*names),
        allows_cannot_tell=True,
    )


def condition(*ranks: int) -> Task:
    grades = tuple(
        ClassDefinition(class_id=ClassId(f"grade-{rank}"), definition=f"Grade {rank}.", rank=rank)
        for rank in ranks
    )
    question = "How well is the sheet preserved?"
    return Task(name=CONDITION, kind=TaskKind.ORDINAL, question=question, classes=grades)


def tree(name: str) -> Answers:
    return {GENUS: Answer(value=Choice(class_id=ClassId(name)))}


def grade(rank: int) -> Answers:
    return {CONDITION: Answer(value=Rating(rank=rank))}


def require(
    metric: Metric,
    comparison: Comparison,
    threshold: str,
    *,
    task: TaskName | None = None,
    items_min: int = 1,
    severity: Severity = Severity.BLOCK,
) -> Requirement:
    return Requirement(
        metric=metric,
        comparison=comparison,
        threshold=Decimal(threshold),
        task=task,
        items_min=items_min,
        severity=severity,
    )


EVERY_METRIC = (
    require(Metric.COVERAGE, Comparison.AT_LEAST, "1"),
    require(Metric.OVERLAP, Comparison.AT_LEAST, "0.5"),
    require(Metric.ALPHA_NOMINAL, Comparison.AT_LEAST, "0.4", task=GENUS),
    require(Metric.ALPHA_ORDINAL, Comparison.AT_LEAST, "0.4", task=CONDITION, items_min=3),
    require(Metric.ITEMS_WITHOUT_GROUND_TRUTH, Comparison.AT_MOST, "1", task=GENUS),
    require(Metric.OPEN_ESCALATIONS, Comparison.AT_MOST, "0", severity=Severity.WARN),
)
POLICY = Policy(overlap=2, quorum=2, review_ties=True, requirements=EVERY_METRIC)


class Herbarium:
    """Gives commands and folds what came of them."""

    def __init__(self, pool: asyncpg.Pool, project_id: ProjectId = HERBARIUM) -> None:
        self.pool = pool
        self.project_id = project_id
        self.ledger = Ledger(pool)
        self.directory = Directory(pool)
        self.executor = Executor(pool, self.ledger, self.directory)
        self.now: datetime | None = None
        """When commands are given, where that is not now."""

    def request(
        self,
        command: Command,
        person: MemberId = MAUD,
        *,
        actor: MemberId | None = None,
        texts: Sequence[WrittenText] = (),
        command_id: UUID | None = None,
    ) -> Request:
        now = self.now or datetime.now(UTC)
        act = Act(
            actor=actor or person,
            person=person,
            now=now,
            occurred_at=now,
            tenant=TENANT,
            is_instance_admin=person == MAUD,
        )
        return Request(
            project_id=self.project_id,
            command_id=command_id or uuid4(),
            command=command,
            act=act,
            texts=tuple(texts),
        )

    async def ask(
        self,
        command: Command,
        person: MemberId = MAUD,
        *,
        actor: MemberId | None = None,
        texts: Sequence[WrittenText] = (),
    ) -> Result:
        """Give a command that may be refused."""
        return await self.executor.execute(self.request(command, person, actor=actor, texts=texts))

    async def tell(
        self,
        command: Command,
        person: MemberId = MAUD,
        *,
        actor: MemberId | None = None,
        texts: Sequence[WrittenText] = (),
    ) -> Accepted:
        """Give a command that must be accepted."""
        result = await self.ask(command, person, actor=actor, texts=texts)
        assert isinstance(result, Accepted), result
        return result

    async def found(self, *, policies: Iterable[Policy] = (POLICY,)) -> None:
        """The project with its people, taxonomy, guideline and policies."""
        await self.tell(project.CreateProject(title="Sheets of the herbarium"))
        people = dict.fromkeys(ANNOTATORS, (Role.ANNOTATOR,)) | {
            GRETA: (Role.ANNOTATOR, Role.REVIEWER),
            TOMAS: (Role.REVIEWER,),
            INES: (Role.ADJUDICATOR,),
            SCANNER: (Role.SERVICE,),
        }
        for name, roles in people.items():
            await self.tell(project.AddMember(member=name, roles=roles))
        machines = {LEAFNET: MemberKind.MODEL, COLOURS: MemberKind.LABELING_FUNCTION}
        for name, kind in machines.items():
            member = project.AddMember(member=name, roles=(Role.ANNOTATOR,), member_kind=kind)
            await self.tell(member)
        await self.publish_taxonomy(genus(*TREES), condition(1, 2, 3, 4))
        await self.publish_guideline("Look at the buds before the bark.")
        for one in policies:
            await self.publish_policy(one)

    async def publish_taxonomy(self, *tasks: Task) -> Accepted:
        """Classes that are in it no more are retired."""
        former = (await self.executor.rules(self.project_id)).taxonomy.current()
        command = taxonomy.PublishTaxonomy(
            tasks=tasks, change_note="As agreed.", mapping=retiring(former.values(), tasks)
        )
        return await self.tell(command)

    async def publish_guideline(self, *rules: str) -> Accepted:
        clauses = tuple(
            guideline.Clause(number=str(number), title=f"Clause {number}", text=text)
            for number, text in enumerate(rules, start=1)
        )
        note = "What the last meeting decided."
        await self.tell(guideline.ReviseGuideline(clauses=clauses, change_note=note))
        drafted = len((await self.executor.rules(self.project_id)).guideline.revisions)
        return await self.tell(guideline.PublishGuideline(guideline_revision=drafted))

    async def publish_policy(self, rules: Policy) -> Accepted:
        return await self.tell(policy.PublishPolicy(policy=rules, change_note="As agreed."))

    async def register(self, *names: str) -> tuple[ItemId, ...]:
        ids = tuple(ItemId(name) for name in names)
        for item_id in ids:
            await self.tell(commands.RegisterItem(item_id=item_id, modality=Modality.IMAGE))
        return ids

    async def open_batch(self, name: str, items: Sequence[ItemId]) -> BatchId:
        batch_id = BatchId(name)
        await self.tell(batch.OpenBatch(batch_id=batch_id, title=f"Cabinet {name}"))
        await self.tell(batch.AddItemsToBatch(batch_id=batch_id, item_ids=tuple(items)))
        return batch_id

    async def label(
        self, item_id: ItemId, annotator: MemberId, answers: Answers, *, repeat: int = 1
    ) -> LabelId:
        command = commands.SubmitLabel(
            item_id=item_id,
            answers=answers,
            taxonomy_version=1,
            guideline_revision=1,
            repeat=repeat,
        )
        return LabelId((await self.tell(command, annotator)).event_ids[0])

    async def import_gold(self, item_id: ItemId, task: TaskName, category: str) -> GoldId:
        """Gold that Maud proposed and Ines approved elsewhere."""
        command = gold_commands.ImportGold(
            item_id=item_id,
            task=task,
            value=Choice(class_id=ClassId(category)),
            proposed_by=MAUD,
            source="index-of-1847.csv",
        )
        return GoldId((await self.tell(command, INES, actor=SCANNER)).event_ids[0])

    async def written(
        self, words: str, author: MemberId, name: str
    ) -> tuple[PersonalText, WrittenText]:
        text = await self.directory.refer(
            words, name, tenant=TENANT, author=author, command_id=uuid4()
        )
        assert isinstance(text, WrittenText)
        return text.reference, text

    async def escalate(
        self,
        item_id: ItemId,
        person: MemberId,
        words: str,
        *,
        level: int = 1,
        due_at: datetime | None = None,
    ) -> EscalationId:
        """What is overdue by now was asked before it was due."""
        reference, text = await self.written(words, person, "question")
        command = commands.RaiseEscalation(
            item_id=item_id, question=reference, level=level, due_at=due_at
        )
        if due_at is not None and due_at <= datetime.now(UTC):
            self.now = due_at - timedelta(hours=1)
        told = await self.tell(command, person, texts=(text,))
        self.now = None
        return EscalationId(told.event_ids[0])

    async def item(self, item_id: ItemId) -> Item:
        stream = PREFIX + item_id
        return state.fold(await read.read_streams(self.pool, self.project_id, (stream,)))

    async def events(self) -> list[RecordedEvent]:
        return await read.read_project(self.pool, self.project_id, after=0, limit=100_000)

    async def head(self) -> int:
        return await read.head(self.pool, self.project_id)

    async def fold(self, limits: PageLimits = NO_LIMITS) -> None:
        """Bring the read models up to where the ledger is."""
        await progress.enrol(self.pool)
        outcome = await take_turn(self.pool, self.project_id, limits=limits)
        assert isinstance(outcome, CaughtUp), outcome
