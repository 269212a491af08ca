"""Works off the runs of corrections while this process leads: edits, and notices about what was grave."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING

import structlog

from bot.delivery.corrections.announcer import Announcer
from bot.delivery.corrections.editor import CopyEditor
from bot.errors.database import database_failures
from bot.store.copies import correction_notices, edits, runs
from bot.store.poll_loop import poll

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from bot.delivery.corrections.watch import CorrectionWatch
    from bot.store.copies.runs import Run
    from bot.store.database import Database
    from bot.telegram_api.client import Client

_POLL_SECONDS = 0.25
_SOONEST, _LATEST = timedelta(seconds=0.25), timedelta(seconds=2)  # between two passes of one run
_PAUSE = 5.0  # seconds before a run that failed is begun again, and at most between two looks for runs that fail

log = structlog.get_logger(__name__)


class CorrectionSession:
    """Begins each run that is prepared, the gravest first, and ends it once nothing is left to do."""

    def __init__(
        self, database: Database, client: Client, watch: CorrectionWatch, *, now: Callable[[], datetime]
    ) -> None:
        self._database = database
        self._client = client
        self._watch = watch
        self._now = now
        self._version: int | None = None
        self._tasks: dict[int, asyncio.Task[None]] = {}

    async def run(self, stop: asyncio.Event) -> None:
        """Work until `stop`, whatever goes wrong meanwhile; calls on the wire are awaited."""
        try:
            await poll(
                partial(self._look, stop),
                stop,
                every=_POLL_SECONDS,
                availability=self._database.availability,
                failure="correction.not_read",
                longest=_PAUSE,
            )
            await asyncio.gather(*self._tasks.values(), return_exceptions=True)
        finally:
            for task in self._tasks.values():
                task.cancel()

    async def _look(self, stop: asyncio.Event) -> None:
        """Begin the runs that are prepared, and take note of those that ended."""
        for number, task in list(self._tasks.items()):
            if task.done():
                del self._tasks[number]
                self._version = None
        version = self._database.change_counter()
        if version is not None and version == self._version:
            return
        async with self._database.read() as conn:
            open_runs = await runs.open_runs(conn)
        self._version = version
        for run in open_runs:
            if run.is_prepared and run.id not in self._tasks:
                self._tasks[run.id] = asyncio.create_task(self._work(run, stop))

    async def _work(self, run: Run, stop: asyncio.Event) -> None:
        try:
            while not stop.is_set():
                editor = CopyEditor(self._database, self._client, self._watch, run, now=self._now)
                announcer = Announcer(self._database, self._client, self._watch, run, now=self._now)
                async with asyncio.TaskGroup() as group:
                    group.create_task(editor.run(stop))
                    group.create_task(announcer.run(stop))
                if stop.is_set():
                    return
                seconds = await self._next(run)
                if seconds is None:
                    return
                await _pause(stop, seconds)
        except* database_failures() as errors:
            log.warning("correction.interrupted", run=run.id, why=str(errors.exceptions[0]))
            await _pause(stop, _PAUSE)
        except* Exception:
            log.exception("correction.failed", run=run.id)
            await _pause(stop, _PAUSE)

    async def _next(self, run: Run) -> float | None:
        """Return the seconds to the run's next pass; None where it has ended, or is to be prepared once more."""
        async with self._database.read() as conn:
            due = [await edits.next_due(conn, run.id), await correction_notices.next_due(conn, run.id)]
        if moments := [moment for moment in due if moment is not None]:
            return min(max(min(moments) - self._now(), _SOONEST), _LATEST).total_seconds()
        async with self._database.write() as conn:
            current = await runs.get(conn, run.id)
            if current is None or not current.is_open or not current.is_prepared:
                return None
            if await edits.enlist(conn, run.id):  # what was on its way has arrived
                await runs.unprepare(conn, run.id)
                return None
            if await edits.in_state(conn, run.id, "sending"):
                return _SOONEST.total_seconds()
            await runs.finish(conn, run.id, self._now())
        log.info("correction.done", run=run.id, story=run.story, revision=run.revision)
        return None


async def _pause(stop: asyncio.Event, seconds: float) -> None:
    with suppress(TimeoutError):
        async with asyncio.timeout(seconds):
            await stop.wait()
