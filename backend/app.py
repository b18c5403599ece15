"""The HTTP application: GraphQL, and the health of the process.

Guarantees: every answer, also of a path or method that is not there, is JSON with a code; no
answer shows where in our code something broke.
"""

from __future__ import annotations

import logging

from litestar import Litestar, Request, Response, get, route
from litestar.datastructures import State
from litestar.exceptions import HTTPException
from litestar.types import ExceptionHandlersMap

from labeltrail.backend.composition import Composition
from labeltrail.backend.http import health
from labeltrail.backend.http.answers import fault
from labeltrail.backend.http.graphql import METHODS, GraphQLOverHTTP
from labeltrail.events.ledger.errors import LedgerClosed
from labeltrail.graphql.errors import Code
from labeltrail.graphql.limits import BODY_BYTES_MAX
from labeltrail.graphql.masking import is_unavailable, masked

_log = logging.getLogger(__name__)


def create_app(composition: Composition) -> Litestar:
    """The application over parts that are open; whoever opened them closes them."""
    graphql_over_http = GraphQLOverHTTP(composition)

    @route("/graphql", http_method=list(METHODS), request_max_body_size=BODY_BYTES_MAX)
    async def graphql(request: Request[None, None, State]) -> Response[bytes]:
        return await graphql_over_http.answered(request)

    @get("/health/live", sync_to_thread=False)
    def live() -> Response[bytes]:
        return health.live()

    @get("/health/ready")
    async def ready() -> Response[bytes]:
        return await health.ready(composition)

    handlers: ExceptionHandlersMap = {HTTPException: _refused, Exception: _broken}
    return Litestar(
        [graphql, live, ready],
        exception_handlers=handlers,
        openapi_config=None,
        logging_config=None,
    )


def _refused(request: Request[None, None, State], error: HTTPException) -> Response[bytes]:
    """What the router refuses: a path, a method, a body that is too large."""
    messages = {
        404: "there is nothing at this path; the API is at /graphql",
        405: "this path does not take this method",
        413: f"the body is larger than {BODY_BYTES_MAX} bytes; send less at once",
    }
    message = messages.get(error.status_code, error.detail)
    code = Code.PAYLOAD_TOO_LARGE if error.status_code == 413 else Code.BAD_REQUEST
    return fault(code, message, error.status_code, headers=_allowed(error.headers or {}))


def _allowed(headers: dict[str, str]) -> dict[str, str]:
    return {name.title(): value for name, value in headers.items()}


def _broken(request: Request[None, None, State], error: Exception) -> Response[bytes]:
    message, more = masked(error)
    code = Code(more.pop("code"))
    # Whoever is told that this process ends shall find another one, on a connection of its own.
    headers = {"Connection": "close"} if isinstance(error, LedgerClosed) else {}
    return fault(code, message, 503 if is_unavailable(error) else 500, headers=headers, **more)
