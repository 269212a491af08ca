"""A guest query around a crash: marked and not answered, it stays so; not marked yet, it is answered once."""

from __future__ import annotations

import asyncio
import sqlite3
from typing import TYPE_CHECKING

from bot.handlers.reader import sections
from tests.bot.test_process import end, process
from tests.sandbox_client import EMMA, LAYLA

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

    from bot.handlers.context import AppContext, ChatContext
    from tests.bot.bot_harness import BotHarness
    from tests.sandbox_client import SandboxClient

ASKED = "@siyaq_sandbox_bot kursk"


async def test_killed_after_the_mark(sandbox: SandboxClient, tmp_path: Path) -> None:
    """Whether the answer was taken is not known: the next process gives none, though the update comes again."""
    elsewhere = await sandbox.group(LAYLA, EMMA, bot="none")
    fault = await sandbox.fault("delay", method="answerGuestQuery", seconds=60)
    async with process(sandbox, tmp_path, "run") as bot:
        await sandbox.wait_for_poll()
        await sandbox.say(ASKED, as_=EMMA, chat_id=elsewhere)
        async with asyncio.timeout(30):
            while not _marked(tmp_path):  # noqa: ASYNC110 - another process writes it
                await asyncio.sleep(0.02)
        bot.kill()
        await bot.wait()
    await sandbox.lift(fault)
    since = await sandbox.seq()
    async with process(sandbox, tmp_path, "run") as bot:
        await sandbox.wait_for_poll()
        await sandbox.idle()
        assert not await sandbox.log(method="answerGuestQuery", since=since)
        await sandbox.say(ASKED, as_=EMMA, chat_id=elsewhere)
        await sandbox.wait("call", method="answerGuestQuery", status=200, since=since)
        await end(bot)
    assert len(_marked(tmp_path)) == 2


async def test_killed_before_the_mark(sandbox: SandboxClient, tmp_path: Path) -> None:
    """Nothing of it went out: the next process answers it, once."""
    elsewhere = await sandbox.group(LAYLA, EMMA, bot="none")
    async with process(sandbox, tmp_path, "run") as bot:
        await sandbox.wait_for_poll()
        await sandbox.idle()
        other = sqlite3.connect(tmp_path / "siyaq.db", isolation_level=None)
        other.execute("BEGIN IMMEDIATE")  # the mark waits for this
        await sandbox.say(ASKED, as_=EMMA, chat_id=elsewhere)
        await sandbox.wait("call", method="getUpdates", count=1)
        await asyncio.sleep(1)
        bot.kill()
        await bot.wait()
        other.rollback()
        other.close()
    assert not _marked(tmp_path)
    assert not await sandbox.log(method="answerGuestQuery")
    async with process(sandbox, tmp_path, "run") as bot:
        await sandbox.wait("call", method="answerGuestQuery")
        await sandbox.idle()
        await end(bot)
    calls = await sandbox.log(method="answerGuestQuery")  # a slow start may be too late for Telegram, which refuses it
    assert len({call["params"]["guest_query_id"] for call in calls}) == 1
    assert len(_marked(tmp_path)) == 1
    assert [call["status"] for call in calls].count(200) <= 1


def _marked(home: Path) -> list[str]:
    with sqlite3.connect(home / "siyaq.db") as database:
        return [row[0] for row in database.execute("SELECT query_id FROM guest_queries")]


async def test_the_database_away_after_the_mark(
    bot: BotHarness, sandbox: SandboxClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A question that the database failed at before anything went out is handled again, and answered once."""
    elsewhere = await sandbox.group(LAYLA, EMMA, bot="none")
    words, failures = sections.stateless_words, [ConnectionError("away")]

    async def failing(app: AppContext, chat: ChatContext, typed: str) -> None:
        if failures:
            raise failures.pop()
        await words(app, chat, typed)

    monkeypatch.setattr(sections, "stateless_words", failing)
    await sandbox.say(ASKED, as_=EMMA, chat_id=elsewhere)
    await sandbox.wait("call", method="answerGuestQuery")
    await sandbox.idle()
    assert len({call["params"]["guest_query_id"] for call in await sandbox.log(method="answerGuestQuery")}) == 1
    assert "text" in await sandbox.last(elsewhere)
    assert not failures
    assert bot.running
