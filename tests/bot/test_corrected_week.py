"""After a week of messages about two stories each class of correction puts right what shows it, and nothing else."""

from __future__ import annotations

import re
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any
from unicodedata import category

import pytest

from bot.store.copies import runs, totals
from tests.bot import corrected_week
from tests.bot.corrected_week import BEGIN, CORRECTIONS, HOAX, Chats, WeekHarness, Wrong, is_right, story
from tests.sandbox_client import BOT
from tests.store.postgres_server import PostgresServer
from tests.thoroughness import IS_FULL

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from tests.sandbox_client import SandboxClient

Key = tuple[int, int]
"""A chat and a message of it."""
Messages = dict[Key, dict[str, Any]]


@asynccontextmanager
async def database(kind: str) -> AsyncIterator[dict[str, str]]:
    """What the bot's environment says of its database."""
    if kind == "sqlite":
        yield {}
        return
    async with PostgresServer() as server:
        yield {"SIYAQ_DATABASE_URL": server.url}


async def looked(sandbox: SandboxClient, chats: Chats) -> Messages:
    """All messages of all chats, as they stand there; of what each replies to only which it is."""
    messages = {}
    for chat in chats.all:
        for message in await sandbox.messages(chat):
            shown = {name: value for name, value in message.items() if name != "reply_to_message"}
            messages[chat, message["message_id"]] = shown
    return messages


def words_of(value: Any) -> list[str]:
    """The texts that a message, its blocks and its buttons show, each whole, whatever marks it up."""
    if isinstance(value, dict):
        own = [text_of(value[name]) for name in ("text", "caption") if name in value]
        nested = (
            part for name, part in value.items() if name not in {"text", "caption", "entities", "reply_to_message"}
        )
        return [*own, *(words for part in nested for words in words_of(part))]
    return [words for part in value for words in words_of(part)] if isinstance(value, list) else []


def text_of(value: Any) -> str:
    """A text of a rich message without its markup; a plain one as it is."""
    if isinstance(value, list):
        return "".join(map(text_of, value))
    text = text_of(value.get("text", "")) if isinstance(value, dict) else value
    return "".join(char for char in text if category(char) != "Cf")


def lines(message: dict[str, Any]) -> list[str]:
    """The lines that a message of the bot shows; none of anybody else's."""
    sent_by = (message.get("from", {}).get("id"), message.get("via_bot", {}).get("id"))
    if BOT not in sent_by and "sender_chat" not in message:
        return []
    return [line for words in words_of(message) for line in words.split("\n")]


def showing(message: dict[str, Any], texts: dict[str, str]) -> list[str]:
    """The lines of a message that show one of these texts."""
    return [line for line in lines(message) if any(text in line for text in texts.values())]


def is_told(line: str) -> bool:
    """Whether a line says that something was corrected, and when."""
    return bool(re.search(r"orrection.*, 28 April 2026: |تصويب.* في 28 نيسان/أبريل 2026: ", line))


@pytest.mark.parametrize(
    "kind", ["sqlite", *([pytest.param("postgresql", marks=pytest.mark.postgres)] if IS_FULL else [])]
)
async def test_each_class_reaches_every_copy_and_nothing_else(
    sandbox: SandboxClient, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    """Compared message by message; with deleted messages, a blocked reader, a demoted channel, a migrated group."""
    monkeypatch.setattr("bot.telegram_api.rate_limiter._CHAT_INTERVAL", 0.001)
    monkeypatch.setattr("bot.telegram_api.rate_limiter._GROUP_COUNT", 1000)
    await sandbox.limits(on=False)
    await sandbox.clock(set=BEGIN.timestamp())
    async with database(kind) as env:
        bot = WeekHarness(sandbox, tmp_path, SIYAQ_RATE="1000", SIYAQ_STARTER="0", **env)
        try:
            chats = await corrected_week.live(bot)
            done: tuple[Wrong, ...] = ()
            for wrong in CORRECTIONS:
                before = await looked(sandbox, chats)
                done = (*done, wrong)
                await bot.revise(story(wrong.slug, done))
                await bot.until(is_right)
                await sandbox.idle()
                after = await looked(sandbox, chats)
                compare(wrong, before, after, chats)
            await _is_reported(bot)
            await _is_right_when_it_leaves(bot, chats)
        finally:
            await bot.stop()


async def _is_reported(bot: WeekHarness) -> None:
    """What was withdrawn could not be taken out of four copies, and the report says why of each."""
    async with bot.database() as database, database.read() as conn:
        (run,) = await runs.latest(conn, 1)
        reached = await totals.read(conn, run)
    assert sorted(reached.reasons.values()) == [1] * 4
    assert reached.reasons.keys() > {"moved", "Forbidden: bot was blocked by the user"}
    assert reached.notices == {"sent": 13, "failed": 2}


async def _is_right_when_it_leaves(bot: WeekHarness, chats: Chats) -> None:
    """A digest that is due later has what is right, and says nothing of what its reader never saw."""
    reader = chats.named["later-en"]
    since = await bot.play.seq()
    assert not await bot.play.messages(reader)
    await bot.days(3)
    digest = await bot.play.heard(reader, since=since)
    assert not any(showing(digest, wrong.was) for wrong in CORRECTIONS)
    assert any(showing(digest, wrong.is_) for wrong in CORRECTIONS if wrong.is_)
    assert not any(map(is_told, lines(digest)))


def compare(wrong: Wrong, before: Messages, after: Messages, chats: Chats) -> None:
    """What showed it wrong is right and says so, all else is as it was, and who is told of it saw it."""
    wrongs = {key for key, message in before.items() if showing(message, wrong.was)}
    standing = {key for key in wrongs if not before[key].get("deleted") and key[0] not in chats.lost}
    changed = {key for key, message in before.items() if message != after[key]}
    assert changed - standing == set(), [(chats.name(key[0]), before[key], after[key]) for key in changed - standing]
    assert standing - changed == set(), [(chats.name(key[0]), before[key]) for key in standing - changed]
    for key in standing:
        corrections = [line for line in lines(after[key]) if is_told(line)]
        assert any(line for line in corrections if showing({"text": line, "from": {"id": BOT}}, wrong.is_ or HOAX)), (
            after[key]
        )
        assert [line for line in showing(after[key], wrong.was) if line not in corrections] == [], after[key]
        assert wrong.is_ is not None or not showing(after[key], wrong.was), after[key]
    notices = {key: message for key, message in after.items() if key not in before}
    assert all(lines(notice)[1] in {"Correction", "تصويب"} for notice in notices.values())
    heard = sorted(chat for chat, _ in notices)
    assert heard == (
        sorted({chats.reader(key, before[key]) for key in wrongs} - chats.silent) if wrong.is_urgent else []
    )
