"""Errors at the top of an answer: faults of the request, of access, of limits and of ours.

What a rule of the project refuses is not here: that is data (see `refusals.py`). Each error has
a stable code in `extensions.code`; its message is for people.
"""

from enum import StrEnum
from typing import Any

from graphql import GraphQLError


class Code(StrEnum):
    """Stable codes that clients may branch on."""

    UNAUTHENTICATED = "UNAUTHENTICATED"
    FORBIDDEN = "FORBIDDEN"
    BLIND = "BLIND"
    BAD_REQUEST = "BAD_REQUEST"
    PAYLOAD_TOO_LARGE = "PAYLOAD_TOO_LARGE"
    BAD_USER_INPUT = "BAD_USER_INPUT"
    BAD_CURSOR = "BAD_CURSOR"
    POSITION_NOT_REACHED = "POSITION_NOT_REACHED"
    PROJECTION_LAGS = "PROJECTION_LAGS"
    UNKNOWN_EVENT = "UNKNOWN_EVENT"
    GRAPHQL_PARSE_FAILED = "GRAPHQL_PARSE_FAILED"
    GRAPHQL_VALIDATION_FAILED = "GRAPHQL_VALIDATION_FAILED"
    TOO_COMPLEX = "TOO_COMPLEX"
    LEDGER_STOPPED = "LEDGER_STOPPED"
    OVERLOADED = "OVERLOADED"
    UNAVAILABLE = "UNAVAILABLE"
    INTERNAL = "INTERNAL"


class CodedError(GraphQLError):
    """An error that a client may see as it stands."""

    def __init__(self, code: Code, message: str, **more: Any) -> None:
        super().__init__(message, extensions={"code": code.value, **more})
        self.code = code


def forbidden(field: str) -> CodedError:
    """The caller's roles do not read this field; the same words whatever it holds."""
    return CodedError(Code.FORBIDDEN, f"your roles in this project do not read {field}")


def blind(what: str) -> CodedError:
    """The caller may still label, so others' judgments are hidden until they have."""
    message = f"{what} is hidden from you while there is an item here that you may still label"
    return CodedError(Code.BLIND, message)


def bad_input(message: str) -> CodedError:
    return CodedError(Code.BAD_USER_INPUT, message)
