"""A correction reaches every copy: pushes, digests, posts, answers and inline cards are edited in place."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

from bot.i18n import catalogue
from bot.model.broadcast import BroadcastSpec
from bot.services import broadcasts as broadcast_service
from bot.services.desk_transaction import ActionContext
from bot.store import audit, broadcasts
from bot.store.copies import runs
from tests.bot.story_factory import person, quote, tale
from tests.bot.test_inline import ask
from tests.sandbox_client import ARABIC_CHANNEL, PATIENCE
from tests.store import pushes

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from sqlalchemy.ext.asyncio import AsyncConnection

    from bot.model import Dossier
    from tests.bot.bot_harness import BotHarness
    from tests.sandbox_client import SandboxClient

WORDS = catalogue.load()
SHELL = frozenset({audit.SHELL})
WRONG, RIGHT = {"en": "Ten ships sank", "ar": "غرقت عشر سفن"}, {"en": "Two ships sank", "ar": "غرقت سفينتان"}
SAID = {"en": "We saw nothing", "ar": "لم نر شيئًا"}


def story(ships: dict[str, str] | None, *records: dict[str, Any]) -> Dossier:
    """A story with what happened to the ships, what a minister said, and records of corrections."""
    events = [{"id": "e1", "text": {"en": "A storm came", "ar": "هبّت عاصفة"}, "sources": ["s1"]}]
    events += [{"id": "e2", "text": ships, "sources": ["s1"]}] if ships else []
    people, quotes = [person("minister", "الوزير", "The Minister")], [quote("q1", "minister", **SAID)]
    return tale("ships", "السفن", "Ships", events=events, people=people, quotes=quotes, corrections=list(records))


def record(class_: str, **more: Any) -> dict[str, Any]:
    """A record of what the story said of the ships."""
    return {"id": "c1", "date": "2025-04-28", "item": "e2", "class": class_, "was": WRONG, "is": RIGHT, **more}


GONE = {"id": "c1", "date": "2025-04-28", "item": "e2", "class": "withdrawn", "why": {"en": "A hoax", "ar": "خبر كاذب"}}


async def push(bot: BotHarness) -> int:
    """Push what is new in the story; return the number once all have it."""
    async with bot.database() as database:
        context = ActionContext(audit.SHELL, bot.now(), SHELL)
        number = await broadcast_service.start(database, BroadcastSpec("ships"), context, words=WORDS)
    await until(bot, _is_sent)
    return number


async def until(bot: BotHarness, holds: Callable[[AsyncConnection], Awaitable[bool]]) -> None:
    """Wait until that holds; the bot looks at what is due meanwhile."""
    async with asyncio.timeout(PATIENCE), bot.database() as database:
        while True:
            async with database.read() as conn:
                if await holds(conn):
                    return
            bot.pass_()
            await bot.play.idle()


async def _is_sent(conn: AsyncConnection) -> bool:
    return not any(broadcast.counts.open for broadcast in await broadcasts.in_state(conn, "running"))


async def _is_right(conn: AsyncConnection) -> bool:
    return not await runs.open_runs(conn)


async def recorded(bot: BotHarness, count: int) -> None:
    """Wait until so many copies are written, which is done behind the answers."""
    async with asyncio.timeout(PATIENCE):
        while len((await bot.holds(["copies"]))["copies"]) < count:
            await bot.play.idle()


async def settled(bot: BotHarness) -> None:
    """Wait until all runs are done."""
    await until(bot, _is_right)


async def test_every_kind_of_copy_is_put_right_and_no_other_is_touched(
    sandbox: SandboxClient, harness: BotHarness
) -> None:
    """Pushes in both languages, a post, an answer and a card; each says that it was corrected, and when."""
    bot = harness
    arab, reader, omar = [await sandbox.person(code) for code in ("ar", "en", "en")]
    await bot.publish(story(WRONG))
    async with bot.database() as database, database.write() as conn:
        await pushes.subscribe(conn, [arab], language="ar")
        await pushes.subscribe(conn, [reader], language="en", format_preference="simple")
        await pushes.subscribe(conn, [ARABIC_CHANNEL], language="ar", kind="channel")
    await bot.start()
    await push(bot)
    pages = {
        typed: await sandbox.ask(typed, as_=omar) for typed in ("/timeline ships", "/quotes ships", "/search ships")
    }
    group = await sandbox.group(omar)
    answer = await ask(sandbox, "ten ships", as_=omar)
    match = next(result for result in answer["results"] if "_e2" in result["id"])
    chosen = {"inline_query_id": answer["id"], "result_id": match["id"]}
    await sandbox.post("choose", as_=omar, chat_id=group, **chosen)
    await recorded(bot, 4)
    before = {chat: await sandbox.messages(chat) for chat in (arab, reader, omar, ARABIC_CHANNEL, group)}
    assert sum(WRONG["en"] in str(found) or WRONG["ar"] in str(found) for found in before.values()) == 5
    await bot.publish(story(RIGHT, record("corrected")))
    await settled(bot)
    after = {chat: await sandbox.messages(chat) for chat in before}
    for chat, messages in after.items():
        assert [message["message_id"] for message in messages] == [old["message_id"] for old in before[chat]]
        for message, old in zip(messages, before[chat], strict=True):
            if "edit_date" not in message:
                assert message == old
                assert WRONG["en"] not in str(message.get("text", "")).split("Correction")[0]
                continue
            text = message["text"]
            assert RIGHT["ar"] in text or RIGHT["en"] in text
            assert "تصويب" in text or "Correction, 28 April 2025" in text
    assert pages["/quotes ships"] in after[omar]
    calls = await sandbox.log(method="editMessageText")
    assert [call for call in calls if "inline_message_id" in call["params"]]
