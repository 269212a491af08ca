"""Metrics of a process, as Prometheus reads them. Labels are names of ours: none holds what a person sent, or who."""

from __future__ import annotations

from typing import TYPE_CHECKING, get_args

from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, HistogramMetricFamily
from prometheus_client.registry import Collector

from bot.background.health import checks
from bot.errors.trouble import TroubleKind
from bot.telegram_api.outcomes import Outcome
from bot.telegram_api.rate_limiter import Priority

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from prometheus_client.core import Metric

    from bot.background.health.checks import Health, Outbox
    from bot.handlers.context import AppContext
    from bot.histogram import Histogram


class Snapshot(Collector):
    """What a process counted until now; what the database tells is passed, since collecting cannot wait for it."""

    def __init__(self, health: Health, parts: Mapping[str, str], processes: int | None, outbox: Outbox | None) -> None:
        self._health = health
        self._parts = parts
        self._processes = processes
        self._outbox = outbox

    def collect(self) -> Iterator[Metric]:
        """Yield every metric; none that cannot be told now, since a false 0 would hide what waits."""
        yield self._ready()
        yield self._errors()
        if self._health.app is None or self._health.leadership is None:
            return
        yield from _traffic(self._health.app)
        yield _gauge("leading", "1 in the process that sends pushes, else 0.", self._health.leadership.leading.is_set())
        if self._processes is not None:
            yield _gauge("processes", "Processes on this database, as each of them sees it.", self._processes)
        if self._outbox is not None:
            yield from _waiting(self._outbox)

    def _ready(self) -> Metric:
        ready = GaugeMetricFamily("siyaq_ready", "1 if a part can do its work, else 0.", labels=["part"])
        for part, word in self._parts.items():
            ready.add_metric([part], checks.is_ready({part: word}))
        return ready

    def _errors(self) -> Metric:
        errors = CounterMetricFamily("siyaq_errors", "What went wrong within the bot, by kind.", labels=["kind"])
        for kind in TroubleKind:
            errors.add_metric([kind], self._health.troubles.totals[kind])
        return errors


def _traffic(app: AppContext) -> Iterator[Metric]:
    words = "Seconds to handle an update, by handler and by the flood control's verdict."
    yield _histogram("update_seconds", words, app.handling, "handler", "verdict")
    sends = CounterMetricFamily(
        "siyaq_sends", "Messages that went out, each try, by outcome.", labels=["priority", "outcome"]
    )
    for priority in Priority:
        for outcome in get_args(Outcome):
            labels = priority.name.lower(), outcome.__name__.lower()
            sends.add_metric(labels, app.client.sends[labels])
    yield sends
    words = "Seconds that messages waited for the rate limit; those that need not wait are left out."
    yield _histogram("limiter_wait_seconds", words, app.client.limiter.waits, "priority")


def _waiting(outbox: Outbox) -> Iterator[Metric]:
    deliveries = GaugeMetricFamily(
        "siyaq_outbox_deliveries", "Deliveries without an outcome, by their push's state.", labels=["state"]
    )
    for state, count in outbox.deliveries.items():
        deliveries.add_metric([state], count)
    yield deliveries
    yield _gauge("copies_to_correct", "Messages that corrections have still to edit.", outbox.copies)
    words = "Seconds since the oldest push began that runs and has deliveries without an outcome; 0 without one."
    yield _gauge("outbox_oldest_seconds", words, outbox.oldest_seconds)


def _gauge(name: str, words: str, value: float) -> Metric:
    return GaugeMetricFamily(f"siyaq_{name}", words, value=float(value))


def _histogram(name: str, words: str, histogram: Histogram, *labels: str) -> Metric:
    family = HistogramMetricFamily(f"siyaq_{name}", words, labels=labels)
    for values, series in histogram.series.items():
        counted, buckets = 0, []
        for bound, count in zip((*histogram.bounds, "+Inf"), series.counts, strict=True):
            counted += count
            buckets.append((str(bound), counted))
        family.add_metric(values, buckets, series.total)
    return family
