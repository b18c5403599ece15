"""Proofs over the API: an auditor checks them with nothing but the public key and mathematics."""

from __future__ import annotations

from typing import Any

import pytest

from labeltrail.events.proof import checkpoint, note
from labeltrail.events.proof.note import Verifier
from labeltrail.events.proof.verification import verify_consistency, verify_inclusion
from tests.api.letters import morning
from tests.api.townhall import PROJECT, TownHall, absent

PROOF = f'{{ project(id: "{PROJECT}") {{ proof {{ %s }} }} }}'
CHECKPOINT = "epoch treeSize root note keyNumber sealedAt"
INCLUSION = "inclusion(position: %s, size: %s) { position size leaf root hashes }"
CONSISTENCY = "consistency(first: %s, second: %s) { first second firstRoot secondRoot hashes }"
PAGES = (
    f"query ($first: Int, $after: String, $last: Int, $before: String) {{"
    f' project(id: "{PROJECT}") {{ proof {{ page: checkpoints(first: $first, after: $after,'
    " last: $last, before: $before) { nodes { treeSize } pageInfo"
    " { hasNextPage hasPreviousPage startCursor endCursor } } } } }"
)


async def proof(town: TownHall, fields: str, actor: str = "liv") -> dict[str, Any]:
    told: dict[str, Any] = (await town.ask(actor, PROOF % fields)).told["project"]["proof"]
    return told


async def sealed(town: TownHall) -> dict[str, Any]:
    """Everything, sealed by this process or by its loop."""
    await town.parts.sealer.seal(PROJECT)
    fields = f"head sealedSize unsealed stopped latestCheckpoint {{ {CHECKPOINT} }}"
    told = await proof(town, fields)
    assert told["head"] == told["sealedSize"] == told["latestCheckpoint"]["treeSize"]
    assert (told["unsealed"], told["stopped"]) == ("0", None)
    latest: dict[str, Any] = told["latestCheckpoint"]
    return latest


async def keys(town: TownHall) -> list[Verifier]:
    told = await proof(town, "signingKeys { number verifierKey publicKey statement addedAt }")
    return [Verifier.parse(one["verifierKey"]) for one in told["signingKeys"]]


async def test_checkpoint_is_signed_by_the_published_key(town: TownHall) -> None:
    last = await sealed(town)
    text, names = note.verify(last["note"], await keys(town))
    told = checkpoint.parse(text)
    assert names == (told.origin,)
    assert told.origin == f"labeltrail.local/{PROJECT}/1"
    assert (str(told.size), told.root.hex()) == (last["treeSize"], last["root"])


async def test_every_event_is_proved_to_be_in_the_tree(town: TownHall) -> None:
    await morning(town)
    last = await sealed(town)
    root, size = bytes.fromhex(last["root"]), int(last["treeSize"])
    events = "events(first: 100) { events { position leaf } }"
    asked = f'{{ project(id: "{PROJECT}") {{ {events} }} }}'
    leaves = (await town.ask("liv", asked)).told["project"]["events"]["events"]
    assert len(leaves) == size
    for event in leaves:
        position = int(event["position"])
        told = (await proof(town, INCLUSION % (f'"{position}"', "null")))["inclusion"]
        assert (told["leaf"], told["size"]) == (event["leaf"], str(size))
        hashes = [bytes.fromhex(one) for one in told["hashes"]]
        verify_inclusion(bytes.fromhex(told["leaf"]), position - 1, size, hashes, root)


async def test_older_tree_is_proved_to_be_the_beginning_of_the_newer(town: TownHall) -> None:
    older = await sealed(town)
    await morning(town)
    newer = await sealed(town)
    first, second = int(older["treeSize"]), int(newer["treeSize"])
    told = (await proof(town, CONSISTENCY % (f'"{first}"', f'"{second}"')))["consistency"]
    assert (told["firstRoot"], told["secondRoot"]) == (older["root"], newer["root"])
    roots = (bytes.fromhex(older["root"]), bytes.fromhex(newer["root"]))
    verify_consistency(first, second, [bytes.fromhex(one) for one in told["hashes"]], *roots)


@pytest.mark.parametrize(
    "asked",
    [
        INCLUSION % ('"1000"', "null"),
        INCLUSION % ('"1"', '"1000"'),
        CONSISTENCY % ('"1"', '"1000"'),
        CONSISTENCY % ('"1000"', "null"),
    ],
)
async def test_what_no_checkpoint_covers_is_not_proved_yet(town: TownHall, asked: str) -> None:
    await sealed(town)
    assert list((await proof(town, asked)).values()) == [None]


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (INCLUSION % ('"0"', "null"), "positions count from 1"),
        (INCLUSION % ('"4"', '"3"'), "a tree of 3 events has none at position 4"),
        (CONSISTENCY % ('"4"', '"3"'), "a tree of 3 events never had 4"),
    ],
)
async def test_what_can_never_be_proved_is_an_error(town: TownHall, asked: str, said: str) -> None:
    await sealed(town)
    answer = await town.ask("liv", PROOF % asked)
    assert answer.code == "BAD_USER_INPUT"
    assert answer.body["errors"][0]["message"] == said


async def test_checkpoints_are_paged_both_ways(town: TownHall) -> None:
    sizes = [int((await sealed(town))["treeSize"])]
    for annotator, letter in (("bo", "letter-1"), ("cy", "letter-1"), ("bo", "letter-2")):
        await town.label(annotator, letter, "noise")
        sizes.append(int((await sealed(town))["treeSize"]))
    every = (await proof(town, "checkpoints(first: 100) { nodes { treeSize } }"))["checkpoints"]
    told = [int(one["treeSize"]) for one in every["nodes"]]  # the loop may have sealed more often
    assert set(sizes) <= set(told)
    assert told == sorted(told)
    for way, size, start, more in (
        ("first", "after", "endCursor", "hasNextPage"),
        ("last", "before", "startCursor", "hasPreviousPage"),
    ):
        found: list[int] = []
        cursor = None
        while True:
            given = {way: 2, size: cursor}
            page = (await town.ask("liv", PAGES, given)).told["project"]["proof"]["page"]
            part = [int(one["treeSize"]) for one in page["nodes"]]
            found = found + part if way == "first" else part + found
            if not page["pageInfo"][more]:
                break
            cursor = page["pageInfo"][start]
        assert found == told


async def test_stopped_project_takes_no_changes_and_goes_on_once_resumed(town: TownHall) -> None:
    last = await sealed(town)
    await town.parts.pool.execute(
        "SELECT ledger.stop_project($1, 'a backup was restored', $2)", PROJECT, last["note"]
    )
    given = {"itemId": "letter-1", "reason": "OTHER"}
    whole = {"project": PROJECT, "commandId": absent(), **given}
    query = "mutation ($input: SkipItemInput!) { skipItem(input: $input) { __typename } }"
    assert (await town.ask("bo", query, {"input": whole})).code == "LEDGER_STOPPED"
    assert (await proof(town, "stopped"))["stopped"] == "a backup was restored"
    await town.parts.sealer.resume(PROJECT, reason="the disk burnt", opened_by="ada")
    await town.accepted("bo", "skipItem", given)
    after = await sealed(town)
    assert after["epoch"] == 2
    epochs = (await proof(town, "epochs { epoch forkSize reason openedBy openedAt }"))["epochs"]
    assert [(one["epoch"], one["forkSize"]) for one in epochs] == [(1, "0"), (2, last["treeSize"])]
    assert epochs[1]["reason"] == "the disk burnt"
    note.verify(after["note"], await keys(town))


@pytest.mark.parametrize("actor", ["bo", "rae", "jo", "quill"])
async def test_proofs_are_for_those_who_oversee(town: TownHall, actor: str) -> None:
    assert (await town.ask(actor, PROOF % "head")).code == "FORBIDDEN"
