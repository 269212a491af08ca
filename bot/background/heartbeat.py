"""Sign of life of the running bot, for `siyaq check`."""

from __future__ import annotations

import time
from contextlib import suppress
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

PULSE = "alive"  # file in the data directory; its age says when Telegram last answered


class Heartbeat:
    """Sign of life for `siyaq check`; a full disk is no reason to stop answering."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._due = 0.0

    def beat(self) -> None:
        """Touch the file, at most once a second."""
        now = time.monotonic()
        if now >= self._due:
            self._due = now + 1
            with suppress(OSError):
                self._file.write_text(f"{time.time():.0f}\n", encoding="ascii")
