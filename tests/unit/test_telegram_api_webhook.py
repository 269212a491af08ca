from __future__ import annotations

import asyncio
import io
import json
from contextlib import asynccontextmanager, suppress
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from aiohttp import ClientSession
from structlog.testing import capture_logs

from bot.errors import AddressTaken, AddressUnusable
from bot.http_server import connection_guard
from bot.settings import Address, Webhook
from bot.telegram_api import webhook
from bot.telegram_api.webhook import BOUNDS, HEALTH, SECRET_HEADER, webhook_server

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable

    from bot.http_server.server import HttpServer

SECRET = "the-webhooks-secret"
WEBHOOK = Webhook("https://bot.example/hook/1", Address("127.0.0.1", 0), None)
UPDATE = {"update_id": 7, "message": {"text": "ملخص"}, "novelty": 1}


class Recorder:
    """Notes the updates that reach it, and does with each what a test wants."""

    def __init__(self) -> None:
        self.received: list[dict[str, Any]] = []
        self.then: Callable[[], Awaitable[None]] | None = None

    async def accept(self, update: dict[str, Any]) -> None:
        """Take one update."""
        if self.then is not None:
            await self.then()
        self.received.append(update)


@asynccontextmanager
async def running(
    recorder: Recorder, *, connections: int = BOUNDS.connections
) -> AsyncIterator[tuple[HttpServer, ClientSession]]:
    """A server for `desk` on a free port, and a session that calls it."""
    server = webhook_server(WEBHOOK, SECRET, recorder.accept, bounds=replace(BOUNDS, connections=connections))
    port = await server.open()
    async with ClientSession(f"http://127.0.0.1:{port}") as session:
        try:
            yield server, session
        finally:
            await server.close()


async def connect(session: ClientSession) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    """Open a connection of our own to the session's server."""
    assert session._base_url
    return await asyncio.open_connection("127.0.0.1", session._base_url.port)


async def post(session: ClientSession, body: bytes | None = None, secret: str | None = SECRET) -> int:
    """Send an update as Telegram does, and tell the status."""
    headers = {} if secret is None else {SECRET_HEADER: secret}
    body = json.dumps(UPDATE).encode() if body is None else body
    async with session.post("/hook/1", data=io.BytesIO(body), headers=headers) as response:
        return response.status


async def test_update_is_taken() -> None:
    """An update arrives whole, with fields that nobody knows, and is answered 200."""
    recorder = Recorder()
    async with running(recorder) as (_, session):
        assert await post(session) == 200
    assert recorder.received == [UPDATE]


@pytest.mark.parametrize("secret", [None, "", "wrong", SECRET + "x", SECRET[:-1], "سر"])
async def test_strangers_are_refused(secret: str | None) -> None:
    """Without the right secret nothing reaches the bot; one line tells of it, and nothing of what was sent."""
    recorder = Recorder()
    async with running(recorder) as (_, session):
        assert await post(session, secret=secret) == 403
    assert recorder.received == []


def test_a_server_without_a_secret_cannot_be_made() -> None:
    """An open webhook would take updates in an owner's name from anybody."""
    with pytest.raises(ValueError, match="secret"):
        webhook_server(WEBHOOK, "", Recorder().accept)


async def test_headers_that_do_not_end(monkeypatch: pytest.MonkeyPatch) -> None:
    """A connection whose first request stays incomplete is closed after the time for headers, with one line."""
    monkeypatch.setattr(connection_guard, "HEADER_SECONDS", 0.1)
    with capture_logs() as lines:
        async with running(Recorder()) as (_, session):
            reader, writer = await connect(session)
            writer.write(b"POST /hook/1 HTTP/1.1\r\nX-Slow: ")
            with suppress(ConnectionError):
                assert await reader.read() == b""
            writer.close()
    assert [line["event"] for line in lines] == ["webhook.headers_timed_out"]


async def test_an_idle_connection_stays_for_the_next_update(monkeypatch: pytest.MonkeyPatch) -> None:
    """Telegram's connections are kept open between updates: the time for headers is the first request's."""
    monkeypatch.setattr(connection_guard, "HEADER_SECONDS", 0.05)
    async with running(Recorder()) as (_, session):
        assert await post(session) == 200
        await asyncio.sleep(0.1)
        with capture_logs() as lines:
            assert await post(session) == 200
    assert lines == []


async def test_a_body_that_does_not_end(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is answered 408 after the time for bodies, and the connection is closed, with one line."""
    monkeypatch.setattr(webhook, "BODY_SECONDS", 0.1)
    with capture_logs() as lines:
        async with running(Recorder()) as (_, session):
            reader, writer = await connect(session)
            head = f"POST /hook/1 HTTP/1.1\r\nHost: x\r\n{SECRET_HEADER}: {SECRET}\r\nContent-Length: 100\r\n\r\n{{"
            writer.write(head.encode())
            assert (await reader.read()).startswith(b"HTTP/1.1 408")
            writer.close()
    assert [line["event"] for line in lines] == ["webhook.body_timed_out"]


async def test_connections_are_capped() -> None:
    """Beyond the cap a connection is closed at once, with one line; the others go on."""
    async with running(Recorder(), connections=2) as (_, session):
        held = [await connect(session) for _ in range(2)]
        await asyncio.sleep(0)
        with capture_logs() as lines:
            reader, writer = await connect(session)
            with suppress(ConnectionError):
                assert await reader.read() == b""
            writer.close()
        for _, other in held:
            other.close()
    assert [line["event"] for line in lines] == ["webhook.connection_refused"]


@pytest.mark.parametrize(
    "request_",
    [
        b"POST /hook/1 HTTP/1.1\r\nHost: x\r\n%s: %s\r\n folded: %s\r\n\r\n",
        b"POST /hook/1 HTTP/1.1\r\nHost: x\r\nContent-Length: %s%s%s\r\n\r\n",
        b"\x16\x03\x01%s%s%s\r\n\r\n",
        b"POST /hook/1 HTTP/9.9\r\n%s: %s\r\n%s\x00: 1\r\n\r\n",
    ],
)
async def test_malformed_requests_are_one_line(request_: bytes, caplog: pytest.LogCaptureFixture) -> None:
    """No traceback, and no header's value, the secret least of all, in any log."""
    with capture_logs() as lines:
        async with running(Recorder()) as (_, session):
            reader, writer = await connect(session)
            writer.write(request_ % (SECRET_HEADER.encode(), SECRET.encode(), SECRET.encode()))
            writer.write_eof()
            await reader.read()
            writer.close()
    assert [line["event"] for line in lines] == ["webhook.malformed"]
    assert SECRET not in str(lines) + caplog.text
    assert "exc_info" not in lines[0]


@pytest.mark.parametrize(
    ("body", "status"),
    [(b"", 400), (b"{", 400), (b"[1]", 400), (b"\xff", 400), (b"[" * 100_000, 400), (b" " * (1 << 20) + b"{}", 413)],
)
async def test_what_is_no_update(body: bytes, status: int) -> None:
    """What is no JSON object, or far too large, is refused and reaches nobody."""
    recorder = Recorder()
    async with running(recorder) as (_, session):
        assert await post(session, body) == status
    assert recorder.received == []


async def test_failure_asks_for_the_update_again() -> None:
    """What could not be handled is answered 500, and taken when Telegram sends it again."""
    recorder = Recorder()

    async def fail() -> None:
        raise RuntimeError("the store is gone")

    async with running(recorder) as (_, session):
        recorder.then = fail
        assert await post(session) == 500
        recorder.then = None
        assert await post(session) == 200
    assert recorder.received == [UPDATE]


async def test_answer_waits_for_the_work_and_so_does_the_stop() -> None:
    """No 200 before the update is handled; stopping lets what is in work end, and answers it."""
    recorder, begun, go = Recorder(), asyncio.Event(), asyncio.Event()

    async def work() -> None:
        begun.set()
        await go.wait()

    recorder.then = work
    async with running(recorder) as (server, session):
        call = asyncio.create_task(post(session))
        await begun.wait()
        stop = asyncio.create_task(server.close())
        await asyncio.sleep(0)
        assert not call.done()
        go.set()
        assert await call == 200
        await stop
    assert recorder.received == [UPDATE]


async def test_health_and_all_else() -> None:
    """`/health` says that we are there, to anybody; no other path or verb does anything."""
    recorder = Recorder()
    async with running(recorder) as (_, session):
        async with session.get(HEALTH) as response:
            assert (response.status, await response.json()) == (200, {"status": "ok"})
        async with session.get("/hook/1") as response:
            assert response.status == 405
        async with session.post("/elsewhere", headers={SECRET_HEADER: SECRET}) as response:
            assert response.status == 404
    assert recorder.received == []


async def test_address_in_use() -> None:
    """A port that another program has is told as such."""
    recorder = Recorder()
    first = webhook_server(WEBHOOK, SECRET, recorder.accept)
    port = await first.open()
    second = webhook_server(replace(WEBHOOK, listen=Address("127.0.0.1", port)), SECRET, recorder.accept)
    with pytest.raises(AddressTaken) as raised:
        await second.open()
    assert raised.value.data["where"] == f"127.0.0.1:{port}"
    await first.close()


async def test_address_of_another_machine() -> None:
    """An address that this machine does not have is told as such: which one, and why."""
    server = webhook_server(replace(WEBHOOK, listen=Address("192.0.2.1", 8443)), SECRET, Recorder().accept)
    with pytest.raises(AddressUnusable) as raised:
        await server.open()
    assert raised.value.data["where"] == "192.0.2.1:8443"
    assert "assign" in str(raised.value.data["why"])


async def test_a_server_opens_again() -> None:
    """What was closed, twice even, listens again when it is opened."""
    recorder = Recorder()
    async with running(recorder) as (server, _):
        await server.close()
        await server.close()
        port = await server.open()
        async with ClientSession(f"http://127.0.0.1:{port}") as session:
            assert await post(session) == 200
    assert recorder.received == [UPDATE]
