"""Sender: acquires the rate limit, writes claims, sends what is claimed and writes the results."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from datetime import timedelta
from typing import TYPE_CHECKING

import structlog

from bot.delivery.batch_writer import BatchWriter
from bot.delivery.circuit_breaker import CircuitBreaker
from bot.delivery.corrections.watch import CorrectionWatch
from bot.delivery.queue_reader import REWIND_SECONDS, QueueReader, Skip
from bot.delivery.retry_policy import classify
from bot.errors.database import database_failures
from bot.store.delivery_transitions import Result
from bot.telegram_api.outcomes import Uncertain, explain
from bot.telegram_api.rate_limiter import Priority

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import datetime

    from bot.delivery.queue_reader import Job
    from bot.store.broadcasts import Broadcast
    from bot.store.database import Database
    from bot.telegram_api.client import Client
    from bot.telegram_api.clock import SteadyClock
    from bot.telegram_api.outcomes import Outcome
    from bot.telegram_api.rich_support import RichCapability

IN_FLIGHT = 64
_GATHER_SECONDS = 0.005  # seconds that a small transaction waits for more changes
_DATABASE_PAUSE = 1.0  # seconds before the database is tried again
# A message that leaves later than this after the limiter admitted it is counted anew. While a transaction takes long,
# admitted messages pile up and leave together, and would be more in a second than the rate allows: so few may.
_LATE_SECONDS = 0.05
_MIN_AHEAD = 4

log = structlog.get_logger(__name__)


class Sender:
    """Sends pending deliveries of running broadcasts; at most `IN_FLIGHT` on the wire, and as many more claimed.

    Retries are timed by `due_clock`, which no step of the machine's clock moves; `now` dates what is written.
    """

    def __init__(
        self,
        database: Database,
        client: Client,
        rich: RichCapability,
        *,
        now: Callable[[], datetime],
        due_clock: SteadyClock,
        on_change: Callable[[Broadcast], None],
        rate: float,
        paid: bool,
    ) -> None:
        time = client.limiter.clock.time
        self._database = database
        self._client = client
        self._rich = rich
        self._watch = CorrectionWatch(database)
        self._due_clock = due_clock
        self._paid = paid
        self._in_flight = IN_FLIGHT
        self._queue = QueueReader(
            database, rich, now=due_clock.now, time=time, batch_size=max(16, min(4 * IN_FLIGHT, int(rate)))
        )
        self._writer = BatchWriter(database, self._queue, now=now, on_change=on_change)
        self._breaker = CircuitBreaker(time, IN_FLIGHT)
        self._moves: dict[tuple[int, int], int] = {}  # of a broadcast's chat: how often a migration led to it
        self._claimed: asyncio.Queue[Job] = asyncio.Queue()
        self._on_wire = 0
        self._queue_changed = asyncio.Event()
        self._has_work = asyncio.Event()
        self._has_room = asyncio.Event()
        self._is_low = asyncio.Event()
        self._ahead = max(_MIN_AHEAD, int(rate * _LATE_SECONDS))
        self._reserve = IN_FLIGHT // 4  # claimed jobs that keep the senders busy while the next claims are written
        self._ending = False
        self.failed = asyncio.Event()
        """Set when the database failed: its `sending` rows may differ from what is on the wire."""

    def follow(self, running: Iterable[Broadcast]) -> None:
        """Set the running broadcasts, in order of sending."""
        self._queue.follow(running)
        self._queue_changed.set()

    async def run(self, stop: asyncio.Event) -> None:
        """Send until `stop`; then start nothing more, await requests on the wire and write their results."""
        claiming = asyncio.create_task(self._claim())
        writing = asyncio.create_task(self._write())
        senders = [asyncio.create_task(self._send()) for _ in range(self._in_flight)]
        stopping = asyncio.create_task(stop.wait())
        tasks = (claiming, writing, stopping, *senders)
        try:
            ended, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
            claiming.cancel()
            await asyncio.wait({claiming})
            self._ending = True
            self._has_work.set()
            self._is_low.set()
            await writing
            for task in ended:
                task.result()
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    async def _claim(self) -> None:
        while True:
            if self._is_full():
                self._has_room.clear()
                await self._has_room.wait()
            elif pause := self._breaker.pause_left():
                await asyncio.sleep(pause)
            elif (job := await self._next()) is None:
                self._queue_changed.clear()
                with suppress(TimeoutError):
                    async with asyncio.timeout(REWIND_SECONDS):
                        await self._queue_changed.wait()
            elif isinstance(job, Skip):
                self._writer.skip(job)
                self._has_work.set()
            elif await self._acquire(job):
                self._writer.claim(job._replace(turn_at=self._client.limiter.clock.time()))
                self._has_work.set()

    def _is_full(self) -> bool:
        if self._writer.claimed + self._claimed.qsize() >= self._ahead:
            return True
        return self._writer.load >= (self._breaker.window if self._breaker.is_narrow else 2 * self._in_flight)

    async def _next(self) -> Job | Skip | None:
        try:
            return await (self._queue.sample() if self._breaker.is_open else self._queue.next())
        except database_failures() as error:
            self.failed.set()
            await self._wait_for_database("delivery.not_read", error)
            return None

    async def _acquire(self, job: Job) -> bool:
        """Acquire the rate limit for a job; postpone it if its chat has to wait longer than all chats do."""
        limiter = self._client.limiter
        if limiter.try_acquire(job.chat_id, Priority.PUSH):
            return True
        seconds = limiter.retry_after(job.chat_id)
        if seconds <= limiter.retry_after(None):
            await limiter.acquire(job.chat_id, Priority.PUSH)
            return True
        later = self._due_clock.now() + timedelta(seconds=seconds)
        self._writer.skip(Skip(job.broadcast_id, Result(*job.key, "pending", due_at=later)))
        self._has_work.set()
        return False

    async def _write(self) -> None:
        """Write the buffer whenever there is work; at the end, until all results are written."""
        while not (self._ending and not self._on_wire and not self._writer.size and self._claimed.empty()):
            await self._has_work.wait()
            await self._gather()
            self._has_work.clear()
            if self._ending:
                self._writer.clear_claims()
                self._release()
            try:
                for job in await self._writer.write():
                    self._claimed.put_nowait(job)
                await self._writer.follow_up()
            except database_failures() as error:
                self.failed.set()
                self._writer.clear_claims()
                self._has_work.set()
                await self._wait_for_database("delivery.not_written", error)
            self._has_room.set()
            if self._ending:
                self._release()

    async def _wait_for_database(self, event: str, error: Exception) -> None:
        """Return when the database answers; outcomes of what went on the wire stay in memory until it does."""
        if await self._database.availability.blames(error):
            log.error(event, exc_info=error)
            await asyncio.sleep(_DATABASE_PAUSE)

    async def _gather(self) -> None:
        """Wait briefly for more changes: a transaction costs much the same for one as for many."""
        if self._writer.size < self._in_flight and not self._ending:
            await asyncio.sleep(_GATHER_SECONDS)
        self._is_low.clear()
        if self._claimed.qsize() > self._reserve and not self._ending:
            await self._is_low.wait()

    def _release(self) -> None:
        """Return claimed jobs that are not on the wire to `pending`: they certainly were not sent."""
        while not self._claimed.empty():
            self._writer.release(self._claimed.get_nowait())
        if self._writer.size or not self._on_wire:
            self._has_work.set()

    async def _send(self) -> None:
        while True:
            job = await self._claimed.get()
            if self._claimed.qsize() <= self._reserve:
                self._is_low.set()
            self._has_room.set()
            if self._breaker.pause_left() or (self._breaker.is_open and (self._on_wire or not job.is_sample)):
                self._writer.release(job)
                self._has_work.set()
                continue
            if await self._is_stale(job):  # between claim and send a correction may have committed
                self._writer.release(job)
                self._has_work.set()
                continue
            self._on_wire += 1
            try:
                outcome = await self._call(job)
            finally:
                self._on_wire -= 1
            self._ack(job, outcome)

    async def _is_stale(self, job: Job) -> bool:
        try:
            return await self._watch.is_stale(job.delivery.rendition_id)
        except database_failures():
            return True  # it goes back, and out once the database can say

    async def _call(self, job: Job) -> Outcome:
        body = job.body(paid=self._paid)
        limiter = self._client.limiter
        if limiter.clock.time() - job.turn_at > _LATE_SECONDS:
            limiter.reschedule(Priority.PUSH, job.turn_at)
        try:
            return await self._client.call(
                job.rendition.rendition.method, body, chat=job.chat_id, priority=Priority.PUSH, has_turn=True
            )
        except Exception as error:
            log.exception("delivery.not_sent", push=job.broadcast_id, chat=job.chat_id)
            return Uncertain(explain(error))

    def _ack(self, job: Job, outcome: Outcome) -> None:
        """Queue the result of a call and tell the breaker what it says of the server."""
        is_healthy = not self._breaker.is_open
        moves = self._moves.pop((job.broadcast_id, job.chat_id), 0)
        result = classify(job, outcome, self._due_clock.now(), is_healthy=is_healthy, moves=moves)
        if result.moved_to is not None:
            self._moves[job.broadcast_id, result.moved_to] = moves + 1
        if job.rendition.fallback_id is not None:
            self._rich.note(outcome, job.rendition.rendition.body)
        if result.refused:
            # Nothing was sent, and nothing will be: the broadcast is paused, and resumed once the token is accepted.
            if self._breaker.trip():
                log.error("delivery.token_refused", push=job.broadcast_id, why=result.result.reason)
        elif result.server_failed:
            if self._breaker.record_failure(is_sample=job.is_sample):
                log.warning("delivery.circuit_open", push=job.broadcast_id, outcome=repr(outcome))
        else:
            self._breaker.record_success()
        self._writer.ack(job, result)
        self._has_work.set()
        self._has_room.set()
