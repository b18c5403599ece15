"""Gold that a file holds beside labels, or alone: decided elsewhere by two persons who are named.

The gold of an item may stand on each of its lines. It is sent once, before the labels of the same
request, so that it judges them; a line that names another value than an earlier one is refused.
"""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from labeltrail.backend.client import Accepted, Client, Refusal, Variables, outcome
from labeltrail.backend.importing.command_ids import command_id
from labeltrail.backend.importing.inputs import value_input
from labeltrail.backend.importing.rows import Row, label_text
from labeltrail.backend.importing.seen import Seen
from labeltrail.backend.importing.target import Target
from labeltrail.events.identifiers import MemberId
from labeltrail.events.rejections import Rejection, Rule
from labeltrail.events.streams.project import Role
from labeltrail.events.values import Value, category, value_of_text


class GoldWish(msgspec.Struct, frozen=True, kw_only=True):
    """Who proposed and who approved the gold of a file, and the name of the file."""

    proposed_by: str
    approved_by: str
    source: str

    def persons(self) -> tuple[MemberId, ...]:
        return (MemberId(self.proposed_by), MemberId(self.approved_by))


class GoldLine(msgspec.Struct, frozen=True, kw_only=True):
    """The gold of a row that comes with it for the first time."""

    place: int
    item: str
    value: Value


def checked_gold(target: Target, row: Row, seen: Seen) -> Value | Rejection | None:
    """The gold that is to be sent with this row; None where there is none, or it was sent."""
    if not row.has_gold:
        return None
    try:
        value = value_of_text(target.task, label_text(row.gold) or "")
    except ValueError as fault:
        value = Rejection(Rule.VALUE_KIND_MISMATCH, str(fault))
    if isinstance(value, Rejection):
        return msgspec.structs.replace(value, message=f"its gold: {value.message}")
    times = seen.count("gold", row.item)
    times_same = seen.count("gold as it is", row.item, category(value) or "")
    if times > times_same:
        message = "its gold is another than on an earlier line; an item has one value that is true"
        return Rejection(Rule.GOLD_EXISTS, message)
    return value if times == 1 else None


def gold_input(target: Target, wish: GoldWish, line: GoldLine) -> Variables:
    task = target.task.name
    identity = (task, line.item, category(line.value) or "")
    return {
        "commandId": str(command_id(target.project, "gold", *identity)),
        "itemId": line.item,
        "task": task,
        "value": value_input(line.value),
        "proposedBy": wish.proposed_by,
        "approvedBy": wish.approved_by,
        "source": wish.source,
    }


def setter_input(target: Target, member: str) -> Variables:
    return {
        "project": target.project,
        "commandId": str(command_id(target.project, "gold setter", member)),
        "member": member,
        "roles": [Role.ADJUDICATOR.name],
    }


async def send_gold(
    client: Client, target: Target, wish: GoldWish, lines: Sequence[GoldLine]
) -> dict[int, Accepted | Refusal]:
    """What became of each, by the place of its row."""
    if not lines:
        return {}
    golds = [gold_input(target, wish, line) for line in lines]
    given = {"input": {"project": target.project, "golds": golds}}
    answered = msgspec.convert(
        await client.run("import_gold", given), dict[str, dict[str, list[object]]]
    )
    results = [outcome(one) for one in answered["importGold"]["outcomes"]]
    return {line.place: result for line, result in zip(lines, results, strict=True)}
