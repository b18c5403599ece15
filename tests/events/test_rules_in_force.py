"""Taxonomy, guideline and policy: published by number, refused where they contradict themselves."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import msgspec
import pytest

from labeltrail.events.identifiers import ClassId, TaskName
from labeltrail.events.limits import (
    CLASSES_MAX,
    CLAUSES_MAX,
    REQUIREMENTS_MAX,
    TASKS_MAX,
    TEXT_LENGTH_MAX,
    TITLE_LENGTH_MAX,
)
from labeltrail.events.rejections import Rule
from labeltrail.events.streams.guideline import (
    Clause,
    GuidelinePublished,
    GuidelineRevised,
    PublishGuideline,
    ReviseGuideline,
)
from labeltrail.events.streams.policy import (
    Bound,
    Comparison,
    Metric,
    Policy,
    PolicyPublished,
    PublishPolicy,
    Requirement,
)
from labeltrail.events.streams.taxonomy import PublishTaxonomy, TaxonomyPublished
from labeltrail.events.values import Task, TaskKind
from tests.events.history import given
from tests.events.owls import (
    ANY_VOICES,
    CLAUSES,
    FOUNDED,
    HOW_CLEAR,
    LENIENT,
    SPECIES,
    TASKS,
    WHICH_OWL,
    archive,
    defined,
)

NOTE = "After the meeting of 3 April"
FIRST = ("tasks", 0)


def publish(*tasks: Task, note: str = NOTE) -> PublishTaxonomy:
    return PublishTaxonomy(tasks=tasks, change_note=note)


def changed(task: Task, **more: Any) -> Task:
    return msgspec.structs.replace(task, **more)


def test_taxonomies_are_numbered_from_one() -> None:
    first = TaxonomyPublished(taxonomy_version=1, tasks=TASKS, change_note=NOTE)
    given(*FOUNDED).when(publish(*TASKS)).then(first)
    second = TaxonomyPublished(taxonomy_version=2, tasks=TASKS, change_note=NOTE)
    archive().when(publish(*TASKS)).then(second)


@pytest.mark.parametrize(
    ("task", "rule", "path"),
    [
        (changed(ANY_VOICES, classes=ANY_VOICES.classes[:1]), Rule.TASK_MALFORMED, ("classes",)),
        (changed(WHICH_OWL, kind=TaskKind.BINARY), Rule.TASK_MALFORMED, ("classes",)),
        (changed(WHICH_OWL, classes=()), Rule.TASK_MALFORMED, ("classes",)),
        (changed(HOW_CLEAR, classes=()), Rule.TASK_MALFORMED, ("classes",)),
        (changed(WHICH_OWL, classes=WHICH_OWL.classes[:1]), Rule.TASK_MALFORMED, ("classes",)),
        (changed(WHICH_OWL, kind=TaskKind.ORDINAL), Rule.TASK_MALFORMED, ("classes",)),
        (changed(HOW_CLEAR, kind=TaskKind.MULTICLASS), Rule.TASK_MALFORMED, ("classes",)),
        (
            changed(HOW_CLEAR, classes=(defined("a", "A.", 1), defined("b", "B.", 1))),
            Rule.TASK_MALFORMED,
            ("classes",),
        ),
        (
            changed(HOW_CLEAR, classes=(defined("a", "A.", 1), defined("b", "B.", 10**30))),
            Rule.NUMBER_OUT_OF_RANGE,
            ("classes", 1, "rank"),
        ),
        (
            changed(WHICH_OWL, classes=(*WHICH_OWL.classes, WHICH_OWL.classes[0])),
            Rule.DUPLICATE_GIVEN,
            ("classes", 3),
        ),
        (
            changed(WHICH_OWL, classes=(defined("eagle ", "Big."), defined("b", "B."))),
            Rule.IDENTIFIER_MALFORMED,
            ("classes", 0, "class_id"),
        ),
        (
            changed(WHICH_OWL, classes=(defined("eagle", " "), defined("b", "B."))),
            Rule.TEXT_EMPTY,
            ("classes", 0, "definition"),
        ),
        (changed(WHICH_OWL, name=TaskName("")), Rule.IDENTIFIER_MALFORMED, ("name",)),
        (changed(WHICH_OWL, question=""), Rule.TEXT_EMPTY, ("question",)),
        (
            changed(WHICH_OWL, question="w" * (TITLE_LENGTH_MAX + 1)),
            Rule.TEXT_TOO_LONG,
            ("question",),
        ),
        (
            changed(
                WHICH_OWL,
                classes=tuple(defined(str(n), "An owl.") for n in range(CLASSES_MAX + 1)),
            ),
            Rule.TOO_MANY,
            ("classes",),
        ),
    ],
)
def test_task_that_asks_nothing_sensible_is_refused(
    task: Task, rule: Rule, path: tuple[str | int, ...]
) -> None:
    given(*FOUNDED).when(publish(task)).refuses(rule, (*FIRST, *path))


@pytest.mark.parametrize("name", ["inclusion", "exclusion", "examples", "counterexamples"])
def test_lines_of_a_definition_say_something_and_end_somewhere(name: str) -> None:
    def with_lines(*lines: str) -> PublishTaxonomy:
        first = msgspec.structs.replace(WHICH_OWL.classes[0], **{name: lines})
        return publish(changed(WHICH_OWL, classes=(first, *WHICH_OWL.classes[1:])))

    at = (*FIRST, "classes", 0, name)
    history = given(*FOUNDED)
    history.when(with_lines("ke-wick", "")).refuses(Rule.TEXT_EMPTY, (*at, 1))
    history.when(with_lines("hoo" * TEXT_LENGTH_MAX)).refuses(Rule.TEXT_TOO_LONG, (*at, 0))
    history.when(with_lines(*["hoo"] * 101)).refuses(Rule.TOO_MANY, at)
    history.when(with_lines(*["hoo"] * 100)).admitted()


def test_taxonomy_needs_tasks_of_different_names_and_a_note() -> None:
    history = given(*FOUNDED)
    history.when(publish()).refuses(Rule.NOTHING_GIVEN, ("tasks",))
    history.when(publish(WHICH_OWL, WHICH_OWL)).refuses(Rule.DUPLICATE_GIVEN, ("tasks", 1))
    history.when(publish(WHICH_OWL, note="")).refuses(Rule.TEXT_EMPTY, ("change_note",))
    many = [changed(WHICH_OWL, name=TaskName(f"owl-{n}")) for n in range(TASKS_MAX + 1)]
    history.when(publish(*many)).refuses(Rule.TOO_MANY, ("tasks",))
    history.when(publish(*many[1:])).admitted()


def test_class_ids_are_compared_byte_for_byte() -> None:
    classes = (defined("tawny", "One."), defined("Tawny", "Another."))
    given(*FOUNDED).when(publish(changed(WHICH_OWL, classes=classes))).admitted()
    assert ClassId("tawny") != ClassId("Tawny")


def draft(*clauses: Clause, note: str = NOTE) -> ReviseGuideline:
    return ReviseGuideline(clauses=clauses, change_note=note)


def test_guideline_is_drafted_and_published_by_number() -> None:
    fact = GuidelineRevised(guideline_revision=2, clauses=CLAUSES, change_note=NOTE)
    drafted = archive().when(draft(*CLAUSES)).then(fact)
    drafted.when(PublishGuideline(guideline_revision=2)).then(
        GuidelinePublished(guideline_revision=2)
    )


@pytest.mark.parametrize("revision", [0, -1, 2, 10**30])
def test_revision_that_nobody_drafted_is_not_published(revision: int) -> None:
    archive().when(PublishGuideline(guideline_revision=revision)).refuses(
        Rule.GUIDELINE_REVISION_UNKNOWN, ("guideline_revision",)
    )


def test_guideline_only_moves_forward() -> None:
    drafted = archive(
        GuidelineRevised(guideline_revision=2, clauses=CLAUSES, change_note=NOTE),
        GuidelineRevised(guideline_revision=3, clauses=CLAUSES, change_note=NOTE),
        GuidelinePublished(guideline_revision=3),
    )
    for revision in (1, 2, 3):
        drafted.when(PublishGuideline(guideline_revision=revision)).refuses(
            Rule.GUIDELINE_ALREADY_PUBLISHED, ("guideline_revision",), "as a new revision"
        )


@pytest.mark.parametrize(
    ("clause", "rule", "path"),
    [
        (Clause(number="", title="Duets", text="Count one."), Rule.IDENTIFIER_MALFORMED, "number"),
        (Clause(number="2", title="", text="Count one."), Rule.TEXT_EMPTY, "title"),
        (Clause(number="2", title="Duets", text="\n"), Rule.TEXT_EMPTY, "text"),
        (Clause(number="2", title="Duets", text="\x00"), Rule.TEXT_MALFORMED, "text"),
        (
            Clause(number="2", title="Duets", text="d" * (TEXT_LENGTH_MAX + 1)),
            Rule.TEXT_TOO_LONG,
            "text",
        ),
    ],
)
def test_clause_that_cannot_be_cited_or_read_is_refused(
    clause: Clause, rule: Rule, path: str
) -> None:
    archive().when(draft(CLAUSES[0], clause)).refuses(rule, ("clauses", 1, path))


def test_guideline_needs_clauses_of_different_numbers() -> None:
    archive().when(draft()).refuses(Rule.NOTHING_GIVEN, ("clauses",))
    archive().when(draft(*CLAUSES, CLAUSES[0])).refuses(Rule.DUPLICATE_GIVEN, ("clauses", 2))
    archive().when(draft(*CLAUSES, note=" ")).refuses(Rule.TEXT_EMPTY, ("change_note",))
    many = [Clause(number=str(n), title="Owl", text="Listen.") for n in range(CLAUSES_MAX + 1)]
    archive().when(draft(*many)).refuses(Rule.TOO_MANY, ("clauses",))


def agree(policy: Policy, note: str = NOTE) -> PublishPolicy:
    return PublishPolicy(policy=policy, change_note=note)


def requiring(**more: Any) -> Policy:
    requirement = Requirement(
        **{
            "metric": Metric.COVERAGE,
            "comparison": Comparison.AT_LEAST,
            "threshold": Decimal("0.9"),
            **more,
        }
    )
    return msgspec.structs.replace(LENIENT, requirements=(requirement,))


def test_policies_are_numbered() -> None:
    policy = requiring(metric=Metric.ALPHA_NOMINAL, task=SPECIES)
    archive().when(agree(policy)).then(
        PolicyPublished(policy_version=2, policy=policy, change_note=NOTE)
    )


@pytest.mark.parametrize(
    ("overlap", "quorum", "rule", "field"),
    [
        (0, 0, Rule.NUMBER_OUT_OF_RANGE, "overlap"),
        (-1, 1, Rule.NUMBER_OUT_OF_RANGE, "overlap"),
        (10**30, 1, Rule.NUMBER_OUT_OF_RANGE, "overlap"),
        (2, 0, Rule.NUMBER_OUT_OF_RANGE, "quorum"),
        (2, 3, Rule.POLICY_CONTRADICTORY, "quorum"),
    ],
)
def test_policy_that_no_votes_can_meet_is_refused(
    overlap: int, quorum: int, rule: Rule, field: str
) -> None:
    policy = Policy(overlap=overlap, quorum=quorum)
    archive().when(agree(policy)).refuses(rule, ("policy", field))


@pytest.mark.parametrize(
    ("requirement", "rule", "field"),
    [
        ({"threshold": Decimal("NaN")}, Rule.NUMBER_OUT_OF_RANGE, "threshold"),
        ({"threshold": Decimal("-Infinity")}, Rule.NUMBER_OUT_OF_RANGE, "threshold"),
        ({"threshold": Decimal("1E+999999")}, Rule.NUMBER_OUT_OF_RANGE, "threshold"),
        ({"threshold": Decimal("1E-999999")}, Rule.NUMBER_OUT_OF_RANGE, "threshold"),
        ({"items_min": 0}, Rule.NUMBER_OUT_OF_RANGE, "items_min"),
        ({"items_min": 10**30}, Rule.NUMBER_OUT_OF_RANGE, "items_min"),
        (
            {"metric": Metric.OPEN_ESCALATIONS, "bound": Bound.INTERVAL},
            Rule.INTERVAL_NOT_AVAILABLE,
            "bound",
        ),
        ({"metric": Metric.ALPHA_NOMINAL}, Rule.TASK_UNKNOWN, "task"),
        ({"metric": Metric.ALPHA_ORDINAL, "task": "weather"}, Rule.TASK_UNKNOWN, "task"),
        ({"metric": Metric.COVERAGE, "task": SPECIES}, Rule.POLICY_CONTRADICTORY, "task"),
    ],
)
def test_requirement_that_nothing_can_answer_is_refused(
    requirement: dict[str, Any], rule: Rule, field: str
) -> None:
    path = ("policy", "requirements", 0, field)
    archive().when(agree(requiring(**requirement))).refuses(rule, path)


def test_policy_needs_a_note_and_no_more_requirements_than_fit() -> None:
    archive().when(agree(LENIENT, note="")).refuses(Rule.TEXT_EMPTY, ("change_note",))
    one = requiring().requirements
    many = msgspec.structs.replace(LENIENT, requirements=one * (REQUIREMENTS_MAX + 1))
    archive().when(agree(many)).refuses(Rule.TOO_MANY, ("policy", "requirements"))


def test_policy_asks_about_tasks_only_once_there_are_some() -> None:
    policy = requiring(metric=Metric.ITEMS_WITHOUT_GROUND_TRUTH, task=SPECIES)
    given(*FOUNDED).when(agree(policy)).refuses(
        Rule.TASK_UNKNOWN, ("policy", "requirements", 0, "task"), "none yet"
    )
