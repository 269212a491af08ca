"""The line: the queue of what is to go out next, read a little at a time from all pushes that run, in their order."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING, NamedTuple

from bot.delivery.hand import Hand
from bot.store import outgoing, renditions
from bot.store.steps import Result

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import datetime

    from sqlalchemy.ext.asyncio import AsyncConnection

    from bot.store.broadcasts import Broadcast
    from bot.store.database import Database
    from bot.store.outgoing import Waiting
    from bot.store.renditions import Kept
    from bot.transport.newer import RichServer

AGAIN = 0.2  # seconds after the end of a push's line until it is read anew from its start
UNSUBSCRIBED = "unsubscribed"
"""The reason of a delivery to a chat that is no subscriber any more."""

_RENDITIONS = 256  # of one push that are remembered


class Nowhere(NamedTuple):
    """A delivery of the push `number` that is not to be sent, and why."""

    number: int
    result: Result


class _Push:
    """One push: what was read of it, where reading goes on, and its renditions, as far as they were needed."""

    def __init__(self, push: Broadcast) -> None:
        self.push = push
        self.read: deque[Waiting] = deque()
        self.kept: dict[int, Kept | None] = {}
        self.cursor = outgoing.START
        self.again_at = 0.0
        self.retries_at = 0.0


class Line:
    """Hands out deliveries; `time` tells seconds of any clock, `batch` is how many are read at once.

    A chat that has one in hand is handed none until it is let go: two messages never race to one chat.
    """

    def __init__(
        self,
        database: Database,
        rich: RichServer,
        *,
        now: Callable[[], datetime],
        time: Callable[[], float],
        batch: int,
    ) -> None:
        self._database = database
        self._rich = rich
        self._now = now
        self._time = time
        self._batch = batch
        self._pushes: list[_Push] = []
        self._busy: set[int] = set()

    def follow(self, running: Iterable[Broadcast]) -> None:
        """These pushes run now, in this order; of others nothing more is handed out."""
        known = {one.push.id: one for one in self._pushes}
        self._pushes = [known.get(push.id) or _Push(push) for push in running]

    def let_go(self, chat_id: int) -> None:
        """What the chat had in hand is settled, or pending again."""
        self._busy.discard(chat_id)

    async def next(self) -> Hand | Nowhere | None:
        """The next delivery, whose chat has it in hand now; None where nothing can go for the moment."""
        for one in list(self._pushes):
            while one.read or one.again_at <= self._time():
                if not one.read:
                    await self._read(one)
                elif taken := self._take(one, one.read.popleft()):
                    return taken
        return None

    def _take(self, one: _Push, waiting: Waiting) -> Hand | Nowhere | None:
        listens = waiting.listening == "active"
        if waiting.chat_id in self._busy or (waiting.blocked and listens):
            return None
        self._busy.add(waiting.chat_id)
        result = Result(waiting.chat_id, waiting.language, "skipped", reason=waiting.listening or UNSUBSCRIBED)
        if not listens:
            return Nowhere(one.push.id, result)
        kept = one.kept[waiting.rendition_id]
        # Where the server is known to take no rich messages, or not this one, it need not refuse each anew.
        if kept and kept.fallback_id is not None and not self._rich.known(kept.rendition.body):
            kept = one.kept[kept.fallback_id]
        if kept is None:
            return Nowhere(one.push.id, result._replace(state="failed", reason=f"no rendition {waiting.rendition_id}"))
        return Hand(one.push.id, waiting, kept)

    async def _read(self, one: _Push) -> None:
        """Read what was put off and is due again, then go on where the last reading ended."""
        async with self._database.read() as conn:
            if one.retries_at <= self._time():
                one.retries_at = self._time() + AGAIN
                enqueued = outgoing.behind(one.push.started_at or one.push.created_at)
                one.read.extend(await outgoing.waiting(conn, one.push, self._now(), enqueued, self._batch))
            if room := self._batch - len(one.read):
                found = await outgoing.waiting(conn, one.push, self._now(), one.cursor, room)
                one.read.extend(found)
                one.cursor = found[-1].cursor if len(found) == room else outgoing.START
                if len(found) < room:
                    one.again_at = self._time() + AGAIN
            await _know(conn, one)


async def _know(conn: AsyncConnection, one: _Push) -> None:
    """Read the renditions of what was read, and what takes their place."""
    if len(one.kept) > _RENDITIONS:
        one.kept.clear()
    wanted = sorted({waiting.rendition_id for waiting in one.read} - one.kept.keys())
    while wanted:
        number = wanted.pop()
        kept = one.kept[number] = await renditions.get(conn, number)
        if kept and kept.fallback_id is not None and kept.fallback_id not in one.kept:
            wanted.append(kept.fallback_id)
