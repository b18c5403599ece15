"""The signing key: made once, for its owner's eyes, replaced in a line that can be followed."""

from __future__ import annotations

import asyncio
import stat
from pathlib import Path

import asyncpg
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from labeltrail.backend.sealing.sealer import Sealer
from labeltrail.backend.sealing.signing_key import SigningKeyUnusable, rotate, signing_key
from labeltrail.events.ledger.checkpoints import signing_keys
from labeltrail.events.ledger.seal import record_key
from labeltrail.events.proof.note import NoteWrong
from labeltrail.events.proof.succession import follow
from tests.ledger.sealing import INSTANCE, grow, verified


def public(key: Ed25519PrivateKey) -> bytes:
    return key.public_key().public_bytes_raw()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "keys" / "signing-key"


async def test_key_is_made_on_first_use_and_only_its_owner_reads_it(
    pool: asyncpg.Pool, file: Path
) -> None:
    key = await signing_key(pool, file)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert public(await signing_key(pool, file)) == public(key)
    assert [one.name for one in file.parent.iterdir()] == ["signing-key"]


async def test_two_that_make_it_at_once_have_the_same(pool: asyncpg.Pool, file: Path) -> None:
    keys = await asyncio.gather(*(signing_key(pool, file) for _ in range(8)))
    assert len({public(key) for key in keys}) == 1


async def test_missing_key_is_never_made_anew_once_one_has_signed(
    pool: asyncpg.Pool, file: Path
) -> None:
    await record_key(pool, 1, public(await signing_key(pool, file)), None)
    file.unlink()
    with pytest.raises(SigningKeyUnusable, match="signing key 1 was used before; restore"):
        await signing_key(pool, file)
    assert not file.exists()


async def test_another_key_than_the_last_is_not_used(pool: asyncpg.Pool, file: Path) -> None:
    await signing_key(pool, file)
    await record_key(pool, 1, public(Ed25519PrivateKey.generate()), None)
    with pytest.raises(SigningKeyUnusable, match="is not signing key 1"):
        await signing_key(pool, file)


@pytest.mark.parametrize("content", [b"", b"\xff\xfe", b"-----BEGIN PRIVATE KEY-----\nAAAA"])
async def test_unreadable_file_is_named(pool: asyncpg.Pool, file: Path, content: bytes) -> None:
    file.parent.mkdir()
    file.write_bytes(content)
    with pytest.raises(SigningKeyUnusable, match=r"LABELTRAIL_SIGNING_KEY_FILE.*cannot be read"):
        await signing_key(pool, file)


async def test_rotated_keys_can_be_followed_from_any_of_them(
    pool: asyncpg.Pool, file: Path
) -> None:
    first = public(await signing_key(pool, file))
    for number in (2, 3):
        rotated = await rotate(pool, file, instance=INSTANCE)
        assert rotated.number == number
        assert public(await signing_key(pool, file)) == rotated.public_key
    keys = await signing_keys(pool)
    statements = [key.statement for key in keys if key.statement is not None]
    assert keys[0].public_key == first
    for place, key in enumerate(keys):
        followed = follow(key.public_key, statements)
        assert list(followed) == [later.public_key for later in keys[place + 1 :]]
    assert [one.name for one in file.parent.iterdir()] == ["signing-key"]


async def test_rotation_cut_off_before_it_is_recorded_is_not_begun(
    pool: asyncpg.Pool, file: Path
) -> None:
    """The next key's file is there and no record of it."""
    first = public(await signing_key(pool, file))
    await rotate(pool, file, instance=INSTANCE)
    second = file.read_bytes()
    upcoming = file.with_name(f"signing-key.{public(Ed25519PrivateKey.generate()).hex()[:16]}")
    upcoming.write_bytes(second)
    assert public(await signing_key(pool, file)) != first
    assert file.read_bytes() == second
    assert (await rotate(pool, file, instance=INSTANCE)).number == 3


async def test_rotation_cut_off_after_it_is_recorded_is_finished_on_next_use(
    pool: asyncpg.Pool, file: Path
) -> None:
    """The next key is recorded, and its file not yet put in the place of the old one."""
    await signing_key(pool, file)
    old = file.read_bytes()
    rotated = await rotate(pool, file, instance=INSTANCE)
    file.rename(file.with_name(f"signing-key.{rotated.public_key.hex()[:16]}"))
    file.write_bytes(old)
    assert public(await signing_key(pool, file)) == rotated.public_key
    assert [one.name for one in file.parent.iterdir()] == ["signing-key"]


async def test_two_rotations_at_once_keep_the_one_that_is_recorded(
    pool: asyncpg.Pool, file: Path
) -> None:
    await signing_key(pool, file)
    outcomes = await asyncio.gather(
        *(rotate(pool, file, instance=INSTANCE) for _ in range(4)), return_exceptions=True
    )
    refused = [one for one in outcomes if isinstance(one, BaseException)]
    assert all(isinstance(one, SigningKeyUnusable) for one in refused)
    assert len(refused) < 4
    last = (await signing_keys(pool))[-1]
    assert public(await signing_key(pool, file)) == last.public_key


async def test_lost_key_is_replaced_by_one_that_nobody_can_follow(
    pool: asyncpg.Pool, file: Path
) -> None:
    with pytest.raises(SigningKeyUnusable, match="none can be lost"):
        await rotate(pool, file, instance=INSTANCE, lost="it never was")
    first = public(await signing_key(pool, file))
    await record_key(pool, 1, first, None)
    file.unlink()
    rotated = await rotate(pool, file, instance=INSTANCE, lost="the disk burnt")
    assert public(await signing_key(pool, file)) == rotated.public_key
    assert rotated.statement is not None
    with pytest.raises(NoteWrong, match="was lost"):
        follow(first, [rotated.statement])


async def test_checkpoints_name_the_key_that_signed_them(
    pool: asyncpg.Pool, project: str, sealer: Sealer, tmp_path: Path
) -> None:
    """A running sealer takes up the new key by itself."""
    for size in (3, 6):
        await grow(pool, project, size)
        await sealer.seal(project)
        await rotate(pool, tmp_path / "signing-key", instance=INSTANCE)
    assert [one.key_number for one in await verified(pool, project)] == [1, 2]
