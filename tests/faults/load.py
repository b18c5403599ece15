"""Concurrent load over HTTP: every command is brought by several clients until each is answered.

A client that gets no answer, or is told to come back, sends the same command again under the same
id, as a labeling tool would. Any other answer is wrong, whatever happens to the servers.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable, Coroutine, Mapping, Sequence
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

import httpx
import msgspec

TOLD = """
__typename
... on CommandSuccess { position version isDuplicate }
... on UserError { code message }
"""
QUERIES = {
    "registerItem": "mutation ($input: RegisterItemInput!) { registerItem(input: $input) {%s} }",
    "submitLabel": "mutation ($input: SubmitLabelInput!) { submitLabel(input: $input) {%s} }",
}
PASSING = {"OVERLOADED", "UNAVAILABLE"}
PAUSE_SECONDS = 0.1
ANSWER_SECONDS_MAX = 40.0


class WrongAnswer(AssertionError):
    """A server said what it must not say, whatever happened to it."""


class Command(msgspec.Struct, frozen=True, kw_only=True):
    """`recording` says to which chain it belongs; a chain's commands follow each other."""

    command_id: UUID
    mutation: str
    by: str
    given: dict[str, Any]
    recording: str


class Told(msgspec.Struct, frozen=True, kw_only=True):
    """What one client was answered."""

    command_id: UUID
    position: int
    is_duplicate: bool


class Load:
    """`urls` are servers of one database; each client begins at another one."""

    def __init__(
        self,
        project_id: str,
        urls: Sequence[str],
        keys: Mapping[str, str],
        *,
        recordings: int = 8,
        labels_each: int = 8,
        clients: int = 2,
    ) -> None:
        self._project_id = project_id
        self._urls = urls
        self._keys = keys
        self._clients = clients
        self.chains = [
            [self._register(f"rec-{number:03}"), *self._labels(f"rec-{number:03}", labels_each)]
            for number in range(recordings)
        ]
        self.told: list[Told] = []
        self.codes: Counter[str] = Counter()
        self.lost: Counter[str] = Counter()

    @property
    def commands(self) -> list[Command]:
        return [command for chain in self.chains for command in chain]

    @property
    def answers_due(self) -> int:
        return len(self.commands) * self._clients

    async def run(self) -> None:
        """Return when every client has been answered every command."""
        limits = httpx.Limits(max_connections=200, max_keepalive_connections=100)
        async with (
            httpx.AsyncClient(timeout=ANSWER_SECONDS_MAX, limits=limits) as http,
            asyncio.TaskGroup() as group,
        ):
            for place, chain in enumerate(self.chains):
                group.create_task(self._carry(http, place, chain))

    async def until(self, share: float) -> None:
        """Return when this share of the answers has come."""
        while len(self.told) < share * self.answers_due:
            await asyncio.sleep(0.001)

    async def _carry(self, http: httpx.AsyncClient, place: int, chain: Sequence[Command]) -> None:
        for command in chain:
            await asyncio.gather(
                *(self._bring(http, command, place + client) for client in range(self._clients))
            )

    async def _bring(self, http: httpx.AsyncClient, command: Command, first: int) -> None:
        body = {
            "query": QUERIES[command.mutation] % TOLD,
            "variables": {
                "input": {
                    "project": self._project_id,
                    "commandId": str(command.command_id),
                    **command.given,
                }
            },
        }
        headers = {"Authorization": f"Bearer {self._keys[command.by]}"}
        attempt = first
        while True:
            url = self._urls[attempt % len(self._urls)]
            attempt += 1
            try:
                response = await http.post(f"{url}/graphql", json=body, headers=headers)
            except httpx.TransportError as error:
                self.lost[type(error).__name__] += 1
            else:
                payload = self._payload(response, command)
                if payload is not None:
                    self.told.append(
                        Told(
                            command_id=command.command_id,
                            position=int(payload["position"]),
                            is_duplicate=payload["isDuplicate"],
                        )
                    )
                    return
            await asyncio.sleep(PAUSE_SECONDS)

    def _payload(self, response: httpx.Response, command: Command) -> dict[str, Any] | None:
        """The success that was told; None when it said to come back."""
        answer = msgspec.json.decode(response.content)
        codes = {error["extensions"]["code"] for error in answer.get("errors", ())}
        if codes and codes <= PASSING:
            if "retry-after" not in response.headers:
                raise WrongAnswer(f"it does not say when to come back: {answer}")
            self.codes.update(codes)
            return None
        if codes:
            raise WrongAnswer(f"{command.mutation} was answered {answer}")
        payload: dict[str, Any] = answer["data"][command.mutation]
        if not payload["__typename"].endswith("Success"):
            raise WrongAnswer(f"{command.mutation} was refused: {payload}")
        return payload

    def _register(self, recording: str) -> Command:
        given = {"itemId": recording, "modality": "AUDIO"}
        return self._command("registerItem", "mira", given, recording, 0)

    def _labels(self, recording: str, count: int) -> list[Command]:
        return [
            self._command(
                "submitLabel",
                "oskar",
                {
                    "itemId": recording,
                    "answers": [{"task": "species", "value": {"choice": "tawny"}}],
                    "taxonomyVersion": 1,
                    "guidelineRevision": 1,
                    "repeat": repeat,
                },
                recording,
                repeat,
            )
            for repeat in range(1, count + 1)
        ]

    def _command(
        self, mutation: str, by: str, given: dict[str, Any], recording: str, number: int
    ) -> Command:
        name = f"{self._project_id}/{recording}/{number}"
        return Command(
            command_id=uuid5(NAMESPACE_URL, name),
            mutation=mutation,
            by=by,
            given=given,
            recording=recording,
        )


Fault = Callable[[Load], Coroutine[object, None, None]]


async def under(load: Load, fault: Fault) -> None:
    """Run the load and the fault together. Raises WrongAnswer, and what the fault raises."""
    try:
        async with asyncio.TaskGroup() as group:
            group.create_task(load.run())
            group.create_task(fault(load))
    except BaseExceptionGroup as several:
        raise several.exceptions[0] from several
