"""A correction reaches every copy: pushes, digests, posts, answers and inline cards are edited in place."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

from bot.i18n import catalogue
from bot.model.broadcast import BroadcastSpec
from bot.services import broadcasts as broadcast_service
from bot.services.desk_transaction import ActionContext
from bot.store import audit, broadcasts
from bot.store.copies import correction_notices, edits, runs
from tests.bot.story_factory import person, quote, tale
from tests.bot.test_inline import ask
from tests.sandbox_client import ARABIC_CHANNEL, BOT, PATIENCE
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


GONE = {"id": "c2", "date": "2025-04-28", "item": "e2", "class": "withdrawn", "why": {"en": "A hoax", "ar": "خبر كاذب"}}


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
            await bot.play.idle(quiet=0.3)


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
    assert sum(WRONG["en"] in str(messages) or WRONG["ar"] in str(messages) for messages in before.values()) == 5
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


def notices(messages: list[dict[str, Any]]) -> list[str]:
    """The texts of notices: below the story's title they are headed by that word."""
    texts = [message["text"] for message in messages if "text" in message]
    return [text for text in texts if text.splitlines()[1:2] in (["Correction"], ["تصويب"])]


async def test_grave_mistakes_are_told_once_to_who_saw_them(sandbox: SandboxClient, harness: BotHarness) -> None:
    """Also to who deleted the copy, or only asked; quiet hours are kept, and not for what is withdrawn."""
    bot = harness
    kept, deleted, blocked, quiet, asker, unseen = [await sandbox.person(code) for code in ("ar", *["en"] * 5)]
    await bot.publish(story(WRONG))
    minute = bot.now().hour * 60 + bot.now().minute
    hours = {"quiet_from": (minute - 60) % 1440, "quiet_to": (minute + 120) % 1440}
    async with bot.database() as database, database.write() as conn:
        await pushes.subscribe(conn, [kept], language="ar")
        await pushes.subscribe(conn, [deleted, blocked], language="en", format_preference="simple")
        await pushes.subscribe(conn, [quiet], language="en", **hours)
    await bot.start()
    await push(bot)
    page = await sandbox.ask("/timeline ships", as_=asker)
    await sandbox.ask("/quotes ships", as_=unseen)
    await recorded(bot, 2)
    (old,) = await sandbox.messages(deleted)
    await sandbox.post("delete", as_=deleted, chat_id=deleted, message_id=old["message_id"])
    await sandbox.post("block", as_=blocked)
    await bot.publish(story(RIGHT, record("urgent")))
    await until(bot, _only_quiet_wait)
    heard = {chat: notices(await sandbox.messages(chat)) for chat in (kept, deleted, quiet, asker, unseen)}
    assert {chat: len(texts) for chat, texts in heard.items()} == {kept: 1, deleted: 1, quiet: 0, asker: 1, unseen: 0}
    assert RIGHT["ar"] in heard[kept][0]
    assert (await sandbox.messages(quiet))[0]["text"].count(WRONG["en"]) == 1, "in the line that says what was wrong"
    async with bot.database() as database, database.read() as conn:
        (run,) = await runs.open_runs(conn)
        counts = await edits.counts(conn, run.id)
        states = await correction_notices.counts(conn, run.id)
    assert counts.by == {("push", "done"): 3, ("push", "failed"): 1, ("answer", "done"): 1}
    assert counts.reasons == {"Bad Request: message to edit not found": 1}
    assert states == {"sent": 3, "failed": 1, "pending": 1}
    bot.pass_(hours=3)
    await settled(bot)
    assert len(notices(await sandbox.messages(quiet))) == 1
    await bot.publish(story(None, GONE))
    await settled(bot)
    for chat in (kept, deleted, quiet, asker, unseen):
        messages = await sandbox.messages(chat)
        assert len(notices(messages)) == 2 * (chat != unseen), "the first, put right, and the second"
        left = [message["text"] for message in messages if "text" in message and not message.get("deleted")]
        assert not any(words in str(left) for ships in (WRONG, RIGHT) for words in ships.values()), "no word is left"
    assert page["message_id"] in {message["message_id"] for message in await sandbox.messages(asker)}
    kept_bodies = str((await bot.holds(["renditions", "copy_pages", "corrected_pages"])).values())
    assert not any(words in kept_bodies.encode().decode("unicode_escape") for words in (WRONG["en"], RIGHT["en"]))


async def test_an_answer_that_waits_leaves_as_it_is_right_then(sandbox: SandboxClient, harness: BotHarness) -> None:
    """It was refused with a 429, and its story corrected before it is tried again; what it shows is noted so."""
    bot = harness
    await bot.publish(story(WRONG))
    await bot.start()
    reader = await sandbox.person("en")
    fault = await sandbox.fault("retry_after", method="sendMessage", chat_id=reader, retry_after=1)
    since = await sandbox.seq()
    for typed in ("/timeline ships", "/search ships"):
        await sandbox.say(typed, as_=reader, chat_id=reader)
    (refused,) = await sandbox.wait("call", since=since, method="sendMessage", chat_id=reader)
    assert WRONG["en"] in str(refused["params"])
    await bot.publish(story(RIGHT, record("corrected")))
    await sandbox.lift(fault)
    await sandbox.wait("message", since=since, chat_id=reader, count=4)
    answers = [message for message in await sandbox.messages(reader) if message["from"]["id"] == BOT]
    assert len(answers) == 2
    assert RIGHT["en"] in answers[0]["text"]
    assert not [call for call in await sandbox.log(method="editMessageText") if call["params"]["chat_id"] == reader]


async def test_the_choice_of_a_picture_is_put_right(sandbox: SandboxClient, harness: BotHarness) -> None:
    """Its buttons say what the items say, and what is withdrawn is gone from them."""
    bot = harness
    await bot.publish(story(WRONG))
    await bot.start()
    reader = await sandbox.person("en")
    choice = await sandbox.ask("/card ships", as_=reader)
    assert WRONG["en"] in str(choice["reply_markup"])
    await recorded(bot, 1)
    for ships, correction in ((RIGHT, record("corrected")), (None, GONE)):
        await bot.publish(story(ships, correction))
        await settled(bot)
        messages = await sandbox.messages(reader)
        buttons = next(str(each["reply_markup"]) for each in messages if each["message_id"] == choice["message_id"])
        assert SAID["en"] in buttons
        assert (RIGHT["en"] in buttons) is (ships is RIGHT)
        assert WRONG["en"] not in buttons


async def _only_quiet_wait(conn: AsyncConnection) -> bool:
    open_runs = await runs.open_runs(conn)
    for run in open_runs:
        states = await correction_notices.counts(conn, run.id)
        if not run.is_prepared or await edits.next_due(conn, run.id) or states.get("pending") != 1:
            return False
        if states.get("sending"):
            return False
    return bool(open_runs)
