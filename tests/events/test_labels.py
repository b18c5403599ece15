"""Labels: submitted under the rules in force, revised and retracted by who gave them, skipped."""

from __future__ import annotations

import msgspec
import pytest

from labeltrail.events.identifiers import ClassId, ItemId, MemberId
from labeltrail.events.limits import SECONDS_SPENT_MAX
from labeltrail.events.rejections import Rule
from labeltrail.events.streams.guideline import GuidelinePublished, GuidelineRevised
from labeltrail.events.streams.item.commands import RetractLabel, SkipItem
from labeltrail.events.streams.item.facts import (
    ItemSkipped,
    LabelRetracted,
    RetractReason,
    SkipReason,
    SuggestionShown,
)
from labeltrail.events.streams.policy import StaleLabels
from labeltrail.events.streams.project import MemberKind, MemberRolesChanged, Role
from labeltrail.events.streams.taxonomy import TaxonomyPublished
from labeltrail.events.values import CannotTell, Choice, Rating, Value
from tests.events.history import ITEM, given
from tests.events.owls import (
    BIRDNET,
    CLAUSES,
    DESK,
    FOUNDED,
    GUIDELINE_1,
    LENA,
    LENIENT,
    OSKAR,
    QUALITY,
    REGISTERED,
    SPECIES,
    TASKS,
    TAXONOMY_1,
    UNSURE,
    answered,
    archive,
    clarity,
    label_id,
    labeled,
    owl,
    revise,
    revised,
    submit,
    submitted,
    with_policy,
    words,
)

REVISION_2 = (
    GuidelineRevised(guideline_revision=2, clauses=CLAUSES, change_note="Duets explained"),
    GuidelinePublished(guideline_revision=2),
)
VERSION_2 = TaxonomyPublished(taxonomy_version=2, tasks=TASKS[:1], change_note="Clarity dropped")
STRICT = msgspec.structs.replace(LENIENT, stale_labels=StaleLabels.REFUSE)
SILENT = msgspec.structs.replace(LENIENT, stale_labels=StaleLabels.ACCEPT)
TAWNY = Choice(class_id=ClassId("tawny"))


def test_annotator_labels_an_item() -> None:
    archive().when(submit(owl("tawny")), by=OSKAR).then(submitted(OSKAR, owl("tawny")))


def test_cannot_tell_is_an_answer_where_the_task_allows_it() -> None:
    archive().when(submit(UNSURE), by=OSKAR).then(submitted(OSKAR, UNSURE))


def test_planned_repeat_is_kept() -> None:
    history = archive(labeled(1, OSKAR, owl("tawny")))
    again = submitted(OSKAR, owl("little"), repeat=2)
    history.when(submit(owl("little"), repeat=2), by=OSKAR).then(again)


def test_label_says_when_a_model_gave_it() -> None:
    expected = submitted(BIRDNET, owl("tawny"), kind=MemberKind.MODEL)
    archive().when(submit(owl("tawny")), by=BIRDNET).then(expected)


def test_service_labels_for_the_person_who_judged() -> None:
    archive().when(submit(owl("tawny")), by=OSKAR, via=DESK).then(submitted(OSKAR, owl("tawny")))


def test_label_of_an_unknown_item_is_refused() -> None:
    command = msgspec.structs.replace(submit(owl("tawny")), item_id=ItemId("rec-9999"))
    archive().when(command, by=OSKAR).refuses(Rule.ITEM_UNKNOWN, ("item_id",), "rec-9999")


@pytest.mark.parametrize(
    ("task", "value", "rule", "path"),
    [
        ("species", Choice(class_id=ClassId("barn owl")), Rule.CLASS_UNKNOWN, ("class_id",)),
        ("species", Choice(class_id=ClassId("Tawny")), Rule.CLASS_UNKNOWN, ("class_id",)),
        ("species", Rating(rank=1), Rule.VALUE_KIND_MISMATCH, ()),
        ("quality", Choice(class_id=ClassId("clear")), Rule.VALUE_KIND_MISMATCH, ()),
        ("quality", Rating(rank=0), Rule.RANK_OFF_SCALE, ("rank",)),
        ("quality", Rating(rank=10**30), Rule.RANK_OFF_SCALE, ("rank",)),
        ("quality", CannotTell(), Rule.CANNOT_TELL_NOT_ALLOWED, ()),
        ("human_voices", CannotTell(), Rule.CANNOT_TELL_NOT_ALLOWED, ()),
    ],
)
def test_value_that_does_not_answer_its_task_is_refused(
    task: str, value: Value, rule: Rule, path: tuple[str, ...]
) -> None:
    at = ("answers", task, "value", *path)
    archive().when(submit(answered(task, value)), by=OSKAR).refuses(rule, at)


def test_answer_to_a_question_nobody_asked_is_refused() -> None:
    command = submit(answered("weather", TAWNY))
    archive().when(command, by=OSKAR).refuses(Rule.TASK_UNKNOWN, ("answers", "weather"), "species")


def test_label_without_an_answer_is_refused() -> None:
    archive().when(submit({}), by=OSKAR).refuses(Rule.NOTHING_GIVEN, ("answers",), "species")


@pytest.mark.parametrize("confidence", [-0.1, 1.1, float("nan"), float("inf"), -float("inf")])
def test_confidence_outside_0_to_1_is_refused(confidence: float) -> None:
    command = submit(answered("species", TAWNY, confidence))
    path = ("answers", "species", "confidence")
    archive().when(command, by=OSKAR).refuses(Rule.NUMBER_OUT_OF_RANGE, path)


@pytest.mark.parametrize("seconds", [-1.0, SECONDS_SPENT_MAX + 1.0, float("nan"), float("inf")])
def test_seconds_that_nobody_spent_are_refused(seconds: float) -> None:
    command = submit(owl("tawny"), seconds=seconds)
    archive().when(command, by=OSKAR).refuses(Rule.NUMBER_OUT_OF_RANGE, ("seconds_spent",))


def test_blank_tool_is_refused() -> None:
    command = msgspec.structs.replace(submit(owl("tawny")), tool="  ")
    archive().when(command, by=OSKAR).refuses(Rule.TEXT_EMPTY, ("tool",))


def test_first_label_is_kept_and_the_second_told_to_revise_it() -> None:
    history = archive(labeled(1, OSKAR, owl("tawny")))
    history.when(submit(owl("little")), by=OSKAR).refuses(
        Rule.LABEL_EXISTS, ("repeat",), "as number 2"
    )


@pytest.mark.parametrize("repeat", [0, -1, 2, 10**30])
def test_repeat_out_of_its_turn_is_refused(repeat: int) -> None:
    command = submit(owl("tawny"), repeat=repeat)
    archive().when(command, by=OSKAR).refuses(Rule.REPEAT_OUT_OF_ORDER, ("repeat",))


def test_retracted_repeat_keeps_its_number() -> None:
    gone = LabelRetracted(label_id=label_id(1), reason=RetractReason.MISTAKE)
    history = archive(labeled(1, OSKAR, owl("tawny")), gone)
    history.when(submit(owl("tawny")), by=OSKAR).refuses(Rule.LABEL_EXISTS, ("repeat",))
    history.when(submit(owl("tawny"), repeat=2), by=OSKAR).admitted()


def test_label_before_a_taxonomy_is_refused() -> None:
    history = given(*FOUNDED, *GUIDELINE_1, REGISTERED)
    history.when(submit(owl("tawny")), by=OSKAR).refuses(Rule.TAXONOMY_MISSING)


def test_label_before_a_published_guideline_is_refused() -> None:
    history = given(*FOUNDED, TAXONOMY_1, GUIDELINE_1[0], REGISTERED)
    history.when(submit(owl("tawny")), by=OSKAR).refuses(Rule.GUIDELINE_MISSING)


@pytest.mark.parametrize("version", [0, -1, 2, 10**30])
def test_label_under_a_taxonomy_never_published_is_refused(version: int) -> None:
    archive().when(submit(owl("tawny"), taxonomy=version), by=OSKAR).refuses(
        Rule.TAXONOMY_VERSION_UNKNOWN, ("taxonomy_version",)
    )


@pytest.mark.parametrize("revision", [0, -1, 2, 3])
def test_label_under_a_guideline_never_in_force_is_refused(revision: int) -> None:
    drafted = archive(REVISION_2[0])
    drafted.when(submit(owl("tawny"), guideline=revision), by=OSKAR).refuses(
        Rule.GUIDELINE_REVISION_UNKNOWN, ("guideline_revision",)
    )


def test_stale_label_is_warned_about() -> None:
    with_policy(LENIENT, *REVISION_2, VERSION_2).when(submit(clarity(2)), by=OSKAR).then(
        submitted(OSKAR, clarity(2)),
        warnings=(
            "taxonomy version 2 is in force by now",
            "guideline revision 2 is in force by now",
        ),
    )


def test_stale_label_is_accepted_in_silence_where_the_policy_says_so() -> None:
    history = with_policy(SILENT, *REVISION_2, VERSION_2)
    history.when(submit(clarity(2)), by=OSKAR).then(submitted(OSKAR, clarity(2)))


def test_stale_label_is_refused_where_the_policy_says_so() -> None:
    with_policy(STRICT, VERSION_2).when(submit(owl("tawny")), by=OSKAR).refuses(
        Rule.TAXONOMY_NOT_IN_FORCE, ("taxonomy_version",), "version 2"
    )
    with_policy(STRICT, *REVISION_2).when(submit(owl("tawny")), by=OSKAR).refuses(
        Rule.GUIDELINE_NOT_IN_FORCE, ("guideline_revision",), "revision 2"
    )


def test_stale_revision_of_a_label_is_refused_where_the_policy_says_so() -> None:
    history = with_policy(STRICT, labeled(1, OSKAR, owl("tawny")), *REVISION_2)
    history.when(revise(1, owl("little")), by=OSKAR).refuses(
        Rule.GUIDELINE_NOT_IN_FORCE, ("guideline_revision",)
    )


def test_answers_are_held_against_the_version_the_annotator_saw() -> None:
    dropped = with_policy(LENIENT, VERSION_2)
    dropped.when(submit(clarity(2), taxonomy=2), by=OSKAR).refuses(
        Rule.TASK_UNKNOWN, ("answers", QUALITY)
    )


@pytest.mark.parametrize(
    ("shown", "rule", "path"),
    [
        (("birdnet-2", "mood", TAWNY), Rule.TASK_UNKNOWN, ("values", "mood")),
        (("birdnet-2", SPECIES, Rating(rank=1)), Rule.VALUE_KIND_MISMATCH, ("values", SPECIES)),
        (("", SPECIES, TAWNY), Rule.IDENTIFIER_MALFORMED, ("model",)),
        (("bird\ud800net", SPECIES, TAWNY), Rule.IDENTIFIER_MALFORMED, ("model",)),
        (("bird\x00net", SPECIES, TAWNY), Rule.IDENTIFIER_MALFORMED, ("model",)),
    ],
)
def test_suggestion_that_no_model_could_make_is_refused(
    shown: tuple[str, str, Value], rule: Rule, path: tuple[str, ...]
) -> None:
    model, task, value = shown
    suggestion = SuggestionShown(model=MemberId(model), values={task: value})
    command = msgspec.structs.replace(submit(owl("tawny")), suggestion=suggestion)
    archive().when(command, by=OSKAR).refuses(rule, ("suggestion", *path))


def test_annotator_revises_their_label_which_keeps_its_id() -> None:
    archive(labeled(1, OSKAR, owl("tawny"))).when(revise(1, owl("little")), by=OSKAR).then(
        revised(1, owl("little")), cause=label_id(1)
    )


@pytest.mark.parametrize("role", [Role.REVIEWER, Role.ADJUDICATOR, Role.MANAGER, Role.AUDITOR])
def test_answer_of_who_could_see_others_says_so(role: Role) -> None:
    """They are hidden until the first answer, and shown from then on."""
    both = MemberRolesChanged(member=OSKAR, roles=(Role.ANNOTATOR, role))
    first = archive(both, labeled(1, LENA, owl("little")))
    first = first.when(submit(owl("tawny")), by=OSKAR).then(submitted(OSKAR, owl("tawny")))
    history = archive(both, labeled(1, OSKAR, owl("tawny")))
    history.when(revise(1, owl("little")), by=OSKAR).then(
        revised(1, owl("little")), cause=label_id(1)
    )
    told = history.and_given(labeled(2, LENA, owl("little")))
    seen = msgspec.structs.replace(revised(1, owl("little")), saw_others=True)
    after = told.when(revise(1, owl("little")), by=OSKAR).then(seen, cause=label_id(1))
    again = msgspec.structs.replace(submitted(OSKAR, owl("tawny"), repeat=2), saw_others=True)
    told.when(submit(owl("tawny"), repeat=2), by=OSKAR).then(again)
    only = after.and_given(MemberRolesChanged(member=OSKAR, roles=(Role.ANNOTATOR,)))
    only.when(submit(owl("tawny"), repeat=2), by=OSKAR).then(again)


def test_who_only_annotates_or_answers_after_others_have_gone_saw_nothing() -> None:
    history = archive(labeled(1, OSKAR, owl("tawny")), labeled(2, LENA, owl("little")))
    history.when(revise(1, owl("little")), by=OSKAR).then(
        revised(1, owl("little")), cause=label_id(1)
    )


def test_label_of_somebody_else_is_as_unknown_as_none() -> None:
    history = archive(labeled(1, OSKAR, owl("tawny")))
    history.when(revise(1, owl("little")), by=LENA).refuses(Rule.LABEL_UNKNOWN, ("label_id",))
    history.when(revise(2, owl("little")), by=LENA).refuses(Rule.LABEL_UNKNOWN, ("label_id",))
    retract = RetractLabel(item_id=ITEM, label_id=label_id(1), reason=RetractReason.MISTAKE)
    history.when(retract, by=LENA).refuses(Rule.LABEL_UNKNOWN, ("label_id",))


def test_annotator_retracts_their_label_once() -> None:
    retract = RetractLabel(
        item_id=ITEM, label_id=label_id(1), reason=RetractReason.WRONG_ITEM, note=words()
    )
    fact = LabelRetracted(label_id=label_id(1), reason=RetractReason.WRONG_ITEM, note=words())
    history = archive(labeled(1, OSKAR, owl("tawny")))
    gone = history.when(retract, by=OSKAR).then(fact, cause=label_id(1))
    gone.when(retract, by=OSKAR).refuses(Rule.LABEL_RETRACTED, ("label_id",))
    gone.when(revise(1, owl("little")), by=OSKAR).refuses(Rule.LABEL_RETRACTED, ("label_id",))


SKIP = SkipItem(item_id=ITEM, reason=SkipReason.UNUSABLE_ITEM)


def test_annotator_skips_an_item_with_a_reason() -> None:
    skipped = ItemSkipped(annotator=OSKAR, reason=SkipReason.UNUSABLE_ITEM)
    history = archive().when(SKIP, by=OSKAR).then(skipped)
    history.when(SKIP, by=OSKAR).refuses(Rule.ITEM_ALREADY_SKIPPED, ("item_id",))
    history.when(SKIP, by=LENA).admitted()


def test_labeled_item_is_not_skipped_until_the_label_is_retracted() -> None:
    history = archive(labeled(1, OSKAR, owl("tawny")))
    history.when(SKIP, by=OSKAR).refuses(Rule.ITEM_ALREADY_LABELED, ("item_id",))
    gone = LabelRetracted(label_id=label_id(1), reason=RetractReason.MISTAKE)
    history.and_given(gone).when(SKIP, by=OSKAR).admitted()
