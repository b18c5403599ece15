"""Traces and metrics, exported by OTLP where one is configured, and otherwise nothing at all.

The variables are OpenTelemetry's own: OTEL_EXPORTER_OTLP_ENDPOINT and its kin. A collector that
is out of reach costs a warning and some seconds at the end of the process, never a request.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import threading
import time
from collections.abc import AsyncIterator, Iterable

from opentelemetry import metrics, trace
from opentelemetry.exporter.otlp.proto.http.metric_exporter import OTLPMetricExporter
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.metrics import CallbackOptions, Observation
from opentelemetry.sdk.metrics import MeterProvider
from opentelemetry.sdk.metrics.export import MetricReader, PeriodicExportingMetricReader
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor, SpanExporter

from labeltrail.backend.composition import Composition
from labeltrail.backend.settings import otlp_is_configured
from labeltrail.events.ledger.errors import FAULTS
from labeltrail.projections.answers import Lag
from labeltrail.projections.outbox import Waiting, waiting
from labeltrail.projections.waiting import every_lag

LAG_EVERY_SECONDS = 10.0
LAG_SECONDS_MAX = 1.0
FLUSH_SECONDS_MAX = 3.0

_log = logging.getLogger(__name__)


@contextlib.asynccontextmanager
async def telemetry(
    composition: Composition,
    *,
    spans: SpanExporter | None = None,
    reader: MetricReader | None = None,
) -> AsyncIterator[None]:
    """Export while the block runs: to what is given, or else by OTLP where it is configured."""
    if spans is None and reader is None:
        if not otlp_is_configured():
            yield
            return
        spans, reader = OTLPSpanExporter(), PeriodicExportingMetricReader(OTLPMetricExporter())
    resource = Resource.create({"service.name": "labeltrail"})
    tracing = TracerProvider(resource=resource, shutdown_on_exit=False)
    if spans is not None:
        tracing.add_span_processor(BatchSpanProcessor(spans))
    measuring = MeterProvider(
        [reader] if reader is not None else [], resource=resource, shutdown_on_exit=False
    )
    trace.set_tracer_provider(tracing)
    metrics.set_meter_provider(measuring)
    lags = _Lags(composition)
    measuring.get_meter("labeltrail.projections").create_observable_gauge(
        "labeltrail.projection.lag",
        [lags.observed],
        unit="{event}",
        description="Events that the read models have not folded yet, by project.",
    )
    meter = measuring.get_meter("labeltrail.outbox")
    meter.create_observable_gauge(
        "labeltrail.outbox.waiting",
        [lags.untold],
        unit="{message}",
        description="Messages to LABELTRAIL_OUTBOX_URL that have not arrived, given up or not.",
    )
    meter.create_observable_gauge(
        "labeltrail.outbox.age",
        [lags.untold_seconds],
        unit="s",
        description="How long the oldest message that is still to be told has waited.",
    )
    watching = asyncio.create_task(lags.watch(), name="projection lag")
    try:
        yield
    finally:
        watching.cancel()
        await lags.ask()
        await asyncio.to_thread(_flush, tracing, measuring)


class _Lags:
    """Metrics are collected on a thread that cannot ask the database, so it is asked before."""

    def __init__(self, composition: Composition) -> None:
        self._pool = composition.pool
        self._known: list[Lag] = []
        self._untold: Waiting | None = None

    async def watch(self) -> None:
        while True:
            await self.ask()
            await asyncio.sleep(LAG_EVERY_SECONDS)

    async def ask(self) -> None:
        try:
            async with asyncio.timeout(LAG_SECONDS_MAX):
                self._known = await every_lag(self._pool)
                self._untold = await waiting(self._pool)
        except FAULTS as error:
            _log.debug("the projection lag is not known: %s", error)

    def observed(self, _options: CallbackOptions) -> Iterable[Observation]:
        for lag in self._known:
            yield Observation(lag.events, {"labeltrail.project": lag.project_id})

    def untold(self, _options: CallbackOptions) -> Iterable[Observation]:
        if self._untold is not None:
            yield Observation(self._untold.messages, {"labeltrail.outbox.state": "waiting"})
            yield Observation(self._untold.given_up, {"labeltrail.outbox.state": "given up"})

    def untold_seconds(self, _options: CallbackOptions) -> Iterable[Observation]:
        if self._untold is not None:
            yield Observation(self._untold.oldest_seconds_ago)


def _flush(tracing: TracerProvider, measuring: MeterProvider) -> None:
    """Send what there is, but not for long: the SDK itself would try for many seconds.

    Threads that are still trying then end with the process.
    """
    deadline = time.monotonic() + FLUSH_SECONDS_MAX
    ending = [
        threading.Thread(target=shut, daemon=True)
        for shut in (tracing.shutdown, measuring.shutdown)
    ]
    for thread in ending:
        thread.start()
    for thread in ending:
        thread.join(max(0.0, deadline - time.monotonic()))
