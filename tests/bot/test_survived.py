"""Faults survived: Telegram away for an hour, a transaction cut off, SIGTERM under load, a crowd at a start."""

from __future__ import annotations

import asyncio
import os
import time
from collections import Counter
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import aiohttp
import pytest
from structlog.testing import capture_logs

import siyaq_sandbox
from bot.store import deliveries, drafts, readers, scheduled_publications
from bot.store.scheduled_publications import ScheduledPublication
from tests.bot.bot_harness import BotHarness
from tests.bot.desk.staff import draft, newest, titled
from tests.bot.desk.subscriber_factory import multitude, push
from tests.bot.test_process import end, process
from tests.bot.test_two_processes import answers
from tests.sandbox_client import EMMA, LAYLA, PATIENCE, SandboxClient
from tests.store import pushes
from tests.store.postgres_server import PostgresServer

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from bot.model import Dossier

HOUR = 3600
RECIPIENTS = 12
ASKERS = 40
LONG = os.environ.get("LONG") == "1"
CROWD, RATE = (100_000, 1000) if LONG else (300, 60)  # the few at a pace at which they are not done at once


async def _happens(event: str, lines: list[Any]) -> None:
    async with asyncio.timeout(PATIENCE):
        while True:
            if any(line["event"] == event for line in lines):
                return
            await asyncio.sleep(0.05)


async def _published(bot: BotHarness) -> Dossier:
    """Return the first story once it was published anew; Telegram is away, so that the bot is never idle."""
    async with asyncio.timeout(PATIENCE):
        while True:
            story = await newest(bot)
            if story and story.revision > 1:
                return story.dossier
            await asyncio.sleep(0.1)


async def _is_done(bot: BotHarness, number: int) -> None:
    async with asyncio.timeout(2 * PATIENCE):
        while (await push(bot, number)).state != "done":
            await bot.play.idle(quiet=0.1)


@pytest.fixture
async def owned(sandbox: SandboxClient, tmp_path: Path, seeded_file: Path) -> AsyncIterator[BotHarness]:
    """The bot, running, with an owner: whoever schedules a draft needs the right to."""
    await sandbox.rich(on=False)
    bot = BotHarness(sandbox, tmp_path, SIYAQ_OWNERS=str(EMMA))
    bot.seed = seeded_file
    await bot.start()
    yield bot
    await bot.stop()


async def test_telegram_away_for_an_hour(owned: BotHarness, monkeypatch: pytest.MonkeyPatch) -> None:
    """A draft that falls due is published; a question and a push are done once it answers, and once."""
    monkeypatch.setattr("bot.telegram_api.polling.LONGEST", 0.2)
    bot = owned
    number = await draft(bot, EMMA, titled("Due"))
    chats = await multitude(bot, RECIPIENTS)
    async with bot.database() as database, database.write() as conn:
        await scheduled_publications.put(
            conn, ScheduledPublication(number, bot.now() + timedelta(minutes=30), "UTC", EMMA)
        )
        made = await drafts.get(conn, number)
        assert made
        await drafts.save(conn, number, made.version, at=bot.now(), state="scheduled")
    with capture_logs() as lines:
        await bot.play.fault("outage", seconds=HOUR)
        await bot.play.say("/summary", as_=LAYLA)
        async with bot.database() as database, database.write() as conn:
            pushed = await pushes.push(conn)
            assert await pushes.fill(conn, pushed, rich=False) == RECIPIENTS
        await _happens("delivery.circuit_open", lines)
        await _happens("polling.interrupted", lines)
        bot.pass_(minutes=31)
        assert (await _published(bot)).title.en == "Due"
        bot.pass_(minutes=30)
        await bot.play.clock(advance=HOUR + 1)
        await _is_done(bot, pushed)
        assert "كورسك" in (await bot.play.ask("/timeline", as_=LAYLA))["text"]
        await bot.play.idle()
    assert [line for line in lines if "exc_info" in line] == []
    assert len(await answers(bot.play, LAYLA)) == 2
    heard = Counter({chat: len(await answers(bot.play, chat)) for chat in chats})
    assert max(heard.values()) == 1
    async with bot.database() as database, database.read() as conn:
        states = {delivery.chat_id: delivery.state for delivery in await deliveries.listed(conn, pushed, limit=1000)}
    assert {states[chat] for chat in chats if not heard[chat]} <= {"uncertain"}
    assert {states[chat] for chat in chats if heard[chat]} == {"sent"}


@pytest.fixture
async def server() -> AsyncIterator[PostgresServer]:
    """A server of the test's own."""
    async with PostgresServer() as server:
        yield server


@pytest.mark.postgres
async def test_every_connection_lost_within_a_transaction(
    server: PostgresServer, sandbox: SandboxClient, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Half-way through a choice: nothing of it stays, it is made again, and whoever made it is answered once."""
    await sandbox.rich(on=False)
    choose, cuts = readers.choose, list[int]()

    async def cut(*arguments: Any, **choices: Any) -> None:
        await choose(*arguments, **choices)
        if not cuts:
            cuts.append(1)
            await server.terminate_backends()

    bot = BotHarness(sandbox, tmp_path, SIYAQ_DATABASE_URL=server.url)
    await bot.start()
    monkeypatch.setattr(readers, "choose", cut)
    answer = await sandbox.ask("/language en", as_=LAYLA)
    assert "✓ English" in str(answer["reply_markup"])
    await sandbox.idle(quiet=0.5)
    assert cuts
    assert len(await answers(sandbox, LAYLA)) == 1
    (reader,) = [row for row in (await bot.holds(["readers"]))["readers"] if row["chat_id"] == LAYLA]
    assert reader["language"] == "en"
    assert (await bot.holds(["inbox"])) == {"inbox": []}
    await bot.stop()


async def test_sigterm_under_load(sandbox: SandboxClient, tmp_path: Path) -> None:
    """Told to end while many ask, it ends with 0, and each has one answer: from it, or from the next start."""
    await sandbox.post("persons", count=ASKERS, start_id=5_000_000)
    askers = range(5_000_000, 5_000_000 + ASKERS)
    async with process(sandbox, tmp_path, "run") as bot:
        await sandbox.ask("/about", as_=EMMA)
        since = await sandbox.seq()
        for asker in askers:
            await sandbox.say("/about", as_=asker)
        await sandbox.wait("call", since=since, method="sendMessage", count=3)
        assert "Traceback" not in await end(bot)
    async with process(sandbox, tmp_path, "run") as bot:
        for asker in askers:
            await sandbox.wait("call", since=since, method="sendMessage", chat_id=asker, status=200)
        await sandbox.ask("/help", as_=EMMA)
        await end(bot)
    assert Counter([len(await answers(sandbox, asker)) for asker in askers]) == {1: ASKERS}


@pytest.mark.timeout(7200 if LONG else 300)
async def test_a_crowd_waits_at_a_start(tmp_path: Path, seeded_file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever asks after the start is answered before those who wait; these all get one answer; LONG=1 has 100,000."""
    monkeypatch.setattr("bot.telegram_api.rate_limiter._CHAT_INTERVAL", 0.001)
    server = await siyaq_sandbox.start()
    try:
        async with aiohttp.ClientSession() as session:
            play = SandboxClient(server.url, server.token, session)
            await play.limits(on=False)
            await play.rich(on=False)
            await play.post("persons", count=CROWD, start_id=5_000_000)
            asked = int(time.time() - HOUR / 2)
            for chat in range(5_000_000, 5_000_000 + CROWD):
                server.world.updates.put_raw(_asked(chat, asked))
            bot = BotHarness(play, tmp_path, SIYAQ_RATE=str(RATE))
            bot.seed = seeded_file
            heard = asyncio.create_task(_heard(play))
            await bot.start()
            assert "Kursk" in (await play.ask("/summary", as_=EMMA))["text"]
            assert (await bot.holds(["inbox"]))["inbox"], "those who wait are not done by then"
            async with asyncio.timeout(7000 if LONG else 240):
                assert await heard == Counter(range(5_000_000, 5_000_000 + CROWD))
            await play.idle(quiet=0.5)
            assert (await bot.holds(["inbox"])) == {"inbox": []}
            await bot.stop()
    finally:
        await server.stop()


async def _heard(play: SandboxClient) -> Counter[int]:
    """Count the answers to the crowd as they come, until each has one: the sandbox keeps its last events only."""
    since, heard = await play.seq(), Counter[int]()
    while len(heard) < CROWD:
        await play.wait("call", since=since, method="sendMessage", timeout=600)
        for call in await play.log(since=since, method="sendMessage"):
            since = max(since, call["seq"])
            if call["answer"].get("ok") and call["params"]["chat_id"] >= 5_000_000:
                heard[call["params"]["chat_id"]] += 1
    return heard


def _asked(chat: int, at: int) -> dict[str, Any]:
    person = {"id": chat, "is_bot": False, "first_name": "x", "language_code": "en"}
    message = {"message_id": 1, "date": at, "chat": {"id": chat, "type": "private"}, "from": person, "text": "/about"}
    return {"message": message | {"entities": [{"type": "bot_command", "offset": 0, "length": 6}]}}
