"""The one way out: a method, its body, its chat and its lane go in, an outcome comes back."""

from __future__ import annotations

import asyncio
import json
import math
import random
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, Self

from aiohttp import BytesPayload, ClientError, ClientSession, ClientTimeout, DummyCookieJar, TCPConnector
from yarl import URL

from bot.errors import PollingConflict, TelegramAway, TokenRefused
from bot.transport.clock import sleep
from bot.transport.limiter import Lane
from bot.transport.outcomes import Cause, Outcome, Rejected, RetryAt, Sent, Uncertain, judge, words

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from types import TracebackType

    from bot.transport.limiter import Chat, Limiter

# Seconds for a connection to come about, and at most for a whole call with its answer: aiohttp's bound on reading is
# between two packets, and a dripping answer never meets it.
CONNECT = 5.0
WHOLE = 20.0

# Connections at most, for readers and as many for pushes: a slow server lets no reader wait behind those.
_CONNECTIONS = 128

# How long a call waits for its chat (or for what 429s ask) before it gives the wait back as its outcome, and how
# often a reader's call is tried where the server or the way to it fails.
PATIENCE = {Lane.READER: 30.0, Lane.PUSH: 5.0, Lane.REPAIR: 5.0}
_TRIES = 4

_JSON = {"Content-Type": "application/json"}
_UNSOUND = Rejected(HTTPStatus.BAD_REQUEST, "Bad Request: strings must be encoded in UTF-8")
_METERED = ("send", "copy", "forward", "edit", "delete", "pin", "unpin", "stop")
_FREE = frozenset({"sendChatAction", "deleteWebhook", "deleteMyCommands"})


class Busy(TimeoutError):
    """Every connection was in use for as long as the caller would wait: nothing was sent."""


def metered(method: str) -> bool:
    """Whether a call of `method` counts as a message: polling, answers to taps, settings and look-ups do not."""
    return method.startswith(_METERED) and method not in _FREE


class Client:
    """Telegram's Bot API at `api_url` for one bot; open it inside the loop that built `limiter`, and close it.

    The token stands in no exception, outcome, log or repr that comes from here.
    """

    def __init__(
        self,
        token: str,
        limiter: Limiter,
        *,
        api_url: str,
        proxy: str | None = None,
        connections: int = _CONNECTIONS,
        whole: float = WHOLE,
    ) -> None:
        self.limiter = limiter
        self._methods = f"{api_url}/bot{token}/"
        self._files = f"{api_url}/file/bot{token}/"
        self._proxy = proxy
        self._whole = whole
        self._bounds = ClientTimeout(total=whole, connect=CONNECT)
        self._urls: dict[str, URL] = {}
        self._session: ClientSession | None = None
        self._reader_slots = asyncio.Semaphore(connections)
        self._push_slots = asyncio.Semaphore(connections)

    async def open(self) -> None:
        """Make ready to call; does nothing where that is done."""
        if self._session is None:
            self._session = ClientSession(
                connector=TCPConnector(limit=0, ttl_dns_cache=60),
                cookie_jar=DummyCookieJar(),
                proxy=self._proxy,
            )

    async def close(self) -> None:
        """Close every connection; calls in work fail as uncertain."""
        if self._session is not None:
            session, self._session = self._session, None
            await session.close()

    async def __aenter__(self) -> Self:
        await self.open()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    async def call(
        self, method: str, body: bytes, *, chat: Chat = None, lane: Lane = Lane.READER, has_turn: bool = False
    ) -> Outcome:
        """What became of calling `method` with `body` (JSON in UTF-8) for `chat`, at its turn in `lane`.

        In the reader's lane what was certainly not done is tried again: up to four times in all where a server or the
        way to it fails, and as often as 30 seconds of what 429s ask for allow; in the other lanes once. What would have
        to wait longer than its lane allows (30 and 5 seconds) comes back as RetryAt, unsent; nothing is ever sent again
        after an uncertain end. Who `has_turn` has waited for it at the limiter.
        """
        if not _sound(body):
            return _UNSOUND
        counts = metered(method)
        patience = PATIENCE[lane]
        due = counts and not has_turn
        failures = 0
        while True:
            if due and not self.limiter.take(chat, lane):
                if (room := self.limiter.room(chat)) > patience:
                    return RetryAt(room, Cause.FLOOD, "not sent: the chat must rest")
                await self.limiter.wait(chat, lane)
            outcome = await self._attempt(method, body, lane)
            if isinstance(outcome, Sent):
                if counts:
                    self.limiter.passed()
                return outcome
            if not isinstance(outcome, RetryAt):
                return outcome
            if counts and outcome.cause is Cause.FLOOD:
                self.limiter.refused(chat, outcome.seconds)
            patience, failures = _spent(outcome, patience, failures)
            if lane is not Lane.READER or failures == _TRIES or patience < 0:
                return outcome
            due = counts and outcome.cause is not Cause.AWAY  # what never left has not used its turn
            await sleep(self.limiter.clock, _delay(outcome, failures))

    async def updates(self, offset: int, *, wait: int, allowed: Sequence[str] = ()) -> list[Any]:
        """The raw updates from `offset` on, waiting for them up to `wait` seconds; acknowledges all before `offset`.

        Raises TokenRefused, PollingConflict where somebody else polls or a webhook is set, and TelegramAway for all
        that passes by itself.
        """
        body = json.dumps({"offset": offset, "timeout": wait, "allowed_updates": list(allowed)}).encode()
        outcome = await self._attempt(
            "getUpdates", body, None, ClientTimeout(total=wait + self._whole, connect=CONNECT)
        )
        if isinstance(outcome, Sent):
            if isinstance(result := outcome.result, list):
                return result
            outcome = Uncertain("the answer holds no list of updates")
        if isinstance(outcome, Rejected) and outcome.token_refused:
            raise TokenRefused
        if isinstance(outcome, Rejected) and outcome.conflict:
            raise PollingConflict(why=outcome.description)
        raise TelegramAway(
            why=words(outcome), seconds=math.ceil(outcome.seconds) if isinstance(outcome, RetryAt) else 1
        )

    def method_url(self, method: str) -> URL:
        """Where `method` is called; it holds the token."""
        url = self._urls.get(method)
        if url is None:
            url = self._urls[method] = URL(self._methods + method, encoded=True)
        return url

    def file_url(self, path: str) -> URL:
        """Where the file that getFile gave `path` for is loaded from; it holds the token."""
        return URL(self._files + path, encoded=True)

    async def exchange(
        self,
        verb: str,
        url: URL,
        data: Any,
        *,
        headers: Mapping[str, str] | None = None,
        bounds: ClientTimeout | None = None,
        lane: Lane | None = Lane.READER,
        patience: float | None = None,
    ) -> tuple[int, bytes]:
        """One HTTP request, outside the limiter: its status and body, or aiohttp's error, whose text may hold the URL.

        It takes one of the lane's connections, or one of its own where `lane` is None; raises Busy after `patience`
        seconds without one.
        """
        if self._session is None:
            raise RuntimeError("the client is not open")
        slots = None
        if lane is not None:
            slots = self._reader_slots if lane is Lane.READER else self._push_slots
            if slots.locked() and patience is not None:
                try:
                    async with asyncio.timeout(patience):
                        await slots.acquire()
                except TimeoutError:
                    raise Busy from None
            else:
                await slots.acquire()
        try:
            async with self._session.request(
                verb, url, data=data, headers=headers, timeout=bounds or self._bounds, allow_redirects=False
            ) as response:
                return response.status, await response.read()
        finally:
            if slots is not None:
                slots.release()

    async def _attempt(
        self, method: str, body: bytes, lane: Lane | None, bounds: ClientTimeout | None = None
    ) -> Outcome:
        answer: tuple[int, bytes] | Exception
        try:
            answer = await self.exchange(
                "POST", self.method_url(method), BytesPayload(body), headers=_JSON, bounds=bounds, lane=lane
            )
        except (TimeoutError, ClientError, OSError) as error:
            answer = error
        return judge(answer)


def _spent(outcome: RetryAt, patience: float, failures: int) -> tuple[float, int]:
    """What is left of the patience with 429s, and how many failures of another kind there were, after this outcome."""
    flood = outcome.cause is Cause.FLOOD
    return patience - outcome.seconds * flood, failures + (not flood)


def _delay(outcome: RetryAt, failures: int) -> float:
    """Seconds before a reader's call is tried again: as asked, else soon, later each time, and not all at once."""
    if outcome.cause is Cause.FLOOD:
        return outcome.seconds
    return 0.25 * (1 << failures) * random.uniform(0.5, 1.5)  # noqa: S311 - spreads tries, guards nothing


def _sound(body: bytes) -> bool:
    """Whether the texts in `body` can be sent: a lone surrogate, escaped or not, is no character."""
    try:
        body.decode()
        if b"\\ud" in body or b"\\uD" in body:
            json.dumps(json.loads(body), ensure_ascii=False).encode()
    except ValueError:
        return False
    return True
