from __future__ import annotations

import asyncio
import io
import re
import socket
import traceback
from contextlib import AsyncExitStack
from datetime import timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

import pytest
from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup, InputMediaPhoto
from telegram.error import BadRequest, ChatMigrated, NetworkError, RetryAfter, TelegramError, TimedOut
from telegram.request import HTTPXRequest

from bot.telegram_api.client import Client
from bot.telegram_api.ptb_request import Request
from bot.telegram_api.rate_limiter import RateLimiter
from tests.unit import scripted_server as scripted
from tests.unit.scripted_server import MESSAGE, TOKEN, ScriptedServer

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable

    from telegram.request import BaseRequest

    Make = Callable[[str], Awaitable[Bot]]

LIBRARIES = ["httpx", "aiohttp"]


@pytest.fixture(autouse=True)
def _times_as_timedelta(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let PTB give times as it will from its next version on; it warns otherwise."""
    monkeypatch.setenv("PTB_TIMEDELTA", "1")


@pytest.fixture
async def server() -> AsyncIterator[ScriptedServer]:
    """A server that answers with a message until a test says otherwise."""
    async with ScriptedServer([scripted.result(MESSAGE)]) as server:
        yield server


@pytest.fixture
async def make() -> AsyncIterator[Callable[[str, str], Awaitable[Bot]]]:
    """Make a bot over PTB's own transport or ours, for a server's URL."""
    async with AsyncExitStack() as stack:

        async def make(library: str, url: str) -> Bot:
            request: BaseRequest = HTTPXRequest()
            if library == "aiohttp":
                client = await stack.enter_async_context(Client(TOKEN, RateLimiter(None), api_url=url))
                request = Request(client)
            await stack.enter_async_context(request)
            base = f"{url}/bot", f"{url}/file/bot"
            return Bot(TOKEN, base_url=base[0], base_file_url=base[1], request=request, get_updates_request=request)

        yield make


async def raised_by(call: Awaitable[object]) -> tuple[type[BaseException] | None, str]:
    """What a call raised: its kind, and its words but for those of the HTTP library."""
    try:
        await call
    except TelegramError as error:
        raised = error
    else:
        return None, ""
    assert TOKEN not in "".join(traceback.format_exception(raised)), "the token is in a traceback"
    return type(raised), re.sub(r"^(httpx|aiohttp)\..*", "of the library", str(raised))


CASES: dict[str, Any] = {
    "done": scripted.result(MESSAGE),
    "400": scripted.refusal(400, "Bad Request: message is too long"),
    "400 without words": scripted.answer(400, {"ok": False}),
    "400 with unknown parameters": scripted.refusal(400, "Bad Request: odd", oddity=1),
    "401": scripted.refusal(401, "Unauthorized"),
    "403": scripted.refusal(403, "Forbidden: bot was blocked by the user"),
    "404": scripted.refusal(404, "Not Found"),
    "409": scripted.refusal(409, "Conflict: terminated by other getUpdates request"),
    "413 in HTML": scripted.answer(413, b"<html>Request Entity Too Large</html>", kind="text/html"),
    "429": scripted.refusal(429, "Too Many Requests: retry after 13", retry_after=13),
    "429 of hours": scripted.refusal(429, "Too Many Requests: retry after 7200", retry_after=7200),
    "429 without a time": scripted.refusal(429, "Too Many Requests"),
    "migrated": scripted.refusal(400, "Bad Request: group chat was upgraded", migrate_to_chat_id=-1001),
    "500": scripted.refusal(500, "Internal Server Error"),
    "502": scripted.answer(502, b"<html>Bad Gateway</html>", kind="text/html"),
    "503": scripted.refusal(503, "Service Unavailable"),
    "504": scripted.answer(504, b""),
    "unknown status": scripted.answer(599, b"?"),
    "redirect": scripted.answer(302, b"", headers="Location: http://127.0.0.1:1/elsewhere\r\n"),
    "no JSON": scripted.answer(200, b"<html>Welcome to our Wi-Fi</html>"),
    "no JSON in a refusal": scripted.answer(400, b"{'ok'"),
    "no UTF-8": scripted.answer(200, b'{"ok":true,"result":\xff}'),
    "empty": scripted.answer(200, b""),
    "cut in half": scripted.answer(200, b'{"ok":true,"resu', length=50),
    "no answer": scripted.hang_up,
    "reset": scripted.reset,
    "nonsense": scripted.talk_nonsense,
}


@pytest.mark.parametrize("script", CASES.values(), ids=CASES.keys())
async def test_errors_are_as_of_ptbs_own(server: ScriptedServer, make: Any, script: Any) -> None:
    """Whatever a server answers, both transports raise the same kind of error with the same words."""
    server.scripts = [script]
    httpx, aiohttp = [await raised_by((await make(library, server.url)).send_message(5, "x")) for library in LIBRARIES]
    assert aiohttp == httpx
    assert len(server.received) == 2, "each sent once"


async def test_refused_connection(make: Any) -> None:
    """Where nobody listens both raise NetworkError."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # bound and not listening: nobody else gets the port
        url = f"http://127.0.0.1:{taken.getsockname()[1]}"
        httpx, aiohttp = [await raised_by((await make(library, url)).send_message(5, "x")) for library in LIBRARIES]
    assert aiohttp == httpx == (NetworkError, "of the library")


async def test_unknown_host(make: Any) -> None:
    """Where the name is nobody's both raise NetworkError."""
    url = "http://nobody.invalid"
    httpx, aiohttp = [await raised_by((await make(library, url)).send_message(5, "x")) for library in LIBRARIES]
    assert aiohttp == httpx


async def test_silent_server(server: ScriptedServer, make: Any) -> None:
    """An answer that does not come ends in TimedOut after the read time-out."""
    server.scripts = [scripted.keep_silent]
    for library in LIBRARIES:
        bot = await make(library, server.url)
        assert await raised_by(bot.send_message(5, "x", read_timeout=0.1)) == (TimedOut, "Timed out")


async def test_connection_that_never_comes_about(make: Any) -> None:
    """A server too busy to take the connection ends in TimedOut after the connect time-out."""
    with socket.socket() as busy:
        busy.bind(("127.0.0.1", 0))
        busy.listen(0)
        waiting = [socket.socket() for _ in range(4)]
        for item in waiting:
            item.setblocking(False)
            item.connect_ex(busy.getsockname())
        url = f"http://127.0.0.1:{busy.getsockname()[1]}"
        for library in LIBRARIES:
            bot = await make(library, url)
            assert await raised_by(bot.send_message(5, "x", connect_timeout=0.1)) == (TimedOut, "Timed out")
        for item in waiting:
            item.close()


async def test_upload_that_nobody_reads(make: Any) -> None:
    """A server that takes the connection and reads nothing ends an upload in TimedOut."""
    with socket.socket() as deaf:
        deaf.bind(("127.0.0.1", 0))
        deaf.listen(8)
        url = f"http://127.0.0.1:{deaf.getsockname()[1]}"
        for library in LIBRARIES:
            bot = await make(library, url)
            upload = bot.send_document(5, b"x" * 20_000_000, write_timeout=0.1, read_timeout=0.1, connect_timeout=1)
            assert await raised_by(upload) == (TimedOut, "Timed out")


async def test_dripping_answer_is_bounded(server: ScriptedServer, make: Any) -> None:
    """An answer that drips, which escapes PTB's own read time-out, ends in TimedOut with ours."""
    server.scripts = [scripted.drip]
    bot = await make("aiohttp", server.url)
    call = bot.send_message(5, "x", read_timeout=0.2, write_timeout=0.1, connect_timeout=0.1)
    assert await raised_by(call) == (TimedOut, "Timed out")


async def test_pool_time_out(server: ScriptedServer) -> None:
    """With every connection in use, both say after the pool time-out that nothing was sent."""
    server.scripts = [scripted.keep_silent]
    client = Client(TOKEN, RateLimiter(None), api_url=server.url, connections=1)
    said = []
    async with client:
        for request in (HTTPXRequest(connection_pool_size=1), Request(client)):
            async with request:
                bot = Bot(TOKEN, base_url=f"{server.url}/bot", request=request, get_updates_request=request)
                first = raised_by(bot.send_message(5, "x", read_timeout=0.5))
                second = raised_by(bot.send_message(5, "x", pool_timeout=0.05))
                said.append(await asyncio.gather(first, second))
    assert said[0] == said[1]
    assert "*not* sent" in said[1][1][1]
    assert len(server.received) == 2


async def test_data_of_errors(server: ScriptedServer, make: Any) -> None:
    """Flood and migration carry their numbers."""
    bot = await make("aiohttp", server.url)
    server.scripts = [CASES["429"], CASES["migrated"]]
    with pytest.raises(RetryAfter) as flood:
        await bot.send_message(5, "x")
    assert flood.value.retry_after == timedelta(seconds=13)
    with pytest.raises(ChatMigrated) as moved:
        await bot.send_message(-5, "x")
    assert moved.value.new_chat_id == -1001


async def test_flood_is_known_to_all(server: ScriptedServer, make: Any) -> None:
    """A chat that Telegram closed for hours is not written to again: the next call is refused here, with the time."""
    server.scripts = [CASES["429 of hours"], CASES["done"]]
    bot = await make("aiohttp", server.url)
    assert (await raised_by(bot.send_message(5, "x")))[0] is RetryAfter
    with pytest.raises(RetryAfter) as flood:
        await bot.send_message("5", "x")
    rest = flood.value.retry_after
    assert isinstance(rest, timedelta)
    assert 7000 < rest.total_seconds() <= 7200
    await bot.send_message(6, "x")
    assert [received.parameters["chat_id"] for received in server.received] == ["5", "6"]


async def test_the_same_parameters_arrive(server: ScriptedServer, make: Any) -> None:
    """Texts, numbers, booleans and nested objects reach the server alike, whatever they are wrapped in."""
    keyboard = InlineKeyboardMarkup([[InlineKeyboardButton("زر", callback_data="1:x")]])
    for library in LIBRARIES:
        bot = await make(library, server.url)
        await bot.send_message(
            -1001, "«سياق» & <b>context</b> 🇸🇾\n", parse_mode="HTML", reply_markup=keyboard, disable_notification=True
        )
    httpx, aiohttp = server.received
    assert aiohttp.parameters == httpx.parameters
    assert (aiohttp.verb, aiohttp.path) == (httpx.verb, httpx.path) == ("POST", f"/bot{TOKEN}/sendMessage")
    assert aiohttp.headers["user-agent"] == httpx.headers["user-agent"]


NAMES = [
    "a.txt",
    "تقرير.pdf",
    'the "end".txt',
    "back\\slash.txt",
    "line\nbreak.txt",
    "émoji 🗞.png",
    "a;b=c.txt",
    "%22.txt",
]


@pytest.mark.parametrize("name", NAMES)
async def test_the_same_files_arrive(server: ScriptedServer, make: Any, name: str) -> None:
    """An uploaded file's name, type and bytes are the same on the wire, and so are the fields beside it."""
    for library in LIBRARIES:
        bot = await make(library, server.url)
        await bot.send_document(5, b"\r\n--\x00\xff" * 10, filename=name, caption="نص")
    httpx, aiohttp = server.received
    assert aiohttp.parts == httpx.parts
    assert len(aiohttp.parts) == 3


async def test_several_files_and_handles(server: ScriptedServer, make: Any) -> None:
    """A media group's attachments arrive under the names that its JSON refers to, large ones and open files too."""
    server.scripts = [scripted.result([MESSAGE])]
    for library in LIBRARIES:
        bot = await make(library, server.url)
        photos = [InputMediaPhoto(b"\x89PNG" + b"x" * 2_000_000, filename="1.png"), InputMediaPhoto(io.BytesIO(b"two"))]
        await bot.send_media_group(5, photos)
    httpx, aiohttp = (
        {content for _, content in received.parts.values() if len(content) != 0} for received in server.received
    )
    files = {b"\x89PNG" + b"x" * 2_000_000, b"two", b"5"}
    assert files < httpx
    assert files < aiohttp
    assert b"attach://" in next(iter(aiohttp - files))


async def test_download(server: ScriptedServer, make: Any) -> None:
    """A file's bytes come as the server has them, with a name that needs quoting."""
    for library in LIBRARIES:
        server.scripts = [
            scripted.result({"file_id": "f", "file_unique_id": "u", "file_path": "documents/قصة 1.yaml"}),
            scripted.answer(200, b"title: x\n", kind="application/octet-stream"),
        ]
        bot = await make(library, server.url)
        assert await (await bot.get_file("f")).download_as_bytearray() == b"title: x\n"
    httpx, aiohttp = server.received[1].path, server.received[3].path
    assert unquote(aiohttp) == unquote(httpx) == f"/file/bot{TOKEN}/documents/قصة 1.yaml"


async def test_lone_surrogate_is_refused_unsent(server: ScriptedServer, make: Any) -> None:
    """A text that cannot be sent is refused for good, as a form field and beside a file, and nothing leaves."""
    bot = await make("aiohttp", server.url)
    assert (await raised_by(bot.send_message(5, "a\ud800b")))[0] is BadRequest
    assert (await raised_by(bot.send_document(5, b"x", caption="a\ud800b")))[0] is BadRequest
    assert server.received == []


async def test_ptb_need_not_know_the_token(server: ScriptedServer) -> None:
    """A Bot made with a token that opens nothing calls with the client's."""
    async with Client(TOKEN, RateLimiter(None), api_url=server.url) as client, Request(client) as request:
        await Bot("123456:none", request=request, get_updates_request=request).send_message(5, "x")
    assert server.received[0].path == f"/bot{TOKEN}/sendMessage"


async def test_shut_down_request_sends_nothing(server: ScriptedServer, make: Any) -> None:
    """After shutdown a call fails as PTB's own does."""
    said = []
    for library in LIBRARIES:
        bot = await make(library, server.url)
        await bot.request.shutdown()
        said.append((await raised_by(bot.send_message(5, "x")))[0])
    assert said[0] is said[1] is not None
    assert server.received == []
