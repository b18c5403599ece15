"""The published tree of eight leaves, from Certificate Transparency's tests, and a naive judge."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256

from labeltrail.events.proof.hashes import leaf_hash
from labeltrail.events.proof.merkle import NodeAt

CONTENTS = tuple(
    bytes.fromhex(digits)
    for digits in (
        "",
        "00",
        "10",
        "2021",
        "3031",
        "40414243",
        "5051525354555657",
        "606162636465666768696a6b6c6d6e6f",
    )
)
LEAVES = tuple(leaf_hash(content) for content in CONTENTS)

ROOTS = tuple(
    bytes.fromhex(digits)
    for digits in (
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
        "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
        "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
        "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
        "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
        "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
        "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
    )
)
"""Of the first 0, 1 … 8 leaves."""

_NODES = {
    "01": "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
    "04": "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
    "06": "b08693ec2e721597130641e8211e7eedccb4c26413963eee6c1e2ed16ffb1a5f",
    "11": "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
    "12": "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
    "13": "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
    "21": "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
    "00": ROOTS[1].hex(),
    "10": ROOTS[2].hex(),
    "20": ROOTS[4].hex(),
}


def published(*nodes: str) -> tuple[bytes, ...]:
    """Published nodes, named by the digits of their level and index."""
    return tuple(bytes.fromhex(_NODES[node]) for node in nodes)


INCLUSION = {
    (0, 1): (),
    (0, 8): published("01", "11", "21"),
    (5, 8): published("04", "13", "20"),
    (2, 3): published("10"),
    (1, 5): published("00", "11", "04"),
}
"""By index and size."""

CONSISTENCY = {
    (1, 1): (),
    (1, 8): published("01", "11", "21"),
    (2, 8): published("11", "21"),
    (6, 8): published("12", "13", "20"),
    (2, 5): published("11", "04"),
    (6, 7): published("12", "06", "20"),
}
"""By both sizes."""


def grown(size: int) -> tuple[bytes, ...]:
    """So many leaves, every one another."""
    return tuple(leaf_hash(str(index).encode()) for index in range(size))


def tree_hash(leaves: Sequence[bytes]) -> bytes:
    """MTH of section 2.1.1, as the RFC says it: the naive judge."""
    if not leaves:
        return sha256(b"").digest()
    if len(leaves) == 1:
        return leaves[0]
    middle = 1
    while middle * 2 < len(leaves):
        middle *= 2
    return sha256(b"\x01" + tree_hash(leaves[:middle]) + tree_hash(leaves[middle:])).digest()


def nodes_of(leaves: Sequence[bytes]) -> NodeAt:
    """Full subtrees of these leaves, and no others."""

    def node(level: int, index: int) -> bytes:
        start, end = index << level, (index + 1) << level
        assert end <= len(leaves), "only full subtrees may be asked for"
        return tree_hash(leaves[start:end])

    return node
