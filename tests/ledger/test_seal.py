"""Sealing: every checkpoint is right, and nothing that happens to a sealer can make a wrong one."""

from __future__ import annotations

import asyncio
import random
import sys
from collections.abc import Callable

import asyncpg
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from labeltrail.events.ledger import tree
from labeltrail.events.ledger.append import Append, Appended, Ledger
from labeltrail.events.ledger.checkpoints import checkpoints, latest, signing_keys, standing
from labeltrail.events.ledger.seal import SigningKeyReplaced, TreeChanged, seal
from labeltrail.events.proof.hashes import EMPTY_ROOT
from labeltrail.events.proof.merkle import root_of
from labeltrail.events.proof.verification import verify_consistency, verify_inclusion
from tests.ledger.sealing import INSTANCE, KEY, grow, leaves, verified

Submission = Callable[..., Append]


async def sealed_size(pool: asyncpg.Pool, project: str) -> int | None:
    sealed = await seal(pool, project, KEY, instance=INSTANCE)
    return None if sealed is None else sealed.tree_size


async def test_seals_what_is_recorded_once(
    pool: asyncpg.Pool, ledger: Ledger, project: str, submission: Submission
) -> None:
    assert await sealed_size(pool, project) is None
    for round_number in range(3):
        for label in range(5):
            stream = f"item/{round_number}-{label}"
            assert isinstance(await ledger.append(project, submission(stream)), Appended)
        assert await sealed_size(pool, project) == 5 * (round_number + 1)
        assert await sealed_size(pool, project) is None
    assert [one.tree_size for one in await verified(pool, project)] == [5, 10, 15]
    last = await latest(pool, project)
    assert last is not None
    assert last.tree_size == 15
    found = await standing(pool, project)
    assert found is not None
    assert (found.head, found.sealed_size, found.unsealed, found.stopped) == (15, 15, 0, None)


async def test_project_that_was_never_opened_has_nothing_to_seal(pool: asyncpg.Pool) -> None:
    assert await sealed_size(pool, "nowhere") is None
    assert await standing(pool, "nowhere") is None


async def test_tree_has_the_root_of_its_leaves_at_every_size(
    pool: asyncpg.Pool, project: str
) -> None:
    await grow(pool, project, 600)
    await tree.extended(pool, project)
    every = await leaves(pool, project)
    assert await tree.root(pool, project, 0) == EMPTY_ROOT
    for size in [*range(1, 40), *range(250, 262), *range(505, 520), 600]:
        assert await tree.root(pool, project, size) == root_of(every[:size]), size
    with pytest.raises(tree.TreeTooShort):
        await tree.root(pool, project, 601)


async def test_proofs_hold_in_a_tree_of_three_levels_of_tiles(
    pool: asyncpg.Pool, project: str
) -> None:
    """65,536 events fill the first tile of the second level."""
    await grow(pool, project, 66_000)
    assert await sealed_size(pool, project) == 66_000
    every = await leaves(pool, project)
    chosen = random.Random(7)
    sizes = sorted({1, 255, 65_535, 65_536, 65_537, 66_000, *chosen.sample(range(66_000), 8)} - {0})
    roots = {size: root_of(every[:size]) for size in sizes}
    for size in sizes:
        assert await tree.root(pool, project, size) == roots[size]
        for position in {1, size, chosen.randint(1, size)}:
            proof = await tree.inclusion(pool, project, position, size)
            verify_inclusion(every[position - 1], position - 1, size, proof, roots[size])
        for first in (one for one in sizes if one <= size):
            proof = await tree.consistency(pool, project, first, size)
            verify_consistency(first, size, proof, roots[first], roots[size])


async def test_proof_beyond_what_is_there_says_so(pool: asyncpg.Pool, project: str) -> None:
    await grow(pool, project, 300)
    with pytest.raises(tree.TreeTooShort):  # the first tile is full but was not added yet
        await tree.inclusion(pool, project, 290, 300)
    await tree.extended(pool, project)
    with pytest.raises(ValueError, match="has none at index"):
        await tree.inclusion(pool, project, 301, 300)
    with pytest.raises(ValueError, match="never had"):
        await tree.consistency(pool, project, 300, 299)
    with pytest.raises(tree.TreeTooShort):
        await tree.inclusion(pool, project, 1, 301)


async def test_many_sealers_at_once_make_one_line_of_checkpoints(
    pool: asyncpg.Pool, ledger: Ledger, project: str, submission: Submission
) -> None:
    for round_number in range(6):
        await grow(pool, project, 500 * (round_number + 1))
        outcomes = await asyncio.gather(*(sealed_size(pool, project) for _ in range(6)))
        assert [one for one in outcomes if one is not None] == [500 * (round_number + 1)]
    assert len(await verified(pool, project)) == 6


async def test_seals_while_others_append(
    pool: asyncpg.Pool, ledger: Ledger, project: str, submission: Submission
) -> None:
    async def write(writer: int) -> None:
        for label in range(40):
            append = submission(f"item/{writer}-{label}", events=5)
            assert isinstance(await ledger.append(project, append), Appended)

    async def keep_sealing() -> None:
        while True:
            await sealed_size(pool, project)

    sealers = [asyncio.create_task(keep_sealing()) for _ in range(2)]
    await asyncio.gather(*(write(writer) for writer in range(8)))
    for sealer in sealers:
        sealer.cancel()
    await asyncio.gather(*sealers, return_exceptions=True)
    await sealed_size(pool, project)
    sealed = await verified(pool, project)
    assert sealed[-1].tree_size == 8 * 40 * 5
    assert len(sealed) > 1


async def test_killed_sealer_leaves_nothing_wrong_behind(
    pool: asyncpg.Pool, database_url: str, project: str
) -> None:
    chosen = random.Random(11)
    head = 0
    for _ in range(4):
        sealer = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "tests.ledger.sealing", database_url, project),
            stdout=asyncio.subprocess.PIPE,
        )
        assert sealer.stdout is not None
        head += 700
        await grow(pool, project, head)
        await sealer.stdout.readline()  # it is at work
        head += 5_000
        await grow(pool, project, head)
        await asyncio.sleep(chosen.uniform(0, 0.03))
        sealer.kill()
        await sealer.communicate()
        await verified(pool, project)
    await sealed_size(pool, project)
    sealed = await verified(pool, project)
    assert sealed[-1].tree_size == head


async def test_sealer_that_stopped_between_tiles_goes_on(pool: asyncpg.Pool, project: str) -> None:
    """As a kill after any number of tiles leaves it: on each level some, not all."""
    await grow(pool, project, 66_000)
    for tiles in (1, 2, 100, 150):
        row = await pool.fetchrow("SELECT * FROM ledger.extend_tiles($1, $2)", project, tiles)
        assert row is not None
        assert row["is_whole"] is False
    assert await sealed_size(pool, project) == 66_000
    await verified(pool, project)


async def test_other_key_than_the_last_one_recorded_seals_nothing(
    pool: asyncpg.Pool, project: str
) -> None:
    await grow(pool, project, 3)
    await sealed_size(pool, project)
    await grow(pool, project, 4)
    with pytest.raises(SigningKeyReplaced, match="signing key 1"):
        await seal(pool, project, Ed25519PrivateKey.generate(), instance=INSTANCE)
    assert [key.number for key in await signing_keys(pool)] == [1]
    assert [one.tree_size for one in await checkpoints(pool, project, limit=9)] == [3]


@pytest.mark.parametrize("change", ["body", "removal"])
async def test_ledger_that_was_changed_is_never_sealed_over(
    pool: asyncpg.Pool, project: str, change: str
) -> None:
    """By a superuser who disabled the triggers: what no rule of the database can stop."""
    await grow(pool, project, 20)
    await sealed_size(pool, project)
    async with pool.acquire() as connection:
        await connection.execute("ALTER TABLE ledger.events DISABLE TRIGGER ALL")
        if change == "body":
            await connection.execute(
                "UPDATE ledger.events SET leaf = sha256('') WHERE position = 7"
            )
        else:
            await connection.execute("DELETE FROM ledger.events WHERE position > 15")
    with pytest.raises(TreeChanged) as caught:
        await sealed_size(pool, project)
    assert "\n20\n" in (caught.value.note or "")
