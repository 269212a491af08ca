"""Chats that are sent what is pushed, and what they were sent."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from unicodedata import category

from bot.model.language import Language
from bot.store import broadcasts, deliveries, readers, subscribers
from bot.store.subscribers import ChatKind, Subscriber
from tests.bot.story_factory import first
from tests.sandbox_client import ARABIC_CHANNEL, BOT

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterable

    from bot.model import Dossier
    from bot.store.broadcasts import Broadcast
    from bot.store.deliveries import Delivery
    from tests.bot.bot_harness import BotHarness
    from tests.sandbox_client import SandboxClient

OVER = frozenset({"done", "stopped", "retracted", "called_off"})


def grown(**more: Any) -> Dossier:
    """The first story with one event more."""
    story = first()
    event = story.events[-1].model_copy(update={"id": "e99", "text": _NEWS, **more})
    return story.model_copy(update={"events": (*story.events, event)})


_NEWS = first().events[-1].text.model_copy(update={"ar": "اتفاق على وقف النار", "en": "A truce is agreed"})


def bare(text: str) -> str:
    """A text without the marks that keep its parts in their directions."""
    return "".join(char for char in text if category(char) != "Cf")


async def listens(
    harness: BotHarness, chat: int, language: Language, kind: ChatKind = ChatKind.PRIVATE, **more: Any
) -> int:
    """A chat that is sent what is pushed."""
    async with harness.database() as database, database.write() as conn:
        await readers.choose(conn, chat, harness.now(), language=language)
        await subscribers.put(conn, Subscriber(chat, kind, **more), harness.now())
    return chat


async def add_audience(harness: BotHarness) -> tuple[int, int, int]:
    """Somebody who reads Arabic, somebody who reads English, and an Arabic channel."""
    arabic, english = await harness.play.person("ar"), await harness.play.person("en")
    await listens(harness, arabic, Language.AR)
    await listens(harness, english, Language.EN)
    await listens(harness, ARABIC_CHANNEL, Language.AR, ChatKind.CHANNEL, title="القناة")
    return arabic, english, ARABIC_CHANNEL


async def multitude(harness: BotHarness, count: int) -> list[int]:
    """So many persons who read English."""
    answer = await harness.play.post("persons", count=count)
    first_ = answer.get("start_id", 1_000_000)
    chats = [first_ + number for number in range(count)]
    async with harness.database() as database, database.write() as conn:
        for chat in chats:
            await readers.choose(conn, chat, harness.now(), language=Language.EN)
            await subscribers.put(conn, Subscriber(chat, ChatKind.PRIVATE), harness.now())
    return chats


async def push(harness: BotHarness, number: int) -> Broadcast:
    """A push as the database has it."""
    async with harness.database() as database, database.read() as conn:
        value = await broadcasts.get(conn, number)
    assert value is not None
    return value


async def made(harness: BotHarness, number: int) -> None:
    """Wait until there is a push of this number."""
    for _ in range(200):
        async with harness.database() as database, database.read() as conn:
            if await broadcasts.get(conn, number):
                return
        await harness.play.idle(quiet=0.1)
    raise AssertionError(number)


async def ends(harness: BotHarness, number: int) -> None:
    """Wait until a push has ended, and whoever watches it was told."""
    for _ in range(200):
        made = await push(harness, number)
        if made.state in OVER and made.watch is None:
            await harness.play.idle()
            return
        await harness.play.idle(quiet=0.1)
    raise AssertionError(await push(harness, number))


async def sent(harness: BotHarness, number: int) -> tuple[Delivery, ...]:
    """What became of a push, chat by chat."""
    async with harness.database() as database, database.read() as conn:
        return await deliveries.listed(conn, number)


async def ours(play: SandboxClient, chat: int) -> list[dict[str, Any]]:
    """The bot's messages in a chat, deleted ones too."""
    ours = {BOT, chat}
    messages = await play.messages(chat)
    return [message for message in messages if message.get("from", message.get("sender_chat", {})).get("id") in ours]


async def reads(play: SandboxClient, chats: Iterable[int]) -> list[list[str]]:
    """What each chat reads of the bot's now."""
    return [
        [
            message.get("text", message.get("caption", ""))
            for message in await ours(play, chat)
            if not message.get("deleted")
        ]
        for chat in chats
    ]


async def edits(play: SandboxClient, since: int, message_id: int) -> AsyncIterator[str]:
    """What a message was edited to, one after another."""
    for call in await play.log(since=since, method="editMessageText"):
        if call["params"].get("message_id") == message_id and call["answer"]["ok"]:
            yield str(call["answer"]["result"]["text"])
