"""Who may say what of an annotator's standing, and what standing lets somebody do."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from labeltrail.events.identifiers import SYSTEM, MemberId, TaskName
from labeltrail.events.limits import CLAUSES_CITED_MAX
from labeltrail.events.rejections import Rule
from labeltrail.events.streams import standing
from labeltrail.events.streams.item.commands import (
    RaiseEscalation,
    RequestReview,
    RetractLabel,
    SkipItem,
)
from labeltrail.events.streams.item.facts import RetractReason, SkipReason
from labeltrail.events.streams.policy import Policy
from labeltrail.events.streams.policy.people import People
from labeltrail.events.streams.project import MemberRolesChanged, Role
from labeltrail.events.streams.rules import Rules
from labeltrail.events.streams.rules import evolve as rules_after
from labeltrail.events.streams.standing import (
    NoteAnnotator,
    NoteKind,
    QualifyAnnotator,
    ReinstateAnnotator,
    SuspendAnnotator,
    SuspensionCause,
)
from tests.events.history import ITEM, History, happened
from tests.events.owls import (
    AUDREY,
    DESK,
    LENA,
    LENIENT,
    MIRA,
    OSKAR,
    QUALITY,
    REGISTERED,
    SPECIES,
    TOMEK,
    archive,
    clarity,
    label_id,
    labeled,
    owl,
    revise,
    submit,
    submitted,
    with_policy,
    words,
)
from tests.events.people import (
    FIGURES,
    PASSED,
    QUALIFIED,
    REINSTATED,
    STRICT,
    SUSPENDED,
    TEST_ITEMS,
)

BY_HAND = SuspendAnnotator(annotator=OSKAR, cause=SuspensionCause.CONDUCT, note=words())
TESTED = replace(LENIENT, people=STRICT)
"""A policy with a test of species, that drops suspended votes."""


def folded(history: History) -> Rules:
    found = Rules()
    for event in history.events():
        found = rules_after(found, event)
    return found


def test_manager_suspends_by_hand_and_gives_a_reason() -> None:
    suspended = standing.AnnotatorSuspended(
        annotator=OSKAR,
        suspended_by=MIRA,
        cause=SuspensionCause.CONDUCT,
        policy_version=1,
        note=words(),
    )
    archive().when(BY_HAND).then(suspended)


def test_suspension_without_a_reason_says_nothing() -> None:
    archive().when(replace(BY_HAND, note=None)).refuses(Rule.NOTHING_GIVEN, ("note",), "why")


@pytest.mark.parametrize("by", [OSKAR, TOMEK, AUDREY])
def test_only_managers_suspend(by: MemberId) -> None:
    archive().when(BY_HAND, by=by).refuses(Rule.ROLE_MISSING)


@pytest.mark.parametrize(
    "command",
    [
        replace(BY_HAND, annotator=MemberId("greta")),
        QualifyAnnotator(annotator=MemberId("greta"), note=words()),
        ReinstateAnnotator(annotator=MemberId("greta"), note=words()),
        NoteAnnotator(annotator=MemberId("greta"), note_kind=NoteKind.WARNED),
    ],
)
def test_nobody_decides_about_strangers(command: standing.StandingCommand) -> None:
    archive().when(command).refuses(Rule.MEMBER_UNKNOWN, ("annotator",), "add them")


def test_nobody_is_suspended_twice() -> None:
    archive(SUSPENDED).when(BY_HAND).refuses(Rule.ALREADY_SUSPENDED, ("annotator",))


def test_figures_are_for_rules_alone() -> None:
    by_figures = replace(BY_HAND, cause=SuspensionCause.PACE, figures=FIGURES)
    archive().when(by_figures).refuses(Rule.FIGURES_BY_RULE_ONLY, ("annotator",), "leave them out")
    qualified = QualifyAnnotator(annotator=OSKAR, task=SPECIES, test=PASSED, note=words())
    archive().when(qualified).refuses(Rule.FIGURES_BY_RULE_ONLY, ("annotator",))


def test_cause_that_a_rule_measures_takes_figures() -> None:
    measured = replace(BY_HAND, cause=SuspensionCause.PACE)
    archive().when(measured).refuses(Rule.FIGURES_BY_RULE_ONLY, ("cause",), "another cause")
    figures = SuspendAnnotator(annotator=OSKAR, cause=SuspensionCause.OTHER, figures=FIGURES)
    archive().when(figures, by=SYSTEM).refuses(Rule.FIGURES_BY_RULE_ONLY, ("cause",))


def test_rule_suspends_by_its_figures() -> None:
    by_rule = SuspendAnnotator(
        annotator=OSKAR, cause=SuspensionCause.GOLD_ACCURACY, figures=FIGURES
    )
    archive().when(by_rule, by=SYSTEM).then(
        standing.AnnotatorSuspended(
            annotator=OSKAR,
            suspended_by=SYSTEM,
            cause=SuspensionCause.GOLD_ACCURACY,
            policy_version=1,
            figures=FIGURES,
        )
    )


def test_rule_qualifies_whoever_passed_the_test() -> None:
    command = QualifyAnnotator(annotator=OSKAR, task=SPECIES, test=PASSED)
    archive().when(command, by=SYSTEM).then(
        standing.AnnotatorQualified(
            annotator=OSKAR, qualified_by=SYSTEM, policy_version=1, task=SPECIES, test=PASSED
        )
    )


def test_suspended_annotator_labels_nothing_and_what_they_did_stays() -> None:
    label = happened(submitted(OSKAR, owl("tawny")), label_id(1))
    history = archive(label, SUSPENDED)
    again = submit(owl("little"), repeat=2)
    history.when(again, by=OSKAR).refuses(Rule.ANNOTATOR_SUSPENDED, (), "reinstates")
    history.when(revise(1, owl("little")), by=OSKAR).refuses(Rule.ANNOTATOR_SUSPENDED)
    history.and_given(REINSTATED).when(again, by=OSKAR).admitted()


def test_suspended_annotator_takes_no_label_back_and_skips_nothing() -> None:
    history = archive(happened(submitted(OSKAR, owl("tawny")), label_id(1)), SUSPENDED)
    gone = RetractLabel(item_id=ITEM, label_id=label_id(1), reason=RetractReason.MISTAKE)
    history.when(gone, by=OSKAR).refuses(Rule.ANNOTATOR_SUSPENDED, (), "reinstates")
    skip = SkipItem(item_id=ITEM, reason=SkipReason.OTHER)
    history = archive(SUSPENDED)
    history.when(skip, by=OSKAR).refuses(Rule.ANNOTATOR_SUSPENDED, (), "reinstates")
    history.and_given(REINSTATED).when(skip, by=OSKAR).admitted()


def test_suspended_annotator_still_escalates_and_asks_for_a_review() -> None:
    history = archive(labeled(1, OSKAR, owl("tawny")), SUSPENDED)
    question = RaiseEscalation(item_id=ITEM, question=words())
    history.when(question, by=OSKAR).admitted()
    history.when(RequestReview(item_id=ITEM), by=OSKAR).admitted()


def test_suspended_annotator_labels_nothing_through_a_service_either() -> None:
    archive(SUSPENDED).when(submit(owl("tawny")), by=OSKAR, via=DESK).refuses(
        Rule.ANNOTATOR_SUSPENDED
    )


def test_others_label_on() -> None:
    archive(SUSPENDED).when(submit(owl("tawny")), by=LENA).admitted()


def test_unqualified_annotator_labels_only_the_items_of_the_test() -> None:
    history = with_policy(TESTED)
    history.when(submit(owl("tawny")), by=OSKAR).refuses(
        Rule.ANNOTATOR_NOT_QUALIFIED, ("answers", "species"), "4 of its 5 items"
    )
    there = history.and_given(happened(REGISTERED, item_id=TEST_ITEMS[0]))
    on_test = replace(submit(owl("tawny")), item_id=TEST_ITEMS[0])
    there.when(on_test, by=OSKAR).admitted()


def test_task_without_a_test_asks_for_no_qualification() -> None:
    with_policy(TESTED).when(submit(clarity(3)), by=OSKAR).admitted()


@pytest.mark.parametrize("task", [SPECIES, None])
def test_qualified_annotator_labels(task: TaskName | None) -> None:
    history = with_policy(TESTED, replace(QUALIFIED, task=task))
    history.when(submit(owl("tawny")), by=OSKAR).admitted()


def test_qualification_of_one_task_is_none_for_another() -> None:
    history = with_policy(TESTED, replace(QUALIFIED, task=QUALITY))
    history.when(submit(owl("tawny")), by=OSKAR).refuses(
        Rule.ANNOTATOR_NOT_QUALIFIED, ("answers", "species")
    )


def test_manager_qualifies_by_hand_with_a_reason() -> None:
    command = QualifyAnnotator(annotator=OSKAR, note=words())
    archive().when(command).then(
        standing.AnnotatorQualified(
            annotator=OSKAR, qualified_by=MIRA, policy_version=1, note=words()
        )
    )
    archive().when(replace(command, note=None)).refuses(Rule.NOTHING_GIVEN, ("note",))
    archive(QUALIFIED).when(replace(command, task=SPECIES)).refuses(
        Rule.ALREADY_QUALIFIED, ("annotator",)
    )
    archive().when(replace(command, task=TaskName("plumage"))).refuses(
        Rule.TASK_UNKNOWN, ("task",), "species"
    )


def test_words_on_standing_take_one_where_what_weakens_takes_two() -> None:
    """As the description of `twoPersons` says: a suspension must not wait."""
    two = with_policy(replace(LENIENT, people=replace(STRICT, two_persons=True)))
    two.when(BY_HAND).admitted()
    two.when(QualifyAnnotator(annotator=LENA, task=SPECIES, note=words())).admitted()


def test_only_annotators_are_qualified() -> None:
    command = QualifyAnnotator(annotator=AUDREY, note=words())
    archive().when(command).refuses(Rule.ROLE_MISSING, ("annotator",), "role annotator")


def test_nobody_decides_their_own_standing() -> None:
    history = archive(MemberRolesChanged(member=MIRA, roles=(Role.MANAGER, Role.ANNOTATOR)))
    qualify = QualifyAnnotator(annotator=MIRA, note=words())
    history.when(qualify).refuses(Rule.ANNOTATOR_DECIDES_THEMSELF, ("annotator",), "another")
    suspended = history.and_given(replace(SUSPENDED, annotator=MIRA))
    suspended.when(ReinstateAnnotator(annotator=MIRA, note=words())).refuses(
        Rule.ANNOTATOR_DECIDES_THEMSELF, ("annotator",)
    )


def test_reinstatement_answers_the_suspension_and_may_void_qualifications() -> None:
    history = with_policy(TESTED, QUALIFIED, happened(SUSPENDED, label_id(9)))
    command = ReinstateAnnotator(annotator=OSKAR, note=words(2), requalify=True)
    after = history.when(command).then(REINSTATED, cause=label_id(9))
    assert not folded(after).standing.is_qualified(OSKAR, SPECIES)
    kept = history.and_given(replace(REINSTATED, requalify=False))
    assert folded(kept).standing.is_qualified(OSKAR, SPECIES)


def test_who_is_not_suspended_is_not_reinstated() -> None:
    command = ReinstateAnnotator(annotator=OSKAR, note=words())
    archive().when(command).refuses(Rule.NOT_SUSPENDED, ("annotator",))
    archive(SUSPENDED, REINSTATED).when(command).refuses(Rule.NOT_SUSPENDED, ("annotator",))


def test_retraining_is_noted_with_its_clauses() -> None:
    command = NoteAnnotator(
        annotator=OSKAR, note_kind=NoteKind.RETRAINED, clauses=("2",), task=SPECIES, note=words()
    )
    archive().when(command, by=TOMEK).then(
        standing.AnnotatorNoted(
            annotator=OSKAR,
            noted_by=TOMEK,
            note_kind=NoteKind.RETRAINED,
            clauses=("2",),
            guideline_revision=1,
            task=SPECIES,
            note=words(),
        )
    )
    archive().when(replace(command, clauses=("2", "9"))).refuses(
        Rule.CLAUSE_UNKNOWN, ("clauses", 1)
    )
    archive().when(replace(command, clauses=("2", "2"))).refuses(
        Rule.DUPLICATE_GIVEN, ("clauses", 1)
    )
    archive().when(replace(command, clauses=("2",) * (CLAUSES_CITED_MAX + 1))).refuses(
        Rule.TOO_MANY, ("clauses",)
    )
    archive().when(replace(command, task=TaskName("plumage"))).refuses(Rule.TASK_UNKNOWN, ("task",))
    archive().when(command, by=LENA).refuses(Rule.ROLE_MISSING)


def test_other_note_says_what() -> None:
    command = NoteAnnotator(annotator=OSKAR, note_kind=NoteKind.OTHER)
    archive().when(command).refuses(Rule.NOTHING_GIVEN, ("note",), "what was done")


def test_rule_starts_anew_after_a_reinstatement() -> None:
    history = archive(SUSPENDED, REINSTATED)
    assert folded(history).standing.since == {OSKAR: len(history.past)}


@pytest.mark.parametrize(("people", "changes"), [(STRICT, 2), (People(), 0), (None, 0)])
def test_terms_change_only_where_the_policy_drops_suspended_votes(
    people: People | None, changes: int
) -> None:
    policy: Policy = LENIENT if people is None else replace(LENIENT, people=people)
    rules = folded(with_policy(policy, SUSPENDED, REINSTATED))
    assert rules.standing.in_force == changes
    assert rules.edition == 2 + changes
    assert [change.edition for change in rules.standing.changes] == [
        2 + changes // 2,
        2 + changes,
    ]
