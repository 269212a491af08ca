"""What is due: drafts are published and pushes begin at their hour, what was held goes out; who has to know is told."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from datetime import timedelta
from typing import TYPE_CHECKING, Protocol

import structlog
from sqlalchemy.exc import SQLAlchemyError

from bot import publishing, pushing
from bot.deeds import Deed
from bot.desk.roles import Action
from bot.errors import SiyaqError
from bot.pushing.bundling import CHUNK, Bundler
from bot.store import audit, broadcasts, drafts, schedule, stories, subscribers

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from datetime import datetime

    from bot.i18n.catalogue import Words
    from bot.language import Language
    from bot.publishing import Published
    from bot.store.broadcasts import Broadcast
    from bot.store.database import Database
    from bot.store.drafts import Draft
    from bot.store.schedule import Due

LATE = timedelta(minutes=15)  # after which it is asked whether it is still to be published
PAUSE = timedelta(seconds=5)  # the longest between two looks: another process may have changed what is due
CHUNKS = 8  # of bundles in one look: what else is due waits no longer for them

log = structlog.get_logger(__name__)


class Desk(Protocol):
    """Who is told of what became of an hour."""

    async def published(self, due: Due, done: Published) -> None:
        """The draft is out."""

    async def refused(self, due: Due, draft: Draft, problem: SiyaqError) -> None:
        """The draft could not be published, and is open again."""

    async def moved(self, due: Due, draft: Draft, newest: int) -> None:
        """The story moved on to a newer revision: at its hour, the draft would be refused."""

    async def late(self, due: Due, draft: Draft) -> bool:
        """The hour passed while nobody looked: asked is what is to be done; whether it could be asked."""

    async def unpushed(self, push: Broadcast, problem: SiyaqError) -> None:
        """The planned push could not be made at its hour, and is called off."""


class Schedule:
    """Looks at what is due at its hour, and whenever `noted` is set; `owners` are those of the settings."""

    def __init__(
        self,
        database: Database,
        now: Callable[[], datetime],
        owners: frozenset[int],
        desk: Desk,
        noted: asyncio.Event,
        *,
        words: Mapping[Language, Words],
    ) -> None:
        self._database = database
        self._now = now
        self._owners = owners
        self._desk = desk
        self._noted = noted
        self._words = words
        self._bundler = Bundler(database, words)

    async def run(self, stop: asyncio.Event) -> None:
        """Look until `stop`, which is noted as well; what is in work then is finished.

        What the database refuses is tried again.
        """
        while not stop.is_set():
            self._noted.clear()
            pause = PAUSE
            try:
                pause = await self.look()
            except SQLAlchemyError:
                log.exception("schedule.not_read")
            with suppress(TimeoutError):
                async with asyncio.timeout(pause.total_seconds()):
                    await self._noted.wait()

    async def look(self) -> timedelta:
        """Publish and push what is due now, ask about what is late, warn of what moved; returns how long nothing is."""
        async with self._database.read() as conn:
            due = await schedule.due(conn, self._now())
        for one in due:
            try:
                await self._meet(one)
            except Exception:
                log.exception("schedule.failed", draft=one.draft_id)
        async with self._database.read() as conn:
            waiting = [one for one in await schedule.all_(conn) if one.state == "waiting"]
        await self._warn(waiting)
        await self._push()
        moments = [one.due_at for one in waiting if one not in due]
        if await self._bundle():
            moments.append(self._now())
        ahead = [one - self._now() for one in (*moments, *await self._coming())]
        return max(min([PAUSE, *ahead]), timedelta())

    async def _push(self) -> None:
        """Set planned pushes on their way; whoever planned one that cannot be made is told."""
        for push, problem in await pushing.run_due(self._database, self._now(), self._words, self._owners):
            log.info("schedule.push", number=push.id, state=push.state)
            if problem:
                await self._desk.unpushed(push, problem)

    async def _bundle(self) -> bool:
        """Send what was held and is due; whether some of it has to wait for the next look."""
        for _ in range(CHUNKS):
            try:
                if await self._bundler.send(self._now()) < CHUNK:
                    return False
            except Exception:
                log.exception("schedule.bundles_failed")
                return False
        return True

    async def _coming(self) -> list[datetime]:
        """The hours ahead of pushes and of what is held."""
        async with self._database.read() as conn:
            planned = [one.due_at for one in await broadcasts.in_state(conn, "planned")]
            held = await subscribers.next_due(conn)
        return [one for one in (*planned, held) if one and one > self._now()]

    async def _meet(self, due: Due) -> None:
        async with self._database.read() as conn:
            draft = await drafts.get(conn, due.draft_id)
        if draft is None:
            return
        if self._now() - due.due_at <= LATE:
            await self._publish(due, draft)
        elif await self._desk.late(due, draft):
            # Asked before it is kept that it was: after a crash in between, it is asked again rather than never.
            async with self._database.write() as conn:
                if await schedule.get(conn, due.draft_id) == due:
                    await schedule.change(conn, due.draft_id, state="late")

    async def _publish(self, due: Due, draft: Draft) -> None:
        deed = Deed(due.by, self._now(), self._owners)
        try:
            done = await self._release(due, draft, deed)
        except SiyaqError as problem:
            if await self._let_go(due, draft, problem):
                await self._desk.refused(due, draft, problem)
        else:
            if done.is_new:
                log.info("schedule.published", draft=draft.id, slug=draft.slug, revision=done.story.revision)
                await self._desk.published(due, done)

    async def _release(self, due: Due, draft: Draft, deed: Deed) -> Published:
        if due.push is None:
            return await publishing.publish(self._database, draft.id, version=draft.version, deed=deed)
        push = pushing.read_whole(due.push)
        done, _ = await pushing.publish(
            self._database, draft.id, push, version=draft.version, deed=deed, words=self._words
        )
        return done

    async def _let_go(self, due: Due, draft: Draft, problem: SiyaqError) -> bool:
        """Open a refused draft again, unless its hour was changed meanwhile; whether it was this call that did."""
        async with self._database.write() as conn:
            if await schedule.get(conn, draft.id) != due or not await schedule.remove(conn, draft.id):
                return False
            held = await drafts.hold(conn, draft.id)
            if held and held.state == "scheduled":
                await drafts.save(conn, held.id, held.version, at=self._now(), state="open")
            detail = {"draft": draft.id, "why": problem.key}
            entry = audit.Entry(due.by, Action.SCHEDULE, self._now(), draft.slug, detail, allowed=False)
            await audit.write(conn, entry)
            return True

    async def _warn(self, waiting: Iterable[Due]) -> None:
        """Tell editors, once a revision, that the story that they scheduled a draft of has moved on."""
        if not waiting:
            return
        async with self._database.read() as conn:
            newest = {one.slug: one.revision for one in await stories.known(conn)}
            held = [(one, await drafts.get(conn, one.draft_id)) for one in waiting]
        for one, draft in held:
            revision = newest.get(draft.slug, 0) if draft else 0
            if draft and revision != (draft.base or 0) and revision > one.warned:
                await self._desk.moved(one, draft, revision)
                async with self._database.write() as conn:
                    await schedule.change(conn, one.draft_id, warned=revision)
