"""Items by reference, and batches of them: each registered once, each batch closed once."""

from __future__ import annotations

from typing import Any

import pytest

from labeltrail.events.identifiers import BatchId, ItemId
from labeltrail.events.limits import (
    ATTRIBUTES_MAX,
    IDENTIFIER_LENGTH_MAX,
    ITEMS_PER_COMMAND_MAX,
    TEXT_LENGTH_MAX,
    TITLE_LENGTH_MAX,
)
from labeltrail.events.rejections import Rule
from labeltrail.events.streams.batch import (
    AddItemsToBatch,
    BatchClosed,
    BatchKind,
    BatchOpened,
    CloseBatch,
    ItemsAddedToBatch,
    OpenBatch,
)
from labeltrail.events.streams.item.commands import RegisterItem
from labeltrail.events.streams.item.facts import ItemRegistered, Modality
from tests.events.history import ITEM, happened
from tests.events.owls import DESK, OSKAR, REGISTERED, archive, labeled, owl, submit, submitted

APRIL = BatchId("april")
OTHER = ItemId("rec-0413")
DIGEST = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
OPENED = BatchOpened(title="First half of April", batch_kind=BatchKind.PILOT)
OPEN = OpenBatch(batch_id=APRIL, title="First half of April", batch_kind=BatchKind.PILOT)
CLOSE = CloseBatch(batch_id=APRIL)


def register(item_id: str = OTHER, **more: Any) -> RegisterItem:
    return RegisterItem(**{"item_id": ItemId(item_id), "modality": Modality.AUDIO, **more})


def add(*item_ids: str) -> AddItemsToBatch:
    return AddItemsToBatch(batch_id=APRIL, item_ids=tuple(map(ItemId, item_ids)))


def test_item_is_registered_by_reference_and_digest() -> None:
    given = {"uri": "s3://nights/rec-0413.flac", "content_sha256": DIGEST, "source": "Recorder 4"}
    command = register(**given, attributes={"moon": "new", "forest": "beech"})
    attributes = {"forest": "beech", "moon": "new"}
    archive().when(command, by=DESK).then(
        ItemRegistered(modality=Modality.AUDIO, **given, attributes=attributes)
    )


def test_item_is_registered_once() -> None:
    archive().when(register(ITEM)).refuses(Rule.ITEM_EXISTS, ("item_id",), ITEM)


@pytest.mark.parametrize(
    "item_id", ["", " rec", "rec\x00", "rec\x1b[2J", "rec\ud800", "re\u0301c", "r" * 201]
)
def test_item_id_that_could_be_mistaken_is_refused(item_id: str) -> None:
    archive().when(register(item_id)).refuses(Rule.IDENTIFIER_MALFORMED, ("item_id",))


def test_longest_item_id_fits() -> None:
    archive().when(register("r" * IDENTIFIER_LENGTH_MAX)).admitted()


@pytest.mark.parametrize("digest", ["", DIGEST[:-1], DIGEST.upper(), DIGEST + "0", "sha256:"])
def test_digest_that_is_no_sha256_is_refused(digest: str) -> None:
    command = register(content_sha256=digest)
    archive().when(command).refuses(Rule.DIGEST_MALFORMED, ("content_sha256",))


@pytest.mark.parametrize("name", ["uri", "text", "source"])
@pytest.mark.parametrize(
    ("written", "rule"),
    [
        (" ", Rule.TEXT_EMPTY),
        ("h" * (TEXT_LENGTH_MAX + 1), Rule.TEXT_TOO_LONG),
        ("hoo\x00", Rule.TEXT_MALFORMED),
        ("hoo\udfff", Rule.TEXT_MALFORMED),
    ],
)
def test_text_of_an_item_that_no_database_keeps_is_refused(
    name: str, written: str, rule: Rule
) -> None:
    archive().when(register(**{name: written})).refuses(rule, (name,))


def test_attributes_are_few_short_and_named() -> None:
    history = archive()
    many = {f"slice-{n}": "yes" for n in range(ATTRIBUTES_MAX + 1)}
    history.when(register(attributes=many)).refuses(Rule.TOO_MANY, ("attributes",))
    history.when(register(attributes={"": "new"})).refuses(
        Rule.IDENTIFIER_MALFORMED, ("attributes", "")
    )
    history.when(register(attributes={"moon": ""})).refuses(Rule.TEXT_EMPTY, ("attributes", "moon"))
    long = "o" * (IDENTIFIER_LENGTH_MAX + 1)
    history.when(register(attributes={"moon": long})).refuses(
        Rule.TEXT_TOO_LONG, ("attributes", "moon")
    )


def test_batch_is_opened_once() -> None:
    opened = archive().when(OPEN).then(OPENED)
    opened.when(OPEN).refuses(Rule.BATCH_EXISTS, ("batch_id",), "another id")


def test_closed_batch_keeps_its_id() -> None:
    archive(OPENED, BatchClosed()).when(OPEN).refuses(Rule.BATCH_EXISTS, ("batch_id",))


def test_batch_needs_an_id_and_a_title() -> None:
    history = archive()
    unnamed = OpenBatch(batch_id=BatchId("\t"), title="May")
    history.when(unnamed).refuses(Rule.IDENTIFIER_MALFORMED, ("batch_id",))
    untitled = OpenBatch(batch_id=BatchId("may"), title="")
    history.when(untitled).refuses(Rule.TEXT_EMPTY, ("title",))
    long = OpenBatch(batch_id=BatchId("may"), title="M" * (TITLE_LENGTH_MAX + 1))
    history.when(long).refuses(Rule.TEXT_TOO_LONG, ("title",))


def test_batch_takes_registered_items_only() -> None:
    archive(OPENED).when(add(ITEM)).then(ItemsAddedToBatch(item_ids=(ITEM,)))
    archive(OPENED).when(add(ITEM, OTHER)).refuses(Rule.ITEM_UNKNOWN, ("item_ids", 1), OTHER)


def test_batch_takes_an_item_once() -> None:
    history = archive(OPENED, ItemsAddedToBatch(item_ids=(ITEM,)))
    history.when(add(ITEM)).refuses(Rule.ITEM_ALREADY_IN_BATCH, ("item_ids", 0))
    more = history.and_given(happened(REGISTERED, item_id=OTHER))
    more.when(add(OTHER, ITEM)).refuses(Rule.ITEM_ALREADY_IN_BATCH, ("item_ids", 1))
    more.when(add(OTHER, OTHER)).refuses(Rule.DUPLICATE_GIVEN, ("item_ids", 1))
    more.when(add(OTHER)).then(ItemsAddedToBatch(item_ids=(OTHER,)))


def test_batch_is_filled_with_something_and_in_portions() -> None:
    archive(OPENED).when(add()).refuses(Rule.NOTHING_GIVEN, ("item_ids",))
    many = [f"rec-{n}" for n in range(ITEMS_PER_COMMAND_MAX + 1)]
    archive(OPENED).when(add(*many)).refuses(Rule.TOO_MANY, ("item_ids",))


def test_closed_batch_takes_no_more_items() -> None:
    small = "a pilot of 0 items shows little; 50 to 100 are recommended"
    closed = archive(OPENED).when(CLOSE).then(BatchClosed(), warnings=(small,))
    closed.when(add(ITEM)).refuses(Rule.BATCH_CLOSED, ("batch_id",), "another")
    closed.when(CLOSE).refuses(Rule.BATCH_CLOSED, ("batch_id",))


def test_labeling_goes_on_in_a_closed_batch() -> None:
    history = archive(OPENED, ItemsAddedToBatch(item_ids=(ITEM,)), BatchClosed())
    history.when(submit(owl("tawny")), by=OSKAR).then(submitted(OSKAR, owl("tawny")))


def test_batch_that_nobody_opened_is_refused() -> None:
    for command in (add(ITEM), CLOSE):
        archive(labeled(1, OSKAR, owl("tawny"))).when(command).refuses(
            Rule.BATCH_UNKNOWN, ("batch_id",)
        )
