"""What a verdict rests on: a batch's items and the rules, as of one position.

Pure. Made from ledger events alone (`material_of`), or from the same events read back from the
database (`loading.py`): both give equal material, and so equal bytes of readiness. Everything that
metrics ask of the items is computed once, and only when it is asked for.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from functools import cached_property
from typing import TypeVar, cast

import msgspec

from labeltrail.events.envelope import RecordedEvent
from labeltrail.events.identifiers import BatchId, ItemId, TaskName
from labeltrail.events.streams import batch, rules
from labeltrail.events.streams.apart import AUDIT, MODEL
from labeltrail.events.streams.item import PREFIX as ITEM
from labeltrail.events.streams.item import state
from labeltrail.events.streams.item.state import Item
from labeltrail.events.streams.policy import Policy, PolicyHistory
from labeltrail.events.streams.rules import Rules
from labeltrail.events.streams.splits.facts import STREAM as SPLITS
from labeltrail.projections.columns.items import ItemColumns
from labeltrail.projections.columns.readings import Readings
from labeltrail.projections.columns.under import under
from labeltrail.projections.contribution import Share, Sharing
from labeltrail.projections.gold.columns import GoldColumns
from labeltrail.projections.readiness.columns import golds_of, items_of, readings_of
from labeltrail.projections.statistics.resampling import Stop
from labeltrail.projections.tally import Tally
from labeltrail.projections.terms import Terms, terms_in_force
from labeltrail.projections.truth import Outcome

T = TypeVar("T")
States = Mapping[ItemId, Item]
KEPT_APART = (AUDIT, MODEL, SPLITS)
"""Streams of the project that metrics may ask about, besides items and rules."""


class Material:
    """
    position    every event up to it is in the material, and no later one
    batch_id    None: the whole project
    states      the items judged, sorted by id
    references  the items of other batches, as the requirements name them
    apart       events of the streams `KEPT_APART`, in order
    terms       that ground truth holds under: those in force, unless others are given
    stop        looked at by what takes long; see `statistics.resampling`
    """

    def __init__(
        self,
        *,
        position: int,
        ruled: Rules,
        batch_id: BatchId | None,
        states: States,
        references: Mapping[BatchId, States] | None = None,
        apart: tuple[RecordedEvent, ...] = (),
        terms: Terms | None = None,
        stop: Stop | None = None,
    ) -> None:
        self.position = position
        self.rules = ruled
        self.batch_id = batch_id
        self.states: States = dict(sorted(states.items()))
        self.references: Mapping[BatchId, States] = references or {}
        self.apart = apart
        self.terms = terms_in_force(ruled) if terms is None else terms
        self.stop = stop
        self._readings: dict[TaskName, Readings] = {}
        self._golds: dict[TaskName, GoldColumns] = {}
        self._once: dict[object, object] = {}

    @cached_property
    def shares(self) -> dict[ItemId, Share]:
        """What each item adds to the sums."""
        sharing = Sharing(self.terms)
        return {item_id: sharing.share(item) for item_id, item in self.states.items()}

    @cached_property
    def tally(self) -> Tally:
        return Tally.total(one.tally() for one in self.shares.values())

    @cached_property
    def items(self) -> ItemColumns:
        return items_of(self.states)

    def outcomes(self, task: TaskName) -> dict[ItemId, Outcome]:
        """The ground truth of every item, for a task of the taxonomy in force."""
        return {item_id: share.tasks[task].outcome for item_id, share in self.shares.items()}

    def readings(self, task: TaskName) -> Readings:
        found = self._readings.get(task)
        if found is None:
            said = readings_of(self.states, task)
            found = self._readings[task] = under(said, task, self.terms.lineage)
        return found

    def golds(self, task: TaskName) -> GoldColumns:
        """Those in force."""
        found = self._golds.get(task)
        if found is None:
            states = {item_id: self.terms.read(item) for item_id, item in self.states.items()}
            found = self._golds[task] = golds_of(states, task, position=self.position)
        return found

    def once(self, key: object, make: Callable[[], T]) -> T:
        """What `make` gives, computed the first time that the key is asked for."""
        if key not in self._once:
            self._once[key] = make()
        return cast("T", self._once[key])

    def slices(self, attribute: str) -> dict[str, Material]:
        """The material of the items with each value of an attribute; those without are in none."""
        by_value: dict[str, list[ItemId]] = {}
        for item_id, item in self.states.items():
            value = item.registered.attributes.get(attribute) if item.registered else None
            if value is not None:
                by_value.setdefault(value, []).append(item_id)
        return {value: self.only(ids) for value, ids in sorted(by_value.items())}

    def only(self, chosen: Collection[ItemId]) -> Material:
        """The same of some of the items."""
        kept = {item_id: self.states[item_id] for item_id in chosen if item_id in self.states}
        return self._with(states=kept)

    def of_reference(self, batch_id: BatchId) -> Material | None:
        """The same of another batch's items; None where the material has no such batch."""
        states = self.references.get(batch_id)
        return None if states is None else self._with(states=states)

    def changed(self, change: Callable[[ItemId, Item], Item]) -> Material:
        """As if each item were another."""
        changed = {item_id: change(item_id, item) for item_id, item in self.states.items()}
        return self._with(states=changed)

    def under(self, policy: Policy) -> Material:
        """As if the policy had been published last of all."""
        versions = (*self.rules.policy.versions, policy)
        ruled = msgspec.structs.replace(self.rules, policy=PolicyHistory(versions=versions))
        return self._with(ruled=ruled)

    def _with(self, *, states: States | None = None, ruled: Rules | None = None) -> Material:
        return Material(
            position=self.position,
            ruled=self.rules if ruled is None else ruled,
            batch_id=self.batch_id,
            states=self.states if states is None else states,
            references=self.references,
            apart=self.apart,
            terms=self.terms if ruled is None else None,
            stop=self.stop,
        )


def material_of(
    events: Iterable[RecordedEvent],
    batch_id: BatchId | None,
    *,
    references: Collection[BatchId] | None = None,
    up_to: int | None = None,
) -> Material | None:
    """From a project's events, in order of position: of a batch, or of the whole project.

    None where there is no such batch. `references`: the batches to compare with; None: those that
    the policy in force names. Events after the position `up_to` are as if they had not come.
    """
    ruled, position = Rules(), 0
    by_item: dict[ItemId, list[RecordedEvent]] = {}
    by_batch: dict[BatchId, list[RecordedEvent]] = {}
    apart: list[RecordedEvent] = []
    for event in events:
        if up_to is not None and event.position > up_to:
            break
        position, stream = event.position, event.stream
        if stream.startswith(ITEM):
            by_item.setdefault(ItemId(stream.removeprefix(ITEM)), []).append(event)
        elif stream.startswith(batch.PREFIX):
            by_batch.setdefault(BatchId(stream.removeprefix(batch.PREFIX)), []).append(event)
        elif stream.startswith(KEPT_APART):
            apart.append(event)
        ruled = rules.evolve(ruled, event)
    if batch_id is not None and batch_id not in by_batch:
        return None
    named = referred(ruled.policy.current()) if references is None else references

    def states_of(ids: Iterable[ItemId]) -> States:
        return {item_id: state.fold(by_item[item_id]) for item_id in ids if item_id in by_item}

    def members(of: BatchId) -> States:
        return states_of(batch.fold(by_batch[of]).item_ids)

    return Material(
        position=position,
        ruled=ruled,
        batch_id=batch_id,
        states=states_of(by_item) if batch_id is None else members(batch_id),
        references={one: members(one) for one in sorted(named) if one in by_batch},
        apart=tuple(apart),
    )


def referred(policy: Policy | None) -> frozenset[BatchId]:
    """The batches that a policy's requirements compare with."""
    found: set[BatchId] = set()
    asked = list(policy.requirements) if policy is not None else []
    for one in asked:
        if one.reference is not None:
            found.add(one.reference)
        asked.extend(one.parts)
    return frozenset(found)
