"""The sandbox's clock: the system's time plus an offset that tests and the page set."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable


class Clock:
    """A clock in Unix seconds that can be moved; it keeps running from where it was set."""

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
        """Set the current time to `moment`."""
        self._offset = moment - self._source()

    def reset(self) -> None:
        """Return to the machine's own time."""
        self._offset = 0.0
