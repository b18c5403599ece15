"""Scalars: one textual form each, out as in, and a plain sentence for what does not fit.

Positions outgrow GraphQL's 32-bit Int, so BigInt is text on the wire. A time names its offset;
it is answered in UTC with six digits of a second, so equal moments are equal text.
"""

import re
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation
from typing import Any, NewType
from uuid import UUID

import strawberry
from graphql import GraphQLError
from strawberry.scalars import JSON
from strawberry.types.scalar import ScalarDefinition

BigInt = NewType("BigInt", int)

BIGINT_MAX = 2**63 - 1
TEXT_SHOWN_MAX = 60

_BIGINT = re.compile(r"0|[1-9][0-9]{0,18}")
_UUID = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
_DECIMAL = re.compile(r"-?(0|[1-9][0-9]{0,17})(\.[0-9]{1,18})?")


def refused(name: str, given: object, wanted: str) -> GraphQLError:
    """The error for a value that cannot be this scalar."""
    shown = repr(given)
    if len(shown) > TEXT_SHOWN_MAX:
        shown = shown[:TEXT_SHOWN_MAX] + "…"
    return GraphQLError(f"{name} cannot represent {shown}: {wanted}")


def parse_bigint(given: object) -> int:
    is_number = isinstance(given, int) and not isinstance(given, bool)
    text = str(given) if is_number else given
    if isinstance(text, str) and _BIGINT.fullmatch(text) and int(text) <= BIGINT_MAX:
        return int(text)
    raise refused("BigInt", given, "give a whole number from 0 to 2^63 - 1, as text")


def parse_uuid(given: object) -> UUID:
    if isinstance(given, str) and _UUID.fullmatch(given):
        return UUID(given)
    raise refused("UUID", given, "give 32 hexadecimal digits as 8-4-4-4-12")


def parse_time(given: object) -> datetime:
    wanted = "give an ISO 8601 time with its offset, as 2026-03-01T12:00:00Z"
    if not isinstance(given, str) or "T" not in given:
        raise refused("DateTime", given, wanted)
    try:
        time = datetime.fromisoformat(given)
        return time.astimezone(UTC) if time.tzinfo is not None else _raise(given, wanted)
    except (ValueError, OverflowError):
        raise refused("DateTime", given, wanted) from None


def _raise(given: object, wanted: str) -> Any:
    raise refused("DateTime", given, wanted)


def time_text(time: datetime) -> str:
    """UTC, always with six digits of a second."""
    return time.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def parse_decimal(given: object) -> Decimal:
    wanted = 'give a decimal number as text, as "0.667"'
    text = str(given) if isinstance(given, int) and not isinstance(given, bool) else given
    if not isinstance(text, str) or not _DECIMAL.fullmatch(text):
        raise refused("Decimal", given, wanted)
    try:
        return Decimal(text)
    except InvalidOperation:
        raise refused("Decimal", given, wanted) from None


def decimal_text(number: Decimal) -> str:
    """Never as an exponent."""
    return f"{number:f}"


SCALARS: dict[object, ScalarDefinition] = {
    BigInt: strawberry.scalar(
        name="BigInt",
        description="A whole number from 0 to 2^63 - 1, as text: positions outgrow Int.",
        serialize=str,
        parse_value=parse_bigint,
    ),
    UUID: strawberry.scalar(
        name="UUID",
        description="An id of 32 hexadecimal digits, written 8-4-4-4-12.",
        specified_by_url="https://www.rfc-editor.org/rfc/rfc9562",
        serialize=str,
        parse_value=parse_uuid,
    ),
    datetime: strawberry.scalar(
        name="DateTime",
        description=(
            "A moment. Answered in UTC with six digits of a second, as"
            " 2026-03-01T12:00:00.000000Z; taken with any offset, never without one."
        ),
        specified_by_url="https://www.rfc-editor.org/rfc/rfc3339",
        serialize=time_text,
        parse_value=parse_time,
    ),
    Decimal: strawberry.scalar(
        name="Decimal",
        description="An exact decimal number, as text and never with an exponent.",
        serialize=decimal_text,
        parse_value=parse_decimal,
    ),
    JSON: strawberry.scalar(
        name="JSON",
        description="A JSON value, as it is.",
        specified_by_url="https://www.rfc-editor.org/rfc/rfc8259",
        serialize=lambda value: value,
        parse_value=lambda value: value,
    ),
}
"""Python type -> scalar, for the schema's configuration."""
