"""Poll for what is due: publish drafts, run planned broadcasts, send digests; tell the desk of problems."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from datetime import timedelta
from typing import TYPE_CHECKING, Protocol

import structlog

from bot.errors import SiyaqError
from bot.errors.database import database_failures
from bot.errors.trouble import TroubleKind, report
from bot.services import broadcasts as broadcast_service
from bot.services import due_publications
from bot.services.broadcasts import corrected
from bot.services.broadcasts.digests import CHUNK, DigestSender
from bot.services.corrections.prepare import prepare
from bot.store.restored import is_held

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from datetime import datetime

    from bot.i18n.catalogue import Translator
    from bot.model.language import Language
    from bot.services.corrections.pictures import Draw
    from bot.services.publishing import Published
    from bot.store.broadcasts import Broadcast
    from bot.store.database import Database
    from bot.store.drafts import Draft
    from bot.store.restored import Restored
    from bot.store.scheduled_publications import ScheduledPublication

# Missed by more, a draft is published only once its editor confirms; so is one that a restored backup holds.
LATE = timedelta(minutes=15)
PAUSE = timedelta(seconds=5)  # longest pause between two polls: another process may have changed what is due
CHUNKS = 8  # of digests in one poll, so that a million of them hold up nothing else that is due

log = structlog.get_logger(__name__)


class DeskListener(Protocol):
    """Callbacks that tell the desk what became of scheduled work."""

    async def published(self, due: ScheduledPublication, done: Published) -> None:
        """Called once the draft is published."""

    async def refused(self, due: ScheduledPublication, draft: Draft, problem: SiyaqError) -> None:
        """Called where the draft could not be published, and was reopened."""

    async def moved(self, due: ScheduledPublication, draft: Draft, newest: int) -> None:
        """Called where the story has a newer revision: at its hour, the draft would be refused."""

    async def late(self, due: ScheduledPublication, draft: Draft) -> bool:
        """Ask what to do about a missed hour; return whether the question could be sent."""

    async def unpushed(self, broadcast: Broadcast, problem: SiyaqError) -> None:
        """Called where a planned broadcast could not be composed at its hour, and was cancelled."""


class Scheduler:
    """Polls at the next due moment, and whenever `due_changed` is set; `owners` are those of the settings."""

    def __init__(
        self,
        database: Database,
        now: Callable[[], datetime],
        owners: frozenset[int],
        desk: DeskListener,
        due_changed: asyncio.Event,
        *,
        words: Mapping[Language, Translator],
        draw: Draw | None = None,
    ) -> None:
        self._database = database
        self._now = now
        self._owners = owners
        self._desk = desk
        self._due_changed = due_changed
        self._words = words
        self._draw = draw
        self._digests = DigestSender(database, words)

    async def run(self, stop: asyncio.Event) -> None:
        """Poll until `stop` (its setter sets `due_changed`, too); a poll under way is finished.

        A failing database is polled again after a pause.
        """
        while not stop.is_set():
            self._due_changed.clear()
            pause = PAUSE
            try:
                pause = await self.look()
            except database_failures() as error:
                if await self._database.availability.blames(error, stop):
                    log.exception("schedule.not_read", trouble=report(TroubleKind.TASK_FAILED))
                else:
                    pause = timedelta()  # what was due meanwhile is late already
            with suppress(TimeoutError):
                async with asyncio.timeout(pause.total_seconds()):
                    await self._due_changed.wait()

    async def look(self) -> timedelta:
        """Do what is due now, ask about what is late, warn of what was overtaken; return the time to the next poll."""
        due, restored = await due_publications.read_due(self._database, self._now())
        for scheduled, draft in due:
            try:
                await self._handle(scheduled, draft, restored)
            except database_failures():
                raise
            except Exception:  # one draft's failure holds up no other; the next poll tries it again
                log.exception("schedule.failed", draft=draft.id, trouble=report(TroubleKind.TASK_FAILED))
        waiting = await due_publications.read_waiting(self._database)
        await self._warn(waiting)
        await self._refresh()
        await self._run_broadcasts()
        handled = [scheduled for scheduled, _ in due]
        moments = [scheduled.due_at for scheduled in waiting if scheduled not in handled]
        if await self._send_digests():
            moments.append(self._now())
        coming = await due_publications.read_coming(self._database, self._now())
        return max(min([PAUSE, *(moment - self._now() for moment in (*moments, *coming))]), timedelta())

    async def _refresh(self) -> None:
        """Render anew what waits, or was sent, and shows what was corrected since."""
        try:
            if count := await corrected.refresh(self._database, self._words, self._now()):
                log.info("schedule.corrected", deliveries=count)
            if rendered := await prepare(self._database, self._words, self._now(), self._draw):
                log.info("schedule.copies_rendered", count=rendered)
        except database_failures():
            raise
        except Exception:  # it waits, and holds up no draft and no broadcast
            log.exception("schedule.not_corrected", trouble=report(TroubleKind.TASK_FAILED))

    async def _run_broadcasts(self) -> None:
        """Run planned broadcasts; tell the planner of one that was cancelled."""
        results = await broadcast_service.run_due(self._database, self._now(), self._words, self._owners)
        for broadcast, problem in results:
            log.info("schedule.push", number=broadcast.id, state=broadcast.state)
            if problem:
                await self._desk.unpushed(broadcast, problem)

    async def _send_digests(self) -> bool:
        """Send due digests; return whether some are left for the next poll."""
        for _ in range(CHUNKS):
            try:
                if await self._digests.send(self._now()) < CHUNK:
                    return False
            except database_failures():
                raise
            except Exception:  # a digest that cannot be rendered holds up no draft and no broadcast
                log.exception("schedule.bundles_failed", trouble=report(TroubleKind.TASK_FAILED))
                return False
        return True

    async def _handle(self, due: ScheduledPublication, draft: Draft, restored: Restored | None) -> None:
        if self._now() - due.due_at <= LATE and not is_held(restored, due.due_at):
            await self._publish(due, draft)
        elif await self._desk.late(due, draft):
            # Asked first, stored then: after a crash in between, it is asked twice rather than never.
            await due_publications.mark_late(self._database, due)

    async def _publish(self, due: ScheduledPublication, draft: Draft) -> None:
        try:
            published = await due_publications.publish(
                self._database, due, draft, now=self._now(), owners=self._owners, words=self._words
            )
        except SiyaqError as problem:
            if await due_publications.reopen_refused(self._database, due, draft, problem, self._now()):
                await self._desk.refused(due, draft, problem)
        else:
            if published.is_new:
                log.info("schedule.published", draft=draft.id, slug=draft.slug, revision=published.story.revision)
                await self._desk.published(due, published)

    async def _warn(self, waiting: Iterable[ScheduledPublication]) -> None:
        """Warn editors, once a revision, whose scheduled draft was overtaken."""
        if not waiting:
            return
        for scheduled, draft, newest in await due_publications.read_overtaken(self._database, waiting):
            await self._desk.moved(scheduled, draft, newest)
            await due_publications.mark_warned(self._database, scheduled, newest)
