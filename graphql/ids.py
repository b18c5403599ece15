"""Opaque, versioned ids of nodes and cursors of pages.

Both are base64url of a JSON list that begins with a version, so their inside may change without
breaking who stored them as text. They grant nothing: what they name is read under the same
access rules as by any other path. A bad node id names nothing; a bad cursor is told as such.
"""

import base64
import binascii
from enum import StrEnum

import msgspec
import strawberry

from labeltrail.graphql.errors import Code, CodedError

VERSION = 1
TEXT_LENGTH_MAX = 2_000


class Kind(StrEnum):
    """The types that a node id can name."""

    PROJECT = "Project"
    MEMBER = "Member"
    ITEM = "Item"
    LABEL = "Label"
    ESCALATION = "Escalation"
    BATCH = "Batch"
    EVENT = "LedgerEvent"


class NodeKey(msgspec.Struct, frozen=True):
    """What a node id names: `key` is the id inside the project, outermost first."""

    kind: Kind
    project_id: str
    key: tuple[str, ...] = ()


_Node = tuple[int, Kind, str, tuple[str, ...]]
_Cursor = tuple[int, str, str, tuple[str, ...]]

_nodes = msgspec.json.Decoder(_Node)
_cursors = msgspec.json.Decoder(_Cursor)


def node(kind: Kind, project_id: str, *key: str) -> strawberry.ID:
    return strawberry.ID(_text((VERSION, kind, project_id, key)))


def node_key(text: str) -> NodeKey | None:
    """What the id names, or None when it is no id of ours."""
    raw = _raw(text)
    if raw is None:
        return None
    try:
        version, kind, project_id, key = _nodes.decode(raw)
    except msgspec.DecodeError:
        return None
    return NodeKey(kind, project_id, key) if version == VERSION else None


def cursor(listing: str, project_id: str, *key: str) -> str:
    """A place in one listing of one project."""
    return _text((VERSION, listing, project_id, key))


def cursor_key(text: str, listing: str, project_id: str) -> tuple[str, ...]:
    """The place that a cursor marks. Raises BAD_CURSOR, also for another listing's cursor."""
    raw = _raw(text)
    try:
        decoded: _Cursor | None = _cursors.decode(raw) if raw is not None else None
    except msgspec.DecodeError:
        decoded = None
    if decoded is not None:
        version, of_listing, of_project, key = decoded
        if (version, of_listing, of_project) == (VERSION, listing, project_id):
            return key
    message = "this cursor does not belong to this list; begin again without one"
    raise CodedError(Code.BAD_CURSOR, message)


def bad_cursor() -> CodedError:
    return CodedError(Code.BAD_CURSOR, "this cursor marks no place; begin again without one")


def _text(content: object) -> str:
    return base64.urlsafe_b64encode(msgspec.json.encode(content)).rstrip(b"=").decode()


def _raw(text: str) -> bytes | None:
    if not text.isascii() or len(text) > TEXT_LENGTH_MAX:
        return None
    try:
        return base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        return None
