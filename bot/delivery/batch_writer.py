"""Batched outbox writes: claims for the next sends and results of the last ones, in one small transaction."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from bot.delivery.retry_policy import DeliveryResult
from bot.store import broadcasts, chats, delivery_queue, delivery_transitions, subscribers
from bot.store.column_types import AGAIN_AT_ONCE
from bot.store.delivery_transitions import Result

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import datetime

    from sqlalchemy import Connection

    from bot.delivery.queue_reader import Job, QueueReader, Skip
    from bot.store.broadcasts import Broadcast
    from bot.store.database import Database
    from bot.store.deliveries import Key


class BatchWriter:
    """Buffers claims, results and skips between transactions; calls `on_change` with each broadcast as written."""

    def __init__(
        self,
        database: Database,
        queue: QueueReader,
        *,
        now: Callable[[], datetime],
        on_change: Callable[[Broadcast], None],
    ) -> None:
        self._database = database
        self._queue = queue
        self._now = now
        self._on_change = on_change
        self._claims: list[Job] = []
        self._acks: list[tuple[Job, DeliveryResult]] = []
        self._skips: list[Skip] = []
        self._follow_ups: list[tuple[Job, DeliveryResult]] = []
        self._in_flight = 0

    @property
    def load(self) -> int:
        """Return how many deliveries will be `sending` once the buffer is written."""
        return len(self._claims) + self._in_flight - len(self._acks)

    @property
    def claimed(self) -> int:
        """Return how many claims wait to be written."""
        return len(self._claims)

    @property
    def size(self) -> int:
        """Return the number of buffered changes."""
        return len(self._claims) + len(self._acks) + len(self._skips)

    def claim(self, job: Job) -> None:
        """Queue a rate-limited job to be claimed by the next write."""
        self._claims.append(job)

    def ack(self, job: Job, result: DeliveryResult) -> None:
        """Queue the result of a claimed delivery."""
        self._acks.append((job, result))

    def skip(self, skip: Skip) -> None:
        """Queue the result of a delivery that is not sent at all."""
        self._skips.append(skip)

    def release(self, job: Job) -> None:
        """Return a claimed delivery to `pending`: it certainly was not sent."""
        self.ack(job, DeliveryResult(Result(*job.key, "pending", due_at=AGAIN_AT_ONCE)))

    def clear_claims(self) -> None:
        """Drop claims that are not written yet; their deliveries stay `pending`."""
        for job in self._claims:
            self._queue.unlock_chat(job.chat_id)
        self._claims.clear()

    async def write(self) -> list[Job]:
        """Write the buffer in one transaction and return the claimed jobs, to be sent now.

        Where it raises, the buffer is kept and the next call writes it.
        """
        claims, acks, skips = list(self._claims), list(self._acks), list(self._skips)
        results: defaultdict[int, list[Result]] = defaultdict(list)
        keys: defaultdict[int, list[Key]] = defaultdict(list)
        for job, result in acks:
            results[job.broadcast_id].append(result.result)
        for skip in skips:
            results[skip.broadcast_id].append(skip.result)
        for job in claims:
            keys[job.broadcast_id].append(job.key)
        at = self._now()

        def work(conn: Connection) -> list[tuple[int, Broadcast | None, frozenset[Key]]]:
            # Rows are locked in one order, so that two processes cannot deadlock.
            numbers = sorted({*results, *keys})
            return [
                (number, *delivery_transitions.apply_and_claim(conn, number, results[number], keys[number], at))
                for number in numbers
            ]

        changes = await self._database.run_write(work)
        del self._claims[: len(claims)], self._acks[: len(acks)], self._skips[: len(skips)]
        marked = {(number, key) for number, _, claimed in changes for key in claimed}
        claimed_jobs = [job for job in claims if (job.broadcast_id, job.key) in marked]
        self._in_flight += len(claimed_jobs) - len(acks)
        self._follow_ups += [(job, result) for job, result in acks if result.has_follow_up]
        for chat in self._unlock(claims, acks, skips, marked):
            self._queue.unlock_chat(chat)
        for _, broadcast, _ in changes:
            if broadcast:
                self._on_change(broadcast)
        return claimed_jobs

    @staticmethod
    def _unlock(
        claims: Iterable[Job],
        acks: Iterable[tuple[Job, DeliveryResult]],
        skips: Iterable[Skip],
        marked: set[tuple[int, Key]],
    ) -> Iterable[int]:
        """Yield the chats that may be given their next delivery: those of lost claims, results and skips."""
        yield from (job.chat_id for job in claims if (job.broadcast_id, job.key) not in marked)
        yield from (job.chat_id for job, _ in acks)
        yield from (skip.result.chat_id for skip in skips)

    async def follow_up(self) -> None:
        """Write what results mean for their chats.

        It is rare, and the next try would find the same, so that a transaction of its own may be lost in a crash.
        """
        follow_ups, self._follow_ups = self._follow_ups, []
        if not follow_ups:
            return
        unreachable: defaultdict[str, list[int]] = defaultdict(list)
        async with self._database.write() as conn:
            for job, result in follow_ups:
                if result.unreachable:
                    unreachable[result.result.reason or ""].append(job.chat_id)
                if result.moved_to is not None:
                    await chats.move(conn, job.chat_id, result.moved_to, self._now())
                if result.topic_gone:
                    await delivery_queue.leave_topic(conn, job.chat_id)
                if result.refused:
                    # Who has to know is told, and the broadcast resumed, by `bot.background.broadcasts`.
                    why = result.result.reason or "Unauthorized"
                    await broadcasts.move(
                        conn, job.broadcast_id, "paused", at=self._now(), expected={"running"}, halted=why
                    )
            for reason, chat_ids in unreachable.items():
                await subscribers.mark_unreachable(conn, chat_ids, reason, self._now())
