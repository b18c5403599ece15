"""Rows of a binary COPY are found whatever they hold and wherever the pieces are cut."""

from __future__ import annotations

import math
import random
import struct

import numpy as np
import pytest

from labeltrail.projections.columns.copied import (
    EPOCH_MICROSECONDS,
    NUMBERS,
    CopiedReadings,
    RegisteredItems,
    followed,
    found,
)
from labeltrail.projections.columns.readings import NONE, Standing

HEADER = b"PGCOPY\n\xff\r\n\0" + bytes(8)
TRAILER = b"\xff\xff"
LIKE_A_BEGINNING = struct.unpack(">q", bytes.fromhex("000d000000040000"))[0]
"""A number whose bytes are those that rows begin with."""
MANY = ("ada", "ben", "a name of 13", "Zoë", "ada2", "🦉🦉")
CATEGORIES = ("alder", "", "[]", "1.5", "ein sehr langer Name", None)

Row = tuple[object, ...]


def row(chance: random.Random, items: int) -> Row:
    small = (1, 2, 13, 4, 0x0D, 2**31 - 1)
    numbers = [chance.choice(small) for _ in range(4)]
    numbers[1] = chance.randrange(32)
    positions = [chance.choice((13, LIKE_A_BEGINNING, 4, 2**40)) for _ in range(3)]
    return (
        *numbers,
        chance.randrange(items) + 1,
        *positions,
        chance.choice((math.nan, 13.0, 2.5)),
        chance.choice(MANY),
        *(chance.choice(CATEGORIES) for _ in range(3)),
    )


def written(rows: list[Row]) -> bytes:
    """As the server writes them."""
    parts = [HEADER]
    for one in rows:
        parts.append(len(one).to_bytes(2, "big"))
        for (_, kind), number in zip(NUMBERS, one, strict=False):
            packed = struct.pack({"i4": ">i", "i8": ">q", "f8": ">d"}[kind], number)
            parts += [len(packed).to_bytes(4, "big"), packed]
        for text in one[len(NUMBERS) :]:
            coded = None if text is None else str(text).encode()
            size = -1 if coded is None else len(coded)
            parts += [size.to_bytes(4, "big", signed=True), coded or b""]
    return b"".join((*parts, TRAILER))


@pytest.mark.parametrize("seed", range(8))
def test_every_row_is_found_wherever_pieces_end(seed: int) -> None:
    chance = random.Random(seed)
    items = 5
    rows = [row(chance, items) for _ in range(chance.choice((1, 3, 400)))]
    whole = written(rows)
    copied, at = CopiedReadings(), 0
    while at < len(whole):
        size = chance.choice((1, 7, 140, 5_000, 100_000))
        copied.take(whole[at : at + size])
        at += size
    positions = np.array([3, 1, 5, 2, 4])
    registered = RegisteredItems([f"item-{n}" for n in range(items)], positions)
    readings = copied.readings(registered)
    values = (*readings.values, None)
    told = [
        (
            *(readings.repeat[n], readings.taxonomy_version[n], readings.guideline_revision[n]),
            registered.position[registered.items.index(readings.items[readings.item[n]])],
            *(
                readings.submitted[n],
                readings.position[n],
                readings.occurred_at[n] - EPOCH_MICROSECONDS,
            ),
            repr(float(readings.seconds_spent[n])),
            readings.annotators[readings.annotator[n]],
            *(
                values[code[n]]
                for code in (readings.value, readings.independent, readings.suggested)
            ),
            *(readings.is_independent[n], readings.is_person[n], readings.is_retracted[n]),
            readings.standing[n],
        )
        for n in range(len(readings.item))
    ]
    assert values.index(None) == len(values) + NONE
    given = [
        (
            *(one[0], one[2], one[3], *one[4:8], repr(one[8]), *one[9:]),
            *(bool(flags & 1), bool(flags & 2), bool(flags & 4), flags >> 3),
        )
        for one in rows
        for flags in (int(str(one[1])),)
    ]
    assert sorted(map(repr, map(plain, told))) == sorted(map(repr, map(plain, given)))
    order = list(
        zip(readings.item, readings.annotator, readings.repeat, readings.submitted, strict=True)
    )
    assert order == sorted(order)
    assert readings.standing.max(initial=0) <= max(Standing)


def plain(told: Row) -> Row:
    return tuple(one.item() if isinstance(one, np.generic) else one for one in told)


@pytest.mark.parametrize("cut", [0, 1, 6, 100, 140])
def test_rows_found_at_once_are_those_found_one_by_one(cut: int) -> None:
    chance = random.Random(cut)
    rows = written([row(chance, 3) for _ in range(50)])[len(HEADER) :]
    for read in (rows[: len(rows) - cut], rows[1:], b""):
        for at_once, one_by_one in zip(found(read), followed(read), strict=True):
            assert at_once.tolist() == one_by_one.tolist()


def test_an_item_that_is_not_registered_is_told() -> None:
    copied = CopiedReadings()
    copied.take(written([row(random.Random(1), 1)]))
    for known in ([], [7]):
        registered = RegisteredItems(["item"] * len(known), np.array(known, dtype=np.int64))
        with pytest.raises(ValueError, match="not registered"):
            copied.readings(registered)


def test_nothing_gives_empty_columns() -> None:
    copied = CopiedReadings()
    copied.take(HEADER + TRAILER)
    readings = copied.readings(RegisteredItems([], np.empty(0, dtype=np.int64)))
    assert (readings.items, readings.annotators, readings.values, len(readings.item)) == (
        (),
        (),
        (),
        0,
    )
