"""What the service counts, for Prometheus.

With several workers each process counts for itself; prometheus-client adds them up through the
folder that PROMETHEUS_MULTIPROC_DIR names, which `serving` sets.
"""

from __future__ import annotations

import os

from prometheus_client import (
    CONTENT_TYPE_LATEST,
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    generate_latest,
)
from prometheus_client.multiprocess import MultiProcessCollector

_SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)


class Metrics:
    """The counters of one application. Routes are counted by template, never by what was asked."""

    media_type = CONTENT_TYPE_LATEST

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        self.requests = Counter(
            "advisor_requests",
            "Requests answered.",
            ("method", "route", "status"),
            registry=self._registry,
        )
        self.seconds = Histogram(
            "advisor_request_seconds",
            "Time from the request's head to the last byte of its answer, in seconds.",
            ("route",),
            buckets=_SECONDS,
            registry=self._registry,
        )
        self.running = Gauge(
            "advisor_requests_running",
            "Requests under way.",
            registry=self._registry,
            multiprocess_mode="livesum",
        )
        self.advice = Counter(
            "advisor_advice",
            "Advice given, by the plan's headline and the view.",
            ("headline", "view"),
            registry=self._registry,
        )
        self.engine_errors = Counter(
            "advisor_engine_errors",
            "Failures of the inference engine: defects, never a caller's fault.",
            registry=self._registry,
        )

    def text(self) -> bytes:
        """All counts in Prometheus's text format, added up over the workers."""
        registry = self._registry
        if os.environ.get("PROMETHEUS_MULTIPROC_DIR"):
            registry = CollectorRegistry()
            MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
        return generate_latest(registry)
