"""Progress reports of broadcasts: throttled while they run, one when they have ended."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING, Protocol

import structlog

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.store.broadcasts import Broadcast

# Seconds between two reports of one broadcast: each edits a message, and a chat takes about one a second.
REPORT_SECONDS = 2.0
RATE_SECONDS = 10.0  # seconds over which the rate is averaged

log = structlog.get_logger(__name__)


class ProgressListener(Protocol):
    """Receives progress; neither call may block the leader for long."""

    async def progressed(self, broadcast: Broadcast, rate: float) -> None:
        """Show a broadcast's progress and its rate in messages a second, 0 while paused."""

    async def ended(self, broadcast: Broadcast) -> None:
        """Show that a broadcast is done, stopped or retracted."""


class _Progress:
    """Last known state of one broadcast, and samples to compute its rate from."""

    def __init__(self, broadcast: Broadcast) -> None:
        self.broadcast = broadcast
        self.samples: deque[tuple[float, int]] = deque()
        self.reported_at = float("-inf")
        self.has_changed = True


class ProgressReporter:
    """Reports changed broadcasts to `listener`; `time` returns seconds of a monotonic clock."""

    def __init__(self, listener: ProgressListener, time: Callable[[], float]) -> None:
        self._listener = listener
        self._time = time
        self._progress: dict[int, _Progress] = {}

    def update(self, broadcast: Broadcast) -> None:
        """Record the current state of a broadcast."""
        progress = self._progress.setdefault(broadcast.id, _Progress(broadcast))
        progress.has_changed = progress.has_changed or progress.broadcast != broadcast
        progress.broadcast = broadcast
        now = self._time()
        if not progress.samples or now - progress.samples[-1][0] >= RATE_SECONDS / 20:
            progress.samples.append((now, _done(broadcast)))
        while progress.samples and now - progress.samples[0][0] > RATE_SECONDS:
            progress.samples.popleft()

    async def report(self) -> None:
        """Report changed broadcasts, each at most every two seconds."""
        now = self._time()
        for progress in list(self._progress.values()):
            if progress.has_changed and now - progress.reported_at >= REPORT_SECONDS:
                progress.has_changed, progress.reported_at = False, now
                try:
                    await self._listener.progressed(progress.broadcast, self._rate(progress, now))
                except Exception:
                    log.exception("delivery.not_told", push=progress.broadcast.id)

    async def end(self, broadcast: Broadcast) -> None:
        """Report the end of a broadcast and forget it."""
        self._progress.pop(broadcast.id, None)
        try:
            await self._listener.ended(broadcast)
        except Exception:
            log.exception("delivery.not_told", push=broadcast.id)

    @staticmethod
    def _rate(progress: _Progress, now: float) -> float:
        if progress.broadcast.state not in {"running", "retracting"} or not progress.samples:
            return 0.0
        since, before = progress.samples[0]
        return (_done(progress.broadcast) - before) / (now - since) if now > since else 0.0


def _done(broadcast: Broadcast) -> int:
    if broadcast.state == "retracting":
        return broadcast.deleted + broadcast.withdrawn + broadcast.kept
    return broadcast.counts.sent + broadcast.counts.failed + broadcast.counts.uncertain
