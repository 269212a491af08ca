"""PTB's way out, over our client: what its own HTTPXRequest sends and raises, under our limiter."""

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

from bot.transport.client import PATIENCE, Busy, metered
from bot.transport.limiter import Lane
from bot.transport.outcomes import RetryAt, explain, judge

if TYPE_CHECKING:
    from telegram._utils.types import ODVInput
    from telegram.request import RequestData

    from bot.transport.client import Client
    from bot.transport.limiter import Chat

# Seconds, as HTTPXRequest has them by default.
_READ, _WRITE, _MEDIA_WRITE, _CONNECT, _POOL = 5.0, 5.0, 20.0, 5.0, 1.0
# A file of the 20 MB that getFile allows may take its time, but not for ever.
_DOWNLOAD = 300.0
_POOL_TIMEOUT = (
    "Pool timeout: All connections in the connection pool are occupied. Request was *not* sent to Telegram. "
    "Consider adjusting the connection pool size or the pool timeout."
)
# File names as httpx writes them (HTML's rules for form data); aiohttp doubles the backslashes.
_QUOTED = {ord('"'): "%22"} | {code: f"%{code:02X}" for code in range(0x20) if code != 0x1B}  # noqa: PLR2004 - escape


class Request(BaseRequest):
    """A `BaseRequest` over `client`, which whoever made it opens and closes; errors are HTTPXRequest's in kind.

    Of PTB's URLs only what follows the token counts: where calls go, and with which token, is the client's to know, so
    a Bot can be made with a token that opens nothing, and cannot tell it to anybody.

    It differs in two more things: a whole request is bounded in time, so that an answer that drips ends in TimedOut;
    and a text that is no Unicode is refused with BadRequest, as Telegram would, since sending it again cannot help.
    """

    def __init__(self, client: Client) -> None:
        self._client = client
        self._open = False

    @property
    def read_timeout(self) -> float | None:
        """Seconds that an answer may keep silent."""
        return _READ

    async def initialize(self) -> None:
        """Make ready to send."""
        await self._client.open()
        self._open = True

    async def shutdown(self) -> None:
        """Send nothing more."""
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
        """The status and body that the server answers with, at the chat's turn in the reader's lane.

        Raises TimedOut, NetworkError, BadRequest, and RetryAfter where the chat has to wait too long for the request to
        be sent at all; none of them, nor what they carry, holds the URL or the token.
        """
        if not self._open:
            raise RuntimeError("This Request is not initialized!")
        download = method == "GET"
        endpoint = url.partition("/file/bot")[2].partition("/")[2] if download else url.rpartition("/")[2]
        files = request_data is not None and request_data.contains_files
        read = _or(read_timeout, _READ)
        bounds = _bounds(
            read,
            _or(write_timeout, _MEDIA_WRITE if files else _WRITE),
            _or(connect_timeout, _CONNECT),
            download=download,
        )
        failure: TelegramError
        try:
            data, headers = _encode(request_data)
            chat = _chat(request_data)
            counts = not download and metered(endpoint)
            if counts:
                await self._turn(chat)
            answer = await self._client.exchange(
                method,
                self._client.file_url(endpoint) if download else self._client.method_url(endpoint),
                data,
                headers={"User-Agent": self.USER_AGENT, **headers},
                bounds=bounds,
                lane=None if endpoint == "getUpdates" else Lane.READER,
                patience=_or(pool_timeout, _POOL),
            )
        except UnicodeEncodeError:
            failure = BadRequest("Bad Request: strings must be encoded in UTF-8")
        except Busy:
            failure = TimedOut(_POOL_TIMEOUT)
        except TimeoutError:
            failure = TimedOut()
        except (ClientError, OSError) as error:
            failure = NetworkError(f"aiohttp.{explain(error)}")
        else:
            if counts:
                self._note(chat, answer)
            return answer
        # Raised outside the handlers: the cause would carry the URL along.
        raise failure

    async def _turn(self, chat: Chat) -> None:
        limiter = self._client.limiter
        if (room := limiter.room(chat)) > PATIENCE[Lane.READER]:
            raise RetryAfter(timedelta(seconds=math.ceil(room)))
        await limiter.wait(chat, Lane.READER)

    def _note(self, chat: Chat, answer: tuple[int, bytes]) -> None:
        if answer[0] == HTTPStatus.OK:
            self._client.limiter.passed()
        elif answer[0] == HTTPStatus.TOO_MANY_REQUESTS and isinstance(outcome := judge(answer), RetryAt):
            self._client.limiter.refused(chat, outcome.seconds)


def _or(given: ODVInput[float], default: float) -> float | None:
    """What the caller gave, which may be None for no limit, or our default where nothing was given."""
    return given if given is None or isinstance(given, (int, float)) else default


def _bounds(read: float | None, write: float | None, connect: float | None, *, download: bool) -> ClientTimeout:
    whole = None
    if read is not None and write is not None and connect is not None:
        whole = max(read, _DOWNLOAD) if download else read + write + connect
    return ClientTimeout(total=whole, connect=connect, sock_read=read)


def _chat(request_data: RequestData | None) -> Chat:
    chat = request_data.parameters.get("chat_id") if request_data else None
    if isinstance(chat, str):
        return int(chat) if chat.removeprefix("-").isdecimal() else chat
    return chat if isinstance(chat, int) else None


def _encode(request_data: RequestData | None) -> tuple[Any, dict[str, str]]:
    """The body: JSON, quicker by far to make than a form and the same to the server, or multipart where files are."""
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
