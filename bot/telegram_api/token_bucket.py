"""Token bucket and sliding window: the two measures that Telegram's limits are given in."""

from __future__ import annotations

from bisect import bisect_right
from collections import deque


class TokenBucket:
    """Allows one event each `interval` seconds and `burst` at once after a rest; the state is one number."""

    __slots__ = ("_interval", "_slack", "rested_at")

    def __init__(self, interval: float, burst: int) -> None:
        self._interval = interval
        self._slack = interval * (burst - 1)
        self.rested_at = 0.0

    @property
    def free_at(self) -> float:
        """Return when the next event may happen."""
        return self.rested_at - self._slack

    def acquire(self, now: float) -> None:
        """Count one event now."""
        self.rested_at = max(self.rested_at, now) + self._interval


class SlidingWindow:
    """Allows at most `count` events in any `seconds`."""

    __slots__ = ("_count", "_seconds", "_times")

    def __init__(self, count: int, seconds: float) -> None:
        self._count = count
        self._seconds = seconds
        self._times: deque[float] = deque(maxlen=count)

    @property
    def free_at(self) -> float:
        """Return when the next event may happen."""
        return self._times[0] + self._seconds if len(self._times) == self._count else 0.0

    @property
    def rested_at(self) -> float:
        """Return when no past event counts any more."""
        return self._times[-1] + self._seconds if self._times else 0.0

    def remaining(self, now: float) -> int:
        """Return how many events may still happen now."""
        return self._count - sum(time + self._seconds > now for time in self._times)

    def acquire(self, now: float) -> None:
        """Count one event now."""
        self._times.append(now)

    def reschedule(self, since: float, now: float) -> None:
        """Move the event that was counted at `since` to now."""
        place = bisect_right(self._times, since) - 1
        if place >= 0:
            del self._times[place]
        self._times.append(now)
