"""Traces and metrics: one trace from HTTP to the ledger's row, sent where one says, else nowhere.

The server is a process of its own, since a process's tracing cannot be taken back.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import re
import signal
import sys
import time
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import asyncpg
import httpx
import pytest
from opentelemetry.proto.trace.v1.trace_pb2 import Span

from labeltrail.backend.composition import composed
from labeltrail.backend.settings import Settings, otlp_is_configured
from tests.api.townhall import LETTERS, TownHall, founded, labeling
from tests.backend.collector import Collector, collecting

TRACE_ID = "0af7651916cd43dd8448eb211c80319c"
PARENT_ID = "b7ad6b7169203331"
STOP_SECONDS_MAX = 8.0
CHAIN = ("POST /graphql", "mutation SubmitLabel", "SubmitLabel", "append")


@contextlib.asynccontextmanager
async def served(database_url: str, endpoint: str | None, folder: Path) -> AsyncIterator[str]:
    """The address of a server that exports to `endpoint`; stopped as by Ctrl-C."""
    own = {name: text for name, text in os.environ.items() if not name.startswith("OTEL_")}
    own |= {"LABELTRAIL_DATABASE_URL": database_url, "LABELTRAIL_DATA_DIR": str(folder)}
    if endpoint is not None:
        own["OTEL_EXPORTER_OTLP_ENDPOINT"] = endpoint
    server = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "labeltrail.backend", "serve", "--port", "0"),
        env=own,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
    )
    assert server.stdout is not None
    try:
        async with asyncio.timeout(30):
            found = re.search(r"http://[\d.:]+", (await server.stdout.readline()).decode())
        assert found is not None
        yield found[0]
    finally:
        started = time.perf_counter()
        server.send_signal(signal.SIGINT)
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(STOP_SECONDS_MAX):
                await server.wait()
        if server.returncode is None:
            server.kill()
            await server.wait()
    assert server.returncode == 0, f"it did not end in {time.perf_counter() - started:.1f} s"


@contextlib.asynccontextmanager
async def town_at(url: str, database_url: str) -> AsyncIterator[TownHall]:
    async with (
        composed(Settings(database_url=database_url), folds=False) as parts,
        httpx.AsyncClient(base_url=url, timeout=20) as client,
    ):
        yield await founded(TownHall(parts, url, client))


@pytest.fixture
def collector() -> Iterator[Collector]:
    with collecting() as one:
        yield one


async def test_one_trace_leads_from_http_to_the_row(
    database_url: str, pool: asyncpg.Pool, collector: Collector, tmp_path: Path
) -> None:
    async with (
        served(database_url, collector.url, tmp_path) as url,
        town_at(url, database_url) as town,
    ):
        town.client.headers["traceparent"] = f"00-{TRACE_ID}-{PARENT_ID}-01"
        told = await town.accepted("bo", "submitLabel", labeling("letter-1"))
        row = await pool.fetchrow(
            "SELECT trace_id FROM ledger.events WHERE position = $1", int(told["position"])
        )
        assert row is not None
        assert row["trace_id"] == TRACE_ID
        del town.client.headers["traceparent"]
        await asyncio.gather(*(town.label("cy", letter, "noise") for letter in LETTERS))
        await town.mutate("bo", "submitLabel", labeling("letter-99"))
        await town.ask("bo", "{ nothing }")
        async with asyncio.timeout(20):
            while not await pool.fetchval("SELECT count(*) FROM ledger.checkpoints"):
                await asyncio.sleep(0.05)
    of_trace = {span.name: span for span in collector.spans if span.trace_id.hex() == TRACE_ID}
    assert set(of_trace) == set(CHAIN)
    parent = PARENT_ID
    for name in CHAIN:
        assert of_trace[name].parent_span_id.hex() == parent, name
        parent = of_trace[name].span_id.hex()
    assert attributes(of_trace["append"])["labeltrail.outcome"] == "Appended"
    assert_groups_link_to_appends(collector.spans)
    assert_measured(collector)


def assert_groups_link_to_appends(spans: list[Span]) -> None:
    appends = {span.span_id for span in spans if span.name == "append"}
    linked = [link.span_id for span in spans if span.name == "commit group" for link in span.links]
    assert len(linked) == len(appends)
    assert set(linked) == appends


def assert_measured(collector: Collector) -> None:
    by_name = {metric.name: metric for metric in collector.metrics}
    assert set(by_name) >= {
        "labeltrail.ledger.appends",
        "labeltrail.ledger.group.size",
        "labeltrail.ledger.unsealed",
        "labeltrail.ledger.stopped",
        "labeltrail.projection.lag",
        "labeltrail.outbox.waiting",
        "labeltrail.outbox.age",
        "labeltrail.graphql.operation.duration",
        "labeltrail.graphql.errors",
    }
    appended = sum(point.as_int for point in by_name["labeltrail.ledger.appends"].sum.data_points)
    assert appended == sum(span.name == "append" for span in collector.spans)


def attributes(span: Span) -> dict[str, str]:
    return {one.key: one.value.string_value for one in span.attributes}


async def test_without_an_endpoint_no_trace_is_kept(
    database_url: str, pool: asyncpg.Pool, tmp_path: Path
) -> None:
    async with served(database_url, None, tmp_path) as url, town_at(url, database_url) as town:
        await town.label("bo", "letter-1", "noise")
    assert await pool.fetchval("SELECT count(trace_id) FROM ledger.events") == 0


async def test_collector_out_of_reach_costs_neither_answers_nor_the_end(
    database_url: str, tmp_path: Path
) -> None:
    endpoint = "http://127.0.0.1:9"
    async with served(database_url, endpoint, tmp_path) as url, town_at(url, database_url) as town:
        await town.label("bo", "letter-1", "noise")


@pytest.mark.parametrize(
    ("environment", "is_configured"),
    [
        ({}, False),
        ({"OTEL_EXPORTER_OTLP_ENDPOINT": ""}, False),
        ({"OTEL_EXPORTER_OTLP_ENDPOINT": "http://collector:4318"}, True),
        ({"OTEL_EXPORTER_OTLP_TRACES_ENDPOINT": "http://collector:4318/v1/traces"}, True),
        (
            {"OTEL_EXPORTER_OTLP_ENDPOINT": "http://collector:4318", "OTEL_SDK_DISABLED": "true"},
            False,
        ),
    ],
)
def test_opentelemetrys_own_variables_turn_it_on(
    environment: dict[str, str], is_configured: bool
) -> None:
    assert otlp_is_configured(environment) is is_configured
