"""A project's history as projects have them, the same for the same seed.

Items come in over time and some hundred are at work at once. Three people label each; one label
in twenty is revised, one in a hundred taken back; reviewers judge one in ten; what they cannot
settle is escalated or adjudicated. One rule of the policy and two batches hold it together.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from random import Random
from uuid import UUID

import msgspec

from labeltrail.events.acts import PersonalText
from labeltrail.events.identifiers import (
    BatchId,
    ClassId,
    EscalationId,
    EventId,
    ItemId,
    LabelId,
    MemberId,
    TaskName,
    TenantId,
)
from labeltrail.events.streams import batch, policy, project, taxonomy
from labeltrail.events.streams.item import PREFIX, facts
from labeltrail.events.values import (
    Answer,
    Answers,
    Choice,
    ClassDefinition,
    Rating,
    Task,
    TaskKind,
)

PEOPLE = tuple(MemberId(name) for name in ("ada", "ben", "cleo", "dora", "emil", "fay"))
MANAGER, REVIEWER, EXPERT = MemberId("manager"), MemberId("rosa"), MemberId("ines")
TOPIC, TONE = TaskName("topic"), TaskName("tone")
TOPICS = ("arts", "business", "politics", "science", "sports", "weather")
TONES = (1, 2, 3, 4, 5)
AT_WORK = 300
"""Items that are labeled at the same time."""
BATCH_ITEMS = 2_000
ITEMS_PER_EVENT = 500
BEGUN = datetime(2024, 3, 1, 9, 15, tzinfo=UTC)


class Happened(msgspec.Struct, frozen=True):
    """A fact before it is recorded. `event_id` is its own, since later facts name it."""

    stream: str
    event_id: UUID
    actor: MemberId
    occurred_at: datetime
    fact: msgspec.Struct


def history(items: int, seed: int) -> Iterator[Happened]:
    """About five facts for each item, in the order in which they happened."""
    return _History(items, Random(seed)).told()


class _History:
    def __init__(self, items: int, random: Random) -> None:
        self._items = items
        self._random = random
        self._count = 0

    def told(self) -> Iterator[Happened]:
        yield from self._rules()
        names = [f"doc-{place:07}" for place in range(self._items)]
        for start in range(0, self._items, BATCH_ITEMS):
            yield from self._batch(names[start : start + BATCH_ITEMS])

    def _batch(self, names: list[str]) -> Iterator[Happened]:
        stream = f"{batch.PREFIX}{BatchId('of-' + names[0])}"
        opened = batch.BatchOpened(title=names[0], batch_kind=batch.BatchKind.PRODUCTION)
        yield self._happened(stream, MANAGER, opened)
        for name in names:
            registered = facts.ItemRegistered(
                modality=facts.Modality.TEXT, uri=f"s3://news/{name}.txt", source="wire"
            )
            yield self._happened(f"{PREFIX}{name}", MANAGER, registered)
        for start in range(0, len(names), ITEMS_PER_EVENT):
            some = tuple(ItemId(name) for name in names[start : start + ITEMS_PER_EVENT])
            yield self._happened(stream, MANAGER, batch.ItemsAddedToBatch(item_ids=some))
        for start in range(0, len(names), AT_WORK):
            yield from self._interleaved(names[start : start + AT_WORK])
        yield self._happened(stream, MANAGER, batch.BatchClosed())

    def _interleaved(self, names: list[str]) -> Iterator[Happened]:
        """The steps of each item in order, those of different items mixed."""
        going = [self._item(name) for name in names]
        while going:
            place = self._random.randrange(len(going))
            happened = next(going[place], None)
            if happened is None:
                going[place] = going[-1]
                going.pop()
            else:
                yield happened

    def _item(self, name: str) -> Iterator[Happened]:
        stream, chance = f"{PREFIX}{name}", self._random.random
        topic, tone = self._random.choice(TOPICS), self._random.choice(TONES)
        labels: list[tuple[LabelId, EventId, MemberId]] = []
        for person in self._random.sample(PEOPLE, 3):
            submitted = self._happened(stream, person, self._submitted(person, topic, tone))
            yield submitted
            label_id, current = LabelId(submitted.event_id), EventId(submitted.event_id)
            if chance() < 0.05:
                revised = self._happened(stream, person, self._revised(label_id, topic, tone))
                yield revised
                current = EventId(revised.event_id)
            labels.append((label_id, current, person))
        if chance() < 0.02:
            skipped = facts.ItemSkipped(annotator=PEOPLE[0], reason=facts.SkipReason.OTHER)
            yield self._happened(stream, PEOPLE[0], skipped)
        if chance() < 0.03:
            gone, _, person = labels.pop()
            taken_back = facts.LabelRetracted(label_id=gone, reason=facts.RetractReason.MISTAKE)
            yield self._happened(stream, person, taken_back)
        if chance() < 0.05:
            cause = facts.ReviewCause.DISAGREEMENT
            wish = facts.ReviewRequested(cause=cause, requested_by=REVIEWER, task=TOPIC)
            yield self._happened(stream, REVIEWER, wish)
        if chance() < 0.25:
            yield self._happened(stream, REVIEWER, self._reviewed(*labels[0][:2], topic, tone))
        if chance() < 0.03:
            yield from self._escalated(stream)
        if chance() < 0.04:
            judged = tuple(current for _, current, _ in labels)
            yield self._happened(stream, EXPERT, self._adjudicated(judged, topic, tone))

    def _escalated(self, stream: str) -> Iterator[Happened]:
        question = facts.EscalationRaised(
            raised_by=REVIEWER, level=1, question=self._text(), guideline_revision=1
        )
        raised = self._happened(stream, REVIEWER, question)
        yield raised
        decision = facts.EscalationDecision.GUIDELINE_APPLIES
        resolved = facts.EscalationResolved(
            escalation_id=EscalationId(raised.event_id),
            resolved_by=EXPERT,
            decision=decision,
            rationale=self._text(),
            guideline_revision=1,
            clause="1",
        )
        yield self._happened(stream, EXPERT, resolved)

    def _submitted(self, person: MemberId, topic: str, tone: int) -> facts.LabelSubmitted:
        return facts.LabelSubmitted(
            annotator=person,
            member_kind=project.MemberKind.PERSON,
            repeat=1,
            answers=self._answers(topic, tone),
            taxonomy_version=1,
            guideline_revision=1,
            seconds_spent=float(self._random.randint(2, 90)),
        )

    def _revised(self, label_id: LabelId, topic: str, tone: int) -> facts.LabelRevised:
        return facts.LabelRevised(
            label_id=label_id,
            answers=self._answers(topic, tone),
            taxonomy_version=1,
            guideline_revision=1,
        )

    def _reviewed(
        self, label_id: LabelId, judged: EventId, topic: str, tone: int
    ) -> facts.LabelReviewed:
        is_right = self._random.random() < 0.8
        return facts.LabelReviewed(
            label_id=label_id,
            judged=judged,
            reviewer=REVIEWER,
            verdict=facts.Verdict.APPROVED if is_right else facts.Verdict.CORRECTED,
            guideline_revision=1,
            reason=None if is_right else facts.ReviewReason.WRONG_CLASS,
            answers=None if is_right else self._answers(topic, tone),
        )

    def _adjudicated(
        self, judged: tuple[EventId, ...], topic: str, tone: int
    ) -> facts.ItemAdjudicated:
        return facts.ItemAdjudicated(
            adjudicator=EXPERT,
            answers=self._answers(topic, tone),
            judged=judged,
            rationale=self._text(),
            taxonomy_version=1,
            guideline_revision=1,
        )

    def _answers(self, topic: str, tone: int) -> Answers:
        """Right four times out of five; half of the labels grade the tone as well."""
        random = self._random
        said = topic if random.random() < 0.8 else random.choice(TOPICS)
        given = {TOPIC: Answer(value=Choice(class_id=ClassId(said)))}
        if random.random() < 0.5:
            graded = tone if random.random() < 0.8 else random.choice(TONES)
            given[TONE] = Answer(value=Rating(rank=graded))
        return given

    def _text(self) -> PersonalText:
        return PersonalText(text_id=UUID(int=self._random.getrandbits(128)), digest="0" * 64)

    def _happened(self, stream: str, actor: MemberId, fact: msgspec.Struct) -> Happened:
        self._count += 1
        event_id = UUID(int=self._random.getrandbits(128), version=4)
        at = BEGUN + timedelta(seconds=self._count)
        return Happened(stream, event_id, actor, at, fact)

    def _rules(self) -> Iterator[Happened]:
        created = project.ProjectCreated(title="News", tenant=TenantId("bench"), manager=MANAGER)
        yield self._happened(project.STREAM, MANAGER, created)
        tasks = (
            Task(
                name=TOPIC,
                kind=TaskKind.MULTICLASS,
                question="What is it about?",
                classes=tuple(_class(one) for one in TOPICS),
            ),
            Task(
                name=TONE,
                kind=TaskKind.ORDINAL,
                question="How friendly is it?",
                classes=tuple(_class(f"tone-{rank}", rank) for rank in TONES),
            ),
        )
        published = taxonomy.TaxonomyPublished(taxonomy_version=1, tasks=tasks, change_note="New.")
        yield self._happened(taxonomy.STREAM, MANAGER, published)
        rules = policy.PolicyPublished(policy_version=1, policy=_policy(), change_note="New.")
        yield self._happened(policy.STREAM, MANAGER, rules)


def _class(name: str, rank: int | None = None) -> ClassDefinition:
    return ClassDefinition(class_id=ClassId(name), definition=f"About {name}.", rank=rank)


def _policy() -> policy.Policy:
    """Every metric is asked for."""
    least, most = policy.Comparison.AT_LEAST, policy.Comparison.AT_MOST
    asked = (
        (policy.Metric.COVERAGE, least, "1"),
        (policy.Metric.OVERLAP, least, "1"),
        (policy.Metric.ALPHA_NOMINAL, least, "0.8"),
        (policy.Metric.ITEMS_WITHOUT_GROUND_TRUTH, most, "0"),
        (policy.Metric.OPEN_ESCALATIONS, most, "0"),
    )
    requirements = tuple(
        policy.Requirement(
            metric=metric,
            comparison=comparison,
            threshold=Decimal(threshold),
            task=TOPIC if metric in policy.OF_A_TASK else None,
        )
        for metric, comparison, threshold in asked
    )
    return policy.Policy(overlap=3, quorum=2, requirements=requirements)
