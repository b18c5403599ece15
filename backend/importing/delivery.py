"""Hands rows to the API, a few hundred at a time and in order, and reports what became of them.

Every line is one command with an id that follows from its content, so a delivery that was cut
off anywhere can be begun again. Within one request the server works on many items at once.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime

import msgspec

from labeltrail.backend.client import Accepted, Client, Refusal, Variables, outcome
from labeltrail.backend.importing.golds import (
    GoldLine,
    GoldWish,
    checked_gold,
    send_gold,
    setter_input,
)
from labeltrail.backend.importing.inputs import (
    CheckedLabel,
    Wishes,
    batch_input,
    item_input,
    label_input,
    member_input,
)
from labeltrail.backend.importing.lines import Malformed
from labeltrail.backend.importing.outcomes import item_line, label_line, line_of, refused
from labeltrail.backend.importing.report import Became, LineOutcome, Report, broken
from labeltrail.backend.importing.rows import Row
from labeltrail.backend.importing.seen import Seen
from labeltrail.backend.importing.target import Target
from labeltrail.events.rejections import Rejection, Rule
from labeltrail.events.values import Value

ROWS_PER_REQUEST = 500
ITEM_ALONE = "the line holds an item and no label, and items are not added: say --add-items"


class _Entry(msgspec.Struct, frozen=True, kw_only=True):
    """One row to deliver; `label` is None for a row about an item alone, or about its gold."""

    place: int
    row: Row
    label: CheckedLabel | None
    gold: Value | None = None


class Delivery:
    """One import on its way. `client` is None in a dry run, which writes nothing."""

    def __init__(
        self,
        client: Client | None,
        target: Target,
        wishes: Wishes,
        *,
        seen: Seen,
        report: Report,
        gold: GoldWish | None = None,
    ) -> None:
        self._client = client
        self._target = target
        self._wishes = wishes
        self._seen = seen
        self._report = report
        self._gold = gold

    async def add_members(self, rows: Iterable[Row | Malformed]) -> None:
        """Everybody whose labels are to be delivered, before the first of them.

        A member added amid labels would have every command under way read the rules anew.
        """
        if self._client is None or not self._wishes.adds_members:
            return
        for person in self._gold.persons() if self._gold is not None else ():
            await self._add_member(self._client, setter_input(self._target, person))
        now = datetime.now(UTC)
        members: dict[str, None] = {}
        for row in rows:
            if isinstance(row, Malformed) or row.judgment is None:
                continue
            if not isinstance(self._target.value(row.judgment, now=now), Rejection):
                members[row.judgment.annotator] = None
        for member in members:
            await self._add_member(self._client, member_input(self._target, member))

    async def deliver(self, rows: Iterable[Row | Malformed], advanced: Callable[[], None]) -> None:
        """All rows, in order. `advanced` is called after every request."""
        for chunk in _chunks(rows):
            for line in await self._outcomes(chunk):
                self._report.take(line)
            advanced()

    async def _outcomes(self, chunk: Sequence[Row | Malformed]) -> list[LineOutcome]:
        """What became of each row of the chunk, in order."""
        outcomes: dict[int, LineOutcome] = {}
        entries: list[_Entry] = []
        now = datetime.now(UTC)
        for place, row in enumerate(chunk):
            if isinstance(row, Malformed):
                outcomes[place] = broken(row)
                continue
            gold = self._checked_gold(row)
            label = self._checked(row, now) if not isinstance(gold, Rejection) else None
            has_gold = self._gold is not None and row.has_gold
            if isinstance(gold, Rejection):
                outcomes[place] = refused(row, gold.rule.code, gold.message)
            elif label is None and not has_gold and not self._wishes.adds_items:
                outcomes[place] = refused(row, Rule.ITEM_UNKNOWN.code, ITEM_ALONE)
            elif isinstance(label, Rejection):
                outcomes[place] = refused(row, label.rule.code, label.message)
            else:
                entries.append(_Entry(place=place, row=row, label=label, gold=gold))
        outcomes |= await self._delivered(entries)
        return [outcomes[place] for place in range(len(chunk))]

    def _checked(self, row: Row, now: datetime) -> CheckedLabel | Rejection | None:
        judgment = row.judgment
        if judgment is None:
            return None
        value = self._target.value(judgment, now=now)
        if isinstance(value, Rejection):
            return value
        times = self._seen.count("label", row.item, judgment.annotator)
        repeat = judgment.repeat or times
        if judgment.repeat is None and times > 1:
            self._report.made["repeats_numbered"] += 1
        return CheckedLabel(judgment=judgment, value=value, repeat=repeat)

    def _checked_gold(self, row: Row) -> Value | Rejection | None:
        return checked_gold(self._target, row, self._seen) if self._gold is not None else None

    async def _delivered(self, entries: list[_Entry]) -> dict[int, LineOutcome]:
        if self._client is None:
            return {one.place: line_of(one.row, Became.ACCEPTED) for one in entries}
        outcomes = await self._register(self._client, entries)
        outcomes |= await self._import_gold(self._client, entries, outcomes)
        labels = [one for one in entries if one.label is not None and one.place not in outcomes]
        if labels:
            outcomes |= await self._submit(self._client, labels)
        return outcomes

    async def _register(self, client: Client, entries: list[_Entry]) -> dict[int, LineOutcome]:
        """Registers items met for the first time. Answers for rows about items alone, and for
        labels of items that cannot be.
        """
        outcomes: dict[int, LineOutcome] = {}
        if not self._wishes.adds_items:
            return outcomes
        first_rows = {one.row.item: one.row for one in reversed(entries)}
        new = self._seen.new("item", [one.row.item for one in entries])
        results = await self._registered(client, [first_rows[item] for item in new])
        for one in entries:
            result = results.get(one.row.item)
            if one.label is None:
                outcomes[one.place] = item_line(one.row, result)
            elif isinstance(result, Refusal) and result.code != Rule.ITEM_EXISTS.code:
                outcomes[one.place] = refused(one.row, result.code, result.message)
        known = [item for item in new if _is_known(results[item])]
        await self._fill_batch(client, known)
        return outcomes

    async def _registered(self, client: Client, rows: list[Row]) -> dict[str, Accepted | Refusal]:
        if not rows:
            return {}
        items = [item_input(self._target, self._wishes, row) for row in rows]
        given = {"project": self._target.project, "items": items}
        answered = await client.run("register_items", {"input": given})
        results = [outcome(one) for one in _listed(answered)]
        fresh = [one for one in results if isinstance(one, Accepted) and not one.is_duplicate]
        self._reached(results)
        self._report.made["items_registered"] += len(fresh)
        return {row.item: result for row, result in zip(rows, results, strict=True)}

    async def _fill_batch(self, client: Client, items: list[str]) -> None:
        """Items that are in the batch already are left out, whoever put them there."""
        batch = self._wishes.batch
        while batch is not None and items:
            given = batch_input(self._target, batch, items)
            result = await client.act("add_items_to_batch", given)
            if isinstance(result, Accepted):
                self._report.made["items_put_into_batch"] += (
                    0 if result.is_duplicate else len(items)
                )
                return
            if result.code != Rule.ITEM_ALREADY_IN_BATCH.code or not result.path:
                raise ImportRefused(f"batch {batch!r}: {result.message}", result.code)
            place = int(result.path[-1])
            items = items[:place] + items[place + 1 :]

    async def _import_gold(
        self, client: Client, entries: list[_Entry], known: Mapping[int, LineOutcome]
    ) -> dict[int, LineOutcome]:
        """Answers for rows about gold alone, and for those whose gold is refused."""
        if self._gold is None:
            return {}
        lines = [
            GoldLine(place=one.place, item=one.row.item, value=one.gold)
            for one in entries
            if one.gold is not None
            and not (one.place in known and known[one.place].outcome is Became.REFUSED)
        ]
        results = await send_gold(client, self._target, self._gold, lines)
        self._reached(results.values())
        fresh = [one for one in results.values() if isinstance(one, Accepted)]
        self._report.made["golds_put_in_force"] += sum(not one.is_duplicate for one in fresh)
        outcomes: dict[int, LineOutcome] = {}
        for one in entries:
            result = results.get(one.place)
            if isinstance(result, Refusal):
                outcomes[one.place] = refused(one.row, result.code, f"its gold: {result.message}")
            elif one.label is None and one.row.has_gold:
                outcomes[one.place] = known.get(one.place) or item_line(one.row, result)
        return outcomes

    async def _add_member(self, client: Client, given: Variables) -> None:
        result = await client.act("add_member", given)
        if isinstance(result, Refusal) and result.code != Rule.MEMBER_EXISTS.code:
            raise ImportRefused(f"member {given['member']!r}: {result.message}", result.code)
        self._report.made["members_added"] += (
            isinstance(result, Accepted) and not result.is_duplicate
        )

    async def _submit(self, client: Client, entries: list[_Entry]) -> dict[int, LineOutcome]:
        labels = [label_input(self._target, one.row, one.label) for one in entries if one.label]
        given = {"project": self._target.project, "labels": labels}
        answered = await client.run("submit_labels", {"input": given})
        results = [outcome(one) for one in _listed(answered)]
        self._reached(results)
        return {
            one.place: label_line(one.row, result)
            for one, result in zip(entries, results, strict=True)
        }

    def _reached(self, results: Iterable[Accepted | Refusal]) -> None:
        positions = [one.position for one in results if isinstance(one, Accepted)]
        self._report.position = max([self._report.position, *positions])


class ImportRefused(RuntimeError):
    """The server refuses something that the whole import rests on."""

    def __init__(self, message: str, code: str) -> None:
        super().__init__(message)
        self.code = code


def _chunks(rows: Iterable[Row | Malformed]) -> Iterable[list[Row | Malformed]]:
    remaining = iter(rows)
    while chunk := list(itertools.islice(remaining, ROWS_PER_REQUEST)):
        yield chunk


def _listed(answered: dict[str, object]) -> list[object]:
    (payload,) = answered.values()
    return msgspec.convert(payload, dict[str, list[object]])["outcomes"]


def _is_known(result: Accepted | Refusal) -> bool:
    return isinstance(result, Accepted) or result.code == Rule.ITEM_EXISTS.code
