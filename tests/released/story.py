"""A small project in which every kind of event happens once: what each release leaves behind."""

from __future__ import annotations

from collections.abc import Callable
from uuid import uuid4

import msgspec

from labeltrail.events import catalogue
from labeltrail.events.acts import PersonalText
from labeltrail.events.decisions import Command
from labeltrail.events.identifiers import (
    BatchId,
    ClassId,
    EscalationId,
    EventId,
    GoldId,
    ItemId,
    LabelId,
    MemberId,
)
from labeltrail.events.ledger import read
from labeltrail.events.requests import Accepted
from labeltrail.events.streams.batch import AddItemsToBatch, CloseBatch, OpenBatch
from labeltrail.events.streams.item.commands import (
    AdjudicateItem,
    RaiseEscalation,
    RequestReview,
    ResolveEscalation,
    RetractLabel,
    ReviewLabel,
    ReviseLabel,
    SkipItem,
    WithdrawEscalation,
)
from labeltrail.events.streams.item.facts import (
    EscalationDecision,
    RetractReason,
    SkipReason,
    Verdict,
)
from labeltrail.events.streams.item.gold_commands import (
    ActivateGold,
    ContestGold,
    ProposeGold,
    RetireGold,
)
from labeltrail.events.streams.item.gold_facts import ContestReason, RetireReason
from labeltrail.events.streams.project import (
    AddMember,
    ChangeMemberRoles,
    MemberKind,
    RemoveMember,
    Role,
)
from labeltrail.events.values import Choice
from tests.events.history import ITEM
from tests.events.owls import (
    AUDREY,
    BIRDNET,
    INES,
    LENA,
    MIRA,
    OSKAR,
    RUTH,
    SPECIES,
    TOMEK,
    clarity,
    owl,
)
from tests.events.runs import INPUT, computed, outcome_of, owl_inferred, record
from tests.execute.desk import Desk, accepted

APRIL = BatchId("april")


async def tell(desk: Desk) -> None:
    """Found the owls' archive and judge one recording in every way there is."""
    await desk.found()
    await desk.tell(
        AddMember(member=BIRDNET, roles=(Role.ANNOTATOR,), member_kind=MemberKind.MODEL)
    )
    await desk.tell(ChangeMemberRoles(member=RUTH, roles=(Role.REVIEWER, Role.AUDITOR)))
    await desk.tell(RemoveMember(member=AUDREY))
    await desk.register("rec-0413", "käuzchen-7 🦉")
    await desk.tell(OpenBatch(batch_id=APRIL, title="First half of April"))
    await desk.tell(AddItemsToBatch(batch_id=APRIL, item_ids=(ITEM,)))

    oskars = await desk.label(OSKAR, "tawny")
    lenas = await desk.label(LENA, "long-eared")
    tomeks = await desk.label(TOMEK, "little")
    await desk.tell(
        RetractLabel(item_id=ITEM, label_id=tomeks, reason=RetractReason.WRONG_ITEM), TOMEK
    )
    await desk.tell(SkipItem(item_id=ITEM, reason=SkipReason.NOT_QUALIFIED), TOMEK)
    await _dispute(desk)
    await desk.tell(RequestReview(item_id=ITEM), LENA)
    review = ReviewLabel(
        item_id=ITEM, label_id=lenas, judged=EventId(lenas), verdict=Verdict.APPROVED
    )
    await desk.tell(review, RUTH)
    await _decide(desk, oskars, lenas)
    await _know(desk)
    await _infer(desk)
    await desk.tell(CloseBatch(batch_id=APRIL))
    missing = set(catalogue.EVENTS) - {event.type for event in await desk.events()}
    assert not missing, f"let these happen, too: {sorted(missing)}"


async def _dispute(desk: Desk) -> None:
    """Two questions: one is answered, one taken back."""
    raised = await _tell_with(
        desk,
        OSKAR,
        "Is a ke-wick alone enough for a tawny owl?",
        lambda words: RaiseEscalation(item_id=ITEM, question=words),
    )
    escalation = EscalationId(raised.event_ids[0])
    await _tell_with(
        desk,
        INES,
        "Yes: both calls are of the same bird.",
        lambda words: ResolveEscalation(
            item_id=ITEM,
            escalation_id=escalation,
            decision=EscalationDecision.GUIDELINE_APPLIES,
            rationale=words,
            clause="2",
        ),
    )
    again = await _tell_with(
        desk,
        LENA,
        "Wer ruft da, Waldohreule oder Uhu?\nZweiter Ruf: 0:41.",
        lambda words: RaiseEscalation(item_id=ITEM, question=words),
    )
    escalation = EscalationId(again.event_ids[0])
    await desk.tell(WithdrawEscalation(item_id=ITEM, escalation_id=escalation), LENA)


async def _decide(desk: Desk, oskars: LabelId, lenas: LabelId) -> None:
    """An expert's word, and the change of heart that it does not outlive."""
    await _tell_with(
        desk,
        INES,
        "0:12 is a tawny owl; the second bird answers later.",
        lambda words: AdjudicateItem(
            item_id=ITEM,
            answers=owl("tawny"),
            judged=(EventId(oskars), EventId(lenas)),
            rationale=words,
        ),
    )
    revision = ReviseLabel(
        item_id=ITEM,
        label_id=oskars,
        answers=owl("tawny") | clarity(2),
        taxonomy_version=1,
        guideline_revision=1,
    )
    await desk.tell(revision, OSKAR)


async def _know(desk: Desk) -> None:
    """Gold that is proposed, approved by a second person, contested and retired."""
    tawny = Choice(class_id=ClassId("tawny"))
    item_id = ItemId("rec-0413")
    proposed = await _tell_with(
        desk,
        INES,
        "Ringed in the nest below the microphone.",
        lambda words: ProposeGold(item_id=item_id, task=SPECIES, value=tawny, rationale=words),
    )
    gold = GoldId(proposed.event_ids[0])
    await desk.tell(ActivateGold(item_id=item_id, gold_id=gold, value=tawny), MIRA)
    contest = ContestGold(item_id=item_id, gold_id=gold, reason=ContestReason.WRONG_VALUE)
    await desk.tell(contest, INES)
    await desk.tell(RetireGold(item_id=item_id, gold_id=gold, reason=RetireReason.OTHER), MIRA)


async def _infer(desk: Desk) -> None:
    """A run of truth inference, part by part."""
    position = await read.head(desk.pool, desk.project_id)
    run = computed(computed_from=msgspec.structs.replace(INPUT, position=position))
    for part in (run, (outcome_of(owl_inferred()),), 1):
        await desk.tell(record(part))


async def _tell_with(
    desk: Desk, by: MemberId, words: str, command: Callable[[PersonalText], Command]
) -> Accepted:
    """Carry out a command that refers to these words, which the directory keeps."""
    command_id = uuid4()
    text = await desk.written(words, by, command_id)
    request = desk.request(command(text.reference), by, command_id=command_id, texts=(text,))
    return accepted(await desk.ask(request))
