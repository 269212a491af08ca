"""Histogram of durations as Prometheus knows it, but plain: what counts in the hot path imports no library for it."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass


@dataclass(slots=True)
class Series:
    """Observations with the same labels: `counts` by bucket, the last of them for what exceeds every bound."""

    counts: list[int]
    total: float = 0.0


class Histogram:
    """Durations in seconds, by labels and in buckets up to each of `bounds`, which ascend."""

    def __init__(self, *bounds: float) -> None:
        self.bounds = bounds
        self.series: dict[tuple[str, ...], Series] = {}

    def observe(self, seconds: float, *labels: str) -> None:
        """Count one duration; the labels are few and known, since each combination is kept."""
        series = self.series.get(labels)
        if series is None:
            series = self.series[labels] = Series([0] * (len(self.bounds) + 1))
        series.counts[bisect_left(self.bounds, seconds)] += 1
        series.total += seconds
