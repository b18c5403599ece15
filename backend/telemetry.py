"""Traces and metrics, exported by OTLP where one is configured, and otherwise nothing at all.

The variables are OpenTelemetry's own: OTEL_EXPORTER_OTLP_ENDPOINT and its kin. A collector that
is out of reach costs a warning, never a request.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
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
from labeltrail.projections.waiting import every_lag

LAG_EVERY_SECONDS = 10.0
FLUSH_MILLISECONDS_MAX = 3_000

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
    tracing = TracerProvider(resource=resource)
    if spans is not None:
        tracing.add_span_processor(BatchSpanProcessor(spans))
    measuring = MeterProvider([reader] if reader is not None else [], resource=resource)
    trace.set_tracer_provider(tracing)
    metrics.set_meter_provider(measuring)
    lags = _Lags(composition)
    measuring.get_meter("labeltrail.projections").create_observable_gauge(
        "labeltrail.projection.lag",
        [lags.observed],
        unit="{event}",
        description="Events that the read models have not folded yet, by project.",
    )
    watching = asyncio.create_task(lags.watch(), name="projection lag")
    try:
        yield
    finally:
        watching.cancel()
        await asyncio.to_thread(_flush, tracing, measuring)


class _Lags:
    """Metrics are collected on a thread that cannot ask the database, so it is asked before."""

    def __init__(self, composition: Composition) -> None:
        self._pool = composition.pool
        self._known: list[Lag] = []

    async def watch(self) -> None:
        while True:
            try:
                self._known = await every_lag(self._pool)
            except FAULTS as error:
                _log.debug("the projection lag is not known: %s", error)
            await asyncio.sleep(LAG_EVERY_SECONDS)

    def observed(self, _options: CallbackOptions) -> Iterable[Observation]:
        for lag in self._known:
            yield Observation(lag.events, {"labeltrail.project": lag.project_id})


def _flush(tracing: TracerProvider, measuring: MeterProvider) -> None:
    tracing.force_flush(FLUSH_MILLISECONDS_MAX)
    tracing.shutdown()
    with contextlib.suppress(Exception):  # a collector that is gone is no reason to fail now
        measuring.shutdown(FLUSH_MILLISECONDS_MAX)
