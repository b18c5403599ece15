"""What an item's past says: who votes, which answers are independent, which verdict holds."""

from __future__ import annotations

import msgspec
import pytest

from labeltrail.events import catalogue
from labeltrail.events.identifiers import EventId, MemberId
from labeltrail.events.streams import batch, item, rules
from labeltrail.events.streams.batch import BatchClosed
from labeltrail.events.streams.item import state
from labeltrail.events.streams.item.ballots import ballots, leaders, tally
from labeltrail.events.streams.item.facts import (
    AdjudicationReopened,
    ItemAdjudicated,
    LabelRetracted,
    LabelReviewed,
    RetractReason,
    ReviewReason,
    Verdict,
)
from labeltrail.events.streams.item.state import Item
from labeltrail.events.streams.project import MemberKind
from labeltrail.events.streams.rules import Rules
from tests.events.history import ITEM, given, happened
from tests.events.owls import (
    BIRDNET,
    INES,
    LENA,
    OSKAR,
    REGISTERED,
    RUTH,
    SPECIES,
    TOMEK,
    UNSURE,
    archive,
    clarity,
    event_id,
    label_id,
    labeled,
    owl,
    revised,
    submitted,
    words,
)


def recorded(*past: msgspec.Struct) -> Item:
    return state.fold(given(REGISTERED, *past).events(item.PREFIX + ITEM))


def judged(number: int, verdict: Verdict, event: EventId | None = None) -> LabelReviewed:
    is_against = verdict is not Verdict.APPROVED
    return LabelReviewed(
        label_id=label_id(number),
        judged=event or EventId(label_id(number)),
        reviewer=RUTH,
        verdict=verdict,
        guideline_revision=1,
        reason=ReviewReason.WRONG_CLASS if is_against else None,
        answers=owl("long-eared") if verdict is Verdict.CORRECTED else None,
    )


def votes(*past: msgspec.Struct, models_vote: bool = False) -> dict[MemberId, str]:
    return ballots(recorded(*past), SPECIES, models_vote=models_vote)


OSKARS, LENAS = labeled(1, OSKAR, owl("tawny")), labeled(2, LENA, owl("little"))
GONE = LabelRetracted(label_id=label_id(1), reason=RetractReason.MISTAKE)


def test_each_person_casts_one_ballot() -> None:
    second = labeled(3, OSKAR, owl("little"), repeat=2)
    assert votes(OSKARS, LENAS, second) == {OSKAR: "tawny", LENA: "little"}


def test_second_reading_votes_once_the_first_is_gone() -> None:
    second = labeled(3, OSKAR, owl("little"), repeat=2)
    assert votes(OSKARS, second, GONE) == {OSKAR: "little"}
    assert votes(OSKARS, second, judged(1, Verdict.REJECTED)) == {OSKAR: "little"}


@pytest.mark.parametrize(
    ("verdict", "counts"),
    [(Verdict.APPROVED, True), (Verdict.REJECTED, False), (Verdict.CORRECTED, False)],
)
def test_only_an_approved_label_still_votes_after_review(verdict: Verdict, counts: bool) -> None:
    assert (OSKAR in votes(OSKARS, judged(1, verdict))) is counts


def test_corrected_value_is_nobodys_vote() -> None:
    assert "long-eared" not in votes(OSKARS, LENAS, judged(1, Verdict.CORRECTED)).values()


def test_rejected_label_votes_again_when_revised() -> None:
    again = happened(revised(1, owl("long-eared")), event_id(5))
    assert votes(OSKARS, judged(1, Verdict.REJECTED), again) == {OSKAR: "long-eared"}


def test_silence_and_cannot_tell_cast_no_ballot() -> None:
    assert votes(labeled(1, OSKAR, clarity(1)), labeled(2, LENA, UNSURE)) == {}


def test_machine_votes_only_where_the_policy_says_so() -> None:
    machine = labeled(4, BIRDNET, owl("tawny"), kind=MemberKind.MODEL)
    assert votes(machine) == {}
    assert votes(machine, models_vote=True) == {BIRDNET: "tawny"}


def test_tie_has_several_leaders_in_an_order_of_their_own() -> None:
    cast = {OSKAR: "tawny", LENA: "little", TOMEK: "tawny", RUTH: "little", INES: "long-eared"}
    assert tally(cast) == {"little": 2, "tawny": 2, "long-eared": 1}
    assert leaders(tally(cast)) == ["little", "tawny"]
    backwards = dict(reversed(cast.items()))
    assert list(tally(backwards).items()) == list(tally(cast).items())
    assert leaders({}) == []


def test_answer_is_independent_until_something_is_revealed() -> None:
    late = labeled(3, TOMEK, owl("little"))
    changed = happened(revised(2, owl("tawny")), event_id(5))
    one = recorded(OSKARS, LENAS, judged(1, Verdict.APPROVED), changed, late)
    independent = [label.independent for label in one.labels.values()]
    assert independent == [owl("tawny"), owl("little"), None]
    assert one.labels[label_id(2)].answers == owl("tawny")


def test_revision_before_any_review_is_independent() -> None:
    one = recorded(OSKARS, happened(revised(1, owl("little")), event_id(5)))
    assert one.labels[label_id(1)].independent == owl("little")


def test_answer_of_who_could_see_others_leaves_their_former_one_and_all_of_others() -> None:
    seen = msgspec.structs.replace(revised(2, owl("tawny")), saw_others=True)
    again = msgspec.structs.replace(submitted(LENA, owl("tawny"), repeat=2), saw_others=True)
    blind = happened(revised(1, owl("little")), event_id(5))
    one = recorded(OSKARS, LENAS, happened(seen, event_id(4)), happened(again, label_id(3)), blind)
    independent = [label.independent for label in one.labels.values()]
    assert independent == [owl("little"), owl("little"), None]
    assert one.labels[label_id(2)].answers == owl("tawny")
    assert (one.sighted, one.is_unseen, one.revealed_position) == ((LENA,), False, None)


def test_verdict_holds_for_the_answer_that_it_judged() -> None:
    changed = happened(revised(1, owl("little")), event_id(5))
    label = recorded(OSKARS, judged(1, Verdict.REJECTED), changed).labels[label_id(1)]
    assert label.review_in_force() is None
    again = recorded(
        OSKARS, judged(1, Verdict.REJECTED), changed, judged(1, Verdict.APPROVED, event_id(5))
    )
    found = again.labels[label_id(1)].review_in_force()
    assert found is not None
    assert found.verdict is Verdict.APPROVED


def test_last_verdict_on_an_answer_holds() -> None:
    one = recorded(OSKARS, judged(1, Verdict.APPROVED), judged(1, Verdict.REJECTED))
    found = one.labels[label_id(1)].review_in_force()
    assert found is not None
    assert found.verdict is Verdict.REJECTED


def test_event_of_another_stream_is_not_folded_in_silence() -> None:
    (stray,) = given(BatchClosed()).events()
    with pytest.raises(TypeError, match="BatchClosed at position 1"):
        state.evolve(Item(), stray)
    (registered,) = given(REGISTERED).events()
    with pytest.raises(TypeError, match="ItemRegistered at position 1"):
        batch.fold([registered])


def test_reopening_of_another_adjudication_is_not_folded_in_silence() -> None:
    decided = ItemAdjudicated(
        adjudicator=INES,
        answers=owl("tawny"),
        judged=(EventId(label_id(1)),),
        rationale=words(),
        taxonomy_version=1,
        guideline_revision=1,
    )
    stray = AdjudicationReopened(adjudication=event_id(8), changed_label=label_id(1))
    with pytest.raises(ValueError, match="position 4"):
        recorded(OSKARS, happened(decided, event_id(7)), stray)


def test_rules_change_with_the_events_of_their_streams_only() -> None:
    history = archive(OSKARS)
    folded = Rules()
    for event in history.events():
        before = folded
        folded = rules.evolve(folded, event)
        assert (folded is before) is event.stream.startswith(item.PREFIX)
    assert folded.versions == {
        "project": 9,
        "taxonomy": 1,
        "guideline": 2,
        "policy": 1,
        "inference": 0,
        "standing": 0,
    }


def test_event_of_newer_code_is_not_folded_in_silence() -> None:
    (event,) = given(REGISTERED).events()
    newer = msgspec.structs.replace(event, type="OwlRinged")
    with pytest.raises(catalogue.UnknownEventType, match="OwlRinged"):
        state.evolve(Item(), newer)
