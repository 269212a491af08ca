"""Update queue: handles or stores each update before Telegram may forget it, in the order of its chat.

Each chat has a queue and holds one slot at a time; the number of chats served at once is bounded. Flood control drops a
chat's excess after one notice, so that a flood delays nobody else. Chats of which only old questions wait form the
backlog, which takes few slots: after a night off, whoever asks now is answered now.
"""

from __future__ import annotations

import asyncio
from collections import OrderedDict, deque
from typing import TYPE_CHECKING, Any

import structlog

from bot.errors.database import database_failures
from bot.errors.updates import DeadLetterCause, RetryLater, UpdateMalformed
from bot.telegram_api.flood_control import FloodDecision
from bot.telegram_api.update_fields import chat_of, is_number, require_types
from bot.telegram_api.update_job import MAX_FAILURES, ChatQueue, Job, dead_letter, recovered

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence

    from bot.telegram_api.update_job import Inbox

GRACE = 0.25  # seconds before what is left of a batch is stored: a quick answer costs no write
SLOTS = 192  # chats served at once: at 30 a second all are answered within the time Docker leaves a stopping container
BACKLOG_SLOTS = 16  # of these, for old questions: half a second of what may be sent, which a new one waits at most
TRIES = 3  # of one update while the database answers, before it is a dead letter
RETRIES = 50  # of an update that asks to be handled later; then it is a dead letter
REMEMBERED = 20_000  # recent update ids, so that an update sent twice is answered once

log = structlog.get_logger(__name__)


class UpdateQueue:
    """Accepts raw updates and passes each to `handle`, one at a time per chat."""

    def __init__(
        self,
        handle: Callable[[dict[str, Any], FloodDecision], Awaitable[None]],
        check: Callable[[dict[str, Any], Sequence[dict[str, Any]]], FloodDecision],
        inbox: Inbox,
        *,
        apologise: Callable[[dict[str, Any]], Awaitable[None]] | None = None,
        is_old_question: Callable[[dict[str, Any]], bool] = lambda _update: False,
        slots: int = SLOTS,
        grace: float = GRACE,
    ) -> None:
        self._handle = handle
        self._check = check
        self._inbox = inbox
        self._apologise = apologise
        self._grace = grace
        self._is_old_question = is_old_question
        self._slots = asyncio.Semaphore(slots)
        self._backlog: deque[int] = deque()
        self._backlog_running = 0
        self._queues: dict[int, ChatQueue] = {}
        self._known: OrderedDict[int, Job] = OrderedDict()
        self._stopping = asyncio.Event()
        inbox.on_claimed(self._enter_stored)

    async def accept(self, updates: list[Any]) -> None:
        """Return once each update is handled, stored or dropped, so that Telegram may forget it."""
        jobs = await self._enter_all(updates)
        if waiting := [job.done for job in jobs if not job.done.done() and not job.is_behind]:
            await asyncio.wait(waiting, timeout=self._grace)
        left = [job for job in jobs if not job.done.done() and not job.is_stored]
        if left:
            try:
                await self._inbox.store([job.update for job in left])
            except database_failures():
                for job in left:
                    self._refuse(job)
                raise
            for job in left:
                self._note_stored(job)

    def _refuse(self, job: Job) -> None:
        """Leave an update to Telegram, which sends it again, maybe to another process: it must not be handled twice."""
        job.is_refused = True
        queue = self._queues.get(chat_of(job.update))
        if queue and job in queue.jobs:
            queue.jobs.remove(job)
            self._known.pop(job.update["update_id"], None)

    async def resume(self) -> None:
        """Queue what another run or process stored and did not finish."""
        self._enter_stored(await self._inbox.adopt())

    async def store_unhandled(self) -> None:
        """Store what is not handled yet: another process is about to receive updates of the same chats."""
        if left := [job for job in self._known.values() if not job.done.done() and not job.is_stored]:
            await self._inbox.store([job.update for job in left])
            for job in left:
                self._note_stored(job)

    def retry(self, update: dict[str, Any]) -> None:
        """Queue an update that was a dead letter and waits in the inbox again; no flood control counts it."""
        chat, done = chat_of(update), asyncio.get_running_loop().create_future()
        job = self._known[update["update_id"]] = Job(update, done, is_stored=True)
        queue = self._queues.setdefault(chat, ChatQueue())
        queue.jobs.append(job)
        self._schedule(chat, queue)

    async def recovered(self, error: Exception) -> bool:
        """Return when the database, which failed with `error`, answers; True if it was not away."""
        return await recovered(self._inbox, error, self._stopping)

    async def stop(self, within: float) -> None:
        """Start nothing more, and give what is being handled `within` seconds to finish."""
        self._stopping.set()
        for queue in self._queues.values():
            if queue.held:
                queue.held.cancel()
        if running := [queue.running for queue in self._queues.values() if queue.running]:
            _, late = await asyncio.wait(running, timeout=within)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)

    def _note_stored(self, job: Job) -> None:
        job.is_stored = True
        if job.done.done() and not job.is_dead and not job.is_deferred:
            self._inbox.remove(job.update["update_id"], chat_of(job.update))

    async def _enter_all(self, updates: list[Any]) -> list[Job]:
        """Queue updates; where processes share an inbox, only those that it says are this one's to handle."""
        readable = [update for update in updates if _is_readable(update)]
        if not self._inbox.is_shared:
            return [self._enter(update) for update in readable]
        if unknown := [update for update in readable if update["update_id"] not in self._known]:
            await self._inbox.claim(unknown)
        return [job for update in readable if (job := self._known.get(update["update_id"]))]

    def _enter_stored(self, updates: list[dict[str, Any]]) -> None:
        for update in updates:
            self._note_stored(self._enter(update))

    def _enter(self, update: dict[str, Any]) -> Job:
        number = update["update_id"]
        if known := self._known.get(number):
            known.is_refused = False
            return known
        job = Job(update, asyncio.get_running_loop().create_future())
        self._known[number] = job
        while len(self._known) > REMEMBERED and next(iter(self._known.values())).done.done():
            self._known.popitem(last=False)
        chat = chat_of(update)
        queue = self._queues.setdefault(chat, ChatQueue())
        job.decision = self._check(update, [other.update for other in queue.jobs])
        if job.decision is FloodDecision.DROP:
            self._conclude(job)
            return job
        if job.decision is FloodDecision.TAKE:
            queue.jobs.append(job)
        else:  # a notice must not wait behind the flood it is about
            queue.jobs.appendleft(job)
        job.is_old = self._is_old_question(update)
        job.is_behind = queue.running is not None or queue.held is not None or job.is_old
        self._schedule(chat, queue)
        return job

    def _schedule(self, chat: int, queue: ChatQueue) -> None:
        """Serve the chat now, or from the backlog where only old questions of it wait."""
        if queue.running or queue.held or self._stopping.is_set() or not queue.jobs:
            return
        if not all(job.is_old for job in queue.jobs):
            queue.running = asyncio.get_running_loop().create_task(self._serve(chat, queue))
            return
        if not queue.in_backlog:
            queue.in_backlog = True
            self._backlog.append(chat)
        self._serve_backlog()

    def _serve_backlog(self) -> None:
        """Start chats of the backlog while it has slots; one that asked anew meanwhile was served already."""
        while self._backlog and self._backlog_running < BACKLOG_SLOTS and not self._stopping.is_set():
            chat = self._backlog.popleft()
            queue = self._queues.get(chat)
            if queue is None:
                continue
            queue.in_backlog = False
            if queue.jobs and not queue.running and not queue.held:
                self._backlog_running += 1
                queue.running = asyncio.get_running_loop().create_task(self._serve_old(chat, queue))

    async def _serve_old(self, chat: int, queue: ChatQueue) -> None:
        try:
            await self._serve(chat, queue)
        finally:
            self._backlog_running -= 1
            self._serve_backlog()

    async def _serve(self, chat: int, queue: ChatQueue) -> None:
        try:
            while queue.jobs and not queue.held and not self._stopping.is_set():
                async with self._slots:
                    if self._stopping.is_set():
                        break
                    job = queue.jobs.popleft()
                    failure = await self._finish(chat, queue, job)
                # Outside the slot: other chats need it while this one waits for the database.
                if failure and await self._is_to_be_retried(job, failure):
                    queue.jobs.appendleft(job)
        finally:
            queue.running = None
            if not queue.jobs:
                self._queues.pop(chat, None)

    async def _is_to_be_retried(self, job: Job, failure: Exception) -> bool:
        """Wait for the database; False if the update failed too often though it answers: it is a dead letter then."""
        job.failures += 1
        log.warning("update.postponed", update_id=job.update["update_id"], why=type(failure).__name__)
        job.tries += await self.recovered(failure)
        if job.is_refused:
            self._known.pop(job.update["update_id"], None)
            return False
        if job.tries < TRIES and job.failures < MAX_FAILURES:
            return True
        if not await self._give_up(job, DeadLetterCause.DATABASE, failure):
            return False
        if self._apologise:
            try:
                await self._apologise(job.update)
            except Exception:
                log.exception("update.not_answered", update_id=job.update["update_id"])
        self._conclude(job)
        return False

    async def _finish(self, chat: int, queue: ChatQueue, job: Job) -> Exception | None:
        """Handle the update; return the failure of the database for which it is to be retried."""
        try:
            require_types(job.update)
            await self._handle(job.update, job.decision)
        except RetryLater as later:
            try:
                await self._hold(chat, queue, job, later)
            except database_failures() as error:
                return error
            return None
        except UpdateMalformed as error:
            if not await self._give_up(job, DeadLetterCause.MALFORMED, error):
                return None
        except database_failures() as error:
            return error
        except Exception as error:  # noqa: BLE001 - one update must not end its chat's queue
            if not await self._give_up(job, DeadLetterCause.FAILED, error):
                return None
        else:
            job.is_deferred = False
            if job.is_stored:
                self._inbox.remove(job.update["update_id"], chat)
        self._conclude(job)
        return None

    async def _give_up(self, job: Job, cause: DeadLetterCause, error: Exception) -> bool:
        return await dead_letter(job, cause, error, self._inbox, self._stopping)

    @staticmethod
    def _conclude(job: Job) -> None:
        if not job.done.done():
            job.done.set_result(None)
        job.update = {"update_id": job.update["update_id"]}  # only the id is kept, for deduplication

    async def _hold(self, chat: int, queue: ChatQueue, job: Job, later: RetryLater) -> None:
        """Put an update back at the head of its chat's queue, stored, for the given time; at last dead-letter it."""
        number = job.update["update_id"]
        job.retries += 1
        job.is_deferred = job.retries <= RETRIES
        if not job.is_deferred:
            if not await self._give_up(job, DeadLetterCause.DEFERRED, later):
                return
        else:
            log.info("update.deferred", update_id=number, seconds=round(later.seconds, 1), why=str(later))
            if not job.is_stored:
                await self._inbox.store([job.update])
                job.is_stored = True
            queue.jobs.appendleft(job)
            queue.held = asyncio.get_running_loop().call_later(later.seconds, self._release, chat, queue)
        if not job.done.done():
            job.done.set_result(None)

    def _release(self, chat: int, queue: ChatQueue) -> None:
        queue.held = None
        self._queues.setdefault(chat, queue)
        self._schedule(chat, queue)


def _is_readable(update: Any) -> bool:
    """Return whether a raw update has an id; the log names what kind of thing has none."""
    if isinstance(update, dict) and is_number(update.get("update_id")):
        return True
    log.warning("update.unreadable", type=type(update).__name__)
    return False
