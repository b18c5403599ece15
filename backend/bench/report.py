"""The shape of a measurement, the same for all of them."""

from __future__ import annotations

import statistics

import msgspec


class Rate(msgspec.Struct, frozen=True, kw_only=True):
    """How often per second something was done. One figure for each round."""

    name: str
    unit: str
    rounds: tuple[float, ...]

    @property
    def median(self) -> float:
        return statistics.median(self.rounds)


class Latency(msgspec.Struct, frozen=True, kw_only=True):
    """How long one took, in milliseconds, over all rounds."""

    name: str
    p50: float
    p95: float
    p99: float

    @classmethod
    def of(cls, name: str, seconds: list[float]) -> Latency:
        """Of at least two."""
        cuts = statistics.quantiles(seconds, n=100)
        return cls(name=name, p50=cuts[49] * 1000, p95=cuts[94] * 1000, p99=cuts[98] * 1000)


class Comparison(msgspec.Struct, frozen=True, kw_only=True):
    """What is ours, and what it is held against."""

    title: str
    ours: Rate
    baselines: tuple[Rate, ...]
    latencies: tuple[Latency, ...] = ()
    remarks: tuple[str, ...] = ()

    def ratio(self, baseline: Rate) -> float:
        """How many times faster ours is."""
        return self.ours.median / baseline.median
