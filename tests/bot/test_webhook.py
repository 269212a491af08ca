"""Webhook mode, end to end: the sandbox sends, as Telegram does, and the bot answers."""

from __future__ import annotations

import socket
from typing import TYPE_CHECKING

import aiohttp
import pytest

from bot.errors import AddressTaken, CallRefused
from tests.bot.house import House
from tests.play import BOT, EMMA, LAYLA

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from tests.play import Play

SECRET = "a-secret_0123"


@pytest.fixture
def port() -> int:
    """A port that is free."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        free: int = probe.getsockname()[1]
        return free


@pytest.fixture
async def hooked(sandbox: Play, tmp_path: Path, port: int) -> AsyncIterator[House]:
    """The bot, listening at a path, its webhook set, at a server without rich messages."""
    await sandbox.rich(on=False)
    url = f"http://127.0.0.1:{port}/hook"
    env = {"SIYAQ_WEBHOOK_URL": url, "SIYAQ_WEBHOOK_SECRET": SECRET, "SIYAQ_LISTEN": f"127.0.0.1:{port}"}
    house = House(sandbox, tmp_path, **env)
    house.begin()
    await sandbox.wait("call", method="setWebhook", status=200)
    yield house
    await house.stop()


@pytest.mark.usefixtures("hooked")
async def test_questions_are_answered(sandbox: Play) -> None:
    """Commands, taps and choices work as they do by polling, and nobody polls."""
    page = await sandbox.ask("/summary", as_=EMMA)
    assert "Quotes" in (await sandbox.turn(page, "Quotes", as_=EMMA))["text"]
    assert "عن سياق" in (await sandbox.ask("/about"))["text"]
    assert await sandbox.log(method="getUpdates") == []
    (call,) = await sandbox.log(method="setWebhook")
    asked_for = {"message", "edited_message", "channel_post", "callback_query", "inline_query", "my_chat_member"}
    assert set(call["params"]["allowed_updates"]) == asked_for
    assert call["params"]["secret_token"] == SECRET


@pytest.mark.usefixtures("hooked")
async def test_only_telegram_is_listened_to(sandbox: Play, port: int) -> None:
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


async def test_nothing_is_answered_200_before_it_is_stored(sandbox: Play, hooked: House) -> None:
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


async def test_what_comes_while_the_bot_is_down(sandbox: Play, hooked: House) -> None:
    """Telegram sends it again until the bot is back; it is answered once."""
    await hooked.stop()
    await sandbox.say("/about")
    since = await sandbox.seq()
    hooked.begin()
    assert "عن سياق" in (await sandbox.heard(LAYLA, since=since))["text"]
    await sandbox.idle(timeout=20)
    assert len([one for one in await sandbox.messages(LAYLA) if one["from"]["id"] == BOT]) == 1


async def test_an_update_that_cannot_be_stored_is_sent_again(
    sandbox: Play, hooked: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """While the disk is full the answer is 500, and Telegram repeats the update; it is answered once all the same."""

    async def refuse(*_: object) -> None:
        raise OSError("disk full")

    with monkeypatch.context() as full:
        full.setattr("bot.store.updates.store", refuse)
        await sandbox.fault("retry_after", chat_id=LAYLA, retry_after=1, times=1)
        assert "عن سياق" in (await sandbox.ask("/about"))["text"]
    await sandbox.idle(timeout=20)
    assert len([one for one in await sandbox.messages(LAYLA) if one["from"]["id"] == BOT]) == 1
    assert hooked.running


async def test_an_address_that_telegram_refuses_or_another_holds(sandbox: Play, tmp_path: Path, port: int) -> None:
    """The bot ends with words of what is wrong."""
    env = {"SIYAQ_WEBHOOK_URL": "http://example.org/hook", "SIYAQ_LISTEN": f"127.0.0.1:{port}"}
    house = House(sandbox, tmp_path, **env)
    with pytest.raises(CallRefused) as refused:
        await house.start()
    assert "https url must be provided" in str(refused.value.data["why"])
    with socket.socket() as holder:
        holder.bind(("127.0.0.1", port))
        holder.listen()
        with pytest.raises(AddressTaken):
            await house.start()
