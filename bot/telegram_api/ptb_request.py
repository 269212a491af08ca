"""Adapter of python-telegram-bot's BaseRequest to our client and limiter, with the errors of its HTTPXRequest."""

from __future__ import annotations

import io
import json
import math
from datetime import timedelta
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from aiohttp import ClientError, ClientTimeout, FormData
from telegram.error import BadRequest, NetworkError, RetryAfter, TelegramError, TimedOut
from telegram.request import BaseRequest

from bot.telegram_api.call_retry import PATIENCE, is_metered
from bot.telegram_api.connection_pool import PoolExhausted
from bot.telegram_api.outcomes import RetryAt, explain, parse_response
from bot.telegram_api.rate_limiter import Priority

if TYPE_CHECKING:
    from telegram._utils.types import ODVInput
    from telegram.request import RequestData
    from yarl import URL

    from bot.telegram_api.client import Client
    from bot.telegram_api.rate_limiter import Chat

# Seconds: the defaults of HTTPXRequest.
_READ, _WRITE, _MEDIA_WRITE, _CONNECT, _POOL = 5.0, 5.0, 20.0, 5.0, 1.0
# Seconds for a file of the 20 MB that getFile allows.
_DOWNLOAD = 300.0
_POOL_TIMEOUT = (
    "Pool timeout: All connections in the connection pool are occupied. Request was *not* sent to Telegram. "
    "Consider adjusting the connection pool size or the pool timeout."
)
# File names as httpx writes them (HTML's rules for form data); aiohttp doubles the backslashes.
_QUOTED = {ord('"'): "%22"} | {code: f"%{code:02X}" for code in range(0x20) if code != 0x1B}  # noqa: PLR2004 - escape


class Request(BaseRequest):
    """A `BaseRequest` over `client`, whose owner opens and closes it; raises the errors that HTTPXRequest raises.

    Only the part of PTB's URLs behind the token is used: the client knows address and token, so that a Bot is made with
    a dummy token and cannot leak the real one.

    Two more differences: a whole request is bounded in time, so that an answer that drips ends in TimedOut; and text
    with lone surrogates raises BadRequest, as Telegram would answer, since a repetition cannot help.
    """

    def __init__(self, client: Client) -> None:
        self._client = client
        self._open = False

    @property
    def read_timeout(self) -> float | None:
        """Return the read time-out in seconds."""
        return _READ

    async def initialize(self) -> None:
        """Open the client."""
        await self._client.open()
        self._open = True

    async def shutdown(self) -> None:
        """Refuse further requests."""
        self._open = False

    async def do_request(  # noqa: PLR0917 - the signature is PTB's
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: ODVInput[float] = BaseRequest.DEFAULT_NONE,
        write_timeout: ODVInput[float] = BaseRequest.DEFAULT_NONE,
        connect_timeout: ODVInput[float] = BaseRequest.DEFAULT_NONE,
        pool_timeout: ODVInput[float] = BaseRequest.DEFAULT_NONE,
    ) -> tuple[int, bytes]:
        """Send a request with a reader's priority when the limiter admits it, and return status and body.

        Raises TimedOut, NetworkError, BadRequest, and RetryAfter if the chat would have to wait too long; no error, nor
        its cause, contains the URL or the token.
        """
        if not self._open:
            raise RuntimeError("This Request is not initialized!")
        is_download = method == "GET"
        has_files = request_data is not None and request_data.contains_files
        bounds = _bounds(
            _or(read_timeout, _READ),
            _or(write_timeout, _MEDIA_WRITE if has_files else _WRITE),
            _or(connect_timeout, _CONNECT),
            is_download=is_download,
        )
        try:
            if is_download:
                path = url.partition("/file/bot")[2].partition("/")[2]
                return await self._request("GET", self._client.pool.file_url(path), request_data, bounds, pool_timeout)
            return await self._call(url.rpartition("/")[2], request_data, bounds, pool_timeout)
        except (UnicodeEncodeError, TimeoutError, ClientError, OSError) as error:
            failure = _ptb_error(error)
        # Raised outside the handler: a chained cause would contain the URL.
        raise failure

    async def _call(
        self, endpoint: str, request_data: RequestData | None, bounds: ClientTimeout, pool_timeout: ODVInput[float]
    ) -> tuple[int, bytes]:
        """Call a method of the Bot API; messages are admitted by the limiter first."""
        url = self._client.pool.method_url(endpoint)
        priority = None if endpoint == "getUpdates" else Priority.READER
        if not is_metered(endpoint):
            return await self._request("POST", url, request_data, bounds, pool_timeout, priority=priority)
        chat = _chat(request_data)
        await self._acquire(chat)
        try:
            answer = await self._request("POST", url, request_data, bounds, pool_timeout, priority=priority)
        except (TimeoutError, ClientError, OSError) as error:
            if not isinstance(error, PoolExhausted):
                self._client.count_send(Priority.READER, parse_response(error))
            raise
        self._note(chat, answer)
        return answer

    async def _request(
        self,
        verb: str,
        url: URL,
        request_data: RequestData | None,
        bounds: ClientTimeout,
        pool_timeout: ODVInput[float],
        *,
        priority: Priority | None = Priority.READER,
    ) -> tuple[int, bytes]:
        data, headers = _encode(request_data)
        return await self._client.pool.request(
            verb,
            url,
            data,
            headers={"User-Agent": self.USER_AGENT, **headers},
            bounds=bounds,
            priority=priority,
            patience=_or(pool_timeout, _POOL),
        )

    async def _acquire(self, chat: Chat) -> None:
        limiter = self._client.limiter
        if (seconds := limiter.retry_after(chat)) > PATIENCE[Priority.READER]:
            raise RetryAfter(timedelta(seconds=math.ceil(seconds)))
        await limiter.acquire(chat, Priority.READER)

    def _note(self, chat: Chat, answer: tuple[int, bytes]) -> None:
        outcome = parse_response(answer)
        self._client.count_send(Priority.READER, outcome)
        if answer[0] == HTTPStatus.OK:
            self._client.limiter.record_success(chat)
        elif answer[0] == HTTPStatus.TOO_MANY_REQUESTS and isinstance(outcome, RetryAt):
            self._client.limiter.record_refusal(chat, outcome.seconds if outcome.is_named else None)


def _or(timeout: ODVInput[float], default: float) -> float | None:
    """Return the caller's value, where None means no limit, or our default if none was given."""
    return timeout if timeout is None or isinstance(timeout, (int, float)) else default


def _ptb_error(error: Exception) -> TelegramError:
    """Return the error that HTTPXRequest would raise; its text never contains the URL."""
    if isinstance(error, UnicodeEncodeError):
        return BadRequest("Bad Request: strings must be encoded in UTF-8")
    if isinstance(error, PoolExhausted):
        return TimedOut(_POOL_TIMEOUT)
    if isinstance(error, TimeoutError):
        return TimedOut()
    return NetworkError(f"aiohttp.{explain(error)}")


def _bounds(read: float | None, write: float | None, connect: float | None, *, is_download: bool) -> ClientTimeout:
    total = None
    if read is not None and write is not None and connect is not None:
        total = max(read, _DOWNLOAD) if is_download else read + write + connect
    return ClientTimeout(total=total, connect=connect, sock_read=read)


def _chat(request_data: RequestData | None) -> Chat:
    chat = request_data.parameters.get("chat_id") if request_data else None
    if isinstance(chat, str):
        return int(chat) if chat.removeprefix("-").isdecimal() else chat
    return chat if isinstance(chat, int) else None


def _encode(request_data: RequestData | None) -> tuple[Any, dict[str, str]]:
    """Encode the body: JSON (8 µs against 110 µs for a form, and the same to the server), or multipart with files."""
    if request_data is None:
        return None, {}
    if not request_data.contains_files:
        text = json.dumps(request_data.parameters, ensure_ascii=False, separators=(",", ":"))
        return text.encode(), {"Content-Type": "application/json"}
    form = FormData(quote_fields=False)
    for name, value in request_data.json_parameters.items():
        value.encode()
        form.add_field(name, value)
    for name, (filename, content, kind) in request_data.multipart_data.items():
        file = io.BytesIO(content) if isinstance(content, bytes) else content
        form.add_field(name, file, filename=filename.translate(_QUOTED), content_type=kind)
    return form, {}
