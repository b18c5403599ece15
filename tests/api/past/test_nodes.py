"""Many objects by id at once: each as by itself, in the order asked, loaded in bulk."""

from __future__ import annotations

import contextlib

import asyncpg

from labeltrail.graphql import ids
from labeltrail.graphql.ids import Kind
from tests.api.letters import BATCH, morning, read
from tests.api.townhall import LETTERS, PEOPLE, PROJECT, TownHall

TOLD = (
    "id ... on Item { itemId groundTruth { task category }"
    " labels(first: 9) { nodes { annotator } } }"
    " ... on Batch { title itemCount } ... on Member { memberId roles }"
    " ... on LedgerEvent { position type } ... on Project { title }"
)
NODES = f"query ($ids: [ID!]!) {{ nodes(ids: $ids) {{ {TOLD} }} }}"
NODE = f"query ($id: ID!) {{ node(id: $id) {{ {TOLD} }} }}"
STATEMENTS_MAX = 40
"""For any number of nodes; one after another they were hundreds."""


async def everything(town: TownHall) -> list[str]:
    last = await morning(town)
    await read(town, "liv", "title", last)
    named = [
        ids.node(Kind.PROJECT, PROJECT),
        *(ids.node(Kind.ITEM, PROJECT, one) for one in LETTERS),
        *(ids.node(Kind.ITEM, PROJECT, one, at=last - 4) for one in LETTERS),
        ids.node(Kind.BATCH, PROJECT, BATCH),
        ids.node(Kind.BATCH, PROJECT, BATCH, at=last - 1),
        *(ids.node(Kind.MEMBER, PROJECT, one) for one in PEOPLE),
        *(ids.node(Kind.MEMBER, PROJECT, one, at=last) for one in PEOPLE),
        *(ids.node(Kind.EVENT, PROJECT, str(place)) for place in range(1, last + 1)),
        *(ids.node(Kind.ITEM, PROJECT, "letter-99"), "nonsense", "nobody's"),
        ids.node(Kind.ITEM, PROJECT, LETTERS[0], at=2**62),
        ids.node(Kind.ITEM, "another-project", LETTERS[0]),
    ]
    return [str(one) for one in named]


async def test_nodes_are_each_node_in_order(town: TownHall) -> None:
    wanted = await everything(town)
    for actor in ("liv", "dee", "bo"):
        asked = [(await town.ask(actor, NODE, {"id": one})).body for one in wanted[::3]]
        alone = [body["data"]["node"] for body in asked]
        together = (await town.ask(actor, NODES, {"ids": wanted[::3]})).body["data"]["nodes"]
        assert together == alone
        assert any(alone)
        assert not all(alone)


async def test_nodes_are_loaded_in_bulk(town: TownHall) -> None:
    wanted = (await everything(town))[:100]
    await town.ask("liv", NODES, {"ids": wanted})
    sent: list[str] = []
    await watch(town.parts.pool, sent)
    await town.ask("liv", NODES, {"ids": wanted})
    assert len(wanted) > STATEMENTS_MAX
    assert 0 < len(sent) <= STATEMENTS_MAX, sent


async def watch(pool: asyncpg.Pool, sent: list[str]) -> None:
    """Note every statement that the server's connections send from now on."""
    async with contextlib.AsyncExitStack() as held:
        for _ in range(pool.get_size()):
            connection = await held.enter_async_context(pool.acquire())
            connection.add_query_logger(lambda query: sent.append(query.query[:80]))
