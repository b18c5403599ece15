"""What a request loads, in bulk and once: items, batches, words and times.

Items as they stand now come from the ledger's streams themselves, so they are never behind:
blindness is judged on them. Answers come from the read models, or from replay for the past.
"""

from collections.abc import Awaitable, Callable, Collection, Hashable
from typing import TypeVar
from uuid import UUID

import asyncpg
from strawberry.dataloader import DataLoader

from labeltrail.events.acts import ErasedText
from labeltrail.events.directory import Directory
from labeltrail.events.envelope import RecordedEvent
from labeltrail.events.identifiers import BatchId, ItemId, ProjectId
from labeltrail.events.ledger import read
from labeltrail.events.streams.item import PREFIX, state
from labeltrail.events.streams.item.state import Item
from labeltrail.projections import history, reads
from labeltrail.projections.answers import BatchFacts, ItemAnswer, RulesAnswer, ScopeAnswer

Key = TypeVar("Key", bound=Hashable)
Found = TypeVar("Found")

Place = tuple[ProjectId, int | None]
"""A project now, or as of a position."""
RULES = "rules"
"""Of a place there is one of them."""


class Loaders:
    """One request's. Made anew after a mutation, since what was loaded may have changed."""

    def __init__(self, pool: asyncpg.Pool, directory: Directory) -> None:
        self._pool = pool
        self._directory = directory
        self._items = grouped(self._items_now)
        self._answers = grouped(self._item_answers)
        self._scopes = grouped(self._scope_answers)
        self._counts = grouped(self._scope_counts)
        self._batches = grouped(self._batch_facts)
        self._events = grouped(self._events_at)
        self._rules = grouped(self._rules_at)
        self._words = grouped(self._texts)

    async def item_now(self, project_id: ProjectId, item_id: ItemId) -> Item:
        """The item as it stands now; one that does not exist is not registered."""
        return await self._items.load(((project_id, None), item_id)) or Item()

    async def items_now(self, project_id: ProjectId, wanted: list[ItemId]) -> None:
        """Have many at hand at once."""
        await self._items.load_many([((project_id, None), item_id) for item_id in wanted])

    async def item(
        self, project_id: ProjectId, item_id: ItemId, position: int | None
    ) -> ItemAnswer | None:
        """What the read models say, or replay as of a position; None when there is no item."""
        return await self._answers.load(((project_id, position), item_id))

    def prime(
        self, project_id: ProjectId, position: int | None, answers: Collection[ItemAnswer]
    ) -> None:
        """Items that a page brought along need not be loaded again."""
        place = (project_id, position)
        self._answers.prime_many({(place, one.item_id): one for one in answers})

    async def sums(
        self, project_id: ProjectId, scope: str, position: int | None
    ) -> ScopeAnswer | None:
        """What a batch adds up to, or the project for the empty scope."""
        return await self._scopes.load(((project_id, position), scope))

    async def counted(
        self, project_id: ProjectId, scope: str, position: int | None
    ) -> ScopeAnswer | None:
        """The same but for the evidence of its readiness, which takes a search, and for readiness
        where the policy asks for more than sums tell.
        """
        return await self._counts.load(((project_id, position), scope))

    async def batch(
        self, project_id: ProjectId, batch_id: BatchId, position: int | None
    ) -> BatchFacts | None:
        """What a batch says of itself, nothing added up."""
        return await self._batches.load(((project_id, position), batch_id))

    async def event(self, project_id: ProjectId, position: int) -> RecordedEvent | None:
        return await self._events.load(((project_id, None), position))

    async def rules(self, project_id: ProjectId, position: int) -> RulesAnswer | None:
        """As of a position."""
        return await self._rules.load(((project_id, position), RULES))

    async def words(self, project_id: ProjectId, text_id: UUID) -> str | ErasedText | None:
        """A text that people wrote, or when it was erased."""
        return await self._words.load(((project_id, None), text_id))

    async def _items_now(self, place: Place, wanted: list[ItemId]) -> dict[ItemId, Item]:
        return await items_now(self._pool, place[0], wanted)

    async def _item_answers(self, place: Place, wanted: list[ItemId]) -> dict[ItemId, ItemAnswer]:
        return await reads.items(self._pool, place[0], wanted, position=place[1])

    async def _scope_answers(self, place: Place, wanted: list[str]) -> dict[str, ScopeAnswer]:
        return await reads.scopes(self._pool, place[0], wanted, position=place[1])

    async def _scope_counts(self, place: Place, wanted: list[str]) -> dict[str, ScopeAnswer]:
        return await reads.scopes(
            self._pool,
            place[0],
            wanted,
            position=place[1],
            with_evidence=False,
            with_readiness=False,
        )

    async def _batch_facts(self, place: Place, wanted: list[BatchId]) -> dict[BatchId, BatchFacts]:
        return await reads.batches(self._pool, place[0], wanted, position=place[1])

    async def _events_at(self, place: Place, wanted: list[int]) -> dict[int, RecordedEvent]:
        return await history.events_at(self._pool, place[0], wanted)

    async def _rules_at(self, place: Place, wanted: list[str]) -> dict[str, RulesAnswer]:
        return dict.fromkeys(wanted, await reads.rules(self._pool, place[0], position=place[1]))

    async def _texts(self, place: Place, wanted: list[UUID]) -> dict[UUID, str | ErasedText]:
        return await self._directory.words(place[0], wanted)


def grouped(
    load: Callable[[Place, list[Key]], Awaitable[dict[Key, Found]]],
) -> DataLoader[tuple[Place, Key], Found | None]:
    """A loader that asks once for all keys of one place that are wanted at the same time."""

    async def loaded(keys: list[tuple[Place, Key]]) -> list[Found | None]:
        found: dict[Place, dict[Key, Found]] = {}
        for place in dict.fromkeys(place for place, _ in keys):
            found[place] = await load(place, [key for of, key in keys if of == place])
        return [found[place].get(key) for place, key in keys]

    return DataLoader(load_fn=loaded)


async def items_now(
    pool: asyncpg.Pool, project_id: ProjectId, wanted: Collection[ItemId]
) -> dict[ItemId, Item]:
    """Those of the items that exist.

    One with an event that cannot be read counts as labeled by nobody: who may label is blind to it.
    """
    streams = [PREFIX + item_id for item_id in wanted]
    events = await read.read_streams(pool, project_id, streams)
    by_item: dict[ItemId, list[RecordedEvent]] = {}
    for event in events:
        by_item.setdefault(ItemId(event.stream.removeprefix(PREFIX)), []).append(event)
    return {item_id: _folded(of_item) for item_id, of_item in by_item.items()}


def _folded(events: list[RecordedEvent]) -> Item:
    try:
        return state.fold(events)
    except Exception:  # whatever a fold raises; the projection has told of it
        return Item()
