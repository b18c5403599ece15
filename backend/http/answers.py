"""Answers on the wire: GraphQL's shape for everything, so that one client code reads all.

An error that passes says after how many seconds, in its extensions and as Retry-After.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec
from litestar import Response
from opentelemetry import metrics

from labeltrail.backend.http.negotiation import MediaType
from labeltrail.graphql.engine import Told
from labeltrail.graphql.errors import Code
from labeltrail.graphql.masking import RETRY_AFTER

ENCODING = "utf-8"

_errors = metrics.get_meter("labeltrail.graphql").create_counter(
    "labeltrail.graphql.errors", unit="{error}", description="Errors at the top, by code."
)


def answer(
    told: Told,
    media_type: MediaType,
    status: int,
    headers: Mapping[str, str] | None = None,
) -> Response[bytes]:
    more = {"Cache-Control": "no-store", **(headers or {})}
    if told.errors is not msgspec.UNSET:
        for error in told.errors:
            _errors.add(1, {"labeltrail.error.code": error["extensions"]["code"]})
        pauses = [error["extensions"].get(RETRY_AFTER, 0) for error in told.errors]
        if any(pauses):
            more["Retry-After"] = str(max(pauses))
    return Response(
        msgspec.json.encode(told),
        media_type=f"{media_type}; charset={ENCODING}",
        status_code=status,
        headers=more,
    )


def fault(
    code: Code,
    message: str,
    status: int,
    *,
    media_type: MediaType = MediaType.JSON,
    headers: Mapping[str, str] | None = None,
    **more: Any,
) -> Response[bytes]:
    """An answer without an operation having run."""
    error = {"message": message, "extensions": {"code": code.value, **more}}
    return answer(Told(errors=[error]), media_type, status, headers)
