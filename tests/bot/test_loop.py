"""The loop: what is acknowledged, what comes twice, what cannot be read, and Telegram away."""

from __future__ import annotations

import asyncio
import sqlite3
from typing import TYPE_CHECKING, Any

import aiohttp
import pytest

from bot.errors import SchemaTooNew, TokenRefused
from tests.bot.bot_harness import BotHarness
from tests.bot.story_factory import first
from tests.sandbox_client import BOT, EMMA, LAYLA

if TYPE_CHECKING:
    from pathlib import Path

    from tests.sandbox_client import SandboxClient


async def test_what_waits_is_stored_before_it_is_acknowledged(sandbox: SandboxClient, bot: BotHarness) -> None:
    """While Telegram keeps an answer from being sent, its update is in the database when Telegram may forget it."""
    await sandbox.fault("retry_after", chat_id=LAYLA, retry_after=25)
    await sandbox.say("/about")
    await sandbox.wait("call", method="sendMessage")
    await sandbox.idle()
    ((row,),) = (await bot.holds(["inbox"])).values()
    assert row["chat_id"] == LAYLA
    assert '"/about"' in row["raw"]
    assert row["dead_letter_reason"] is None
    await bot.crash()


async def test_a_quick_answer_costs_no_write(sandbox: SandboxClient, bot: BotHarness) -> None:
    """What is answered at once is never stored: the inbox stays empty, and so does the list of updates taken."""
    for _ in range(3):
        await sandbox.ask("/about", as_=await sandbox.person("en"))
    await bot.stop()
    kept = await bot.holds(["inbox", "processed_updates"])
    assert kept == {"inbox": [], "processed_updates": []}


async def test_what_was_stored_is_answered_after_a_restart(sandbox: SandboxClient, bot: BotHarness) -> None:
    """The bot is stopped with answers outstanding; the next one gives them, in order, before anything newer."""
    fault = await sandbox.fault("retry_after", method="sendMessage", retry_after=25)
    await sandbox.say("/about")
    await sandbox.say("/help")
    await sandbox.wait("call", method="sendMessage")
    await sandbox.idle()
    await bot.crash()
    await sandbox.lift(fault)
    await sandbox.say("/people")
    since = await sandbox.seq()
    await bot.start()
    await sandbox.wait("message", since=since, chat_id=LAYLA, count=3)
    said = [message["text"] for message in await sandbox.messages(LAYLA) if message["from"]["id"] == BOT]
    assert [word in text for word, text in zip(("عن سياق", "الأوامر", "الأشخاص"), said, strict=True)] == [True] * 3
    await bot.stop()
    assert (await bot.holds(["inbox"]))["inbox"] == []


async def test_an_update_that_comes_twice_works_once(sandbox: SandboxClient, bot: BotHarness) -> None:
    """In one run it is answered once; after a restart it may be answered again, and still changes nothing again."""
    said = {"message_id": 900, "date": 1_750_000_000, "text": "/language en", "chat": {"id": LAYLA, "type": "private"}}
    said |= {"from": {"id": LAYLA, "is_bot": False, "first_name": "x", "language_code": "ar"}, "entities": [COMMAND]}
    update: dict[str, Any] = {"update_id": 900_000_777, "message": said}
    await sandbox.start()
    for _ in range(3):
        await sandbox.post("update", **update)
        await sandbox.idle()
    answers = [call for call in await sandbox.log(method="sendMessage") if "✓" in str(call["params"])]
    assert len(answers) == 1
    assert "✓ العربية" in str((await sandbox.ask("/language ar"))["reply_markup"])
    await bot.restart()
    await sandbox.post("update", **update)
    await sandbox.idle()
    assert "عن سياق" in (await sandbox.ask("/about"))["text"]
    await bot.stop()
    assert [row["language"] for row in (await bot.holds(["readers"]))["readers"]] == ["ar"]


async def test_malformed_updates_are_set_aside(sandbox: SandboxClient, bot: BotHarness) -> None:
    """Each is kept with the reason, out of the way; all others, in the same batch, are answered."""
    person = {"id": EMMA, "is_bot": False, "first_name": "Emma"}
    chat = {"id": EMMA, "type": "private"}
    broken: list[dict[str, Any]] = [
        {"message": {"message_id": 1, "chat": chat, "from": person, "text": "/about"}},  # without a date
        {"message": {"message_id": 2, "date": "noon", "chat": chat, "from": person, "text": "/about"}},
        {"message": {"message_id": 3, "date": 1, "chat": chat, "from": person, "text": "/x", "entities": [{}]}},
        {"callback_query": {"id": "9"}},
        {"message": []},
    ]
    await bot.stop()
    for update in broken:
        await sandbox.post("update", **update)
    await sandbox.post("update", update_id="seven", message={})
    await sandbox.say("/about", as_=EMMA)
    since = await sandbox.seq()
    await bot.start()
    assert "About Siyaq" in (await sandbox.heard(EMMA, since=since))["text"]
    await sandbox.idle()
    await bot.stop()
    rows = (await bot.holds(["inbox"]))["inbox"]
    assert len(rows) >= 4
    assert all(row["dead_letter_reason"] for row in rows)


async def test_a_handler_that_fails_says_so(
    sandbox: SandboxClient, bot: BotHarness, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In a private chat and on a tap the reader is told in their language; in a group there is silence."""
    page = await sandbox.ask("/about", as_=EMMA)
    message = await sandbox.ask("/summary", as_=EMMA)
    monkeypatch.setattr("bot.store.story_cache.StoryCache.stories", _fail)
    assert "حدث خطأ من جهتنا" in (await sandbox.ask("/summary"))["text"]
    answer = await sandbox.tap_text(message, "Quotes", as_=EMMA)
    assert answer
    assert "went wrong on our side" in answer["text"]
    group = await sandbox.group(LAYLA)
    await sandbox.say("/summary", chat_id=group)
    assert "عن سياق" in (await sandbox.ask("/about", chat_id=group))["text"]
    assert len([message for message in await sandbox.messages(group) if message.get("from", {}).get("id") == BOT]) == 1
    assert page
    assert bot.running
    assert not bot.running.done()


async def test_a_second_poller(sandbox: SandboxClient, bot: BotHarness) -> None:
    """While another program polls with the token, we wait and try again; then we answer, and nothing is lost."""
    await sandbox.call("getUpdates", timeout=0)
    await sandbox.wait("call", method="getUpdates", status=409)
    assert "عن سياق" in (await sandbox.ask("/about"))["text"]
    assert bot.running
    assert not bot.running.done()


@pytest.mark.parametrize("fault", [{"kind": "refuse", "seconds": 0.5}, {"kind": "outage", "seconds": 0.5}])
async def test_telegram_goes_away_and_comes_back(
    sandbox: SandboxClient, bot: BotHarness, fault: dict[str, Any]
) -> None:
    """What was said meanwhile is answered afterwards, once."""
    await sandbox.fault(**fault)
    assert "عن سياق" in (await sandbox.ask("/about"))["text"]
    await sandbox.idle()
    assert len([message for message in await sandbox.messages(LAYLA) if message["from"]["id"] == BOT]) == 1
    assert bot.running
    assert not bot.running.done()


@pytest.mark.usefixtures("bot")
async def test_an_answer_that_may_have_arrived_is_not_sent_again(sandbox: SandboxClient) -> None:
    """Telegram acted and its answer was lost: the reader has the page once, and the next question is answered."""
    for kind in ("reset_after", "truncate"):
        reader = await sandbox.person("en")
        await sandbox.fault(kind, method="sendMessage", chat_id=reader, times=1)
        await sandbox.ask("/about", as_=reader)
        since = await sandbox.seq()
        await sandbox.say("/help", as_=reader)
        assert "Commands" in (await sandbox.heard(reader, since=since))["text"]
        assert len([message for message in await sandbox.messages(reader) if message["from"]["id"] == BOT]) == 2


async def test_telegram_is_away_at_start(sandbox: SandboxClient, harness: BotHarness) -> None:
    """The bot waits and tries again; told to stop while it waits, it ends at once."""
    await sandbox.fault("outage", seconds=0.5)
    await harness.start()
    assert "عن سياق" in (await sandbox.ask("/about"))["text"]
    await harness.stop()
    await sandbox.fault("outage", seconds=600)
    harness.begin()
    await sandbox.wait("call", method="getMe")
    await harness.stop()


async def test_a_webhook_left_behind(sandbox: SandboxClient, harness: BotHarness) -> None:
    """Where one of an earlier run is still set, polling deletes it, and what waited is answered."""
    await sandbox.result("setWebhook", url="http://127.0.0.1:9/none")
    await sandbox.say("/about")
    harness.begin()
    await sandbox.wait("message", chat_id=LAYLA, count=2, timeout=30)
    assert not (await sandbox.state())["webhook"]


async def test_a_wrong_token(sandbox: SandboxClient, tmp_path: Path) -> None:
    """The bot ends, and the error names no token; so it does when the token is revoked while it runs."""
    harness = BotHarness(sandbox, tmp_path, SIYAQ_TOKEN="1000:another")
    with pytest.raises(TokenRefused) as refused:
        await harness.start()
    assert "another" not in repr(refused.value)
    running = BotHarness(sandbox, tmp_path)
    await running.start()
    await sandbox.fault("status", status=401, description="Unauthorized")
    await sandbox.post("update", poll={})
    assert running.running
    await asyncio.wait({running.running}, timeout=20)
    with pytest.raises(TokenRefused):
        await running.stop()


async def test_a_database_newer_than_the_program(sandbox: SandboxClient, harness: BotHarness) -> None:
    """The bot refuses to start before it has said anything to Telegram."""
    async with harness.database():
        pass
    with sqlite3.connect(harness.home / "siyaq.db") as conn:
        conn.execute("UPDATE alembic_version SET version_num = '9999'")
    conn.close()
    with pytest.raises(SchemaTooNew):
        await harness.start()
    assert await sandbox.log() == []
    harness.running = None


async def test_a_new_revision_is_seen_by_the_very_next_command(sandbox: SandboxClient, bot: BotHarness) -> None:
    """Another process publishes: the next command, and the next tap on an old page, show what is new."""
    page = await sandbox.ask("/summary", as_=EMMA)
    old = first()
    title = old.title.model_copy(update={"en": "Put right"})
    await bot.publish(old.model_copy(update={"title": title}))
    assert "Put right" in (await sandbox.ask("/summary", as_=EMMA))["text"]
    assert "Put right" in (await sandbox.turn(page, "Quotes", as_=EMMA))["text"]


async def test_a_full_disk_loses_nothing(
    sandbox: SandboxClient, bot: BotHarness, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where an update can be neither handled yet nor stored, it is not acknowledged, and answered in the end."""
    full = _Full(2)
    monkeypatch.setattr("bot.store.updates.store", full)
    await sandbox.fault("retry_after", chat_id=LAYLA, retry_after=1, times=1)
    assert "عن سياق" in (await sandbox.ask("/about"))["text"]
    assert full.left < 2
    assert "About Siyaq" in (await sandbox.ask("/about", as_=EMMA))["text"]
    assert bot.running
    assert not bot.running.done()


async def test_the_health_of_the_process(sandbox: SandboxClient, bot: BotHarness) -> None:
    """After each answer of Telegram's the sign of life is fresh, for `siyaq check --alive`."""
    await sandbox.ask("/about")
    assert int((bot.home / "alive").read_text()) > 1_700_000_000
    async with aiohttp.ClientSession() as session, session.get(f"{sandbox.url}/control/state") as response:
        assert response.status == 200


COMMAND = {"type": "bot_command", "offset": 0, "length": 9}


async def _fail(_: object) -> None:
    raise RuntimeError("the test wants it so")


class _Full:
    """Refuses to store, so many times."""

    def __init__(self, times: int) -> None:
        self.left = times

    async def __call__(self, *_: object) -> None:
        if self.left:
            self.left -= 1
            raise sqlite_full()


def sqlite_full() -> Exception:
    """What SQLAlchemy raises on a full disk."""
    from sqlalchemy.exc import OperationalError

    return OperationalError("INSERT", {}, sqlite3.OperationalError("database or disk is full"))
