"""An archive of night recordings that has its owls named: people, rules and facts for the tests."""

from __future__ import annotations

from uuid import UUID

import msgspec

from labeltrail.events.acts import PersonalText
from labeltrail.events.identifiers import ClassId, EventId, LabelId, MemberId, TaskName
from labeltrail.events.streams.guideline import Clause, GuidelinePublished, GuidelineRevised
from labeltrail.events.streams.item.commands import ReviseLabel, SubmitLabel
from labeltrail.events.streams.item.facts import (
    ItemRegistered,
    LabelRevised,
    LabelSubmitted,
    Modality,
)
from labeltrail.events.streams.policy import Policy, PolicyPublished, StaleLabels
from labeltrail.events.streams.project import MemberAdded, MemberKind, ProjectCreated, Role
from labeltrail.events.streams.taxonomy import TaxonomyPublished
from labeltrail.events.values import (
    Answer,
    Answers,
    CannotTell,
    Choice,
    ClassDefinition,
    Rating,
    Task,
    TaskKind,
    Value,
)
from tests.events.history import ITEM, TENANT, Happened, History, given, happened

MIRA, OSKAR, LENA, TOMEK, RUTH, INES, BIRDNET, DESK, AUDREY = map(
    MemberId,
    ("mira", "oskar", "lena", "tomek", "ruth", "ines", "birdnet-2", "field-desk", "audrey"),
)
MEMBERS: dict[MemberId, tuple[Role, ...]] = {
    OSKAR: (Role.ANNOTATOR,),
    LENA: (Role.ANNOTATOR,),
    TOMEK: (Role.ANNOTATOR, Role.REVIEWER, Role.ADJUDICATOR),
    RUTH: (Role.REVIEWER,),
    INES: (Role.ADJUDICATOR,),
    DESK: (Role.SERVICE,),
    AUDREY: (Role.AUDITOR,),
}
"""Beside Mira, who created the project, and the model BirdNET, which labels."""

SPECIES, QUALITY, VOICES = TaskName("species"), TaskName("quality"), TaskName("human_voices")


def defined(name: str, definition: str, rank: int | None = None) -> ClassDefinition:
    return ClassDefinition(class_id=ClassId(name), definition=definition, rank=rank)


WHICH_OWL = Task(
    name=SPECIES,
    kind=TaskKind.MULTICLASS,
    question="Which owl calls first?",
    classes=(
        defined("tawny", "A quavering hoo-hoo-ooo, or a sharp ke-wick."),
        defined("long-eared", "A low, even hoo every two to three seconds."),
        defined("little", "A rising, plaintive kiew."),
    ),
    allows_cannot_tell=True,
)
HOW_CLEAR = Task(
    name=QUALITY,
    kind=TaskKind.ORDINAL,
    question="How clear is the call?",
    classes=(
        defined("buried", "Only the spectrogram shows it.", 1),
        defined("faint", "Audible with headphones.", 2),
        defined("clear", "Audible over everything else.", 3),
    ),
)
ANY_VOICES = Task(
    name=VOICES,
    kind=TaskKind.BINARY,
    question="Does a person speak in the recording?",
    classes=(defined("yes", "At least one word."), defined("no", "No word at all.")),
)
TASKS = (WHICH_OWL, HOW_CLEAR, ANY_VOICES)
CLAUSES = (
    Clause(number="1", title="First call", text="Name the owl that calls first, not loudest."),
    Clause(number="2", title="Duets", text="A ke-wick answered by a hoo is one tawny pair."),
)
LENIENT = Policy(overlap=2, quorum=2, stale_labels=StaleLabels.WARN)

FOUNDED: tuple[msgspec.Struct, ...] = (
    ProjectCreated(title="Owls of the Ore Mountains", tenant=TENANT, manager=MIRA),
    *(MemberAdded(member=member, roles=roles) for member, roles in MEMBERS.items()),
    MemberAdded(member=BIRDNET, roles=(Role.ANNOTATOR,), member_kind=MemberKind.MODEL),
)
TAXONOMY_1 = TaxonomyPublished(taxonomy_version=1, tasks=TASKS, change_note="Three owls breed here")
GUIDELINE_1 = (
    GuidelineRevised(guideline_revision=1, clauses=CLAUSES, change_note="First handbook"),
    GuidelinePublished(guideline_revision=1),
)
REGISTERED = ItemRegistered(modality=Modality.AUDIO, uri="s3://nights/2024-04-02/rec-0412.flac")


def with_policy(policy: Policy = LENIENT, *past: msgspec.Struct) -> History:
    """The archive under this policy, with one recording registered, and then `past`."""
    published = PolicyPublished(policy_version=1, policy=policy, change_note="As agreed in March")
    return given(*FOUNDED, TAXONOMY_1, *GUIDELINE_1, published, REGISTERED, *past)


def archive(*past: msgspec.Struct) -> History:
    return with_policy(LENIENT, *past)


def owl(name: str) -> Answers:
    return {SPECIES: Answer(value=Choice(class_id=ClassId(name)))}


def clarity(rank: int) -> Answers:
    return {QUALITY: Answer(value=Rating(rank=rank))}


UNSURE: Answers = {SPECIES: Answer(value=CannotTell())}


def answered(task: str, value: Value, confidence: float | None = None) -> Answers:
    return {TaskName(task): Answer(value=value, confidence=confidence)}


def label_id(number: int) -> LabelId:
    return LabelId(UUID(int=0x1ABE1 << 64 | number))


def event_id(number: int) -> EventId:
    return EventId(UUID(int=0xE7E27 << 64 | number))


def words(number: int = 1) -> PersonalText:
    """A reference to what somebody wrote."""
    return PersonalText(text_id=UUID(int=0x7E7 << 64 | number), digest=f"{number:064x}")


def submitted(
    annotator: MemberId,
    answers: Answers,
    *,
    repeat: int = 1,
    kind: MemberKind = MemberKind.PERSON,
    taxonomy_version: int = 1,
    guideline_revision: int = 1,
) -> LabelSubmitted:
    return LabelSubmitted(
        annotator=annotator,
        member_kind=kind,
        repeat=repeat,
        answers=answers,
        taxonomy_version=taxonomy_version,
        guideline_revision=guideline_revision,
    )


def labeled(
    number: int,
    annotator: MemberId,
    answers: Answers,
    *,
    repeat: int = 1,
    kind: MemberKind = MemberKind.PERSON,
    via: MemberId | None = None,
) -> Happened:
    """Label `number` was submitted."""
    fact = submitted(annotator, answers, repeat=repeat, kind=kind)
    return happened(fact, label_id(number), actor=via or annotator)


def revised(number: int, answers: Answers, *, guideline_revision: int = 1) -> LabelRevised:
    """The fact that label `number` says `answers` now."""
    return LabelRevised(
        label_id=label_id(number),
        answers=answers,
        taxonomy_version=1,
        guideline_revision=guideline_revision,
    )


def submit(
    answers: Answers,
    *,
    repeat: int = 1,
    taxonomy: int = 1,
    guideline: int = 1,
    seconds: float | None = None,
) -> SubmitLabel:
    return SubmitLabel(
        item_id=ITEM,
        answers=answers,
        taxonomy_version=taxonomy,
        guideline_revision=guideline,
        repeat=repeat,
        seconds_spent=seconds,
    )


def revise(number: int, answers: Answers) -> ReviseLabel:
    return ReviseLabel(
        item_id=ITEM,
        label_id=label_id(number),
        answers=answers,
        taxonomy_version=1,
        guideline_revision=1,
    )
