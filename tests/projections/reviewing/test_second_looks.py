"""Whether reviewers agree, from second looks alone."""

from __future__ import annotations

from itertools import permutations

import pytest

from labeltrail.events.identifiers import ItemId, MemberId, ProjectId
from labeltrail.events.streams.item.facts import Verdict
from labeltrail.events.streams.item.review_facts import SecondLookTaken
from labeltrail.projections.answers import HoldsFor
from labeltrail.projections.reviewing.second_looks import SecondLooks, counted
from labeltrail.projections.statistics import Status
from labeltrail.projections.statistics.coefficient import Coefficient
from tests.events.owls import event_id

THEN = HoldsFor(
    project_id=ProjectId("owls"),
    position=9,
    recorded_at=None,
    taxonomy_version=1,
    guideline_revision=1,
    policy_version=1,
)
A, R, C = Verdict


def look(number: int, by: str, first: Verdict, second: Verdict, **more: bool) -> SecondLookTaken:
    return SecondLookTaken(
        item_id=ItemId(f"rec-{number}"),
        review=event_id(number),
        reviewer=MemberId(by),
        verdict=first,
        second_reviewer=MemberId("ines"),
        second_verdict=second,
        agrees=more.get("agrees", first is second),
    )


LOOKS = (
    look(1, "ruth", A, A),
    look(2, "ruth", A, R),
    look(3, "ruth", R, R),
    look(4, "tomek", A, A),
    look(5, "ruth", C, C, agrees=False),
)


def of(*looks: SecondLookTaken) -> SecondLooks:
    return counted(THEN, looks)


def test_nobody_looked_again() -> None:
    found = of()
    assert (found.agreed.value, found.agreed.status) == (None, Status.INSUFFICIENT_EVIDENCE)
    assert found.by_reviewer == ()
    assert found.pairs == ()
    assert [score.value for _, score in found.scores] == [None] * 3


def test_share_agreed_is_of_each_reviewer_and_over_all() -> None:
    found = of(*LOOKS)
    assert (found.agreed.hits, found.agreed.n) == (3, 5)
    assert [(one.reviewer, one.agreed.hits, one.agreed.n) for one in found.by_reviewer] == [
        ("ruth", 2, 4),
        ("tomek", 1, 1),
    ]


def test_corrections_to_different_answers_do_not_agree() -> None:
    assert of(LOOKS[-1]).agreed.hits == 0
    assert of(LOOKS[-1]).pairs[0].reviews == 1


def test_verdicts_are_counted_in_pairs() -> None:
    pairs = [(one.first, one.second, one.reviews) for one in of(*LOOKS).pairs]
    assert pairs == [(A, A, 2), (A, R, 1), (R, R, 1), (C, C, 1)]


def test_coefficients_are_told_together() -> None:
    scores = dict(of(*LOOKS).scores)
    assert scores[Coefficient.OBSERVED_AGREEMENT].value == pytest.approx(0.8)
    assert scores[Coefficient.KRIPPENDORFF_ALPHA].n_items == 5
    assert scores[Coefficient.GWET_AC1].n_categories == 3


def test_reviewers_who_always_approve_agree_without_variation() -> None:
    scores = dict(of(look(1, "ruth", A, A), look(2, "ruth", A, A)).scores)
    assert scores[Coefficient.OBSERVED_AGREEMENT].value == 1
    assert scores[Coefficient.KRIPPENDORFF_ALPHA].status is Status.UNDEFINED
    assert scores[Coefficient.GWET_AC1].value == 1


def test_order_of_looks_plays_no_part() -> None:
    assert len({repr(of(*looks)) for looks in permutations(LOOKS)}) == 1


@pytest.mark.reference
def test_interval_of_the_share_is_wilsons() -> None:
    from statsmodels.stats.proportion import proportion_confint

    found = of(*LOOKS).agreed.interval
    assert found is not None
    assert (found.low, found.high) == pytest.approx(proportion_confint(3, 5, method="wilson"))
