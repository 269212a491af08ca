"""Withdrawal: the copies of a retracted push are deleted, or edited to a notice; doing it twice does it once."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

import structlog

from bot.store import broadcasts, outgoing, renditions
from bot.store.columns import ticks
from bot.transport.clock import sleep
from bot.transport.limiter import Lane
from bot.transport.outcomes import Rejected, RetryAt, Sent, Uncertain

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from bot.store.broadcasts import Broadcast
    from bot.store.database import Database
    from bot.store.outgoing import Copy, Fate
    from bot.store.renditions import Kept, Rendition
    from bot.transport.client import Client
    from bot.transport.outcomes import Outcome

# Telegram deletes a bot's messages for it within 48 hours (https://core.telegram.org/bots/api#deletemessage); what is
# on its way when they end is edited.
_DELETABLE = timedelta(hours=48) - timedelta(minutes=1)
_AT_ONCE = 32
_AGAIN, _LONGEST = 1.0, 60.0  # seconds until copies that could not be reached are tried again
_ABSENT = ("message to delete not found", "message identifier is not specified", "message_id_invalid")
_SAME = "message is not modified"

log = structlog.get_logger(__name__)


@dataclass(slots=True)
class _Pass:
    """One way through the copies: how many were left for the next, and how long that should wait."""

    left: int = 0
    seconds: float = _AGAIN


class Withdrawal:
    """Takes back the copies of the push `number`; `seen` is told of the push as it goes on."""

    def __init__(
        self,
        database: Database,
        client: Client,
        number: int,
        *,
        now: Callable[[], datetime],
        seen: Callable[[Broadcast], None],
    ) -> None:
        self._database = database
        self._client = client
        self._number = number
        self._now = now
        self._seen = seen
        self._sent: dict[int, Rendition] = {}
        self._notices: list[Rendition] = []

    async def run(self) -> None:
        """Return when nothing is left to withdraw: the push is `retracted` then, or whatever somebody else made it."""
        async with self._database.read() as conn:
            kept = await renditions.of_broadcast(conn, self._number)
        self._know(kept)
        while True:
            done = await self._pass()
            if not done.left and await self._close():
                return
            await sleep(self._client.limiter.clock, min(done.seconds, _LONGEST))

    def _know(self, kept: tuple[Kept, ...]) -> None:
        self._sent = {one.id: one.rendition for one in kept}
        self._notices = [one.rendition for one in kept if one.rendition.variant == renditions.WITHDRAWN]

    async def _close(self) -> bool:
        """Whether it is over: nothing is on its way any more that would have to be withdrawn as well."""
        async with self._database.write() as conn:
            push = await broadcasts.hold(conn, self._number)
            if push is None or push.state != "retracting":
                return True
            if push.counts.sending or await outgoing.copies(conn, self._number, None, 1):
                return False
            return await broadcasts.move(conn, self._number, "retracted", at=self._now(), expected={"retracting"})

    async def _pass(self) -> _Pass:
        done = _Pass()
        after = None
        while True:
            async with self._database.read() as conn:
                copies = await outgoing.copies(conn, self._number, after, _AT_ONCE)
            if not copies:
                return done
            after = copies[-1].chat_id, copies[-1].language
            fates = await asyncio.gather(*(self._withdraw(copy, done) for copy in copies))
            known = {(copy.chat_id, copy.language): fate for copy, fate in zip(copies, fates, strict=True) if fate}
            if known:
                async with self._database.write() as conn:
                    push = await outgoing.withdraw(conn, self._number, known)
                if push:
                    self._seen(push)

    async def _withdraw(self, copy: Copy, done: _Pass) -> Fate | None:
        """What became of one copy; None where that cannot be known yet."""
        if ticks(self._now() - _DELETABLE) < copy.at:
            outcome = await self._call("deleteMessage", b'{"chat_id":%d,"message_id":%d}', copy)
            if isinstance(outcome, Sent) or _says(outcome, *_ABSENT):
                return "deleted"
            if self._is_open(outcome, done):
                return None
        notice = self._notice(copy)
        if notice is None:
            return "kept"
        outcome = await self._call(notice.method, b'{"chat_id":%d,"message_id":%d,', copy, notice.body)
        if isinstance(outcome, Sent) or _says(outcome, _SAME):
            return "edited"
        return None if self._is_open(outcome, done) else "kept"

    async def _call(self, method: str, head: bytes, copy: Copy, body: bytes = b"") -> Outcome:
        content = head % (copy.chat_id, copy.message_id) + body
        return await self._client.call(method, content, chat=copy.chat_id, lane=Lane.REPAIR)

    @staticmethod
    def _is_open(outcome: Outcome, done: _Pass) -> bool:
        """Whether it is to be tried again: it was not done, or nobody knows, and twice does no harm."""
        match outcome:
            case RetryAt():
                done.left, done.seconds = done.left + 1, max(done.seconds, outcome.seconds)
            case Rejected() if outcome.token_refused:
                log.error("delivery.token_refused", why=outcome.description)
                done.left, done.seconds = done.left + 1, _LONGEST
            case Uncertain():
                done.left += 1
            case _:
                return False
        return True

    def _notice(self, copy: Copy) -> Rendition | None:
        """The notice that fits the copy best: in its language, for its kind of chat, in its format."""
        sent = self._sent.get(copy.rendition_id)
        fitting = (one for one in self._notices if one.language == copy.language)
        return max(fitting, key=lambda one: _likeness(one, sent), default=None)


def _likeness(notice: Rendition, sent: Rendition | None) -> tuple[bool, ...]:
    """What a photo has under it is edited by another method than a text, and only that."""
    if sent is None:
        return ()
    return _is_photo(notice) == _is_photo(sent), notice.channel == sent.channel, notice.rich == sent.rich


def _is_photo(one: Rendition) -> bool:
    return one.method in {"sendPhoto", "editMessageCaption"}


def _says(outcome: Outcome, *signs: str) -> bool:
    return isinstance(outcome, Rejected) and any(sign in outcome.description.lower() for sign in signs)
