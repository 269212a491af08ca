"""How often something may happen: the two measures that Telegram's limits are given in."""

from __future__ import annotations

from bisect import bisect_right
from collections import deque


class Pace:
    """One each `interval` seconds, up to `burst` at once after a rest (a token bucket kept as one number)."""

    __slots__ = ("_interval", "_slack", "rested_at")

    def __init__(self, interval: float, burst: int) -> None:
        self._interval = interval
        self._slack = interval * (burst - 1)
        self.rested_at = 0.0

    @property
    def free_at(self) -> float:
        """When the next may happen."""
        return self.rested_at - self._slack

    def take(self, now: float) -> None:
        """One happens now."""
        self.rested_at = max(self.rested_at, now) + self._interval


class Window:
    """At most `count` in any `seconds`."""

    __slots__ = ("_count", "_seconds", "_times")

    def __init__(self, count: int, seconds: float) -> None:
        self._count = count
        self._seconds = seconds
        self._times: deque[float] = deque(maxlen=count)

    @property
    def free_at(self) -> float:
        """When the next may happen."""
        return self._times[0] + self._seconds if len(self._times) == self._count else 0.0

    @property
    def rested_at(self) -> float:
        """When nothing that happened counts any more."""
        return self._times[-1] + self._seconds if self._times else 0.0

    def left(self, now: float) -> int:
        """How many may still happen now, one upon the other."""
        return self._count - sum(time + self._seconds > now for time in self._times)

    def take(self, now: float) -> None:
        """One happens now."""
        self._times.append(now)

    def put_off(self, since: float, now: float) -> None:
        """One that was taken at `since` happens only now."""
        place = bisect_right(self._times, since) - 1
        if place >= 0:
            del self._times[place]
        self._times.append(now)
