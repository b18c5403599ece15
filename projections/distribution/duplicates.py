"""Items that are the same or nearly so, and what is wrong about it: two truths, or two splits.

Guarantees: every pair of items with equal content, equal wording or digests at most so far apart
is in a set of twins; the most harmful come first, in an order of their own.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Iterator, Mapping, Sequence
from enum import StrEnum
from hashlib import sha256
from typing import TypeVar

import msgspec

from labeltrail.projections.distribution.hamming import near_pairs

DIGEST_ATTRIBUTES = ("phash", "dhash", "ahash", "simhash")
SPLIT_ATTRIBUTE = "split"
DISTANCE = 4
DISTANCE_MAX = 16
DIGEST_CHARACTERS_MIN = 4
DIGEST_CHARACTERS_MAX = 128

Texts = Sequence[str | None]
Key = TypeVar("Key", str, bytes)


class Likeness(StrEnum):
    """In what items are alike. CONTENT: the digest of their bytes. WORDING: their text but for
    case, width and white space. DIGEST: a digest of their look or words that the client gave."""

    CONTENT = "content"
    WORDING = "wording"
    DIGEST = "digest"


class Finding(StrEnum):
    """What is wrong about it, the worst first.

    CONTRADICTORY_LABELS: different ground truth. CONTAMINATION: in different splits, so that what
    is trained on is tested on. ACROSS_BATCHES: in different batches, so it was labeled twice.
    """

    CONTRADICTORY_LABELS = "contradictory_labels"
    CONTAMINATION = "contamination"
    ACROSS_BATCHES = "across_batches"


class Candidates(msgspec.Struct, frozen=True, kw_only=True):
    """Items in the order of their ids; every column has one entry an item.

    content  digests of their bytes
    wording  digests of their words, see `wording_of`
    digests  by attribute, hexadecimal
    splits   train, test, and so on
    batches  those that the item is in
    truths   ground truth in force, by task, as categories
    """

    ids: Sequence[str]
    content: Texts
    wording: Texts
    digests: Mapping[str, Texts]
    splits: Texts
    batches: Sequence[Collection[str]]
    truths: Mapping[str, Texts]


class Twins(msgspec.Struct, frozen=True, kw_only=True):
    """
    key       the digest, or the attribute with both digests; with `likeness` it names the twins
    distance  in bits; 0 where digests are equal
    items     two or more, sorted
    tasks     whose ground truth differs
    """

    likeness: Likeness
    key: str
    distance: int
    items: tuple[str, ...]
    findings: tuple[Finding, ...]
    tasks: tuple[str, ...]


class Duplicates(msgspec.Struct, frozen=True, kw_only=True):
    """`unreadable` counts values of digest attributes that are no digest, by attribute."""

    n_items: int
    distance_max: int
    twins: tuple[Twins, ...]
    unreadable: Mapping[str, int]


def wording_of(text: str) -> str:
    """A digest of the words: NFKC, case folded, white space as one blank; digits as they are.

    >>> wording_of("Café  No. 1") == wording_of(" cafe\\u0301\\nno. \\uff11 ")
    True
    >>> wording_of("No. 1") == wording_of("No. 2")
    False
    """
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())
    return sha256(" ".join(folded.split()).encode()).hexdigest()


def duplicates(given: Candidates, *, distance: int = DISTANCE) -> Duplicates:
    """Digests may differ in so many bits. Raises TooManyAlike where that asks too much."""
    unreadable: dict[str, int] = {}
    found: dict[tuple[int, ...], Twins] = {}
    for likeness, key, apart, places in _alike(given, distance, unreadable):
        if places not in found:  # equal content has equal words and digests: told once
            found[places] = _twins(given, likeness, key, apart, places)
    return Duplicates(
        n_items=len(given.ids),
        distance_max=distance,
        twins=tuple(sorted(found.values(), key=_by_harm)),
        unreadable=unreadable,
    )


def _alike(
    given: Candidates, distance: int, unreadable: dict[str, int]
) -> Iterator[tuple[Likeness, str, int, tuple[int, ...]]]:
    for likeness, column in (
        (Likeness.CONTENT, given.content),
        (Likeness.WORDING, given.wording),
    ):
        for key, places in _grouped(column).items():
            if len(places) > 1:
                yield likeness, key, 0, tuple(places)
    for name, column in sorted(given.digests.items()):
        digests = [None if one is None else _digest(one) for one in column]
        faulty = sum(
            text is not None and one is None for text, one in zip(column, digests, strict=True)
        )
        if faulty:
            unreadable[name] = faulty
        grouped = _grouped(digests)
        for digest, places in grouped.items():
            if len(places) > 1:
                yield Likeness.DIGEST, f"{name} {digest.hex()}", 0, tuple(places)
        for length in sorted({len(one) for one in grouped}):
            known = sorted(one for one in grouped if len(one) == length)
            for one, other, apart in near_pairs(known, distance):
                key = f"{name} {known[one].hex()} {known[other].hex()}"
                places = sorted(grouped[known[one]] + grouped[known[other]])
                yield Likeness.DIGEST, key, apart, tuple(places)


def _grouped(column: Sequence[Key | None]) -> dict[Key, list[int]]:
    groups: dict[Key, list[int]] = {}
    for place, key in enumerate(column):
        if key is not None:
            groups.setdefault(key, []).append(place)
    return groups


def _digest(text: str) -> bytes | None:
    """None for what is no hexadecimal number of a digest's length."""
    digits = text.strip().removeprefix("0x")
    if not DIGEST_CHARACTERS_MIN <= len(digits) <= DIGEST_CHARACTERS_MAX:
        return None
    if not all(one in "0123456789abcdefABCDEF" for one in digits):
        return None
    return bytes.fromhex(digits.zfill(len(digits) + len(digits) % 2))


def _twins(
    given: Candidates, likeness: Likeness, key: str, distance: int, places: tuple[int, ...]
) -> Twins:
    tasks = tuple(
        sorted(
            task
            for task, column in given.truths.items()
            if len({column[n] for n in places} - {None}) > 1
        )
    )
    batches = [frozenset(given.batches[n]) for n in places]
    is_across = len(frozenset[str]().union(*batches)) > 1 and not frozenset.intersection(*batches)
    findings = {
        Finding.CONTRADICTORY_LABELS: bool(tasks),
        Finding.CONTAMINATION: len({given.splits[n] for n in places} - {None}) > 1,
        Finding.ACROSS_BATCHES: is_across,
    }
    return Twins(
        likeness=likeness,
        key=key,
        distance=distance,
        items=tuple(given.ids[n] for n in places),
        findings=tuple(finding for finding, is_so in findings.items() if is_so),
        tasks=tasks,
    )


def _by_harm(twins: Twins) -> tuple[object, ...]:
    harmless = tuple(finding not in twins.findings for finding in Finding)
    return (*harmless, list(Likeness).index(twins.likeness), twins.distance, twins.key)
