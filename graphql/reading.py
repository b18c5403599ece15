"""The point that a query reads at: waiting for one's own writes, or a position in the past.

What the read models cannot answer is told with a code. A message never says how far the ledger
is: that others have acted meanwhile is not for everybody.
"""

import contextlib
from collections.abc import Iterator

import msgspec
from strawberry import UNSET

from labeltrail.events.streams.rules import Rules
from labeltrail.graphql.context import Scope
from labeltrail.graphql.errors import Code, CodedError, bad_input
from labeltrail.graphql.types.asof import AsOfInput
from labeltrail.projections import waiting
from labeltrail.projections.answers import HoldsFor
from labeltrail.projections.errors import (
    AtLeastTimeout,
    ClassOfNoTask,
    DifferenceTooLong,
    LedgerTooLong,
    PositionAhead,
    PositionsReversed,
    QueueTooLong,
    ReadingsNotFolded,
    ReadModelStopped,
    ReplayTooLong,
    TaskUnknown,
    TooManyPrecedents,
)

AT_LEAST_SECONDS_MAX = 5.0
TOO_LONG = (ReplayTooLong, DifferenceTooLong, QueueTooLong, LedgerTooLong, TooManyPrecedents)
"""More than one answer takes on; the message says how to ask for less."""


class RulesSeen(msgspec.Struct, frozen=True):
    """Rules as of a position, or as they stand while the request runs: then `past` is None."""

    rules: Rules
    past: HoldsFor | None = None

    @property
    def position(self) -> int | None:
        return self.past.position if self.past is not None else None


async def rules_at(scope: Scope, as_of: AsOfInput | None) -> RulesSeen:
    """The rules asked about. Raises coded errors."""
    return await rules_seen(scope, await position_of(scope, as_of))


async def rules_seen(scope: Scope, position: int | None) -> RulesSeen:
    """The rules as of a position; None: now. Raises coded errors."""
    if position is None:
        return RulesSeen(scope.rules)
    with coded():
        answer = await scope.loaders.rules(scope.project_id, position)
    if answer is None:
        raise LookupError("a project has rules at every position")
    return RulesSeen(answer.rules, answer.holds_for)


async def holds_for(scope: Scope, seen: RulesSeen) -> HoldsFor:
    """What an answer from these rules holds for."""
    if seen.past is not None:
        return seen.past
    return await scope.context.resources.known.standing(scope.project_id, seen.rules)


async def reach(scope: Scope, at_least: int | None) -> None:
    """Wait until the read models have reached a position. Raises coded errors."""
    if at_least is not None:
        with coded():
            await waiting.wait_for(
                scope.pool, scope.project_id, at_least, seconds_max=AT_LEAST_SECONDS_MAX
            )


async def position_of(scope: Scope, as_of: AsOfInput | None) -> int | None:
    """The position asked about; None for now. Raises coded errors."""
    if as_of is None:
        return None
    with coded():
        if as_of.position is not None and as_of.position is not UNSET:
            return await waiting.as_of(scope.pool, scope.project_id, position=as_of.position)
        if as_of.time is not None and as_of.time is not UNSET:
            return await waiting.as_of(scope.pool, scope.project_id, time=as_of.time)
    return None


@contextlib.contextmanager
def coded() -> Iterator[None]:
    """Turn what reads cannot answer into errors with a code."""
    try:
        yield
    except PositionAhead:
        message = "nothing is recorded there yet; ask about a position or time that has been"
        raise CodedError(Code.POSITION_NOT_REACHED, message) from None
    except AtLeastTimeout as late:
        message = (
            f"the read models have not reached position {late.position} within"
            f" {AT_LEAST_SECONDS_MAX:g} seconds; ask again, or without atLeast for an older answer"
        )
        raise CodedError(Code.PROJECTION_LAGS, message) from None
    except ReadModelStopped:
        message = "the read models stand still before that position; ask whoever runs this server"
        raise CodedError(Code.PROJECTION_LAGS, message) from None
    except ReadingsNotFolded:
        message = "the read models are being made anew, and have no columns of answers yet"
        raise CodedError(Code.PROJECTION_LAGS, message) from None
    except TOO_LONG as long:
        raise CodedError(Code.TOO_COMPLEX, str(long)) from None
    except (ClassOfNoTask, PositionsReversed, TaskUnknown) as unfit:
        raise bad_input(str(unfit)) from None
