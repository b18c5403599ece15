"""`/graphql`: one operation per request, by the GraphQL-over-HTTP specification.

A GET never writes. What is wrong with the request is 4xx and in GraphQL's shape; an operation
that ran is 200, also when fields of it failed; a fault of ours is masked, with its trace id.
"""

from __future__ import annotations

from datetime import UTC, datetime

from litestar import HttpMethod, Request, Response
from litestar.datastructures import State
from opentelemetry import propagate, trace
from opentelemetry.trace import SpanKind
from strawberry.http.ides import get_graphql_ide_html

from labeltrail.backend.composition import Composition
from labeltrail.backend.http import requests
from labeltrail.backend.http.answers import answer, fault
from labeltrail.backend.http.callers import NOT_SENT, SENT_AS, KeyRefused, caller_of
from labeltrail.backend.http.negotiation import MediaType, answer_type, is_json, wants_page
from labeltrail.backend.http.requests import BadRequest
from labeltrail.graphql.context import Context, Resources
from labeltrail.graphql.engine import Allowed, Asked, Engine, MutationByGet, Told
from labeltrail.graphql.errors import Code
from labeltrail.graphql.known import KnownRules
from labeltrail.graphql.limits import BODY_BYTES_MAX
from labeltrail.graphql.schema import served
from labeltrail.projections.work.claiming import Desk

METHODS = (HttpMethod.GET, HttpMethod.POST)
BAD_REQUEST = 400

Asking = Request[None, None, State]

_tracer = trace.get_tracer("labeltrail.http")


class GraphQLOverHTTP:
    """The engine behind `/graphql`. In development it shows its schema, and a page to browsers."""

    def __init__(self, composition: Composition) -> None:
        is_development = composition.settings.profile == "development"
        self._door = composition.door
        self._keys = composition.keys
        self._has_page = is_development
        self._engine = Engine(
            served(), shows_suggestions=is_development, shows_schema=is_development
        )
        self._resources = Resources(
            pool=composition.pool,
            executor=composition.executor,
            directory=composition.directory,
            known=KnownRules(composition.pool, composition.executor),
            desk=Desk(composition.pool, composition.executor),
            nudge=composition.runner.nudge,
            seal=composition.sealer.seal,
        )

    async def answered(self, request: Asking) -> Response[bytes]:
        """The answer to any request at the path. Raises Overloaded and LedgerClosed at the door."""
        parent = propagate.extract(dict(request.headers))
        name = f"{request.method} /graphql"
        with _tracer.start_as_current_span(name, context=parent, kind=SpanKind.SERVER) as span:
            with self._door.entered(_size_of(request)):
                response = await self._answered(request)
            span.set_attribute("http.request.method", request.method)
            span.set_attribute("http.route", "/graphql")
            span.set_attribute("http.response.status_code", response.status_code or 0)
            return response

    async def _answered(self, request: Asking) -> Response[bytes]:
        accept = request.headers.get("accept")
        if self._has_page and _is_visit(request):
            return _page()
        media_type = answer_type(accept)
        if media_type is None:
            message = f"accept {MediaType.RESPONSE} or {MediaType.JSON}"
            return fault(Code.BAD_REQUEST, message, 406)
        try:
            asked = await _asked(request)
            caller = await caller_of(request.headers.get("authorization"), self._keys)
            context = Context(self._resources, caller, datetime.now(UTC))
            allowed = Allowed.QUERIES if request.method == "GET" else Allowed.ALL
            told = await self._engine.run(asked, context, allowed)
            if caller is None and _wants_caller(told):
                return _unauthenticated(SENT_AS, NOT_SENT, media_type)
        except BadRequest as wrong:
            return fault(Code.BAD_REQUEST, str(wrong), wrong.status, media_type=media_type)
        except KeyRefused as refused:
            return _unauthenticated(str(refused), refused.fault.value, media_type)
        except MutationByGet:
            message = "a GET only asks; POST mutations"
            headers = {"Allow": "POST"}
            return fault(Code.BAD_REQUEST, message, 405, media_type=media_type, headers=headers)
        return answer(told, media_type, _status(told, media_type))


def _size_of(request: Asking) -> int:
    """Of the body, as it was announced; at most what is taken at all."""
    announced = request.headers.get("content-length", "")
    if not announced.isdecimal():
        return 0 if request.method == "GET" else BODY_BYTES_MAX
    return min(int(announced), BODY_BYTES_MAX)


def _is_visit(request: Asking) -> bool:
    """Whether a browser opens the address, without an operation."""
    is_page = wants_page(request.headers.get("accept"))
    return request.method == "GET" and is_page and "query" not in request.query_params


async def _asked(request: Asking) -> Asked:
    if request.method == "GET":
        return requests.of_address(request.query_params)
    if not is_json(request.headers.get("content-type")):
        raise BadRequest(f"send the body as {MediaType.JSON} in UTF-8", 415)
    return requests.of_body(await request.body())


def _wants_caller(told: Told) -> bool:
    """Whether something was asked for that takes a key; the schema alone takes none."""
    errors = told.errors if isinstance(told.errors, list) else []
    return any(error["extensions"]["code"] == Code.UNAUTHENTICATED for error in errors)


def _unauthenticated(message: str, reason: str, media_type: MediaType) -> Response[bytes]:
    return fault(
        Code.UNAUTHENTICATED,
        message,
        401,
        media_type=media_type,
        headers={"WWW-Authenticate": "Bearer"},
        reason=reason,
    )


def _status(told: Told, media_type: MediaType) -> int:
    """For application/json the status tells of HTTP only, since proxies answer JSON, too."""
    if told.has_run or media_type is MediaType.JSON:
        return 200
    return BAD_REQUEST


def _page() -> Response[bytes]:
    page = get_graphql_ide_html("graphiql").encode()
    return Response(page, media_type=MediaType.HTML, status_code=200)
