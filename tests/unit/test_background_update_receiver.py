"""Reaching Telegram at start, and who of several processes polls."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

import pytest
from structlog.testing import capture_logs
from telegram.ext import ApplicationBuilder, ExtBot

from bot.background import update_receiver
from bot.delivery.worker import Leadership
from bot.errors import NotBotApi, TokenRefused
from bot.telegram_api.client import Client
from bot.telegram_api.ptb_request import Request
from bot.telegram_api.rate_limiter import RateLimiter
from tests.unit.scripted_server import TOKEN, ScriptedServer, answer, refusal, result

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from bot.telegram_api.update_queue import UpdateQueue

ME = result({"id": 123456, "is_bot": True, "first_name": "Siyaq", "username": "siyaq_bot"})
PORTAL = answer(200, b"<html>Welcome to our Wi-Fi</html>", kind="text/html")
NOWHERE = answer(404, b"<html>404 Not Found</html>", kind="text/html")


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """No pause between tries."""
    monkeypatch.setattr(update_receiver, "LONGEST", 0.0)


@asynccontextmanager
async def reaching(*scripts: Any) -> AsyncIterator[tuple[Any, Client]]:
    """An application and a client of a server that answers so."""
    async with ScriptedServer(list(scripts)) as server, Client(TOKEN, RateLimiter(None), api_url=server.url) as client:
        request = Request(client)
        bot = ExtBot("123456:hidden", request=request, get_updates_request=Request(client))
        application = ApplicationBuilder().bot(bot).updater(None).build()
        yield application, client
        await application.shutdown()


@pytest.mark.parametrize("page", [PORTAL, NOWHERE, answer(403, b"no"), answer(302, b"")])
async def test_a_page_of_html_is_waited_out(page: Any, caplog: pytest.LogCaptureFixture) -> None:
    """A captive portal, or a proxy before its server is up: it says that this is no Bot API server, and tries again."""
    with capture_logs() as lines:
        async with reaching(page, page, ME) as (application, client):
            assert await update_receiver.reach(application, client, asyncio.Event())
            assert application.bot.username == "siyaq_bot"
    away = [line["why"] for line in lines if line["event"] == "telegram.away"]
    assert len(away) == 2
    assert all("not a Bot API server: SIYAQ_API_URL" in why for why in away)
    assert caplog.text == ""


@pytest.mark.parametrize("content", [{}, [], True, {"id": 1, "is_bot": False, "first_name": "x"}])
async def test_another_api_is_told_as_such(content: Any) -> None:
    """A server that answers in JSON but knows no bot stays another one: the start ends with words."""
    async with reaching(result(content)) as (application, client):
        with pytest.raises(NotBotApi):
            await update_receiver.reach(application, client, asyncio.Event())


@pytest.mark.parametrize("status", [401, 404])
async def test_a_refused_token(status: int) -> None:
    """The Bot API's own refusal ends the start."""
    async with reaching(refusal(status, "Unauthorized" if status == 401 else "Not Found")) as (application, client):
        with pytest.raises(TokenRefused):
            await update_receiver.reach(application, client, asyncio.Event())


async def test_a_429_at_start_is_waited_out() -> None:
    """Nothing is asked before its time is over."""
    loop = asyncio.get_running_loop()
    flood = refusal(429, "Too Many Requests: retry after 1", retry_after=1)
    began = loop.time()
    async with reaching(flood, ME) as (application, client):
        assert await update_receiver.reach(application, client, asyncio.Event())
    assert loop.time() - began >= 1


class FakeQueue:
    """Accepts whatever comes, and counts how often what was stored is taken over."""

    resumed = 0

    async def accept(self, updates: list[Any]) -> None:
        """Accept."""

    async def resume(self) -> None:
        """Count."""
        self.resumed += 1


async def test_only_the_leader_polls() -> None:
    """Nothing is asked for before this process leads, nothing after it lost the lead, and all again once it has it.

    With each lead it takes over what the leader before stored.
    """
    leadership, stop = Leadership(), asyncio.Event()
    fake = FakeQueue()
    queue: UpdateQueue = fake  # type: ignore[assignment]  # all of it that polling uses
    async with ScriptedServer([result([])]) as server, Client(TOKEN, RateLimiter(None), api_url=server.url) as client:
        polling = asyncio.create_task(update_receiver.poll_while_leading(client, queue, leadership, stop, lambda: None))
        await asyncio.sleep(0.1)
        assert server.received == []
        leadership.change(leads=True)
        await server.have(2)
        leadership.change(leads=False)
        await asyncio.sleep(0.3)
        asked = len(server.received)
        await asyncio.sleep(0.5)
        assert len(server.received) == asked
        leadership.change(leads=True)
        await server.have(asked + 1)
        stop.set()
        await polling
    assert fake.resumed == 2
