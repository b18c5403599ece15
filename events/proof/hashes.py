"""The hashes of RFC 9162 section 2.1.1, all SHA-256: of a leaf, of a node, of no leaf at all.

A leaf and a node begin with another byte, so neither can be passed off as the other.
"""

from __future__ import annotations

from hashlib import sha256

HASH_BYTES = 32
EMPTY_ROOT = sha256(b"").digest()


def leaf_hash(content: bytes) -> bytes:
    return sha256(b"\x00" + content).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    return sha256(b"\x01" + left + right).digest()
