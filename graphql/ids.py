"""Opaque, versioned ids of nodes and cursors of pages.

Both are base64url of a JSON list that begins with a version, so their inside may change without
breaking who stored them as text. They grant nothing: what they name is read under the same
access rules as by any other path. A bad node id names nothing; a bad cursor is told as such.

An object or a place of the past names its position as well. So an object as of a position has an
id of its own (clients cache by id), and paging through the past stays where it began.
"""

import base64
import binascii
from enum import StrEnum
from typing import Annotated, TypeVar

import msgspec
import strawberry

from labeltrail.graphql.errors import Code, CodedError

VERSION = 1
VERSION_PAST = 2
"""With a position at the end."""
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
    """What a node id names: `key` is the id inside the project, outermost first. `position` is
    None for the object as it is now.
    """

    kind: Kind
    project_id: str
    key: tuple[str, ...] = ()
    position: int | None = None


class Place(msgspec.Struct, frozen=True):
    """What a cursor marks. `position` is None in a list as it is now."""

    key: tuple[str, ...]
    position: int | None


_Position = Annotated[int, msgspec.Meta(ge=0, le=2**63 - 1)]
_Node = tuple[int, Kind, str, tuple[str, ...]]
_PastNode = tuple[int, Kind, str, tuple[str, ...], _Position]
_Cursor = tuple[int, str, str, tuple[str, ...]]
_PastCursor = tuple[int, str, str, tuple[str, ...], _Position]

_nodes = msgspec.json.Decoder(_Node)
_past_nodes = msgspec.json.Decoder(_PastNode)
_cursors = msgspec.json.Decoder(_Cursor)
_past_cursors = msgspec.json.Decoder(_PastCursor)

Content = TypeVar("Content")


def node(kind: Kind, project_id: str, *key: str, at: int | None = None) -> strawberry.ID:
    """Of an object as of position `at`; None: as it is now."""
    if at is None:
        return strawberry.ID(_text((VERSION, kind, project_id, key)))
    return strawberry.ID(_text((VERSION_PAST, kind, project_id, key, at)))


def node_key(text: str) -> NodeKey | None:
    """What the id names, or None when it is no id of ours."""
    raw = _raw(text)
    now = _decoded(_nodes, raw)
    if now is not None and now[0] == VERSION:
        return NodeKey(*now[1:])
    past = _decoded(_past_nodes, raw)
    return NodeKey(*past[1:]) if past is not None and past[0] == VERSION_PAST else None


def cursor(listing: str, project_id: str, *key: str, at: int | None = None) -> str:
    """A place in one listing of one project, as of position `at`; None: as it is now."""
    if at is None:
        return _text((VERSION, listing, project_id, key))
    return _text((VERSION_PAST, listing, project_id, key, at))


def cursor_place(text: str, listing: str, project_id: str) -> Place:
    """The place that a cursor marks. Raises BAD_CURSOR, also for another listing's cursor."""
    raw = _raw(text)
    now = _decoded(_cursors, raw)
    if now is not None and now[:3] == (VERSION, listing, project_id):
        return Place(now[3], None)
    past = _decoded(_past_cursors, raw)
    if past is not None and past[:3] == (VERSION_PAST, listing, project_id):
        return Place(past[3], past[4])
    message = "this cursor does not belong to this list; begin again without one"
    raise CodedError(Code.BAD_CURSOR, message)


def bad_cursor() -> CodedError:
    return CodedError(Code.BAD_CURSOR, "this cursor marks no place; begin again without one")


def _text(content: object) -> str:
    return base64.urlsafe_b64encode(msgspec.json.encode(content)).rstrip(b"=").decode()


def _decoded(decoder: msgspec.json.Decoder[Content], raw: bytes | None) -> Content | None:
    if raw is None:
        return None
    try:
        return decoder.decode(raw)
    except msgspec.DecodeError:
        return None


def _raw(text: str) -> bytes | None:
    if not text.isascii() or len(text) > TEXT_LENGTH_MAX:
        return None
    try:
        return base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        return None
