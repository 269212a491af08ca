"""Webhook mode, end to end: the sandbox sends, as Telegram does, and the bot answers."""

from __future__ import annotations

import socket
from typing import TYPE_CHECKING

import aiohttp
import pytest

from bot.errors import AddressTaken, CallRefused
from tests.bot.bot_harness import BotHarness
from tests.sandbox_client import BOT, EMMA, LAYLA

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from tests.sandbox_client import SandboxClient

SECRET = "a-secret_0123"


@pytest.fixture
async def hooked(sandbox: SandboxClient, tmp_path: Path, port: int) -> AsyncIterator[BotHarness]:
    """The bot, listening at a path, its webhook set, at a server without rich messages."""
    await sandbox.rich(on=False)
    url = f"http://127.0.0.1:{port}/hook"
    env = {"SIYAQ_WEBHOOK_URL": url, "SIYAQ_WEBHOOK_SECRET": SECRET, "SIYAQ_LISTEN": f"127.0.0.1:{port}"}
    harness = BotHarness(sandbox, tmp_path, **env)
    harness.begin()
    await sandbox.wait("call", method="setWebhook", status=200)
    yield harness
    await harness.stop()


@pytest.mark.usefixtures("hooked")
async def test_questions_are_answered(sandbox: SandboxClient) -> None:
    """Commands, taps and choices work as they do by polling, and nobody polls."""
    page = await sandbox.ask("/summary", as_=EMMA)
    assert "Quotes" in (await sandbox.turn(page, "Quotes", as_=EMMA))["text"]
    assert "عن سياق" in (await sandbox.ask("/about"))["text"]
    assert await sandbox.log(method="getUpdates") == []
    (call,) = await sandbox.log(method="setWebhook")
    asked_for = {"message", "edited_message", "channel_post", "callback_query", "inline_query", "my_chat_member"}
    asked_for |= {"message_reaction_count", "chosen_inline_result", "guest_message"}
    assert set(call["params"]["allowed_updates"]) == asked_for
    assert call["params"]["secret_token"] == SECRET


@pytest.mark.usefixtures("hooked")
async def test_only_telegram_is_listened_to(sandbox: SandboxClient, port: int) -> None:
    """Without the secret, or with another, an update is refused and does nothing; the health check needs none."""
    update = {"update_id": 1, "message": {"message_id": 1, "date": 1, "text": "/about", "chat": {"id": LAYLA}}}
    header = "X-Telegram-Bot-Api-Secret-Token"
    async with aiohttp.ClientSession(f"http://127.0.0.1:{port}") as session:
        for headers, status in (({}, 403), ({header: "another"}, 403), ({header: SECRET}, 200)):
            async with session.post("/hook", json={} if status == 200 else update, headers=headers) as response:
                assert response.status == status
        async with session.get("/health") as response:
            assert response.status == 200
        async with session.post("/elsewhere", json=update, headers={header: SECRET}) as response:
            assert response.status == 404
    await sandbox.ask("/help", as_=EMMA)
    assert [call["params"]["chat_id"] for call in await sandbox.log(method="sendMessage")] == [EMMA]


async def test_without_a_secret_one_is_made(sandbox: SandboxClient, tmp_path: Path, port: int) -> None:
    """It is kept in the database and handed to Telegram, the same after a restart; what lacks it is refused."""
    await sandbox.rich(on=False)
    env = {"SIYAQ_WEBHOOK_URL": f"http://127.0.0.1:{port}/hook", "SIYAQ_LISTEN": f"127.0.0.1:{port}"}
    harness = BotHarness(sandbox, tmp_path, **env)
    harness.begin()
    await sandbox.wait("call", method="setWebhook", status=200)
    assert "عن سياق" in (await sandbox.ask("/about"))["text"]
    forged = {"update_id": 9, "message": {"message_id": 1, "date": 1, "text": "/about", "chat": {"id": EMMA}}}
    async with (
        aiohttp.ClientSession(f"http://127.0.0.1:{port}") as session,
        session.post("/hook", json=forged) as answer,
    ):
        assert answer.status == 403
    await harness.stop()
    harness.begin()
    await sandbox.wait("call", method="setWebhook", status=200, count=2)
    first, second = [call["params"]["secret_token"] for call in await sandbox.log(method="setWebhook")]
    assert first == second
    assert len(first) >= 32
    assert await sandbox.log(method="sendMessage", chat_id=EMMA) == []
    await harness.stop()


async def test_nothing_is_answered_200_before_it_is_stored(sandbox: SandboxClient, hooked: BotHarness) -> None:
    """What waits is in the database when Telegram is told that it was taken; the next run answers it."""
    fault = await sandbox.fault("retry_after", chat_id=LAYLA, retry_after=25)
    await sandbox.say("/about")
    await sandbox.wait("call", method="sendMessage")
    await sandbox.idle()
    ((row,),) = (await hooked.holds(["inbox"])).values()
    assert row["chat_id"] == LAYLA
    await hooked.crash()
    await sandbox.lift(fault)
    since = await sandbox.seq()
    hooked.begin()
    assert "عن سياق" in (await sandbox.heard(LAYLA, since=since))["text"]


async def test_what_comes_while_the_bot_is_down(sandbox: SandboxClient, hooked: BotHarness) -> None:
    """Telegram sends it again until the bot is back; it is answered once."""
    await hooked.stop()
    await sandbox.say("/about")
    since = await sandbox.seq()
    hooked.begin()
    assert "عن سياق" in (await sandbox.heard(LAYLA, since=since))["text"]
    await sandbox.idle(timeout=20)
    assert len([message for message in await sandbox.messages(LAYLA) if message["from"]["id"] == BOT]) == 1


async def test_an_update_that_cannot_be_stored_is_sent_again(
    sandbox: SandboxClient, hooked: BotHarness, monkeypatch: pytest.MonkeyPatch
) -> None:
    """While the disk is full the answer is 500, and Telegram repeats the update; it is answered once all the same."""

    async def refuse(*_: object) -> None:
        raise OSError("disk full")

    with monkeypatch.context() as full:
        full.setattr("bot.store.updates.store", refuse)
        await sandbox.fault("retry_after", chat_id=LAYLA, retry_after=1, times=1)
        assert "عن سياق" in (await sandbox.ask("/about"))["text"]
    await sandbox.idle(timeout=20)
    assert len([message for message in await sandbox.messages(LAYLA) if message["from"]["id"] == BOT]) == 1
    assert hooked.running


async def test_an_address_that_telegram_refuses_or_another_holds(
    sandbox: SandboxClient, tmp_path: Path, port: int
) -> None:
    """The bot ends with words of what is wrong."""
    env = {"SIYAQ_WEBHOOK_URL": "http://example.org/hook", "SIYAQ_LISTEN": f"127.0.0.1:{port}"}
    harness = BotHarness(sandbox, tmp_path, **env)
    with pytest.raises(CallRefused) as refused:
        await harness.start()
    assert "https url must be provided" in str(refused.value.data["why"]).lower()
    with socket.socket() as holder:
        holder.bind(("127.0.0.1", port))
        holder.listen()
        with pytest.raises(AddressTaken):
            await harness.start()
