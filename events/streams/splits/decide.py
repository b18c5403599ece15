"""What admits items to a split. Which items a rule drew comes as data."""

from collections.abc import Sequence

import msgspec

from labeltrail.events import checks
from labeltrail.events.identifiers import ItemId
from labeltrail.events.limits import ATTRIBUTES_MAX, ITEMS_PER_COMMAND_MAX
from labeltrail.events.rejections import Rejection, Rule
from labeltrail.events.streams.item import PREFIX as ITEM
from labeltrail.events.streams.item.benchmark import ItemFrozen
from labeltrail.events.streams.outcome import Decision, Emitted, admitted
from labeltrail.events.streams.splits.facts import ItemsSplit, Share, Split, SplitRule, Splits

ASSIGNED_PER_COMMAND_MAX = 20_000


class AssignSplits(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Put items into splits. `moves`: also those that are in another one, but the benchmark's."""

    item_ids: tuple[ItemId, ...]
    splits: tuple[Split, ...]
    rule: SplitRule | None = None
    moves: bool = False


def decide(
    state: Splits, command: AssignSplits, registered: frozenset[ItemId]
) -> Decision[ItemsSplit | ItemFrozen]:
    """`splits[n]` is that of `item_ids[n]`; `registered` are those that the project knows."""
    fault = checks.first(
        (
            checks.some(command.item_ids, "item_ids"),
            checks.at_most(command.item_ids, ASSIGNED_PER_COMMAND_MAX, "item_ids"),
            checks.distinct(command.item_ids, "item_ids"),
            _length_fault(command),
        )
    )
    if fault is not None:
        return fault
    for place, (item_id, split) in enumerate(zip(command.item_ids, command.splits, strict=True)):
        fault = _item_fault(state, command, registered, item_id, split)
        if fault is not None:
            return msgspec.structs.replace(fault, path=("item_ids", place))
    return admitted(*_facts(command))


def shares_fault(shares: Sequence[Share]) -> Rejection | None:
    """Why items cannot be drawn in these shares."""
    total = sum(one.share for one in shares)
    is_twice = len({one.split for one in shares}) != len(shares)
    if total == 1 and not is_twice and all(one.share > 0 for one in shares):
        return None
    message = f"shares are above 0, each split has one, and they add up to 1, not to {total}"
    return Rejection(Rule.SHARES_DO_NOT_ADD_UP, message, ("shares",))


def attribute_fault(name: str, known: Sequence[str], *path: str) -> Rejection:
    """The refusal of an attribute that no item was registered with."""
    there = ", ".join(known[:ATTRIBUTES_MAX]) or "none"
    message = f"no item was registered with an attribute {name!r}; there are {there}"
    return Rejection(Rule.ATTRIBUTE_UNKNOWN, message, path)


def nothing_to_split() -> Rejection:
    message = "every item there is in a split already, so there is nothing to draw"
    return Rejection(Rule.NOTHING_TO_SPLIT, message)


def _facts(command: AssignSplits) -> list[Emitted[ItemsSplit | ItemFrozen]]:
    """One event a split and thousand items; then one for each item of the benchmark."""
    facts: list[Emitted[ItemsSplit | ItemFrozen]] = []
    for split in Split:
        among = zip(command.item_ids, command.splits, strict=True)
        chosen = [item_id for item_id, its in among if its is split]
        for start in range(0, len(chosen), ITEMS_PER_COMMAND_MAX):
            some = tuple(chosen[start : start + ITEMS_PER_COMMAND_MAX])
            told = ItemsSplit(split=split, item_ids=some, rule=command.rule)
            cause = len(facts)
            facts.append(Emitted(fact=told))
            if split is Split.BENCHMARK:
                facts.extend(
                    Emitted(fact=ItemFrozen(), stream=ITEM + item_id, after=cause)
                    for item_id in some
                )
    return facts


def _length_fault(command: AssignSplits) -> Rejection | None:
    if len(command.splits) == len(command.item_ids):
        return None
    message = f"{len(command.item_ids)} items and {len(command.splits)} splits do not go together"
    return Rejection(Rule.NUMBER_OUT_OF_RANGE, message, ("splits",))


def _item_fault(
    state: Splits,
    command: AssignSplits,
    registered: frozenset[ItemId],
    item_id: ItemId,
    split: Split,
) -> Rejection | None:
    if item_id not in registered:
        message = f"no item {item_id!r} in this project; register it first"
        return Rejection(Rule.ITEM_UNKNOWN, message)
    former = state.split_of.get(item_id)
    if former is None:
        return None
    if former is split:
        message = f"item {item_id!r} is in {split} already; leave it out"
        return Rejection(Rule.ITEM_ALREADY_IN_SPLIT, message)
    if former is Split.BENCHMARK:
        message = f"item {item_id!r} is in the benchmark, which is frozen; it stays there"
        return Rejection(Rule.BENCHMARK_FROZEN, message)
    if not command.moves:
        message = f"item {item_id!r} is in {former}; say that it moves, if that is what you mean"
        return Rejection(Rule.ITEM_IN_ANOTHER_SPLIT, message)
    return None
