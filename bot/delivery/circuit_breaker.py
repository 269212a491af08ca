"""Circuit breaker: while the server fails, or cannot be reached, single deliveries probe it with growing pauses.

The number of deliveries on the wire starts small and grows with each success, so that few become uncertain when the
server fails from the start. Before failures count as an outage, deliveries from across the queue are tried: the first
chats of a queue may fail for reasons of their own.
"""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

_THRESHOLD = 3  # failures in a row, with no success between, that open the breaker
_SAMPLES = 3  # deliveries from across the queue that fail before an open breaker pauses
_FIRST_PAUSE, _LONGEST_PAUSE = 0.5, 30.0  # seconds; doubled with each probe that fails
_FIRST_WINDOW = 4  # deliveries on the wire at once, at the start and after an outage


class CircuitBreaker:
    """Counts failures in a row; `time` returns seconds of a monotonic clock, `max_window` is the most at once."""

    def __init__(self, time: Callable[[], float], max_window: int) -> None:
        self._time = time
        self._max_window = max_window
        self._window = min(_FIRST_WINDOW, max_window)
        self._failures = 0
        self._samples = 0
        self._pauses = 0
        self._until = 0.0

    @property
    def is_open(self) -> bool:
        """Return whether only one delivery, taken from anywhere in the queue, may be tried at a time."""
        return self._failures >= _THRESHOLD

    @property
    def window(self) -> int:
        """Return how many deliveries may be under way at once."""
        return 1 if self.is_open else self._window

    @property
    def is_narrow(self) -> bool:
        """Return whether fewer than the most may be under way."""
        return self.window < self._max_window

    def pause_left(self) -> float:
        """Return seconds until the next try is allowed; 0 is now."""
        return max(0.0, self._until - self._time())

    def record_failure(self, *, is_sample: bool = False) -> bool:
        """Count a failed try; return whether it starts a pause.

        Once open, only samples count: the others were under way already, and say nothing of the rest of the queue.
        """
        was_open = self.is_open
        self._failures += 1
        if not was_open or not is_sample or self.pause_left():
            return False
        self._samples += 1
        if self._samples < _SAMPLES:
            return False
        self._pause()
        return True

    def trip(self) -> bool:
        """Open and pause at once, as the server refuses everything; return whether it was closed or its pause over."""
        if self.pause_left():
            return False
        self._failures = max(self._failures, _THRESHOLD)
        self._samples = max(self._samples, _SAMPLES)
        self._pause()
        return True

    def record_success(self) -> None:
        """Close the breaker: the server accepted a message, or refused it for a reason of its own."""
        if self.is_open:
            self._window = min(_FIRST_WINDOW, self._max_window)
        else:
            self._window = min(self._window + 1, self._max_window)
        self._failures = self._samples = self._pauses = 0
        self._until = 0.0

    def _pause(self) -> None:
        pause = min(_LONGEST_PAUSE, _FIRST_PAUSE * 2 ** min(self._pauses, 10))
        self._until = self._time() + pause * random.uniform(1, 1.5)  # noqa: S311 - spreads tries, guards nothing
        self._pauses += 1
