"""`submitLabel` over HTTP by many clients, beside the same number of trivial queries.

Every answer is checked: a GraphQL error comes with status 200, and a benchmark that looks at the
status alone measures error bodies.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import multiprocessing
import time
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ProcessPoolExecutor
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import httpx
import msgspec

from labeltrail.backend.bench.report import Comparison, Latency, Rate
from labeltrail.backend.client import Accepted, Client, Variables, document
from labeltrail.backend.composition import Composition
from labeltrail.events.identifiers import MemberId, TenantId

ROUNDS = 3
TENANT = TenantId("bench")
TASK = {
    "name": "topic",
    "kind": "MULTICLASS",
    "question": "What is it about?",
    "classes": [
        {"classId": "politics", "definition": "Government and elections."},
        {"classId": "sports", "definition": "Games and those who play them."},
        {"classId": "weather", "definition": "What the sky does."},
    ],
}
VIEWER = json.dumps({"query": "{ viewer { actor } }"}).encode()


async def bench_submit(
    parts: Composition,
    url: str,
    *,
    clients: int = 16,
    labels: int = 1_600,
    advanced: Callable[[], None],
) -> Comparison:
    """`labels` in each round, from `clients` that each wait for their answer."""
    async with _prepared(parts, url) as (project, key):
        ours: list[float] = []
        trivial: list[float] = []
        latencies: list[float] = []
        for number in range(ROUNDS):
            items = await _items(url, key, project, number, labels)
            bodies = [_label(project, item) for item in items]
            load = _Load(
                url=url, key=key, bodies=[VIEWER] * labels, clients=clients, field="viewer"
            )
            rate, _ = await _measured(load)
            trivial.append(rate)
            advanced()
            load = _Load(url=url, key=key, bodies=bodies, clients=clients, field="submitLabel")
            rate, took = await _measured(load)
            ours.append(rate)
            latencies += took
            advanced()
    return Comparison(
        title=f"submitLabel over HTTP, {clients} clients",
        ours=Rate(name="submitLabel", unit="labels/s", rounds=tuple(ours)),
        baselines=(
            Rate(
                name="{ viewer { actor } }, which asks no ledger",
                unit="requests/s",
                rounds=tuple(trivial),
            ),
        ),
        latencies=(Latency.of("one submitLabel", latencies),),
        remarks=(
            "the clients are one process, the server another; all share this machine's cores",
        ),
    )


@contextlib.asynccontextmanager
async def _prepared(parts: Composition, url: str) -> AsyncIterator[tuple[str, str]]:
    """A project with its rules and one annotator; its id and a key."""
    project = f"bench-{uuid4()}"
    issued = await parts.keys.issue(
        tenant=TENANT,
        actor=MemberId("bench"),
        issued_by="labeltrail bench",
        is_instance_admin=True,
        expires_at=datetime.now(UTC) + timedelta(hours=1),
    )
    clause = {"number": "1", "title": "Read", "text": "Read before you answer."}
    note = "For a measurement."
    acts: tuple[tuple[str, Variables], ...] = (
        ("create_project", {"title": "Measured"}),
        ("change_member_roles", {"member": "bench", "roles": ["MANAGER", "ANNOTATOR"]}),
        ("publish_taxonomy", {"tasks": [TASK], "changeNote": note}),
        ("revise_guideline", {"clauses": [clause], "changeNote": note}),
        ("publish_guideline", {"guidelineRevision": 1}),
        ("publish_policy", {"policy": {"overlap": 2, "quorum": 1}, "changeNote": note}),
    )
    async with Client(url, issued.text) as client:
        for name, given in acts:
            command = {"project": project, "commandId": str(uuid4()), **given}
            result = await client.act(name, command)
            if not isinstance(result, Accepted):
                raise RuntimeError(f"{name}: {result.code}: {result.message}")
    try:
        yield project, issued.text
    finally:
        await parts.keys.revoke(issued.prefix, revoked_by="labeltrail bench")


async def _items(url: str, key: str, project: str, number: int, count: int) -> list[str]:
    items = [f"item-{number}-{place}" for place in range(count)]
    async with Client(url, key) as client:
        for start in range(0, count, 1_000):
            entries = [
                {"commandId": str(uuid4()), "itemId": item, "modality": "TEXT"}
                for item in items[start : start + 1_000]
            ]
            given = {"project": project, "items": entries}
            await client.run("register_items", {"input": given})
    return items


def _label(project: str, item: str) -> bytes:
    given = {
        "project": project,
        "commandId": str(uuid4()),
        "itemId": item,
        "answers": [{"task": "topic", "value": {"choice": "sports"}}],
        "taxonomyVersion": 1,
        "guidelineRevision": 1,
    }
    text = document("submit_label")
    return json.dumps({"query": text, "variables": {"input": given}}).encode()


class _Load(msgspec.Struct, frozen=True, kw_only=True):
    """Requests for one round: `bodies` shared out among so many clients."""

    url: str
    key: str
    bodies: list[bytes]
    clients: int
    field: str


async def _measured(load: _Load) -> tuple[float, list[float]]:
    """Answers per second, and how long each took; the clients are a process of their own."""
    loop = asyncio.get_running_loop()
    spawn = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(1, mp_context=spawn) as clients:
        encoded = msgspec.msgpack.encode(load)
        return await loop.run_in_executor(clients, _in_own_process, encoded)


def _in_own_process(encoded: bytes) -> tuple[float, list[float]]:
    return asyncio.run(_run_clients(msgspec.msgpack.decode(encoded, type=_Load)))


async def _run_clients(load: _Load) -> tuple[float, list[float]]:
    waiting = iter(load.bodies)
    latencies: list[float] = []

    async def client() -> None:
        headers = {"Authorization": f"Bearer {load.key}", "Content-Type": "application/json"}
        async with httpx.AsyncClient(headers=headers, timeout=60) as http:
            for body in waiting:
                started = time.perf_counter()
                response = await http.post(f"{load.url}/graphql", content=body)
                latencies.append(time.perf_counter() - started)
                _check(response.json(), load.field)

    started = time.perf_counter()
    await asyncio.gather(*(client() for _ in range(load.clients)))
    return len(load.bodies) / (time.perf_counter() - started), latencies


def _check(answer: dict[str, dict[str, dict[str, object]]], field: str) -> None:
    found = answer.get("data", {}).get(field)
    if "errors" in answer or found is None or "code" in found:
        raise RuntimeError(f"{field} was not answered as it should be: {answer}")
