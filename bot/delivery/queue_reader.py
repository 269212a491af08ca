"""Queue reader: reads pending deliveries of running broadcasts in batches, in the order in which they are sent."""

from __future__ import annotations

import random
from collections import deque
from typing import TYPE_CHECKING, NamedTuple

from bot.store import delivery_queue, renditions
from bot.store.delivery_transitions import Result

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import datetime

    from sqlalchemy.ext.asyncio import AsyncConnection

    from bot.store.broadcasts import Broadcast
    from bot.store.database import Database
    from bot.store.delivery_queue import PendingDelivery
    from bot.store.renditions import StoredRendition
    from bot.telegram_api.rich_support import RichCapability

REWIND_SECONDS = 0.2  # seconds after the end of a queue until it is read again from its start
UNSUBSCRIBED = "unsubscribed"
"""Reason of a delivery to a chat that has unsubscribed."""

_SAMPLED = 10_000  # deliveries before the end of a queue among which samples are taken: the database reads through them
_MAX_RENDITIONS = 256  # of one broadcast that are kept in memory


class Job(NamedTuple):
    """One delivery and the rendition that it is sent in.

    `turn_at` is when the rate limiter admitted it, in seconds of the limiter's clock; `is_sample` says that it was
    taken from anywhere in the queue, to see whether the server is well.
    """

    broadcast_id: int
    delivery: PendingDelivery
    rendition: StoredRendition
    turn_at: float = 0.0
    is_sample: bool = False

    @property
    def chat_id(self) -> int:
        """Return the recipient."""
        return self.delivery.chat_id

    @property
    def key(self) -> tuple[int, str]:
        """Return the delivery's key within its broadcast."""
        return self.delivery.chat_id, self.delivery.language

    def body(self, *, paid: bool) -> bytes:
        """Return the request body: chat, thread and flags set in front of the prepared bytes."""
        head = b'{"chat_id":%d,' % self.delivery.chat_id
        if self.delivery.thread_id is not None:
            head += b'"message_thread_id":%d,' % self.delivery.thread_id
        if self.delivery.silent:
            head += b'"disable_notification":true,'
        if paid:
            head += b'"allow_paid_broadcast":true,'
        return head + self.rendition.rendition.body


class Skip(NamedTuple):
    """A delivery that is not sent, and the result to write for it."""

    broadcast_id: int
    result: Result


class _BroadcastQueue:
    """One broadcast: the batch that was read, the cursor behind it, and the renditions needed so far."""

    def __init__(self, broadcast: Broadcast) -> None:
        self.broadcast = broadcast
        self.read: deque[PendingDelivery] = deque()
        self.renditions_by_id: dict[int, StoredRendition | None] = {}
        self.cursor = delivery_queue.START
        self.rewind_at = 0.0
        self.retries_due_at = 0.0


class QueueReader:
    """Yields jobs; `time` returns seconds of a monotonic clock, `batch_size` is how many rows are read at once.

    A chat is locked by the job that it was given until `unlock_chat`: two messages never race to one chat.
    """

    def __init__(
        self,
        database: Database,
        rich: RichCapability,
        *,
        now: Callable[[], datetime],
        time: Callable[[], float],
        batch_size: int,
    ) -> None:
        self._database = database
        self._rich = rich
        self._now = now
        self._time = time
        self._batch_size = batch_size
        self._queues: list[_BroadcastQueue] = []
        self._locked_chats: set[int] = set()

    def follow(self, running: Iterable[Broadcast]) -> None:
        """Set the running broadcasts, in order of sending; others yield nothing more."""
        known = {queue.broadcast.id: queue for queue in self._queues}
        self._queues = [known.get(broadcast.id) or _BroadcastQueue(broadcast) for broadcast in running]

    def unlock_chat(self, chat_id: int) -> None:
        """Allow the chat its next job: its last one is settled, or pending again."""
        self._locked_chats.discard(chat_id)

    async def next(self) -> Job | Skip | None:
        """Return the next job or skip, with its chat locked; None if nothing can be sent now."""
        for queue in list(self._queues):
            while queue.read or queue.rewind_at <= self._time():
                if not queue.read:
                    await self._read(queue)
                elif job := self._take(queue, queue.read.popleft()):
                    return job
        return None

    async def sample(self) -> Job | Skip | None:
        """Return a job from anywhere in the queues, marked as a sample; else the next one."""
        for queue in list(self._queues):
            span = min(queue.broadcast.counts.pending, _SAMPLED)
            offset = random.randrange(span) if span else 0  # noqa: S311 - spreads samples, guards nothing
            async with self._database.read() as conn:
                rows = await delivery_queue.sample(conn, queue.broadcast, self._now(), offset, self._batch_size)
                await _load_renditions(conn, queue, rows)
            for pending in rows:
                if job := self._take(queue, pending):
                    return job._replace(is_sample=True) if isinstance(job, Job) else job
        following = await self.next()
        return following._replace(is_sample=True) if isinstance(following, Job) else following

    def _take(self, queue: _BroadcastQueue, pending: PendingDelivery) -> Job | Skip | None:
        listens = pending.listening == "active"
        if pending.chat_id in self._locked_chats or (pending.blocked and listens):
            return None
        self._locked_chats.add(pending.chat_id)
        result = Result(pending.chat_id, pending.language, "skipped", reason=pending.listening or UNSUBSCRIBED)
        if not listens:
            return Skip(queue.broadcast.id, result)
        rendition = queue.renditions_by_id[pending.rendition_id]
        # A server known to refuse rich messages, or this one, need not refuse each delivery anew.
        if rendition and rendition.fallback_id is not None and not self._rich.known(rendition.rendition.body):
            rendition = queue.renditions_by_id[rendition.fallback_id]
        if rendition is None:
            return Skip(
                queue.broadcast.id, result._replace(state="failed", reason=f"no rendition {pending.rendition_id}")
            )
        return Job(queue.broadcast.id, pending, rendition)

    async def _read(self, queue: _BroadcastQueue) -> None:
        """Read retries that are due, then go on behind the cursor."""
        async with self._database.read() as conn:
            if queue.retries_due_at <= self._time():
                queue.retries_due_at = self._time() + REWIND_SECONDS
                after = delivery_queue.RETRIES
                rows = await delivery_queue.waiting(conn, queue.broadcast, self._now(), after, self._batch_size)
                queue.read.extend(rows)
            if room := self._batch_size - len(queue.read):
                rows = await delivery_queue.waiting(conn, queue.broadcast, self._now(), queue.cursor, room)
                queue.read.extend(rows)
                queue.cursor = rows[-1].cursor if len(rows) == room else delivery_queue.START
                if len(rows) < room:
                    queue.rewind_at = self._time() + REWIND_SECONDS
            await _load_renditions(conn, queue, queue.read)


async def _load_renditions(conn: AsyncConnection, queue: _BroadcastQueue, rows: Iterable[PendingDelivery]) -> None:
    """Load the renditions of the batch and their fallbacks."""
    if len(queue.renditions_by_id) > _MAX_RENDITIONS:
        queue.renditions_by_id.clear()
        rows = [*rows, *queue.read]
    missing = sorted({pending.rendition_id for pending in rows} - queue.renditions_by_id.keys())
    while missing:
        number = missing.pop()
        rendition = queue.renditions_by_id[number] = await renditions.get(conn, number)
        if rendition and rendition.fallback_id is not None and rendition.fallback_id not in queue.renditions_by_id:
            missing.append(rendition.fallback_id)
