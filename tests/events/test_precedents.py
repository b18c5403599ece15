"""Precedents: made by a resolution, followed by decisions, overturned by another."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from labeltrail.events.identifiers import ClassId, MemberId, PrecedentId, TaskName
from labeltrail.events.limits import CLASSES_INVOLVED_MAX
from labeltrail.events.rejections import Rejection, Rule
from labeltrail.events.streams import precedent
from labeltrail.events.streams.item.commands import AdjudicateItem, ReviewLabel
from labeltrail.events.streams.item.escalation_commands import InvolvedClass
from labeltrail.events.streams.item.facts import EscalationRaised, ItemRegistered, Modality, Verdict
from labeltrail.events.streams.outcome import Emitted
from labeltrail.events.streams.precedent import (
    Following,
    PrecedentFollowed,
    PrecedentSuperseded,
    SupersedePrecedent,
    stream_of_precedent,
)
from labeltrail.events.streams.taxonomy import TaxonomyPublished
from tests.events.history import ITEM, History, Outcome, given, happened
from tests.events.owls import (
    FOUNDED,
    GUIDELINE_1,
    INES,
    LENA,
    MIRA,
    OSKAR,
    RUTH,
    SPECIES,
    TAXONOMY_1,
    WHICH_OWL,
    archive,
    defined,
    event_id,
    label_id,
    labeled,
    owl,
    revise,
    submit,
    words,
)
from tests.events.settled import (
    ASKED,
    GIVEN,
    OTHER_QUESTION,
    QUESTION,
    RESOLVED,
    on_precedent,
    recorded,
    resolution,
)

OLD = PrecedentId(OTHER_QUESTION)
NEW = PrecedentId(QUESTION)
STANDING = on_precedent(recorded(), OLD)
FELLED = on_precedent(
    PrecedentSuperseded(superseded_by=NEW, decided_by=INES, affected_items=0), OLD
)


def followed(item_id: str, by: MemberId = OSKAR) -> PrecedentFollowed:
    return PrecedentFollowed(
        item_id=item_id,  # type: ignore[arg-type]  # an item's id in a test
        followed_by=by,
        following=Following.LABEL,
    )


def told(outcome: Outcome, number: int = -1) -> Emitted[msgspec.Struct]:
    """One of the facts that follow, with where it goes."""
    assert not isinstance(outcome.decision, Rejection), outcome.decision
    outcome.admitted()
    return outcome.decision.facts[number]


def test_resolution_becomes_a_precedent_in_the_same_append() -> None:
    outcome = archive(ASKED).when(resolution(precedent=GIVEN, clause="2"), by=INES)
    expected = Emitted(fact=recorded(clause="2"), after=0, stream=stream_of_precedent(NEW))
    assert told(outcome) == expected


def test_precedent_keeps_what_its_item_is_like() -> None:
    night = ItemRegistered(modality=Modality.AUDIO, attributes={"moon": "new", "forest": "beech"})
    asked = EscalationRaised(raised_by=OSKAR, level=1, question=words(), guideline_revision=1)
    history = given(
        *FOUNDED, TAXONOMY_1, *GUIDELINE_1, night, happened(asked, QUESTION, actor=OSKAR)
    )
    fact = told(history.when(resolution(precedent=GIVEN), by=INES)).fact
    assert fact == recorded(attributes={"moon": "new", "forest": "beech"})


def test_resolution_without_a_summary_makes_none() -> None:
    outcome = archive(ASKED).when(resolution(), by=INES)
    assert [one.stream for one in (told(outcome),)] == [None]


@pytest.mark.parametrize(
    ("wrong", "rule", "path"),
    [
        ({"question": ""}, Rule.TEXT_EMPTY, ("question",)),
        ({"answer": " "}, Rule.TEXT_EMPTY, ("answer",)),
        ({"answer": "hoo" * 5_000}, Rule.TEXT_TOO_LONG, ("answer",)),
        ({"classes": GIVEN.classes * 2}, Rule.DUPLICATE_GIVEN, ("classes", 1)),
        (
            {"classes": (InvolvedClass(task=TaskName("mood"), class_id=ClassId("sad")),)},
            Rule.TASK_UNKNOWN,
            ("classes", 0, "task"),
        ),
        (
            {"classes": (InvolvedClass(task=TaskName("species"), class_id=ClassId("crow")),)},
            Rule.CLASS_UNKNOWN,
            ("classes", 0, "class_id"),
        ),
        ({"supersedes": PrecedentId(event_id(9))}, Rule.PRECEDENT_UNKNOWN, ("supersedes",)),
    ],
)
def test_summary_that_cannot_be_kept_is_refused(
    wrong: dict[str, Any], rule: Rule, path: tuple[str | int, ...]
) -> None:
    summary = msgspec.structs.replace(GIVEN, **wrong)
    archive(ASKED).when(resolution(precedent=summary), by=INES).refuses(rule, ("precedent", *path))


def test_summary_involves_so_many_classes() -> None:
    owls = tuple(defined(f"owl-{n}", "One more.") for n in range(CLASSES_INVOLVED_MAX + 1))
    task = msgspec.structs.replace(WHICH_OWL, classes=owls)
    history = archive(
        ASKED, TaxonomyPublished(taxonomy_version=2, tasks=(task,), change_note="The world's owls")
    )
    every = tuple(InvolvedClass(task=SPECIES, class_id=one.class_id) for one in owls)
    most = msgspec.structs.replace(GIVEN, classes=every[:-1])
    history.when(resolution(precedent=most), by=INES).admitted()
    more = msgspec.structs.replace(GIVEN, classes=every)
    history.when(resolution(precedent=more), by=INES).refuses(
        Rule.TOO_MANY, ("precedent", "classes")
    )


def test_closed_question_makes_no_second_precedent() -> None:
    archive(ASKED, RESOLVED).when(resolution(precedent=GIVEN), by=INES).refuses(
        Rule.ESCALATION_NOT_OPEN, ("escalation_id",)
    )


FIRST = labeled(1, LENA, owl("tawny"))
JUDGED = event_id(1)


def follows(history: History, command: Any, by: MemberId, following: Following) -> None:
    fact = PrecedentFollowed(item_id=ITEM, followed_by=by, following=following)
    expected = Emitted(fact=fact, after=0, stream=stream_of_precedent(OLD))
    assert told(history.when(msgspec.structs.replace(command, follows=OLD), by=by)) == expected


def test_label_follows_a_precedent() -> None:
    follows(archive(STANDING), submit(owl("tawny")), OSKAR, Following.LABEL)


def test_revised_label_follows_a_precedent() -> None:
    follows(archive(FIRST, STANDING), revise(1, owl("little")), LENA, Following.LABEL)


REVIEW = ReviewLabel(
    item_id=ITEM,
    label_id=label_id(1),
    judged=label_id(1),  # type: ignore[arg-type]  # the event that began the label
    verdict=Verdict.APPROVED,
)
VERDICT = AdjudicateItem(
    item_id=ITEM,
    answers=owl("tawny"),
    judged=(label_id(1),),  # type: ignore[arg-type]  # the event that began the label
    rationale=words(),
)


def test_review_follows_a_precedent() -> None:
    follows(archive(FIRST, STANDING), REVIEW, RUTH, Following.REVIEW)


def test_adjudication_follows_a_precedent() -> None:
    follows(archive(FIRST, STANDING), VERDICT, INES, Following.ADJUDICATION)


def test_resolution_follows_a_precedent() -> None:
    follows(archive(ASKED, STANDING), resolution(), INES, Following.RESOLUTION)


@pytest.mark.parametrize(
    ("command", "by"),
    [
        (submit(owl("tawny"), repeat=1), OSKAR),
        (revise(1, owl("little")), LENA),
        (REVIEW, RUTH),
        (VERDICT, INES),
        (resolution(), INES),
    ],
)
def test_nothing_follows_a_precedent_that_is_not_there_or_is_overturned(
    command: Any, by: MemberId
) -> None:
    resting = msgspec.structs.replace(command, follows=OLD)
    archive(FIRST, ASKED).when(resting, by=by).refuses(Rule.PRECEDENT_UNKNOWN, ("follows",))
    archive(FIRST, ASKED, STANDING, FELLED).when(resting, by=by).refuses(
        Rule.PRECEDENT_SUPERSEDED, ("follows",), str(NEW)
    )


def test_decision_that_is_refused_follows_nothing() -> None:
    command = msgspec.structs.replace(submit(owl("crow")), follows=OLD)
    outcome = archive(STANDING).when(command, by=OSKAR)
    assert isinstance(outcome.decision, Rejection)


def test_resolution_overturns_a_precedent_and_lists_what_rested_on_it() -> None:
    past = (
        STANDING,
        *(on_precedent(followed(one), OLD) for one in ("rec-2", "rec-1", "rec-2")),
    )
    summary = msgspec.structs.replace(GIVEN, supersedes=OLD)
    outcome = archive(ASKED, *past).when(resolution(precedent=summary), by=INES)
    assert told(outcome, 1).fact == recorded(supersedes=OLD)
    fact = PrecedentSuperseded(
        superseded_by=NEW,
        decided_by=INES,
        affected_items=2,
        affected=("rec-1", "rec-2"),  # type: ignore[arg-type]  # items' ids in a test
    )
    assert told(outcome, 2) == Emitted(fact=fact, after=0, stream=stream_of_precedent(OLD))


def test_resolution_does_not_follow_what_it_overturns() -> None:
    summary = msgspec.structs.replace(GIVEN, supersedes=OLD)
    archive(ASKED, STANDING).when(resolution(precedent=summary, follows=OLD), by=INES).refuses(
        Rule.PRECEDENT_SUPERSEDES_ITSELF, ("precedent", "supersedes")
    )


def test_overturned_precedent_is_not_overturned_again() -> None:
    summary = msgspec.structs.replace(GIVEN, supersedes=OLD)
    archive(ASKED, STANDING, FELLED).when(resolution(precedent=summary), by=INES).refuses(
        Rule.PRECEDENT_SUPERSEDED, ("precedent", "supersedes")
    )


def overturn(by: PrecedentId = NEW, reason: str = "Females hoo as well") -> SupersedePrecedent:
    return SupersedePrecedent(precedent_id=OLD, superseded_by=by, reason=reason)


BOTH = (STANDING, on_precedent(recorded(), NEW))


@pytest.mark.parametrize("person", [INES, MIRA])
def test_precedent_is_overturned_by_another_that_is_there(person: MemberId) -> None:
    history = archive(*BOTH, on_precedent(followed("rec-1"), OLD))
    fact = told(history.when(overturn(), by=person)).fact
    assert fact == PrecedentSuperseded(
        superseded_by=NEW,
        decided_by=person,
        affected_items=1,
        affected=("rec-1",),  # type: ignore[arg-type]  # an item's id in a test
        reason="Females hoo as well",
    )


def test_overturning_takes_a_reason_and_two_precedents_in_force() -> None:
    archive(*BOTH).when(overturn(reason=" "), by=INES).refuses(Rule.TEXT_EMPTY, ("reason",))
    archive(*BOTH).when(overturn(OLD), by=INES).refuses(
        Rule.PRECEDENT_SUPERSEDES_ITSELF, ("superseded_by",)
    )
    archive(BOTH[1]).when(overturn(), by=INES).refuses(Rule.PRECEDENT_UNKNOWN, ("precedent_id",))
    archive(STANDING).when(overturn(), by=INES).refuses(Rule.PRECEDENT_UNKNOWN, ("superseded_by",))
    archive(*BOTH, FELLED).when(overturn(), by=INES).refuses(
        Rule.PRECEDENT_SUPERSEDED, ("precedent_id",)
    )


def test_two_precedents_do_not_overturn_each_other() -> None:
    fact = PrecedentSuperseded(superseded_by=OLD, decided_by=INES, affected_items=0)
    history = archive(*BOTH, on_precedent(fact, NEW))
    history.when(overturn(), by=INES).refuses(Rule.PRECEDENT_SUPERSEDED, ("superseded_by",))


@pytest.mark.parametrize("person", [OSKAR, RUTH])
def test_who_may_not_settle_does_not_overturn(person: MemberId) -> None:
    archive(*BOTH).when(overturn(), by=person).refuses(Rule.ROLE_MISSING)


def test_precedent_folds_to_who_followed_it_and_what_became_of_it() -> None:
    history = archive(STANDING, on_precedent(followed("rec-1"), OLD), FELLED)
    found = precedent.fold(history.events(stream_of_precedent(OLD)))
    assert found is not None
    assert found.precedent_id == OLD
    assert found.affected() == ("rec-1",)
    assert found.supersession is not None
    assert found.supersession.superseded_by == NEW
    assert precedent.fold([]) is None
