"""One item made of facts alone: pure, for tests of what the facts mean."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid5

import msgspec

from labeltrail.events import catalogue
from labeltrail.events.acts import PersonalText
from labeltrail.events.envelope import RecordedEvent
from labeltrail.events.identifiers import EventId, GoldId, LabelId, MemberId
from labeltrail.events.streams.item import facts, gold_facts, state
from labeltrail.events.streams.item.state import Item
from labeltrail.events.streams.policy import Policy
from labeltrail.events.streams.project import MemberKind
from labeltrail.events.streams.rules import Rules
from labeltrail.events.values import Answers, Task
from labeltrail.projections.terms import Terms, terms_in_force

SPRING = datetime(1847, 4, 3, 10, tzinfo=UTC)
NAMESPACE = UUID("5f0c6a0e-3a58-4b7e-9d39-5f1f0b3f2a11")
WORDS = PersonalText(text_id=uuid5(NAMESPACE, "words"), digest="00" * 32)


def recorded(
    fact: msgspec.Struct, *, position: int, stream: str, actor: str, version: int = 1
) -> RecordedEvent:
    """The fact as the ledger would give it back."""
    name = type(fact).__name__
    moment = SPRING + timedelta(minutes=position)
    return RecordedEvent(
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


def terms(*tasks: Task, policy: Policy | None = None) -> Terms:
    """The first taxonomy and policy in force."""
    rules = Rules()
    changed = msgspec.structs.replace(
        rules,
        taxonomy=msgspec.structs.replace(rules.taxonomy, versions=(tasks,)),
        policy=msgspec.structs.replace(rules.policy, versions=(policy,) if policy else ()),
    )
    return terms_in_force(changed)


class Sheet:
    """An item to which things happen, one after the other."""

    def __init__(self, name: str = "sheet/1847-03") -> None:
        self.stream = f"item/{name}"
        self.item = Item()
        self.events: list[RecordedEvent] = []
        self.happened(facts.ItemRegistered(modality=facts.Modality.IMAGE), "maud")

    def happened(self, fact: facts.ItemFact, actor: str) -> EventId:
        number = len(self.events) + 1
        event = recorded(fact, position=number, stream=self.stream, actor=actor, version=number)
        self.events.append(event)
        self.item = state.evolve(self.item, event)
        return EventId(event.event_id)

    def label(
        self,
        annotator: str,
        answers: Answers,
        *,
        repeat: int = 1,
        kind: MemberKind = MemberKind.PERSON,
    ) -> LabelId:
        fact = facts.LabelSubmitted(
            annotator=MemberId(annotator),
            member_kind=kind,
            repeat=repeat,
            answers=answers,
            taxonomy_version=1,
            guideline_revision=1,
        )
        return LabelId(self.happened(fact, annotator))

    def revise(self, label_id: LabelId, answers: Answers, *, saw_others: bool = False) -> EventId:
        fact = facts.LabelRevised(
            label_id=label_id,
            answers=answers,
            taxonomy_version=1,
            guideline_revision=1,
            saw_others=saw_others,
        )
        return self.happened(fact, self.item.labels[label_id].annotator)

    def retract(self, label_id: LabelId) -> None:
        fact = facts.LabelRetracted(label_id=label_id, reason=facts.RetractReason.MISTAKE)
        self.happened(fact, self.item.labels[label_id].annotator)

    def review(
        self,
        label_id: LabelId,
        verdict: facts.Verdict,
        *,
        reviewer: str = "tomas",
        answers: Answers | None = None,
    ) -> None:
        fact = facts.LabelReviewed(
            label_id=label_id,
            judged=self.item.labels[label_id].current,
            reviewer=MemberId(reviewer),
            verdict=verdict,
            guideline_revision=1,
            answers=answers,
        )
        self.happened(fact, reviewer)

    def adjudicate(self, answers: Answers, *, clause: str | None = None) -> EventId:
        fact = facts.ItemAdjudicated(
            adjudicator=MemberId("ines"),
            answers=answers,
            judged=tuple(label.current for label in self.item.active_labels()),
            rationale=WORDS,
            taxonomy_version=1,
            guideline_revision=1,
            clause=clause,
        )
        return self.happened(fact, "ines")

    def reopen(self, label_id: LabelId) -> None:
        assert self.item.adjudication is not None
        fact = facts.AdjudicationReopened(
            adjudication=self.item.adjudication.event_id, changed_label=label_id
        )
        self.happened(fact, "system")

    def propose_gold(self, answers: Answers, by: str = "greta") -> GoldId:
        """For the one task that is answered."""
        ((task, answer),) = answers.items()
        fact = gold_facts.GoldProposed(
            proposed_by=MemberId(by),
            task=task,
            value=answer.value,
            taxonomy_version=1,
            guideline_revision=1,
            rationale=WORDS,
        )
        return GoldId(self.happened(fact, by))

    def activate_gold(self, gold_id: GoldId, by: str = "ines") -> GoldId:
        gold = self.item.golds[gold_id]
        fact = gold_facts.GoldActivated(
            gold=gold_id,
            approved_by=MemberId(by),
            task=gold.task,
            value=gold.value,
            taxonomy_version=1,
            guideline_revision=1,
        )
        self.happened(fact, by)
        return gold_id

    def contest_gold(self, gold_id: GoldId, by: str = "tomas") -> None:
        fact = gold_facts.GoldContested(
            gold=gold_id,
            contested_by=MemberId(by),
            task=self.item.golds[gold_id].task,
            reason=gold_facts.ContestReason.WRONG_VALUE,
        )
        self.happened(fact, by)

    def retire_gold(self, gold_id: GoldId, by: str = "maud") -> None:
        fact = gold_facts.GoldRetired(
            gold=gold_id,
            retired_by=MemberId(by),
            task=self.item.golds[gold_id].task,
            reason=gold_facts.RetireReason.EXPOSED,
        )
        self.happened(fact, by)

    def escalate(self) -> EventId:
        fact = facts.EscalationRaised(
            raised_by=MemberId("noor"), level=1, question=WORDS, guideline_revision=1
        )
        return self.happened(fact, "noor")
