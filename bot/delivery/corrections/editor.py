"""Edits the copies of one run, in order; whatever is pending after a crash is edited again, which does no harm."""

from __future__ import annotations

import asyncio
import json
from typing import TYPE_CHECKING

import structlog

from bot.delivery.corrections import outcome_policy
from bot.delivery.corrections.flights import Flights
from bot.delivery.corrections.picture_editor import PictureEditor
from bot.store import chats
from bot.store.copies import edits, runs
from bot.store.copies.edits import EditResult
from bot.telegram_api.outcomes import Moved, Uncertain, explain
from bot.telegram_api.rate_limiter import Priority

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from bot.delivery.corrections.watch import CorrectionWatch
    from bot.store.copies.edits import PendingEdit, Place
    from bot.store.copies.runs import CorrectedPage, Run
    from bot.store.database import Database
    from bot.telegram_api.client import Client

IN_FLIGHT = 64
_READ = 256  # edits read at once
_WRITTEN = 64  # results in one transaction, at least, while more are under way
_KEPT = 8 * _WRITTEN  # results in memory, at most, while some are being written
_BODIES = 8 << 20  # bytes of edits' bodies and pictures in memory: a page has 30 KB at most, a picture 120 kB

log = structlog.get_logger(__name__)


class CopyEditor:
    """One pass over a run's edits that are due; results are written in batches while others are under way."""

    def __init__(
        self,
        database: Database,
        client: Client,
        watch: CorrectionWatch,
        run: Run,
        *,
        now: Callable[[], datetime],
    ) -> None:
        self._database = database
        self._client = client
        self._watch = watch
        self._run = run
        self._now = now
        self._priority = Priority.URGENT if run.class_.is_urgent else Priority.MAINTENANCE
        self._pictures = PictureEditor(database, client, run, self._priority, now=now)
        self._bodies: dict[tuple[str, int], CorrectedPage] = {}
        self._bodies_size = 0
        self._bodies_of = ""
        self._results: list[EditResult] = []
        self._moved: dict[int, int] = {}
        self._left: set[int] = set()  # ids of groups that are supergroups now: one refusal tells of all their copies

    async def run(self, stop: asyncio.Event) -> None:
        """Edit what is due now, until `stop`."""
        flights, reading, writing = Flights(stop), self._begin_reading(edits.START), _idle()
        try:
            while not flights.is_stopping() and (batch := await reading):
                reading = self._begin_reading(batch[-1].place)
                for edit in batch:
                    await flights.wait_for_room(IN_FLIGHT)
                    if flights.is_stopping():
                        break
                    if len(self._results) >= (_WRITTEN if writing.done() else _KEPT):
                        await writing
                        writing = asyncio.create_task(self._write())
                    self._start(edit, flights)
        finally:
            try:
                await flights.land()
            finally:
                await asyncio.gather(reading, writing, return_exceptions=True)
                await self._write()

    def _begin_reading(self, place: Place) -> asyncio.Task[tuple[PendingEdit, ...]]:
        """Read the batch after a place, while the one before is edited."""

        async def read() -> tuple[PendingEdit, ...]:
            async with self._database.read() as conn:
                return await edits.pending(conn, self._run.id, self._now(), place, _READ)

        return asyncio.create_task(read())

    def _start(self, edit: PendingEdit, flights: Flights) -> None:
        if not edit.current:
            self._results.append(EditResult(edit, "same", outcome_policy.REPLACED))
        elif edit.chat_id in self._left:
            self._results.append(EditResult(edit, "failed", outcome_policy.MOVED))
        else:
            flights.start(self._edit(edit, flights))

    async def _edit(self, edit: PendingEdit, flights: Flights) -> None:
        """Edit one copy, once its turn has come: until then a correction may have changed what it is edited to."""
        chat = edit.inline_message_id or edit.chat_id
        limiter = self._client.limiter
        if not limiter.try_acquire(chat, self._priority):
            await limiter.acquire(chat, self._priority)
        page = await self._page(edit)
        if page is None or page.method is None:
            return  # it is rendered anew, and edited at the next pass
        if not page.method or page.body is None:
            self._results.append(EditResult(edit, "failed", outcome_policy.UNRENDERED))
            return
        flights.leave()
        try:
            if page.picture_key:  # a push's picture is edited as any message, by the file id in its body
                outcome = await self._pictures.edit(edit, page, _head(edit))
            else:
                outcome = await self._client.call(
                    page.method, _head(edit) + page.body, chat=chat, priority=self._priority, has_turn=True
                )
        except Exception as error:
            log.exception("correction.not_edited", chat=edit.chat_id)
            outcome = Uncertain(explain(error))
        if isinstance(outcome, Moved):
            self._moved[edit.chat_id] = outcome.chat_id
            self._left.add(edit.chat_id)
        self._results.append(outcome_policy.of_edit(edit, outcome, page.new_id, self._now()))

    async def _page(self, edit: PendingEdit) -> CorrectedPage | None:
        latest = await self._watch.latest()
        if latest != self._bodies_of or self._bodies_size > _BODIES:
            self._bodies, self._bodies_size, self._bodies_of = {}, 0, latest
        key = edit.source, edit.page_id
        page = self._bodies.get(key)
        if page is None or page.method is None:
            async with self._database.read() as conn:
                page = await runs.page_of(conn, self._run.id, *key)
            is_newest = latest == self._bodies_of  # while this was read, another correction may have come
            if page and page.method is not None and is_newest and key not in self._bodies:
                self._bodies[key] = page
                self._bodies_size += len(page.body or b"") + len(page.picture or b"")
        return page

    async def _write(self) -> None:
        results, self._results = self._results, []
        moved, self._moved = self._moved, {}
        if not results:
            return
        try:
            async with self._database.write() as conn:
                await edits.settle(conn, self._run.id, results)
                for old, new in moved.items():
                    await chats.move(conn, old, new, self._now())
        except BaseException:
            self._results = results + self._results
            self._moved = moved | self._moved
            raise


def _idle() -> asyncio.Future[None]:
    done = asyncio.get_running_loop().create_future()
    done.set_result(None)
    return done


def _head(edit: PendingEdit) -> bytes:
    if edit.inline_message_id:
        return b'{"inline_message_id":%s,' % json.dumps(edit.inline_message_id).encode()
    return b'{"chat_id":%d,"message_id":%d,' % (edit.chat_id, edit.message_id)
