"""How updates reach the bot: polling, its conflicts, what the bot wants, webhooks and their retries."""

from __future__ import annotations

import asyncio
import json
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

from aiohttp import web

from tests.sandbox_client import LAYLA, SandboxClient

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable

TWO_POLLERS = "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running"


async def test_long_poll(sandbox: SandboxClient) -> None:
    """A poll waits until something comes, gets it again until it is acknowledged, then no more."""
    poll = asyncio.ensure_future(sandbox.result("getUpdates", timeout=30))
    await sandbox.start()
    (first,) = await poll
    assert first["message"]["text"] == "/start"
    assert await sandbox.result("getUpdates") == [first]
    assert await sandbox.result("getUpdates", offset=first["update_id"] + 1) == []
    assert await sandbox.result("getUpdates", offset=0) == []


async def test_limit_and_negative_offset(sandbox: SandboxClient) -> None:
    """At most `limit` updates come at once; a negative offset keeps only the last ones."""
    await sandbox.start()
    for word in ("one", "two", "three"):
        await sandbox.say(word)
    texts = [update["message"]["text"] for update in await sandbox.result("getUpdates", limit=2)]
    assert texts == ["/start", "one"]
    texts = [update["message"]["text"] for update in await sandbox.result("getUpdates", offset=-2)]
    assert texts == ["two", "three"]


async def test_two_pollers(sandbox: SandboxClient) -> None:
    """A second poller ends the first one's call with 409, and gets the updates."""
    older = asyncio.ensure_future(sandbox.call("getUpdates", timeout=30))
    await sandbox.wait_for_poll()
    newer = asyncio.ensure_future(sandbox.call("getUpdates", timeout=30))
    answer = await older
    assert (answer["error_code"], answer["description"]) == (409, TWO_POLLERS)
    await sandbox.start()
    assert len((await newer)["result"]) == 1


async def test_what_the_bot_wants(sandbox: SandboxClient) -> None:
    """Kinds that the bot does not want are not kept; without a choice chat_member is not sent."""
    await sandbox.result("getUpdates", allowed_updates=["callback_query"])
    await sandbox.start()
    assert await sandbox.result("getUpdates") == []
    await sandbox.result("getUpdates", allowed_updates=[])
    await sandbox.say("again")
    assert len(await sandbox.result("getUpdates")) == 1


async def test_updates_go_bad(still: SandboxClient) -> None:
    """An update that nobody took is gone after 24 hours."""
    await still.start()
    await still.clock(advance=24 * 3600 - 1)
    assert len(await still.result("getUpdates")) == 1
    await still.clock(advance=1)
    assert await still.result("getUpdates") == []


async def test_any_update_can_be_queued(sandbox: SandboxClient) -> None:
    """Whatever the control API is given as an update is delivered as it is, under its own number if it has one."""
    await sandbox.post("update", poll={"id": 5})
    await sandbox.post("update", update_id=900_000_500, message="not even a message")
    first, second = await sandbox.result("getUpdates")
    assert first["poll"] == {"id": 5}
    assert second == {"update_id": 900_000_500, "message": "not even a message"}


class Hook:
    """A webhook that answers as told, and remembers what it got."""

    def __init__(self, answer: Callable[[int], web.Response]) -> None:
        self.got: list[dict[str, Any]] = []
        self.secrets: list[str | None] = []
        self._answer = answer
        self._arrived = asyncio.Event()

    async def take(self, request: web.BaseRequest) -> web.StreamResponse:
        """Take an update."""
        self.got.append(json.loads(await request.read()))
        self.secrets.append(request.headers.get("X-Telegram-Bot-Api-Secret-Token"))
        self._arrived.set()
        return self._answer(len(self.got))

    async def count(self, number: int) -> None:
        """Wait until so many came."""
        async with asyncio.timeout(10):
            while len(self.got) < number:
                self._arrived.clear()
                await self._arrived.wait()


@asynccontextmanager
async def listening(handler: Callable[[web.BaseRequest], Awaitable[web.StreamResponse]]) -> AsyncIterator[str]:
    """Serve a handler on a free port; give its address."""
    server = web.Server(handler)
    listener = await asyncio.get_running_loop().create_server(server, "127.0.0.1", 0)
    try:
        yield f"http://127.0.0.1:{listener.sockets[0].getsockname()[1]}/hook"
    finally:
        listener.close()
        await server.shutdown(timeout=0.1)


async def test_webhook_with_secret(sandbox: SandboxClient) -> None:
    """A webhook gets what waits, in order, with the secret; polling is refused meanwhile, and goes on after it."""
    hook = Hook(lambda _: web.Response())
    poll = asyncio.ensure_future(sandbox.call("getUpdates", timeout=30))
    await sandbox.wait_for_poll()
    async with listening(hook.take) as url:
        await sandbox.result("setWebhook", url=url, secret_token="s3cret")
        assert (await poll)["description"] == "Conflict: terminated by setWebhook request"
        await sandbox.start()
        await sandbox.say("after")
        await hook.count(2)
        await sandbox.idle()
        refused = await sandbox.call("getUpdates")
        await sandbox.result("deleteWebhook")
    assert [update["message"]["text"] for update in hook.got] == ["/start", "after"]
    assert hook.secrets == ["s3cret", "s3cret"]
    assert refused["error_code"] == 409
    assert "webhook is active" in refused["description"]
    assert await sandbox.result("getUpdates") == []


async def test_webhook_is_tried_again(sandbox: SandboxClient) -> None:
    """What is not answered with 2xx comes again, before anything later of its chat; the error is told."""
    hook = Hook(lambda number: web.Response(status=500 if number == 1 else 204))
    await sandbox.start()
    await sandbox.say("later")
    async with listening(hook.take) as url:
        await sandbox.result("setWebhook", url=url)
        await hook.count(3)
        await sandbox.idle()
        info = await sandbox.result("getWebhookInfo")
    assert [update["message"]["text"] for update in hook.got] == ["/start", "/start", "later"]
    assert info["pending_update_count"] == 0
    assert info["last_error_message"] == "Wrong response from the webhook: 500 Internal Server Error"


async def test_webhook_answers_with_a_method(sandbox: SandboxClient) -> None:
    """A method in the answer to a webhook is called."""
    body = {"method": "sendMessage", "chat_id": LAYLA, "text": "at once"}
    hook = Hook(lambda _: web.json_response(body))
    async with listening(hook.take) as url:
        await sandbox.result("setWebhook", url=url)
        await sandbox.start()
        await sandbox.wait("message", chat_id=LAYLA, text="at once")


async def test_dropping_what_waits(sandbox: SandboxClient) -> None:
    """drop_pending_updates forgets what waits."""
    await sandbox.start()
    await sandbox.result("deleteWebhook", drop_pending_updates=True)
    assert await sandbox.result("getUpdates") == []
