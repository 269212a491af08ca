from __future__ import annotations

import asyncio
import io
import json
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

import pytest
from aiohttp import ClientSession

from bot.errors import AddressTaken
from bot.settings import Webhook
from bot.transport.webhook import HEALTH, SECRET_HEADER, WebhookServer

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable

SECRET = "the-webhooks-secret"
UPDATE = {"update_id": 7, "message": {"text": "ملخص"}, "novelty": 1}


class Desk:
    """Notes the updates that reach it, and does with each what a test wants."""

    def __init__(self) -> None:
        self.taken: list[dict[str, Any]] = []
        self.then: Callable[[], Awaitable[None]] | None = None

    async def accept(self, update: dict[str, Any]) -> None:
        """Take one update."""
        if self.then is not None:
            await self.then()
        self.taken.append(update)


@asynccontextmanager
async def running(desk: Desk, secret: str | None = SECRET) -> AsyncIterator[tuple[WebhookServer, ClientSession]]:
    """A server for `desk` on a free port, and a session that calls it."""
    server = WebhookServer(Webhook("https://bot.example/hook/1", "127.0.0.1", 0, secret), desk.accept)
    port = await server.open()
    async with ClientSession(f"http://127.0.0.1:{port}") as session:
        try:
            yield server, session
        finally:
            await server.close()


async def post(session: ClientSession, body: bytes | None = None, secret: str | None = SECRET) -> int:
    """Send an update as Telegram does, and tell the status."""
    headers = {} if secret is None else {SECRET_HEADER: secret}
    body = json.dumps(UPDATE).encode() if body is None else body
    async with session.post("/hook/1", data=io.BytesIO(body), headers=headers) as response:
        return response.status


async def test_update_is_taken() -> None:
    """An update arrives whole, with fields that nobody knows, and is answered 200."""
    desk = Desk()
    async with running(desk) as (_, session):
        assert await post(session) == 200
    assert desk.taken == [UPDATE]


@pytest.mark.parametrize("secret", [None, "", "wrong", SECRET + "x", SECRET[:-1], "سر"])
async def test_strangers_are_refused(secret: str | None) -> None:
    """Without the right secret nothing reaches the bot."""
    desk = Desk()
    async with running(desk) as (_, session):
        assert await post(session, secret=secret) == 403
    assert desk.taken == []


async def test_secret_is_optional() -> None:
    """Where no secret is set, none is asked for."""
    desk = Desk()
    async with running(desk, secret=None) as (_, session):
        assert await post(session, secret=None) == 200
    assert len(desk.taken) == 1


@pytest.mark.parametrize(
    ("body", "status"),
    [(b"", 400), (b"{", 400), (b"[1]", 400), (b"\xff", 400), (b"[" * 100_000, 400), (b" " * (1 << 20) + b"{}", 413)],
)
async def test_what_is_no_update(body: bytes, status: int) -> None:
    """What is no JSON object, or far too large, is refused and reaches nobody."""
    desk = Desk()
    async with running(desk) as (_, session):
        assert await post(session, body) == status
    assert desk.taken == []


async def test_failure_asks_for_the_update_again() -> None:
    """What could not be handled is answered 500, and taken when Telegram sends it again."""
    desk = Desk()

    async def fail() -> None:
        raise RuntimeError("the store is gone")

    async with running(desk) as (_, session):
        desk.then = fail
        assert await post(session) == 500
        desk.then = None
        assert await post(session) == 200
    assert desk.taken == [UPDATE]


async def test_answer_waits_for_the_work_and_so_does_the_stop() -> None:
    """No 200 before the update is handled; stopping lets what is in work end, and answers it."""
    desk, begun, go = Desk(), asyncio.Event(), asyncio.Event()

    async def work() -> None:
        begun.set()
        await go.wait()

    desk.then = work
    async with running(desk) as (server, session):
        call = asyncio.create_task(post(session))
        await begun.wait()
        stop = asyncio.create_task(server.close())
        await asyncio.sleep(0)
        assert not call.done()
        go.set()
        assert await call == 200
        await stop
    assert desk.taken == [UPDATE]


async def test_health_and_all_else() -> None:
    """`/health` says that we are there, to anybody; no other path or verb does anything."""
    desk = Desk()
    async with running(desk) as (_, session):
        async with session.get(HEALTH) as response:
            assert (response.status, await response.json()) == (200, {"status": "ok"})
        async with session.get("/hook/1") as response:
            assert response.status == 405
        async with session.post("/elsewhere", headers={SECRET_HEADER: SECRET}) as response:
            assert response.status == 404
    assert desk.taken == []


async def test_address_in_use() -> None:
    """A port that another program has is told as such."""
    desk = Desk()
    first = WebhookServer(Webhook("https://bot.example/", "127.0.0.1", 0, SECRET), desk.accept)
    port = await first.open()
    second = WebhookServer(Webhook("https://bot.example/", "127.0.0.1", port, SECRET), desk.accept)
    with pytest.raises(AddressTaken) as raised:
        await second.open()
    assert raised.value.data == {"where": f"127.0.0.1:{port}"}
    await first.close()
