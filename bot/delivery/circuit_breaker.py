"""Trouble: a circuit breaker. While the server fails, or cannot be reached, one delivery tries now and then for all."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

# Failures in a row, none of the others having succeeded between, after which all wait.
_ENOUGH = 3
_FIRST, _LONGEST = 0.5, 30.0  # seconds


class Trouble:
    """Counts failures in a row; `time` tells seconds of any clock."""

    def __init__(self, time: Callable[[], float]) -> None:
        self._time = time
        self._failures = 0
        self._pauses = 0
        self._until = 0.0

    @property
    def is_on(self) -> bool:
        """Whether only one delivery may be tried at a time."""
        return self._failures >= _ENOUGH

    def seconds(self) -> float:
        """How long nothing is to be tried; 0 is now."""
        return max(0.0, self._until - self._time())

    def met(self) -> bool:
        """A try failed; whether a pause begins by it. The failures of those that were under way with it begin none."""
        self._failures += 1
        if not self.is_on or self.seconds():
            return False
        pause = min(_LONGEST, _FIRST * 2 ** min(self._pauses, 10))
        self._until = self._time() + pause * random.uniform(0.5, 1.5)  # noqa: S311 - spreads tries, guards nothing
        self._pauses += 1
        return True

    def passed(self) -> None:
        """The server took something, or refused it for a reason of its own: it is there."""
        self._failures = self._pauses = 0
        self._until = 0.0
