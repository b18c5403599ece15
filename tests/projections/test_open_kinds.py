"""Tasks whose answers nobody can list: truth, readings and sums of sets, paths, numbers, rankings
and preferences, from the facts of their items.
"""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

import msgspec
import pytest
from hypothesis import given as hypothesis_given
from hypothesis import settings
from hypothesis import strategies as st

from labeltrail.events.identifiers import MemberId, TaskName
from labeltrail.events.rejections import Rejection
from labeltrail.events.streams import rules
from labeltrail.events.streams.item import facts, state
from labeltrail.events.streams.policy import Policy, PolicyPublished
from labeltrail.events.streams.project import MemberKind
from labeltrail.events.streams.taxonomy import TaxonomyPublished
from labeltrail.events.values import (
    Answer,
    CannotTell,
    NumberRule,
    Task,
    Value,
    category,
    value_of_text,
)
from labeltrail.projections.agreement.tallied import task_agreement
from labeltrail.projections.contribution import difference, share
from labeltrail.projections.readings import Exclusion
from labeltrail.projections.statistics import (
    AgreementCounts,
    Distance,
    Status,
    krippendorff_alpha,
)
from labeltrail.projections.tally import Tally, from_bytes, to_bytes
from labeltrail.projections.terms import PARSED_REMEMBERED_MAX, Terms, terms_in_force
from labeltrail.projections.truth import Absence, Absent, InForce
from tests.events import plums
from tests.events.history import given, happened
from tests.events.owls import FOUNDED, GUIDELINE_1, REGISTERED

PEOPLE = tuple(map(MemberId, ("oskar", "lena", "tomek", "ruth")))
PLURALITY = Policy(overlap=2, quorum=2)


def terms(*tasks: Task) -> Terms:
    published = TaxonomyPublished(taxonomy_version=1, tasks=tasks, change_note="As agreed")
    policy = PolicyPublished(policy_version=1, policy=PLURALITY, change_note="As agreed")
    known = rules.Rules()
    for event in given(*FOUNDED, published, *GUIDELINE_1, policy).events():
        known = rules.evolve(known, event)
    return terms_in_force(known)


def said(task: Task, text: str) -> Value:
    value = value_of_text(task, text)
    assert not isinstance(value, Rejection), value
    return value


def item(task: Task, *texts: str | None, name: str = "plum-1") -> state.Item:
    """Each of the people says one; None cannot tell."""
    stream = f"item/{name}"
    labels = [
        happened(
            facts.LabelSubmitted(
                annotator=person,
                member_kind=MemberKind.PERSON,
                repeat=1,
                answers={
                    task.name: Answer(value=CannotTell() if text is None else said(task, text))
                },
                taxonomy_version=1,
                guideline_revision=1,
            ),
            UUID(int=place + 1),
            actor=person,
            item_id=name,
        )
        for place, (person, text) in enumerate(zip(PEOPLE, texts, strict=False))
    ]
    history = given(happened(REGISTERED, item_id=name), *labels)
    return state.fold(history.events(stream))


def tally(task: Task, items: Sequence[Sequence[str | None]]) -> Tally:
    under = terms(task)
    each = (share(item(task, *texts), under) for texts in items)
    return Tally.total(difference(None, one) for one in each)


@pytest.mark.parametrize(
    ("task", "texts", "winner"),
    [
        (plums.FAULTS, ("rot|crack", "crack|rot", "wasp"), '["crack","rot"]'),
        (plums.FAULTS, ("[]", "rot", "[]"), "[]"),
        (plums.KIN, ("plum/mirabelle", "sloe", "mirabelle"), "mirabelle"),
        (plums.WEIGHT, ("12.5", "12.50", "40"), "12.5"),
        (
            plums.TASTE,
            ("nancy > ersinger = hauszwetschge", "nancy > hauszwetschge = ersinger"),
            '[["nancy"],["ersinger","hauszwetschge"]]',
        ),
        (plums.JAM, ("nancy > ersinger", "ersinger < nancy"), '["ersinger","nancy","second"]'),
    ],
)
def test_equal_judgments_elect_their_value(task: Task, texts: tuple[str, ...], winner: str) -> None:
    under = terms(task)
    outcome = share(item(task, *texts), under).tasks[task.name].outcome
    assert isinstance(outcome, InForce)
    assert outcome.category == winner == category(outcome.value)
    assert outcome.value == under.values[task.name].get(winner)


def test_cannot_tell_is_left_out_and_counted() -> None:
    counted = tally(plums.WEIGHT, [("12.5", None, "12.5")]).of_task("weight")
    assert counted.agreement.exclusions == {Exclusion.CANNOT_TELL: 1}
    assert counted.moments.n_values() == 2


def test_value_that_the_rule_takes_no_more_is_outside_the_taxonomy() -> None:
    """The same labels under a version with narrower bounds."""
    narrow = msgspec.structs.replace(plums.WEIGHT, rule=NumberRule(maximum="30"))
    labeled = item(plums.WEIGHT, "40", "40", "12.5")
    task = share(labeled, terms(narrow)).tasks[narrow.name]
    assert isinstance(task.outcome, Absent)
    assert task.outcome.reason is Absence.OUTSIDE_TAXONOMY
    assert task.agreement.exclusions == {Exclusion.CLASS_NOT_IN_TAXONOMY: 2}


QUARTERS = st.integers(2, 60).map(lambda n: f"{n / 4:g}")


@hypothesis_given(st.lists(st.lists(QUARTERS, min_size=0, max_size=4), min_size=1, max_size=6))
@settings(deadline=None, max_examples=40)
def test_numbers_kept_as_moments_give_the_alpha_of_the_values(items: list[list[str]]) -> None:
    kept = tally(plums.WEIGHT, items)
    counted = kept.of_task("weight")
    counts = AgreementCounts.total(AgreementCounts.of_item(values) for values in items if values)
    judge = krippendorff_alpha(
        counts, counts.categories() or ("",), n_annotators=4, distance=Distance.INTERVAL
    )
    found = task_agreement(counted, plums.WEIGHT, 7)
    assert found.alpha.value == judge.value
    assert found.alpha.distance is Distance.INTERVAL
    assert found.alpha_nominal.status is not Status.COMPUTED  # how often each was given is not kept
    assert from_bytes(to_bytes(kept)) == kept


def test_sums_of_numbers_are_as_large_for_many_values_as_for_few() -> None:
    few = tally(plums.SUGAR, [("1", "2")] * 12)
    many = tally(plums.SUGAR, [(str(n), f"{n}.5") for n in range(12)])
    assert few.of_task("sugar").agreement == many.of_task("sugar").agreement
    assert abs(len(to_bytes(many)) - len(to_bytes(few))) < 20


def test_what_was_parsed_is_forgotten_when_it_is_much() -> None:
    known = terms(plums.SUGAR).values[TaskName("sugar")]
    for number in range(PARSED_REMEMBERED_MAX + 10):
        assert str(number) in known
    assert "1.0" not in known
    assert known.get("sweet") is None
    assert known == terms(plums.SUGAR).values[TaskName("sugar")]
