"""Which items a rule proposes as gold, and which golds annotators agree against."""

from __future__ import annotations

from decimal import Decimal
from uuid import UUID

from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from labeltrail.events.identifiers import ClassId, GoldId, ItemId, MemberId
from labeltrail.events.streams.item import gold_facts
from labeltrail.events.streams.item.state import Item, fold
from labeltrail.events.streams.policy import Bound
from labeltrail.events.streams.policy.people import GoldProposing
from labeltrail.events.values import Choice
from labeltrail.projections.people.agreeing import Agreed, agreed, drawn, lot
from labeltrail.projections.people.contesting import Doubting, GoldVotes, in_doubt
from tests.events.history import given as history
from tests.events.history import happened
from tests.events.owls import INES, SPECIES, event_id, labeled, owl, words

RULE = GoldProposing(task=SPECIES, annotators_min=3, agreement_min=Decimal("0.75"), per_class_max=2)
REC = ItemId("rec-0412")
PROPOSED = gold_facts.GoldProposed(
    proposed_by=INES,
    task=SPECIES,
    value=Choice(class_id=ClassId("tawny")),
    taxonomy_version=1,
    guideline_revision=1,
    rationale=words(),
)


def voted(*names: str) -> Item:
    labels = [labeled(n, MemberId(f"listener-{n}"), owl(one)) for n, one in enumerate(names, 1)]
    return fold(history(*labels).events())


def test_item_that_enough_agree_about_is_a_candidate() -> None:
    found = agreed(REC, voted("tawny", "tawny", "tawny", "little"), RULE, dropped=frozenset())
    assert found == Agreed(item_id=REC, category="tawny", votes=3, annotators=4)


def test_too_few_votes_too_little_agreement_and_ties_are_none() -> None:
    for names in (("tawny",) * 2, ("tawny", "tawny", "little"), ("tawny", "little") * 2, ()):
        assert agreed(REC, voted(*names), RULE, dropped=frozenset()) is None


def test_dropped_votes_play_no_part() -> None:
    item = voted("tawny", "tawny", "tawny", "little")
    lone = frozenset({MemberId("listener-4")})
    found = agreed(REC, item, RULE, dropped=lone)
    assert found is not None
    assert (found.votes, found.annotators) == (3, 3)
    assert agreed(REC, item, RULE, dropped=frozenset({MemberId("listener-1")})) is None


def test_item_that_ever_had_gold_is_not_proposed_again() -> None:
    labels = [labeled(n, MemberId(f"listener-{n}"), owl("tawny")) for n in range(1, 5)]
    item = fold(history(*labels, happened(PROPOSED, event_id(1))).events())
    assert agreed(REC, item, RULE, dropped=frozenset()) is None


def candidates(n: int, category: str = "tawny") -> list[Agreed]:
    return [
        Agreed(item_id=ItemId(f"rec-{at}"), category=category, votes=4, annotators=4)
        for at in range(n)
    ]


def test_each_class_has_its_quota_beside_what_is_held() -> None:
    mixed = [*candidates(5), *candidates(5, "little")]
    assert [one.category for one in drawn(mixed, RULE, {})].count("tawny") == 2
    assert [one.category for one in drawn(mixed, RULE, {"tawny": 1})].count("tawny") == 1
    assert [one.category for one in drawn(mixed, RULE, {"tawny": 2, "little": 9})] == []


def test_share_is_drawn_by_seed_and_item() -> None:
    half = replace(RULE, share=Decimal("0.5"), per_class_max=1_000)
    found = drawn(candidates(1_000), half, {})
    assert 450 < len(found) < 550
    assert drawn(candidates(1_000), replace(half, seed=1), {}) != found
    assert drawn(candidates(1_000), replace(half, share=Decimal(0)), {}) == []
    assert len(drawn(candidates(1_000), replace(half, share=Decimal(1)), {})) == 1_000


@given(order=st.permutations(range(12)), seed=st.integers(0, 2**63 - 1))
def test_draw_is_the_same_in_any_order(order: list[int], seed: int) -> None:
    some = candidates(12)
    asked = replace(RULE, share=Decimal("0.7"), seed=seed, per_class_max=3)
    assert drawn([some[at] for at in order], asked, {}) == drawn(some, asked, {})


def test_draw_is_that_of_ever() -> None:
    """A golden value: what was drawn once is drawn again on any machine."""
    assert lot(7, "rec-0412").quantize(Decimal("0.000001")) == Decimal("0.267821")


def votes(gold: str, **by_category: int) -> GoldVotes:
    number = iter(range(1, 1_000))
    labels = {
        name.replace("_", "-"): [UUID(int=next(number)) for _ in range(n)]
        for name, n in by_category.items()
    }
    return GoldVotes(item_id=REC, gold_id=GoldId(event_id(1)), gold=gold, labels=labels)


def test_gold_that_most_agree_against_is_in_doubt_with_their_labels() -> None:
    (found,) = in_doubt([votes("tawny", tawny=1, little=3)], Doubting())
    assert (found.category, found.against.hits, found.against.n) == ("little", 3, 4)
    assert found.labels == tuple(UUID(int=n) for n in (2, 3, 4))
    assert found.against.interval is not None
    assert found.against.interval.method == "wilson"


def test_half_ties_and_few_votes_doubt_nothing() -> None:
    for one in (
        votes("tawny", tawny=2, little=2),
        votes("tawny", little=2, long_eared=2),
        votes("tawny", little=2),
        votes("tawny", tawny=5),
        votes("tawny"),
    ):
        assert in_doubt([one], Doubting()) == []


def test_interval_wants_more_votes() -> None:
    by_interval = Doubting(bound=Bound.INTERVAL)
    assert in_doubt([votes("tawny", little=3)], by_interval) == []  # 0.4385 to 1
    assert len(in_doubt([votes("tawny", little=4)], by_interval)) == 1  # 0.5101 to 1


@settings(max_examples=200, deadline=None)
@given(counts=st.lists(st.integers(0, 6), min_size=3, max_size=3), least=st.integers(2, 6))
def test_doubt_equals_a_naive_count(counts: list[int], least: int) -> None:
    tawny, little, barn = counts
    found = in_doubt(
        [votes("tawny", tawny=tawny, little=little, barn=barn)], Doubting(annotators_min=least)
    )
    n = sum(counts)
    expected = n >= least and 2 * max(little, barn) > n
    assert bool(found) == expected
