"""What a decision answers: facts to append, or the rejection that stands in their way."""

from collections.abc import Iterable
from typing import Generic, TypeVar
from uuid import UUID

import msgspec

from labeltrail.events.identifiers import MemberId
from labeltrail.events.rejections import Rejection

Fact = TypeVar("Fact", bound=msgspec.Struct, covariant=True)


class Emitted(msgspec.Struct, Generic[Fact], frozen=True, kw_only=True):
    """One fact to append. `by` is `system` when a rule followed from the facts before it
    in the same decision; `after` is then the index of the fact that caused it. `stream` is set
    where the fact goes to another stream than the command's own.
    """

    fact: Fact
    by: MemberId | None = None
    after: int | None = None
    stream: str | None = None


class Admitted(msgspec.Struct, Generic[Fact], frozen=True, kw_only=True):
    """An admitted command. `cause` is the earlier event it answers; warnings are for people."""

    facts: tuple[Emitted[Fact], ...]
    cause: UUID | None = None
    warnings: tuple[str, ...] = ()


Decision = Admitted[Fact] | Rejection


def admitted(
    *facts: Fact | Emitted[Fact], cause: UUID | None = None, warnings: Iterable[str] = ()
) -> Admitted[Fact]:
    """An admitted command with facts in order."""
    emitted = tuple(fact if isinstance(fact, Emitted) else Emitted(fact=fact) for fact in facts)
    return Admitted(facts=emitted, cause=cause, warnings=tuple(warnings))
