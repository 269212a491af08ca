"""The sandbox's time: the machine's, moved as a test or the page likes, and always running on."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable


class Clock:
    """Tells the time in Unix seconds; a jump moves it at once, and it goes on from there."""

    def __init__(self, source: Callable[[], float] | None = None) -> None:
        self._source = source or time.time
        self._offset = 0.0

    def now(self) -> float:
        """Return the time in seconds since 1970."""
        return self._source() + self._offset

    def date(self) -> int:
        """Return the time as messages carry it: whole seconds."""
        return int(self.now())

    def advance(self, seconds: float) -> None:
        """Move the time on, or back where `seconds` is negative."""
        self._offset += seconds

    def set(self, moment: float) -> None:
        """Let it be `moment` now."""
        self._offset = moment - self._source()

    def reset(self) -> None:
        """Return to the machine's own time."""
        self._offset = 0.0
