"""Items drawn into splits: in stated shares, equal in every stratum, groups never cut.

Guarantees: the same items, groups, strata, shares and seed give the same splits, in whatever order
items come; an item that is in a split stays there, and the rest of its group follows it.

Groups of one stratum come in an order of their own, by random words of (seed, stratum, group); each
goes to the split that is furthest from its share in the stratum, by items: the largest of

    share - items of the split / items of the stratum so far

equal ones to the split that comes first in the list of shares. So every stratum has its shares up
to the size of one group, also where groups differ in size. A group with items of several strata
counts in that which most of its items have, of equally many the first by name.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from fractions import Fraction
from hashlib import sha256

import msgspec

from labeltrail.events.streams.splits import Share, Split
from labeltrail.projections.statistics.sampler import words

ALGORITHM, VERSION = "stratified_groups", 1


class Drawable(msgspec.Struct, frozen=True, kw_only=True):
    """An item to draw. `group` None: a group of its own; `stratum` "" where nothing cuts."""

    item: str
    stratum: str = ""
    group: str | None = None


class Drawn(msgspec.Struct, frozen=True, kw_only=True):
    """`splits` of the items that were in none, sorted by item; `groups` so many of them.

    straddling  groups whose items are in several splits already; what is left of them follows the
                split that most of them are in
    """

    splits: Mapping[str, Split]
    groups: int
    straddling: tuple[str, ...]


def draw(
    items: Sequence[Drawable],
    shares: Sequence[Share],
    *,
    seed: int,
    former: Mapping[str, Split] | None = None,
) -> Drawn:
    """`former` are the splits that items are in.

    >>> from decimal import Decimal
    >>> shares = [Share(split=Split.TRAIN, share=Decimal("0.75")),
    ...     Share(split=Split.TEST, share=Decimal("0.25"))]
    >>> items = [Drawable(item=f"i{n}", group=f"g{n // 2}") for n in range(8)]
    >>> found = draw(items, shares, seed=7)
    >>> counted = Counter(found.splits.values())
    >>> counted[Split.TRAIN], counted[Split.TEST], found.groups
    (6, 2, 4)
    """
    former = former or {}
    groups: dict[tuple[bool, str], list[Drawable]] = {}
    for one in sorted(items, key=lambda one: one.item):
        key = (True, one.group) if one.group is not None else (False, one.item)
        groups.setdefault(key, []).append(one)
    strata: dict[str, list[tuple[bool, str]]] = {}
    taken: dict[str, Counter[Split]] = {}
    found: dict[str, Split] = {}
    straddling = []
    for key, members in groups.items():
        stratum = _stratum(members)
        known = Counter(former[one.item] for one in members if one.item in former)
        if not known:
            strata.setdefault(stratum, []).append(key)
            continue
        if len(known) > 1:
            straddling.append(key[1])
        split = min(known, key=lambda one: (-known[one], list(Split).index(one)))
        found.update((one.item, split) for one in members if one.item not in former)
        taken.setdefault(stratum, Counter()).update([split] * len(members))
    n_groups = 0
    for stratum, keys in strata.items():
        counts = taken.setdefault(stratum, Counter())
        for key in sorted(keys, key=lambda key: (_word(seed, stratum, key), key)):
            split = _furthest(shares, counts)
            found.update((one.item, split) for one in groups[key])
            counts[split] += len(groups[key])
            n_groups += 1
    return Drawn(
        splits=dict(sorted(found.items())),
        groups=n_groups,
        straddling=tuple(sorted(straddling)),
    )


def _stratum(members: Sequence[Drawable]) -> str:
    counted = Counter(one.stratum for one in members)
    return min(counted, key=lambda one: (-counted[one], one))


def _furthest(shares: Sequence[Share], counts: Mapping[Split, int]) -> Split:
    total = sum(counts.values())

    def lacks(place: int) -> tuple[Fraction, int]:
        one = shares[place]
        has = Fraction(counts.get(one.split, 0), total) if total else Fraction(0)
        return (Fraction(one.share) - has, -place)

    return shares[max(range(len(shares)), key=lacks)].split


def _word(seed: int, stratum: str, key: tuple[bool, str]) -> int:
    """A random word of the group: the same wherever and with whatever others it is drawn."""
    told = f"{seed}\x1f{stratum}\x1f{int(key[0])}\x1f{key[1]}".encode()
    return int(words(int.from_bytes(sha256(told).digest()[:8]), 1)[0])
