"""Splits: an item is in one, the benchmark is for ever, and nothing of what it holds changes."""

from __future__ import annotations

from decimal import Decimal

import msgspec
import pytest

from labeltrail.events.identifiers import ItemId
from labeltrail.events.rejections import Rule
from labeltrail.events.streams import item, splits
from labeltrail.events.streams.item import commands
from labeltrail.events.streams.item.benchmark import ItemFrozen
from labeltrail.events.streams.item.facts import RetractReason, SkipReason
from labeltrail.events.streams.outcome import Emitted
from labeltrail.events.streams.policy.splitting import BenchmarkChanges, Splitting
from labeltrail.events.streams.splits import AssignSplits, ItemsSplit, Share, Split
from labeltrail.events.streams.splits.decide import (
    ASSIGNED_PER_COMMAND_MAX,
    attribute_fault,
    nothing_to_split,
    shares_fault,
)
from tests.events.history import ITEM, Happened, History, happened
from tests.events.owls import (
    LENA,
    LENIENT,
    OSKAR,
    REGISTERED,
    label_id,
    labeled,
    owl,
    submit,
    with_policy,
)

OTHER = ItemId("rec-0413")


def in_split(split: Split, *item_ids: ItemId) -> Happened:
    return Happened(ItemsSplit(split=split, item_ids=item_ids), stream=splits.STREAM)


def frozen(item_id: ItemId = ITEM) -> Happened:
    return happened(ItemFrozen(), item_id=item_id)


def archive(*past: msgspec.Struct, changes: BenchmarkChanges | None = None) -> History:
    policy = LENIENT
    if changes is not None:
        policy = msgspec.structs.replace(policy, splitting=Splitting(benchmark_changes=changes))
    return with_policy(policy, happened(REGISTERED, item_id=OTHER), *past)


def assign(split: Split, *item_ids: ItemId, moves: bool = False) -> AssignSplits:
    return AssignSplits(item_ids=item_ids, splits=(split,) * len(item_ids), moves=moves)


def test_items_go_into_the_split_that_each_is_given() -> None:
    command = AssignSplits(item_ids=(ITEM, OTHER), splits=(Split.TEST, Split.TRAIN))
    archive().when(command).then(
        ItemsSplit(split=Split.TRAIN, item_ids=(OTHER,)),
        ItemsSplit(split=Split.TEST, item_ids=(ITEM,)),
    )


def test_each_item_of_the_benchmark_is_told_that_it_is_frozen() -> None:
    archive().when(assign(Split.BENCHMARK, ITEM, OTHER)).then(
        ItemsSplit(split=Split.BENCHMARK, item_ids=(ITEM, OTHER)),
        *(Emitted(fact=ItemFrozen(), stream=item.PREFIX + one, after=0) for one in (ITEM, OTHER)),
    )


def test_many_items_are_told_a_thousand_at_a_time() -> None:
    ids = tuple(ItemId(f"rec-{n:04}") for n in range(1_001))
    known = archive(*(happened(REGISTERED, item_id=one) for one in ids if one not in (ITEM, OTHER)))
    known.when(assign(Split.TRAIN, *ids)).then(
        ItemsSplit(split=Split.TRAIN, item_ids=ids[:1_000]),
        ItemsSplit(split=Split.TRAIN, item_ids=ids[1_000:]),
    )


def test_item_that_nobody_registered_is_refused() -> None:
    command = assign(Split.TRAIN, ITEM, ItemId("rec-9999"))
    archive().when(command).refuses(Rule.ITEM_UNKNOWN, ("item_ids", 1), "register it first")


def test_item_is_not_put_where_it_is() -> None:
    known = archive(in_split(Split.TRAIN, ITEM))
    known.when(assign(Split.TRAIN, ITEM)).refuses(
        Rule.ITEM_ALREADY_IN_SPLIT, ("item_ids", 0), "leave it out"
    )


def test_item_moves_only_when_that_is_said() -> None:
    known = archive(in_split(Split.TRAIN, ITEM))
    known.when(assign(Split.TEST, ITEM)).refuses(
        Rule.ITEM_IN_ANOTHER_SPLIT, ("item_ids", 0), "say that it moves"
    )
    known.when(assign(Split.TEST, ITEM, moves=True)).then(
        ItemsSplit(split=Split.TEST, item_ids=(ITEM,))
    )


def test_item_never_leaves_the_benchmark() -> None:
    known = archive(in_split(Split.BENCHMARK, ITEM), frozen())
    known.when(assign(Split.TRAIN, ITEM, moves=True)).refuses(
        Rule.BENCHMARK_FROZEN, ("item_ids", 0), "it stays there"
    )


def test_the_last_word_on_a_split_is_the_one_that_counts() -> None:
    known = archive(in_split(Split.TRAIN, ITEM, OTHER), in_split(Split.TEST, ITEM))
    found = splits.fold(known.events(splits.STREAM))
    assert found.split_of == {ITEM: Split.TEST, OTHER: Split.TRAIN}
    assert not found.frozen_at


def test_stream_holds_nothing_but_splits() -> None:
    known = archive(Happened(REGISTERED, stream=splits.STREAM))
    with pytest.raises(TypeError, match="no event of splits"):
        splits.fold(known.events(splits.STREAM))


def test_nothing_given_is_refused() -> None:
    archive().when(assign(Split.TRAIN)).refuses(Rule.NOTHING_GIVEN, ("item_ids",))


def test_item_given_twice_is_refused() -> None:
    archive().when(assign(Split.TRAIN, ITEM, ITEM)).refuses(Rule.DUPLICATE_GIVEN, ("item_ids", 1))


def test_items_and_splits_go_together() -> None:
    command = AssignSplits(item_ids=(ITEM, OTHER), splits=(Split.TRAIN,))
    archive().when(command).refuses(Rule.NUMBER_OUT_OF_RANGE, ("splits",), "do not go together")


def test_no_more_items_than_fit_into_one_command() -> None:
    ids = tuple(ItemId(f"rec-{n:05}") for n in range(ASSIGNED_PER_COMMAND_MAX + 1))
    archive().when(assign(Split.TRAIN, *ids)).refuses(Rule.TOO_MANY, ("item_ids",))


def test_annotator_may_not_split() -> None:
    archive().when(assign(Split.TRAIN, ITEM), by=OSKAR).refuses(Rule.ROLE_MISSING)


def test_label_of_a_frozen_item_is_refused_where_the_policy_says_so() -> None:
    known = archive(frozen(), changes=BenchmarkChanges.REFUSE)
    known.when(submit(owl("tawny")), by=OSKAR).refuses(
        Rule.BENCHMARK_FROZEN, ("item_id",), "nothing of it changes"
    )


def test_question_about_a_frozen_item_may_still_be_asked() -> None:
    known = archive(frozen(), changes=BenchmarkChanges.REFUSE)
    skipped = commands.SkipItem(item_id=ITEM, reason=SkipReason.UNUSABLE_ITEM)
    known.when(skipped, by=OSKAR).admitted()


@pytest.mark.parametrize(
    ("changes", "told"), [(None, 1), (BenchmarkChanges.WARN, 1), (BenchmarkChanges.ACCEPT, 0)]
)
def test_change_of_a_frozen_item_is_warned_of_or_accepted(
    changes: BenchmarkChanges | None, told: int
) -> None:
    known = archive(labeled(1, OSKAR, owl("tawny")), frozen(), changes=changes)
    command = commands.RetractLabel(
        item_id=ITEM, label_id=label_id(1), reason=RetractReason.MISTAKE
    )
    outcome = known.when(command, by=OSKAR)
    outcome.admitted()
    warnings = getattr(outcome.decision, "warnings", ())
    assert len([one for one in warnings if "benchmark" in one]) == told


def test_refused_change_of_a_frozen_item_stays_refused_for_its_own_reason() -> None:
    known = archive(frozen(), changes=BenchmarkChanges.WARN)
    known.when(submit(owl("barn")), by=LENA).refuses(
        Rule.CLASS_UNKNOWN, ("answers", "species", "value", "class_id")
    )


def test_item_that_is_not_frozen_is_labeled_without_a_word() -> None:
    known = archive(changes=BenchmarkChanges.REFUSE)
    outcome = known.when(submit(owl("tawny")), by=OSKAR)
    outcome.admitted()
    assert getattr(outcome.decision, "warnings", None) == ()


def shared(*shares: tuple[Split, str]) -> list[Share]:
    return [Share(split=split, share=Decimal(share)) for split, share in shares]


@pytest.mark.parametrize(
    "shares",
    [
        shared((Split.TRAIN, "0.8"), (Split.TEST, "0.1")),
        shared((Split.TRAIN, "0.5"), (Split.TRAIN, "0.5")),
        shared((Split.TRAIN, "1"), (Split.TEST, "0")),
        [],
    ],
)
def test_shares_are_of_everything_and_each_split_has_one(shares: list[Share]) -> None:
    fault = shares_fault(shares)
    assert fault is not None
    assert (fault.rule, fault.path) == (Rule.SHARES_DO_NOT_ADD_UP, ("shares",))
    assert shares_fault(shared((Split.TRAIN, "0.8"), (Split.TEST, "0.2"))) is None


def test_what_cannot_be_drawn_is_told_by_code() -> None:
    unknown = attribute_fault("moon", ["forest"], "grouped_by")
    assert (unknown.rule, unknown.path) == (Rule.ATTRIBUTE_UNKNOWN, ("grouped_by",))
    assert "forest" in unknown.message
    assert nothing_to_split().rule is Rule.NOTHING_TO_SPLIT
