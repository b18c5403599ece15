"""Errors as clients see them. What broke inside us is logged under a trace id and told as that.

An error without an original error speaks of the request, and one with a code was meant to be
seen: both stay. Everything else is masked. A limit that is reached, a process that ends and a
database out of reach are told as such, since to wait and try again is the mend: after so many
seconds as `retryAfterSeconds` says.
"""

import logging
import uuid
from typing import Any

from asyncpg import CharacterNotInRepertoireError
from graphql import GraphQLError
from opentelemetry import trace

from labeltrail.events.catalogue import UnknownEventType
from labeltrail.events.ledger.errors import (
    FAULTS,
    LedgerClosed,
    LedgerStopped,
    LedgerUnavailable,
    Overloaded,
    translate,
)
from labeltrail.graphql.errors import Code

RETRY_SECONDS = 1
RETRY_AFTER = "retryAfterSeconds"

_log = logging.getLogger("labeltrail.graphql")


def shown(error: GraphQLError, default: Code | None = None) -> dict[str, Any]:
    """The error as the answer holds it; `default` is the code of a plain request error."""
    extensions = dict(error.extensions or {})
    if "code" in extensions:
        return _formatted(error, error.message, extensions)
    original = error.original_error
    if original is None or (isinstance(original, GraphQLError) and default is not None):
        code = default or Code.BAD_USER_INPUT
        return _formatted(error, error.message, {"code": code.value})
    return _formatted(error, *masked(original))


def masked(fault: BaseException) -> tuple[str, dict[str, Any]]:
    """Message and extensions for a fault of ours; the fault itself goes to the log.

    That PostgreSQL keeps no U+0000 is told here once, for every id that a request looks up.
    """
    trace_id = current_trace_id()
    if isinstance(fault.__cause__ or fault, CharacterNotInRepertoireError):
        message = "a text of the request holds U+0000, which is no character; leave it out"
        return message, {"code": Code.BAD_USER_INPUT.value}
    if isinstance(fault, LedgerStopped):
        message = "this project takes no changes until its operator has looked at its ledger"
        return message, {"code": Code.LEDGER_STOPPED.value, "traceId": trace_id}
    if isinstance(fault, UnknownEventType):
        _log.error("trace %s: %s; run a newer version", trace_id, fault)
        message = "this rests on an event that only a newer version of Labeltrail can read"
        return message, {"code": Code.UNKNOWN_EVENT.value, "traceId": trace_id}
    if is_unavailable(fault):
        message, more = _passing(fault)
        return message, {**more, "traceId": trace_id}
    _log.error("unexpected fault, trace %s", trace_id, exc_info=fault)
    message = f"something broke on our side; report trace {trace_id}"
    return message, {"code": Code.INTERNAL.value, "traceId": trace_id}


def is_unavailable(fault: BaseException) -> bool:
    """Whether the fault passes when the database answers again."""
    if isinstance(fault, FAULTS):
        return isinstance(translate(fault), LedgerUnavailable)
    return isinstance(fault, LedgerUnavailable)


def _passing(fault: BaseException) -> tuple[str, dict[str, Any]]:
    """What to wait for, and how long. Overload is not logged: it comes often, and is counted."""
    if isinstance(fault, Overloaded):
        seconds = fault.retry_after_seconds
        message = f"too much is asked for at once; try again in {seconds} s"
        more = {"code": Code.OVERLOADED.value, RETRY_AFTER: seconds, "limit": fault.limit}
        return f"{message}, with the same command id", more
    more = {"code": Code.UNAVAILABLE.value, RETRY_AFTER: RETRY_SECONDS}
    if isinstance(fault, LedgerClosed):
        return "this process is ending; try again, with the same command id", more
    _log.warning("the database is out of reach: %s", type(fault).__name__)
    return "the database is out of reach; try again, with the same command id", more


def current_trace_id() -> str:
    """The current trace, or a number of its own while tracing is off."""
    context = trace.get_current_span().get_span_context()
    return trace.format_trace_id(context.trace_id) if context.is_valid else uuid.uuid4().hex


def _formatted(error: GraphQLError, message: str, extensions: dict[str, Any]) -> dict[str, Any]:
    told: dict[str, Any] = {"message": message}
    if error.locations:
        told["locations"] = [{"line": at.line, "column": at.column} for at in error.locations]
    if error.path:
        told["path"] = list(error.path)
    told["extensions"] = extensions
    return told
