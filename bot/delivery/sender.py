"""Sending: turns are waited for, marks are written, what is marked goes on the wire, and what became of it is kept."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from datetime import timedelta
from typing import TYPE_CHECKING

import structlog
from sqlalchemy.exc import SQLAlchemyError

from bot.delivery.batch import Batch
from bot.delivery.line import AGAIN, Line, Nowhere
from bot.delivery.trouble import Trouble
from bot.delivery.verdict import judge
from bot.store.steps import Result
from bot.transport.limiter import Lane
from bot.transport.outcomes import Uncertain, explain

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import datetime

    from bot.delivery.hand import Hand
    from bot.store.broadcasts import Broadcast
    from bot.store.database import Database
    from bot.transport.client import Client
    from bot.transport.newer import RichServer
    from bot.transport.outcomes import Outcome

IN_FLIGHT = 64
_GATHER = 0.005  # seconds that a transaction waits for more to go into it, where there is little
FAILURES = (SQLAlchemyError, OSError)  # of a database: the drivers' own are among the latter
_PAUSE = 1.0  # seconds until the database is tried again
# Seconds from its turn after which a message is late. While a transaction takes its time, few may come together: they
# leave at once then, and would be more in a second than the rate allows.
_LATE = 0.05
_FEW = 4

log = structlog.get_logger(__name__)


class Sending:
    """Sends what pushes that run have pending; at most so many `in_flight`, and as many more marked, at any time."""

    def __init__(
        self,
        database: Database,
        client: Client,
        rich: RichServer,
        *,
        now: Callable[[], datetime],
        seen: Callable[[Broadcast], None],
        rate: float,
        paid: bool,
        in_flight: int = IN_FLIGHT,
    ) -> None:
        time = client.limiter.clock.time
        self._client = client
        self._rich = rich
        self._now = now
        self._paid = paid
        self._in_flight = in_flight
        self._line = Line(database, rich, now=now, time=time, batch=max(16, min(4 * in_flight, int(rate))))
        self._batch = Batch(database, self._line, now=now, seen=seen)
        self._trouble = Trouble(time)
        self._out: asyncio.Queue[Hand] = asyncio.Queue()
        self._on_wire = 0
        self._news = asyncio.Event()
        self._work = asyncio.Event()
        self._room = asyncio.Event()
        self._low = asyncio.Event()
        self._ahead = max(_FEW, int(rate * _LATE))
        self._reserve = in_flight // 4  # marked ones, of which senders live while the next are marked
        self._ending = False
        self.failed = asyncio.Event()
        """Set where the database failed: what it holds as being sent need not be what we send."""

    def follow(self, running: Iterable[Broadcast]) -> None:
        """These pushes run now, in this order."""
        self._line.follow(running)
        self._news.set()

    async def run(self, stop: asyncio.Event) -> None:
        """Send until `stop`; then nothing more is begun, and what is on the wire is waited for and kept."""
        granting = asyncio.create_task(self._grant())
        writing = asyncio.create_task(self._write())
        senders = [asyncio.create_task(self._send()) for _ in range(self._in_flight)]
        stopping = asyncio.create_task(stop.wait())
        every = (granting, writing, stopping, *senders)
        try:
            ended, _ = await asyncio.wait(every, return_when=asyncio.FIRST_COMPLETED)
            granting.cancel()
            await asyncio.wait({granting})
            self._ending = True
            self._work.set()
            self._low.set()
            await writing
            for task in ended:
                task.result()
        finally:
            for task in every:
                task.cancel()
            await asyncio.gather(*every, return_exceptions=True)

    async def _grant(self) -> None:
        while True:
            if self._is_full():
                self._room.clear()
                await self._room.wait()
            elif pause := self._trouble.seconds():
                await asyncio.sleep(pause)
            elif (taken := await self._next()) is None:
                self._news.clear()
                with suppress(TimeoutError):
                    async with asyncio.timeout(AGAIN):
                        await self._news.wait()
            elif isinstance(taken, Nowhere):
                self._batch.pass_by(taken)
                self._work.set()
            elif await self._turn(taken):
                self._batch.grant(taken._replace(turn_at=self._client.limiter.clock.time()))
                self._work.set()

    def _is_full(self) -> bool:
        if self._batch.granted + self._out.qsize() >= self._ahead:
            return True
        return self._batch.load >= (1 if self._trouble.is_on else 2 * self._in_flight)

    async def _next(self) -> Hand | Nowhere | None:
        try:
            return await self._line.next()
        except FAILURES:
            log.exception("delivery.not_read")
            await asyncio.sleep(_PAUSE)
            return None

    async def _turn(self, hand: Hand) -> bool:
        """Wait for the push's turn; a chat that has to rest longer than all do is put off instead."""
        limiter = self._client.limiter
        if limiter.take(hand.chat_id, Lane.PUSH):
            return True
        room = limiter.room(hand.chat_id)
        if room <= limiter.room(None):
            await limiter.wait(hand.chat_id, Lane.PUSH)
            return True
        later = self._now() + timedelta(seconds=room)
        self._batch.pass_by(Nowhere(hand.number, Result(*hand.key, "pending", due_at=later)))
        self._work.set()
        return False

    async def _write(self) -> None:
        """Write whenever there is something to; at the end, until nothing is on the wire and all is kept."""
        while not (self._ending and not self._on_wire and not self._batch.size and self._out.empty()):
            await self._work.wait()
            await self._gather()
            self._work.clear()
            if self._ending:
                self._batch.drop()
                self._take_back()
            try:
                for hand in await self._batch.write():
                    self._out.put_nowait(hand)
                await self._batch.follow_up()
            except FAILURES:
                log.exception("delivery.not_written")
                self.failed.set()
                self._batch.drop()
                self._work.set()
                await asyncio.sleep(_PAUSE)
            self._room.set()
            if self._ending:
                self._take_back()

    async def _gather(self) -> None:
        """Let more come together where it holds up nobody: a transaction costs much the same for one as for many."""
        if self._batch.size < self._in_flight and not self._ending:
            await asyncio.sleep(_GATHER)
        self._low.clear()
        if self._out.qsize() > self._reserve and not self._ending:
            await self._low.wait()

    def _take_back(self) -> None:
        """What is marked and not on the wire is pending again: it certainly was not sent."""
        while not self._out.empty():
            self._batch.take_back(self._out.get_nowait())
        if self._batch.size or not self._on_wire:
            self._work.set()

    async def _send(self) -> None:
        while True:
            hand = await self._out.get()
            if self._out.qsize() <= self._reserve:
                self._low.set()
            self._room.set()
            if self._trouble.seconds() or (self._trouble.is_on and self._on_wire):
                self._batch.take_back(hand)
                self._work.set()
                continue
            self._on_wire += 1
            try:
                outcome = await self._call(hand)
            finally:
                self._on_wire -= 1
            self._settle(hand, outcome)

    async def _call(self, hand: Hand) -> Outcome:
        body = hand.body(paid=self._paid)
        limiter = self._client.limiter
        if limiter.clock.time() - hand.turn_at > _LATE:
            limiter.put_off(Lane.PUSH, hand.turn_at)
        try:
            return await self._client.call(
                hand.kept.rendition.method, body, chat=hand.chat_id, lane=Lane.PUSH, has_turn=True
            )
        except Exception as error:
            log.exception("delivery.not_sent", push=hand.number, chat=hand.chat_id)
            return Uncertain(explain(error))

    def _settle(self, hand: Hand, outcome: Outcome) -> None:
        verdict = judge(hand, outcome, self._now())
        if hand.kept.fallback_id is not None:
            self._rich.note(outcome, hand.kept.rendition.body)
        if verdict.refused:
            log.error("delivery.token_refused", push=hand.number, why=verdict.result.reason)
        elif verdict.trouble:
            if self._trouble.met():
                log.warning("delivery.trouble", push=hand.number, outcome=repr(outcome))
        else:
            self._trouble.passed()
        self._batch.settle(hand, verdict)
        self._work.set()
        self._room.set()
