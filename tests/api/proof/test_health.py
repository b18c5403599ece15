"""The health page says how sealing stands; what is wrong with it keeps nobody from being served."""

from __future__ import annotations

import asyncio

from tests.api.townhall import PROJECT, TownHall


async def sealing(town: TownHall) -> dict[str, str]:
    answer = await town.send("GET", "/health/ready")
    assert answer.status == 200
    told: dict[str, str] = answer.body["sealing"]
    return told


async def test_what_is_not_sealed_yet_is_told_until_it_is(town: TownHall) -> None:
    assert (await sealing(town))["status"] in ("behind", "ok")
    await town.parts.sealer.seal(PROJECT)
    assert await sealing(town) == {"status": "ok"}


async def test_stopped_project_is_told(town: TownHall) -> None:
    await town.parts.pool.execute("SELECT ledger.stop_project($1, 'restored', NULL)", PROJECT)
    assert await sealing(town) == {
        "status": "stopped",
        "reason": "1 of 1 projects take no changes",
    }


async def test_key_that_cannot_be_used_is_told_without_its_place(town: TownHall) -> None:
    (town.parts.settings.data_dir / "signing-key").write_text("no key", encoding="utf-8")
    await town.label("bo", "letter-1", "noise")
    async with asyncio.timeout(30):  # the loop comes by some seconds after the last seal
        while (told := await sealing(town))["status"] != "waiting":
            await asyncio.sleep(0.1)
    assert told["reason"] == "for the signing key; the log says why"
