"""What policies drop counts for nothing: truth is that of a history without these annotators."""

from __future__ import annotations

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from labeltrail.events.envelope import RecordedEvent
from labeltrail.events.identifiers import EventId, MemberId
from labeltrail.events.streams.item import facts
from labeltrail.events.streams.item.state import Item, fold
from labeltrail.events.streams.policy import Policy, PolicyPublished
from labeltrail.events.streams.policy.people import People
from labeltrail.events.streams.rules import Rules, evolve
from labeltrail.projections.contribution import Sharing, share
from labeltrail.projections.explanation import ground_truth
from labeltrail.projections.statistics.table import ReadingTable
from labeltrail.projections.terms import Terms, terms_in_force
from labeltrail.projections.truth import Absence, Absent, InForce, outcome
from labeltrail.projections.voting import NoVote
from tests.events.history import given as history
from tests.events.history import happened
from tests.events.owls import (
    FOUNDED,
    GUIDELINE_1,
    LENA,
    LENIENT,
    OSKAR,
    RUTH,
    SPECIES,
    TAXONOMY_1,
    TOMEK,
    event_id,
    label_id,
    labeled,
    owl,
)
from tests.events.people import REINSTATED, SUSPENDED
from tests.projections.answers_given import Given, readings

DROPS = replace(LENIENT, people=People(suspended_vote=False))
LISTENERS = (OSKAR, LENA, TOMEK, RUTH)


def rules(*past: msgspec.Struct, policy: Policy = DROPS) -> Rules:
    published = PolicyPublished(policy_version=1, policy=policy, change_note="As agreed")
    found = Rules()
    for event in history(*FOUNDED, TAXONOMY_1, *GUIDELINE_1, published, *past).events():
        found = evolve(found, event)
    return found


def heard(*votes: tuple[MemberId, str]) -> Item:
    labels = [labeled(n, who, owl(said)) for n, (who, said) in enumerate(votes, 1)]
    return fold(history(*labels).events())


def test_vote_of_a_suspended_annotator_decides_nothing_from_there_on() -> None:
    item = heard((OSKAR, "little"), (LENA, "little"), (TOMEK, "tawny"), (RUTH, "tawny"))
    before, after = terms_in_force(rules()), terms_in_force(rules(SUSPENDED))
    assert outcome(item, SPECIES, before) == Absent(reason=Absence.TIE)
    now = outcome(item, SPECIES, after)
    assert isinstance(now, InForce)
    assert now.category == "tawny"
    assert (before.edition, after.edition) == (2, 3)
    back = terms_in_force(rules(SUSPENDED, REINSTATED))
    assert outcome(item, SPECIES, back) == Absent(reason=Absence.TIE)
    assert back.edition == 4


def test_explanation_names_who_was_left_out_and_why() -> None:
    item = heard((OSKAR, "little"), (LENA, "tawny"), (TOMEK, "tawny"))
    found = ground_truth(item, SPECIES, terms_in_force(rules(SUSPENDED))).explanation
    assert [one.annotator for one in found.votes] == [LENA, TOMEK]
    assert [(one.annotator, one.cause) for one in found.left_out] == [(OSKAR, NoVote.SUSPENDED)]


@pytest.mark.parametrize("policy", [LENIENT, replace(LENIENT, people=People())])
def test_policy_that_says_nothing_lets_suspended_annotators_vote(policy: Policy) -> None:
    found = terms_in_force(rules(SUSPENDED, policy=policy))
    assert found.dropped == frozenset()
    assert found.edition == 2


def test_policy_that_comes_later_drops_who_is_suspended_by_then() -> None:
    stricter = PolicyPublished(policy_version=2, policy=DROPS, change_note="From now on")
    found = rules(SUSPENDED, stricter, policy=LENIENT)
    assert terms_in_force(found).dropped == {OSKAR}
    assert found.edition == 3


def test_agreement_still_compares_what_suspended_annotators_said() -> None:
    """Votes decide what is true; readings tell how people agreed, whatever became of them."""
    item = heard((OSKAR, "little"), (LENA, "tawny"), (TOMEK, "tawny"))
    found = share(item, terms_in_force(rules(SUSPENDED)))
    assert found.tasks[SPECIES].standing.values == ("little", "tawny", "tawny")
    assert (found.counts[1], found.voters) == (3, 2)


SAID = st.lists(
    st.tuples(
        st.sampled_from(LISTENERS),
        st.sampled_from(("tawny", "little", "long-eared")),
        st.sampled_from(("", "", "", "retracted", "approved", "rejected")),
    ),
    unique_by=lambda one: one[0],
    max_size=4,
)


def events_of(said: list[tuple[MemberId, str, str]]) -> list[RecordedEvent]:
    past: list[msgspec.Struct] = []
    for n, (who, name, fate) in enumerate(said, 1):
        past.append(labeled(n, who, owl(name)))
        if fate == "retracted":
            past.append(
                facts.LabelRetracted(label_id=label_id(n), reason=facts.RetractReason.OTHER)
            )
        elif fate:
            verdict = facts.Verdict(fate)
            past.append(
                happened(
                    facts.LabelReviewed(
                        label_id=label_id(n),
                        judged=EventId(label_id(n)),
                        reviewer=MemberId("ines"),
                        verdict=verdict,
                        guideline_revision=1,
                    ),
                    event_id(n),
                )
            )
    return history(*past).events()


@settings(max_examples=150, deadline=None)
@given(said=SAID, gone=st.sets(st.sampled_from(LISTENERS), max_size=3))
def test_votes_equal_those_of_a_history_without_the_dropped(
    said: list[tuple[MemberId, str, str]], gone: set[MemberId]
) -> None:
    """Of items nobody approved a label of: what was reviewed is no vote."""
    said = [one if one[2] != "approved" else (*one[:2], "") for one in said]
    suspended = [replace(SUSPENDED, annotator=who) for who in sorted(gone)]
    dropping, plain = terms_in_force(rules(*suspended)), terms_in_force(rules())
    whole, without = fold(events_of(said)), fold(events_of([o for o in said if o[0] not in gone]))
    now, then = outcome(whole, SPECIES, dropping), outcome(without, SPECIES, plain)
    if isinstance(then, Absent) and then.reason is Absence.NO_LABELS and whole.labels:
        assert isinstance(now, Absent)
        assert now.reason in (Absence.NO_LABELS, Absence.BELOW_QUORUM)
    else:
        assert now == then
    assert share(whole, dropping).voters == share(without, plain).voters


@settings(max_examples=150, deadline=None)
@given(said=SAID, gone=st.sets(st.sampled_from(LISTENERS), max_size=3))
def test_share_along_the_events_equals_the_share_of_the_item(
    said: list[tuple[MemberId, str, str]], gone: set[MemberId]
) -> None:
    suspended = [replace(SUSPENDED, annotator=who) for who in sorted(gone)]
    terms: Terms = terms_in_force(rules(*suspended))
    sharing = Sharing(terms)
    events = events_of(said)
    known, former = sharing.share(fold([])), fold([])
    for n in range(1, len(events) + 1):
        item = fold(events[:n])
        known = sharing.share_after_event(former, known, item)
        fresh = share(item, terms)
        assert (known.counts, known.added, known.is_plain) == (
            fresh.counts,
            fresh.added,
            fresh.is_plain,
        )
        assert known.tasks == fresh.tasks
        former = item


@settings(max_examples=60, deadline=None)
@given(said=SAID, gone=st.sets(st.sampled_from(LISTENERS), max_size=3))
def test_votes_of_columns_leave_out_the_dropped(
    said: list[tuple[MemberId, str, str]], gone: set[MemberId]
) -> None:
    """What runs and scorecards count is what the truth counts."""
    plain = [one for one in said if one[2] == ""]
    given_ = [Given("rec-1", who, name) for who, name, _ in plain]
    kept = [one for one in given_ if one.annotator not in gone]
    categories = ("tawny", "little", "long-eared")
    whole, without = readings(given_), readings(kept)
    dropped = whole.votes(categories, models_vote=False, dropped=gone)
    alone = without.votes(categories, models_vote=False)
    assert _named(dropped) == _named(alone)


def _named(table: ReadingTable) -> set[tuple[str, str]]:
    rows = zip(table.annotator.tolist(), table.category.tolist(), strict=True)
    return {(table.annotators[who], table.categories[category]) for who, category in rows}
