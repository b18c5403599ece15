"""Speaks to the API as any annotation UI would: named documents over HTTP with a key.

Guarantees: an operation is sent as it stands in `graphql/documents/`; a lost connection, a server
that is overloaded or ending is tried again, not before the time that it names (every mutation
carries a command id, so nothing happens twice); what cannot be answered is one of three typed
faults, in bounded time. Refusals of the domain are data, left to the caller.
"""

from __future__ import annotations

import asyncio
import random
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import TracebackType

import httpx
import msgspec

import labeltrail

DOCUMENTS = Path(labeltrail.__file__).parent / "graphql" / "documents"

ATTEMPTS_MAX = 6
ATTEMPTS_AT_FIRST_MAX = 3  # an address that has never answered is rather a wrong one
BACKOFF_SECONDS = 0.2
PAUSE_SECONDS_MAX = 30.0
TIMEOUT_SECONDS = 60.0
TRY_AGAIN_STATUS = frozenset({429, 502, 503, 504})

Variables = Mapping[str, object]


class ServerUnreachable(ConnectionError):
    """Nobody answered at the address, also after trying again."""


class KeyRefused(PermissionError):
    """The server does not accept the key."""


class RequestRefused(RuntimeError):
    """The server answered with top-level errors: a limit, a missing right or its own fault."""

    def __init__(self, message: str, code: str) -> None:
        super().__init__(message)
        self.code = code


class Accepted(msgspec.Struct, frozen=True):
    """A mutation that was carried out, now or before. `fields` are those that it answered."""

    fields: dict[str, object]

    @property
    def position(self) -> int:
        return int(str(self.fields["position"]))

    @property
    def is_duplicate(self) -> bool:
        return bool(self.fields["isDuplicate"])


class Refusal(msgspec.Struct, frozen=True, kw_only=True):
    """A mutation that a rule refused. Nothing of it was written."""

    code: str
    message: str
    path: tuple[str | int, ...] = ()


def outcome(payload: object) -> Accepted | Refusal:
    """A payload union as one of its two sides; every refusal has a code."""
    fields = msgspec.convert(payload, dict[str, object])
    if "code" not in fields:
        return Accepted(fields)
    return msgspec.convert(
        {name: fields.get(name) or [] if name == "path" else fields[name] for name in _REFUSED},
        Refusal,
    )


_REFUSED = ("code", "message", "path")


@cache
def document(name: str) -> str:
    """The text of `graphql/documents/<name>.graphql`."""
    return (DOCUMENTS / f"{name}.graphql").read_text(encoding="utf-8")


class Client:
    """One key at one server. Use as an async context manager."""

    def __init__(self, url: str, key: str) -> None:
        self.url = url.rstrip("/")
        self._has_answered = False
        self._http = httpx.AsyncClient(
            headers={
                "Authorization": f"Bearer {key}",
                "Accept": "application/graphql-response+json, application/json",
            },
            timeout=TIMEOUT_SECONDS,
        )

    async def __aenter__(self) -> Client:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self._http.aclose()

    async def run(self, name: str, variables: Variables) -> dict[str, object]:
        """The `data` of the answer to the document `name`."""
        body = msgspec.json.encode(
            {"query": document(name), "operationName": _operation(name), "variables": variables}
        )
        response = await self._sent(body)
        if response.status_code == httpx.codes.UNAUTHORIZED:
            raise KeyRefused(_reason(response) or f"{self.url} refuses the key")
        return _answer(response)

    async def act(self, name: str, given: Variables) -> Accepted | Refusal:
        """The outcome of a document with one mutation: `given` is its `$input`."""
        answered = await self.run(name, {"input": given})
        (payload,) = answered.values()
        return outcome(payload)

    async def _sent(self, body: bytes) -> httpx.Response:
        problem, named = "", 0.0
        for attempt in range(ATTEMPTS_MAX):
            if attempt >= ATTEMPTS_AT_FIRST_MAX and not self._has_answered:
                break
            if attempt:
                await asyncio.sleep(_pause(attempt, named))
            try:
                response = await self._http.post(
                    f"{self.url}/graphql",
                    content=body,
                    headers={"Content-Type": "application/json"},
                )
            except httpx.TransportError as error:
                problem, named = str(error) or type(error).__name__, 0.0
                continue
            named = _seconds_named(response)
            if response.status_code not in TRY_AGAIN_STATUS and not named:
                self._has_answered = True
                return response
            self._has_answered = self._has_answered or named > 0
            problem = _reason(response) or f"HTTP {response.status_code}"
        raise ServerUnreachable(f"no answer from {self.url} ({problem})")


def _pause(attempt: int, named: float) -> float:
    """Longer each time and never less than the server named; not the same for all clients."""
    seconds: float = max(named, BACKOFF_SECONDS * 2**attempt)
    return min(seconds, PAUSE_SECONDS_MAX) * random.uniform(1.0, 1.25)


def _seconds_named(response: httpx.Response) -> float:
    """After how many seconds the server wants to be asked again; 0 when it does not say."""
    named = response.headers.get("retry-after", "")
    return float(named) if named.isdecimal() else 0.0


def _operation(name: str) -> str:
    """`submit_labels` as the operation's name in its document, `SubmitLabels`."""
    return "".join(part.capitalize() for part in name.split("_"))


class _Error(msgspec.Struct):
    message: str = ""
    path: list[str | int] | None = None
    extensions: dict[str, object] = {}


class _Answer(msgspec.Struct, rename={"answered": "data"}):
    answered: dict[str, object] | None = None
    errors: list[_Error] = []


def _answer(response: httpx.Response) -> dict[str, object]:
    try:
        answer = msgspec.json.decode(response.content, type=_Answer)
    except msgspec.MsgspecError:
        message = f"{response.url} answered HTTP {response.status_code} and no GraphQL"
        raise RequestRefused(message, "NO_GRAPHQL") from None
    if answer.errors:
        first = answer.errors[0]
        code = str(first.extensions.get("code", "INTERNAL"))
        if code == "UNAUTHENTICATED":
            raise KeyRefused(first.message)
        raise RequestRefused(first.message, code)
    if answer.answered is None:
        raise RequestRefused(f"{response.url} answered without data", "NO_GRAPHQL")
    return answer.answered


def _reason(response: httpx.Response) -> str:
    try:
        answer = msgspec.json.decode(response.content, type=_Answer)
    except msgspec.MsgspecError:
        return ""
    return answer.errors[0].message if answer.errors else ""
