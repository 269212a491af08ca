"""Write-behind buffer: what answers leave behind, written in batches by one background task."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import structlog

from bot.errors.database import database_failures
from bot.store import (
    cover_pictures,
    daily_counts,
    guest_queries,
    last_seen,
    post_reactions,
    reader_reports,
    readers,
    refusals,
    saved_searches,
    updates,
    wire_copies,
)
from bot.store.copies import messages, offers, runs, totals
from bot.store.copies.offers import OfferBuffer
from bot.store.daily_counts import PAGE, CountBuffer
from bot.store.refusals import RefusalBuffer

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable
    from datetime import datetime

    from sqlalchemy import Connection

    from bot.model.language import Language
    from bot.store.copies.messages import MessageCopy
    from bot.store.database import Database
    from bot.store.last_seen import LastSeen
    from bot.store.readers import CurrentStory

DELAY = 0.3  # seconds that a note waits for others to share its transaction
PROCESSED_KEPT = timedelta(hours=48)  # Telegram repeats an update for 24 hours at most
SHOWN_KEPT = timedelta(days=30)
REFUSALS_KEPT = timedelta(days=90)
REPORTS_KEPT, TOLD_REPORTS_KEPT = timedelta(days=90), timedelta(days=1)  # of who was not told yet, and of who was
COPIES_KEPT = timedelta(days=1)  # wire copy that nobody reads into a draft
COUNTS_KEPT = timedelta(days=731)
UNNAMED_KEPT = timedelta(days=2)  # a picture for a cover that nothing names: an undone edit may name it again
PRUNED_EVERY = timedelta(hours=1)

log = structlog.get_logger(__name__)


class WriteBehind:
    """Buffers what answers leave behind: current stories, last visits, copies, handled updates, refusals.

    A quick answer thus costs no write of its own. What was noted and is not yet written is lost in a crash. Copies are
    kept for `copies_days`; with 0, none is.
    """

    def __init__(self, database: Database, now: Callable[[], datetime], copies_days: int = 30) -> None:
        self._database = database
        self._now = now
        self._current: dict[tuple[int, int], CurrentStory] = {}
        self._visits: dict[tuple[int, int], LastSeen] = {}
        self._visits_in_flight: dict[tuple[int, int], LastSeen] = {}  # read while they are being written
        self._handled: set[int] = set()
        self._copies: dict[tuple[int, int, str], MessageCopy | None] = {}
        self._copies_kept = timedelta(days=copies_days)
        self._noted = asyncio.Event()
        self.refusals = RefusalBuffer(self._noted.set)
        self.counts = CountBuffer(self._noted.set)
        self.offers = OfferBuffer(self._noted.set)
        self._pruned_at: datetime | None = None
        self._writing = asyncio.Lock()

    def note_shown(self, visit: LastSeen, language: Language) -> None:
        """Count a page that was shown, and note that its chat saw this revision of the story."""
        self.counts.note(PAGE, visit.at, language.value, visit.story)
        self.note_last_seen(visit)

    @property
    def keeps_copies(self) -> bool:
        """Whether it is remembered what answers, inline cards and guest answers show."""
        return bool(self._copies_kept)

    def note_copy(self, copy: MessageCopy) -> None:
        """Note which items a message shows, by which a correction finds it."""
        if self._copies_kept:
            self._copies[copy.key] = copy
            self._noted.set()

    def drop_copy(self, chat_id: int, message_id: int) -> None:
        """Note that a message shows no item any more."""
        if self._copies_kept:
            self._copies[chat_id, message_id, ""] = None
            self._noted.set()

    def note_last_seen(self, visit: LastSeen) -> None:
        """Note that a chat was shown a story as of a revision."""
        self._visits[visit.chat_id, visit.story] = visit
        self._noted.set()

    def note_current(self, current: CurrentStory) -> None:
        """Note which story a chat, or a forum topic, is at."""
        self._current[current.chat_id, current.thread_id] = current
        self._noted.set()

    def note_handled(self, update_id: int) -> None:
        """Note that a stored update was handled and can leave the inbox."""
        self._handled.add(update_id)
        self._noted.set()

    def current(self, chat_id: int, thread_id: int) -> CurrentStory | None:
        """Return the noted story of a chat or topic that is not written yet."""
        return self._current.get((chat_id, thread_id))

    async def last_seen_by(self, chat_id: int) -> dict[int, LastSeen]:
        """Return the chat's last visits by the story's number, including those not written yet."""
        pending = self._visits_in_flight | self._visits
        noted = {story: visit for (chat, story), visit in pending.items() if chat == chat_id}
        async with self._database.read() as conn:
            return await last_seen.by_chat(conn, chat_id) | noted

    @asynccontextmanager
    async def paused(self) -> AsyncIterator[None]:
        """Write nothing meanwhile: what a chat wants forgotten must not be written a moment later."""
        async with self._writing:
            yield

    def drop(self, chat_id: int) -> None:
        """Forget what was noted about a chat."""
        self._current = {place: noted for place, noted in self._current.items() if place[0] != chat_id}
        self._visits = {place: noted for place, noted in self._visits.items() if place[0] != chat_id}
        self._copies = {key: noted for key, noted in self._copies.items() if key[0] != chat_id}

    def moved_current(self, old: int, new: int) -> list[CurrentStory]:
        """Return the noted stories of a group and its topics, for the supergroup that it became."""
        return [replace(noted, chat_id=new) for place, noted in self._current.items() if place[0] == old]

    async def run(self) -> None:
        """Write until cancelled; call `flush` afterwards to write the rest."""
        while True:
            await self._noted.wait()
            await asyncio.sleep(DELAY)
            try:
                # Shielded: cancelling a transaction half-way could keep the database locked.
                await asyncio.shield(self.flush())
            except database_failures() as error:
                if await self._database.availability.blames(error):
                    log.exception("write_behind.not_written")
                    await asyncio.sleep(DELAY)

    async def flush(self) -> None:
        """Write all notes in one transaction; if that fails, keep them and raise."""
        async with self._writing:
            self._noted.clear()
            current, visits, handled = self._current, self._visits, self._handled
            self._current, self._visits, self._handled = {}, {}, set()
            copies, self._copies = self._copies, {}
            refused, counted, (offered, offered_at) = self.refusals.take(), self.counts.take(), self.offers.take()
            self._visits_in_flight = visits
            shown = [copy for copy in copies.values() if copy]

            def work(conn: Connection) -> None:
                readers.remember(conn, current.values())
                last_seen.record(conn, visits.values())
                updates.remove(conn, handled)
                refusals.record(conn, refused)
                daily_counts.record(conn, counted)
                messages.record(conn, shown)
                messages.remove(conn, [key for key, copy in copies.items() if not copy])
                runs.catch_up(conn, [copy.page for copy in shown], self._now())
                offers.record(conn, offered, offered_at)

            try:
                await self._database.run_write(work)
            except BaseException:
                self._current = current | self._current
                self._visits = visits | self._visits
                self._handled |= handled
                self.refusals.add(refused)
                self.counts.add(counted)
                self._copies = copies | self._copies
                self.offers.add(offered)
                self._noted.set()
                raise
            finally:
                self._visits_in_flight = {}
            if self._pruned_at is None or self._now() - self._pruned_at > PRUNED_EVERY:
                await self._prune(self._now())

    async def _prune(self, now: datetime) -> None:
        async with self._database.write() as conn:
            await updates.prune_processed(conn, now - PROCESSED_KEPT)
            await guest_queries.prune(conn, now - PROCESSED_KEPT)
            await updates.prune_dead_letters(conn, now - SHOWN_KEPT)
            await saved_searches.prune(conn, now - SHOWN_KEPT)
            await refusals.prune(conn, now - REFUSALS_KEPT)
            await reader_reports.prune(conn, now - TOLD_REPORTS_KEPT, now - REPORTS_KEPT)
            await wire_copies.prune(conn, now - COPIES_KEPT)
            await daily_counts.prune(conn, (now - COUNTS_KEPT).date())
            await post_reactions.prune(conn, (now - COUNTS_KEPT).date())
            await messages.prune(conn, now - self._copies_kept)
            await cover_pictures.prune(conn, now - UNNAMED_KEPT)
            await totals.compact(conn, now - SHOWN_KEPT)
        self._pruned_at = now
