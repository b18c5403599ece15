"""Erasing a person: whoever writes meanwhile, no word stays, and none comes back."""

from __future__ import annotations

import asyncio
import secrets
from uuid import UUID, uuid4

import asyncpg
import msgspec
import pytest

from labeltrail.events.acts import ErasedText, PersonalText
from labeltrail.events.directory import erasure
from labeltrail.events.directory.ciphers import KEY_BYTES, SubjectKey
from labeltrail.events.directory.erasure import Ground, TextCount
from labeltrail.events.identifiers import TenantId
from labeltrail.events.rejections import Rejection, Rule
from labeltrail.events.requests import Accepted, Request, request_digest
from labeltrail.events.streams.item.commands import RaiseEscalation
from labeltrail.events.streams.item.facts import EscalationRaised
from tests.events.history import ITEM, TENANT
from tests.events.owls import LENA, OSKAR, RUTH
from tests.execute.desk import OWLS, Desk, accepted, refused
from tests.execute.searching import tables_that_hold

CONFESSION = "I, Oskar Lindqvist, fell asleep at minute twelve"
SHORT = ("ok", "yes", "no", "unsure", "see above")


def asked(request: Request) -> PersonalText:
    assert isinstance(request.command, RaiseEscalation)
    return request.command.question


async def questions(desk: Desk) -> list[PersonalText]:
    facts = [event.fact for event in await desk.events()]
    return [fact.question for fact in facts if isinstance(fact, EscalationRaised)]


async def test_no_table_holds_the_words_in_clear(desk: Desk) -> None:
    request = await desk.question(CONFESSION)
    accepted(await desk.ask(request))
    assert await desk.words_of(asked(request)) == CONFESSION
    assert await tables_that_hold(desk.pool, "Lindqvist") == []
    assert "texts" in str(await tables_that_hold(desk.pool, str(asked(request).text_id)))


async def test_no_table_holds_the_key_or_the_ciphertext_afterwards(desk: Desk) -> None:
    accepted(await desk.ask(await desk.question(CONFESSION)))
    key = await desk.pool.fetchval("SELECT encode(key, 'hex') FROM directory.subject_keys")
    sealed = await desk.pool.fetchval("SELECT encode(ciphertext, 'hex') FROM directory.texts")
    assert await tables_that_hold(desk.pool, key) == ["directory.subject_keys"]
    await desk.erase(OSKAR)
    for gone in (key, sealed, sealed[:32]):
        assert await tables_that_hold(desk.pool, gone) == []


async def test_request_digest_of_a_short_text_is_not_found_by_guessing(desk: Desk) -> None:
    """An intruder knows the log, the request's every other part and five likely answers."""
    request = await desk.question("ok")
    accepted(await desk.ask(request))
    stored = await desk.pool.fetchval(
        "SELECT request_sha FROM ledger.commands WHERE command_id = $1", request.command_id
    )
    (text,) = request.texts
    assert stored == request_digest(request)
    for secret in (bytes(KEY_BYTES), text.key.key_id.bytes * 2, secrets.token_bytes(KEY_BYTES)):
        wrong = SubjectKey(key_id=text.key.key_id, secret=secret)
        for guess in SHORT:
            digest = wrong.digest(guess, command_id=request.command_id, path="question")
            reference = PersonalText(text_id=text.reference.text_id, digest=digest)
            command = RaiseEscalation(item_id=ITEM, question=reference)
            assert request_digest(msgspec.structs.replace(request, command=command)) != stored


async def test_same_words_twice_have_nothing_in_common(desk: Desk) -> None:
    """Else the most frequent digest of an erased person would be the most frequent answer."""
    first, second = await desk.question("ok"), await desk.question("ok")
    assert asked(first).digest != asked(second).digest


async def test_what_goes_is_counted_first_and_recorded_after(desk: Desk) -> None:
    for words in ("Which owl?", "Which owl again?"):
        accepted(await desk.ask(await desk.question(words)))
    held = await erasure.holdings(desk.pool, TENANT, OSKAR)
    assert held.has_key
    assert held.texts == (TextCount(project_id=OWLS, kind="question", texts=2),)
    done = await desk.erase(OSKAR)
    assert done.texts == held.texts
    row = await desk.pool.fetchrow("SELECT * FROM directory.erasures")
    assert row is not None
    assert (row["tenant_id"], row["person_id"], row["reason"], row["requested_by"]) == (
        TENANT,
        OSKAR,
        "requested",
        "registrar",
    )
    assert (row["erasure_id"], row["erased_at"]) == (done.erasure_id, done.erased_at)


async def test_second_erasure_finds_nothing(desk: Desk) -> None:
    accepted(await desk.ask(await desk.question(CONFESSION)))
    first = await desk.erase(OSKAR)
    again = await desk.erase(OSKAR)
    assert again.erasure_id is None
    held = await erasure.holdings(desk.pool, TENANT, OSKAR)
    assert (held.has_key, held.texts, held.erased_at) == (False, (), first.erased_at)
    assert await desk.pool.fetchval("SELECT count(*) FROM directory.erasures") == 1


async def test_two_erasers_at_once_record_one_erasure(desk: Desk, other: Desk) -> None:
    accepted(await desk.ask(await desk.question(CONFESSION)))
    done = await asyncio.gather(*(one.erase(OSKAR) for one in (desk, other) * 4))
    assert [one.erasure_id is not None for one in done].count(True) == 1


async def test_others_and_other_tenants_keep_their_words(desk: Desk) -> None:
    lena = await desk.question("Is the second call an echo?", LENA)
    accepted(await desk.ask(lena))
    accepted(await desk.ask(await desk.question(CONFESSION)))
    rival = await erasure.erase(
        desk.pool, TenantId("rival"), OSKAR, ground=Ground.UNLAWFUL, requested_by="rival"
    )
    assert rival.erasure_id is None
    assert await desk.words() == [CONFESSION, "Is the second call an echo?"]
    await desk.erase(OSKAR)
    assert await desk.words() == ["Is the second call an echo?"]
    assert await desk.words_of(asked(lena)) == "Is the second call an echo?"


@pytest.mark.parametrize("table", ["directory.erasures", "directory.erased_texts"])
@pytest.mark.parametrize(
    "change",
    ["UPDATE {} SET erasure_id = gen_random_uuid()", "DELETE FROM {}", "TRUNCATE {} CASCADE"],
)
@pytest.mark.parametrize("role", ["origin", "replica"])
async def test_record_of_erasures_only_grows(
    desk: Desk, table: str, change: str, role: str
) -> None:
    accepted(await desk.ask(await desk.question(CONFESSION)))
    await desk.erase(OSKAR)
    async with desk.pool.acquire() as connection:
        await connection.execute(f"SET session_replication_role = {role}")
        with pytest.raises(asyncpg.RestrictViolationError, match="only grows"):
            await connection.execute(change.format(table))
        await connection.execute("RESET session_replication_role")


async def test_words_written_before_and_sent_after_are_refused(desk: Desk) -> None:
    command_id = uuid4()
    early = await desk.question(CONFESSION, command_id=command_id)
    await desk.erase(OSKAR)
    head = await desk.head()
    refused(await desk.ask(early), Rule.ERASED_MEANWHILE)
    assert (await desk.head(), await desk.words()) == (head, [])
    accepted(await desk.ask(await desk.question(CONFESSION, command_id=command_id)))
    assert await desk.words() == [CONFESSION]


async def test_new_words_of_the_erased_get_a_new_key(desk: Desk) -> None:
    old = await desk.question(CONFESSION)
    accepted(await desk.ask(old))
    done = await desk.erase(OSKAR)
    new = await desk.question("Which owl now?")
    accepted(await desk.ask(new))
    assert new.texts[0].key.key_id != old.texts[0].key.key_id
    assert await desk.words_of(asked(new)) == "Which owl now?"
    assert done.erased_at is not None
    assert await desk.words_of(asked(old)) == ErasedText(erased_at=done.erased_at)


async def test_resend_after_an_erasure_is_refused_and_says_why(desk: Desk) -> None:
    command_id = uuid4()
    accepted(await desk.ask(await desk.question(CONFESSION, command_id=command_id)))
    label = desk.request(RaiseEscalation(item_id=ITEM, question=(await questions(desk))[0]), RUTH)
    done = await desk.erase(OSKAR)
    head = await desk.head()
    for words in (CONFESSION, "Something else"):
        resent = await desk.question(words, command_id=command_id)
        result = await desk.ask(resent)
        refused(result, Rule.WORDS_ERASED, ("command_id",))
        assert isinstance(result, Rejection)
        assert f"{done.erased_at:%Y-%m-%d}" in result.message
    unlike = msgspec.structs.replace(label, command_id=command_id)
    refused(await desk.ask(unlike), Rule.COMMAND_ID_REUSED, ("command_id",))
    assert (await desk.head(), await desk.words()) == (head, [])


async def test_writers_and_eraser_at_once_leave_no_word(desk: Desk, other: Desk) -> None:
    """Each writer is told the truth: recorded, or erased meanwhile; and sends each twice."""
    told: list[tuple[UUID, bool]] = []
    is_over = asyncio.Event()

    async def write(writer: Desk, turns: int) -> None:
        for turn in range(turns):
            command_id = uuid4()
            words = f"{CONFESSION} ({turn})"
            for _ in range(2):
                result = await writer.ask(await writer.question(words, command_id=command_id))
                if isinstance(result, Rejection):
                    assert result.rule in (Rule.ERASED_MEANWHILE, Rule.WORDS_ERASED), result
                told.append((command_id, isinstance(result, Accepted)))

    async def keep_erasing() -> int:
        erased = 0
        while not is_over.is_set():
            erased += (await desk.erase(OSKAR)).erasure_id is not None
            await asyncio.sleep(0.002)
        return erased

    eraser = asyncio.create_task(keep_erasing())
    await asyncio.gather(*(write(one, 20) for one in (desk, other, desk, other)))
    is_over.set()
    assert await eraser > 1
    await desk.erase(OSKAR)
    assert await desk.words() == []
    assert await desk.pool.fetchval("SELECT count(*) FROM directory.subject_keys") == 0
    raised = await questions(desk)
    assert len(raised) == len({command_id for command_id, is_accepted in told if is_accepted})
    for reference in raised:
        assert isinstance(await desk.words_of(reference), ErasedText)
