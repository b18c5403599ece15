"""Audits: a plan with its sample, verdicts by people without a part in it, one for each item."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest
from msgspec.structs import replace

from labeltrail.events.decisions import address_fault
from labeltrail.events.identifiers import BatchId, ClassId, EscalationId, EventId, ItemId
from labeltrail.events.rejections import Rule
from labeltrail.events.streams import audits, batch
from labeltrail.events.streams.audits import AuditItem, AuditPlanned, ItemAudited, OpenAuditBatch
from labeltrail.events.streams.audits.decide import AUDIT_ITEMS_MAX
from labeltrail.events.streams.item import facts, gold_facts
from labeltrail.events.streams.outcome import Emitted
from labeltrail.events.streams.project import MemberRolesChanged, Role
from labeltrail.events.streams.taxonomy import TaxonomyPublished
from labeltrail.events.values import Choice, Rating, Value
from tests.events.history import ITEM, Happened, History, happened
from tests.events.owls import (
    ANY_VOICES,
    DESK,
    INES,
    LENA,
    OSKAR,
    REGISTERED,
    RUTH,
    SPECIES,
    TOMEK,
    archive,
    label_id,
    labeled,
    owl,
    words,
)
from tests.events.slices import OTHER, PLAN, SAMPLE

CHECK = BatchId("check")
STREAM = audits.PREFIX + CHECK
LITTLE: Value = Choice(class_id=ClassId("little"))


def known(*past: msgspec.Struct) -> History:
    return archive(happened(REGISTERED, item_id=OTHER), labeled(1, OSKAR, owl("tawny")), *past)


def planned(*past: msgspec.Struct) -> History:
    return known(Happened(AuditPlanned(plan=PLAN, sample=SAMPLE), stream=STREAM), *past)


def opened(**changed: Any) -> OpenAuditBatch:
    command = OpenAuditBatch(batch_id=CHECK, title="Spring check", plan=PLAN, sample=SAMPLE)
    return replace(command, **changed)


def verdict(value: Value = LITTLE, item_id: ItemId = ITEM, clause: str | None = None) -> AuditItem:
    return AuditItem(batch_id=CHECK, item_id=item_id, value=value, clause=clause)


def audited(value: Value = LITTLE) -> ItemAudited:
    return ItemAudited(
        item_id=ITEM, auditor=RUTH, value=value, taxonomy_version=1, guideline_revision=1
    )


def test_audit_makes_a_closed_batch_of_its_sample_and_records_the_plan() -> None:
    stream = batch.PREFIX + CHECK
    known().when(opened()).then(
        AuditPlanned(plan=PLAN, sample=SAMPLE),
        Emitted(
            fact=batch.BatchOpened(title="Spring check", batch_kind=batch.BatchKind.AUDIT),
            stream=stream,
        ),
        Emitted(fact=batch.ItemsAddedToBatch(item_ids=(ITEM, OTHER)), stream=stream),
        Emitted(fact=batch.BatchClosed(), stream=stream),
    )


def test_audit_takes_no_name_that_a_batch_has() -> None:
    taken = batch.BatchOpened(title="April", batch_kind=batch.BatchKind.PRODUCTION)
    past = Happened(taken, stream=batch.PREFIX + CHECK)
    known(past).when(opened()).refuses(Rule.BATCH_EXISTS, ("batch_id",), "another id")


def test_audit_of_nothing_is_refused() -> None:
    command = opened(sample=(), plan=replace(PLAN, items=0, strata=()))
    known().when(command).refuses(Rule.NOTHING_TO_AUDIT, (), "ground truth")


def test_plan_that_does_not_add_up_is_refused() -> None:
    command = opened(plan=replace(PLAN, items=41))
    known().when(command).refuses(Rule.COUNTS_DO_NOT_ADD_UP, ("sample",))
    command = opened(sample=SAMPLE[:1])
    known().when(command).refuses(Rule.COUNTS_DO_NOT_ADD_UP, ("sample",))


def test_sample_of_items_that_are_not_there_is_refused() -> None:
    command = opened(sample=(SAMPLE[0], replace(SAMPLE[1], item_id=ItemId("rec-9999"))))
    known().when(command).refuses(Rule.ITEM_UNKNOWN, ("sample",))


def test_sample_may_not_be_larger_than_an_event_holds() -> None:
    ids = [ItemId(f"rec-{n:05}") for n in range(AUDIT_ITEMS_MAX + 1)]
    command = opened(sample=tuple(replace(SAMPLE[0], item_id=one) for one in ids))
    known().when(command).refuses(Rule.TOO_MANY, ("size",))


def test_blank_title_is_refused() -> None:
    known().when(opened(title=" ")).refuses(Rule.TEXT_EMPTY, ("title",))


def test_annotator_may_not_open_an_audit() -> None:
    known().when(opened(), by=OSKAR).refuses(Rule.ROLE_MISSING)


def test_auditor_answers_as_an_annotator_would() -> None:
    planned().when(verdict(), by=RUTH).then(audited())


def test_item_is_audited_once() -> None:
    past = Happened(audited(), stream=STREAM)
    planned(past).when(verdict(), by=RUTH).refuses(Rule.ITEM_ALREADY_AUDITED, ("item_id",))


def test_audit_that_nobody_planned_is_refused() -> None:
    known().when(verdict(), by=RUTH).refuses(Rule.AUDIT_UNKNOWN, ("batch_id",), "open an audit")


def test_item_outside_the_sample_is_refused() -> None:
    command = verdict(item_id=ItemId("rec-0500"))
    planned(happened(REGISTERED, item_id="rec-0500")).when(command, by=RUTH).refuses(
        Rule.ITEM_NOT_IN_AUDIT, ("item_id",)
    )


def test_who_labeled_the_item_does_not_audit_it() -> None:
    past = labeled(2, TOMEK, owl("little"))
    planned(past).when(verdict(), by=TOMEK).refuses(Rule.AUDITOR_JUDGED_ITEM, (), "somebody else")


REVIEWED = facts.LabelReviewed(
    label_id=label_id(1),
    judged=EventId(label_id(1)),
    reviewer=RUTH,
    verdict=facts.Verdict.APPROVED,
    guideline_revision=1,
)
ADJUDICATED = facts.ItemAdjudicated(
    adjudicator=INES,
    answers=owl("tawny"),
    judged=(),
    rationale=words(),
    taxonomy_version=1,
    guideline_revision=1,
)
RESOLVED = facts.EscalationResolved(
    escalation_id=EscalationId(label_id(7)),
    decision=next(iter(facts.EscalationDecision)),
    resolved_by=RUTH,
    rationale=words(),
    guideline_revision=1,
)
PROPOSED = gold_facts.GoldProposed(
    proposed_by=INES,
    task=SPECIES,
    value=LITTLE,
    taxonomy_version=1,
    guideline_revision=1,
    source=None,
    rationale=words(),
)


@pytest.mark.parametrize(
    ("fact", "person"),
    [(REVIEWED, RUTH), (ADJUDICATED, INES), (PROPOSED, INES), (RESOLVED, RUTH)],
)
def test_who_judged_the_item_does_not_audit_it(fact: msgspec.Struct, person: str) -> None:
    planned(happened(fact)).when(verdict(), by=person).refuses(Rule.AUDITOR_JUDGED_ITEM)


def test_who_adjudicated_it_before_another_did_does_not_audit_it_either() -> None:
    again = replace(ADJUDICATED, adjudicator=TOMEK)
    history = planned(happened(ADJUDICATED, actor=INES), happened(again, actor=TOMEK))
    for person in (INES, TOMEK):
        history.when(verdict(), by=person).refuses(Rule.AUDITOR_JUDGED_ITEM)


def test_who_called_then_or_judged_and_calls_now_audits_nothing() -> None:
    planned(labeled(2, LENA, owl("little"), via=RUTH)).when(verdict(), by=RUTH).refuses(
        Rule.AUDITOR_JUDGED_ITEM
    )
    carries = MemberRolesChanged(member=OSKAR, roles=(Role.SERVICE,))
    planned(carries).when(verdict(), by=RUTH, via=OSKAR).refuses(
        Rule.AUDITOR_JUDGED_ITEM, (), "calls for them"
    )
    carried = planned(labeled(2, LENA, owl("little"), via=DESK))
    carried.when(verdict(), by=RUTH, via=DESK).then(audited())


def test_verdict_cites_a_clause_that_the_guideline_has() -> None:
    planned().when(verdict(clause="1"), by=RUTH).then(replace(audited(), clause="1"))
    planned().when(verdict(clause="nope-9"), by=RUTH).refuses(Rule.CLAUSE_UNKNOWN, ("clause",))


def test_annotator_is_no_auditor() -> None:
    planned().when(verdict(), by=LENA).refuses(Rule.ROLE_MISSING)


def test_verdict_must_answer_the_task() -> None:
    command = verdict(Rating(rank=1))
    planned().when(command, by=RUTH).refuses(Rule.VALUE_KIND_MISMATCH, ("value",))


def test_task_that_is_gone_cannot_be_audited() -> None:
    gone = TaxonomyPublished(taxonomy_version=2, tasks=(ANY_VOICES,), change_note="Voices only")
    planned(gone).when(verdict(), by=RUTH).refuses(Rule.TASK_UNKNOWN, ("batch_id",))


def test_malformed_ids_are_refused_before_anybody_looks() -> None:
    for command, path in (
        (verdict(item_id=ItemId(" x")), ("item_id",)),
        (replace(verdict(), batch_id=BatchId("")), ("batch_id",)),
        (opened(batch_id=BatchId(" ")), ("batch_id",)),
    ):
        fault = address_fault(command)
        assert fault is not None
        assert (fault.rule, fault.path) == (Rule.IDENTIFIER_MALFORMED, path)
