"""Token bucket and sliding window: the two measures that Telegram's limits are given in, and the rate over all."""

from __future__ import annotations

from bisect import bisect_right
from collections import deque

# A window is stretched by network jitter: the last message of one burst can arrive late and the next burst in time, and
# a 429 costs a second.
_JITTER = 0.05
# Pushes leave evenly, but for a burst of so many seconds, at least two messages, that makes up for late timers.
_PUSH_BURST = 0.02


class TokenBucket:
    """Allows one event each `interval` seconds and `burst` at once after a rest; the state is one number."""

    __slots__ = ("_interval", "_slack", "rested_at")

    def __init__(self, interval: float, burst: int) -> None:
        self.resize(interval, burst)
        self.rested_at = 0.0

    def resize(self, interval: float, burst: int) -> None:
        """Change both; what was counted stays counted."""
        self._interval = interval
        self._slack = interval * (burst - 1)

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

    def resize(self, count: int, seconds: float) -> None:
        """Change both; what was counted stays counted."""
        self._count, self._seconds = count, seconds
        self._times = deque(self._times, maxlen=count)

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


class OverallRate:
    """A rate over all chats, or a share of it, and the share of that at which pushes leave."""

    def __init__(self, rate: float, push_share: float) -> None:
        self._rate = rate
        self._push_share = push_share
        self.all = SlidingWindow(*_window(rate))
        self.pushes = TokenBucket(*_evenly(push_share * (rate if push_share == 1 else lasting(rate))))

    @property
    def both(self) -> tuple[SlidingWindow, TokenBucket]:
        """The limits that a push counts against."""
        return self.all, self.pushes

    def scale(self, share: float) -> None:
        """Admit this share of the rate."""
        rate = self._rate * share
        self.all.resize(*_window(rate))
        self.pushes.resize(*_evenly(self._push_share * lasting(rate)))


def _window(rate: float) -> tuple[int, float]:
    whole = max(1, int(rate))
    return whole, whole / rate + _JITTER


def lasting(rate: float) -> float:
    """Return the long-run rate that the stretched window admits, of which the readers' share stays free."""
    whole, seconds = _window(rate)
    return whole / seconds


def _evenly(rate: float) -> tuple[float, int]:
    return 1 / rate, max(2, round(rate * _PUSH_BURST))
