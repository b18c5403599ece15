"""Counts as bytes: equal counts give equal bytes, and damaged bytes are refused.

Keys are sorted and every field is written, so the bytes may be hashed and compared. What is kept is
a sum of items: `decode` and every coefficient test the identities that such a sum must satisfy.

>>> encode(AgreementCounts.of_item(["dog", "cat"], {"skipped": 1}))
b'{"buckets":{"2":{"items":1,"pairs":{"cat":{"dog":1}},"totals":{"cat":1,"dog":1}}},\
"exclusions":{"skipped":1}}'
"""

from __future__ import annotations

import msgspec

from labeltrail.projections.statistics.counts import AgreementCounts, Bucket
from labeltrail.projections.statistics.errors import CountsInconsistent

_decoder = msgspec.json.Decoder(AgreementCounts)


def encode(counts: AgreementCounts) -> bytes:
    buckets = {str(size): bucket for size, bucket in counts.buckets.items()}
    return msgspec.json.encode(
        {"buckets": buckets, "exclusions": counts.exclusions}, order="sorted"
    )


def decode(raw: bytes | str) -> AgreementCounts:
    """Raises CountsInconsistent on malformed bytes and on integers that contradict each other."""
    counts = decode_difference(raw)
    require_consistent(counts)
    return counts


def decode_difference(raw: bytes | str) -> AgreementCounts:
    """Counts that may be below zero: what a sum must be changed by. Raises CountsInconsistent on
    malformed bytes."""
    try:
        return _decoder.decode(raw)
    except msgspec.DecodeError as fault:  # ValidationError is one
        raise CountsInconsistent(f"kept counts cannot be read: {fault}") from fault


def require_consistent(counts: AgreementCounts) -> None:
    """Every value of an item of m meets the m - 1 others, so a category's pairs add up to
    (m - 1) * n_c, and all totals to m * items. A difference of counts does not pass."""
    for cause, n in counts.exclusions.items():
        if n <= 0:
            raise CountsInconsistent(f"exclusion {cause!r} is counted {n} times")
    for size, bucket in counts.buckets.items():
        _require_consistent_bucket(size, bucket)


def _require_consistent_bucket(size: int, bucket: Bucket) -> None:
    if size < 0 or bucket.items <= 0:
        raise CountsInconsistent(f"{bucket.items} items with {size} values")
    if sum(bucket.totals.values()) != size * bucket.items:
        raise CountsInconsistent(f"totals of items with {size} values do not add up")
    met = dict.fromkeys(bucket.totals, 0)
    for category, row in bucket.pairs.items():
        for other, n in row.items():
            if n <= 0 or other < category or category not in met or other not in met:
                raise CountsInconsistent(f"pair ({category!r}, {other!r}) is counted {n} times")
            met[category] += n
            if other != category:
                met[other] += n
        if not row:
            raise CountsInconsistent(f"the pairs of {category!r} are an empty row")
    for category, n in bucket.totals.items():
        if n <= 0 or met[category] != (size - 1) * n:
            raise CountsInconsistent(
                f"category {category!r} has {n} values and {met[category]} pairs "
                f"on items with {size} values"
            )
