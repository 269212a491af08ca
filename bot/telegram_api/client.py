"""Bot API client: takes a method, a JSON body, a chat and a priority, and returns an outcome. The one way out."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import replace
from functools import partial
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, Self

from aiohttp import BytesPayload, ClientError, ClientTimeout

from bot.errors import NotBotApi, NotBotApiYet, PollingConflict, TelegramUnavailable, TokenRefused
from bot.telegram_api.call_retry import NOT_UNICODE, RetryBudget, is_metered, is_repeatable, is_unicode, seconds_of
from bot.telegram_api.clock import DriftMonitor, sleep
from bot.telegram_api.connection_pool import CONNECT, CONNECTIONS, WHOLE, ConnectionPool
from bot.telegram_api.features.all_refusable import refusable
from bot.telegram_api.outcomes import (
    Cause,
    Outcome,
    Reachability,
    Rejected,
    RetryAt,
    Sent,
    Uncertain,
    describe,
    parse_response,
)
from bot.telegram_api.rate_limiter import Priority
from bot.telegram_api.uploading.upload import encode

if TYPE_CHECKING:
    from collections.abc import Sequence
    from types import TracebackType

    from bot.telegram_api.features.refusable import Call, Renew
    from bot.telegram_api.rate_limiter import Chat, RateLimiter
    from bot.telegram_api.uploading.upload import Upload

_FAILED = HTTPStatus.INTERNAL_SERVER_ERROR  # from which status on it is the server itself that failed
_JSON = {"Content-Type": "application/json"}


class Client:
    """Client of the Bot API at `api_url` for one bot; opened in the loop that built `limiter`, then closed.

    No exception, outcome, log line or repr from here contains the token.
    """

    def __init__(
        self,
        token: str,
        limiter: RateLimiter,
        *,
        api_url: str,
        proxy: str | None = None,
        connections: int = CONNECTIONS,
        whole: float = WHOLE,
    ) -> None:
        self.limiter = limiter
        self.bot_id = int(number) if (number := token.partition(":")[0]).isdecimal() else 0
        """The bot's own id: file ids are good for one bot alone."""
        self._whole = whole
        self._drift = DriftMonitor(limiter.clock.time)
        self.pool = ConnectionPool(
            token, api_url=api_url, proxy=proxy, connections=connections, whole=whole, on_date=self._drift.check_header
        )
        """The connections, for a request outside the limiter."""
        self._refusable = refusable(limiter.clock.time)
        self.reachability = Reachability(limiter.clock.time)
        self.sends: Counter[tuple[str, str]] = Counter()
        """Messages that went out, each try, by priority and outcome, both in lower case."""

    @property
    def clock_ahead(self) -> float | None:
        """Seconds by which the machine's clock is ahead of Telegram's; None before the first answer that tells."""
        return self._drift.ahead

    async def open(self) -> None:
        """Open the connections, once."""
        await self.pool.open()

    async def close(self) -> None:
        """Close every connection; calls under way end as uncertain."""
        await self.pool.close()

    async def __aenter__(self) -> Self:
        await self.open()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    async def call(
        self,
        method: str,
        body: bytes,
        *,
        chat: Chat = None,
        priority: Priority = Priority.READER,
        has_turn: bool = False,
        upload: Upload | None = None,
        renew: Renew | None = None,
    ) -> Outcome:
        """Call `method` with `body` (JSON in UTF-8) for `chat` when the limiter admits it, and return the outcome.

        A reader's call that was certainly not done is tried again: up to four times where no connection is made, and
        for up to 30 seconds of what 429s ask for; after an uncertain end once, and freely where its method may be
        repeated (`is_repeatable`). Other priorities are tried once. What would have to wait longer than its priority
        allows (30 and 5 seconds) returns RetryAt, unsent. `has_turn` says that the caller has acquired the limiter;
        `renew` makes the body once more where it had to wait; `upload` is a file that the parameters name.
        """
        if not is_unicode(body):
            return NOT_UNICODE
        once: Call = partial(self._call, method, upload=upload, chat=chat, priority=priority)
        for feature in self._refusable:
            if feature.is_in(body):
                once = partial(feature.call, once)
        return await once(body, renew, has_turn=has_turn)

    async def _call(
        self,
        method: str,
        body: bytes,
        renew: Renew | None,
        *,
        upload: Upload | None,
        chat: Chat,
        priority: Priority,
        has_turn: bool,
    ) -> Outcome:
        counts = is_metered(method)
        budget = RetryBudget(method, priority)
        is_due, has_waited = counts and not has_turn, False
        while True:
            if is_due and not self.limiter.try_acquire(chat, priority):
                if (seconds := self.limiter.retry_after(chat)) > budget.patience:
                    return RetryAt(seconds, Cause.FLOOD, "not sent: the chat must rest")
                await self.limiter.acquire(chat, priority)
                has_waited = True
            body = await renew() if has_waited and renew else body
            outcome, has_waited = await self._attempt(method, body, priority, upload=upload), True
            if counts:
                self.count_send(priority, outcome)
                outcome = self._record(chat, outcome)
            pause = budget.pause_after(outcome)
            if pause is None:
                return outcome
            # A call that never left has not used its turn.
            is_due = counts and not (isinstance(outcome, RetryAt) and outcome.cause is Cause.AWAY)
            await sleep(self.limiter.clock, pause)

    def count_send(self, priority: Priority, outcome: Outcome) -> None:
        """Count a message that went out, by its outcome."""
        self.sends[priority.name.lower(), type(outcome).__name__.lower()] += 1

    def _record(self, chat: Chat, outcome: Outcome) -> Outcome:
        """Report an outcome to the rate limiter, whose growing delay replaces a 429 without a time."""
        if isinstance(outcome, Sent):
            self.limiter.record_success(chat)
        elif isinstance(outcome, RetryAt) and outcome.cause is Cause.FLOOD:
            seconds = self.limiter.record_refusal(chat, outcome.seconds if outcome.is_named else None)
            return replace(outcome, seconds=seconds)
        return outcome

    async def updates(self, offset: int, *, wait: int, allowed: Sequence[str] = ()) -> list[Any]:
        """Return the raw updates from `offset` on, long-polling up to `wait` seconds; acknowledges all before `offset`.

        Raises TokenRefused, PollingConflict if another program polls or a webhook is set, and TelegramUnavailable for
        all that passes by itself.
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
        raise TelegramUnavailable(why=describe(outcome), seconds=seconds_of(outcome))

    async def check_server(self) -> None:
        """Call getMe; raise TokenRefused, NotBotApi or TelegramUnavailable if it fails."""
        outcome = await self._attempt("getMe", b"{}", Priority.READER)
        if isinstance(outcome, Sent):
            bot = outcome.result
            if not isinstance(bot, dict) or bot.get("is_bot") is not True:
                raise NotBotApi(why="its answer to getMe is no bot")
            return
        if isinstance(outcome, Rejected) and outcome.token_refused:
            raise TokenRefused
        if isinstance(outcome, Uncertain) and (outcome.code or _FAILED) < _FAILED:
            raise NotBotApiYet(why=f"HTTP {outcome.code}, {outcome.why}")
        raise TelegramUnavailable(why=describe(outcome), seconds=seconds_of(outcome))

    async def _attempt(
        self,
        method: str,
        body: bytes,
        priority: Priority | None,
        bounds: ClientTimeout | None = None,
        upload: Upload | None = None,
    ) -> Outcome:
        answer: tuple[int, bytes] | Exception
        data, headers = (encode(body, upload), None) if upload else (BytesPayload(body), _JSON)
        try:
            answer = await self.pool.request(
                "POST", self.pool.method_url(method), data, headers=headers, bounds=bounds, priority=priority
            )
        except (TimeoutError, ClientError, OSError) as error:
            answer = error
        outcome = parse_response(answer)
        self.reachability.note(outcome)
        if isinstance(outcome, Sent) and not is_repeatable(method):
            self._drift.check_message(outcome.body)
        return outcome
