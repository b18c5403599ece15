"""A project's raw events, made up at random or by hand: rules, two shelves of sheets, and what
people did to them. Pure: facts only, in the order of their positions.
"""

from __future__ import annotations

import random
from collections.abc import Mapping
from datetime import timedelta
from decimal import Decimal
from uuid import uuid5

import msgspec

from labeltrail.events import catalogue
from labeltrail.events.envelope import RecordedEvent
from labeltrail.events.identifiers import BatchId, EventId, GoldId, ItemId, LabelId, MemberId
from labeltrail.events.streams import batch, guideline, policy, taxonomy
from labeltrail.events.streams.item import facts, gold_facts, state
from labeltrail.events.streams.item.state import Item
from labeltrail.events.streams.policy import (
    Bound,
    Coefficient,
    Comparison,
    IntervalBy,
    Metric,
    Policy,
    Requirement,
    Scope,
)
from labeltrail.events.streams.project import MemberKind
from labeltrail.events.values import Answer, Answers, CannotTell, Task
from tests.projections.herbarium import CONDITION, GENUS, TREES, condition, genus, grade, tree
from tests.projections.sheet import NAMESPACE, SPRING, WORDS

TASKS = (genus(*TREES), condition(1, 2, 3, 4))
PEOPLE = tuple(map(MemberId, ("ada", "bo", "cy", "noor")))
MODEL = MemberId("leafnet-2")
UPPER, LOWER = BatchId("upper-shelf"), BatchId("lower-shelf")
LEAST, MOST = Comparison.AT_LEAST, Comparison.AT_MOST


def demand(
    metric: Metric, comparison: Comparison = LEAST, threshold: str = "0.5", **more: object
) -> Requirement:
    asked = Requirement(metric=metric, comparison=comparison, threshold=Decimal(threshold))
    return msgspec.structs.replace(asked, **more)


class Shelves:
    """The ledger so far, and the state of each item."""

    def __init__(self, the_policy: Policy | None = None, tasks: tuple[Task, ...] = TASKS) -> None:
        self.events: list[RecordedEvent] = []
        self.items: dict[ItemId, Item] = {}
        self._versions: dict[str, int] = {}
        self.publish_tasks(tasks)
        self.publish_guideline()
        if the_policy is not None:
            self.publish(the_policy)
        for one in (UPPER, LOWER):
            opened = batch.BatchOpened(title=one, batch_kind=batch.BatchKind.PRODUCTION)
            self.append(batch.PREFIX + one, opened)

    def append(self, stream: str, fact: msgspec.Struct, actor: str = "maud") -> EventId:
        position, name = len(self.events) + 1, type(fact).__name__
        version = self._versions[stream] = self._versions.get(stream, 0) + 1
        moment = SPRING + timedelta(minutes=position)
        event = RecordedEvent(
            project_id="herbarium",
            position=position,
            stream=stream,
            version=version,
            event_id=uuid5(NAMESPACE, f"{stream} {position}"),
            type=name,
            schema_version=catalogue.SCHEMA_VERSIONS[name],
            occurred_at=moment,
            recorded_at=moment,
            actor=actor,
            command_id=uuid5(NAMESPACE, f"command {position}"),
            causation_id=None,
            correlation_id=uuid5(NAMESPACE, f"command {position}"),
            trace_id=None,
            body=catalogue.encode(fact),
            leaf=bytes(32),
        )
        self.events.append(event)
        return EventId(event.event_id)

    # Rules

    def publish_tasks(self, tasks: tuple[Task, ...]) -> None:
        version = self._versions.get(taxonomy.STREAM, 0) + 1
        fact = taxonomy.TaxonomyPublished(
            taxonomy_version=version, tasks=tasks, change_note="As seen."
        )
        self.append(taxonomy.STREAM, fact)

    def publish_guideline(self) -> None:
        revision = self._versions.get(guideline.STREAM, 0) // 2 + 1
        drafted = guideline.GuidelineRevised(
            guideline_revision=revision, clauses=(), change_note="Clearer."
        )
        self.append(guideline.STREAM, drafted)
        self.append(guideline.STREAM, guideline.GuidelinePublished(guideline_revision=revision))

    def publish(self, the_policy: Policy) -> None:
        version = self._versions.get(policy.STREAM, 0) + 1
        fact = policy.PolicyPublished(
            policy_version=version, policy=the_policy, change_note="As agreed."
        )
        self.append(policy.STREAM, fact)

    # Items

    def register(
        self,
        name: str,
        shelf: BatchId = UPPER,
        *,
        attributes: Mapping[str, str] | None = None,
        sha: str | None = None,
        uri: str | None = None,
    ) -> ItemId:
        item_id = ItemId(name)
        fact = facts.ItemRegistered(
            modality=facts.Modality.IMAGE,
            uri=uri,
            content_sha256=sha,
            attributes=dict(attributes or {}),
        )
        self.happened(item_id, fact)
        self.append(batch.PREFIX + shelf, batch.ItemsAddedToBatch(item_ids=(item_id,)))
        return item_id

    def happened(self, item_id: ItemId, fact: msgspec.Struct, actor: str = "maud") -> EventId:
        event_id = self.append(f"item/{item_id}", fact, actor)
        self.items[item_id] = state.evolve(self.items.get(item_id, Item()), self.events[-1])
        return event_id

    def label(
        self,
        item_id: ItemId,
        annotator: str,
        answers: Answers,
        *,
        kind: MemberKind = MemberKind.PERSON,
        taxonomy_version: int = 1,
        guideline_revision: int = 1,
    ) -> LabelId:
        given = self.items[item_id].labels_of(MemberId(annotator))
        fact = facts.LabelSubmitted(
            annotator=MemberId(annotator),
            member_kind=kind,
            repeat=max((one.repeat for one in given), default=0) + 1,
            answers=answers,
            taxonomy_version=taxonomy_version,
            guideline_revision=guideline_revision,
        )
        return LabelId(self.happened(item_id, fact, annotator))

    def retract(self, item_id: ItemId, label_id: LabelId) -> None:
        fact = facts.LabelRetracted(label_id=label_id, reason=facts.RetractReason.MISTAKE)
        self.happened(item_id, fact)

    def revise(self, item_id: ItemId, label_id: LabelId, answers: Answers) -> None:
        fact = facts.LabelRevised(
            label_id=label_id, answers=answers, taxonomy_version=1, guideline_revision=1
        )
        self.happened(item_id, fact)

    def review(
        self,
        item_id: ItemId,
        label_id: LabelId,
        verdict: facts.Verdict = facts.Verdict.APPROVED,
        answers: Answers | None = None,
    ) -> None:
        fact = facts.LabelReviewed(
            label_id=label_id,
            judged=self.items[item_id].labels[label_id].current,
            reviewer=MemberId("tomas"),
            verdict=verdict,
            guideline_revision=1,
            answers=answers,
        )
        self.happened(item_id, fact, "tomas")

    def adjudicate(self, item_id: ItemId, answers: Answers) -> None:
        fact = facts.ItemAdjudicated(
            adjudicator=MemberId("ines"),
            answers=answers,
            judged=tuple(label.current for label in self.items[item_id].active_labels()),
            rationale=WORDS,
            taxonomy_version=1,
            guideline_revision=1,
        )
        self.happened(item_id, fact, "ines")

    def gold(self, item_id: ItemId, answers: Answers, by: str = "greta") -> GoldId:
        ((task, answer),) = answers.items()
        proposed = gold_facts.GoldProposed(
            proposed_by=MemberId(by),
            task=task,
            value=answer.value,
            taxonomy_version=1,
            guideline_revision=1,
            rationale=WORDS,
        )
        gold_id = GoldId(self.happened(item_id, proposed, by))
        active = gold_facts.GoldActivated(
            gold=gold_id,
            approved_by=MemberId("ines"),
            task=task,
            value=answer.value,
            taxonomy_version=1,
            guideline_revision=1,
        )
        self.happened(item_id, active, "ines")
        return gold_id

    def escalate(self, item_id: ItemId) -> EventId:
        fact = facts.EscalationRaised(
            raised_by=MemberId("noor"), level=1, question=WORDS, guideline_revision=1
        )
        return self.happened(item_id, fact, "noor")


def at_random(seed: int, the_policy: Policy | None, *, steps: int = 90) -> Shelves:
    """The same for the same seed."""
    chance = random.Random(seed)
    shelves = Shelves(the_policy)
    for n in range(chance.choice((3, 6, 9))):
        shelves.register(
            f"sheet/{n:02}",
            chance.choice((UPPER, UPPER, LOWER)),
            attributes={"wing": chance.choice(("east", "west"))} if n % 4 else {},
            sha=f"{chance.randrange(6):064x}" if n % 3 else None,
            uri=f"scans/{chance.randrange(8)}.png" if n % 2 else None,
        )
    for _ in range(steps):
        _step(shelves, chance)
    return shelves


def _answers(chance: random.Random) -> Answers:
    if chance.random() < 0.1:
        return {GENUS: Answer(value=CannotTell())}
    named, graded = tree(chance.choice((*TREES, TREES[0]))), grade(chance.choice((1, 2, 2, 4)))
    return chance.choice((named, named, named | graded, graded))


def _step(shelves: Shelves, chance: random.Random) -> None:
    item_id = chance.choice(list(shelves.items))
    held = shelves.items[item_id]
    labels = list(held.active_labels())
    act = chance.choices(range(9), (40, 6, 4, 4, 8, 3, 4, 3, 2))[0]
    if act == 0 or not labels:
        shelves.label(
            item_id,
            chance.choice(PEOPLE),
            _answers(chance),
            guideline_revision=chance.choice((1, 1, 2)),
        )
        return
    label = chance.choice(labels)
    if act == 1:
        shelves.label(item_id, MODEL, _answers(chance), kind=MemberKind.MODEL)
    elif act == 2:
        shelves.revise(item_id, label.label_id, _answers(chance))
    elif act == 3:
        shelves.retract(item_id, label.label_id)
    elif act == 4:
        verdict = chance.choice(tuple(facts.Verdict))
        corrected = _answers(chance) if verdict is facts.Verdict.CORRECTED else None
        shelves.review(item_id, label.label_id, verdict, corrected)
    elif act == 5:
        shelves.adjudicate(item_id, _answers(chance))
    elif act == 6 and not held.golds:
        answers = chance.choice((tree(chance.choice(TREES)), grade(2)))
        shelves.gold(item_id, answers, chance.choice(("greta", "ada")))
    elif act == 7:
        shelves.escalate(item_id)
    elif act == 8 and chance.random() < 0.3:
        shelves.publish_guideline()


EVERY_DEMAND = (
    demand(Metric.COVERAGE, bound=Bound.INTERVAL),
    demand(Metric.OVERLAP, scope=Scope.EACH_SLICE, attribute="wing"),
    demand(Metric.ALPHA_NOMINAL, task=GENUS, bound=Bound.INTERVAL),
    demand(Metric.ALPHA_ORDINAL, task=CONDITION),
    demand(Metric.ITEMS_WITHOUT_GROUND_TRUTH, MOST, "1", scope=Scope.EACH_TASK),
    demand(Metric.OPEN_ESCALATIONS, MOST, "0"),
    demand(Metric.AGREEMENT, task=GENUS, coefficient=Coefficient.GWET_AC1, bound=Bound.INTERVAL),
    demand(
        Metric.AGREEMENT,
        task=GENUS,
        coefficient=Coefficient.KRIPPENDORFF_ALPHA,
        scope=Scope.EACH_CLASS,
        bound=Bound.INTERVAL,
        interval_by=IntervalBy.BOOTSTRAP,
        resamples=60,
        seed=7,
    ),
    demand(
        Metric.AGREEMENT,
        task=GENUS,
        coefficient=Coefficient.OBSERVED_AGREEMENT,
        scope=Scope.EACH_ANNOTATOR,
    ),
    demand(Metric.GOLD_ACCURACY, task=GENUS, bound=Bound.INTERVAL),
    demand(Metric.GOLD_ACCURACY, task=GENUS, scope=Scope.EACH_ANNOTATOR),
    demand(Metric.GOLD_ACCURACY, task=GENUS, scope=Scope.EACH_CLASS),
    demand(Metric.REVIEW_COVERAGE, bound=Bound.INTERVAL),
    demand(Metric.APPROVAL_RATE, scope=Scope.EACH_ANNOTATOR),
    demand(Metric.ADJUDICATION_RATE, MOST, "0.2", task=GENUS),
    demand(Metric.CLASS_ITEMS, LEAST, "2", task=GENUS, scope=Scope.EACH_CLASS),
    demand(Metric.IMBALANCE_RATIO, MOST, "3", task=GENUS),
    demand(Metric.STALE_LABELS, MOST, "0.5", bound=Bound.INTERVAL),
    demand(Metric.ANNOTATOR_CONCENTRATION, MOST, "0.4"),
    demand(Metric.SELF_CONSISTENCY, task=GENUS),
    demand(Metric.CANNOT_TELL_RATE, MOST, "0.1", task=GENUS),
    demand(Metric.SUSPECTED_LEAKAGE, MOST, "0", task=GENUS, resamples=99),
    demand(Metric.DUPLICATE_ITEMS, MOST, "0", reference=LOWER),
    demand(Metric.DRIFT_ALARMS, MOST, "0", task=GENUS),
    demand(
        Metric.DISTRIBUTION_SHIFT, MOST, "0.1", task=GENUS, reference=LOWER, bound=Bound.INTERVAL
    ),
    demand(
        Metric.PARTS_PASSED,
        LEAST,
        "1",
        parts=(
            demand(Metric.COVERAGE, LEAST, "1"),
            demand(Metric.GOLD_ACCURACY, LEAST, "0.9", task=GENUS),
        ),
    ),
)
EVERYTHING = Policy(overlap=2, quorum=1, requirements=EVERY_DEMAND)
