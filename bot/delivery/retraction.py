"""Retraction: deletes the copies of a broadcast or edits them to a notice; repeating a call is harmless."""

from __future__ import annotations

import asyncio
from collections import Counter
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING

import structlog

from bot.store import broadcasts, delivery_queue, renditions
from bot.store.column_types import to_micros
from bot.telegram_api.clock import sleep
from bot.telegram_api.outcomes import Rejected, RetryAt, Sent, Uncertain, describe
from bot.telegram_api.rate_limiter import Priority

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from bot.store.broadcasts import Broadcast
    from bot.store.database import Database
    from bot.store.deliveries import Key
    from bot.store.delivery_queue import RetractionResult, SentCopy
    from bot.store.renditions import Rendition, StoredRendition
    from bot.telegram_api.client import Client
    from bot.telegram_api.outcomes import Outcome

# A bot may delete its own messages for 48 hours (https://core.telegram.org/bots/api#deletemessage); a copy whose limit
# ends while the call is under way is edited, hence the minute.
_DELETABLE = timedelta(hours=48) - timedelta(minutes=1)
_BATCH = 32
_RETRY_SECONDS, _LONGEST_SECONDS = 1.0, 60.0  # seconds until copies that could not be reached are tried again
# Tries of one copy at which the server fails, or answers with a bare 404, while it answers others: a retraction must
# end. A bare 404 may be a wrong address of the server, and a 5xx may pass; what is given up is logged, and `kept`.
_NOT_FOUND_TRIES, _UNCERTAIN_TRIES = 3, 25
_ABSENT = ("message to delete not found", "message identifier is not specified", "message_id_invalid")
_SAME = "message is not modified"

log = structlog.get_logger(__name__)


@dataclass(slots=True)
class _Pass:
    """One pass over the copies: those left for the next, of these those that failed, and the seconds between."""

    left: int = 0
    seconds: float = 0.0
    failed: list[Key] = field(default_factory=list)


class Retraction:
    """Retracts the copies of one broadcast; calls `on_change` with its counters as they are written."""

    def __init__(
        self,
        database: Database,
        client: Client,
        broadcast_id: int,
        *,
        now: Callable[[], datetime],
        on_change: Callable[[Broadcast], None],
    ) -> None:
        self._database = database
        self._client = client
        self._broadcast_id = broadcast_id
        self._now = now
        self._on_change = on_change
        self._sent: dict[int, Rendition] = {}
        self._notices: list[Rendition] = []
        self._tries: Counter[Key] = Counter()  # failed ones, by copy, while the server answered

    async def run(self) -> None:
        """Run passes until no copy is left; the broadcast is `retracted` then, unless somebody else moved it."""
        async with self._database.read() as conn:
            stored = await renditions.of_broadcast(conn, self._broadcast_id)
        self._load_renditions(stored)
        while True:
            progress = await self._pass()
            if not progress.left and await self._finish():
                return
            if progress.failed and await self._is_answering():
                self._tries.update(progress.failed)
            seconds = min(max(progress.seconds, _RETRY_SECONDS), _LONGEST_SECONDS)
            await sleep(self._client.limiter.clock, seconds)

    def _load_renditions(self, stored: tuple[StoredRendition, ...]) -> None:
        self._sent = {row.id: row.rendition for row in stored}
        self._notices = [row.rendition for row in stored if row.rendition.variant == renditions.WITHDRAWN]

    async def _finish(self) -> bool:
        """Mark the broadcast retracted; return False while deliveries in flight or copies are left."""
        async with self._database.write() as conn:
            broadcast = await broadcasts.get_for_update(conn, self._broadcast_id)
            if broadcast is None or broadcast.state != "retracting":
                return True
            if broadcast.counts.sending or await delivery_queue.copies(conn, self._broadcast_id, None, 1):
                return False
            return await broadcasts.move(conn, self._broadcast_id, "retracted", at=self._now(), expected={"retracting"})

    async def _pass(self) -> _Pass:
        progress = _Pass()
        after = None
        while True:
            async with self._database.read() as conn:
                copies = await delivery_queue.copies(conn, self._broadcast_id, after, _BATCH)
            if not copies:
                return progress
            after = _key(copies[-1])
            results = await asyncio.gather(*(self._retract(copy, progress) for copy in copies))
            settled = {_key(copy): result for copy, result in zip(copies, results, strict=True) if result}
            if settled:
                async with self._database.write() as conn:
                    broadcast = await delivery_queue.withdraw(conn, self._broadcast_id, settled)
                if broadcast:
                    self._on_change(broadcast)

    async def _retract(self, copy: SentCopy, progress: _Pass) -> RetractionResult | None:
        """Delete or edit one copy and return the result; None if it has to be tried again."""
        if to_micros(self._now() - _DELETABLE) < copy.at:
            outcome = await self._call("deleteMessage", b'{"chat_id":%d,"message_id":%d}', copy)
            if isinstance(outcome, Sent) or _refused_as(outcome, *_ABSENT):
                return "deleted"
            if self._is_open(copy, outcome, progress):
                return None
        notice = self._notice(copy)
        if notice is None:
            return "kept"
        outcome = await self._call(notice.method, b'{"chat_id":%d,"message_id":%d,', copy, notice.body)
        if isinstance(outcome, Sent) or _refused_as(outcome, _SAME):
            return "edited"
        return None if self._is_open(copy, outcome, progress) else "kept"

    async def _call(self, method: str, head: bytes, copy: SentCopy, body: bytes = b"") -> Outcome:
        content = head % (copy.chat_id, copy.message_id) + body
        return await self._client.call(method, content, chat=copy.chat_id, priority=Priority.MAINTENANCE)

    def _is_open(self, copy: SentCopy, outcome: Outcome, progress: _Pass) -> bool:
        """Return whether to try again: not done, or uncertain, where a repetition does no harm."""
        tries = self._tries[_key(copy)]
        match outcome:
            case RetryAt():
                seconds = outcome.seconds
            case Rejected() if outcome.is_bare_not_found and tries < _NOT_FOUND_TRIES:
                seconds = _RETRY_SECONDS * 2**tries
            case Rejected() if outcome.token_refused and not outcome.is_bare_not_found:
                log.error("delivery.token_refused", why=outcome.description)
                seconds = _LONGEST_SECONDS
            case Uncertain() if tries < _UNCERTAIN_TRIES:
                seconds = _RETRY_SECONDS * 2**tries
            case _:
                log.warning("retraction.refused", chat=copy.chat_id, message=copy.message_id, why=describe(outcome))
                return False
        progress.left, progress.seconds = progress.left + 1, max(progress.seconds, seconds)
        if isinstance(outcome, (Rejected, Uncertain)):
            progress.failed.append(_key(copy))
        return True

    async def _is_answering(self) -> bool:
        """Return whether the server answers and takes the token, so that what fails is a chat's own."""
        return isinstance(await self._client.call("getMe", b"{}", chat=None, priority=Priority.MAINTENANCE), Sent)

    def _notice(self, copy: SentCopy) -> Rendition | None:
        """Return the notice in the copy's language that fits its method, kind of chat and format best."""
        sent = self._sent.get(copy.rendition_id)
        candidates = (rendition for rendition in self._notices if rendition.language == copy.language)
        return max(candidates, key=lambda rendition: _same_kind(rendition, sent), default=None)


def _key(copy: SentCopy) -> Key:
    return copy.chat_id, copy.language


def _same_kind(notice: Rendition, sent: Rendition | None) -> tuple[bool, ...]:
    """Rank a notice for a copy. A photo's caption is edited by another method than a text, so that comes first."""
    if sent is None:
        return ()
    return _is_photo(notice) == _is_photo(sent), notice.channel == sent.channel, notice.rich == sent.rich


def _is_photo(rendition: Rendition) -> bool:
    return rendition.method in {"sendPhoto", "editMessageCaption", "editMessageMedia"}


def _refused_as(outcome: Outcome, *phrases: str) -> bool:
    return isinstance(outcome, Rejected) and any(phrase in outcome.description.lower() for phrase in phrases)
