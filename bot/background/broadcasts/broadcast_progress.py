"""Keep the progress message of each broadcast up to date; the listener of `bot.delivery.progress_reporter`."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import TYPE_CHECKING

import structlog

from bot.errors.database import database_failures
from bot.errors.trouble import TroubleKind, report
from bot.handlers.desk.broadcasts import progress_message
from bot.services.broadcasts import status
from bot.store.broadcasts import ENDED

if TYPE_CHECKING:
    from collections.abc import Coroutine

    from bot.handlers.context import AppContext
    from bot.store.broadcasts import Broadcast

PAUSE = 3.0  # seconds between two edits of one message: one a second is what a chat takes (Bot API FAQ)
LONG = timedelta(
    minutes=1
)  # after which the editor looks elsewhere: an edit notifies nobody, so the report is sent anew

log = structlog.get_logger(__name__)


class BroadcastProgress:
    """Edits each broadcast's progress message in tasks of its own, so that delivery never waits for it."""

    def __init__(self, app: AppContext) -> None:
        self._app = app
        self._time = app.client.limiter.clock.time
        self._rates: dict[int, float] = {}
        self._shown: dict[int, float] = {}
        self._due: dict[int, asyncio.TimerHandle] = {}
        self._anew: set[int] = set()  # broadcasts whose progress message was deleted, and sent once more
        self._tasks: dict[int, asyncio.Task[None]] = {}
        self._ending: set[int] = set()  # broadcasts whose end is being reported

    async def progressed(self, broadcast: Broadcast, rate: float) -> None:
        """Show progress at `rate` messages a second: at most every three seconds, the last change included."""
        broadcast_id = broadcast.id
        self._rates[broadcast_id] = rate
        if broadcast_id in self._due:
            return  # an edit is due already, which reads the state of then
        wait = self._shown.get(broadcast_id, -PAUSE) + PAUSE - self._time()
        if wait <= 0 and broadcast_id not in self._tasks:
            self._begin(broadcast_id, self._show(broadcast_id))
        else:
            self._due[broadcast_id] = asyncio.get_running_loop().call_later(max(wait, 0), self._meet, broadcast_id)

    async def ended(self, broadcast: Broadcast) -> None:
        """Report the end once, after an edit under way; what is being reported is left to that."""
        if broadcast.id in self._ending:
            return
        self._ending.add(broadcast.id)
        for state in (self._shown, self._rates):
            state.pop(broadcast.id, None)
        if due := self._due.pop(broadcast.id, None):
            due.cancel()
        self._begin(broadcast.id, self._report(broadcast, self._tasks.get(broadcast.id)))

    async def close(self) -> None:
        """Drop edits that are due, and wait for those under way."""
        while self._due:
            self._due.popitem()[1].cancel()
        await asyncio.gather(*self._tasks.values(), return_exceptions=True)

    def _meet(self, broadcast_id: int) -> None:
        del self._due[broadcast_id]
        self._begin(broadcast_id, self._show(broadcast_id, self._tasks.get(broadcast_id)))

    def _begin(self, broadcast_id: int, showing: Coroutine[None, None, None]) -> None:
        task = asyncio.create_task(showing)
        self._tasks[broadcast_id] = task
        task.add_done_callback(lambda done: self._finish(broadcast_id, done))

    def _finish(self, broadcast_id: int, done: asyncio.Task[None]) -> None:
        if self._tasks.get(broadcast_id) is done:
            del self._tasks[broadcast_id]
        if done.cancelled() or (error := done.exception()) is None:
            return
        if isinstance(error, database_failures()):  # which says so once; progress is shown again when it is back
            log.warning("progress.not_shown", broadcast=broadcast_id, why=type(error).__name__)
        else:
            log.error(
                "progress.not_shown", broadcast=broadcast_id, trouble=report(TroubleKind.TASK_FAILED), exc_info=error
            )

    async def _show(self, broadcast_id: int, previous: asyncio.Task[None] | None = None) -> None:
        if previous:
            await asyncio.wait({previous})
        self._shown[broadcast_id] = self._time()
        broadcast = await status.find(self._app.database, broadcast_id)
        if broadcast is None or broadcast.state in ENDED or not (broadcast.watch or broadcast.by):
            return  # `ended` reports the end; nobody watches what a shell started
        if (
            not await progress_message.put(self._app, broadcast_id, self._rates.get(broadcast_id))
            or broadcast_id in self._anew
        ):
            return
        if broadcast.watch:
            self._anew.add(broadcast_id)
        await progress_message.begin(self._app, broadcast_id)

    async def _report(self, broadcast: Broadcast, previous: asyncio.Task[None] | None) -> None:
        try:
            if previous:
                await asyncio.wait({previous})
            await self._report_end(broadcast)
        finally:
            self._ending.discard(broadcast.id)

    async def _report_end(self, broadcast: Broadcast) -> None:
        if broadcast.watch is None and not broadcast.by:
            return
        self._anew.discard(broadcast.id)
        began, over = broadcast.started_at, broadcast.ended_at
        is_long = broadcast.state == "done" and began is not None and over is not None and over - began > LONG
        if await progress_message.put(self._app, broadcast.id, is_long=is_long) or is_long:
            await progress_message.begin(self._app, broadcast.id)
        await status.unwatch_ended(self._app.database, broadcast.id)
