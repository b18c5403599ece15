"""Lists: pages that join, cursors that hold while rows come in, and a constant number of reads."""

from __future__ import annotations

import base64
from typing import Any
from uuid import uuid4

import asyncpg
import pytest

from tests.api.letters import morning
from tests.api.townhall import PROJECT, TownHall, opened

PAGE = (
    "query ($first: Int, $after: String, $last: Int, $before: String, $atLeast: BigInt) {"
    f' project(id: "{PROJECT}", atLeast: $atLeast) {{'
    " page: %s(first: $first, after: $after, last: $last, before: $before)"
    " { nodes { %s } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } } }"
)
ITEMS = PAGE % ("items", "itemId")
LISTS = {
    "items": (ITEMS, "itemId"),
    "members": (PAGE % ("members", "memberId"), "memberId"),
    "timeline": (PAGE % ("timeline", "position"), "position"),
    "batches": (PAGE % ("batches", "batchId"), "batchId"),
    "escalations": (PAGE % ("escalations", "escalationId"), "escalationId"),
}


async def page(town: TownHall, query: str, **given: Any) -> dict[str, Any]:
    told: dict[str, Any] = (await town.ask("liv", query, given)).told["project"]["page"]
    return told


async def walked(
    town: TownHall, query: str, key: str, size: int, *, is_backward: bool
) -> list[str]:
    """The whole list, page by page."""
    found: list[str] = []
    cursor: str | None = None
    while True:
        if is_backward:
            part = await page(town, query, last=size, before=cursor)
            found = [one[key] for one in part["nodes"]] + found
            cursor, more = part["pageInfo"]["startCursor"], part["pageInfo"]["hasPreviousPage"]
        else:
            part = await page(town, query, first=size, after=cursor)
            found += [one[key] for one in part["nodes"]]
            cursor, more = part["pageInfo"]["endCursor"], part["pageInfo"]["hasNextPage"]
        if not more:
            return found


async def registered(town: TownHall, items: list[str]) -> int:
    entries = [{"commandId": str(uuid4()), "itemId": one, "modality": "TEXT"} for one in items]
    query = (
        "mutation ($input: RegisterItemsInput!) { registerItems(input: $input)"
        " { outcomes { ... on CommandSuccess { position } } } }"
    )
    told = (await town.ask("ada", query, {"input": {"project": PROJECT, "items": entries}})).told
    return max(int(one["position"]) for one in told["registerItems"]["outcomes"])


@pytest.mark.parametrize("listing", LISTS)
async def test_pages_join_forward_and_backward(town: TownHall, listing: str) -> None:
    query, key = LISTS[listing]
    position = await morning(town)
    await page(town, ITEMS, first=1, atLeast=str(position))
    whole = [one[key] for one in (await page(town, query, first=100))["nodes"]]
    assert whole
    assert len(whole) == len(set(whole))
    for size in (1, 2):
        assert await walked(town, query, key, size, is_backward=False) == whole
        assert await walked(town, query, key, size, is_backward=True) == whole


async def test_rows_that_come_in_between_shift_no_page(town: TownHall) -> None:
    position = await registered(town, [f"card-{number:02}" for number in range(0, 20, 2)])
    first = await page(town, ITEMS, first=5, atLeast=str(position))
    position = await registered(town, [f"card-{number:02}" for number in range(1, 20, 2)])
    after = first["pageInfo"]["endCursor"]
    rest = await page(town, ITEMS, first=100, after=after, atLeast=str(position))
    seen = [one["itemId"] for one in (*first["nodes"], *rest["nodes"])]
    assert seen == sorted(set(seen)), "nothing twice, nothing out of order"
    assert {f"card-{number:02}" for number in range(9, 20)} <= set(seen)


async def test_foreign_cursor_is_told(town: TownHall) -> None:
    await morning(town)
    members = (await page(town, LISTS["members"][0], first=1))["pageInfo"]["endCursor"]
    other = base64.urlsafe_b64encode(b'[1,"items","another-project",["x"]]').decode()
    for cursor in ("", "x", "%%%", "W10", members, other, "é", "A" * 3_000):
        answer = await town.ask("liv", ITEMS, {"first": 1, "after": cursor})
        (error,) = answer.body["errors"]
        assert error["extensions"]["code"] == "BAD_CURSOR", cursor


@pytest.mark.parametrize(
    "given",
    [{}, {"first": 1, "last": 1}, {"first": -1}, {"first": 101}, {"last": 1_000_000}],
    ids=str,
)
async def test_page_of_no_size_or_of_any_is_refused(town: TownHall, given: dict[str, int]) -> None:
    answer = await town.ask("liv", ITEMS, given)
    (error,) = answer.body["errors"]
    assert error["extensions"]["code"] == "BAD_USER_INPUT"


async def test_node_finds_what_a_list_has_named(town: TownHall) -> None:
    position = await morning(town)
    nodes = (
        f'query ($atLeast: BigInt) {{ project(id: "{PROJECT}", atLeast: $atLeast) {{ id'
        " items(first: 3) { nodes { id labels(first: 3) { nodes { id } } } }"
        " batches(first: 1) { nodes { id } } escalations(first: 1) { nodes { id } } } }"
    )
    told = (await town.ask("liv", nodes, {"atLeast": str(position)})).told["project"]
    ids = [told["id"]]
    for item in told["items"]["nodes"]:
        ids += [item["id"], *(one["id"] for one in item["labels"]["nodes"])]
    for listing in ("batches", "escalations"):
        ids += [one["id"] for one in told[listing]["nodes"]]
    query = "query ($ids: [ID!]!) { nodes(ids: $ids) { id } }"
    found = (await town.ask("liv", query, {"ids": [*ids, "nonsense"]})).told["nodes"]
    assert [one["id"] if one else None for one in found] == [*ids, None]
    stranger = (await town.ask("mallory", query, {"ids": ids})).told["nodes"]
    assert stranger == [None] * len(ids)


async def test_larger_page_takes_no_more_statements(town: TownHall, database_url: str) -> None:
    """Items with their labels, truth and batches are loaded together, not one by one."""
    position = await morning(town)
    query = (
        f'query ($first: Int!) {{ project(id: "{PROJECT}") {{'
        " items(first: $first) { nodes { itemId groundTruth { category }"
        " labels(first: 5) { nodes { annotator answers { json } } } batches { title } } } } }"
    )
    await page(town, ITEMS, first=1, atLeast=str(position))
    taken: dict[int, list[str]] = {}
    async with opened(database_url, folds=False) as still:
        statements = await logged(still.parts.pool)
        for size in (1, 1, 3):  # the first request prepares its statements
            statements.clear()
            told = (await still.ask("liv", query, {"first": size})).told["project"]
            assert len(told["items"]["nodes"]) == size
            taken[size] = list(statements)
    assert len(taken[1]) > 3
    assert len(taken[3]) == len(taken[1])


async def logged(pool: asyncpg.Pool) -> list[str]:
    """Every statement that the pool's connections run from now on."""
    statements: list[str] = []
    held = [await pool.acquire() for _ in range(pool.get_max_size())]
    for connection in held:
        connection.add_query_logger(lambda record: statements.append(record.query))
    for connection in held:
        await pool.release(connection)
    return statements
