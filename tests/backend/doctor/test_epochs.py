"""Epochs and keys that nobody who signs has stated are told; stated ones are listed."""

from __future__ import annotations

import asyncpg
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from labeltrail.backend.doctor.examination import examine
from labeltrail.backend.doctor.findings import Level
from labeltrail.backend.settings import Settings
from labeltrail.events.ledger.append import Ledger
from labeltrail.events.ledger.epochs import resume, stop
from labeltrail.events.ledger.seal import record_key, seal
from labeltrail.events.proof.hashes import EMPTY_ROOT
from labeltrail.events.proof.origin import Origin
from labeltrail.events.proof.restoration import stated_restoration
from labeltrail.events.proof.succession import stated
from tests.ledger.sealing import INSTANCE, KEY, grow
from tests.wards import Ward

PROJECT = "ward-7"
STRANGER = Ed25519PrivateKey.from_private_bytes(b"\x08" * 32)


async def told(ward: Ward) -> list[tuple[Level, str]]:
    settings = Settings.from_environment({"LABELTRAIL_DATABASE_URL": ward.serving})
    findings = await examine(ward.serving, settings)
    return [(one.level, one.found) for one in findings if one.check in ("epochs", "signing keys")]


async def test_epochs_and_keys_are_told_with_who_stated_them(own_ward: Ward) -> None:
    assert await told(own_ward) == [(Level.OK, "no project was set back to an older state")]
    async with asyncpg.create_pool(own_ward.superuser, min_size=1, max_size=2) as pool:
        await Ledger(pool).open_project(PROJECT, "hospital")
        await grow(pool, PROJECT, 4)
        assert await seal(pool, PROJECT, KEY, instance=INSTANCE)
        rubbish = stated(INSTANCE, 2, STRANGER, STRANGER)
        assert await record_key(pool, 2, STRANGER.public_key().public_bytes_raw(), rubbish)
        await stop(pool, PROJECT, "restored", None)
        statement = stated_restoration(
            Origin(INSTANCE, PROJECT, 2),
            STRANGER,
            fork_size=0,
            fork_root=EMPTY_ROOT,
            lost=None,
            reason="restored",
        )
        query = "SELECT ledger.open_epoch($1, 2, 0, 'restored', 'ops', $2)"
        assert await pool.fetchval(query, PROJECT, statement)
        key, epoch = await told(own_ward)
        assert key[0] is Level.WARNING
        assert "no key in use has named it" in key[1]
        assert epoch[0] is Level.WRONG
        assert "no trusted key has signed the note; it is not sealed" in epoch[1]
        await stop(pool, PROJECT, "epoch 2 was not stated", None)
        await resume(pool, PROJECT, [], KEY, instance=INSTANCE, reason="burnt", opened_by="ada")
        found = await told(own_ward)
        assert [level for level, _ in found] == [Level.WARNING, Level.WARNING, Level.OK]
        assert found[2][1] == (
            "project ward-7, epoch 3, from 4 events on: burnt (ada), stated and signed"
        )
