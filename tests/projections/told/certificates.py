"""What is told of certificates, waivers and releases."""

from __future__ import annotations

import msgspec
from msgspec.structs import replace

from labeltrail.events.streams.certificate import PREFIX, RevocationCause
from tests.events.certificates import (
    APRIL,
    EXAMPLES,
    PROPOSED,
    RELEASED,
    REVOKED,
    WAIVED,
    WITHDRAWN,
    certified,
)

STREAM = PREFIX + APRIL
WORDS = "Reason: text 00000000-0000-07e7-0000-00000000000"

TOLD: list[tuple[str, str, msgspec.Struct, str]] = [
    (
        STREAM,
        "mira",
        certified(),
        (
            "mira certified batch april (certificate 1): 212 items as of position 40, under policy"
            " version 1, taxonomy version 1 and guideline revision 1: coverage 0.97; alpha nominal"
            " of species 0.8125. Sealed with 40 events, root 4d4d4d4d4d4d."
        ),
    ),
    (
        STREAM,
        "tomek",
        EXAMPLES[0],
        (
            "tomek, who labeled in it, as the policy allows, certified batch april (certificate"
            " 2): 212 items as of position 40, under policy version 1, taxonomy version 1 and"
            " guideline revision 1: coverage 0.97; alpha nominal of species 0.7125 (waived). Sealed"
            " with 40 events, root 4d4d4d4d4d4d."
        ),
    ),
    (
        STREAM,
        "ines",
        PROPOSED,
        (
            "ines proposed to waive alpha nominal of species of policy version 1 for batch april"
            f" until 2024-05-02T05:30:00+00:00. {WORDS}1."
        ),
    ),
    (
        STREAM,
        "mira",
        WAIVED,
        (
            "mira waived alpha nominal of species of policy version 1 for batch april until"
            f" 2024-05-02T05:30:00+00:00, as ines proposed. {WORDS}1."
        ),
    ),
    (
        STREAM,
        "mira",
        WITHDRAWN,
        (f"mira withdrew waiver 00000000-000e-7e27-0000-000000000007 of batch april. {WORDS}2."),
    ),
    (
        STREAM,
        "system",
        replace(REVOKED, revoked_by=None, reason=None),
        (
            "Certificate 1 of batch april was revoked. A label undermined certificate 1: alpha"
            " nominal of species turned to fail."
        ),
    ),
    (
        STREAM,
        "mira",
        replace(REVOKED, cause=RevocationCause.BY_HAND, found=None),
        f"mira revoked certificate 1 of batch april. {WORDS}3.",
    ),
    (
        STREAM,
        "mira",
        RELEASED,
        (
            "mira released batch april (release 1, under certificate 1) as of position 40: 212"
            " items, 206 truths, manifest 3f3f3f3f3f3f. Sealed with 40 events, root 4d4d4d4d4d4d."
        ),
    ),
]
