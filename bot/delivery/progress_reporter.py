"""Reports: how pushes stand, told now and then while they run, and once when they have ended."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING, Protocol

import structlog

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.store.broadcasts import Broadcast

PAUSE = 2.0  # seconds between two reports of one push
WINDOW = 10.0  # seconds that the rate is measured over

log = structlog.get_logger(__name__)


class Watcher(Protocol):
    """Who is told; neither call may take long."""

    async def progressed(self, broadcast: Broadcast, rate: float) -> None:
        """The push stands as it is given, and goes on at `rate` messages a second; paused, at 0."""

    async def ended(self, broadcast: Broadcast) -> None:
        """The push is done, stopped or retracted."""


class _Course:
    """What was seen of one push."""

    def __init__(self, push: Broadcast) -> None:
        self.push = push
        self.steps: deque[tuple[float, int]] = deque()
        self.told_at = float("-inf")
        self.is_news = True


class Reports:
    """Tells the watcher; `time` tells seconds of any clock. Pushes are told of once they were seen."""

    def __init__(self, watcher: Watcher, time: Callable[[], float]) -> None:
        self._watcher = watcher
        self._time = time
        self._courses: dict[int, _Course] = {}

    def seen(self, push: Broadcast) -> None:
        """The push stands like this now."""
        course = self._courses.setdefault(push.id, _Course(push))
        course.is_news = course.is_news or course.push != push
        course.push = push
        now = self._time()
        if not course.steps or now - course.steps[-1][0] >= WINDOW / 20:
            course.steps.append((now, _done(push)))
        while course.steps and now - course.steps[0][0] > WINDOW:
            course.steps.popleft()

    async def tell(self) -> None:
        """Tell of what has changed, of each push at most every two seconds."""
        now = self._time()
        for course in list(self._courses.values()):
            if course.is_news and now - course.told_at >= PAUSE:
                course.is_news, course.told_at = False, now
                try:
                    await self._watcher.progressed(course.push, self._rate(course, now))
                except Exception:
                    log.exception("delivery.not_told", push=course.push.id)

    async def end(self, push: Broadcast) -> None:
        """Tell that it has ended."""
        self._courses.pop(push.id, None)
        try:
            await self._watcher.ended(push)
        except Exception:
            log.exception("delivery.not_told", push=push.id)

    @staticmethod
    def _rate(course: _Course, now: float) -> float:
        if course.push.state not in {"running", "retracting"} or not course.steps:
            return 0.0
        since, before = course.steps[0]
        return (_done(course.push) - before) / (now - since) if now > since else 0.0


def _done(push: Broadcast) -> int:
    if push.state == "retracting":
        return push.deleted + push.withdrawn + push.kept
    return push.counts.sent + push.counts.failed + push.counts.uncertain
