"""A GraphQL request out of an HTTP request: what is wrong with it is told with a status."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

from labeltrail.graphql.engine import Asked


class BadRequest(Exception):
    """The request is no GraphQL request; the message says what would be one."""

    def __init__(self, message: str, status: int = 400) -> None:
        super().__init__(message)
        self.status = status


class _Body(msgspec.Struct, rename="camel"):
    query: str
    variables: dict[str, Any] | None = None
    operation_name: str | None = None
    extensions: dict[str, Any] | None = None


_body = msgspec.json.Decoder(_Body)
_variables = msgspec.json.Decoder(dict[str, Any] | None)


def of_body(body: bytes) -> Asked:
    """Raises BadRequest."""
    if body.lstrip()[:1] == b"[":
        raise BadRequest("send one operation; many labels go into one submitLabels")
    try:
        read = _body.decode(body)
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        reason = str(error)
        message = f'the body is no GraphQL request ({reason}): send {{"query": …, "variables": …}}'
        raise BadRequest(message) from None
    return Asked(query=read.query, variables=read.variables, operation_name=read.operation_name)


def of_address(parameters: Mapping[str, str]) -> Asked:
    """Raises BadRequest."""
    query = parameters.get("query")
    if query is None:
        raise BadRequest("give the operation as the parameter `query`, or POST it")
    try:
        variables = _variables.decode(parameters.get("variables", "null"))
    except msgspec.MsgspecError as error:
        raise BadRequest(f"the parameter `variables` is no JSON object ({error})") from None
    return Asked(
        query=query, variables=variables, operation_name=parameters.get("operationName") or None
    )
