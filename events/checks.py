"""Checks of input that several streams share. Each answers the first fault, or None."""

import re
from collections.abc import Hashable, Iterable, Sequence, Sized

from labeltrail.events.acts import Act
from labeltrail.events.identifiers import identifier_fault
from labeltrail.events.limits import BACKDATING_MAX, CLOCK_SKEW_MAX, TEXT_LENGTH_MAX
from labeltrail.events.rejections import Path, Rejection, Rule

_SHA256 = re.compile(r"[0-9a-f]{64}")
_NO_CHARACTER = re.compile("[\x00\ud800-\udfff]")  # PostgreSQL keeps neither in a text


def first(faults: Iterable[Rejection | None]) -> Rejection | None:
    """The first of several checks that found something."""
    return next((fault for fault in faults if fault is not None), None)


def identifier(text: str, *path: str | int) -> Rejection | None:
    fault = identifier_fault(text)
    return Rejection(Rule.IDENTIFIER_MALFORMED, f"the id {fault}", path) if fault else None


def text(
    written: str, *path: str | int, length_max: int = TEXT_LENGTH_MAX, required: bool = True
) -> Rejection | None:
    if required and not written.strip():
        return Rejection(Rule.TEXT_EMPTY, "write something here; blank text says nothing", path)
    if len(written) > length_max:
        message = f"at most {length_max} characters fit here, not {len(written)}"
        return Rejection(Rule.TEXT_TOO_LONG, message, path)
    found = _NO_CHARACTER.search(written)
    if found is not None:
        message = f"U+{ord(found[0]):04X} is no character of a text; leave it out"
        return Rejection(Rule.TEXT_MALFORMED, message, path)
    return None


def at_most(given: Sized, limit: int, *path: str | int) -> Rejection | None:
    if len(given) <= limit:
        return None
    return Rejection(Rule.TOO_MANY, f"at most {limit} fit here, not {len(given)}", path)


def some(given: Sized, *path: str | int) -> Rejection | None:
    return None if given else Rejection(Rule.NOTHING_GIVEN, "give at least one", path)


def distinct(given: Sequence[Hashable], *path: str | int) -> Rejection | None:
    seen: set[Hashable] = set()
    for index, one in enumerate(given):
        if one in seen:
            message = f"{one!r} is given twice; leave one of them out"
            return Rejection(Rule.DUPLICATE_GIVEN, message, (*path, index))
        seen.add(one)
    return None


def sha256(digest: str | None, *path: str | int) -> Rejection | None:
    if digest is None or _SHA256.fullmatch(digest):
        return None
    return Rejection(Rule.DIGEST_MALFORMED, "give SHA-256 as 64 lower-case hex digits", path)


def occurred_at(act: Act, *, may_backdate: bool) -> Rejection | None:
    """Only an importer may write old history; nobody may write the future."""
    path: Path = ("occurred_at",)
    if act.occurred_at > act.now + CLOCK_SKEW_MAX:
        message = f"occurred_at is later than the server's clock, {act.now.isoformat()}"
        return Rejection(Rule.TIME_IN_FUTURE, message, path)
    if act.occurred_at < act.now - BACKDATING_MAX and not may_backdate:
        message = "only a member with the role service may record acts older than 5 minutes"
        return Rejection(Rule.TIME_BACKDATED, message, path)
    return None
