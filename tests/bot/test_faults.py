"""Each fault of the sandbox, as the bot's transport sees it."""

from __future__ import annotations

import asyncio
import json
from typing import TYPE_CHECKING, Any

import pytest
from telegram import Bot
from telegram.error import BadRequest, ChatMigrated, Forbidden, InvalidToken, NetworkError, RetryAfter, TimedOut

from bot.errors import TelegramUnavailable, TokenRefused
from bot.telegram_api.client import Client
from bot.telegram_api.outcomes import Cause, Moved, Outcome, Rejected, RetryAt, Sent, Uncertain, Unreachable
from bot.telegram_api.ptb_request import Request
from bot.telegram_api.rate_limiter import Priority, RateLimiter
from tests.sandbox_client import LAYLA, NEWSROOM

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from tests.sandbox_client import SandboxClient


@pytest.fixture
async def client(sandbox: SandboxClient) -> AsyncIterator[Client]:
    """A client of the sandbox; Layla has pressed Start."""
    await sandbox.start()
    async with Client(sandbox.token, RateLimiter(30), api_url=sandbox.url) as client:
        yield client


async def send(client: Client, text: str = "x", *, chat: int = LAYLA, priority: Priority = Priority.PUSH) -> Outcome:
    """Send one message; a push is tried once."""
    body = json.dumps({"chat_id": chat, "text": text}).encode()
    return await client.call("sendMessage", body, chat=chat, priority=priority)


async def delivered(sandbox: SandboxClient, text: str = "x", *, chat: int = LAYLA) -> int:
    """How often a text stands in a chat."""
    return [message.get("text") for message in await sandbox.messages(chat)].count(text)


NOT_SENT: dict[str, tuple[dict[str, Any], Outcome | Cause]] = {
    "refusal": (
        {"kind": "status", "status": 400, "description": "Bad Request: odd"},
        Rejected(400, "Bad Request: odd"),
    ),
    "blocked": (
        {"kind": "status", "status": 403, "description": "Forbidden: bot was blocked by the user"},
        Unreachable("Forbidden: bot was blocked by the user"),
    ),
    "token revoked": ({"kind": "status", "status": 401, "description": "Unauthorized"}, Rejected(401, "Unauthorized")),
    "flood": ({"kind": "retry_after", "retry_after": 13}, Cause.FLOOD),
    "flood of hours": ({"kind": "retry_after", "retry_after": 7200}, Cause.FLOOD),
}


@pytest.mark.parametrize(("fault", "expected"), NOT_SENT.values(), ids=NOT_SENT.keys())
async def test_certainly_not_sent(
    sandbox: SandboxClient, client: Client, fault: dict[str, Any], expected: Outcome | Cause
) -> None:
    """Where the outcome says that nothing was sent, the chat has nothing."""
    await sandbox.fault(method="sendMessage", times=1, **fault)
    outcome = await send(client)
    if isinstance(expected, Cause):
        assert isinstance(outcome, RetryAt)
        assert outcome.cause is expected
        assert outcome.seconds == fault.get("retry_after", 1)
    else:
        assert outcome == expected
    assert await delivered(sandbox) == 0


@pytest.mark.parametrize(
    ("fault", "acted"),
    [
        ({"kind": "reset_before"}, 0),
        ({"kind": "reset_after"}, 1),
        ({"kind": "truncate"}, 1),
        ({"kind": "delay", "seconds": 0.8}, 1),
        ({"kind": "outage", "seconds": 60}, 0),
        ({"kind": "not_json", "status": 200}, 0),
        ({"kind": "not_json"}, 0),
        ({"kind": "status", "status": 500, "description": "Internal Server Error"}, 0),
    ],
)
@pytest.mark.parametrize("priority", [Priority.PUSH, Priority.MAINTENANCE])
async def test_uncertain(sandbox: SandboxClient, fault: dict[str, Any], acted: int, priority: Priority) -> None:
    """Where the server may have acted, the outcome says that nobody knows, and nothing is sent a second time."""
    await sandbox.start()
    at = await sandbox.seq()
    await sandbox.fault(method="sendMessage", **fault)
    patience = 0.3 if fault["kind"] == "delay" else 20
    async with Client(sandbox.token, RateLimiter(30), api_url=sandbox.url, whole=patience) as client:
        assert isinstance(await send(client, priority=priority), Uncertain)
    if fault["kind"] == "delay":
        await sandbox.wait("message", since=at, chat_id=LAYLA)
    assert await delivered(sandbox) == acted
    assert len(await sandbox.log(since=at, method="sendMessage")) <= 1


async def test_refused_connection(sandbox: SandboxClient, client: Client) -> None:
    """While nobody listens nothing is sent and the outcome says so; a reader's answer waits for a short absence."""
    await sandbox.fault("refuse", seconds=0.8)
    outcome = await send(client, "push")
    assert isinstance(outcome, RetryAt)
    assert outcome.cause is Cause.AWAY
    assert isinstance(await send(client, "answer", priority=Priority.READER), Sent)
    assert (await delivered(sandbox, "push"), await delivered(sandbox, "answer")) == (0, 1)


@pytest.mark.parametrize(
    "fault", [{"kind": "retry_after", "retry_after": 1}, {"kind": "status", "status": 503}, {"kind": "not_json"}]
)
async def test_reader_sees_nothing_of_what_passes(
    sandbox: SandboxClient, client: Client, fault: dict[str, Any]
) -> None:
    """A reader's answer survives a short flood and a passing failure; where nothing was done, it arrives once."""
    await sandbox.fault(method="sendMessage", times=1, **fault)
    assert isinstance(await send(client, priority=Priority.READER), Sent)
    assert await delivered(sandbox) == 1


async def test_real_refusals(sandbox: SandboxClient, client: Client) -> None:
    """What the sandbox refuses by itself, as Telegram does, is told apart: blocked, unknown chat, unknown method."""
    await sandbox.post("block", as_=LAYLA)
    assert isinstance(await send(client), Unreachable)
    unknown = await send(client, chat=987_654_321)
    assert isinstance(unknown, Rejected)
    assert unknown.description == "Bad Request: chat not found"
    method = await client.call("sendTelepathy", b"{}")
    assert isinstance(method, Rejected)
    assert method == Rejected(404, "Not Found: method not found")


async def test_limits_are_never_met(sandbox: SandboxClient) -> None:
    """At the pace of our limiter the sandbox, which keeps Telegram's limits, refuses nothing of a burst over them."""
    await sandbox.post("persons", count=40)
    await sandbox.start()
    at = await sandbox.seq()
    chats = [*range(1_000_000, 1_000_040), *[LAYLA, NEWSROOM] * 5]
    async with Client(sandbox.token, RateLimiter(30), api_url=sandbox.url) as client:
        outcomes = await asyncio.gather(*[send(client, chat=chat, priority=Priority(chat % 2)) for chat in chats])
    assert [outcome for outcome in outcomes if not isinstance(outcome, Sent)] == []
    assert len(await sandbox.log(since=at, method="sendMessage")) == 50


PTB: dict[str, tuple[dict[str, Any], type[Exception]]] = {
    "refusal": ({"kind": "status", "status": 400, "description": "Bad Request: odd"}, BadRequest),
    "blocked": ({"kind": "status", "status": 403, "description": "Forbidden: bot was blocked"}, Forbidden),
    "token revoked": ({"kind": "status", "status": 401, "description": "Unauthorized"}, InvalidToken),
    "flood": ({"kind": "retry_after", "retry_after": 13}, RetryAfter),
    "failing": ({"kind": "status", "status": 500}, NetworkError),
    "no JSON": ({"kind": "not_json"}, NetworkError),
    "refused": ({"kind": "refuse", "seconds": 0.8}, NetworkError),
    "reset before": ({"kind": "reset_before"}, NetworkError),
    "reset after": ({"kind": "reset_after"}, NetworkError),
    "truncated": ({"kind": "truncate"}, NetworkError),
    "outage": ({"kind": "outage", "seconds": 60}, NetworkError),
    "late": ({"kind": "delay", "seconds": 0.8}, TimedOut),
}


@pytest.mark.parametrize(("fault", "error"), PTB.values(), ids=PTB.keys())
async def test_errors_of_ptbs_calls(
    sandbox: SandboxClient, monkeypatch: pytest.MonkeyPatch, fault: dict[str, Any], error: type[Exception]
) -> None:
    """PTB's own calls raise PTB's errors for each fault."""
    monkeypatch.setenv("PTB_TIMEDELTA", "1")  # PTB warns otherwise
    await sandbox.start()
    await sandbox.fault(**({"method": "sendMessage"} if fault["kind"] != "refuse" else {}), **fault)
    async with Client(sandbox.token, RateLimiter(30), api_url=sandbox.url) as client, Request(client) as request:
        bot = Bot("1:none", request=request, get_updates_request=request)
        with pytest.raises(error) as raised:
            await bot.send_message(LAYLA, "x", read_timeout=0.3 if error is TimedOut else 20)
    assert type(raised.value) is error


async def test_group_that_moved(sandbox: SandboxClient, client: Client) -> None:
    """A group that became a supergroup tells where it went, to PTB's calls too."""
    old = (await sandbox.post("chat", type="group", title="قديم", members=[LAYLA]))["chat"]["id"]
    new = (await sandbox.post("migrate", chat_id=old))["chat_id"]
    assert await send(client, chat=old) == Moved(new)
    async with Request(client) as request:
        bot = Bot("1:none", request=request, get_updates_request=request)
        with pytest.raises(ChatMigrated) as raised:
            await bot.send_message(old, "x")
    assert raised.value.new_chat_id == new


async def test_polling(sandbox: SandboxClient, client: Client) -> None:
    """Updates come raw and are acknowledged by the next offset; a refused token and an outage are told apart."""
    await sandbox.say("ملخص")
    updates = await client.updates(0, wait=0)
    assert updates[-1]["message"]["text"] == "ملخص"
    assert await client.updates(updates[-1]["update_id"] + 1, wait=0) == []
    await sandbox.fault("outage", seconds=60)
    with pytest.raises(TelegramUnavailable):
        await client.updates(0, wait=0)
    await sandbox.lift()
    async with Client("1:wrong", client.limiter, api_url=sandbox.url) as stranger:
        with pytest.raises(TokenRefused):
            await stranger.updates(0, wait=0)
