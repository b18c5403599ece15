"""What people wrote stays out of the log, is kept only with its event, and can be erased."""

from __future__ import annotations

import asyncio
from uuid import uuid4

import msgspec

from labeltrail.events.acts import ErasedText, PersonalText
from labeltrail.events.envelope import RecordedEvent, leaf_v1
from labeltrail.events.identifiers import EscalationId, EventId
from labeltrail.events.rejections import Rejection, Rule
from labeltrail.events.requests import Accepted, VersionConflict
from labeltrail.events.streams.item.commands import AdjudicateItem, ResolveEscalation
from labeltrail.events.streams.item.facts import EscalationDecision, EscalationRaised
from labeltrail.events.streams.project import RemoveMember
from tests.events.history import ITEM
from tests.events.owls import INES, LENA, OSKAR, owl
from tests.execute.desk import Desk, accepted, refused

CONFESSION = "I, Oskar Lindqvist, fell asleep at minute twelve"


def asked(event: RecordedEvent) -> PersonalText:
    assert isinstance(event.fact, EscalationRaised)
    return event.fact.question


async def everything_logged(desk: Desk) -> bytes:
    return b"\n".join(msgspec.json.encode(event) for event in await desk.events())


async def test_no_word_of_a_person_enters_the_log(desk: Desk) -> None:
    raised = accepted(await desk.ask(await desk.question(CONFESSION)))
    label = await desk.label(OSKAR)
    command_id = uuid4()
    reason = await desk.written("Lindqvist was right after all", INES, command_id)
    resolve = ResolveEscalation(
        item_id=ITEM,
        escalation_id=EscalationId(raised.event_ids[0]),
        decision=EscalationDecision.ADJUDICATE,
        rationale=reason.reference,
    )
    accepted(await desk.ask(desk.request(resolve, INES, command_id=command_id, texts=(reason,))))
    other_id = uuid4()
    why = await desk.written("Lindqvist heard the ke-wick", INES, other_id)
    adjudicate = AdjudicateItem(
        item_id=ITEM, answers=owl("tawny"), judged=(EventId(label),), rationale=why.reference
    )
    accepted(await desk.ask(desk.request(adjudicate, INES, command_id=other_id, texts=(why,))))
    logged = await everything_logged(desk)
    assert b"Lindqvist" not in logged
    assert len(await desk.words()) == 3
    bodies = await desk.pool.fetch("SELECT body::text AS body FROM ledger.events")
    assert not [row for row in bodies if "Lindqvist" in row["body"]]


async def test_words_are_found_by_the_reference_in_the_log(desk: Desk) -> None:
    accepted(await desk.ask(await desk.question(CONFESSION)))
    assert await desk.words_of(asked((await desk.events())[-1])) == CONFESSION


async def test_same_words_of_two_people_have_nothing_in_common(desk: Desk) -> None:
    first = await desk.question("Which owl?", OSKAR)
    second = await desk.question("Which owl?", LENA)
    assert first.texts[0].reference.digest != second.texts[0].reference.digest


async def test_erasing_a_person_leaves_the_log_and_its_hashes(desk: Desk) -> None:
    accepted(await desk.ask(await desk.question(CONFESSION, OSKAR)))
    accepted(await desk.ask(await desk.question("Is the second call an echo?", LENA)))
    before = await desk.events()
    await desk.erase(OSKAR)
    after = await desk.events()
    assert after == before
    assert all(leaf_v1(event) == event.leaf for event in after)
    assert isinstance(await desk.words_of(asked(after[-2])), ErasedText)
    assert await desk.words() == ["Is the second call an echo?"]
    keys = await desk.pool.fetch("SELECT person_id FROM directory.subject_keys")
    assert [row["person_id"] for row in keys] == [LENA]


async def test_erased_words_do_not_return_with_a_resend(desk: Desk) -> None:
    command_id = uuid4()
    accepted(await desk.ask(await desk.question(CONFESSION, command_id=command_id)))
    await desk.erase(OSKAR)
    resent = await desk.question(CONFESSION, command_id=command_id)
    refused(await desk.ask(resent), Rule.WORDS_ERASED, ("command_id",))
    assert await desk.words() == []


async def test_refused_words_are_not_kept(desk: Desk) -> None:
    refusals = (
        (await desk.question(CONFESSION, level=99), Rule.NUMBER_OUT_OF_RANGE),
        (await desk.question(CONFESSION, INES), Rule.ROLE_MISSING),
    )
    for request, rule in refusals:
        result = await desk.ask(request)
        assert isinstance(result, Rejection)
        assert result.rule is rule
    assert await desk.words() == []


async def test_words_on_another_version_than_seen_are_not_kept(desk: Desk) -> None:
    request = await desk.question(CONFESSION)
    conflict = await desk.ask(msgspec.structs.replace(request, expected_version=7))
    assert isinstance(conflict, VersionConflict)
    assert await desk.words() == []


async def test_refusal_found_only_at_the_append_keeps_no_words(desk: Desk, other: Desk) -> None:
    """The second process decides on members that it knows; the append tells it better."""
    request = await other.question(CONFESSION, OSKAR)
    await desk.tell(RemoveMember(member=OSKAR))
    refused(await other.ask(request), Rule.ACTOR_NOT_MEMBER)
    assert await desk.words() == []


async def test_words_of_a_reused_command_id_are_not_kept(desk: Desk) -> None:
    first = await desk.question("Is it one pair or two?")
    accepted(await desk.ask(first))
    second = await desk.question(CONFESSION, command_id=first.command_id)
    refused(await desk.ask(second), Rule.COMMAND_ID_REUSED, ("command_id",))
    assert await desk.words() == ["Is it one pair or two?"]


async def test_words_stay_when_their_command_id_is_reused_with_them(desk: Desk) -> None:
    first = await desk.question(CONFESSION)
    accepted(await desk.ask(first))
    changed = await desk.question(CONFESSION, command_id=first.command_id, level=2)
    assert changed.texts == first.texts
    refused(await desk.ask(changed), Rule.COMMAND_ID_REUSED, ("command_id",))
    assert await desk.words() == [CONFESSION]


async def test_mended_words_are_the_ones_that_are_kept(desk: Desk) -> None:
    command_id = uuid4()
    wrong = await desk.question("Which owl calls forst?", command_id=command_id, level=99)
    refused(await desk.ask(wrong), Rule.NUMBER_OUT_OF_RANGE, ("level",))
    accepted(await desk.ask(await desk.question("Which owl calls first?", command_id=command_id)))
    assert await desk.words_of(asked((await desk.events())[-1])) == "Which owl calls first?"
    assert len(await desk.words()) == 1


async def test_different_words_racing_under_one_command_id(desk: Desk, other: Desk) -> None:
    """Whoever wins, the log refers to the winner's words, and nobody else's are kept."""
    for _ in range(20):
        command_id = uuid4()
        texts = ["The first is a tawny", "The first is a little owl"]
        requests = [await desk.question(text, command_id=command_id) for text in texts]
        results = await asyncio.gather(
            *(one.ask(request) for one, request in zip((desk, other), requests, strict=True))
        )
        won = [isinstance(one, Accepted) for one in results]
        assert won.count(True) == 1
        raised = (await desk.events())[-1]
        assert await desk.words_of(asked(raised)) == texts[won.index(True)]
    assert len(await desk.words()) == 20


async def test_twins_of_a_request_keep_its_words(desk: Desk, other: Desk) -> None:
    """Each wants version 1 of the item; some lose to another writer, and let go of nothing."""
    for number in range(20):
        version = 1 + number
        request = await desk.question(f"Question {number}")
        seen = msgspec.structs.replace(request, expected_version=version)
        results = await asyncio.gather(*(one.ask(seen) for one in (desk, other, desk, other)))
        assert {type(one) for one in results} <= {Accepted, VersionConflict}
        assert [one for one in results if isinstance(one, Accepted)]
        assert await desk.words_of(asked((await desk.events())[-1])) == f"Question {number}"
